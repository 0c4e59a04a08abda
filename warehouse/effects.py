"""What a commit does to the statements of current documents: the rows of the ``changes`` table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pyarrow as pa

from warehouse.changes import Changes, Contents
from warehouse.schema import TABLES

Row = dict[str, Any]

# Columns that differ whenever a statement is landed again, though it says the same.
OF_THE_RUN = frozenset({"run_id", "first_landed_at", "position"})
_STANDING = ["document_id", "is_current", "supersedes_document_id"]


def with_effects(contents: Contents, changes: Changes, number: int) -> Changes:
    """The changes with the rows that tell, in snapshot ``number``, what they do."""
    rows = effects(contents, changes, number)
    if not rows:
        return changes
    told = pa.Table.from_pylist(rows, schema=TABLES["changes"].arrow)
    return replace(changes, added={**changes.added, "changes": [told]})


def effects(contents: Contents, changes: Changes, number: int) -> list[Row]:
    """One row per statement that comes, goes, or says something else by ``changes``.

    A statement is there while its document is current. ``number`` is that of the next snapshot.
    The reason follows from where the document stands before and after, unless ``changes.reason``
    says it.
    """
    if not {"documents", "statements"} & {*changes.added, *changes.removed}:
        return []
    compared = _Compared(contents, changes)
    return [
        {
            "snapshot_number": number,
            "statement_id": statement_id,
            "document_id": document_id,
            "kind": kind,
            "reason": changes.reason or compared.reason(document_id),
        }
        for statement_id, document_id, kind in compared.differences()
        if document_id not in changes.forgotten
    ]


class _Compared:
    """Documents and statements that a commit touches, before and after it."""

    def __init__(self, contents: Contents, changes: Changes) -> None:
        documents = changes.removed.get("documents", {}).get("document_id", set())
        removed = changes.removed.get("statements", {})
        # Where nothing goes and no document changes, no two rows are compared.
        columns = None if documents or removed else ["statement_id", "document_id"]
        self._added = _rows(changes.added.get("statements", []), columns)
        named = documents | removed.get("document_id", set())
        touched = named | {row["document_id"] for row in self._added.values()}
        # Only rows that go or documents that change can differ from what is held.
        self._held: dict[str, Row] = {}
        for column, keys in removed.items():
            self._held |= _by_id(contents.among("statements", column, keys))
        rest = named - removed.get("document_id", set())
        columns = ["statement_id", "document_id"]
        for key, row in _by_id(contents.among("statements", "document_id", rest, columns)).items():
            self._held.setdefault(key, row)
        self._gone = {
            key
            for key, row in self._held.items()
            if any(row.get(column) in keys for column, keys in removed.items())
        }
        touched |= {row["document_id"] for row in self._held.values()}
        is_new = not changes.removed.get("documents") and not removed
        fresh = _rows(changes.added.get("documents", []), _STANDING, "document_id")
        asked = touched - fresh.keys() if is_new else touched
        rows = contents.among("documents", "document_id", asked, _STANDING)
        self._before = {row["document_id"]: row for row in rows}
        kept = {key: row for key, row in self._before.items() if key not in documents}
        self._after = kept | fresh
        self._superseded = {row["supersedes_document_id"] for row in fresh.values()}

    def differences(self) -> Iterator[tuple[str, str, str]]:
        """Statements by id, with their document and whether they are added, removed or edited."""
        for key in sorted({*self._held, *self._added}):
            before, after = self._held.get(key), self._added.get(key)
            if after is None and key not in self._gone:
                after = before
            was = before is not None and _is_current(self._before, before)
            stays = after is not None and _is_current(self._after, after)
            document_id: str = (after or before or {})["document_id"]
            if was and stays and before and after and _differ(before, after):
                yield key, document_id, "edited"
            elif was != stays:
                yield key, document_id, "removed" if was else "added"

    def reason(self, document_id: str) -> str:
        """Why the statements of a document change."""
        before, after = self._before.get(document_id), self._after.get(document_id)
        was = before is not None and before["is_current"]
        stays = after is not None and after["is_current"]
        if was and stays:
            return "pipeline"
        if was:
            return "new_version_of_document" if document_id in self._superseded else "removal"
        if before is None and after is not None and after["supersedes_document_id"]:
            return "new_version_of_document"
        return "new_document"


def _rows(
    tables: list[pa.Table], columns: list[str] | None, key: str = "statement_id"
) -> dict[str, Row]:
    found = (table.select(columns) if columns else table for table in tables)
    return {row[key]: row for table in found for row in table.to_pylist()}


def _by_id(rows: list[Row]) -> dict[str, Row]:
    return {row["statement_id"]: row for row in rows}


def _is_current(documents: dict[str, Row], statement: Row) -> bool:
    document = documents.get(statement["document_id"])
    return document is not None and bool(document["is_current"])


def _differ(before: Row, after: Row) -> bool:
    names = (before.keys() | after.keys()) - OF_THE_RUN
    return before is not after and any(before.get(name) != after.get(name) for name in names)
