"""What people decided is what is compared: the rows of documents as the answers show them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from warehouse import Contents
from warehouse.reviewing import REJECTED, VERDICT, decided

Row = dict[str, Any]
Tables = dict[str, Sequence[Row]]


def as_reviewed(
    contents: Contents, documents: Collection[str], tables: Mapping[str, Sequence[Row]]
) -> Tables:
    """Rows of statements, claims and statement_speakers as people decided, other tables as given.

    What was rejected is left out, with the claims of a rejected statement; a statement that was
    given other speakers has them.
    """
    made = decided(contents, documents)
    if not made:
        return dict(tables)
    rejected = {key for key, values in made.items() if values[VERDICT] == REJECTED}
    found: Tables = dict(tables)
    for table, key in (("statements", "statement_id"), ("claims", "claim_id")):
        found[table] = [
            row | {name: value for name, value in made.get(row[key], {}).items() if name in row}
            for row in tables[table]
            if rejected.isdisjoint((row[key], row["statement_id"]))
        ]
    found["statement_speakers"] = _speakers(contents, made, tables)
    return found


def _speakers(
    contents: Contents, made: Mapping[str, Row], tables: Mapping[str, Sequence[Row]]
) -> list[Row]:
    entities = {values["entity_id"] for values in made.values() if "entity_id" in values}
    known = contents.among("entities", "entity_id", entities - {None})
    names: dict[str, str] = {row["entity_id"]: row["canonical_name"] for row in known}
    given: dict[str, str] = {}
    for key, values in made.items():
        if "speaker_name" in values:
            given[key] = values["speaker_name"] or ""
        elif "entity_id" in values:
            entity = str(values["entity_id"])
            given[key] = names.get(entity, entity)
    rows = [row for row in tables["statement_speakers"] if row["statement_id"] not in given]
    for statement in tables["statements"]:
        for name in given.get(statement["statement_id"], "").split("; "):
            if name:
                rows.append(statement | {"speaker_name": name})
    return rows
