"""From the values that the stages return to rows of the warehouse's tables.

Pure: the same record gives the same rows. What only landing can know (whether a document is
current, when a statement was first landed) is left NULL or at its starting value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from itertools import islice
from operator import attrgetter
from typing import Any

import numpy as np
import pyarrow as pa

from tasks.land.entities import entity_rows
from tasks.land.evidence import Layout
from tasks.land.run import PIPELINE_VERSION
from tasks.values import (
    DocumentRecord,
    Facts,
    Issue,
    Place,
    Quantity,
    Source,
    Span,
    Statement,
    TimeExpression,
)
from warehouse import ids, search
from warehouse.schema import JOINER, TABLES

Row = dict[str, Any]

_EPOCH = datetime(1970, 1, 1)
_ROWS_AT_ONCE = 2_000
# Columns of claims that are attributes of the value.
_AS_FOUND = (
    "context_text", "standalone_text", "subject", "predicate", "object", "is_about_speaker",
    "polarity", "certainty", "factuality_code", "tense", "condition_text",
    "check_worthiness_score",
)  # fmt: skip
_as_found_of = attrgetter(*_AS_FOUND)
# Rows as values: to convert them whole costs less than column by column.
_STRUCTS = {name: pa.struct(list(table.arrow)) for name, table in TABLES.items()}
_WORDS_AT_ONCE = 100_000


@dataclass(frozen=True, slots=True)
class Origin:
    """What made the rows: the run, its settings and the version of On Record."""

    run_id: str
    settings_hash: str
    pipeline_version: str = PIPELINE_VERSION


def cut(text: str, spans: Sequence[Span]) -> str | None:
    """The texts of spans joined by " … "; None when there are none."""
    return JOINER.join(text[start:end] for start, end in spans) if spans else None


def span_row(span: Span | None) -> Row | None:
    """A span as a STRUCT."""
    return None if span is None else {"char_start": span[0], "char_end": span[1]}


def span_rows(spans: Sequence[Span]) -> list[Row | None]:
    """Spans as a list of STRUCTs."""
    return [span_row(span) for span in spans]


def source_row(source: Source, run_id: str) -> Row:
    """The row of a source, as one that is new and current."""
    return {
        "source_id": ids.source_id(source.uri, source.document_id, source.parent_document_id),
        "uri": source.uri,
        "document_id": source.document_id,
        "collection": source.collection,
        "size": source.size,
        "modified_at": _time(source.modified_at_ns),
        "modified_at_ns": source.modified_at_ns,
        "inode": source.inode,
        "parent_document_id": source.parent_document_id,
        "page_number": source.page_number,
        "box": source.box._asdict() if source.box else None,
        "is_current": True,
        "first_seen_run_id": run_id,
        "closed_run_id": None,
        **{name: value for name, value in asdict(source.provenance).items() if value},
    }


def _time(nanoseconds: int | None) -> datetime | None:
    """Nanoseconds since 1970 as a time, UTC, without a zone."""
    return None if nanoseconds is None else _EPOCH + timedelta(microseconds=nanoseconds // 1000)


def issue_row(issue: Issue, run_id: str, document_id: str | None = None) -> Row:
    """The row of an issue, open; ``document_id`` is the one at hand when the issue names none."""
    return {
        "issue_id": ids.issue_id(
            issue.uri, issue.stage, issue.code, issue.page_number, issue.message
        ),
        "uri": issue.uri,
        "document_id": issue.document_id or document_id,
        "page_number": issue.page_number,
        "stage": issue.stage,
        "code": issue.code,
        "severity": issue.severity,
        "message": issue.message,
        "remedy": issue.remedy,
        "opened_run_id": run_id,
    }


def document_tables(
    record: DocumentRecord, origin: Origin, root_document_id: str
) -> dict[str, pa.Table]:
    """All tables' rows of one document, without its children."""
    parts = table_parts(record, origin, root_document_id)
    return {name: pa.Table.from_batches(found, TABLES[name].arrow) for name, found in parts.items()}


