"""The commit protocol seen from one process: what is added, replaced, kept and refused."""

import errno
import json
import os
import shutil
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import warehouse
from warehouse import Changes, Lake, ids, storage
from warehouse.opening import _on_disk
from warehouse.schema import SCHEMA_VERSION, TABLES, vocabulary_rows


def runs(*names: str, **fields: object) -> Changes:
    changes = Changes()
    changes.add("runs", [{"run_id": name, **fields} for name in names])
    return changes


def run_ids(lake: Lake) -> list[str]:
    with warehouse.open(lake.path) as record:
        return [row[0] for row in record.execute("select run_id from runs").fetchall()]


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def test_the_first_commit_makes_the_folder_and_opens(lake: Lake) -> None:
    assert lake.current() is None
    snapshot = lake.commit(runs("one"), note="first")
    assert snapshot.number == 1
    assert lake.current() == snapshot
    with warehouse.open(lake.path) as record:
        assert record.execute(
            "select snapshot_number, rows_added, note from snapshots"
        ).fetchall() == [(1, 1, "first")]
        for table in TABLES:  # an empty table answers
            record.execute(f"select * from {table}").fetchall()
        assert record.execute("select count(*) from vocabulary").fetchone() == (
            len(vocabulary_rows()),
        )


def test_the_layout_is_that_of_the_design(lake: Lake) -> None:
    lake.commit(runs("one"))
    lake.commit(runs("two"))
    link = lake.path / "catalog.duckdb"
    assert link.is_symlink()
    assert str(link.readlink()) == "snapshots/000002.duckdb"
    assert stat.S_IMODE(link.stat().st_mode) == 0o444
    assert not (lake.path / "pending.json").exists()
    truth = json.loads((lake.path / "snapshots" / "000002.json").read_text())
    for files in truth["tables"].values():
        for file in files:
            path = lake.path / file["path"]
            assert pq.read_metadata(path).num_rows == file["row_count"]
            assert storage.file_sha256(path) == file["sha256"]


def test_open_sql_attaches_the_catalogue(lake: Lake) -> None:
    lake.commit(runs("one"))
    with duckdb.connect() as client:
        client.execute((lake.path / "open.sql").read_text())
        assert client.execute("select run_id from runs").fetchall() == [("one",)]
        assert client.execute("select * from claims_with_evidence").fetchall() == []


def test_a_reader_keeps_the_snapshot_it_opened(lake: Lake) -> None:
    lake.commit(runs("one"))
    with warehouse.open(lake.path) as record:
        lake.commit(runs("two"))
        assert record.execute("select count(*) from runs").fetchone() == (1,)
    assert run_ids(lake) == ["one", "two"]
    with warehouse.open(lake.path, as_of=1) as record:
        assert record.execute("select count(*) from runs").fetchone() == (1,)


def test_replacing_touches_only_the_files_that_hold_the_rows(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "SMALL_BYTES", 0)  # one file per commit
    for name in ("one", "two", "three"):
        lake.commit(runs(name))
    before = {file.path for file in lake.snapshot(3).tables["runs"]}
    changes = Changes()
    changes.replace("runs", [{"run_id": "two", "state": "failed"}])
    after = {file.path for file in lake.commit(changes).tables["runs"]}
    assert len(before - after) == 1
    assert sorted(run_ids(lake)) == ["one", "three", "two"]
    with warehouse.open(lake.path) as record:
        assert record.execute("select state from runs where run_id = 'two'").fetchall() == [
            ("failed",)
        ]


def test_small_commits_do_not_leave_many_files(lake: Lake) -> None:
    for number in range(4):
        snapshot = lake.commit(runs(str(number)))
    assert all(len(files) <= 1 for files in snapshot.tables.values())
    assert run_ids(lake) == [str(number) for number in range(4)]


def test_large_tables_are_cut_into_files(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "MAX_ROWS", 100)
    snapshot = lake.commit(runs(*map(str, range(1050))))
    assert max(file.row_count for file in snapshot.tables["runs"]) <= 100
    assert run_ids(lake) == [str(number) for number in range(1050)]


def test_changes_are_worked_out_under_the_lock_from_what_is_held(lake: Lake) -> None:
    lake.commit(runs("one"))

    def plan(contents: warehouse.Contents) -> Changes:
        held = contents.among("runs", "run_id", ["one", "two"], ["run_id"])
        return runs(*({"one", "two"} - {row["run_id"] for row in held}))

    lake.commit(plan)
    lake.commit(plan)
    assert run_ids(lake) == ["one", "two"]


