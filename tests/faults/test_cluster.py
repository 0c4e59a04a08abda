"""Read on Dask workers as separate processes: the same rows, also when one is killed at work."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.conftest import Cli, is_soak
from tests.faults.test_recovery import waited_for
from tests.flows.test_ingest import CONTENT_TABLES, query, rows

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("unattended")]


@pytest.fixture
def drop(tmp_path: Path, seeds: Path) -> Path:
    """Documents enough for several batches, the longest of them a PDF with full counts."""
    folder = tmp_path / "drop"
    folder.mkdir()
    longest = "article-mixed.pdf" if is_soak() else "article.md"
    (folder / longest).write_bytes((seeds / longest).read_bytes())
    for number in range(200 if is_soak() else 5):
        (folder / f"{number}.txt").write_text(
            f"Anna Green said that bridge {number} was safe. She promised to repair it."
        )
    return folder


@pytest.fixture
def cluster(
    tmp_path: Path, environment: dict[str, str]
) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A Dask scheduler and two workers on loopback: its address and the workers."""
    file = tmp_path / "scheduler.json"
    log = (tmp_path / "dask.log").open("wb")

    def dask(*arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *arguments, "--scheduler-file", str(file)]
        return subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    own = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(tmp_path))
    started = [dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")]
    try:
        waited_for(file.exists)
        started += [dask("worker", *own) for _ in range(2)]
        yield json.loads(file.read_text())["address"], started[1:]
    finally:
        for process in started:
            process.kill()
            process.wait()
        log.close()


def busy_dask_worker(lake: Path) -> int | None:
    """The Dask worker whose isolated worker reads now, as its folder and beat say."""
    beats = lake.glob("staging/*/*/*.beat")
    return next((int(beat.parent.name.rpartition("-")[2]) for beat in beats), None)


def test_a_killed_dask_worker_loses_nothing_and_doubles_nothing(
    cluster: tuple[str, list[subprocess.Popen[bytes]]],
    environment: dict[str, str],
    onrecord: Cli,
    drop: Path,
    tmp_path: Path,
) -> None:
    address, workers = cluster
    command = [sys.executable, "-m", "flows", "ingest", str(drop), "--batch-seconds", "0.1"]
    run = subprocess.Popen(
        [*command, "-w", str(tmp_path / "killed")],
        env=environment | {"ONRECORD_TASK_RUNNER": address},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        victim = waited_for(lambda: busy_dask_worker(tmp_path / "killed"))
        assert victim in [worker.pid for worker in workers]
        isolated = psutil.Process(int(str(victim))).children(recursive=True)
        os.kill(int(str(victim)), signal.SIGKILL)
        out, err = run.communicate(timeout=200)
    finally:
        run.kill()
        run.communicate()
    assert run.returncode == 0, out + err
    assert psutil.wait_procs(isolated, timeout=5)[1] == []
    assert query(tmp_path / "killed", "select code from issues where severity = 'error'") == []
    assert not (tmp_path / "killed" / "staging").exists()
    assert onrecord("ingest", drop, "-w", tmp_path / "whole").returncode == 0
    for table in CONTENT_TABLES:
        assert rows(tmp_path / "killed", table) == rows(tmp_path / "whole", table), table


@pytest.mark.skipif(not is_soak(), reason="waits for a time limit; make soak does")
def test_a_scheduler_that_does_not_answer_is_named(onrecord: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Anna Green said that the bridge was safe.")
    done = onrecord(
        "ingest",
        tmp_path / "a.txt",
        cwd=tmp_path,
        ONRECORD_TASK_RUNNER="tcp://127.0.0.1:9",
        DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT="1s",
    )
    assert done.returncode == 2, done.stderr
    assert "task_runner: no Dask scheduler answers at tcp://127.0.0.1:9" in done.stderr
