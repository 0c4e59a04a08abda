"""What one commit changes: rows to add and rows to remove, all tables together."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from warehouse import storage
from warehouse.catalogue import files_sql, quoted
from warehouse.errors import Damaged
from warehouse.keyfile import Pairs, Wanted
from warehouse.place import place_of
from warehouse.schema import TABLES
from warehouse.snapshot import DataFile, Snapshot

# Tables whose rows name entities.
_NAMING = ("mentions", "statement_speakers")
# So many keys are written into a query: then statistics and Bloom filters skip what has none.
LITERAL_KEYS = 20


@dataclass(slots=True)
class Changes:
    """Rows to remove and to add, and the bytes of documents to keep.

    Removals come first: ``replace`` is both at once. ``originals`` maps document ids to a file or
    to the bytes; those already kept are left alone. ``compacted`` names tables whose small files
    are merged on the way. ``reason`` says why statements change, as a value of ``changes.reason``;
    if it is None, the commit works it out. ``forgotten`` names documents of which no trace may
    stay, also not in ``changes``.
    """

    added: dict[str, list[pa.Table]] = field(default_factory=dict)
    removed: dict[str, dict[str, set[Any]]] = field(default_factory=dict)
    originals: dict[str, Path | bytes] = field(default_factory=dict)
    compacted: set[str] = field(default_factory=set)
    reason: str | None = None
    forgotten: set[str] = field(default_factory=set)

    def add(self, table: str, rows: pa.Table | list[dict[str, Any]]) -> None:
        """Append rows: an Arrow table, or dictionaries, of which missing columns are NULL."""
        if not isinstance(rows, pa.Table):
            rows = pa.Table.from_pylist(rows, schema=TABLES[table].arrow)
        if rows.num_rows:
            self.added.setdefault(table, []).append(rows)

    def remove(self, table: str, column: str, keys: Iterable[Any]) -> None:
        """Remove the rows whose ``column`` is one of ``keys``."""
        if wanted := set(keys):
            self.removed.setdefault(table, {}).setdefault(column, set()).update(wanted)

    def replace(self, table: str, rows: list[dict[str, Any]]) -> None:
        """Put rows in the place of those with the same primary key, which is one column."""
        (key,) = TABLES[table].primary_key
        self.remove(table, key, (row[key] for row in rows))
        self.add(table, rows)


def _is_one_of(column: str, wanted: Sequence[str]) -> tuple[str, list[Any]]:
    """The condition that a column is one of some keys, and its parameters."""
    if 0 < len(wanted) <= LITERAL_KEYS:
        return f"{column} IN ({', '.join(map(quoted, wanted))})", []
    return f"{column} IN (SELECT unnest(?))", [wanted]


class Contents:
    """What a snapshot holds, for queries of a few columns; nothing before the first snapshot.

    >>> contents.rows("sources", ["uri", "size"], "is_current AND uri = ?", [uri])
    """

    def __init__(self, lake: Path, snapshot: Snapshot | None) -> None:
        self.snapshot = snapshot
        self._lake = lake
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._looked_up: dict[tuple[str, str, tuple[str, ...]], list[dict[str, Any]]] = {}

    def rows(
        self,
        table: str,
        columns: list[str] | None = None,
        where: str = "true",
        parameters: list[Any] | None = None,
        *,
        files: Sequence[DataFile] | None = None,
    ) -> list[dict[str, Any]]:
        """Rows of a table, or of some of its files, as dictionaries.

        Raises Damaged when its files cannot be read.
        """
        files = self._files(table) if files is None else files
        if not files:
            return []
        wanted = columns or [column.name for column in TABLES[table].columns]
        with self._asking(table) as connection:
            query = f"SELECT {', '.join(wanted)} FROM {self.source(table, files)} WHERE {where}"
            found = connection.execute(query, parameters or []).fetchall()
        return [dict(zip(wanted, row, strict=True)) for row in found]

    def table(
        self,
        table: str,
        columns: list[str],
        where: str = "true",
        parameters: list[Any] | None = None,
        *,
        files: Sequence[DataFile] | None = None,
    ) -> pa.Table:
        """As ``rows``, in an Arrow table: a tenth of the memory of dictionaries."""
        files = self._files(table) if files is None else files
        schema = pa.schema([TABLES[table].arrow.field(name) for name in columns])
        if not files:
            return schema.empty_table()
        with self._asking(table) as connection:
            query = f"SELECT {', '.join(columns)} FROM {self.source(table, files)} WHERE {where}"
            found = connection.sql(query, params=parameters or []).to_arrow_table()
        return found.cast(schema)

    @contextlib.contextmanager
    def _asking(self, table: str) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection for a query of a table; what goes wrong with it is Damaged."""
        # One thread: lookups are small, and more take more CPU and memory than they save time.
        self._connection = self._connection or duckdb.connect(config={"threads": 1})
        try:
            yield self._connection
        except duckdb.Error as error:
            raise Damaged(self._lake, f"{table}: {str(error).splitlines()[0]}") from error

    def among(
        self, table: str, column: str, keys: Iterable[str], columns: list[str] | None = None
    ) -> list[dict[str, Any]]:
        """Rows of a table whose ``column`` is one of ``keys``.

        Whole rows of a few keys are kept: the parts of one commit ask for the same ones.
        """
        wanted = sorted(set(keys))
        asked = (table, column, tuple(wanted))
        if asked in self._looked_up:
            names = columns or [known.name for known in TABLES[table].columns]
            return [{name: row[name] for name in names} for row in self._looked_up[asked]]
        files = storage.may_hold(self._lake, self._files(table), TABLES[table], column, wanted)
        where, given = _is_one_of(column, wanted)
        found = self.rows(table, columns, where, given, files=files)
        if columns is None and not given:
            self._looked_up[asked] = [dict(row) for row in found]
        return found

    def among_table(
        self,
        table: str,
        columns: list[str],
        column: str,
        keys: Iterable[str],
        also: tuple[str, Collection[str]] | None = None,
    ) -> pa.Table:
        """As ``among``, in an Arrow table; ``also`` is a second column, and keys it must be one of.

        Files are looked up by the first.
        """
        wanted = sorted(set(keys))
        files = storage.may_hold(self._lake, self._files(table), TABLES[table], column, wanted)
        where, given = _is_one_of(column, wanted)
        if also is not None:
            others, more = _is_one_of(also[0], sorted(also[1]))
            where, given = f"{where} AND {others}", given + more
        return self.table(table, columns, where, given, files=files)

    def sharing(
        self, table: str, columns: list[str], lists: pa.ListArray, least: int = 1
    ) -> Iterator[tuple[pa.Table, Pairs]]:
        """Rows that may have so many keys in common with one of the lists, by ``Table.indexed``.

        None that has is missed; a few that have fewer may be among them. For each file that has
        such rows an Arrow table of ``columns``, document_id among them, and pairs: the places of
        a list and of a row that it meets. Raises Damaged when files cannot be read.
        """
        wanted = Wanted.of(lists)
        for file in self._files(table):
            known = TABLES[table]
            rows, pairs = storage.read_sharing(self._lake, file, known, columns, wanted, least)
            if rows.num_rows:
                yield rows, pairs

    def source(self, table: str, files: Sequence[DataFile] | None = None) -> str:
        """A table, or some of its files, for the FROM of a query."""
        files = self._files(table) if files is None else files
        for file in files:
            place_of(self._lake).fetch(file.path)
        return files_sql(self._lake, files, TABLES[table])

    def _files(self, table: str) -> tuple[DataFile, ...]:
        return self.snapshot.tables.get(table, ()) if self.snapshot else ()

    def named_by(self, documents: Collection[str]) -> set[str]:
        """Ids of entities that these documents name."""
        rows = [
            row
            for table in _NAMING
            for row in self.among(table, "document_id", documents, ["entity_id"])
        ]
        return {row["entity_id"] for row in rows} - {None}

    def named_only_by(
        self, documents: Collection[str], but: Collection[str] = frozenset()
    ) -> set[str]:
        """Ids of entities that only these documents name, but those that are named anyhow."""
        named = self.named_by(documents) - set(but)
        elsewhere = "entity_id IN (SELECT unnest(?)) AND document_id NOT IN (SELECT unnest(?))"
        keys = [sorted(named), sorted(documents)]
        for table in _NAMING if named else ():
            rows = self.rows(table, ["entity_id"], f"{elsewhere} GROUP BY entity_id", keys)
            named -= {row["entity_id"] for row in rows}
        columns = ["entity_id", "represents_entity_id"]
        for row in self.among("entities", "represents_entity_id", named, columns):
            if row["entity_id"] not in named:
                named.discard(row["represents_entity_id"])
        return named

    def close(self) -> None:
        """Free what queries hold."""
        if self._connection is not None:
            self._connection.close()

    def __enter__(self) -> Contents:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
