"""Durable files: Parquet data, originals, small texts. Nothing here is visible until published."""

from __future__ import annotations

import atexit
import functools
import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse import keyfile
from warehouse.durable import file_sha256 as file_sha256
from warehouse.durable import sync_file as sync_file
from warehouse.durable import sync_folder as sync_folder
from warehouse.durable import write_text as write_text
from warehouse.errors import Damaged, UnknownColumn
from warehouse.place import place_of
from warehouse.schema import TABLES, Table
from warehouse.snapshot import DataFile

MAX_ROWS = 2**20
MAX_BYTES = 64 * 2**20
# A last file below this size is written anew together with the rows that follow it, so that many
# small commits do not leave as many small files; the cost of a commit stays bounded by it.
SMALL_BYTES = 32 * 2**10
# More mergeable files than this in a table, and the next commit merges them by itself. DESIGN 5
# says 200; fewer make planning, the snapshot's JSON and so every commit cheaper (measured).
MAX_SMALL_FILES = 20
_COPY_BYTES = 2**20


def data_folder(lake: Path, table: str) -> Path:
    """Where a table's Parquet files are."""
    return lake / "data" / table


def empty_path(table: Table) -> str:
    """Path, relative to the warehouse, of the zero-row file of a table's current schema."""
    return f"data/{table.name}/empty-{table.fingerprint}.parquet"


def schema_file(lake: Path | str, table: Table) -> Path:
    """A zero-row file of a table's current schema: listed first, it gives a view all columns.

    That of the warehouse, or, when an older version wrote it and it may not be written to now, one
    that lasts as long as this process.
    """
    path = Path(lake, empty_path(table))
    return path if path.exists() else _passing_folder() / _passing_file(table)


