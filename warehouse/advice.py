"""Advice on queries: what is wrong with one, and literals that a column never has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import duckdb

from warehouse.schema import enumerated

_COMPARISONS = (
    "COMPARE_EQUAL",
    "COMPARE_NOTEQUAL",
    "COMPARE_DISTINCT_FROM",
    "COMPARE_NOT_DISTINCT_FROM",
    "COMPARE_IN",
    "COMPARE_NOT_IN",
)


def unknown_values(query: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Comparisons of a query that can never be true: column, literal, and the column's values.

    Columns are known by their names, whatever the table. Empty when DuckDB cannot parse the query.
    """
    values: dict[str, dict[str, None]] = {}
    for _, column, enumeration in enumerated():
        known = values.setdefault(column.name, {})
        known.update(dict.fromkeys(value.value for value in enumeration.values))
    return list(
        dict.fromkeys(
            (column, literal, tuple(values[column]))
            for column, literal in _comparisons(_parsed(query))
            if column in values and literal not in values[column]
        )
    )


def reason(error: duckdb.Error) -> str:
    """What DuckDB says is wrong, on one line, without the excerpt of the query."""
    return " ".join(str(error).partition("\n\nLINE ")[0].split())


def _parsed(query: str) -> Any:
    with duckdb.connect() as connection:
        row = connection.execute("SELECT json_serialize_sql(?)", [query]).fetchone()
    return json.loads(row[0]) if row else None


def _comparisons(node: Any) -> Iterator[tuple[str, str]]:
    """Names of columns with the text that each is compared with, all through a parsed query."""
    if isinstance(node, list):
        for item in node:
            yield from _comparisons(item)
    elif isinstance(node, dict):
        if node.get("type") in _COMPARISONS:
            sides = node.get("children") or [node.get("left"), node.get("right")]
            columns = [s["column_names"][-1] for s in sides if s.get("class") == "COLUMN_REF"]
            literals = [text for s in sides if (text := _literal(s)) is not None]
            yield from ((column.lower(), text) for column in columns for text in literals)
        for value in node.values():
            yield from _comparisons(value)


def _literal(node: dict[str, Any]) -> str | None:
    """The text of a constant; None when it is no text. DuckDB 2.0 writes it unlike 1.x."""
    if node.get("class") != "CONSTANT":
        return None
    if "literal" in node:
        return str(node["literal"]["text"]) if node["literal"]["kind"] == "STRING" else None
    found = node["value"].get("value")
    return found if isinstance(found, str) else None