def table_parts(
    record: DocumentRecord, origin: Origin, root_document_id: str
) -> dict[str, Iterator[pa.RecordBatch]]:
    """The rows of one document for each table, made some thousand at a time as they are asked for.

    A book's rows at once would take as much memory as its parse.
    """
    reading = record.reading
    extraction = record.extraction
    layout = Layout(reading.words)
    segment_ids, statement_ids = _segment_ids(record), _statement_ids(record)
    claim_ids = _claim_ids(record, statement_ids)
    issues = (
        issue_row(issue, origin.run_id, reading.document_id)
        for issue in (*reading.issues, *extraction.issues)
    )
    rows: dict[str, Iterable[Row]] = {
        "documents": [_document(record, origin, root_document_id)],
        "texts": [{"document_id": reading.document_id, "text": reading.text}],
        "sources": [source_row(reading.source, origin.run_id)],
        "pages": _pages(record),
        "segments": _segments(record, segment_ids),
        "sentences": _sentences(record, segment_ids),
        "statements": _statements(record, layout, origin, statement_ids),
        "statement_speakers": _speakers(record, statement_ids),
        "claims": _claims(record, layout, origin, statement_ids, claim_ids),
        "mentions": _mentions(record, statement_ids, claim_ids),
        "entities": entity_rows(extraction.entities),
        "issues": issues,
    }
    parts = {name: _parts(name, found) for name, found in rows.items()}
    parts["words"] = _words(record)
    parts["postings"] = iter(search.postings(reading.document_id, reading.text).to_batches())
    return parts


def _parts(name: str, rows: Iterable[Row]) -> Iterator[pa.RecordBatch]:
    waiting = iter(rows)
    while part := list(islice(waiting, _ROWS_AT_ONCE)):
        yield pa.RecordBatch.from_struct_array(pa.array(part, _STRUCTS[name]))


def _document(record: DocumentRecord, origin: Origin, root_document_id: str) -> Row:
    reading = record.reading
    return {
        "document_id": reading.document_id,
        "root_document_id": root_document_id,
        "media_type": reading.media_type,
        "title": reading.title,
        "publisher": reading.publisher,
        "byline": reading.byline,
        "dateline": reading.dateline,
        "published_at": reading.published_at,
        "updated_at": reading.updated_at,
        "date_rule": reading.date_rule,
        "stated_columns": stated_columns(reading.source.stated),
        "language_code": reading.language_code,
        "language_score": reading.language_score,
        "page_count": len(reading.pages),
        "char_count": len(reading.text),
        "read_method": reading.read_method,
        "ocr_confidence_score": reading.ocr_confidence_score,
        "engine_fingerprint": reading.engine_fingerprint,
        "status": "partial" if reading.is_partial else "complete",
        "is_current": True,
        "pipeline_version": origin.pipeline_version,
        "settings_hash": origin.settings_hash,
        "run_id": origin.run_id,
    }


def stated_columns(stated: Facts) -> list[str] | None:
    """The columns of ``documents`` that a manifest states, sorted; None where it states none."""
    return sorted(f.name for f in fields(Facts) if getattr(stated, f.name) is not None) or None


def _pages(record: DocumentRecord) -> list[Row]:
    return [
        {
            "document_id": record.reading.document_id,
            "page_number": page.page_number,
            "width": page.width,
            "height": page.height,
            "rotation": page.rotation,
            "read_method": page.read_method,
            "ocr_confidence_score": page.ocr_confidence_score,
            "page_span": span_row(page.span),
        }
        for page in record.reading.pages
    ]


def _words(record: DocumentRecord) -> Iterator[pa.RecordBatch]:
    """Column by column: a long document has a hundred thousand words."""
    words = record.reading.words
    schema = TABLES["words"].arrow
    span_fields = list(schema.field("word_span").type)
    for first in range(0, len(words), _WORDS_AT_ONCE):
        part = slice(first, first + _WORDS_AT_ONCE)
        starts, ends = np.asarray(words.starts)[part], np.asarray(words.ends)[part]
        lines = np.asarray(words.line_numbers)[part]
        boxes = np.asarray(words.boxes).reshape(-1, 4)[part]
        columns: dict[str, Any] = {
            "document_id": pa.repeat(record.reading.document_id, len(starts)),
            "position": np.arange(first, first + len(starts)),
            "page_number": np.asarray(words.page_numbers)[part],
            "line_number": pa.array(lines, mask=lines == 0),
            "confidence": np.asarray(words.confidences)[part],
            "word_span": pa.StructArray.from_arrays([starts, ends], fields=span_fields),
        }
        for index, edge in enumerate(("x0", "top", "x1", "bottom")):
            columns[edge] = boxes[:, index]
        # What is NaN is not there.
        arrays = [pa.array(columns[f.name], f.type, from_pandas=True) for f in schema]
        yield pa.record_batch(arrays, schema=schema)


def _segment_ids(record: DocumentRecord) -> list[str]:
    reading = record.reading
    occurrences = ids.Occurrences()
    return [
        occurrences.identifier(
            "segment", reading.document_id, segment.kind, cut(reading.text, segment.spans)
        )
        for segment in reading.segments
    ]


