"""Each kind of damage, planted in a sound warehouse, is found and named."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import warehouse
import warehouse.ids
from warehouse import Changes, Lake, search, storage
from warehouse.schema import TABLES
from warehouse.verification import Check, _Part, checks

TEXT = "Byrne said “yes”, then “no”. Ahern left."
DOCUMENT = warehouse.ids.document_id(TEXT.encode())


def span(words: str) -> dict[str, int]:
    start = TEXT.index(words)
    return {"char_start": start, "char_end": start + len(words)}


ROWS: dict[str, list[dict[str, Any]]] = {
    "runs": [{"run_id": "run1", "state": "completed"}],
    "sources": [
        {
            "source_id": "s1",
            "uri": "/in/a",
            "document_id": DOCUMENT,
            "is_current": True,
            "first_seen_run_id": "run1",
        }
    ],
    "documents": [
        {
            "document_id": DOCUMENT,
            "root_document_id": DOCUMENT,
            "is_current": True,
            "char_count": len(TEXT),
            "page_count": 1,
            "status": "complete",
            "run_id": "run1",
        }
    ],
    "texts": [{"document_id": DOCUMENT, "text": TEXT}],
    "pages": [{"document_id": DOCUMENT, "page_number": 1}],
    "words": [
        {"document_id": DOCUMENT, "position": n, "page_number": 1, "word_span": span(word)}
        for n, word in enumerate(TEXT.split())
    ],
    "statements": [
        {
            "statement_id": "st1",
            "document_id": DOCUMENT,
            "position": 0,
            "speaker_name": "Byrne",
            "source_text": "Byrne",
            "source_span": span("Byrne"),
            "cue_text": "said",
            "cue_span": span("said"),
            "act": "assert",
            "content_text": "“yes” … “no”",
            "content_spans": [span("“yes”"), span("“no”")],
        },
        {
            "statement_id": "st2",
            "document_id": DOCUMENT,
            "position": 1,
            "content_text": "Ahern left",
            "content_spans": [span("Ahern left")],
        },
    ],
    "statement_speakers": [
        {
            "statement_id": "st1",
            "document_id": DOCUMENT,
            "position": 0,
            "entity_id": "e1",
            "speaker_name": "Byrne",
        }
    ],
    "claims": [
        {
            "claim_id": "c1",
            "document_id": DOCUMENT,
            "statement_id": "st1",
            "position": 0,
            "claim_text": "“yes”",
            "claim_spans": [span("“yes”")],
        }
    ],
    "postings": search.postings(DOCUMENT, TEXT).to_pylist(),
    "entities": [{"entity_id": "e1", "canonical_name": "Byrne", "kind": "person"}],
}


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = Lake(tmp_path / "lake")
    changes = Changes()
    for table, rows in ROWS.items():
        changes.add(table, rows)
    changes.originals = {DOCUMENT: TEXT.encode()}
    lake.commit(changes)
    return lake


def test_a_sound_warehouse_has_no_findings(lake: Lake) -> None:
    assert warehouse.verify(lake) == []


def data_file(lake: Lake, table: str) -> Path:
    return lake.path / lake.current().tables[table][0].path


def rewrite(lake: Lake, table: str, edit: Callable[[list[dict[str, Any]]], None]) -> None:
    """Change rows behind the protocol's back, with hashes and counts that match."""
    path = data_file(lake, table)
    rows = pq.read_table(path).to_pylist()
    edit(rows)
    pq.write_table(pa.Table.from_pylist(rows, schema=TABLES[table].arrow), path)
    truth = lake.path / "snapshots" / "000001.json"
    fields = json.loads(truth.read_text())
    (file,) = fields["tables"][table]
    file.update(sha256=storage.file_sha256(path), row_count=len(rows))
    truth.write_text(json.dumps(fields))


def set_field(column: str, value: Any) -> Callable[[list[dict[str, Any]]], None]:
    def edit(rows: list[dict[str, Any]]) -> None:
        rows[0][column] = value

    return edit


def twice(rows: list[dict[str, Any]]) -> None:
    rows.append(rows[0])


OUTSIDE = {"char_start": 3, "char_end": 4000}
BACKWARDS = {"char_start": 4, "char_end": 3}

