"""A schedule that really runs: schedules can silently create nothing (DESIGN, pins)."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

import warehouse

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("server")]


def landed(lake: Path) -> int:
    try:
        with warehouse.open(lake) as record:
            row = record.execute("select count(*) from runs where flow_run_id is not null")
            return int((row.fetchone() or (0,))[0])
    except warehouse.WarehouseError:
        return 0


@pytest.mark.parametrize("when", [["--every", "10"], ["--cron", "* * * * *"]], ids=lambda w: w[0])
def test_a_scheduled_run_happens(
    when: list[str], tmp_path: Path, environment: dict[str, str]
) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    (drop / "a.txt").write_text("Anna Green said that the bridge was safe.\n")
    lake = tmp_path / "lake"
    with (tmp_path / "log").open("w") as log:
        serving = subprocess.Popen(
            [sys.executable, "-m", "flows", "serve", str(drop), "-w", str(lake), *when],
            cwd=tmp_path,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + 150
        while not landed(lake) and time.monotonic() < deadline and serving.poll() is None:
            time.sleep(1)
        assert landed(lake), (tmp_path / "log").read_text()
    finally:
        serving.terminate()
        serving.wait(timeout=60)
    with warehouse.open(lake) as record:
        assert record.execute("select speaker_name from statements").fetchall() == [("Anna Green",)]
