"""Names that are short for another: "Starmer" in one report is Keir Starmer in those like it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from warehouse import Contents

Row = dict[str, Any]


def short_names(contents: Contents, pairs: Collection[tuple[str, str]]) -> list[Row]:
    """Rows of ``short_names``: what an entity of a document may be by the documents like it.

    ``pairs`` are documents that tell of the same. Views take a name for another when all documents
    like it agree, so a row never has to be taken back while they stand.
    """
    documents = {document_id for pair in pairs for document_id in pair}
    columns = ["document_id", "entity_id"]
    named: dict[str, set[str]] = defaultdict(set)
    for row in contents.among("mentions", "document_id", documents, columns):
        if row["entity_id"] is not None:
            named[row["document_id"]].add(row["entity_id"])
    wanted = {entity_id for ids in named.values() for entity_id in ids}
    entities = {row["entity_id"]: row for row in contents.among("entities", "entity_id", wanted)}
    found = {}
    for one, other in sorted(pairs):
        for here, there in ((one, other), (other, one)):
            for row in _short_here(here, there, named, entities):
                found[row["short_name_id"]] = row
    return list(found.values())


def _short_here(
    here: str, there: str, named: dict[str, set[str]], entities: dict[str, Row]
) -> Iterator[Row]:
    own = [entities[key] for key in sorted(named[here]) if key in entities]
    for entity in own:
        for key in sorted(named[there]):
            full = entities.get(key)
            if full is not None and is_short_for(entity, full):
                yield {
                    "short_name_id": f"{here[:24]}-{entity['entity_id']}-{there[:24]}-{key}",
                    "document_id": here,
                    "entity_id": entity["entity_id"],
                    "full_entity_id": key,
                    "other_document_id": there,
                }


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
