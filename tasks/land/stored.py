"""Documents as the warehouse holds them, as values again: for extracting anew without reading."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import duckdb

import warehouse
from tasks.land.run import PIPELINE_VERSION
from tasks.settings import Settings
from tasks.values import Box, Facts, Link, Page, Reading, Segment, Source, Span, Word, Words
from warehouse import Lake

Row = dict[str, Any]

# Of a document's places, the one it is read from: a current file before an embedded image.
_CHOSEN_SQL = """
    SELECT s.*, d.*
    FROM documents d JOIN sources s ON s.document_id = d.document_id
    WHERE d.document_id IN (SELECT document_id FROM documents WHERE {condition})
    QUALIFY row_number() OVER (
        PARTITION BY d.document_id
        ORDER BY s.is_current DESC, s.parent_document_id IS NOT NULL, s.uri
    ) = 1
    ORDER BY s.uri, d.document_id
"""
_FAILED_SQL = """
    is_current AND (status = 'partial' OR document_id IN (
        SELECT document_id FROM issues WHERE closed_run_id IS NULL AND severity = 'error'
    ))
"""
_OUTDATED_SQL = """
    is_current AND (pipeline_version IS DISTINCT FROM {version}
                    OR settings_hash IS DISTINCT FROM {settings})
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which documents to do again: those that meet every condition that is given.

    Failed are those read in part or with an open error; outdated those whose rows another version
    or other settings made. ``where`` is SQL over the columns of ``documents``. Without ``where``,
    only current documents are chosen.
    """

    is_failed: bool = False
    is_outdated: bool = False
    where: str | None = None

    def __bool__(self) -> bool:
        return self.is_failed or self.is_outdated or self.where is not None


def chosen_documents(lake: Lake, choice: Choice, settings: Settings) -> list[Source]:
    """The documents of a choice, each as the source it was read from, by URI.

    Raises ValueError when ``choice.where`` is no condition over documents, and WarehouseError.
    """
    conditions = [f"({choice.where}\n)"] if choice.where is not None else []
    if choice.is_failed:
        conditions.append(_FAILED_SQL)
    if choice.is_outdated:
        hashed = f"'{settings.settings_hash}'"
        conditions.append(_OUTDATED_SQL.format(version=f"'{PIPELINE_VERSION}'", settings=hashed))
    with warehouse.open(lake.path) as record:
        try:
            found = record.execute(_CHOSEN_SQL.format(condition=" AND ".join(conditions)))
        except duckdb.Error as error:
            raise ValueError(str(error).splitlines()[0]) from error
        names = [column[0] for column in found.description or ()]
        return [_source(dict(zip(names, row, strict=True))) for row in found.fetchall()]


def _source(row: Row) -> Source:
    is_embedded = row["parent_document_id"] is not None
    return Source(
        uri=row["uri"],
        path=None if is_embedded else Path(row["uri"]),
        collection=row["collection"],
        size=row["size"] or 0,
        modified_at_ns=row["modified_at_ns"],
        inode=row["inode"],
        media_type=row["media_type"],
        document_id=row["document_id"],
        parent_document_id=row["parent_document_id"],
        page_number=row["page_number"],
        box=Box(**row["box"]) if row["box"] else None,
        stated=Facts(**{name: row[name] for name in row["stated_columns"] or ()}),
    )


def stored_reading(lake: Lake, source: Source) -> Reading:
    """A document as it was after read, normalize and segment, without issues and pictures.

    Raises KeyError when the warehouse does not hold it, and WarehouseError.
    """
    document_id = source.document_id
    with lake.contents() as contents:

        def rows(table: str, order: str = "document_id") -> list[Row]:
            return contents.rows(table, None, f"document_id = ? ORDER BY {order}", [document_id])

        documents = rows("documents")
        if not documents:
            raise KeyError(document_id)
        (document,) = documents
        (text,) = rows("texts")
        return Reading(
            source=source,
            text=text["text"],
            pages=[_page(row) for row in rows("pages", "page_number")],
            words=Words(map(word_value, rows("words", "position"))),
            segments=[_segment(row) for row in rows("segments", "position")],
            is_partial=document["status"] == "partial",
            **_facts(document),
        )


def stored_bytes(lake: Lake, source: Source) -> bytes | None:
    """The bytes of a document: those kept as evidence; None when they were not kept."""
    try:
        return lake.original(str(source.document_id)).read_bytes()
    except FileNotFoundError:
        return None


def _facts(document: Row) -> Row:
    """The fields of a reading that stand in the ``documents`` row under the same name."""
    return {f.name: document[f.name] for f in fields(Reading) if f.name in document}


def _span(row: Row | None) -> Span | None:
    return None if row is None else (row["char_start"], row["char_end"])


def _spans(rows: list[Row] | None) -> tuple[Span, ...]:
    return tuple((row["char_start"], row["char_end"]) for row in rows or ())


def _page(row: Row) -> Page:
    return Page(
        page_number=row["page_number"],
        width=row["width"],
        height=row["height"],
        rotation=row["rotation"],
        read_method=row["read_method"],
        ocr_confidence_score=row["ocr_confidence_score"],
        span=_span(row["page_span"]),
    )


def word_value(row: Row) -> Word:
    """A row of ``words`` as a value."""
    return Word(
        page_number=row["page_number"],
        span=_spans([row["word_span"]])[0],
        box=None if row["x0"] is None else Box(row["x0"], row["top"], row["x1"], row["bottom"]),
        line_number=row["line_number"],
        confidence=row["confidence"],
    )


def _segment(row: Row) -> Segment:
    return Segment(
        kind=row["kind"],
        level=row["level"],
        spans=_spans(row["segment_spans"]),
        first_page=row["first_page"],
        last_page=row["last_page"],
        rows=None if row["rows"] is None else tuple(map(tuple, row["rows"])),
        links=tuple(
            Link((link["char_start"], link["char_end"]), link["uri"]) for link in row["links"] or ()
        ),
    )
