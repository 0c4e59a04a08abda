"""Open the record for reading: blocked by no writer or other client, and changing nothing."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb

from warehouse import catalogue
from warehouse.errors import Damaged, NotAWarehouse, WarehouseError
from warehouse.lake import Lake
from warehouse.retention import snapshot_as_of
from warehouse.snapshot import Snapshot, catalogue_path

# Long enough for a commit under way, short enough for a reader who waits.
ADOPT_SECONDS = 5.0


def open_record(path: Path | str, *, as_of: int | str | None = None) -> duckdb.DuckDBPyConnection:
    """A read-only DuckDB connection to the newest snapshot, or to that ``as_of``.

    ``as_of`` is a snapshot number, or a time in ISO 8601 (UTC unless it says otherwise), which
    means the last snapshot published until then.

    It keeps the snapshot it opened. After the folder was moved, the catalogue is published anew
    for where it stands now, or built in memory where that is not allowed; likewise when another
    client has locked or edited the catalogue file.

    Raises NotAWarehouse, NoSnapshot, NewerSchema, Damaged or PermissionDenied.
    """
    lake = Lake(path)
    snapshot = lake.current() if as_of is None else snapshot_as_of(lake, as_of)
    if snapshot is None:
        raise NotAWarehouse(lake.path)
    if as_of is None and snapshot.folder != lake.place.root:
        try:
            snapshot = lake.adopt(lock_seconds=ADOPT_SECONDS)
        except WarehouseError:
            return _in_memory(lake, snapshot)
    return _on_disk(lake, snapshot) or _in_memory(lake, snapshot)


@contextlib.contextmanager
def catalogue_of(path: Path | str, *, as_of: int | str | None = None) -> Iterator[Path]:
    """The DuckDB file of the newest snapshot, or of that ``as_of``, for another program to open.

    The published one, or when that is gone, was edited, or belongs to another folder, one that
    lasts as long as the context. Raises as ``open_record``.
    """
    open_record(path, as_of=as_of).close()  # says what is wrong, and mends a moved catalogue
    lake = Lake(path)
    snapshot = lake.current() if as_of is None else snapshot_as_of(lake, as_of)
    if snapshot is None:
        raise NotAWarehouse(lake.path)
    if published := _on_disk(lake, snapshot):
        published.close()
        yield catalogue_path(lake.path, snapshot.number)
        return
    with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
        built = Path(folder) / f"{snapshot.number:06d}.duckdb"
        for file in (file for files in snapshot.tables.values() for file in files):
            lake.place.fetch(file.path)  # another program reads no buckets
        catalogue.build(built, lake.path, snapshot)
        yield built


def _on_disk(lake: Lake, snapshot: Snapshot) -> duckdb.DuckDBPyConnection | None:
    """The published catalogue; None unless it is there, free, unedited, and of here and now."""
    path = catalogue_path(lake.path, snapshot.number)
    try:
        return duckdb.connect(path, read_only=True) if lake.has_catalogue(snapshot) else None
    except (duckdb.Error, OSError):
        return None


def _in_memory(lake: Lake, snapshot: Snapshot) -> duckdb.DuckDBPyConnection:
    """The same catalogue, built for this connection alone."""
    connection = duckdb.connect()
    lake.place.prepare(connection)
    try:
        catalogue.define(connection, lake.place.root, snapshot)
    except duckdb.Error as error:
        connection.close()
        raise Damaged(lake.path, str(error).splitlines()[0]) from error
    return connection
