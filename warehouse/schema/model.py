"""What a table, a column and an enumeration are, and what is generated from them."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass
from typing import NamedTuple

import pyarrow as pa


class Value(NamedTuple):
    """One value of an enumeration: what it means, with an example."""

    value: str
    meaning: str
    example: str


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A closed set of values of a column."""

    name: str
    values: tuple[Value, ...]

    @property
    def names(self) -> frozenset[str]:
        """The values alone."""
        return frozenset(value.value for value in self.values)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: Arrow type, meaning, enumeration of its values, and what it refers to.

    ``references`` is "table.column"; a reference is NULL or resolves within the same snapshot.
    """

    name: str
    type: pa.DataType
    description: str
    enumeration: Enumeration | None = None
    references: str | None = None
    is_nullable: bool = True

    @property
    def comment(self) -> str:
        """The COMMENT in the catalogue: the meaning, and how to cut a span out of its text."""
        if self.type == SPAN:
            hint = f"texts.text, {self.name}.char_start + 1"
            return f"{self.description} Cut it with substr({hint}, {_length(self.name)})."
        if self.type == SPANS:
            hint = "texts.text, s.char_start + 1, s.char_end - s.char_start"
            return f"{self.description} Cut each span s of the list with substr({hint})."
        if self.enumeration:
            return (
                f"{self.description} One of: {', '.join(v.value for v in self.enumeration.values)}."
            )
        return self.description


# Merged files of tables whose rows are replaced one by one.
FEW_BYTES = 2**18
# Those of tables whose rows are looked up, not scanned: lookups shall open few files.
LARGE_BYTES = 2**22


@dataclass(frozen=True)
class Table:
    """A table: what one row is, its columns and its primary key.

    Merged files follow one another by the day on which documents were published; within a file
    rows are ordered by ``sort_key``, where document_id stands for that day, too. Columns in
    ``looked_up`` get Bloom filters, for each row group of ``group_rows``: what a query skips. By
    the columns in ``keyed`` commits find the rows that they replace: their values stand beside each
    file. So does an index of ``indexed``, a column with lists of keys by which rows meet.
    ``merged_bytes`` is about the size of a merged file: large enough for scans, small enough to be
    written anew for a row. Where no value ``repeats``, dictionaries of them only cost.
    """

    name: str
    description: str
    primary_key: tuple[str, ...]
    columns: tuple[Column, ...]
    sort_key: tuple[str, ...] = ("document_id",)
    looked_up: tuple[str, ...] = ("document_id", "entity_id", "statement_id", "speaker_name")
    keyed: tuple[str, ...] = ("document_id",)
    indexed: str | None = None
    group_rows: int = 2**14
    merged_bytes: int = 2 * 2**20
    repeats: bool = True

    @functools.cached_property
    def arrow(self) -> pa.Schema:
        """The Arrow schema of the table's rows."""
        return pa.schema([pa.field(c.name, c.type, c.is_nullable) for c in self.columns])

    @functools.cached_property
    def fingerprint(self) -> str:
        """Hash of names and types of the columns."""
        return hashlib.sha256(str(self.arrow).encode()).hexdigest()[:8]

    @property
    def filtered(self) -> tuple[str, ...]:
        """The columns that get Bloom filters."""
        return tuple(column.name for column in self.columns if column.name in self.looked_up)

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns whose values stand beside each file."""
        return tuple(column.name for column in self.columns if column.name in self.keyed)

    @property
    def hides_documents(self) -> bool:
        """Whether every row belongs to a document, so that files can hide those of some."""
        return any(c.name == "document_id" and not c.is_nullable for c in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")


def _length(name: str) -> str:
    return f"{name}.char_end - {name}.char_start"


TEXT = pa.string()
ID = pa.string()
FLAG = pa.bool_()
INT = pa.int32()
BIG = pa.int64()
SCORE = pa.float32()
NUMBER = pa.float64()
POINTS = pa.float32()
DATE = pa.date32()
TIME = pa.timestamp(
    "us"
)  # UTC without a zone: DuckDB shows zoned times only with its ICU extension
TEXTS = pa.list_(TEXT)

PLACES_IN_TEXT = pa.list_(INT)
BIGS = pa.list_(BIG)
BYTES = pa.binary()
SPAN = pa.struct([pa.field("char_start", INT), pa.field("char_end", INT)])
SPANS = pa.list_(SPAN)
BOX = pa.struct([pa.field(name, POINTS) for name in ("x0", "top", "x1", "bottom")])
ROWS = pa.list_(TEXTS)
LINKS = pa.list_(pa.struct([*SPAN, pa.field("uri", TEXT)]))
EVIDENCE = pa.list_(
    pa.struct(
        [
            pa.field("role", TEXT),
            pa.field("page_number", INT),
            *(pa.field(name, POINTS) for name in ("x0", "top", "x1", "bottom")),
            pa.field("line_start", INT),
            pa.field("line_end", INT),
        ]
    )
)
QUANTITIES = pa.list_(
    pa.struct(
        [
            pa.field("text", TEXT),
            pa.field("span", SPAN),
            pa.field("value", NUMBER),
            pa.field("value_low", NUMBER),
            pa.field("value_high", NUMBER),
            pa.field("unit", TEXT),
            pa.field("comparison", TEXT),
            pa.field("of_what", TEXT),
        ]
    )
)
DATES = pa.list_(
    pa.struct(
        [
            pa.field("text", TEXT),
            pa.field("span", SPAN),
            pa.field("timex", TEXT),
            pa.field("date_from", DATE),
            pa.field("date_to", DATE),
        ]
    )
)
PLACES = pa.list_(
    pa.struct(
        [
            pa.field("text", TEXT),
            pa.field("span", SPAN),
            pa.field("name", TEXT),
            pa.field("country_code", TEXT),
            pa.field("geonames_id", BIG),
        ]
    )
)
