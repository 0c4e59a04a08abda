"""Documents, statements and claims as JSON: what ``onrecord extract`` prints.

Names are those of the tables; a span is ``[start, end]`` in code points of ``text``.
"""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from tasks.values import (
    NO_FACTS,
    Claim,
    DocumentRecord,
    Facts,
    Issue,
    Reading,
    Span,
    Statement,
)

# How the warehouse joins the parts of a broken quotation.
GAP = " … "


def document_json(record: DocumentRecord) -> dict[str, Any]:
    """One document with its statements, claims and issues."""
    reading, found = record.reading, record.extraction
    text = reading.text
    return {
        "document_id": reading.document_id,
        "uri": reading.source.uri,
        **_facts(reading),
        "language_code": reading.language_code,
        "text": text,
        "statements": [_statement(statement, text) for statement in found.statements],
        "claims": [_claim(claim, text) for claim in found.claims],
        "issues": [issue_json(issue) for issue in (*reading.issues, *found.issues)],
    }


def unreadable_json(uri: str, document_id: str | None, issue: Issue) -> dict[str, Any]:
    """A document that could not be read: the same keys, no text."""
    return {
        "document_id": document_id,
        "uri": uri,
        **_facts(NO_FACTS),
        "language_code": None,
        "text": None,
        "statements": [],
        "claims": [],
        "issues": [issue_json(issue)],
    }


def _facts(facts: Reading | Facts) -> dict[str, str | None]:
    """Title, author, publisher and dates of a document; times as in 2025-03-01T08:00:00, UTC."""
    values = {field.name: getattr(facts, field.name) for field in fields(Facts)}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def issue_json(issue: Issue) -> dict[str, Any]:
    """An issue as its row has it."""
    return asdict(issue)


def _statement(statement: Statement, text: str) -> dict[str, Any]:
    fields = asdict(statement)
    speakers = fields.pop("speakers")
    return {
        "speaker_name": statement.speaker_name,
        "content_text": GAP.join(_cut(text, span) for span in statement.content_spans),
        "source_text": statement.source_span and _cut(text, statement.source_span),
        "cue_text": statement.cue_span and _cut(text, statement.cue_span),
        **fields,
        "speakers": [speaker["name"] for speaker in speakers],
    }


def _claim(claim: Claim, text: str) -> dict[str, Any]:
    return {
        "text": GAP.join(_cut(text, span) for span in claim.spans),
        "is_author_claim": claim.statement is None,
        **asdict(claim),
    }


def _cut(text: str, span: Span) -> str:
    return text[span[0] : span[1]]
