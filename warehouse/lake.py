"""A warehouse folder: who may write to it when, how a commit is made, and how it is opened.

The protocol (DESIGN 5): a commit writes new immutable files, makes them durable, builds the next
snapshot's catalogue, and publishes by renaming the snapshot's JSON file into place; the
``catalog.duckdb`` symlink follows. One file lock, which the system frees when its holder dies,
keeps writers apart. Readers need no lock: a snapshot's files never change. A writer that was
killed leaves only files that no snapshot lists; the next writer sweeps them.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
from filelock import FileLock, Timeout

from warehouse import catalogue, erasure, storage
from warehouse.changes import Changes, Contents
from warehouse.effects import with_effects
from warehouse.errors import (
    Damaged,
    LockedTooLong,
    NewerSchema,
    NoSnapshot,
    NotAWarehouse,
    PermissionDenied,
    from_duckdb_error,
    from_os_error,
)
from warehouse.place import Overtaken, Place, place_of, working_folder
from warehouse.rewriting import Rewriting, Rewritten
from warehouse.schema import SCHEMA_VERSION, TABLES
from warehouse.snapshot import (
    Snapshot,
    catalogue_path,
    json_name,
    json_path,
    newest_number,
    published_numbers,
)

LOCK_SECONDS = 600.0
# Catalogues take half a megabyte each and can be built again from their JSON files: older ones go.
CATALOGUES_KEPT = 20


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What the warehouse knows of a file: unchanged values mean that it need not be hashed."""

    size: int
    modified_at_ns: int | None
    inode: int | None
    document_id: str | None


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """What the warehouse holds of a document: how it was made and whether all of it was read."""

    settings_hash: str | None
    pipeline_version: str | None
    status: str | None
    is_current: bool


