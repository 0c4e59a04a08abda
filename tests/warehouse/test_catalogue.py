"""A catalogue that is made from the one before it is the same as one that is made from nothing."""

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

import warehouse
from warehouse import Changes, Lake, catalogue
from warehouse.schema import Table
from warehouse.snapshot import DataFile, catalogue_path

DEFINED = "select schema_name, view_name, sql, comment from duckdb_views() where not internal"
COMMENTED = (
    "select schema_name, table_name, column_name, comment from duckdb_columns() where not internal"
)


def runs(name: str) -> Changes:
    changes = Changes()
    changes.add("runs", [{"run_id": name}])
    return changes


def defined(path: Path) -> list[set[tuple[object, ...]]]:
    with duckdb.connect(path, read_only=True) as record:
        return [set(record.execute(query).fetchall()) for query in (DEFINED, COMMENTED)]


def run_count(lake: Lake) -> int:
    with warehouse.open(lake.path) as record:
        return len(record.execute("from runs").fetchall())


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = Lake(tmp_path / "lake")
    for name in ("one", "two"):
        lake.commit(runs(name))
    return lake


def test_it_defines_what_one_made_from_nothing_defines(lake: Lake, tmp_path: Path) -> None:
    changes = runs("three")
    changes.add("issues", [{"issue_id": "i", "uri": "u", "stage": "read", "code": "empty"}])
    changes.remove("runs", "run_id", ["one", "two"])
    snapshot = lake.commit(changes)
    catalogue.build(tmp_path / "alone.duckdb", lake.path, snapshot)
    assert defined(catalogue_path(lake.path, 3)) == defined(tmp_path / "alone.duckdb")


def test_only_tables_that_differ_are_defined_anew(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    files_sql = catalogue.files_sql

    def noted(lake_path: Path | str, files: Sequence[DataFile], table: Table) -> str:
        asked.append(table.name)
        return files_sql(lake_path, files, table)

    monkeypatch.setattr(catalogue, "files_sql", noted)
    lake.commit(runs("three"))
    assert sorted(asked) == ["runs", "snapshots"]
    assert run_count(lake) == 3


def test_one_that_a_client_edited_is_no_base(lake: Lake) -> None:
    edited = catalogue_path(lake.path, 2)
    edited.chmod(0o644)
    with duckdb.connect(edited) as client:
        client.execute("create or replace view runs as select 1 as run_id")
    lake.commit(runs("three"))
    assert run_count(lake) == 3


def test_one_of_another_folder_or_version_is_no_base(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = Lake(lake.path.rename(tmp_path / "moved"))
    moved.commit(runs("three"))
    views = defined(catalogue_path(moved.path, 3))[0]
    assert not any(str(lake.path) in str(sql) for _, _, sql, _ in views)
    assert run_count(moved) == 3
    monkeypatch.setattr(catalogue, "definition_fingerprint", lambda: "next")
    snapshot = moved.current()
    assert snapshot is not None
    assert not moved.has_catalogue(snapshot)
    moved.commit(runs("four"))
    assert run_count(moved) == 4
