"""Kill -9 a run at any moment and start it again: the same rows, no process left behind."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

import warehouse
from tests.conftest import Cli, is_soak
from tests.flows.test_ingest import CONTENT_TABLES, rows

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("server")]

KILLS = 10 if is_soak() else 1
# The start of a run imports for about two seconds; the seeds then take some ten.
LATEST_SECONDS = 14.0


def family(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """The processes a command has started, without the server that all commands share."""
    try:
        children = psutil.Process(process.pid).children(recursive=True)
        return [c for c in children if "flows.server_process" not in " ".join(c.cmdline())]
    except psutil.NoSuchProcess:
        return []


def wait_until_at_work(lake: Path) -> None:
    """Wait for a commit of a run that has more to do."""
    deadline = time.monotonic() + 120
    while not list(lake.glob("snapshots/*.json")):
        assert time.monotonic() < deadline, "nothing was committed"
        time.sleep(0.05)


@pytest.mark.timeout(1500)
def test_killed_runs_end_in_the_same_rows(
    onrecord: Cli, environment: dict[str, str], root: Path, tmp_path: Path, seeds_lake: Path
) -> None:
    killed = tmp_path / "killed"
    chance = random.Random(20)
    # A commit after every document: more moments to be killed at.
    command = [sys.executable, "-m", "flows", "ingest", "seeds", "-w", str(killed)]
    command += ["--batch-seconds", "0.1"]
    for number in range(KILLS):
        run = subprocess.Popen(
            command,
            cwd=root,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if number == 0:
            wait_until_at_work(killed)
        else:
            time.sleep(chance.uniform(1.5, LATEST_SECONDS))
        children = family(run)
        run.kill()
        run.wait()
        _, alive = psutil.wait_procs(children, timeout=10)
        assert not alive, f"left behind: {alive}"
    # One worker, where the other lake had one for each core: neither that nor the kills matter.
    done = onrecord("ingest", "seeds", "-w", killed, "--workers", "1", cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    for table in CONTENT_TABLES:
        assert rows(killed, table) == rows(seeds_lake, table), table
    assert warehouse.Lake(killed).current() is not None
    assert onrecord("verify", "-w", killed).returncode == 0
    assert not (killed / "staging").exists()
    if KILLS == 1:
        runs = "select count(*), count(distinct run_id) from documents"
        with warehouse.open(killed) as record:
            ((documents, by_runs),) = record.execute(runs).fetchall()
        assert documents > by_runs == 2, "what the killed run had committed is not read again"
