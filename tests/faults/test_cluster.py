"""Read on workers of Dask and Ray as processes of their own: the same rows, also when one dies."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psutil
import pytest
from obstore.store import S3Store

from tests.conftest import BUCKET_URL, Cli, is_soak
from tests.faults.test_recovery import waited_for
from tests.flows.test_ingest import CONTENT_TABLES, query, rows
from warehouse import Lake

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("unattended")]


@pytest.fixture
def dask_cluster(tmp_path: Path, environment: dict[str, str], bucket: S3Store) -> Iterator[str]:
    """The address of a Dask scheduler on loopback with two workers, which the bucket is open to."""
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
        yield json.loads(file.read_text())["address"]
    finally:
        for process in started:
            process.kill()
            process.wait()
        log.close()


def busy_worker(lake: Path) -> int | None:
    """The worker of the cluster whose isolated worker reads now, as its folder and beat say."""
    beats = lake.glob("staging/*/*/*.beat")
    return next((int(beat.parent.name.rpartition("-")[2]) for beat in beats), None)


def killed_run(
    drop: Path, location: Path | str, task_runner: str, environment: dict[str, str]
) -> None:
    """An ingest by a cluster; the first of its workers that is at work is killed in mid-run."""
    command = [sys.executable, "-m", "flows", "ingest", str(drop), "--batch-seconds", "0.1"]
    run = subprocess.Popen(
        [*command, "-w", str(location)],
        env=environment | {"ONRECORD_TASK_RUNNER": task_runner},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        victim = int(str(waited_for(lambda: busy_worker(Lake(location).path))))
        isolated = psutil.Process(victim).children(recursive=True)
        os.kill(victim, signal.SIGKILL)
        out, err = run.communicate(timeout=200)
    finally:
        run.kill()
        run.communicate()
    assert run.returncode == 0, out + err
    assert isolated
    assert psutil.wait_procs(isolated, timeout=5)[1] == []
    assert query(location, "select code from issues where severity = 'error'") == []
    assert not (Lake(location).path / "staging").exists()


def test_a_killed_dask_worker_loses_nothing_and_doubles_nothing_in_a_bucket(
    bucket: S3Store,
    environment: dict[str, str],
    onrecord: Cli,
    drop: Path,
    whole: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    names = ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION")
    for name in (*names, "XDG_CACHE_HOME"):
        monkeypatch.setitem(environment, name, os.environ[name])
    killed_run(drop, BUCKET_URL, request.getfixturevalue("dask_cluster"), environment)
    assert onrecord("verify", "-w", BUCKET_URL).returncode == 0
    for table in CONTENT_TABLES:
        assert rows(BUCKET_URL, table) == rows(whole, table), table


@pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed; make soak installs it")
def test_a_killed_ray_worker_loses_nothing_and_doubles_nothing(
    environment: dict[str, str], drop: Path, whole: Path, tmp_path: Path
) -> None:
    killed_run(drop, tmp_path / "killed", "ray", environment)
    for table in CONTENT_TABLES:
        assert rows(tmp_path / "killed", table) == rows(whole, table), table


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
