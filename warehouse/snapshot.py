"""A snapshot: one published state of the whole warehouse, as a value and as a JSON file."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class DataFile:
    """One immutable Parquet file: path relative to the warehouse, rows, bytes, SHA-256.

    ``schema`` is the fingerprint of the columns it was written with; None in old snapshots. The
    rows of ``hidden_documents`` are in the file, ``hidden_row_count`` of them, but no longer on
    record: readers leave them out until the file is written anew. Of a table's files that hide
    rows, none has a row on record of a document that another one hides.
    """

    path: str
    row_count: int
    byte_count: int
    sha256: str
    schema: str | None = None
    hidden_documents: tuple[str, ...] = ()
    hidden_row_count: int = 0

    @property
    def visible_row_count(self) -> int:
        """Number of rows that are on record."""
        return self.row_count - self.hidden_row_count


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One published state: per table the files that hold exactly its rows.

    ``folder`` is where the warehouse stood when this was published: the catalogue's views hold
    absolute paths, so elsewhere it has to be built again. ``catalogue_sha256`` tells whether the
    DuckDB file is still the one that was published, ``definitions`` whether its views and macros
    are those of this version of On Record; None in old snapshots.
    """

    number: int
    schema_version: int
    published_at: str  # ISO 8601, UTC
    folder: str
    note: str | None
    rows_added: int
    rows_removed: int
    catalogue_sha256: str
    tables: Mapping[str, tuple[DataFile, ...]]
    definitions: str | None = None

    def row_count(self, table: str) -> int:
        """Number of rows of a table in this snapshot."""
        return sum(file.visible_row_count for file in self.tables.get(table, ()))

    def to_json(self) -> str:
        """This snapshot as the text of its JSON file."""
        head = {name: getattr(self, name) for name in _HEAD}
        lines = [
            f"  {json.dumps(name)}: {json.dumps([_values(file) for file in files])}"
            for name, files in sorted(self.tables.items())
        ]
        told = json.dumps(head, indent=1, ensure_ascii=False)
        return told.removesuffix("\n}") + ',\n "tables": {\n' + ",\n".join(lines) + "\n }\n}\n"

    @classmethod
    def from_json(cls, text: str) -> Snapshot:
        """The snapshot that ``to_json`` wrote; ValueError, KeyError or TypeError when it is not."""
        fields = json.loads(text)
        tables = {
            name: tuple(_file(values) for values in files)
            for name, files in fields.pop("tables").items()
        }
        return cls(tables=tables, **fields)


_FILE = tuple(field.name for field in fields(DataFile))
_HIDDEN = ("hidden_documents", "hidden_row_count")
_HEAD = tuple(field.name for field in fields(Snapshot) if field.name != "tables")


def _values(file: DataFile) -> dict[str, Any]:
    names = _FILE if file.hidden_documents else (name for name in _FILE if name not in _HIDDEN)
    return {name: getattr(file, name) for name in names}


def _file(values: dict[str, Any]) -> DataFile:
    if hidden := values.get("hidden_documents"):
        values["hidden_documents"] = tuple(hidden)
    return DataFile(**values)


def json_name(number: int) -> str:
    """Name, relative to the warehouse, of a snapshot's JSON file: that it is there publishes it."""
    return f"snapshots/{number:06d}.json"


def json_path(lake: Path, number: int) -> Path:
    """Where the JSON file of a snapshot is."""
    return lake / json_name(number)


def catalogue_path(lake: Path, number: int) -> Path:
    """Where the DuckDB file of a snapshot is."""
    return lake / "snapshots" / f"{number:06d}.duckdb"


def published_numbers(lake: Path) -> list[int]:
    """The numbers of the published snapshots that are kept, oldest first."""
    return sorted(int(stem) for stem in _published(lake))


def newest_number(lake: Path) -> int:
    """The highest number of a published snapshot; 0 when there is none."""
    # Of numbers that begin with zeros until they have six digits, the longest is the highest.
    return int(max(_published(lake), key=lambda stem: (len(stem), stem), default=0))


def _published(lake: Path) -> list[str]:
    """The numbers of published snapshots, as their files are named."""
    try:
        with os.scandir(lake / "snapshots") as entries:
            names = [entry.name for entry in entries]
    except (FileNotFoundError, NotADirectoryError):
        return []
    stems = [name[:-5] for name in names if name.endswith(".json")]
    return [stem for stem in stems if stem.isdecimal()]
