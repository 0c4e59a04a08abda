"""Entities of many documents: the same name of the same kind is one row, however often met."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tasks.values import Entity
from warehouse import ids

Row = dict[str, Any]


def entity_rows(entities: Iterable[Entity]) -> list[Row]:
    """The rows of a document's entities, and of the states that they speak for."""
    rows = []
    for entity in entities:
        state = entity.represents
        rows.append(
            {
                "entity_id": ids.entity_id(entity.kind, entity.canonical_name),
                "canonical_name": entity.canonical_name,
                "kind": entity.kind,
                "aliases": list(entity.aliases),
                "country_code": entity.country_code,
                "represents_entity_id": ids.entity_id("state", state) if state else None,
            }
        )
        if state:
            rows.append(
                {
                    "entity_id": ids.entity_id("state", state),
                    "canonical_name": state,
                    "kind": "state",
                    "aliases": [],
                    "country_code": entity.country_code,
                    "represents_entity_id": None,
                }
            )
    return merged(rows)


def distinct(rows: pa.Table) -> list[Row]:
    """Rows of entities, those that say nothing but a name and its kind once each.

    Most of a batch are such names, met in many documents.
    """
    aliases = pc.fill_null(pc.list_value_length(rows.column("aliases")), 0)
    is_plain = pc.and_(pc.equal(aliases, 0), pc.is_null(rows.column("country_code")))
    is_plain = pc.and_(is_plain, pc.is_null(rows.column("represents_entity_id")))
    keys = ["entity_id", "canonical_name", "kind"]
    plain = rows.filter(is_plain).group_by(keys).aggregate([]).to_pylist()
    empty: Row = {"aliases": [], "country_code": None, "represents_entity_id": None}
    return [*(row | empty for row in plain), *rows.filter(pc.invert(is_plain)).to_pylist()]


def merged(rows: Iterable[Row]) -> list[Row]:
    """One row per entity, sorted by id; the same whatever the order of the rows.

    Aliases are put together. Where rows disagree, the first value in alphabetical order holds.
    """
    by_id: dict[str, Row] = {}
    for row in rows:
        known = by_id.setdefault(row["entity_id"], row)
        by_id[row["entity_id"]] = {
            **known,
            "aliases": sorted(
                {*(known["aliases"] or ()), *(row["aliases"] or ())} - {known["canonical_name"]}
            ),
            "country_code": _first(known["country_code"], row["country_code"]),
            "represents_entity_id": _first(
                known["represents_entity_id"], row["represents_entity_id"]
            ),
        }
    return [by_id[key] for key in sorted(by_id)]


def _first(*values: str | None) -> str | None:
    return min((value for value in values if value is not None), default=None)
