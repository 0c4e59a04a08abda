"""Rows of any question as a file for other programs, and reviewed statements as ClaimReview."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb

FORMATS = {".csv": "FORMAT csv, HEADER", ".jsonl": "FORMAT json", ".parquet": "FORMAT parquet"}
_NAME = re.compile(r"\w+(\(.*\))?", re.DOTALL)
_NESTED = re.compile(r"\[\]$|^(STRUCT|MAP|UNION)\b")

_REVIEWED_SQL = """
    SELECT s.statement_id, s.act, s.content_text, s.speaker_name, s.source_text, s.source_kind,
        s.said_date, s.title, s.publisher, s.published_at, d.language_code, d.byline,
        (
            SELECT min(coalesce(o.original_url, o.archive_url)) FROM sources o
            WHERE o.document_id = s.document_id AND o.is_current
        ) AS url
    FROM current_statements s
    JOIN documents d ON d.document_id = s.document_id
    WHERE s.review_status IN ('accepted', 'corrected', 'added')
    ORDER BY s.published_at, s.document_id, s.position
"""
# What stands for a source in schema.org; a document or nobody is no author.
_AUTHORS = {
    "person": "Person",
    "group": "Organization",
    "organisation": "Organization",
    "state": "Organization",
    "anonymous": "Person",
}
# What stands around a quotation, and is no part of the claim.
_AROUND = ' ,“”„"'
# Acts whose content is not what the source says is so: the claim is that the source does that.
_DOES = {
    "deny": "denies",
    "reject": "rejects",
    "commit": "commits",
    "demand": "demands",
    "propose": "proposes",
    "accuse": "accuses",
    "support": "supports",
    "ask": "asks",
}


class NoSuchFormat(ValueError):
    """The name of a file does not end as one that can be written."""


class NotOneQuery(ValueError):
    """What should be written is no query, or several."""


def export_rows(record: duckdb.DuckDBPyConnection, asked: str, path: Path) -> int:
    """Write the rows of a query, view or macro to a CSV, JSON-lines or Parquet file; their number.

    In CSV, lists and structs are JSON, so that every cell can be read back. The file is whole or
    not there. Raises NoSuchFormat, NotOneQuery, duckdb.Error when it cannot be asked, OSError.
    """
    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise NoSuchFormat(f"{path.name} ends in none of {', '.join(FORMATS)}")
    query = f"FROM {asked}" if _NAME.fullmatch(asked.strip()) else asked.strip().rstrip(";")
    if len(duckdb.extract_statements(query)) != 1:
        raise NotOneQuery("give one query, view or macro")
    relation = record.sql(query)
    columns = [
        f'to_json("{name}") AS "{name}"'
        if ending == ".csv" and _NESTED.search(str(kind))
        else f'"{name}"'
        for name, kind in zip(relation.columns, relation.types, strict=True)
    ]
    fresh = path.with_name(f"{path.name}.new")
    target = str(fresh).replace("'", "''")
    try:
        (count,) = record.execute(
            f"COPY (SELECT {', '.join(columns)} FROM ({query}\n)) TO '{target}' ({FORMATS[ending]})"
        ).fetchall()[0]
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return int(count)


def claim_reviews(record: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Statements that a person accepted, corrected or added as JSON-LD of schema.org's ClaimReview.

    Where the content is not what the source says is so, as with a denial, the claim begins with
    who does what: "Ann Lee denies: the bridge is unsafe". Who said what, when and where is filled
    in. What the fact-checker has to say is null: ``url``, ``datePublished``, the name and url of
    ``author`` and the ``alternateName`` of ``reviewRating``, since On Record never says whether it
    is true.
    """
    found = record.execute(_REVIEWED_SQL)
    names = [column[0] for column in found.description]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return {"@context": "https://schema.org", "@graph": [_claim_review(row) for row in rows]}


def _claim_review(row: dict[str, Any]) -> dict[str, Any]:
    said = row["said_date"] or row["published_at"]
    kind = _AUTHORS.get(row["source_kind"])
    name = row["speaker_name"] or row["source_text"]
    does = _DOES.get(row["act"])
    told = f"{name or 'Somebody'} {does}: " if does else ""
    work = {
        "@type": "CreativeWork",
        "url": row["url"],
        "headline": row["title"],
        "publisher": row["publisher"] and {"@type": "Organization", "name": row["publisher"]},
        "datePublished": row["published_at"] and f"{row['published_at']:%Y-%m-%d}",
        "inLanguage": row["language_code"],
    }
    claim = {
        "@type": "Claim",
        "identifier": row["statement_id"],
        "text": told + row["content_text"],
        "author": {"@type": kind, "name": name} if kind and name else None,
        "datePublished": said and f"{said:%Y-%m-%d}",
        "appearance": _known(work),
    }
    return {
        "@type": "ClaimReview",
        "url": None,
        "author": {"@type": "Organization", "name": None, "url": None},
        "datePublished": None,
        "claimReviewed": told + row["content_text"].strip(_AROUND),
        "reviewRating": {"@type": "Rating", "alternateName": None},
        "itemReviewed": _known(claim),
    }


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
