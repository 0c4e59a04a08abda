"""A forgotten document is nowhere: not in old snapshots, originals or files; others stay."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import warehouse
import warehouse.ids
from warehouse import (
    Changes,
    Lake,
    WarehouseError,
    durable,
    erasure,
    forget,
    place,
    search,
    storage,
)
from warehouse.forgetting import NothingToForget
from warehouse.schema import TABLES
from warehouse.snapshot import published_numbers

WHY = {"reason": "court order", "by": "Editor"}


def key_of(name: str) -> str:
    return warehouse.ids.document_id(f"secret {name}".encode())


def add_document(
    changes: Changes, name: str, uri: str | None = None, parent: str | None = None, **values: Any
) -> None:
    """A document whose text is "secret NAME", with one row in every table that can name it."""
    key, text = key_of(name), f"secret {name}"
    span = {"char_start": 0, "char_end": len(text)}
    shared = {"document_id": key, "position": 0}
    uri = uri or f"/in/{name}"
    rows: dict[str, dict[str, Any]] = {
        "sources": {"source_id": f"s{name}{uri}", "uri": uri, "document_id": key}
        | {"is_current": True, "parent_document_id": parent},
        "documents": {"document_id": key, "root_document_id": parent or key, "is_current": True}
        | {"char_count": len(text), "page_count": 0, "title": text}
        | values,
        "texts": {"document_id": key, "text": text},
        "statements": {**shared, "statement_id": f"st{name}", "content_text": text}
        | {"content_spans": [span], "speaker_name": f"secret {name}"},
        "statement_speakers": {**shared, "statement_id": f"st{name}", "entity_id": f"e{name}"}
        | {"speaker_name": f"secret {name}"},
        "mentions": {"mention_id": f"m{name}", "document_id": key, "entity_id": "shared"},
        "reviews": {"review_id": f"r{name}", "target_id": f"st{name}", "target_texts": [text]},
        "issues": {"issue_id": f"i{name}", "uri": uri, "message": text, "document_id": key},
        "entities": {"entity_id": f"e{name}", "canonical_name": text, "kind": "person"},
    }
    for table, row in rows.items():
        changes.add(table, [row])
    changes.add("postings", search.postings(key, text))
    changes.originals[key] = text.encode()


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    """Snapshots 1 to 4: an article, another, a new version of the first, nothing."""
    monkeypatch.setattr(storage, "SMALL_BYTES", 2_000)  # some files shared, some written anew
    lake = Lake(tmp_path / "lake")
    changes = Changes()
    add_document(changes, "one")
    changes.add("entities", [{"entity_id": "shared", "canonical_name": "Oslo", "kind": "place"}])
    lake.commit(changes)
    changes = Changes()
    add_document(changes, "two")
    lake.commit(changes)
    changes = Changes()
    add_document(changes, "three", "/in/one", supersedes_document_id=key_of("one"))
    lake.commit(changes)
    lake.commit(Changes())
    return lake


def traces(lake: Lake, *names: str) -> list[str]:
    """Where the words or the id of a document still stand."""
    found = []
    for path in sorted(lake.path.rglob("*")):
        if path.suffix == ".parquet":
            text = str(pq.read_table(path, partitioning=None).to_pylist())
        else:
            text = path.read_bytes().decode("utf-8", "replace") if path.is_file() else path.name
        for name in names:
            is_audit = path.parent.name == "forgotten"
            if f"secret {name}" in text or (key_of(name) in text and not is_audit):
                found.append(f"{path}: {name}")
        found += [f"{path}: name" for name in names if key_of(name) in path.name]
    return found


def documents(lake: Lake, number: int) -> set[str]:
    with warehouse.open(lake.path, as_of=number) as record:
        return {title for (title,) in record.execute("select title from documents").fetchall()}


def test_no_trace_is_left_in_any_snapshot(lake: Lake) -> None:
    assert traces(lake, "one")
    done = forget(lake, key_of("one")[:12], **WHY)
    assert done.document_ids == (key_of("one"),)
    assert done.snapshot_count == 4
    assert traces(lake, "one") == []
    assert [documents(lake, n) for n in published_numbers(lake.path)] == [
        set(),
        {"secret two"},
        *[{"secret two", "secret three"}] * 3,
    ]
    with warehouse.open(lake.path) as record:
        audit = record.execute("select document_id, reason, forgotten_by from forgotten")
        assert audit.fetchall() == [(key_of("one"), "court order", "Editor")]
        names = record.execute("select canonical_name from entities order by 1").fetchall()
        assert names == [("Oslo",), ("secret three",), ("secret two",)]
        assert record.execute("select count(*) from documents where supersedes_document_id "
                              "is not null").fetchall() == [(0,)]  # fmt: skip
    assert warehouse.verify(lake) == []


def test_a_uri_means_every_version_that_stood_there(lake: Lake) -> None:
    done = forget(lake, "/in/one", **WHY)
    assert set(done.document_ids) == {key_of("one"), key_of("three")}
    assert traces(lake, "one", "three") == []
    assert documents(lake, 5) == {"secret two"}


def test_images_found_only_inside_go_too_and_others_get_another_root(lake: Lake) -> None:
    changes = Changes()
    add_document(changes, "only", "/in/two#1", key_of("two"))
    add_document(changes, "both", "/in/two#2", key_of("two"))
    place = {"source_id": "x", "uri": "/in/one#1", "document_id": key_of("both")}
    changes.add("sources", [place | {"is_current": True, "parent_document_id": key_of("three")}])
    lake.commit(changes)
    forget(lake, "/in/two", **WHY)
    assert traces(lake, "two", "only") == []
    assert documents(lake, 5) == {"secret one", "secret three", "secret both"}
    with warehouse.open(lake.path) as record:
        query = "select root_document_id from documents where title = 'secret both'"
        assert record.execute(query).fetchall() == [(key_of("three"),)]
    assert warehouse.verify(lake) == []


def test_names_that_only_it_gave_leave_entities_that_others_share(tmp_path: Path) -> None:
    """Bluebird stands in its text alone, Port in the other; Osl came from a table of names."""
    lake = Lake(tmp_path / "lake")
    texts = {"a": "Bluebird, the Port, said so.", "b": "The Port of Oslo denied it."}
    for name, text in texts.items():
        changes, key = Changes(), key_of(name)
        place = {"source_id": name, "uri": f"/{name}", "document_id": key, "is_current": True}
        row = {"document_id": key, "root_document_id": key, "is_current": True, "title": name}
        changes.add("sources", [place])
        changes.add("documents", [row | {"char_count": len(text), "page_count": 0}])
        changes.add("texts", [{"document_id": key, "text": text}])
        changes.add("postings", search.postings(key, text))
        changes.add("mentions", [{"mention_id": name, "document_id": key, "entity_id": "oslo"}])
        aliases = {"a": ["Bluebird"], "b": ["Bluebird", "Bluebirds", "Osl", "Port", "Port of Oslo"]}
        entity = {"entity_id": "oslo", "canonical_name": "Oslo", "aliases": aliases[name]}
        changes.replace("entities", [entity])
        lake.commit(changes)
    forget(lake, "/a", **WHY)
    for number in (2, 3):
        with warehouse.open(lake.path, as_of=number) as record:
            (row,) = record.execute("select aliases from entities").fetchall()
            assert row == (["Bluebirds", "Osl", "Port", "Port of Oslo"],)
    files = lake.path.glob("data/entities/0*.parquet")
    assert not [path for path in files if "'Bluebird'" in str(pq.read_table(path).to_pylist())]
    assert warehouse.verify(lake) == []


@pytest.mark.parametrize("step", ["commit", "first", "second"])
def test_an_interruption_is_made_good_by_the_next_commit(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    write_text, written = durable.write_text, []

    def fails(path: Path, text: str) -> None:
        written.append(path.name)
        old = [name for name in written if name.endswith(".json") and name < "000005.json"]
        if len(old) > {"commit": 0, "first": 1, "second": 2}[step]:
            raise KeyboardInterrupt
        write_text(path, text)

    monkeypatch.setattr(place, "write_text", fails)
    with pytest.raises(KeyboardInterrupt):
        forget(lake, key_of("one"), **WHY)
    monkeypatch.setattr(place, "write_text", write_text)
    assert (lake.path / erasure.NOTE).exists()
    lake.commit(Changes())
    assert traces(lake, "one") == []
    assert not (lake.path / erasure.NOTE).exists()
    assert documents(lake, 2) == {"secret two"}
    assert warehouse.verify(lake) == []


def test_forgetting_twice_leaves_both_out(lake: Lake) -> None:
    forget(lake, key_of("one"), **WHY)
    forget(lake, key_of("two"), **WHY)
    assert traces(lake, "one", "two") == []
    assert documents(lake, 3) == {"secret three"}
    with pytest.raises(NothingToForget):
        forget(lake, key_of("one"), **WHY)


@pytest.mark.parametrize("name", ["/in/none", "0" * 64, key_of("one")[:5], ""])
def test_what_is_not_there_cannot_be_forgotten(lake: Lake, name: str) -> None:
    with pytest.raises(WarehouseError, match="on record"):
        forget(lake, name, **WHY)
    assert lake.current().number == 4
    assert not (lake.path / erasure.NOTE).exists()


def test_every_table_that_names_documents_is_covered(lake: Lake) -> None:
    """A new table with document ids must be thought of here."""
    with lake.contents() as contents:
        removed = erasure.erasure(contents, {key_of("one")}).removed
    naming = {t.name for t in TABLES.values() if "document_id" in t.arrow.names} - {"forgotten"}
    assert naming | {"reviews", "entities"} == set(removed)