def _segments(record: DocumentRecord, segment_ids: list[str]) -> Iterator[Row]:
    reading = record.reading
    for position, segment in enumerate(reading.segments):
        yield {
            "segment_id": segment_ids[position],
            "document_id": reading.document_id,
            "position": position,
            "kind": segment.kind,
            "level": segment.level,
            "segment_spans": span_rows(segment.spans),
            "first_page": segment.first_page,
            "last_page": segment.last_page,
            "rows": None if segment.rows is None else [list(row) for row in segment.rows],
            "links": [{"char_start": a, "char_end": b, "uri": uri} for (a, b), uri in segment.links]
            or None,
        }


def _sentences(record: DocumentRecord, segment_ids: list[str]) -> Iterator[Row]:
    """Sentences with the segment that each begins in."""
    parts = sorted(
        (span, segment_id)
        for segment, segment_id in zip(record.reading.segments, segment_ids, strict=True)
        for span in segment.spans
    )
    at = 0
    for position, sentence in enumerate(sorted(record.extraction.sentences)):
        while at < len(parts) and parts[at][0][1] <= sentence[0]:
            at += 1
        is_inside = at < len(parts) and parts[at][0][0] <= sentence[0]
        yield {
            "document_id": record.reading.document_id,
            "position": position,
            "segment_id": parts[at][1] if is_inside else None,
            "sentence_span": span_row(sentence),
        }


def _statements(
    record: DocumentRecord, layout: Layout, origin: Origin, statement_ids: list[str]
) -> Iterator[Row]:
    """Rows of statements, in the order of the extraction."""
    text, document_id = record.reading.text, record.reading.document_id
    for index, statement in enumerate(record.extraction.statements):
        yield {
            "statement_id": statement_ids[index],
            "document_id": document_id,
            "position": index,
            "run_id": origin.run_id,
            "parent_statement_id": (
                None if statement.parent is None else statement_ids[statement.parent]
            ),
            **statement_words(statement, text, layout),
        }


def _speakers(record: DocumentRecord, statement_ids: list[str]) -> Iterator[Row]:
    """Rows of the speakers of statements, in the order of the extraction."""
    entity_ids = [ids.entity_id(e.kind, e.canonical_name) for e in record.extraction.entities]
    for index, statement in enumerate(record.extraction.statements):
        for position, speaker in enumerate(statement.speakers):
            yield {
                "statement_id": statement_ids[index],
                "document_id": record.reading.document_id,
                "position": position,
                "entity_id": None if speaker.entity is None else entity_ids[speaker.entity],
                "speaker_name": speaker.name,
                "is_joint": speaker.is_joint,
            }


def _statement_ids(record: DocumentRecord) -> list[str]:
    """Ids in the order of the extraction; equal statements are numbered in reading order."""
    text = record.reading.text
    found = record.extraction.statements
    occurrences = ids.Occurrences()
    by_index = {}
    for index in sorted(range(len(found)), key=lambda i: (found[i].content_spans, i)):
        statement = found[index]
        by_index[index] = occurrences.identifier(
            "statement",
            record.reading.document_id,
            _one(text, statement.source_span),
            _one(text, statement.cue_span),
            cut(text, statement.content_spans),
        )
    return [by_index[index] for index in range(len(found))]


def _one(text: str, span: Span | None) -> str | None:
    return None if span is None else text[slice(*span)]


def statement_words(statement: Statement, text: str, layout: Layout) -> Row:
    """The columns of a statement that its own value gives."""
    content_text = cut(text, statement.content_spans)
    evidence = layout.evidence("content", statement.content_spans)  # first, for the page number
    for role in ("source", "cue", "condition"):
        span = getattr(statement, f"{role}_span")
        evidence += layout.evidence(role, () if span is None else (span,))
    return {
        "source_text": _one(text, statement.source_span),
        "source_span": span_row(statement.source_span),
        "source_kind": statement.source_kind,
        "speaker_name": statement.speaker_name,
        "speaker_resolution": statement.speaker_resolution,
        "addressee_text": _one(text, statement.addressee_span),
        "addressee_span": span_row(statement.addressee_span),
        "venue_text": statement.venue_text,
        "said_place": statement.said_place,
        "said_date": _day(statement.said_date),
        "said_date_rule": statement.said_date_rule,
        "cue_text": _one(text, statement.cue_span),
        "cue_span": span_row(statement.cue_span),
        "cue_lemma": statement.cue_lemma,
        "act": statement.act,
        "commitment_kind": statement.commitment_kind,
        "content_text": content_text,
        "content_spans": span_rows(statement.content_spans),
        "quoted_text": cut(text, statement.quoted_spans),
        "quoted_spans": span_rows(statement.quoted_spans),
        "quote_type": statement.quote_type,
        "polarity": statement.polarity,
        "is_content_negated": statement.is_content_negated,
        "negation_spans": span_rows(statement.negation_spans),
        "hedge_spans": span_rows(statement.hedge_spans),
        "certainty": statement.certainty,
        "condition_text": _one(text, statement.condition_span),
        "condition_span": span_row(statement.condition_span),
        "condition_kind": statement.condition_kind,
        "is_nested": statement.is_nested,
        "content_key": ids.content_key(content_text or "", statement.speaker_name),
        "evidence": evidence,
        "text_confidence_score": layout.confidence(statement.content_spans),
        "rule": statement.rule,
    }