class Lake:
    """A warehouse: a folder, or a bucket and prefix, ``s3://bucket/prefix``.

    Making the object changes no warehouse; the first commit makes the folder. ``path`` is the
    folder, for a bucket the one on this machine in which it is worked on.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = working_folder(path)

    @property
    def place(self) -> Place:
        """Where the warehouse lies: in the folder ``path``, or in a bucket that it mirrors."""
        return place_of(self.path)

    # --- reading ------------------------------------------------------------------------------

    def current(self) -> Snapshot | None:
        """The newest snapshot; None when nothing was ever published.

        Raises NewerSchema, Damaged or PermissionDenied.
        """
        self.place.refresh()
        try:
            while number := newest_number(self.path):
                try:
                    return self.snapshot(number)
                except NoSnapshot:  # vacuumed after a newer one was published: look again
                    if number == newest_number(self.path):
                        raise
            return None
        except PermissionError as error:
            raise PermissionDenied(self.path, "read") from error

    def published_numbers(self) -> list[int]:
        """The numbers of the published snapshots that are kept, oldest first."""
        self.place.refresh()
        return published_numbers(self.path)

    def snapshot(self, number: int) -> Snapshot:
        """The snapshot of that number. Raises NoSnapshot, or Damaged when it cannot be read."""
        path = json_path(self.path, number)
        try:
            text = path.read_text(encoding="utf-8")
            version = json.loads(text)["schema_version"]
            if version > SCHEMA_VERSION:
                raise NewerSchema(self.path, version, SCHEMA_VERSION)
            return Snapshot.from_json(text)
        except FileNotFoundError as error:
            raise NoSnapshot(self.path, number) from error
        except (ValueError, KeyError, TypeError) as error:
            raise Damaged(self.path, f"snapshots/{path.name}: {error}") from error

    def contents(self) -> Contents:
        """What the newest snapshot holds, for queries."""
        return Contents(self.path, self.current())

    def original(self, document_id: str) -> Path:
        """The kept bytes of a document as a file; it does not exist when they were not kept."""
        return self.place.fetch_original(document_id)

    def held_documents(self) -> dict[str, HeldDocument]:
        """Every document the newest snapshot holds, by id; empty for a new warehouse."""
        columns = ["document_id", "settings_hash", "pipeline_version", "status", "is_current"]
        with self.contents() as contents:
            return {
                row.pop("document_id"): HeldDocument(**row)
                for row in contents.rows("documents", columns)
            }

    def known_files(self) -> dict[str, KnownFile]:
        """Every file that is a current source and not deleted, by URI."""
        columns = ["uri", "size", "modified_at_ns", "inode", "document_id"]
        where = "is_current AND closed_run_id IS NULL AND parent_document_id IS NULL"
        with self.contents() as contents:
            return {
                row.pop("uri"): KnownFile(**row) for row in contents.rows("sources", columns, where)
            }

    def forgotten_documents(self) -> set[str]:
        """Ids of the documents that are refused."""
        with self.contents() as contents:
            return {row["document_id"] for row in contents.rows("forgotten", ["document_id"])}

    # --- writing ------------------------------------------------------------------------------

    def commit(
        self,
        changes: Changes | Callable[[Contents], Changes],
        *,
        note: str | None = None,
        lock_seconds: float = LOCK_SECONDS,
    ) -> Snapshot:
        """Publish changes of all tables as one new snapshot, whole or not at all.

        Args:
            changes: what to add and remove; or a function that works it out from what the newest
                snapshot holds. It is called under the lock, so nothing changes in between.
            note: why, for the ``snapshots`` table.
            lock_seconds: how long to wait for other writers.

        Raises:
            WarehouseError: LockedTooLong, DiskFull, PermissionDenied, ReadOnly, NewerSchema,
                Damaged or UnknownColumn; the last snapshot is whole.
        """
        with self.written_alone(lock_seconds):
            while True:
                # Another machine that publishes first is not waited for: then all is done again.
                with contextlib.suppress(Overtaken):
                    return self._commit(changes, note)

    def _commit(
        self, changes: Changes | Callable[[Contents], Changes], note: str | None
    ) -> Snapshot:
        """Publish changes on top of the newest snapshot, under the lock. Raises Overtaken."""
        held = self.current()
        self._sweep(held.number if held else 0)
        erasure.finish(self)
        with Contents(self.path, held) as contents:
            if callable(changes):
                changes = changes(contents)
            changes = self._conformed(changes)
            changes = with_effects(contents, changes, held.number + 1 if held else 1)
        self._begin(held, changes)
        try:
            snapshot = self._write(held, changes, note)
        except BaseException:
            self._sweep(newest_number(self.path))  # what was published meanwhile stays
            raise
        self._point_to(snapshot.number)
        catalogue_path(self.path, snapshot.number - CATALOGUES_KEPT).unlink(missing_ok=True)
        self._pending.unlink()
        return snapshot

    def compact(self, *, lock_seconds: float = LOCK_SECONDS) -> Snapshot:
        """Merge the small files of every table, and write anew those that hide rows.

        No row of the record changes.

        Publishes nothing when there is nothing to merge. A commit does the same by itself for a
        table of more than ``storage.MAX_SMALL_FILES`` small files. Raises NotAWarehouse.
        """
        held = self.current()
        if held is None:
            raise NotAWarehouse(self.path)
        changes = Changes()
        changes.compacted = {
            name
            for name, files in held.tables.items()
            if name in TABLES
            and (
                storage.merge_groups(files, TABLES[name])
                or any(file.hidden_documents for file in files)
            )
        }
        if changes.compacted <= {"snapshots"}:  # one row is added to it whatever is done
            return held
        return self.commit(changes, note="compacted", lock_seconds=lock_seconds)

    def adopt(self, *, lock_seconds: float = LOCK_SECONDS) -> Snapshot:
        """After the folder was moved or copied: publish its catalogue for where it stands now.

        Returns the newest snapshot as it is when it already belongs here. Raises NotAWarehouse.
        """
        snapshot = self.current()
        if snapshot is None:
            raise NotAWarehouse(self.path)
        if snapshot.folder == self.place.root:
            return snapshot
        return self.commit(
            Changes(), note=f"adopted from {snapshot.folder}", lock_seconds=lock_seconds
        )

    @property
    def _pending(self) -> Path:
        """A note that a commit is under way: left behind by a killed writer, it calls a sweep."""
        return self.path / "pending.json"

    @contextlib.contextmanager
    def written_alone(self, seconds: float = LOCK_SECONDS) -> Iterator[None]:
        """Hold the writers' lock; turn what the system raises meanwhile into warehouse errors."""
        try:
            for folder in ("snapshots", "data", "originals"):
                (self.path / folder).mkdir(parents=True, exist_ok=True)
            with FileLock(self.path / "lock", timeout=seconds):
                self.place.refresh()
                yield
        except Timeout as error:
            raise LockedTooLong(self.path, seconds) from error
        except OSError as error:
            raise from_os_error(self.path, error) from error
        except duckdb.Error as error:
            raise from_duckdb_error(self.path, error) from error

    def _conformed(self, changes: Changes) -> Changes:
        """The changes with rows of the schema. Raises UnknownColumn when they do not fit it."""
        added = {
            name: [storage.conform(self.path, rows, TABLES[name]) for rows in tables]
            for name, tables in changes.added.items()
        }
        return replace(changes, added=added)

    def _begin(self, held: Snapshot | None, changes: Changes) -> None:
        number = held.number + 1 if held else 1
        fresh = [key for key in changes.originals if not (self.path / "originals" / key).exists()]
        note = json.dumps({"snapshot_number": number, "originals": fresh})
        storage.write_text(self._pending, note)

    def _write(self, held: Snapshot | None, changes: Changes, note: str | None) -> Snapshot:
        """Write everything of the next snapshot, publishing it last."""
        number = held.number + 1 if held else 1
        now = datetime.now(UTC).replace(tzinfo=None)
        rewriting = Rewriting(self.path, held, number)
        tables: dict[str, Rewritten] = {}
        for name, table in TABLES.items():
            storage.write_empty(self.path, table)
            if name != "snapshots":
                tables[name] = rewriting.table(name, changes)
        added = sum(found.rows_added for found in tables.values())
        removed = sum(found.rows_removed for found in tables.values())
        row = {
            "snapshot_number": number,
            "published_at": now,
            "rows_added": added,
            "rows_removed": removed,
            "note": note,
        }
        publishing = Changes(compacted=changes.compacted)
        publishing.add("snapshots", [row])
        tables["snapshots"] = rewriting.table("snapshots", publishing)
        for document_id, content in changes.originals.items():
            if not (self.path / "originals" / document_id).exists():
                storage.store_original(self.path, document_id, content)
        storage.sync_folder(self.path / "originals")
        snapshot = Snapshot(
            number=number,
            schema_version=SCHEMA_VERSION,
            published_at=now.isoformat() + "Z",
            folder=self.place.root,
            note=note,
            rows_added=added,
            rows_removed=removed,
            catalogue_sha256="",
            tables={name: found.files for name, found in tables.items()},
            definitions=catalogue.definition_fingerprint(),
        )
        if not self.place.is_bucket:  # readers of a bucket build its catalogue in memory
            snapshot = self._with_catalogue(snapshot, held)
        known = {file.path for files in held.tables.values() for file in files} if held else set()
        listed = [file.path for files in snapshot.tables.values() for file in files]
        fresh = [path for path in listed if path not in known]
        fresh += [f"originals/{document_id}" for document_id in changes.originals]
        self.place.publish(json_name(number), snapshot.to_json(), fresh)
        return snapshot

    def has_catalogue(self, snapshot: Snapshot) -> bool:
        """Whether the published catalogue of a snapshot is there, unedited, of here and now.

        Raises OSError when it may not be read.
        """
        path = catalogue_path(self.path, snapshot.number)
        return (
            not self.place.is_bucket
            and snapshot.folder == self.place.root
            and snapshot.schema_version == SCHEMA_VERSION
            and snapshot.definitions == catalogue.definition_fingerprint()
            and not path.with_name(path.name + ".wal").exists()
            and path.exists()
            and storage.file_sha256(path) == snapshot.catalogue_sha256
        )

    def _with_catalogue(self, snapshot: Snapshot, held: Snapshot | None) -> Snapshot:
        """Build the catalogue of the next snapshot, and the script that opens it."""
        path = catalogue_path(self.path, snapshot.number)
        base = None
        if held is not None and self.has_catalogue(held):
            base = catalogue_path(self.path, held.number), held
        catalogue.build(path, self.path, snapshot, base)
        storage.sync_folder(path.parent)
        opening = catalogue.OPEN_SQL.format(
            folder=self.path, catalogue=catalogue.quoted(str(self.path / "catalog.duckdb"))
        )
        if not (script := self.path / "open.sql").exists() or script.read_text("utf-8") != opening:
            storage.write_text(script, opening)
        return replace(snapshot, catalogue_sha256=storage.file_sha256(path))

    def _point_to(self, number: int) -> None:
        """Let ``catalog.duckdb`` name the catalogue of a snapshot."""
        if self.place.is_bucket:
            return
        link = self.path / "catalog.duckdb"
        # Some DuckDB versions leave a client's WAL beside the link: it belongs to another file.
        link.with_name("catalog.duckdb.wal").unlink(missing_ok=True)
        fresh = link.with_name("catalog.duckdb.new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(Path("snapshots") / catalogue_path(self.path, number).name)
        fresh.replace(link)
        storage.sync_folder(self.path)

    def _sweep(self, number: int) -> None:
        """Remove what a killed or failed writer left behind: files past snapshot ``number``."""
        if not self._pending.exists():
            return
        try:
            pending: dict[str, Any] = json.loads(self._pending.read_text("utf-8"))
        except ValueError as error:
            raise Damaged(self.path, f"{self._pending.name}: {error}") from error
        folders = [self.path / "snapshots", *(self.path / "data").iterdir()]
        for path in (path for folder in folders for path in folder.iterdir()):
            head = path.name[:6]
            if path.suffix == ".new" or (head.isdecimal() and int(head) > number):
                path.unlink()
        if pending["snapshot_number"] > number:
            for document_id in pending["originals"]:
                (self.path / "originals" / document_id).unlink(missing_ok=True)
        for path in (self.path / "originals").glob("*.new"):
            path.unlink()
        if number and os.path.lexists(self.path / "snapshots"):
            self._point_to(number)
        self._pending.unlink()
