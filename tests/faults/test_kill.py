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

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("unattended")]

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


@pytest.mark.timeout(1500)
def test_killed_runs_end_in_the_same_rows(
    onrecord: Cli, environment: dict[str, str], root: Path, tmp_path: Path
) -> None:
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    chance = random.Random(20)
    # A commit after every document: more moments to be killed at.
    command = [sys.executable, "-m", "flows", "ingest", "seeds", "-w", str(killed)]
    command += ["--batch-seconds", "0.1"]
    for _ in range(KILLS):
        run = subprocess.Popen(
            command,
            cwd=root,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.uniform(1.5, LATEST_SECONDS))
        children = family(run)
        run.kill()
        run.wait()
        _, alive = psutil.wait_procs(children, timeout=10)
        assert not alive, f"left behind: {alive}"
    for lake in (killed, whole):
        done = onrecord("ingest", "seeds", "-w", lake, cwd=root)
        assert done.returncode == 0, done.stdout + done.stderr
    for table in CONTENT_TABLES:
        assert rows(killed, table) == rows(whole, table), table
    assert warehouse.Lake(killed).current() is not None
    assert onrecord("verify", "-w", killed).returncode == 0
    assert not (killed / "staging").exists()
