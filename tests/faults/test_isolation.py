"""A crash, a hang, a memory hog or a bug costs the document that caused it and no other."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from prefect.logging import disable_run_logger

from flows.bounds import Limits
from flows.isolation import Lost, Outcome, Staged, Workers, write_beat
from flows.reading import outcomes
from flows.staging import staging_folder
from tasks.settings import Settings
from tasks.values import Source
from tests.conftest import is_soak
from warehouse import WarehouseError
from warehouse.errors import DiskFull

LIMITS = Limits(
    base_seconds=4.0,
    seconds_per_digital_page=0,
    seconds_per_ocr_page=0,
    memory_bytes=400 * 1024**2,
)


def act_as_named(
    source: Source, settings: Settings, target: Path, beat: Path, run: str, own: frozenset[str]
) -> Outcome:
    """Stands in for reading: does to its worker what the name of the source says."""
    write_beat(beat, {"digital": 0, "ocr": 0})
    with (target.parent / f"{source.uri}.tries").open("a") as tries:
        tries.write("x")
        tried = tries.tell()
    match source.uri.split("-")[0]:
        case "exit":
            os._exit(7)
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "hang":
            while True:
                pass
        case "hog":
            hoard = []
            while True:
                hoard.append(b"x" * 20 * 1024**2)  # resident, not merely reserved
                time.sleep(0.02)
        case "bug":
            raise ZeroDivisionError("one over none")
        case "full":
            raise OSError(errno.ENOSPC, "No space left on device")
        case "away" if tried <= int(source.uri.split("-")[1]):
            raise OSError(errno.ESTALE, "Stale file handle")
    return Staged(source, target, 1, 0, 0, ())


def source(name: str) -> Source:
    return Source(uri=name, path=None, collection="c", size=1)


@pytest.mark.parametrize("workers", [1, 2] if is_soak() else [2])
def test_only_the_bad_ones_are_lost(tmp_path: Path, workers: int) -> None:
    names = [f"good-{n}" for n in range(6)]
    names[1:1] = ["exit-1", "kill-1", "bug-1"]
    names[5:5] = ["hang-1", "hog-1"]
    with Workers(workers, Settings(), tmp_path, "run", limits=LIMITS, work=act_as_named) as pool:
        jobs = [pool.submit(source(name)) for name in names]
        found = {job.source.uri: job.outcome() for job in jobs}
    lost = {uri: o.issue for uri, o in found.items() if isinstance(o, Lost)}
    assert {uri: issue.code for uri, issue in lost.items()} == {
        "exit-1": "crash",
        "kill-1": "crash",
        "bug-1": "crash",
        "hang-1": "timeout",
        "hog-1": "too_large",
    }
    assert all(issue.uri in issue.message and issue.remedy for issue in lost.values())
    assert "exit status 7" in lost["exit-1"].message
    assert "ZeroDivisionError" in lost["bug-1"].message
    assert not list(tmp_path.glob("*.beat"))


def test_a_run_that_is_interrupted_ends_at_once(tmp_path: Path) -> None:
    names = ["hang-1", "hang-2", *(f"good-{n}" for n in range(20))]
    jobs = []
    began = time.monotonic()
    with (
        pytest.raises(KeyboardInterrupt),
        Workers(2, Settings(), tmp_path, "run", limits=LIMITS, work=act_as_named) as pool,
    ):
        jobs += [pool.submit(source(name)) for name in names]
        while not list(tmp_path.glob("hang-*.tries")):
            time.sleep(0.05)
        began = time.monotonic()
        raise KeyboardInterrupt
    assert time.monotonic() - began < 30, "a future that nobody ended was waited for"
    for job in jobs:  # ended with the run, or done before: none is blamed
        with contextlib.suppress(InterruptedError):
            assert isinstance(job.outcome(), Staged)


def test_a_full_disk_ends_the_run_and_blames_no_document(tmp_path: Path) -> None:
    staging = tmp_path / "lake" / "staging" / "run"
    staging.mkdir(parents=True)
    with (
        Workers(1, Settings(), staging, "run", limits=LIMITS, work=act_as_named) as pool,
        pytest.raises(DiskFull, match=f"No room left on the disk of {tmp_path}/lake"),
    ):
        pool.submit(source("full-1")).outcome()


def test_a_warehouse_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "lake").write_text("a file")
    with (
        pytest.raises(WarehouseError, match=f"{tmp_path}/lake cannot be written"),
        staging_folder(tmp_path / "lake", "run"),
    ):
        raise AssertionError("there is a staging folder in a file")


def test_what_may_pass_is_tried_again_and_a_death_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tries of each: a share that is back after 1 or 2, one that stays away, a death, a bug."""
    monkeypatch.setattr("flows.reading.DELAYS", [0.0, 0.1, 0.2])
    tries = {"good-1": 1, "away-1": 2, "away-2": 3, "away-9": 4, "exit-1": 2, "bug-1": 1}
    batch = [replace(source(name), document_id=name) for name in tries]
    with (
        Workers(2, Settings(), tmp_path, "run", limits=LIMITS, work=act_as_named) as pool,
        disable_run_logger(),
    ):
        found = {outcome.source.uri: outcome for outcome in outcomes(batch, pool)}
    assert {name: len((tmp_path / f"{name}.tries").read_text()) for name in tries} == tries
    lost = {name: o.issue for name, o in found.items() if isinstance(o, Lost)}
    assert {name: issue.code for name, issue in lost.items()} == {
        "away-9": "unreadable",
        "exit-1": "crash",
        "bug-1": "crash",
    }
    assert "Stale file handle" in lost["away-9"].message


def test_limits_are_those_that_are_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("BASE_SECONDS", 4), ("OCR_PAGE_SECONDS", 0), ("MEMORY_MEGABYTES", 400)):
        monkeypatch.setenv(f"ONRECORD_{name}", str(value))
    with Workers(2, Settings(), tmp_path, "run", work=act_as_named) as pool:
        found = [pool.submit(source(name)).outcome() for name in ("hang-1", "hog-1")]
    lost = [outcome.issue.code for outcome in found if isinstance(outcome, Lost)]
    assert lost == ["timeout", "too_large"]


PARENT = """
import sys, time
from pathlib import Path
from flows.isolation import Workers
from tasks.settings import Settings
from tests.faults.test_isolation import source, act_as_named
if __name__ == "__main__":
    with Workers(2, Settings(), Path(sys.argv[1]), "run", work=act_as_named) as pool:
        pool.submit(source("hang-1")); pool.submit(source("hang-2"))
        time.sleep(600)
"""


def test_workers_end_with_a_killed_parent(tmp_path: Path, root: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    parent = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path)], env=os.environ | {"PYTHONPATH": str(root)}
    )
    try:
        deadline = time.monotonic() + 30
        while len(list(tmp_path.glob("*.beat"))) < 2 and time.monotonic() < deadline:
            time.sleep(0.1)
        workers = psutil.Process(parent.pid).children(recursive=True)
        assert len(workers) >= 2
    finally:
        parent.kill()
        parent.wait()
    _, alive = psutil.wait_procs(workers, timeout=5)
    assert not alive
