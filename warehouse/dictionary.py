"""The data dictionary: Markdown generated from the schema. ``python -m warehouse.dictionary``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa

from warehouse.asking import macros
from warehouse.catalogue import VIEWS, view_source
from warehouse.schema import TABLES, VOCABULARY, Column, Enumeration, Table, enumerated

PATH = Path(__file__).parent.parent / "docs" / "dictionary.md"

_HEAD = """\
# Data dictionary

Generated from `warehouse/schema/` by `python -m warehouse.dictionary`; a test fails when it is
stale. The same descriptions are COMMENTs in the catalogue (`from duckdb_columns()`), and the values
of enumerations are rows of the table `vocabulary`.

Spans are half-open code-point offsets into `texts.text`. On Record says who claimed what, as the
source presents it; it never says whether a claim is true.
"""


def dictionary() -> str:
    """The whole data dictionary as Markdown."""
    return "\n".join([_HEAD, *_tables(), *_views(), *_enumerations()])


def _tables() -> Iterator[str]:
    for table in (*TABLES.values(), VOCABULARY):
        yield f"## {table.name}\n\n{table.description}\n\nKey: {_code(table.primary_key)}.\n"
        yield "| Column | Type | Meaning |\n|---|---|---|"
        yield from (_column_row(table, column) for column in table.columns)
        yield ""


def _column_row(table: Table, column: Column) -> str:
    meaning = column.description
    if column.enumeration:
        meaning += f" One of [{column.enumeration.name}](#values-{column.enumeration.name})."
    if column.references and column.references != f"{table.name}.{column.name}":
        meaning += f" Leads to `{column.references}`."
    if not column.is_nullable:
        meaning += " Never NULL."
    return f"| `{column.name}` | `{type_name(column.type)}` | {_cell(meaning)} |"


def _views() -> Iterator[str]:
    yield "## Views\n\n| View | Meaning |\n|---|---|"
    yield from (f"| `{name}` | {_cell(view_source(name)[0])} |" for name in VIEWS)
    yield "\n## Macros\n\n| Macro | Gives |\n|---|---|"
    yield from (f"| `{call}` | {_cell(meaning)} |" for call, (meaning, _) in macros().items())
    yield ""


def _enumerations() -> Iterator[str]:
    found: dict[str, tuple[Enumeration, list[str]]] = {}
    for table, column, enumeration in enumerated():
        found.setdefault(enumeration.name, (enumeration, []))[1].append(
            f"{table.name}.{column.name}"
        )
    for name, (enumeration, columns) in sorted(found.items()):
        yield f"## Values: {name}\n\nOf {_code(columns)}.\n"
        yield "| Value | Meaning | Example |\n|---|---|---|"
        for value in enumeration.values:
            yield f"| `{value.value}` | {_cell(value.meaning)} | {_cell(value.example)} |"
        yield ""


def type_name(type_: pa.DataType) -> str:
    """An Arrow type as DuckDB writes it, for example ``STRUCT(char_start INTEGER)[]``."""
    if pa.types.is_list(type_):
        return f"{type_name(type_.value_type)}[]"
    if pa.types.is_struct(type_):
        return f"STRUCT({', '.join(f'{f.name} {type_name(f.type)}' for f in type_)})"
    if pa.types.is_timestamp(type_):
        return "TIMESTAMP"
    return _TYPE_NAMES[type_]


_TYPE_NAMES = {
    pa.string(): "VARCHAR",
    pa.bool_(): "BOOLEAN",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.binary(): "BLOB",
    pa.float32(): "FLOAT",
    pa.float64(): "DOUBLE",
    pa.date32(): "DATE",
}


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    PATH.write_text(dictionary(), encoding="utf-8")
