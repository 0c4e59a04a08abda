"""The files of a table after a commit: what is kept, written anew, added to and merged."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from warehouse import storage
from warehouse.changes import Changes
from warehouse.hiding import Hidden
from warehouse.schema import TABLES
from warehouse.snapshot import DataFile, Snapshot


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A table's files after the changes, and how many rows came and went."""

    files: tuple[DataFile, ...]
    rows_added: int = 0
    rows_removed: int = 0


class Rewriting:
    """Writes the files of snapshot ``number``, table by table.

    A commit costs what it changes: a file that loses rows hides them or is written anew by itself,
    and rows that come go with those of the last file while that is small. Merging, when asked for
    or due, puts rows in the order of their table's ``sort_key``.
    """

    def __init__(self, lake: Path, held: Snapshot | None, number: int) -> None:
        self._lake = lake
        self._held = held
        self._number = number

    def table(self, name: str, changes: Changes) -> Rewritten:
        """The files of a table after ``changes``, written durably."""
        files = self._held.tables.get(name, ()) if self._held else ()
        count = 0

        def write(rows: pa.Table) -> list[DataFile]:
            nonlocal count
            written = storage.write_rows(self._lake, rows, name, self._number, count)
            count += len(written)
            return written

        files = self._merged(files, name, changes, write)
        kept, lost = self._without(files, name, changes, write)
        added = changes.added.get(name, [])
        gained = sum(rows.num_rows for rows in added)
        if gained:
            pieces = [TABLES[name].arrow.empty_table(), *added]
            if kept and kept[-1].byte_count < storage.SMALL_BYTES:
                pieces.insert(1, storage.read_rows(self._lake, kept.pop(), TABLES[name]))
            kept += write(pa.concat_tables(pieces))
        return Rewritten(tuple(kept), gained, lost)

    def _without(
        self,
        files: tuple[DataFile, ...],
        name: str,
        changes: Changes,
        write: Callable[[pa.Table], list[DataFile]],
    ) -> tuple[list[DataFile], int]:
        """The files without the rows that go, and how many went."""
        removed = changes.removed.get(name, {})
        asked = {
            column: storage.may_hold(self._lake, files, TABLES[name], column, keys)
            for column, keys in removed.items()
        }
        hidden = Hidden(files, TABLES[name], is_final=bool(changes.forgotten))
        kept: list[DataFile] = []
        lost = 0
        for file in files:
            counts = {
                column: storage.row_counts(self._lake, file, column, hidden.asked(column, keys))
                for column, keys in removed.items()
                if file in asked[column]
            }
            held = {c: found for c, found in counts.items() if not removed[c].isdisjoint(found)}
            is_due = bool(file.hidden_documents) and name in changes.compacted
            gone = removed.get("document_id", set())
            hiding = None if is_due else hidden.file_without(file, held, gone)
            if hiding is not None:
                lost += hiding.hidden_row_count - file.hidden_row_count
                kept.append(hiding)
                continue
            rows = storage.read_rows(self._lake, file, TABLES[name])
            for column in held:
                lost_here = pc.is_in(
                    rows.column(column), value_set=storage.arrow_keys(removed[column])
                )
                rows = rows.filter(pc.invert(lost_here))
            lost += file.visible_row_count - rows.num_rows
            kept += write(rows)
        return kept, lost

    def _merged(
        self,
        files: tuple[DataFile, ...],
        name: str,
        changes: Changes,
        write: Callable[[pa.Table], list[DataFile]],
    ) -> tuple[DataFile, ...]:
        """The files with small ones merged, when that is asked for or due."""
        table = TABLES[name]
        small = storage.mergeable(files, table)
        if name not in changes.compacted and len(small) <= storage.MAX_SMALL_FILES:
            return files
        merged: list[DataFile] = []
        gone: set[DataFile] = set()
        for group in storage.merge_groups(files, table):
            parts = [_narrowed(storage.read_rows(self._lake, f, table)) for f in group]
            rows = pa.concat_tables(parts).unify_dictionaries()
            del parts
            rows = storage.in_order(rows, table, self._documents_by_day)
            merged += write(storage.conform(self._lake, rows, table))
            gone.update(group)
        return (*(file for file in files if file not in gone), *merged)

    @functools.cached_property
    def _documents_by_day(self) -> pa.Array:
        """Ids of all documents by the day they were published, those without a day last."""
        held = self._held.tables.get("documents", ()) if self._held else ()
        pieces = [
            storage.read_rows(self._lake, file, TABLES["documents"]).select(
                ["document_id", "published_at"]
            )
            for file in held
        ]
        empty = TABLES["documents"].arrow.empty_table().select(["document_id", "published_at"])
        rows = pa.concat_tables([empty, *pieces])
        return rows.sort_by([("published_at", "ascending"), ("document_id", "ascending")])[
            "document_id"
        ].combine_chunks()


def _narrowed(rows: pa.Table) -> pa.Table:
    """Rows with each document's id once: in a table of words it is most of what memory holds."""
    if "document_id" not in rows.column_names:
        return rows
    place = rows.column_names.index("document_id")
    return rows.set_column(place, "document_id", rows.column(place).dictionary_encode())
