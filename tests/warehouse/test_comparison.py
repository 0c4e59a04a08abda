"""What changed between two snapshots."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from warehouse import Changes, Lake, NoSnapshot, NotAWarehouse
from warehouse.comparison import differences
from warehouse.schema import TABLES

Row = dict[str, Any]


def filled(table: str, **values: object) -> Row:
    """A row with something in every column that may not be NULL."""
    return {
        column.name: []
        if pa.types.is_list(column.type)
        else pa.scalar("0").cast(column.type).as_py()
        for column in TABLES[table].columns
        if not column.is_nullable
    } | values


def document(name: str, **values: object) -> Row:
    return filled("documents", document_id=name, **values)


def statement(name: str, document_id: str, **values: object) -> Row:
    given = {"statement_id": name, "document_id": document_id, "content_text": "yes"}
    return filled("statements", **given | values)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """One document with two statements, of one run."""
    lake = Lake(tmp_path / "lake")
    changes = Changes()
    changes.add("documents", [document("d1")])
    changes.add("statements", [statement("s1", "d1"), statement("s2", "d1")])
    lake.commit(changes)
    return lake


def commit(lake: Lake, table: str, *rows: Row) -> None:
    changes = Changes()
    changes.replace(table, list(rows))
    lake.commit(changes)


def told(lake: Lake, since: int | str, until: int | None = None) -> list[tuple[str, str, str]]:
    return [(d.kind, d.reason, d.statement_id) for d in differences(lake, since, until)]


def test_a_new_document_and_a_new_version(lake: Lake) -> None:
    commit(lake, "documents", document("d2"), document("d3", supersedes_document_id="d1"))
    commit(lake, "statements", statement("s3", "d2"), statement("s4", "d3"))
    expected = [
        ("added", "new_document", "s3"),
        ("added", "new_version_of_document", "s4"),
    ]
    assert told(lake, 1) == expected
    assert told(lake, 2) == [(kind, "pipeline", name) for kind, _, name in expected]
    assert told(lake, 3) == told(lake, 1, 2) == []


def test_other_values_are_an_edit_and_another_run_is_none(lake: Lake) -> None:
    commit(lake, "statements", statement("s1", "d1", act="deny"), statement("s2", "d1", run_id="r"))
    assert told(lake, 1) == [("edited", "pipeline", "s1")]


def test_what_is_gone_is_told_as_it_was(lake: Lake) -> None:
    changes = Changes()
    changes.remove("statements", "statement_id", ["s2"])
    lake.commit(changes)
    assert told(lake, 1) == [("removed", "pipeline", "s2")]
    changes = Changes()
    changes.remove("documents", "document_id", ["d1"])
    changes.remove("statements", "document_id", ["d1"])
    lake.commit(changes)
    assert told(lake, 1) == [("removed", "removal", "s1"), ("removed", "removal", "s2")]
    assert differences(lake, 1)[0].content_text == "yes"


def test_nothing_to_compare_is_an_error(lake: Lake, tmp_path: Path) -> None:
    with pytest.raises(NoSnapshot):
        differences(lake, 7)
    with pytest.raises(NotAWarehouse):
        differences(Lake(tmp_path / "none"), 1)
