"""Sources over time: a place is current until it holds other content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from warehouse import Contents, ids

Row = dict[str, Any]

# What may change about a place while its content stays the same.
_STAT = ("size", "modified_at", "modified_at_ns", "inode", "collection", "is_current")


def wanted_sources(
    contents: Contents, rows: Iterable[Row], fresh: dict[str, Row]
) -> dict[str, Row]:
    """The places that a batch found, by id.

    A place whose document is neither held nor among those that land (``fresh``) is unreadable: it
    has no document. An image inside a document that is not on record is nowhere.
    """
    rows = list(rows)
    named = {row["document_id"] for row in rows} | {row["parent_document_id"] for row in rows}
    held = contents.among("documents", "document_id", named - {None}, ["document_id"])
    on_record = {*fresh, *(row["document_id"] for row in held)}
    wanted = {}
    for row in rows:
        parent = row["parent_document_id"]
        if parent is not None and parent not in on_record:
            continue
        document = row["document_id"] if row["document_id"] in on_record else None
        source_id = ids.source_id(row["uri"], document, parent)
        wanted[source_id] = {**row, "document_id": document, "source_id": source_id}
    return wanted


def changed_sources(
    contents: Contents, wanted: dict[str, Row], fresh: dict[str, Row], run_id: str
) -> dict[str, Row]:
    """Source rows that are new, changed or closed, by id.

    A place that holds other content than before closes its earlier row, and a document in
    ``fresh`` that stands there now supersedes the earlier one.
    """
    held = contents.among("sources", "uri", (row["uri"] for row in wanted.values()))
    by_id = {row["source_id"]: row for row in held}
    changed: dict[str, Row] = {}
    now_at: dict[tuple[str, str | None], list[str | None]] = defaultdict(list)
    for source_id, row in wanted.items():
        now_at[row["uri"], row["parent_document_id"]].append(row["document_id"])
        known = by_id.get(source_id)
        if known is None:
            changed[source_id] = row
        elif known["closed_run_id"] or any(known[name] != row[name] for name in _STAT):
            reopened = {name: row[name] for name in _STAT}
            changed[source_id] = {**known, **reopened, "closed_run_id": None}
    for row in held:
        taken = now_at[row["uri"], row["parent_document_id"]]
        if not row["is_current"] or row["source_id"] in wanted or not taken:
            continue
        changed[row["source_id"]] = {**row, "is_current": False, "closed_run_id": run_id}
        for document_id in taken:
            if document_id in fresh and row["document_id"]:
                fresh[document_id]["supersedes_document_id"] = row["document_id"]
    return changed


def left_sources(contents: Contents, uris: Iterable[str], run_id: str) -> dict[str, Row]:
    """The current rows of files that are there no more, closed, by id.

    What a document says is not taken back by clearing a folder: its last place stays current.
    """
    return {
        row["source_id"]: {
            **row,
            "is_current": row["document_id"] is not None,
            "closed_run_id": run_id,
        }
        for row in contents.among("sources", "uri", uris)
        if row["is_current"] and not row["closed_run_id"] and row["parent_document_id"] is None
    }
