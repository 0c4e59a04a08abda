"""Records become rows: ids that hold, spans and texts that agree, nothing lost on the way."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.land.check import violations
from tasks.land.rows import Origin, document_tables
from tasks.land.staged import read_staged
from tasks.values import Box, EmbeddedImage, Page, Quantity, Segment, TimeExpression
from tests.tasks.land.conftest import make_record

ORIGIN = Origin("run1", "settings", "1.0")
TEXT = "Robinson said the bridge is closed. Byrne denied the road is open."


def tables_of(record) -> dict[str, pa.Table]:
    return document_tables(record, ORIGIN, record.reading.document_id)


def ids_of(record) -> list[str]:
    tables = tables_of(record)
    return [
        *tables["statements"].column("statement_id").to_pylist(),
        *tables["claims"].column("claim_id").to_pylist(),
    ]


def test_ids_survive_new_offsets_and_versions() -> None:
    """The same bytes, read by a version that finds more text before the statements."""
    before, after = make_record(TEXT), make_record("A heading more. " + TEXT)
    after.reading.document_id = before.reading.document_id
    assert ids_of(before) == ids_of(after)


def test_equal_statements_are_numbered_in_reading_order() -> None:
    text = "Byrne said no. Byrne said no. Ahern said no."
    record = make_record(text)
    found = ids_of(record)
    assert len(set(found)) == 6
    swapped = make_record(text)
    swapped.extraction.statements[:2] = swapped.extraction.statements[1::-1]
    statements, claims = found[:3], found[3:]
    assert ids_of(swapped)[:3] == [statements[1], statements[0], statements[2]]
    assert len(set(claims)) == 3


def test_pages_have_boxes_and_text_files_lines() -> None:
    (on_page, _) = tables_of(make_record(TEXT, is_page=True))["statements"].to_pylist()
    content = [item for item in on_page["evidence"] if item["role"] == "content"]
    assert [(item["page_number"], item["x0"], item["top"]) for item in content] == [
        (1, 100.0, 0.0),
        (1, 0.0, 20.0),
    ]
    assert on_page["evidence"][0] == content[0]  # views take the page from the first
    assert round(on_page["text_confidence_score"], 3) == 0.5
    (in_file, _) = tables_of(make_record(TEXT))["statements"].to_pylist()
    assert in_file["evidence"][0]["line_start"] == 1
    assert in_file["evidence"][0]["page_number"] is None
    assert in_file["text_confidence_score"] == 1.0


def test_broken_quotations_quantities_and_dates_are_kept() -> None:
    record = make_record(TEXT)
    first = record.extraction.statements[0]
    first.content_spans = ((14, 24), (25, 34))
    first.said_date = "2026-02-03"
    record.extraction.statements[1].said_date = "2026-02"
    record.extraction.claims[0].quantities = [Quantity((14, 24), value=1.0, unit="bridge")]
    record.extraction.claims[0].dates = [
        TimeExpression((14, 24), "2026-02", None, date(2026, 2, 28))
    ]
    record.extraction.claims[0].factuality_code = "CT+"
    tables = tables_of(record)
    (row, other) = tables["statements"].to_pylist()
    assert row["content_text"] == "the bridge … is closed"
    assert str(row["said_date"]) == "2026-02-03"
    assert other["said_date"] is None
    claim = tables["claims"].to_pylist()[0]
    (dated,) = claim["dates"]
    assert (dated["text"], dated["timex"], dated["date_from"]) == ("the bridge", "2026-02", None)
    assert dated["date_to"] == date(2026, 2, 28)
    assert claim["factuality_code"] == "CT+"
    (quantity,) = claim["quantities"]
    assert (quantity["text"], quantity["value"], quantity["unit"]) == ("the bridge", 1.0, "bridge")
    assert violations(tables) == []


def test_sentences_know_their_segment() -> None:
    record = make_record(TEXT)
    middle = TEXT.index("Byrne")
    record.reading.segments = [
        Segment("heading", 1, ((0, middle - 1),), 1, 1),
        Segment("table", None, ((middle, len(TEXT)),), 1, 1, (("a", "b"), ("c", "d"))),
    ]
    tables = tables_of(record)
    segments = tables["segments"].to_pylist()
    assert [row["segment_id"] for row in tables["sentences"].to_pylist()] == [
        row["segment_id"] for row in segments
    ]
    assert segments[1]["rows"] == [["a", "b"], ["c", "d"]]


def test_staged_files_give_back_what_was_put_in(staged, run, tmp_path) -> None:
    path = tmp_path / "a.txt"
    child = make_record("Byrne said no.", "/in/a#1", parent="x")
    record = make_record(TEXT, children=(child,), path=path)
    record.reading.images = [EmbeddedImage("/in/a#1", b"Byrne said no.", 1, Box(0, 0, 1, 1))]
    found = read_staged(staged(record, run()))
    assert found.originals == {
        record.reading.document_id: path,
        child.reading.document_id: b"Byrne said no.",
    }
    documents = found.tables["documents"].to_pylist()
    assert [row["document_id"] for row in documents] == [
        record.reading.document_id,
        child.reading.document_id,
    ]
    assert {row["root_document_id"] for row in documents} == {record.reading.document_id}
    assert violations(found.tables) == []


@pytest.mark.parametrize(
    "harm", [lambda b: b[:-9], lambda b: b[:20], lambda b: b[:24] + b"?" + b[25:]]
)
def test_a_damaged_staged_file_is_told(harm: Callable[[bytes], bytes], staged, run) -> None:
    path = staged(make_record(TEXT), run())
    path.write_bytes(harm(path.read_bytes()))
    with pytest.raises((OSError, pa.ArrowException)):
        read_staged(path)


def test_an_empty_document_has_rows_too() -> None:
    record = make_record("")
    record.reading.pages = [replace(record.reading.pages[0], span=None)]
    tables = tables_of(record)
    assert violations(tables) == []
    assert tables["texts"].to_pylist() == [{"document_id": record.reading.document_id, "text": ""}]


names = st.sampled_from(["Byrne", "Ahern", "Ó_Néill"])
contents = st.sampled_from(["no", "it is so", "“ja” 𝒜 é"])
sentences = st.builds("{} {} {}.".format, names, st.sampled_from(["said", "denied"]), contents)


@given(st.lists(sentences, max_size=8).map(" ".join), st.booleans())
def test_whatever_is_said_the_rows_are_sound(text: str, is_page: bool) -> None:
    record = make_record(text, is_page=is_page)
    record.reading.pages.append(Page(2, 595, 842, 90, "text_layer", None, None))
    tables = tables_of(record)
    assert violations(tables) == []
    assert tables_of(make_record(text, is_page=is_page))["statements"] == tables["statements"]
    assert tables["statements"].num_rows == len(record.extraction.statements)


def test_each_broken_invariant_is_named() -> None:
    end = len(TEXT)
    cases = {
        "words.word_span lies outside": lambda r: r.reading.words.add(
            1, (end, end + 1), None, 1, None
        ),
        "pages: the same document_id and page_number twice": lambda r: r.reading.pages.append(
            r.reading.pages[0]
        ),
        "statements.cue_span lies outside": lambda r: setattr(
            r.extraction.statements[0], "cue_span", (9, 8)
        ),
        "segments.segment_spans lies outside": lambda r: r.reading.segments.append(
            Segment("paragraph", None, ((-1, 3),), 1, 1)
        ),
    }
    for message, break_it in cases.items():
        record = make_record(TEXT)
        break_it(record)
        assert any(message in found for found in violations(tables_of(record))), message
    tables = tables_of(make_record(TEXT))
    again = {**tables, "words": pa.concat_tables([tables["words"]] * 2)}
    assert "words: the same document_id and position twice" in violations(again)
    claims = tables["claims"].to_pylist()
    claims[0]["statement_id"] = "gone"
    claims[1]["claim_text"] = "something else"
    tables["claims"] = pa.Table.from_pylist(claims, schema=tables["claims"].schema)
    found = violations(tables)
    assert "claims.statement_id leads to no statements.statement_id" in found
    assert any("claims.claim_text is not what claim_spans cuts out" in line for line in found)
