"""The rows of one document in one file: how a worker process hands its result over to landing.

The file is a sequence of frames: which table, how many bytes, and rows as an Arrow IPC message
without its schema, which both sides know: to write and read fifteen schemas would cost more than
the rows of a short article. The first, ``originals``, says where the bytes of the document and of
its embedded images are.
"""

from __future__ import annotations

import functools
import hashlib
import struct
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from tasks.land.rows import Origin, table_parts
from tasks.settings import Settings
from tasks.values import DocumentRecord
from warehouse.schema import TABLES

_ORIGINALS = pa.schema(
    [("document_id", pa.string()), ("path", pa.string()), ("data", pa.large_binary())]
)
# A frame begins with the name and fingerprint of a table and the length of its message.
_FRAME = struct.Struct("<24s8sq")
# Rows of one id are put together when they land.
MERGED = frozenset({"entities", "sources", "issues"})


@dataclass(frozen=True, slots=True)
class Staged:
    """The staged rows of a document and its embedded images, and where their bytes are."""

    path: Path
    tables: dict[str, pa.Table]
    originals: dict[str, Path | bytes]


def stage(
    record: DocumentRecord,
    target: Path,
    *,
    settings: Settings,
    run_id: str,
    own_documents: Container[str] = frozenset(),
) -> Path:
    """Write all rows of a document and its children to ``target``, whole or not at all.

    Args:
        record: the document, its embedded images as children.
        target: where to write; its folder exists.
        settings: the settings that the record was made with.
        run_id: the run that made it.
        own_documents: ids of documents that the run finds as files of their own: they are their
            own roots, even as children.

    Returns ``target``. Raises OSError when it cannot be written.
    """
    origin = Origin(run_id, settings.settings_hash)
    root = record.reading.document_id
    members = []
    for member in _family(record):
        own = member.reading.document_id
        rolled_up = own if own in own_documents else root
        members.append(table_parts(member, origin, rolled_up))
    fresh = target.with_name(target.name + ".new")
    with pa.OSFile(str(fresh), "wb") as sink:
        _write(sink, "originals", [_originals(record)])
        for name in members[0]:
            _write(sink, name, chain(*(parts[name] for parts in members)))
    fresh.replace(target)
    return target


def read_staged(path: Path) -> Staged:
    """What ``stage`` wrote. Raises OSError or pyarrow.ArrowException when it is not that."""
    found: dict[str, list[pa.RecordBatch]] = {}
    data = path.read_bytes()
    at = 0
    while at < len(data):
        if len(data) - at < _FRAME.size:
            raise pa.ArrowInvalid(f"{path} ends in the middle of a frame")
        name, fingerprint, length = _FRAME.unpack_from(data, at)
        table = name.rstrip(b"\0").decode(errors="replace")
        if fingerprint != _fingerprint(table):
            raise pa.ArrowInvalid(f"{path} was staged by another version of On Record")
        at += _FRAME.size
        message = pa.py_buffer(memoryview(data)[at : at + length])
        found.setdefault(table, []).append(pa.ipc.read_record_batch(message, _schema(table)))
        at += length
    originals: dict[str, Path | bytes] = {
        row["document_id"]: Path(row["path"]) if row["data"] is None else row["data"]
        for batch in found.pop("originals")
        for row in batch.to_pylist()
    }
    tables = {name: pa.Table.from_batches(parts) for name, parts in found.items()}
    return Staged(path, tables, originals)


def together(parts: Sequence[Staged]) -> Staged:
    """Staged files as if they were one: a few large tables cost less than many small ones.

    A document that was staged twice, as a picture in two others, comes once: as in the first.
    Rows that are merged when they land all stay. ``path`` is that of the first part.
    """
    seen: set[str] = set()
    tables: dict[str, list[pa.Table]] = {}
    for part in parts:
        documents = set(part.tables["documents"].column("document_id").to_pylist())
        for name, rows in part.tables.items():
            if not seen.isdisjoint(documents) and name not in MERGED:
                again = pc.is_in(rows.column("document_id"), value_set=pa.array(sorted(seen)))
                rows = rows.filter(pc.invert(again))
            tables.setdefault(name, []).append(rows)
        seen |= documents
    originals: dict[str, Path | bytes] = {}
    for part in reversed(parts):
        originals |= part.originals
    whole = {name: pa.concat_tables(rows).combine_chunks() for name, rows in tables.items()}
    return Staged(parts[0].path, whole, originals)


def _family(record: DocumentRecord) -> list[DocumentRecord]:
    """The document, its children, theirs, and so on; the same bytes once."""
    seen: dict[str, DocumentRecord] = {}
    waiting = [record]
    while waiting:
        member = waiting.pop(0)
        seen.setdefault(member.reading.document_id, member)
        waiting += member.children
    return list(seen.values())


def _originals(record: DocumentRecord) -> pa.RecordBatch:
    rows: list[dict[str, object]] = []
    for member in _family(record):
        path = member.reading.source.path
        if path is not None:
            rows.append(
                {"document_id": member.reading.document_id, "path": str(path), "data": None}
            )
        rows += [
            {
                "document_id": hashlib.sha256(image.data).hexdigest(),
                "path": None,
                "data": image.data,
            }
            for image in member.reading.images
        ]
    return pa.RecordBatch.from_pylist(rows, schema=_ORIGINALS)


def _schema(table: str) -> pa.Schema:
    return _ORIGINALS if table == "originals" else TABLES[table].arrow


def _fingerprint(table: str) -> bytes:
    known = TABLES.get(table)
    return known.fingerprint.encode() if known else b"\0" * 8


@functools.cache
def _no_rows(table: str) -> bytes:
    """The message of a table without rows, which every file has some of."""
    return bytes(pa.RecordBatch.from_pylist([], schema=_schema(table)).serialize())


def _write(sink: pa.NativeFile, table: str, parts: Iterable[pa.RecordBatch]) -> None:
    name, fingerprint = table.encode(), _fingerprint(table)
    has_rows = False
    for part in parts:
        has_rows = True
        message = part.serialize()
        sink.write(_FRAME.pack(name, fingerprint, message.size))
        sink.write(message)
    if not has_rows:
        message = _no_rows(table)
        sink.write(_FRAME.pack(name, fingerprint, len(message)))
        sink.write(message)
