"""Copies: documents with nearly the same text, one of a group primary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from tasks.relate.arrays import in_common
from tasks.relate.components import Components
from tasks.relate.sketch import Sketch, containment
from warehouse import Contents

Row = dict[str, Any]

# So much of the shorter text stands in the longer: shortened, corrected and misread copies keep
# 0.7 and more, retellings with the same quotations share 0.2 (python -m tests.relations.measure).
COPIED = 0.5
# A text is no copy of one four times as long: a digest would make copies of all it holds.
LONGER = 4
_READ_WELL = ("text", "text_layer")
# Copies share most of their keys, other texts now and then one or two for a stock phrase.
SHARED_KEYS = 3
_FEW = 1_000
_COMPARED = ["document_id", "shingle_count", "hashes"]
_STANDING = [
    "document_id",
    "is_current",
    "published_at",
    "status",
    "read_method",
    "char_count",
    "publisher",
    "copy_group_id",
    "is_primary_copy",
    "supersedes_document_id",
]


def is_copy(one: Sketch, other: Sketch) -> bool:
    """Whether two documents are copies of one another."""
    shorter, longer = sorted((one.shingle_count, other.shingle_count))
    return longer <= LONGER * shorter and containment(one, other) >= COPIED


def sketch_row(found: Sketch) -> Row:
    """A sketch as a row of ``sketches``."""
    return {
        "document_id": found.document_id,
        "shingle_count": found.shingle_count,
        "lookup_keys": list(found.lookup_keys),
        "hashes": found.hashes.view(np.int64).tolist(),
    }


def sketches_of(rows: pa.Table) -> Iterator[Sketch]:
    """Sketches from their rows, as far as they are compared."""
    columns = (rows.column(name) for name in _COMPARED)
    for document_id, count, hashes in zip(*columns, strict=True):
        found = np.sort(hashes.values.to_numpy().view(np.uint64))
        yield Sketch(document_id.as_py(), count.as_py(), found, ())


def grouped(contents: Contents, fresh: Sequence[Sketch]) -> list[Row]:
    """Rows of ``documents`` that change because of fresh sketches: groups, primaries, versions.

    Groups are the connected sets of copies, so they do not depend on what came first.
    """
    own = {found.document_id: found for found in fresh}
    links = Components()
    for key in own:
        links.find(key)
    groups = _linked(contents, own, links)
    whole = _documents(contents, "document_id", own)
    met = {key for group in links.groups() for key in group} - own.keys()
    held = _documents(contents, "copy_group_id", met & groups, _STANDING)
    held |= _documents(contents, "document_id", met - groups - held.keys(), _STANDING)
    for key, row in held.items():
        if key not in own and row["copy_group_id"] is not None:
            links.join((key, row["copy_group_id"]))
    rows = held | whole
    changed: dict[str, Row] = {}
    for group in links.groups():
        changed |= _settled([rows[key] for key in group if key in rows])
    whole |= _documents(contents, "document_id", changed.keys() - whole.keys())
    return [whole[key] | standing for key, standing in changed.items()]


def _linked(contents: Contents, own: Mapping[str, Sketch], links: Components) -> set[str]:
    """Link copies, of a fresh sketch with a fresh one or with one that is held; groups held.

    A document that is held stands there for itself or, when it is in a group, as that.
    """
    fresh = list(own)
    keys = _lists([found.lookup_keys for found in own.values()])
    one, other = np.nonzero(np.triu(in_common(keys, keys) >= SHARED_KEYS, 1))
    for here, there in zip(one.tolist(), other.tolist(), strict=True):
        _link(links, (fresh[here], fresh[there]), own[fresh[here]], own[fresh[there]])
    groups: set[str] = set()
    compared = 0
    for rows, pairs in contents.sharing("sketches", _COMPARED, keys, SHARED_KEYS):
        ids = rows.column("document_id").to_pylist()
        met = sorted((fresh[one], ids[two]) for one, two in zip(*pairs, strict=True))
        met = [(key, other) for key, other in met if other not in own]
        compared += len(met)
        held = dict(zip(ids, sketches_of(rows), strict=True))
        # To know the groups spares comparing many copies of one text, and costs more for a few.
        of_group = _groups_of(contents, held) if compared > _FEW else {}
        groups.update(of_group.values())
        for key, other in met:
            _link(links, (key, of_group.get(other, other)), own[key], held[other])
    linked = {key for group in links.groups() for key in group} - own.keys()
    for key, group in _groups_of(contents, linked).items():
        links.join((key, group))
        groups.add(group)
    return groups


def _groups_of(contents: Contents, keys: Iterable[str]) -> dict[str, str]:
    """The groups of those documents that are in one, by id."""
    rows = _documents(contents, "document_id", keys, ["document_id", "copy_group_id"])
    found = {key: row["copy_group_id"] for key, row in rows.items()}
    return {key: group for key, group in found.items() if group is not None}


def _link(links: Components, nodes: tuple[str, str], one: Sketch, other: Sketch) -> None:
    if not links.are_together(*nodes) and is_copy(one, other):
        links.join(nodes)


def _lists(keys: Iterable[Sequence[str]]) -> pa.ListArray:
    return pa.array([list(found) for found in keys], pa.list_(pa.string()))


def _settled(group: Sequence[Row]) -> dict[str, Row]:
    """What changes in the rows of a group: its primary, and which version follows which."""
    found = {}
    primary = min(group, key=_precedence)["document_id"]
    versions = _versions(group)
    for row in group:
        standing = {
            "copy_group_id": primary,
            "is_primary_copy": row["document_id"] == primary,
            "supersedes_document_id": versions.get(row["document_id"])
            or row["supersedes_document_id"],
        }
        if any(row[name] != value for name, value in standing.items()):
            found[row["document_id"]] = standing
    return found


def _precedence(row: Row) -> tuple[Any, ...]:
    """What still stands before what does not, the earliest published first; then the best read."""
    return (
        not row["is_current"],
        row["published_at"] or datetime.max,
        row["status"] != "complete",
        row["read_method"] not in _READ_WELL,
        -(row["char_count"] or 0),
        row["document_id"],
    )


def _versions(group: Sequence[Row]) -> dict[str, str]:
    """For a later form of a text by one publisher, the form before it: a correction."""
    by_publisher: dict[str, list[Row]] = defaultdict(list)
    for row in group:
        if row["publisher"] and row["published_at"]:
            by_publisher[row["publisher"]].append(row)
    found = {}
    for rows in by_publisher.values():
        rows.sort(key=_precedence)
        before: Row | None = None
        for last, row in pairwise(rows):
            # Forms of one moment follow the same one, whichever of them came first.
            before = before if last["published_at"] == row["published_at"] else last
            if before is not None and before["published_at"] < row["published_at"]:
                found[row["document_id"]] = before["document_id"]
    return found


def _documents(
    contents: Contents, column: str, keys: Iterable[str], columns: list[str] | None = None
) -> dict[str, Row]:
    rows = contents.among("documents", column, keys, columns)
    return {row["document_id"]: row for row in rows}
