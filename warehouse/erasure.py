"""Taking documents out of every retained snapshot, of originals and of search, all at once.

First a commit removes their rows from the newest snapshot and notes them in ``forgotten``. Then the
files of older snapshots that hold them are written anew without them, those snapshots' JSON files
are replaced, and what nothing lists any more is deleted. A note left by a killed process makes the
next writer finish that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from warehouse import keyfile, storage
from warehouse.changes import Changes, Contents
from warehouse.place import place_of
from warehouse.relating import unrelate
from warehouse.schema import TABLES
from warehouse.snapshot import DataFile, Snapshot, catalogue_path, json_name, published_numbers

if TYPE_CHECKING:
    from warehouse.lake import Lake

# Rows about another row: gone when it is.
_TARGETS = {"statements": "statement_id", "claims": "claim_id", "mentions": "mention_id"}


def family(contents: Contents, documents: Iterable[str]) -> set[str]:
    """The documents and the images found only inside them, and inside those."""
    found: set[str] = set()
    wanted = set(documents)
    while wanted:
        found |= wanted
        inside = contents.among("sources", "parent_document_id", wanted, ["document_id"])
        candidates = {row["document_id"] for row in inside} - found - {None}
        places = contents.among(
            "sources", "document_id", candidates, ["document_id", "parent_document_id"]
        )
        elsewhere = {r["document_id"] for r in places if r["parent_document_id"] not in found}
        wanted = candidates - elsewhere
    return found


def erasure(contents: Contents, documents: set[str]) -> Changes:
    """The changes that leave no row of these documents, and no reference to them."""
    changes = Changes(forgotten=documents)
    for table in TABLES.values():
        for column in table.columns:
            if column.name in ("document_id", "parent_document_id") and table.name != "forgotten":
                changes.remove(table.name, column.name, documents)
    places = contents.among("sources", "document_id", documents, ["uri"])
    changes.remove("issues", "uri", (row["uri"] for row in places))
    for table_name, key in _TARGETS.items():
        rows = contents.among(table_name, "document_id", documents, [key])
        changes.remove("reviews", "target_id", (row[key] for row in rows))
    unrelate(contents, changes, documents)
    gone = contents.named_only_by(documents)
    changes.remove("entities", "entity_id", gone)
    changes.replace("entities", _entities_without(contents, documents, gone))
    changes.replace("documents", _documents_without(contents, documents))
    return changes


# Word by word, so that "May" is not found in "Maybe"; a name may begin or end with a full stop.
_SAYS_SQL = r"regexp_matches(text, '(^|\W)' || regexp_escape(?) || '($|\W)')"


def _entities_without(
    contents: Contents, documents: set[str], gone: set[str]
) -> list[dict[str, Any]]:
    """Rows of entities that stay, without the names under which only these documents know them."""
    named = contents.named_by(documents) - gone
    texts = [row["text"] for row in contents.among("texts", "document_id", documents)]
    changed = []
    for row in contents.among("entities", "entity_id", named):
        doubted = {alias for alias in row["aliases"] or () if any(alias in text for text in texts)}
        only_here = {a for a in doubted if not _is_said(contents, row["entity_id"], a, documents)}
        if only_here:
            left = [alias for alias in row["aliases"] if alias not in only_here]
            changed.append(row | {"aliases": left})
    return changed


def _is_said(contents: Contents, entity_id: str, alias: str, documents: set[str]) -> bool:
    """Whether another document that names the entity has that name in its text."""
    naming = f"SELECT document_id FROM {contents.source('mentions')} WHERE entity_id = ?"
    where = f"document_id IN ({naming}) AND document_id NOT IN (SELECT unnest(?)) AND {_SAYS_SQL}"
    parameters = [entity_id, sorted(documents), alias]
    return bool(contents.rows("texts", ["document_id"], f"{where} LIMIT 1", parameters))


def _documents_without(contents: Contents, documents: set[str]) -> list[dict[str, Any]]:
    """Rows of other documents that referred to these."""
    rows = contents.among("documents", "supersedes_document_id", documents)
    rows += contents.among("documents", "root_document_id", documents)
    rows += contents.among("documents", "copy_group_id", documents)
    changed = {row["document_id"]: row for row in rows if row["document_id"] not in documents}
    for row in changed.values():
        if row["supersedes_document_id"] in documents:
            row["supersedes_document_id"] = None
        if row["copy_group_id"] in documents:
            row["copy_group_id"] = row["is_primary_copy"] = None
        if row["root_document_id"] in documents:
            row["root_document_id"] = _another_root(contents, row["document_id"], documents)
    return list(changed.values())


def _another_root(contents: Contents, document_id: str, documents: set[str]) -> str:
    """The root of another document in which an image stands; the first of them by id."""
    places = contents.among("sources", "document_id", [document_id], ["parent_document_id"])
    parents = {row["parent_document_id"] for row in places} - documents - {None}
    above = contents.among("documents", "document_id", parents, ["root_document_id"])
    return min((row["root_document_id"] for row in above), default=document_id)


# --- older snapshots ----------------------------------------------------------------------------


# The note that an erasure is under way: ids of the documents that it takes off record.
NOTE = "forgetting"


def finish(lake: Lake) -> int:
    """Take what is noted in ``forgotten`` out of older snapshots; how many were written anew.

    Under the writers' lock. Doing it again, after it was interrupted, does no harm.
    """
    note = lake.path / NOTE
    if not note.exists() or (newest := lake.current()) is None:
        return 0
    noted = set(note.read_text("utf-8").split())
    with Contents(lake.path, newest) as contents:
        documents = {row["document_id"] for row in contents.rows("forgotten", ["document_id"])}
    cleaned = _Cleaned(lake.path)
    count = 0
    for number in published_numbers(lake.path):
        snapshot = lake.snapshot(number)
        if number == newest.number or not cleaned.holds_any(snapshot, documents):
            continue
        lake.place.write(json_name(number), cleaned.without(snapshot, documents).to_json())
        catalogue_path(lake.path, number).unlink(missing_ok=True)  # it names the old files
        count += 1
    _delete(lake, documents, newest.number)
    if noted <= documents or not lake.place.is_bucket:  # else another machine is about to publish
        lake.place.remove(NOTE)
    storage.sync_folder(lake.path)
    return count


def _delete(lake: Lake, documents: set[str], newest: int) -> None:
    """Remove the originals of documents, and data files that no snapshot lists."""
    for document_id in documents:
        lake.place.remove(f"originals/{document_id}")
        (lake.path / "stdin" / document_id[:16]).unlink(missing_ok=True)
    listed = {
        file.path
        for number in published_numbers(lake.path)
        for files in lake.snapshot(number).tables.values()
        for file in files
    }
    for name in lake.place.data_files():
        number = name.rpartition("/")[2][:6]
        if number.isdecimal() and int(number) <= newest and name not in listed:
            lake.place.remove(name)
            keyfile.remove(lake.path / name)
    for path in (lake.path / "data").glob("*/*.new"):
        path.unlink()


class _Cleaned:
    """Files written anew without some rows; a file that snapshots share is written once."""

    def __init__(self, lake: Path) -> None:
        self._lake = lake
        self._files: dict[tuple[DataFile, str], DataFile | None] = {}
        self._held: dict[str, bool] = {}

    def holds_any(self, snapshot: Snapshot, documents: set[str]) -> bool:
        """Whether a snapshot holds any of the documents."""
        keys = storage.arrow_keys(documents)
        for file in snapshot.tables.get("documents", ()) if documents else ():
            if file.path not in self._held:
                found = storage.holds(self._lake, file, "document_id", keys)
                self._held[file.path] = found
            if self._held[file.path]:
                return True
        return False

    def without(self, snapshot: Snapshot, documents: set[str]) -> Snapshot:
        """The snapshot without the documents."""
        with Contents(self._lake, snapshot) as contents:
            changes = erasure(contents, documents)
        tables = {
            name: tuple(self._table(name, files, changes))
            for name, files in snapshot.tables.items()
        }
        return replace(snapshot, tables=tables)

    def _table(self, name: str, files: tuple[DataFile, ...], changes: Changes) -> list[DataFile]:
        removals = changes.removed.get(name, {})
        if not removals:
            return list(files)
        added = pa.concat_tables(changes.added[name]) if name in changes.added else None
        told = json.dumps({column: sorted(keys) for column, keys in removals.items()}, default=str)
        told += "" if added is None else str(added.to_pylist())
        mark = hashlib.sha256(told.encode()).hexdigest()[:8]
        kept: list[DataFile] = []
        for file in files:
            if (file, mark) not in self._files:
                self._files[file, mark] = self._file(name, file, removals, mark)
            if cleaned := self._files[file, mark]:
                kept.append(cleaned)
        if added is not None:
            path = self._lake / files[0].path
            rows = storage.conform(self._lake, added, TABLES[name])
            kept.append(self._write(_beside(path, f"{mark}-added"), rows, name))
        return kept

    def _file(
        self, name: str, file: DataFile, removals: dict[str, set[Any]], mark: str
    ) -> DataFile | None:
        """A file without the rows, hidden ones too; itself when it has none of them.

        None when nothing is left.
        """
        rows = storage.read_rows(self._lake, file, TABLES[name])
        for column, keys in removals.items():
            gone = pc.is_in(rows.column(column), value_set=storage.arrow_keys(keys))
            rows = rows.filter(pc.invert(gone))
        hides_some = not removals.get("document_id", set()).isdisjoint(file.hidden_documents)
        if rows.num_rows == file.visible_row_count and not hides_some:
            return file
        if not rows.num_rows:
            return None
        hidden = hashlib.sha256(" ".join(file.hidden_documents).encode()).hexdigest()[:8]
        mark = f"{mark}-{hidden}" if file.hidden_documents else mark
        return self._write(_beside(self._lake / file.path, mark), rows, name)

    def _write(self, path: Path, rows: pa.Table, name: str) -> DataFile:
        """Write a file whole or not at all: after an interruption it may be listed already."""
        fresh = path.with_suffix(".new")
        written = storage.write_file(self._lake, fresh, rows, TABLES[name])
        fresh.replace(path)
        storage.sync_folder(path.parent)
        name = path.relative_to(self._lake).as_posix()
        place_of(self._lake).keep([name])
        return replace(written, path=name)


def _beside(path: Path, mark: str) -> Path:
    return path.with_name(f"{path.name.split('.')[0]}.{mark}.parquet")
