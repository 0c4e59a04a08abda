"""What changed since a snapshot: the ``changes`` table, the diff and the view of what is new."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import warehouse
from warehouse import Changes, Lake, NoSnapshot, NotAWarehouse
from warehouse.comparison import differences

Row = dict[str, Any]


def document(name: str, *, is_current: bool = True, **values: object) -> Row:
    given = {"document_id": name, "root_document_id": name, "is_current": is_current}
    return given | values


def statement(name: str, document_id: str, **values: object) -> Row:
    shared: Row = {"position": 0, "content_text": "yes", "content_spans": []}
    return {"statement_id": name, "document_id": document_id} | shared | values


def commit(lake: Lake, **tables: list[Row]) -> None:
    changes = Changes()
    for table, rows in tables.items():
        changes.replace(table, rows)
    lake.commit(changes)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """One document with two statements."""
    lake = Lake(tmp_path / "lake")
    commit(lake, documents=[document("d1")], statements=[statement(s, "d1") for s in ("s1", "s2")])
    return lake


def told(lake: Lake, since: int | str, until: int | None = None) -> list[tuple[str, str, str]]:
    return [(d.kind, d.reason, d.statement_id) for d in differences(lake, since, until)]


def test_a_new_document_is_told_by_the_table_the_diff_and_the_view(lake: Lake) -> None:
    sources = [
        {"source_id": d, "uri": f"/{d}", "document_id": d, "is_current": True} for d in ("d1", "d2")
    ]
    commit(
        lake,
        sources=sources,
        documents=[document("d2")],
        statements=[statement("s3", "d2", speaker_name="Byrne")],
    )
    assert told(lake, 1) == [("added", "new_document", "s3")]
    assert told(lake, 0, 1) == [("added", "new_document", s) for s in ("s1", "s2")]
    assert told(lake, 2) == []
    with warehouse.open(lake.path) as record:
        query = "select snapshot_number, statement_id, speaker_name, uri from new_statements"
        assert record.execute(f"{query} where snapshot_number > 1").fetchall() == [
            (2, "s3", "Byrne", "/d2")
        ]


def test_a_new_version_takes_the_place_of_the_old(lake: Lake) -> None:
    new = document("d3", supersedes_document_id="d1")
    old = document("d1", is_current=False)
    commit(lake, documents=[old, new], statements=[statement("s4", "d3")])
    version = "new_version_of_document"
    gone = [("removed", version, s) for s in ("s1", "s2")]
    assert told(lake, 1) == [("added", version, "s4"), *gone]
    assert differences(lake, 1)[1].content_text == "yes"


def test_a_file_that_is_deleted_and_comes_back(lake: Lake) -> None:
    commit(lake, documents=[document("d1", is_current=False)])
    assert told(lake, 1) == [("removed", "removal", s) for s in ("s1", "s2")]
    commit(lake, documents=[document("d1")])
    assert told(lake, 2) == [("added", "new_document", s) for s in ("s1", "s2")]
    assert told(lake, 1) == []  # went and came back
    commit(lake, documents=[document("d1", is_current=False)])
    assert told(lake, 2) == []  # came and went


def test_other_values_are_an_edit_and_another_run_is_none(lake: Lake) -> None:
    changed = statement("s1", "d1", act="deny")
    commit(lake, statements=[changed, statement("s2", "d1", run_id="r", position=7)])
    assert told(lake, 1) == [("edited", "pipeline", "s1")]


def test_a_document_read_anew_tells_what_differs(lake: Lake) -> None:
    changes = Changes()
    changes.remove("statements", "document_id", ["d1"])
    changes.replace("documents", [document("d1", title="New")])
    changes.add("statements", [statement("s1", "d1"), statement("s5", "d1")])
    lake.commit(changes)
    assert told(lake, 1) == [("added", "pipeline", "s5"), ("removed", "pipeline", "s2")]


def test_a_given_reason_holds(lake: Lake) -> None:
    changes = Changes(reason="review")
    changes.replace("statements", [statement("s1", "d1", act="deny")])
    lake.commit(changes)
    assert told(lake, 1) == [("edited", "review", "s1")]


def test_what_is_gone_is_told_as_it_was_while_a_snapshot_knows(lake: Lake) -> None:
    changes = Changes()
    changes.remove("documents", "document_id", ["d1"])
    changes.remove("statements", "document_id", ["d1"])
    lake.commit(changes)
    assert [d.content_text for d in differences(lake, 1)] == ["yes", "yes"]
    commit(lake, runs=[{"run_id": "later"}])
    warehouse.vacuum(lake, timedelta(0))
    found = differences(lake, 1)
    assert [(d.kind, d.reason, d.content_text) for d in found] == [("removed", "removal", None)] * 2


def test_commits_that_touch_no_statement_tell_nothing(lake: Lake) -> None:
    commit(lake, runs=[{"run_id": "later"}])
    commit(lake, documents=[document("d1", title="Another")])
    assert told(lake, 1) == []


def test_since_may_be_a_time(lake: Lake) -> None:
    assert told(lake, "2020-01-01") == told(lake, 0)
    assert told(lake, "2999-01-01T10:00+02:00") == []


def test_nothing_to_compare_is_an_error(lake: Lake, tmp_path: Path) -> None:
    with pytest.raises(NoSnapshot):
        differences(lake, 7)
    with pytest.raises(NoSnapshot):
        differences(lake, 1, 7)
    with pytest.raises(NotAWarehouse):
        differences(Lake(tmp_path / "none"), 1)