def test_a_failing_commit_leaves_the_last_snapshot_and_no_files(lake: Lake) -> None:
    lake.commit(runs("one"))
    files = sorted(lake.path.rglob("*"))
    changes = runs("two")
    changes.add("documents", pa.table({"no_such_column": [1]}))
    with pytest.raises(warehouse.UnknownColumn, match="no_such_column"):
        lake.commit(changes)
    assert sorted(lake.path.rglob("*")) == files
    assert run_ids(lake) == ["one"]


def test_rows_must_have_what_the_schema_demands(lake: Lake) -> None:
    with pytest.raises(warehouse.UnknownColumn, match="NULL in run_id"):
        lake.commit(runs("one", run_id=None))


def test_originals_are_kept_once_and_only_when_the_bytes_are_right(lake: Lake) -> None:
    changes = Changes()
    name = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    gone = lake.path / "gone.txt"
    changes.originals = {name: b"hello", "0" * 64: b"changed meanwhile", "1" * 64: gone}
    lake.commit(changes)
    lake.commit(changes)
    assert [path.name for path in (lake.path / "originals").iterdir()] == [name]
    assert (lake.path / "originals" / name).read_bytes() == b"hello"


def test_a_missing_or_empty_folder_names_the_command(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(warehouse.NotAWarehouse, match="onrecord ingest"):
            warehouse.open(path)
    assert not (tmp_path / "nothing").exists()


def test_a_newer_schema_is_refused(lake: Lake) -> None:
    lake.commit(runs("one"))
    path = lake.path / "snapshots" / "000001.json"
    text = path.read_text().replace(
        f'"schema_version": {SCHEMA_VERSION}', f'"schema_version": {SCHEMA_VERSION + 1}'
    )
    path.write_text(text)
    with pytest.raises(warehouse.NewerSchema, match="Upgrade"):
        warehouse.open(lake.path)
    with pytest.raises(warehouse.NewerSchema):
        lake.commit(runs("two"))


@pytest.mark.parametrize("made_by", ["another", None])
def test_a_catalogue_with_the_views_of_another_version_is_not_used(
    lake: Lake, made_by: str | None
) -> None:
    lake.commit(runs("one"))
    snapshot = lake.current()
    assert snapshot
    opened = _on_disk(lake, snapshot)
    assert opened
    opened.close()
    assert _on_disk(lake, replace(snapshot, definitions=made_by)) is None


def test_files_of_an_older_schema_open_with_new_columns_null(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = TABLES["runs"]
    older = replace(now, columns=tuple(c for c in now.columns if c.name != "page_count"))
    with monkeypatch.context() as older_version:
        older_version.setitem(TABLES, "runs", older)
        lake.commit(runs("one", state="completed"))
    path = lake.path / "snapshots" / "000001.json"
    version = f'"schema_version": {SCHEMA_VERSION}'
    path.write_text(path.read_text().replace(version, '"schema_version": 0'))
    query = "select run_id, state, page_count from runs"
    with warehouse.open(lake.path) as record:
        assert record.execute(query).fetchall() == [("one", "completed", None)]
    assert lake.current().schema_version == 0  # type: ignore[union-attr]
    lake.commit(runs("two", page_count=2))  # rewrites the old file, being small
    with warehouse.open(lake.path) as record:
        assert record.execute(query).fetchall() == [("one", "completed", None), ("two", None, 2)]


def test_files_of_an_older_schema_are_rewritten_without_columns_given_up(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = TABLES["runs"]
    given_up = replace(now.column("state"), name="gone")
    with monkeypatch.context() as older_version:
        older_version.setitem(TABLES, "runs", replace(now, columns=(*now.columns, given_up)))
        lake.commit(runs("one", gone="yes"))
    lake.commit(runs("two"))  # rewrites the old file, being small
    assert run_ids(lake) == ["one", "two"]
    with lake.contents() as contents:
        assert "gone" not in contents.rows("runs")[0]


def test_waiting_for_the_lock_ends(lake: Lake) -> None:
    lake.commit(runs("one"))
    with FileLock(lake.path / "lock"), pytest.raises(warehouse.LockedTooLong, match="writing"):
        lake.commit(runs("two"), lock_seconds=0.2)
    assert run_ids(lake) == ["one"]


def test_a_moved_warehouse_is_adopted_when_opened(lake: Lake) -> None:
    lake.commit(runs("one"))
    moved = Lake(lake.path.rename(lake.path.with_name("moved")))
    assert run_ids(moved) == ["one"]
    assert moved.current().folder == str(moved.path)  # type: ignore[union-attr]
    with duckdb.connect(moved.path / "catalog.duckdb", read_only=True) as client:
        assert client.execute("select run_id from runs").fetchall() == [("one",)]
    assert moved.adopt() == moved.current()
    with pytest.raises(warehouse.NotAWarehouse):
        lake.adopt()


def test_a_copied_warehouse_does_not_read_the_old_one(lake: Lake) -> None:
    lake.commit(runs("one"))
    copy = Lake(shutil.copytree(lake.path, lake.path.with_name("copy"), symlinks=True))
    lake.commit(runs("two"))
    copy.commit(runs("three"))
    assert run_ids(copy) == ["one", "three"]
    assert run_ids(lake) == ["one", "two"]


def test_old_catalogues_go_and_their_snapshots_still_open(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.lake.CATALOGUES_KEPT", 2)
    for name in ("one", "two", "three"):
        lake.commit(runs(name))
    kept = sorted(path.name for path in (lake.path / "snapshots").glob("0*.duckdb"))
    assert kept == ["000002.duckdb", "000003.duckdb"]
    with warehouse.open(lake.path, as_of=1) as record:
        assert record.execute("select run_id from runs").fetchall() == [("one",)]


def test_another_connection_of_this_process_blocks_nobody(lake: Lake) -> None:
    catalogue = lake.path / "snapshots" / "000001.duckdb"
    lake.commit(runs("one"))
    with duckdb.connect(catalogue, read_only=True, config={"threads": 1}):
        assert run_ids(lake) == ["one"]


def test_threads_of_one_process_take_turns(lake: Lake) -> None:
    names = [str(number) for number in range(6)]
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(lambda name: Lake(lake.path).commit(runs(name)), names))
    assert sorted(run_ids(lake)) == names


def test_a_link_to_the_folder_is_the_same_warehouse(lake: Lake) -> None:
    lake.commit(runs("one"))
    link = lake.path.with_name("link")
    link.symlink_to(lake.path)
    assert run_ids(Lake(link)) == ["one"]
    assert lake.current().number == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (errno.ENOSPC, warehouse.DiskFull),
        (errno.EDQUOT, warehouse.DiskFull),
        (errno.EROFS, warehouse.ReadOnly),
        (errno.EACCES, warehouse.PermissionDenied),
        (errno.EPERM, warehouse.PermissionDenied),
        (errno.EIO, warehouse.WarehouseError),
    ],
)
def test_what_the_system_refuses_is_said_with_a_remedy(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, number: int, error: type
) -> None:
    lake.commit(runs("one"))

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as refusing:
        refusing.setattr(storage, "sync_file", refuse)
        with pytest.raises(error) as raised:
            lake.commit(runs("two"))
    assert type(raised.value) is error
    assert raised.value.remedy in str(raised.value)
    assert run_ids(lake) == ["one"]


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
rows = st.lists(
    st.fixed_dictionaries(
        {"reviewer": st.none() | texts, "target_texts": st.none() | st.lists(texts, max_size=3)}
    ),
    max_size=5,
)


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(rows, min_size=1, max_size=3))
def test_what_is_committed_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, commits: list[list[dict[str, object]]]
) -> None:
    lake = Lake(tmp_path_factory.mktemp("lake"))
    written = []
    for batch in commits:
        fresh = [
            {"review_id": str(len(written) + n), "target_id": "t", **row}
            for n, row in enumerate(batch)
        ]
        changes = Changes()
        changes.add("reviews", fresh)
        lake.commit(changes)
        written += fresh
    with lake.contents() as contents:
        found = contents.rows("reviews", ["review_id", "target_id", "reviewer", "target_texts"])
    assert found == written


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="asks Linux which file is synced")
def test_a_snapshot_is_published_after_everything_of_it_is_on_the_disk(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The calls of the system in their order: files, then their folders, then the JSON file."""
    calls: list[tuple[str, str]] = []
    fsync, rename = os.fsync, Path.replace

    def noted_fsync(descriptor: int) -> None:
        fsync(descriptor)
        calls.append(("fsync", str(Path(f"/proc/self/fd/{descriptor}").readlink())))

    def noted_rename(path: Path, target: Path) -> Path:
        calls.append(("rename", str(target)))
        return rename(path, target)

    content = b"bytes"
    changes = runs("one")
    changes.originals = {ids.document_id(content): content}
    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(Path, "replace", noted_rename)
    snapshot = lake.commit(changes)
    published = calls.index(("rename", str(lake.path / "snapshots/000001.json")))
    durable = {path for call, path in calls[:published] if call == "fsync"}
    data = [lake.path / file.path for files in snapshot.tables.values() for file in files]
    original = lake.path / "originals" / next(iter(changes.originals))
    fresh = [original.with_suffix(".new"), lake.path / "snapshots/000001.new"]
    assert {
        *map(str, data),
        *map(str, fresh),
        str(lake.path / "snapshots/000001.json.new"),
    } <= durable
    assert {str(path.parent) for path in (*data, *fresh)} <= durable
    after = [path for call, path in calls[published:] if call == "fsync"]
    assert str(lake.path / "snapshots") in after
    assert str(lake.path) in after
