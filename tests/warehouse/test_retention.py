"""Compaction, vacuum, pins and looking back in time."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

import warehouse
from warehouse import Changes, Lake, NoSnapshot, NotAWarehouse, WarehouseError, storage
from warehouse.schema import TABLES
from warehouse.snapshot import json_path


def commit_run(lake: Lake, name: str) -> None:
    changes = Changes()
    changes.add("runs", [{"run_id": name}])
    lake.commit(changes)


def run_ids(lake: Lake, as_of: int | str | None = None) -> list[str]:
    with warehouse.open(lake.path, as_of=as_of) as record:
        return [row[0] for row in record.execute("select run_id from runs order by 1").fetchall()]


def numbers(lake: Lake) -> list[int]:
    return [held.snapshot.number for held in warehouse.kept_snapshots(lake)]


def publish_at(lake: Lake, number: int, moment: datetime) -> None:
    """Let a snapshot look as if it had been published then."""
    path = json_path(lake.path, number)
    fields = json.loads(path.read_text()) | {"published_at": moment.isoformat()}
    path.write_text(json.dumps(fields))


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    """Five runs, one file and one snapshot each."""
    monkeypatch.setattr(storage, "SMALL_BYTES", 0)
    lake = Lake(tmp_path / "lake")
    for name in "abcde":
        commit_run(lake, name)
    return lake


def test_compaction_merges_files_and_changes_no_row(lake: Lake) -> None:
    snapshot = lake.compact()
    assert len(lake.snapshot(5).tables["runs"]) == 5
    assert len(snapshot.tables["runs"]) == 1
    assert (snapshot.rows_added, snapshot.rows_removed) == (0, 0)
    assert run_ids(lake) == list("abcde")
    assert run_ids(lake, 3) == list("abc")
    assert lake.compact() == snapshot  # nothing left to merge
    assert warehouse.verify(lake) == []


def test_a_commit_merges_by_itself_when_files_are_many(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "MAX_SMALL_FILES", 4)
    commit_run(lake, "f")
    snapshot = lake.current()
    assert snapshot is not None
    assert len(snapshot.tables["runs"]) == 2
    assert run_ids(lake) == list("abcdef")
    assert warehouse.verify(lake) == []


def test_rows_replaced_while_merging_are_replaced_once(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "MAX_SMALL_FILES", 4)
    changes = Changes()
    changes.replace("runs", [{"run_id": "b", "state": "failed"}])
    assert lake.commit(changes).row_count("runs") == 5
    with warehouse.open(lake.path) as record:
        query = "select run_id from runs where state = 'failed'"
        assert record.execute(query).fetchall() == [("b",)]
    assert warehouse.verify(lake) == []


def test_merging_holds_the_id_of_a_document_once_and_not_for_each_word(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "words")
    size = 0
    for file in range(4):
        positions = range(40_000)
        documents = [f"{file}{position // 50:063}" for position in positions]
        rows = pa.table({"document_id": documents, "position": positions})
        changes = Changes()
        changes.add("words", rows)
        size += storage.conform(lake.path, rows, TABLES["words"]).nbytes
        lake.commit(changes)
    pool = pa.default_memory_pool()
    measured = pa.proxy_memory_pool(pool)
    pa.set_memory_pool(measured)
    try:
        snapshot = lake.compact()
    finally:
        pa.set_memory_pool(pool)
    assert len(snapshot.tables["words"]) == 1
    assert measured.max_memory() < 1.5 * size, "as they are, in their order and as written"
    with warehouse.open(lake.path) as record:
        query = "select count(distinct document_id), count(*), sum(position) from words"
        assert record.execute(query).fetchall() == [(3_200, 160_000, 4 * sum(range(40_000)))]


def test_vacuum_removes_what_only_old_snapshots_list(lake: Lake) -> None:
    lake.compact()
    assert warehouse.vacuum(lake).snapshot_numbers == ()  # none is a week old
    gone = warehouse.vacuum(lake, timedelta(0))
    assert gone.snapshot_numbers == (1, 2, 3, 4, 5)
    assert (gone.file_count, gone.byte_count > 0) == (10, True)
    assert run_ids(lake) == list("abcde")
    with pytest.raises(NoSnapshot):
        warehouse.open(lake.path, as_of=3)
    assert warehouse.verify(lake) == []
    commit_run(lake, "f")
    assert run_ids(lake) == list("abcdef")


def test_a_snapshot_lives_on_after_it_was_replaced(lake: Lake) -> None:
    now = datetime.now(UTC)
    for number, days in ((1, 40.0), (2, 39.9), (3, 0.02)):
        publish_at(lake, number, now - timedelta(days=days))
    # Number 1 was replaced long ago; number 2, though as old, half an hour ago.
    assert 2 in numbers(lake)
    kept_as_last_of_month = (now - timedelta(days=40)).month != (now - timedelta(days=39.9)).month
    warehouse.vacuum(lake, timedelta(hours=1))
    assert numbers(lake) == ([1] if kept_as_last_of_month else []) + [2, 3, 4, 5]


def test_one_snapshot_of_every_month_stays(lake: Lake) -> None:
    months = [(1, 5), (1, 20), (2, 3)]
    for number, (month, day) in enumerate(months, 1):
        publish_at(lake, number, datetime(2024, month, day, tzinfo=UTC))
    warehouse.vacuum(lake, timedelta(0))
    assert numbers(lake) == [2, 3, 5]


def test_a_pinned_snapshot_stays_until_it_is_unpinned(lake: Lake) -> None:
    warehouse.pin(lake, 2, "cited")
    warehouse.vacuum(lake, timedelta(0))
    assert numbers(lake) == [2, 5]
    assert warehouse.kept_snapshots(lake)[0].pin_note == "cited"
    assert run_ids(lake, 2) == list("ab")
    warehouse.unpin(lake, 2)
    warehouse.vacuum(lake, timedelta(0))
    assert numbers(lake) == [5]
    with pytest.raises(NoSnapshot):
        warehouse.pin(lake, 2)


def test_as_of_takes_numbers_and_times(lake: Lake) -> None:
    for number in range(1, 6):
        publish_at(lake, number, datetime(2026, 1, number, 12, tzinfo=UTC))
    table = (
        ("1", "a"),
        (4, "abcd"),
        ("2026-01-03T12:00", "abc"),
        ("2026-01-03T12:30+01:00", "ab"),
        ("2026-01-03", "ab"),
        ("2030-01-01", "abcde"),
    )
    for when, expected in table:
        assert run_ids(lake, when) == list(expected), when
    for when in (9, "2025-12-31"):
        with pytest.raises(NoSnapshot):
            warehouse.open(lake.path, as_of=when)
    with pytest.raises(WarehouseError, match="neither"):
        warehouse.open(lake.path, as_of="yesterday")


def test_upkeep_of_no_warehouse_makes_none(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "nowhere")
    with pytest.raises(NotAWarehouse):
        lake.compact()
    assert warehouse.vacuum(lake).file_count == 0
    assert warehouse.kept_snapshots(lake) == []
    assert not lake.path.exists()
