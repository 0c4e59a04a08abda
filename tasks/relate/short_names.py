"""Names that are short for another: "Starmer" in one report is Keir Starmer in those like it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from warehouse import Contents

Row = dict[str, Any]

_COLUMNS = ["entity_id", "kind", "canonical_name", "aliases"]


class ShortNames:
    """What an entity of a document may be by the documents like it.

    Views take a name for another when all documents like it agree, so a row is there for each name
    that one of them gives, with the first by id of those that do.
    """

    def __init__(self, contents: Contents, fresh: Collection[str]) -> None:
        """``fresh`` are the documents that are compared with others and with one another."""
        self._contents = contents
        self._fresh = set(fresh)
        self._fresh_names = self._named(fresh)
        self._entities: dict[str, Row] = {}
        self._found: dict[str, Row] = {}

    def compare(self, pairs: Collection[tuple[str, str]]) -> None:
        """Look for short names in pairs of documents that tell of the same, one of each fresh."""
        held = {document_id for pair in pairs for document_id in pair} - self._fresh
        named = self._fresh_names | self._named(held)
        ids = {key for pair in pairs for document_id in pair for key in named[document_id]}
        missing = ids - self._entities.keys()
        rows = self._contents.among("entities", "entity_id", missing, _COLUMNS)
        self._entities |= {row["entity_id"]: row for row in rows}
        full = full_names_of([self._entities[key] for key in ids if key in self._entities])
        short = {document_id: keys & full.keys() for document_id, keys in named.items()}
        for one, other in pairs:
            for here, there in ((one, other), (other, one)):
                for entity_id in short[here]:
                    for key in full[entity_id] & named[there]:
                        self._find(here, entity_id, key, there)

    def _named(self, documents: Collection[str]) -> defaultdict[str, set[str]]:
        named: defaultdict[str, set[str]] = defaultdict(set)
        columns = ["document_id", "entity_id"]
        for row in self._contents.among("mentions", "document_id", documents, columns):
            if row["entity_id"] is not None:
                named[row["document_id"]].add(row["entity_id"])
        return named

    def _find(self, here: str, entity_id: str, full: str, there: str) -> None:
        key = f"{here[:24]}-{entity_id}-{full}"
        if key not in self._found or there < self._found[key]["other_document_id"]:
            self._found[key] = {
                "short_name_id": key,
                "document_id": here,
                "entity_id": entity_id,
                "full_entity_id": full,
                "other_document_id": there,
            }

    def rows(self) -> list[Row]:
        """Rows of ``short_names`` that are new or change."""
        documents = {row["document_id"] for row in self._found.values()}
        for row in self._contents.among("short_names", "document_id", documents):
            found = self._found.get(row["short_name_id"])
            if found is not None and row["other_document_id"] <= found["other_document_id"]:
                del self._found[row["short_name_id"]]
        return [self._found[key] for key in sorted(self._found)]


def full_names_of(entities: Collection[Row]) -> dict[str, set[str]]:
    """For each entity that is short for others among these: those."""
    by_short: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for entity in entities:
        for name in _short_forms(entity):
            by_short[entity["kind"], name].append(entity)
    found: dict[str, set[str]] = {}
    for entity in entities:
        name = str(entity["canonical_name"])
        name = name.casefold() if entity["kind"] == "person" else name
        for other in by_short[entity["kind"], name]:
            if is_short_for(entity, other):
                found.setdefault(entity["entity_id"], set()).add(other["entity_id"])
    return found


def _short_forms(entity: Row) -> Iterator[str]:
    if entity["kind"] == "person":
        yield from (word.casefold() for word in str(entity["canonical_name"]).split()[-1:])
    else:
        yield from set(entity["aliases"] or ())


def is_short_for(entity: Row, full: Row) -> bool:
    """Whether an entity's name is the surname or a known short form of a fuller one of its kind."""
    name, words = str(entity["canonical_name"]), str(full["canonical_name"]).split()
    if entity["kind"] != full["kind"] or entity["entity_id"] == full["entity_id"]:
        return False
    if len(" ".join(words)) <= len(name):
        return False
    if entity["kind"] == "person":
        return " " not in name and len(words) > 1 and words[-1].casefold() == name.casefold()
    return name in (full["aliases"] or ())
