"""The one place where every table, column and enumeration is written down.

From it come the Arrow schemas of the Parquet files, the COMMENTs in the catalogue, the
``vocabulary`` table and the data dictionary. Columns that a later stage fills stand here from the
first day and are NULL until then.

``SCHEMA_VERSION`` grows with every change of tables or columns, and of what a snapshot may say of
its files (7: that they hide rows): a warehouse of an older version
opens, with new columns NULL, and a newer one is refused, since rewriting it would lose columns.
"""

from __future__ import annotations

from collections.abc import Iterator

from warehouse.schema import alerts, documents, relations, statements, upkeep
from warehouse.schema.enumerations import ISSUE_CODE
from warehouse.schema.model import Column, Enumeration, Table, Value

SCHEMA_VERSION = 9

# The tables that are kept as Parquet files. A reference points to a table of this list.
TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        documents.SOURCES,
        documents.DOCUMENTS,
        documents.TEXTS,
        documents.PAGES,
        documents.WORDS,
        documents.SEGMENTS,
        documents.SENTENCES,
        documents.POSTINGS,
        statements.STATEMENTS,
        statements.STATEMENT_SPEAKERS,
        statements.CLAIMS,
        statements.MENTIONS,
        statements.ENTITIES,
        relations.SKETCHES,
        relations.PASSAGES,
        relations.TELLINGS,
        relations.SAME_CLAIMS,
        relations.SHORT_NAMES,
        upkeep.REVIEWS,
        alerts.ALERTS,
        alerts.ALERT_HITS,
        upkeep.ISSUES,
        upkeep.RUNS,
        upkeep.SNAPSHOTS,
        upkeep.CHANGES,
        upkeep.FORGOTTEN,
    )
}

# Text columns, each equal to what its span column cuts out, several joined by JOINER.
TEXT_OF: dict[str, dict[str, str]] = {
    "statements": {
        "source_text": "source_span",
        "addressee_text": "addressee_span",
        "cue_text": "cue_span",
        "content_text": "content_spans",
        "quoted_text": "quoted_spans",
        "condition_text": "condition_span",
    },
    "claims": {"claim_text": "claim_spans"},
}
JOINER = " … "

# Written into the catalogue itself, from this package.
VOCABULARY = upkeep.VOCABULARY

ISSUE_CODES: dict[str, str] = {value.value: value.meaning for value in ISSUE_CODE.values}


def enumerated() -> Iterator[tuple[Table, Column, Enumeration]]:
    """Every column that has a closed set of values."""
    for table in TABLES.values():
        for column in table.columns:
            if column.enumeration:
                yield table, column, column.enumeration


def vocabulary_rows() -> list[tuple[str, str, str, str, str]]:
    """The rows of the ``vocabulary`` table: table, column, value, meaning, example."""
    return [
        (table.name, column.name, value.value, value.meaning, value.example)
        for table, column, enumeration in enumerated()
        for value in enumeration.values
    ]


__all__ = [
    "ISSUE_CODES",
    "JOINER",
    "SCHEMA_VERSION",
    "TABLES",
    "TEXT_OF",
    "VOCABULARY",
    "Column",
    "Enumeration",
    "Table",
    "Value",
    "enumerated",
    "vocabulary_rows",
]