PLANTED = [
    ("statements", twice, "unique", "statement_id occurs more than once"),
    ("words", twice, "unique", "document_id and position occurs more than once"),
    ("words", set_field("word_span", OUTSIDE), "span", "word_span lies outside"),
    ("words", set_field("word_span", BACKWARDS), "span", "word_span lies outside"),
    ("claims", set_field("claim_spans", [OUTSIDE]), "span", "claim_spans lies outside"),
    ("claims", set_field("claim_text", "“Yes”"), "text", "claim_text is not what"),
    ("claims", set_field("claim_spans", []), "text", "claim_text is not what"),
    ("claims", set_field("statement_id", "gone"), "reference", "statement_id leads to no row"),
    ("statements", set_field("cue_text", "says"), "text", "cue_text is not what"),
    ("statements", set_field("cue_text", None), "text", "cue_text is not what"),
    ("statements", set_field("content_text", "“yes” “no”"), "text", "content_text is not what"),
    ("statements", set_field("act", "shout"), "enumeration", "act has a value"),
    ("statements", set_field("speaker_name", "Ahern"), "speakers", "speaker_name is not"),
    ("statement_speakers", set_field("entity_id", "e2"), "reference", "entity_id leads to no row"),
    ("texts", set_field("text", TEXT + "."), "whole", "no text, or one of another length"),
    ("texts", list.clear, "whole", "no text, or one of another length"),
    ("pages", list.clear, "whole", "more or fewer pages"),
    ("postings", list.clear, "whole", "cannot be searched"),
    ("sources", list.clear, "whole", "found nowhere"),
    ("documents", set_field("is_current", False), "current", "is_current differs"),
    ("documents", list.clear, "reference", "document_id leads to no row of documents"),
]


@pytest.mark.parametrize(
    ("table", "edit", "check", "message"), PLANTED, ids=[f"{p[0]}-{p[3]}" for p in PLANTED]
)
def test_planted_rows_are_found(table: str, edit, check: str, message: str) -> None:
    planted = copy.deepcopy(ROWS)
    edit(planted[table])
    assert not failing(ROWS)
    assert any(c.name == check and message in c.message for c in failing(planted))


def failing(rows: dict[str, list[dict[str, Any]]]) -> list[Check]:
    """The checks that fail over these rows."""
    with duckdb.connect() as connection:
        for name, table in TABLES.items():
            arrow = pa.Table.from_pylist(rows.get(name, []), schema=table.arrow)
            connection.register(name, arrow)
        return [check for check in checks() if connection.execute(check.query).fetchall()]


def flip_a_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (flip_a_byte, "bytes have changed"),
        (truncate, "bytes have changed"),
        (Path.unlink, "is missing"),
    ],
    ids=["flipped byte", "truncated", "missing"],
)
def test_damaged_files_are_found_and_the_others_still_checked(lake: Lake, damage, message) -> None:
    rewrite(lake, "claims", set_field("claim_text", "“Yes”"))
    damage(data_file(lake, "words"))
    found = warehouse.verify(lake)
    assert any(f.check == "file" and f.table == "words" and message in f.message for f in found)
    assert any(f.check == "text" and f.table == "claims" for f in found)


def test_damaged_originals_and_catalogues_are_found(lake: Lake) -> None:
    flip_a_byte(lake.path / "originals" / DOCUMENT)
    flip_a_byte(lake.path / "snapshots" / "000001.duckdb")
    assert {finding.check for finding in warehouse.verify(lake)} == {"original", "catalogue"}
    with warehouse.open(lake.path) as record:  # the truth is the JSON file
        assert record.execute("select count(*) from claims").fetchone() == (1,)


def test_a_lost_link_is_found_and_mended_by_the_next_commit(lake: Lake) -> None:
    (lake.path / "catalog.duckdb").unlink()
    assert [finding.check for finding in warehouse.verify(lake)] == ["catalogue"]
    lake.commit(Changes())
    assert warehouse.verify(lake) == []


def test_nothing_to_verify(tmp_path: Path) -> None:
    with pytest.raises(warehouse.NotAWarehouse):
        warehouse.verify(Lake(tmp_path))


def test_parts_of_a_share_cover_all_files_in_turn() -> None:
    names = [f"data/words/{n:06d}-00.parquet" for n in range(300)]
    parts = [
        {name for name in names if name in _Part(0.15, day)} for day in range(700_000, 700_007)
    ]
    assert set.union(*parts) == set(names)
    assert all(20 < len(part) < 80 for part in parts)
    assert all(name in _Part(1.0, 700_000) for name in names)
    assert not any(name in _Part(0.0, 700_000) for name in names)


def test_an_older_snapshot_can_be_verified(lake: Lake) -> None:
    changes = Changes()
    changes.replace("statements", [ROWS["statements"][1] | {"act": "shout"}])
    lake.commit(changes)
    assert [finding.check for finding in warehouse.verify(lake)] == ["enumeration"]
    assert warehouse.verify(lake, as_of=1) == []