@functools.cache
def _passing_folder() -> Path:
    folder = tempfile.mkdtemp(prefix="onrecord-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


@functools.cache
def _passing_file(table: Table) -> str:
    name = f"{table.name}.parquet"
    pq.write_table(table.arrow.empty_table(), _passing_folder() / name)
    return name


def conform(
    lake: Path, rows: pa.Table, table: Table, columns: Sequence[str] | None = None
) -> pa.Table:
    """The rows in the types of the schema; columns they lack are NULL.

    Of ``columns`` alone, in their order, when they are given, else of all, in that of the schema.
    Raises UnknownColumn when they have a column that the schema does not, a type that does not
    fit, or NULL where the schema forbids it.
    """
    schema = table.arrow
    if columns is not None:
        schema = pa.schema([schema.field(name) for name in columns])
    if unknown := set(rows.column_names) - set(schema.names):
        raise UnknownColumn(lake, table.name, f"unknown {', '.join(sorted(unknown))}")
    found = []
    for field in schema:
        if field.name not in rows.column_names:
            column = pa.nulls(rows.num_rows, field.type)
        else:
            try:
                column = rows.column(field.name).cast(field.type)
            except pa.ArrowException as error:
                raise UnknownColumn(lake, table.name, f"{field.name}: {error}") from error
        if not field.nullable and column.null_count:
            raise UnknownColumn(lake, table.name, f"NULL in {field.name}")
        found.append(column)
    return pa.Table.from_arrays(found, schema=schema)


def read_rows(lake: Path, file: DataFile, table: Table) -> pa.Table:
    """The rows of a data file that are on record, in the current schema.

    Raises Damaged when it cannot be read.
    """
    try:
        rows = pq.read_table(place_of(lake).fetch(file.path), partitioning=None)
    except (OSError, pa.ArrowException) as error:
        raise Damaged(lake, f"{file.path}: {error}") from error
    if file.hidden_documents:
        hidden = pc.is_in(rows.column("document_id"), arrow_keys(file.hidden_documents))
        rows = rows.filter(pc.invert(hidden))
    known = set(table.arrow.names)  # an older schema may have had columns that were given up
    return conform(lake, rows.select([n for n in rows.column_names if n in known]), table)


def read_sharing(
    lake: Path,
    file: DataFile,
    table: Table,
    columns: Sequence[str],
    wanted: keyfile.Wanted,
    least: int,
) -> tuple[pa.Table, keyfile.Pairs]:
    """Rows of a data file on record that may have so many keys in common with one of the lists.

    By their keys in ``table.indexed``. Of ``columns`` alone, document_id among them; and which of
    the lists each row meets, pairs of places. Some may have fewer, none that has so many is missed.
    Raises Damaged when the file cannot be read.
    """
    try:
        one, met = wanted.meeting(_index(lake, file, table), least)
        places, two = np.unique(met, return_inverse=True)
        if not len(places):
            return table.arrow.empty_table().select(columns), (one, two)
        with pq.ParquetFile(place_of(lake).fetch(file.path), pre_buffer=False) as opened:
            rows = conform(lake, _read_places(opened, columns, places), table, columns)
    except (OSError, pa.ArrowException) as error:
        raise Damaged(lake, f"{file.path}: {error}") from error
    if file.hidden_documents:
        hidden = pc.is_in(rows.column("document_id"), arrow_keys(file.hidden_documents))
        is_held = pc.invert(hidden).to_numpy()
        kept = is_held[two]
        rows, one, two = rows.filter(is_held), one[kept], (np.cumsum(is_held) - 1)[two[kept]]
    return rows, (one, two)


def _index(lake: Path, file: DataFile, table: Table) -> keyfile.Index:
    """What stands beside a data file, or the same made of its rows."""
    place_of(lake).fetch_keys(file.path)
    known = keyfile.read_index(f"{lake}/{file.path}", file.sha256)
    if known is not None:
        return known
    with pq.ParquetFile(place_of(lake).fetch(file.path)) as opened:
        return keyfile.index_of(opened.read([table.indexed], use_threads=False).column(0))


def _read_places(
    opened: pq.ParquetFile, columns: Sequence[str], places: keyfile.Places
) -> pa.Table:
    """Rows at some places of a file, ascending; of the columns those that it has."""
    names = [name for name in columns if name in opened.schema_arrow.names]
    groups = [opened.metadata.row_group(i).num_rows for i in range(opened.num_row_groups)]
    counts, ends = np.array(groups), np.cumsum(groups)
    read, group = np.unique(np.searchsorted(ends, places, "right"), return_inverse=True)
    rows = opened.read_row_groups(read.tolist(), names, use_threads=False)
    moved = np.cumsum(counts[read]) - ends[read]
    return rows.take(places + moved[group])


def may_hold(
    lake: Path, files: Collection[DataFile], table: Table, column: str, wanted: Collection[Any]
) -> list[DataFile]:
    """The files of a table that may have a row whose ``column`` is one of ``wanted``."""
    if column not in table.keys or not wanted:
        return list(files) if wanted else []
    hashed = keyfile.hashes(arrow_keys(wanted))
    for file in files:
        place_of(lake).fetch_keys(file.path)
    return [file for file in files if keyfile.may_hold(f"{lake}/{file.path}", hashed, file.sha256)]


def holds(lake: Path, file: DataFile, column: str, wanted: pa.Array) -> bool:
    """Whether a data file has a row, hidden or not, whose ``column`` is one of ``wanted``."""
    return bool(among(read_column(lake, file, column), wanted))


def row_counts(lake: Path, file: DataFile, column: str, wanted: Collection[Any]) -> dict[Any, int]:
    """How many rows of a data file, hidden ones too, have each of the values ``wanted``.

    Values that no row has are left out. Raises Damaged when the file cannot be read.
    """
    keys = sorted(wanted)
    if column == "document_id":
        place_of(lake).fetch_keys(file.path)
        known = keyfile.row_counts(f"{lake}/{file.path}", keys, file.sha256)
        if known is not None:
            return known
    return counted(read_column(lake, file, column), arrow_keys(keys))


def read_column(lake: Path, file: DataFile, column: str) -> pa.ChunkedArray:
    """One column of a data file, hidden rows too, as dictionaries of its values.

    Raises Damaged when it cannot be read.
    """
    try:
        path = place_of(lake).fetch(file.path)
        with pq.ParquetFile(path, read_dictionary=[column]) as opened:
            return opened.read([column], use_threads=False).column(column)
    except (OSError, pa.ArrowException) as error:
        raise Damaged(lake, f"{file.path}: {error}") from error


def among(column: pa.ChunkedArray, wanted: pa.Array) -> set[Any]:
    """The values of a column, as ``read_column`` gave it, that are among those ``wanted``."""
    found: set[Any] = set()
    for chunk in column.chunks:
        values = chunk.dictionary if pa.types.is_dictionary(chunk.type) else chunk
        found.update(values.filter(pc.is_in(values, value_set=wanted)).to_pylist())
    return found


def counted(column: pa.ChunkedArray, wanted: pa.Array) -> dict[Any, int]:
    """How often each value of a column, as ``read_column`` gave it, occurs of those ``wanted``."""
    found: dict[Any, int] = {}
    for chunk in column.chunks:
        if not pa.types.is_dictionary(chunk.type):
            chunk = chunk.dictionary_encode()
        places = pc.indices_nonzero(pc.is_in(chunk.dictionary, value_set=wanted)).to_numpy()
        if len(places):
            indices = chunk.indices.drop_null().to_numpy()
            counts = np.bincount(indices, minlength=len(chunk.dictionary))
            for place in places:
                value = chunk.dictionary[place].as_py()
                found[value] = found.get(value, 0) + int(counts[place])
    return {value: count for value, count in found.items() if count}


def _chunks(rows: pa.Table) -> Iterator[pa.Table]:
    """Cut rows so that each part respects the limits of one file."""
    if rows.num_rows > MAX_ROWS or (rows.nbytes > MAX_BYTES and rows.num_rows > 1):
        middle = min(MAX_ROWS, (rows.num_rows + 1) // 2)
        yield from _chunks(rows.slice(0, middle))
        yield from _chunks(rows.slice(middle))
    else:
        yield rows


def mergeable(files: Iterable[DataFile], table: Table) -> list[DataFile]:
    """The files of a table that compaction would merge with others."""
    limit = table.merged_bytes // 2
    return [file for file in files if file.byte_count < limit and file.row_count < MAX_ROWS // 2]


def merge_groups(files: Iterable[DataFile], table: Table) -> list[list[DataFile]]:
    """Files to merge into one another, in their order; each group makes about one file."""
    groups: list[list[DataFile]] = [[]]
    byte_count = row_count = 0
    for file in mergeable(files, table):
        byte_count, row_count = byte_count + file.byte_count, row_count + file.row_count
        if byte_count > table.merged_bytes or row_count > MAX_ROWS:
            groups.append([])
            byte_count, row_count = file.byte_count, file.row_count
        groups[-1].append(file)
    return [group for group in groups if len(group) > 1]


def in_order(rows: pa.Table, table: Table, documents: pa.Array) -> pa.Table:
    """Rows that are looked up together side by side, so that a filter reads little.

    ``documents`` are ids in the order in which rows of documents shall stand.
    """
    names = [name for name in table.sort_key if name in rows.column_names]
    if not names:
        return rows
    keys = {
        name: pc.index_in(rows.column(name), value_set=documents)
        if name == "document_id"
        else rows.column(name)
        for name in names
    }
    order = [(name, "ascending") for name in names]
    return rows.take(pc.sort_indices(pa.table(keys), sort_keys=order))


def write_rows(
    lake: Path, rows: pa.Table, table: str, number: int, first: int = 0
) -> list[DataFile]:
    """Write rows for snapshot ``number`` as durable Parquet files; no file for no rows.

    Their names count on from ``first``.
    """
    if not rows.num_rows:
        return []
    folder = data_folder(lake, table)
    files = []
    for index, chunk in enumerate(_chunks(rows), first):
        path = folder / f"{number:06d}-{index:02d}{place_of(lake).file_mark}.parquet"
        files.append(write_file(lake, path, chunk, TABLES[table]))
    sync_folder(folder)
    return files


def write_empty(lake: Path, table: Table) -> None:
    """Make sure that the zero-row file of a table's current schema is there."""
    path = lake / empty_path(table)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        write_file(lake, fresh, table.arrow.empty_table(), table)
        fresh.replace(path)
        sync_folder(path.parent)


def write_file(lake: Path, path: Path, rows: pa.Table, table: Table) -> DataFile:
    """Write rows as one durable Parquet file, with Bloom filters on what is looked up."""
    pq.write_table(
        rows,
        path,
        compression="zstd",
        use_dictionary=table.repeats,
        row_group_size=table.group_rows,
        bloom_filter_options={
            name: {"ndv": _distinct(rows, name, table)} for name in table.filtered
        },
    )
    sync_file(path)
    keyfile.write(path, rows, table.keys)
    if table.indexed is not None:
        keyfile.write_index(path, rows.column(table.indexed))
    file = DataFile(
        path=path.relative_to(lake).as_posix(),
        row_count=rows.num_rows,
        byte_count=path.stat().st_size,
        sha256=file_sha256(path),
        schema=table.fingerprint,
    )
    if table.hides_documents and not mergeable([file], table):  # large enough to hide rows
        keyfile.write_counts(path, rows.column("document_id"))
    return file


def _distinct(rows: pa.Table, name: str, table: Table) -> int:
    """The most distinct values of a column in a row group: the size of its Bloom filter."""
    column = rows.column(name)
    groups = (column.slice(at, table.group_rows) for at in range(0, len(column), table.group_rows))
    return max((pc.count_distinct(group).as_py() for group in groups), default=1) or 1


def store_original(lake: Path, document_id: str, content: Path | bytes) -> bool:
    """Keep the bytes of a document under its id; False when they are gone or have another hash.

    Copied rather than linked: an edit in place must not reach what the record keeps.
    """
    try:
        source = io.BytesIO(content) if isinstance(content, bytes) else content.open("rb")
    except OSError:
        return False
    target = lake / "originals" / document_id
    fresh = target.with_name(document_id + ".new")
    digest = hashlib.sha256()
    with source, fresh.open("wb") as copy:
        while block := source.read(_COPY_BYTES):
            digest.update(block)
            copy.write(block)
        copy.flush()
        os.fsync(copy.fileno())
    if digest.hexdigest() != document_id:
        fresh.unlink()
        return False
    fresh.chmod(0o444)
    fresh.replace(target)
    return True


def arrow_keys(wanted: Iterable[Any]) -> pa.Array:
    """Keys of rows as an Arrow array, for ``holds``."""
    return pa.array(sorted(wanted))