def _day(text: str | None) -> date | None:
    """A whole ISO date; None for a month or year alone, which is no day."""
    return date.fromisoformat(text) if text and len(text) == len("2026-01-31") else None


def _claim_ids(record: DocumentRecord, statement_ids: list[str]) -> list[str]:
    """Ids in the order of the extraction; equal claims are numbered in reading order."""
    found = record.extraction.claims
    occurrences = ids.Occurrences()
    by_index = {}
    for index in sorted(range(len(found)), key=lambda i: (found[i].spans, i)):
        claim = found[index]
        by_index[index] = occurrences.identifier(
            "claim",
            record.reading.document_id,
            None if claim.statement is None else statement_ids[claim.statement],
            cut(record.reading.text, claim.spans),
        )
    return [by_index[index] for index in range(len(found))]


def _claims(
    record: DocumentRecord,
    layout: Layout,
    origin: Origin,
    statement_ids: list[str],
    claim_ids: list[str],
) -> Iterator[Row]:
    """Rows of claims, in the order of the extraction."""
    text, document_id = record.reading.text, record.reading.document_id
    for index, claim in enumerate(record.extraction.claims):
        yield {
            "claim_id": claim_ids[index],
            "document_id": document_id,
            "statement_id": None if claim.statement is None else statement_ids[claim.statement],
            "is_author_claim": claim.statement is None,
            "position": index,
            "claim_text": cut(text, claim.spans),
            "claim_spans": span_rows(claim.spans),
            "quantities": [_quantity(quantity, text) for quantity in claim.quantities],
            "dates": [_time_expression(found, text) for found in claim.dates],
            "places": [_place(place, text) for place in claim.places],
            "evidence": layout.evidence("content", claim.spans),
            "run_id": origin.run_id,
            **dict(zip(_AS_FOUND, _as_found_of(claim), strict=True)),
        }


def _quantity(quantity: Quantity, text: str) -> Row:
    return {
        "text": _one(text, quantity.span),
        "span": span_row(quantity.span),
        "value": quantity.value,
        "value_low": quantity.value_low,
        "value_high": quantity.value_high,
        "unit": quantity.unit,
        "comparison": quantity.comparison,
        "of_what": quantity.of_what,
    }


def _time_expression(found: TimeExpression, text: str) -> Row:
    return {
        "text": _one(text, found.span),
        "span": span_row(found.span),
        "timex": found.timex,
        "date_from": found.date_from,
        "date_to": found.date_to,
    }


def _place(place: Place, text: str) -> Row:
    return {
        "text": _one(text, place.span),
        "span": span_row(place.span),
        "name": place.name,
        "country_code": place.country_code,
        "geonames_id": place.geonames_id,
    }


def _mentions(
    record: DocumentRecord, statement_ids: list[str], claim_ids: list[str]
) -> Iterator[Row]:
    text, document_id = record.reading.text, record.reading.document_id
    entities = record.extraction.entities
    entity_ids = [ids.entity_id(e.kind, e.canonical_name) for e in entities]
    occurrences = ids.Occurrences()
    for mention in sorted(record.extraction.mentions, key=lambda m: m.span):
        yield {
            "mention_id": occurrences.identifier(
                "mention", document_id, _one(text, mention.span), mention.role
            ),
            "document_id": document_id,
            "mention_span": span_row(mention.span),
            "kind": mention.kind,
            "entity_id": None if mention.entity is None else entity_ids[mention.entity],
            "resolution": mention.resolution,
            "role": mention.role,
            "statement_id": (
                None if mention.statement is None else statement_ids[mention.statement]
            ),
            "claim_id": None if mention.claim is None else claim_ids[mention.claim],
        }
