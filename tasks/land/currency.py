"""Which documents are current, and to which document each belongs.

A document is current while a place holds it, or held it last before its file was deleted: a file
that holds nothing else, or an image inside a document that is current itself. A document that was
ever found as a file is its own root; an image found only inside others belongs to their root, the
first by id when there are several. So the outcome is the same whatever lands first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from warehouse import Contents

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a document is current, and its root."""

    is_current: bool
    root_document_id: str


class Family:
    """Documents with all their sources, those of their images, and of the documents around them."""

    def __init__(self, contents: Contents, changed: Iterable[Row], fresh: Iterable[Row]) -> None:
        """
        Args:
            contents: what the warehouse holds.
            changed: source rows that are new or changed, as they will be.
            fresh: document rows that are about to land.
        """
        changed = list(changed)
        self.documents: dict[str, Row] = {row["document_id"]: row for row in fresh}
        self.sources: dict[str, Row] = {}
        self._gather(contents, changed)
        self.sources |= {row["source_id"]: row for row in changed}
        self._sources_of: dict[str, list[Row]] = defaultdict(list)
        for row in self.sources.values():
            if row["document_id"]:
                self._sources_of[row["document_id"]].append(row)
        self._standing: dict[str, Standing] = {}

    def _gather(self, contents: Contents, changed: list[Row]) -> None:
        """Read sources and documents until everything they lead to is there."""
        known: set[str] = set()
        wanted = {*self.documents}
        for row in changed:
            wanted |= {row["document_id"], row["parent_document_id"]} - {None}
        while wanted:
            known |= wanted
            rows = contents.among("sources", "document_id", wanted)
            rows += contents.among("sources", "parent_document_id", wanted)
            self.sources |= {row["source_id"]: row for row in rows}
            for document in contents.among("documents", "document_id", wanted):
                self.documents.setdefault(document["document_id"], document)
            reached = {row["document_id"] for row in rows}
            reached |= {row["parent_document_id"] for row in rows}
            wanted = reached - known - {None}

    def left_behind(self) -> dict[str, Row]:
        """Places of deleted files whose document stands elsewhere, no longer current, by id."""
        left = {}
        for rows in self._sources_of.values():
            files = [r for r in rows if r["is_current"] and r["parent_document_id"] is None]
            if all(row["closed_run_id"] for row in files):
                continue
            for row in files:
                if row["closed_run_id"]:
                    row["is_current"] = False
                    left[row["source_id"]] = row
        return left

    def standing(self, document_id: str) -> Standing:
        """Whether a document is current, and its root, after the changes."""
        if document_id not in self._standing:
            self._standing[document_id] = self._worked_out(document_id)
        return self._standing[document_id]

    def _worked_out(self, document_id: str) -> Standing:
        current, roots, current_roots = False, set(), set()
        is_own_root = self.documents[document_id]["root_document_id"] == document_id
        for row in self._sources_of[document_id]:
            parent = row["parent_document_id"]
            if parent is None:
                is_own_root = True
                current |= row["is_current"]
                continue
            above = self.standing(parent)
            current |= above.is_current
            roots.add(above.root_document_id)
            if above.is_current:
                current_roots.add(above.root_document_id)
        if is_own_root or not roots:
            return Standing(current, document_id)
        return Standing(current, min(current_roots or roots))
