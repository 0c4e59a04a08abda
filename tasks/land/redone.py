"""Documents that are done again: their new rows take the place of those held, in one commit."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tasks.land.run import utc_now
from tasks.land.staged import Staged
from warehouse import Changes, Contents
from warehouse.changes import LITERAL_KEYS
from warehouse.schema import TABLES

Row = dict[str, Any]

_EXTRACTION_STAGES = frozenset({"extract", "attribute", "review"})
_ALL_STAGES = frozenset({"read", "normalize", "segment"}) | _EXTRACTION_STAGES
# Tables whose rows belong to one document: what reading gives, and what extraction does.
ROWS_OF_READING = ("texts", "pages", "words", "segments")
ROWS_OF_EXTRACTION = (
    "sentences",
    "statements",
    "statement_speakers",
    "claims",
    "mentions",
    "postings",
)
# What a document keeps although it is done again: it comes from outside, or from landing itself.
_KEPT = ("root_document_id", "supersedes_document_id")
# What reading may well find to be NULL now, and what relating finds anew.
_FOUND_ANEW = ("ocr_confidence_score", "copy_group_id", "is_primary_copy")


@dataclass(frozen=True, slots=True)
class Redone:
    """Ids of documents done again, and whether they were read again or only extracted anew."""

    documents: frozenset[str] = frozenset()
    is_reread: bool = False

    def stages_of(self, again: Collection[str]) -> dict[str, frozenset[str]]:
        """The stages that were done again, for each of some documents."""
        return dict.fromkeys(again, _ALL_STAGES if self.is_reread else _EXTRACTION_STAGES)

    def document_row(self, held: Row, staged: Row) -> Row:
        """The row of a document: as staged, with what it keeps and what only a manifest said."""
        told = {k: v for k, v in held.items() if staged.get(k) is None and k not in _FOUND_ANEW}
        kept = {name: held[name] for name in _KEPT}
        return staged | told | kept

    def replace_rows(
        self, changes: Changes, contents: Contents, staged: Sequence[Staged], again: set[str]
    ) -> None:
        """Put the staged rows of documents in the place of those held.

        Statements and claims that stay keep the time when they were first landed. Entities that no
        document names any more go.
        """
        if not again:
            return
        changes.remove("documents", "document_id", again)
        changes.remove("entities", "entity_id", self._unnamed(contents, staged, again))
        reading = ROWS_OF_READING if self.is_reread else ()
        for name in (*reading, *ROWS_OF_EXTRACTION):
            changes.remove(name, "document_id", again)
            for rows in rows_of(staged, name, again):
                changes.add(name, _landed_before(contents, name, rows, again))

    def _unnamed(
        self, contents: Contents, staged: Sequence[Staged], again: Collection[str]
    ) -> set[str]:
        named = {key for part in staged for key in part.tables["entities"]["entity_id"].to_pylist()}
        return contents.named_only_by(again, named)


NOTHING_REDONE = Redone()


def rows_of(staged: Sequence[Staged], table: str, documents: Collection[str]) -> Iterator[pa.Table]:
    """Staged rows of some documents; a document that was staged twice comes once."""
    waiting = set(documents)
    for part in staged:
        found = set(part.tables["documents"].column("document_id").to_pylist())
        chosen = waiting & found
        waiting -= chosen
        rows = part.tables[table]
        if chosen == found:
            yield rows
        elif chosen:
            keys = pa.array(sorted(chosen), pa.string())
            yield rows.filter(pc.is_in(rows.column("document_id"), value_set=keys))


def set_column(rows: pa.Table, name: str, values: pa.Array) -> pa.Table:
    """The rows with other values in one column."""
    index = rows.column_names.index(name)
    return rows.set_column(index, rows.schema.field(index), values)


def _landed_before(
    contents: Contents, table: str, rows: pa.Table, documents: Collection[str]
) -> pa.Table:
    if "first_landed_at" not in rows.column_names:
        return rows
    (key,) = TABLES[table].primary_key
    # Of few documents, whole statements: their changes are told by comparing all columns anyway.
    is_compared = table == "statements" and len(documents) <= LITERAL_KEYS
    columns = None if is_compared else [key, "first_landed_at"]
    held = contents.among(table, "document_id", documents, columns)
    first = {row[key]: row["first_landed_at"] for row in held}
    now = utc_now()
    times = [first.get(value) or now for value in rows.column(key).to_pylist()]
    return set_column(rows, "first_landed_at", pa.array(times, pa.timestamp("us")))
