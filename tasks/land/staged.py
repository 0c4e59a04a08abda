"""The rows of one document in one file: how a worker process hands its result over to landing.

The file is a sequence of Arrow IPC streams, one per table, each naming its table in the metadata
of its schema. The first, ``originals``, says where the bytes of the document and of its embedded
images are.
"""

from __future__ import annotations

import hashlib
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
_TABLE_KEY = b"table"
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
        _write(sink, "originals", _ORIGINALS, [_originals(record)])
        for name, table in TABLES.items():
            if name in members[0]:
                _write(sink, name, table.arrow, chain(*(parts[name] for parts in members)))
    fresh.replace(target)
    return target


def read_staged(path: Path) -> Staged:
    """What ``stage`` wrote. Raises OSError or pyarrow.ArrowException when it is not that."""
    tables: dict[str, pa.Table] = {}
    with pa.OSFile(str(path), "rb") as source:
        size = source.size()
        while source.tell() < size:
            with pa.ipc.open_stream(source) as stream:
                rows = stream.read_all()
            name = rows.schema.metadata[_TABLE_KEY].decode()
            tables[name] = rows.replace_schema_metadata(None)
    originals: dict[str, Path | bytes] = {
        row["document_id"]: Path(row["path"]) if row["data"] is None else row["data"]
        for row in tables.pop("originals").to_pylist()
    }
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
    whole = {name: pa.concat_tables(rows) for name, rows in tables.items()}
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


def _originals(record: DocumentRecord) -> pa.Table:
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
    return pa.Table.from_pylist(rows, schema=_ORIGINALS)


def _write(sink: pa.NativeFile, name: str, schema: pa.Schema, parts: Iterable[pa.Table]) -> None:
    named = schema.with_metadata({_TABLE_KEY: name.encode()})
    with pa.ipc.new_stream(sink, named) as stream:
        for part in parts:
            stream.write_table(part.replace_schema_metadata(named.metadata))
