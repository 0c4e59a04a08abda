"""Files that hide the rows of documents done again: every reader leaves them out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import warehouse
from tests.conftest import is_soak
from warehouse import Changes, Lake, forget, hiding, keyfile, search, storage
from warehouse.catalogue import files_sql
from warehouse.comparison import differences
from warehouse.ids import document_id
from warehouse.schema import SCHEMA_VERSION, TABLES
from warehouse.snapshot import DataFile, Snapshot, json_path

NAMES = "abcdefghijkl"
TABLE = "statements"
ROWS = 2  # statements of a document
LARGE_ROWS = 8


def key_of(name: str) -> str:
    return document_id(name.encode())


def landed(names: Iterable[str], said: str) -> Changes:
    """Documents that say something, in the place of what is on record of them."""
    changes = Changes()
    for name in names:
        key = key_of(name)
        changes.remove("documents", "document_id", [key])
        row = {"document_id": key, "root_document_id": key, "is_current": True}
        changes.add("documents", [row | {"char_count": len(said), "page_count": 0}])
        changes.remove("texts", "document_id", [key])
        changes.add("texts", [{"document_id": key, "text": said}])
        changes.remove("postings", "document_id", [key])
        changes.add("postings", search.postings(key, said))
        place = {"source_id": f"s{name}", "uri": f"/in/{name}", "document_id": key}
        changes.replace("sources", [place | {"is_current": True}])
        changes.remove(TABLE, "document_id", [key])
        span = [{"char_start": 0, "char_end": len(said)}]
        shared = {"document_id": key, "content_text": said, "content_spans": span}
        changes.add(
            TABLE, [{**shared, "statement_id": f"{name}{n}", "position": n} for n in range(ROWS)]
        )
    return changes


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    """Twelve documents in one file of each table, which is as large as a merged one."""
    limit_rows(monkeypatch)
    lake = Lake(tmp_path / "lake")
    lake.commit(landed(NAMES, "first"))
    return lake


def limit_rows(patch: pytest.MonkeyPatch) -> None:
    """Let rows, not bytes, make a file large."""
    patch.setattr(storage, "SMALL_BYTES", 0)
    patch.setattr(
        storage, "mergeable", lambda files, _: [f for f in files if f.row_count < LARGE_ROWS]
    )


def said(lake: Lake, as_of: int | None = None) -> Counter[tuple[str, str]]:
    """What the record says: (statement, text), counted."""
    with warehouse.open(lake.path, as_of=as_of) as record:
        rows = record.execute(f"select statement_id, content_text from {TABLE}").fetchall()
    return Counter(rows)


def expected(**texts: str) -> Counter[tuple[str, str]]:
    told = dict.fromkeys(NAMES, "first") | texts
    return Counter((f"{name}{n}", text) for name, text in told.items() for n in range(ROWS))


def hidden(lake: Lake, table: str = TABLE) -> list[tuple[str, ...]]:
    snapshot = lake.current()
    assert snapshot
    return [file.hidden_documents for file in snapshot.tables[table] if file.hidden_documents]


def test_a_large_file_hides_a_document_that_is_done_again(lake: Lake) -> None:
    first = lake.current()
    second = lake.commit(landed("c", "second"))
    assert first
    (large, small) = second.tables[TABLE]
    (before,) = first.tables[TABLE]
    assert (large.path, large.sha256) == (before.path, before.sha256)
    assert (large.hidden_documents, large.hidden_row_count) == ((key_of("c"),), ROWS)
    assert small.row_count == ROWS
    assert second.row_count(TABLE) == ROWS * len(NAMES)
    assert second.rows_removed == ROWS + 4  # and its document, text, posting and source
    assert said(lake) == expected(c="second")
    assert said(lake, as_of=1) == expected()
    assert warehouse.verify(lake) == []


@pytest.mark.parametrize("has_counts", [True, False])
def test_rows_are_hidden_by_what_stands_beside_the_file(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, has_counts: bool
) -> None:
    """Without it, as in a warehouse that an older version wrote, the file is read."""
    read: list[str] = []

    def read_column(folder: Path, file: DataFile, column: str) -> Any:
        read.append(file.path)
        return really_read(folder, file, column)

    really_read = storage.read_column
    monkeypatch.setattr(storage, "read_column", read_column)
    if not has_counts:
        for path in lake.path.glob("data/*/*.rows"):
            path.unlink()
        keyfile.forget_keys()
    large = lake.commit(landed("c", "second")).tables[TABLE][0]
    assert (large.path in read) is not has_counts
    assert (large.hidden_documents, large.hidden_row_count) == ((key_of("c"),), ROWS)
    assert said(lake) == expected(c="second")


def test_a_snapshot_says_what_it_hides_and_says_nothing_when_it_hides_nothing(lake: Lake) -> None:
    assert "hidden" not in json_path(lake.path, 1).read_text()
    snapshot = lake.commit(landed("c", "second"))
    assert lake.current() == snapshot
    assert Snapshot.from_json(snapshot.to_json()) == snapshot
    # Versions before 7 know nothing of hidden rows and refuse what is newer than themselves.
    assert json.loads(snapshot.to_json())["schema_version"] == SCHEMA_VERSION >= 7


def test_files_that_hide_nothing_are_read_as_they_are() -> None:
    files = [DataFile(f"data/texts/{n}.parquet", 1, 1, "", TABLES["texts"].fingerprint)
             for n in range(2)]  # fmt: skip
    query = files_sql(Path("/lake"), files, TABLES["texts"])
    assert query.startswith("read_parquet([") and query.endswith("1.parquet'])")


def test_what_is_looked_up_is_not_what_is_hidden(lake: Lake) -> None:
    lake.commit(landed("c", "second"))
    with lake.contents() as contents:
        columns = ["statement_id", "content_text"]
        for keys in (["c"], NAMES):  # by literals and by a list
            rows = contents.among(TABLE, "document_id", map(key_of, keys), columns)
            found = Counter(tuple(row.values()) for row in rows)
            assert found == Counter(
                {k: n for k, n in expected(c="second").items() if k[0][0] in keys}
            )
        assert contents.among(TABLE, "statement_id", ["c0"], columns) == [
            {"statement_id": "c0", "content_text": "second"}
        ]


def test_the_difference_is_that_of_the_record(lake: Lake) -> None:
    lake.commit(landed("c", "second"))
    found = [(d.kind, d.statement_id, d.content_text) for d in differences(lake, 1)]
    assert found == [("edited", "c0", "second"), ("edited", "c1", "second")]


def test_the_rows_of_a_document_can_be_hidden_in_several_files(lake: Lake) -> None:
    """Done again, merged into another large file, and done again with that."""
    lake.commit(landed("c", "second"))
    lake.commit(landed("mnop", "new"))  # as many rows as a large file has
    lake.commit(landed("m", "newer"))
    assert sorted(hidden(lake)) == sorted([(key_of("c"),), (key_of("m"),)])
    told = {"c": "second", "m": "newer", **dict.fromkeys("nop", "new")}
    assert said(lake) == expected(**told)
    lake.commit(landed("m", "newest"))
    assert said(lake) == expected(**told | {"m": "newest"})
    assert warehouse.verify(lake) == []


def test_a_file_hides_nothing_while_it_has_what_another_one_hides(lake: Lake) -> None:
    """One filter serves all files that hide something, so it must not hide what is on record."""
    lake.commit(landed("c", "second"))
    lake.commit(landed("mnopq", "new"))
    lake.compact()
    lake.commit(landed("a", "second"))  # hidden in the file of the first commit
    lake.commit(landed("am", "third"))
    lake.commit(landed("n", "fourth"))
    told = {"c": "second", "m": "third", "n": "fourth", **dict.fromkeys("opq", "new")}
    assert said(lake) == expected(**told | {"a": "third"})
    snapshot = lake.current()
    assert snapshot
    for file in snapshot.tables[TABLE]:
        assert_sound(lake, file)


def assert_sound(lake: Lake, file: DataFile) -> None:
    """What is hidden anywhere is on record in no file that hides something."""
    snapshot = lake.current()
    assert snapshot
    everywhere = {key for other in snapshot.tables[TABLE] for key in other.hidden_documents}
    held = pq.read_table(lake.path / file.path, columns=["document_id"])["document_id"].to_pylist()
    if file.hidden_documents:
        assert everywhere & set(held) <= set(file.hidden_documents)
        assert sum(key in file.hidden_documents for key in held) == file.hidden_row_count


@pytest.mark.parametrize(
    ("limit", "value"), [("MAX_SHARE", 0.15), ("MAX_DOCUMENTS", 1)], ids=["share", "documents"]
)
def test_past_a_limit_a_file_is_written_anew(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, limit: str, value: float
) -> None:
    monkeypatch.setattr(hiding, limit, value)
    lake.commit(landed("c", "second"))
    assert hidden(lake) == [(key_of("c"),)]
    lake.commit(landed("d", "third"))
    assert hidden(lake) == []
    assert said(lake) == expected(c="second", d="third")


def test_compacting_drops_hidden_rows_for_good(lake: Lake) -> None:
    lake.commit(landed("c", "second"))
    snapshot = lake.compact()
    assert snapshot.rows_removed == 0
    assert hidden(lake) == []
    assert sum(file.row_count for file in snapshot.tables[TABLE]) == ROWS * len(NAMES)
    assert said(lake) == expected(c="second")
    assert said(lake, as_of=2) == expected(c="second")
    assert lake.compact().number == snapshot.number


@pytest.mark.parametrize("name", ["c", "d"])
def test_forgetting_takes_hidden_rows_from_the_disk(lake: Lake, name: str) -> None:
    """Also in older snapshots, of which some hide what others that share the file do not."""
    lake.commit(landed("c", "second"))
    lake.commit(landed("d", "second"))
    lake.commit(landed("c", "third"))
    forget(lake, key_of(name), reason="order", by="Editor")
    for path in lake.path.glob("data/*/*.parquet"):
        if path.parent.name != "forgotten":
            assert key_of(name) not in str(pq.read_table(path, partitioning=None).to_pylist())
    for number in range(1, 5):
        assert key_of(name) not in json_path(lake.path, number).read_text()
    left = {key: n for key, n in expected(c="third", d="second").items() if key[0][0] != name}
    assert said(lake) == Counter(left)
    first = {key: n for key, n in expected().items() if key[0][0] != name}
    assert said(lake, as_of=1) == Counter(first)
    assert warehouse.verify(lake) == []


def test_a_wrong_count_of_hidden_rows_is_found(lake: Lake) -> None:
    snapshot = lake.commit(landed("c", "second"))
    path = json_path(lake.path, snapshot.number)
    path.write_text(path.read_text().replace('"hidden_row_count": 2', '"hidden_row_count": 3'))
    (found, *_) = warehouse.verify(lake)
    assert "hides 2 rows instead of 3" in found.message


def test_a_copied_warehouse_hides_the_same(lake: Lake, tmp_path: Path) -> None:
    lake.commit(landed("c", "second"))
    moved = Lake(lake.path.rename(tmp_path / "moved"))
    assert said(moved) == expected(c="second")
    assert hidden(moved) == [(key_of("c"),)]


def test_files_of_an_older_schema_can_hide(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    path = json_path(lake.path, 1)
    path.write_text(path.read_text().replace(TABLES[TABLE].fingerprint, "older"))
    lake.commit(landed("c", "second"))
    assert hidden(lake) == [(key_of("c"),)]
    assert said(lake) == expected(c="second")


steps = st.lists(
    st.one_of(
        st.sets(st.sampled_from(NAMES + "mnopqr"), min_size=1, max_size=5),
        st.just("compact"),
    ),
    max_size=6,
)


@pytest.mark.timeout(1200)
@settings(max_examples=60 if is_soak() else 3, deadline=None)
@given(steps=steps)
def test_the_record_is_what_was_landed_last(
    tmp_path_factory: pytest.TempPathFactory, steps: list[set[str] | str]
) -> None:
    lake = Lake(tmp_path_factory.mktemp("hiding") / "lake")
    told: dict[str, str] = {}
    with pytest.MonkeyPatch.context() as patch:
        limit_rows(patch)
        patch.setattr(storage, "MAX_SMALL_FILES", 3)
        lake.commit(landed(NAMES, "first"))
        for number, step in enumerate(steps):
            if isinstance(step, str):
                lake.compact()
            else:
                lake.commit(landed(sorted(step), str(number)))
                told |= dict.fromkeys(step, str(number))
            snapshot = lake.current()
            assert snapshot
            assert said(lake) == expected(**told)
            assert snapshot.row_count(TABLE) == expected(**told).total()
            for file in snapshot.tables[TABLE]:
                assert_sound(lake, file)
