"""State facts of documents that are on record, without reading them again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from tasks.land.rows import stated_columns
from tasks.values import NO_FACTS, NO_PROVENANCE, Facts, Source
from warehouse import Changes, Contents, Lake, unrelate

Row = dict[str, Any]


def describe(lake: Lake, sources: Iterable[Source], note: str) -> int:
    """Write what a manifest states of sources into their rows, and into their documents' rows.

    Only what is stated and differs is written, in one commit; nothing to write, no commit. Of two
    places of one document, the first by URI decides. Returns how many documents changed. Raises
    WarehouseError; then nothing has changed.
    """
    stated = {
        source.uri: source
        for source in sorted(sources, key=lambda source: source.uri, reverse=True)
        if source.stated != NO_FACTS or source.provenance != NO_PROVENANCE
    }
    with lake.contents() as contents:
        if not stated or not _changes(contents, stated).added:
            return 0
    count = 0

    def changes(contents: Contents) -> Changes:
        nonlocal count
        found = _changes(contents, stated)
        count = sum(rows.num_rows for rows in found.added.get("documents", ()))
        return found

    lake.commit(changes, note=note)
    return count


def _changes(contents: Contents, stated: dict[str, Source]) -> Changes:
    held = [row for row in contents.among("sources", "uri", stated) if row["is_current"]]
    changes = Changes()
    places = [(row, _known(asdict(stated[row["uri"]].provenance))) for row in held]
    changes.replace("sources", _changed(places))
    by_document = {
        row["document_id"]: stated[row["uri"]]
        for row in sorted(held, key=lambda row: str(row["uri"]), reverse=True)
        if row["document_id"] is not None
    }
    documents = contents.among("documents", "document_id", by_document)
    facts = [(row, _stated(row, by_document[row["document_id"]].stated)) for row in documents]
    described = _changed(facts)
    changes.replace("documents", described)
    # Which copy is the earliest, and which telling, hangs on what is stated.
    unrelate(contents, changes, {row["document_id"] for row in described})
    return changes


def _stated(row: Row, facts: Facts) -> Row:
    """New values of the row of a document: those stated, and which were ever stated."""
    earlier = row["stated_columns"] or ()
    names = {"stated_columns": sorted({*earlier, *(stated_columns(facts) or ())}) or None}
    return _known({**asdict(facts), **names})


def _known(values: Row) -> Row:
    return {name: value for name, value in values.items() if value is not None}


def _changed(rows: list[tuple[Row, Row]]) -> list[Row]:
    """Rows with their new values, of which at least one differs."""
    return [
        {**row, **values}
        for row, values in rows
        if any(row[name] != value for name, value in values.items())
    ]
