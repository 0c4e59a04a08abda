"""The maintenance flow: what it merges, removes and finds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse import Changes, Lake, kept_snapshots, storage

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("server")]

PROGRAM = """
import json, sys
from flows.server import use_server

use_server()
from flows.maintenance import maintenance

for folder in sys.argv[1:]:
    state = maintenance(folder, older_than_days=0.0, verified_share=1.0, return_state=True)
    print("state", json.dumps([state.type.value, state.message]))
"""


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    """Three runs in as many files."""
    monkeypatch.setattr(storage, "SMALL_BYTES", 0)
    lake = Lake(tmp_path / "lake")
    for name in "abc":
        changes = Changes()
        changes.add("runs", [{"run_id": name}])
        lake.commit(changes)
    return lake


def test_it_merges_vacuums_and_finds_damage(
    lake: Lake, tmp_path: Path, environment: dict[str, str]
) -> None:
    damaged = Lake(tmp_path / "damaged")
    changes = Changes()
    changes.add("statements", [{"statement_id": "s", "document_id": "gone", "position": 0}])
    damaged.commit(changes)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, lake.path, tmp_path / "none", damaged.path],
        env=environment,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("state")]
    states = [json.loads(line.removeprefix("state ")) for line in lines]
    assert [state for state, _ in states] == ["COMPLETED", "COMPLETED", "FAILED"], done.stderr
    assert "3 snapshots removed, 0 findings" in states[0][1]
    assert [held.snapshot.number for held in kept_snapshots(lake)] == [4]
    assert len(kept_snapshots(lake)[0].snapshot.tables["runs"]) == 1
    assert not (tmp_path / "none").exists()
    assert "onrecord verify" in states[2][1]
