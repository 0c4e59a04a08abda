"""What a run shows of itself: in little memory, and without a server not at all."""

from __future__ import annotations

import logging
from pathlib import Path
from unittest.mock import Mock
from uuid import uuid4

import httpx
import pytest

import warehouse
from flows import artifacts, moves
from flows.progress import Progress
from tests.relations.measure import land_files
from warehouse import Lake


@pytest.fixture
def run_id(seeds_lake: Path) -> str:
    with warehouse.open(seeds_lake) as record:
        rows = record.execute("select distinct run_id from documents").fetchall()
    return str(rows[0][0])


def test_moves_that_take_too_much_are_left_out_and_said_so(
    seeds_lake: Path, run_id: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(moves, "get_run_logger", lambda: logging.getLogger("run"))
    with warehouse.open(seeds_lake) as record, caplog.at_level("INFO"):
        assert moves.moves(record, run_id, 25) is not None
        assert not caplog.messages
        monkeypatch.setattr(moves, "QUERY_MEMORY", "1MB")
        assert moves.moves(record, run_id, 25) == []
    assert caplog.messages == [
        "positions are not shown, they would take more than 1MB: ask position_steps"
    ]


@pytest.mark.parametrize(
    "error",
    [
        httpx.ConnectError("nobody there"),
        # Of Prefect's client, where tries end while one is under way.
        AssertionError("Retry handling ended without response or exception"),
    ],
)
def test_a_server_that_dies_stops_no_run(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    tried = Mock(side_effect=error)
    monkeypatch.setattr(artifacts, "create_progress_artifact", lambda **_: uuid4())
    monkeypatch.setattr(artifacts, "update_progress_artifact", tried)
    monkeypatch.setattr(artifacts, "UPDATE_SECONDS", 0.0)
    progress = Progress(total=3)
    with artifacts.progress_shown(progress):
        for _ in range(3):
            progress.advance(Mock())
    assert progress.done == 3
    assert tried.call_count == 1


# The same of the whole record, without the hidden documents that this one has none of.
WHOLE_SQL = """
    select speaker_name, change, before_text, told_text
    from position_steps join documents using (document_id)
    where run_id = $run and change not in ('new', 'repeated', 'undated')
    union all
    select f.speaker_name, 'contradicts', f.before_text, f.told_text
    from (
        select for_speaker as speaker_name, against_text as before_text, for_text as told_text,
            for_statement_id as statement_id, is_own_reversal from contradictions
        union all
        select against_speaker, for_text, against_text, against_statement_id, is_own_reversal
        from contradictions
    ) f
    join statements using (statement_id)
    where run_id = $run and not f.is_own_reversal
"""


def test_moves_of_a_run_are_those_of_the_whole_record(root: Path, tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    stories = root / "tests" / "relations" / "stories"
    *first, last = sorted((stories / "06-diesel-tax").glob("*.md"))
    land_files(lake, [*first, *(stories / "04-dock-strike").glob("*.md")], tmp_path)
    land_files(lake, [last], tmp_path)
    with warehouse.open(lake.path) as record:
        runs = record.execute("select run_id from runs order by started_at").fetchall()
    counts = []
    for (run_id,) in runs:
        with warehouse.open(lake.path) as record:
            whole = record.execute(WHOLE_SQL, {"run": run_id}).fetchall()
            found = moves.moves(record, run_id, 1_000)
        shown = [tuple(row[n] for n in ("who", "what", "before", "now")) for row in found]
        assert sorted(map(str, shown)) == sorted(map(str, whole))
        counts.append(len(shown))
    assert counts[0] > counts[1] > 0
