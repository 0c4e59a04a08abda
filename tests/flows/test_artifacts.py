"""What a run shows of itself takes little memory, whatever the size of the record."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

import warehouse
from flows import artifacts


@pytest.fixture
def run_id(seeds_lake: Path) -> str:
    with warehouse.open(seeds_lake) as record:
        rows = record.execute("select distinct run_id from documents").fetchall()
    return str(rows[0][0])


def test_moves_that_take_too_much_are_left_out_and_said_so(
    seeds_lake: Path, run_id: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(artifacts, "get_run_logger", lambda: logging.getLogger("run"))
    with warehouse.open(seeds_lake) as record, caplog.at_level("INFO"):
        assert artifacts._moves(record, run_id) is not None
        assert not caplog.messages
        monkeypatch.setattr(artifacts, "QUERY_MEMORY", "1MB")
        assert artifacts._moves(record, run_id) == []
    assert caplog.messages == [
        "positions are not shown, they would take more than 1MB: ask position_steps"
    ]
