"""Copies: documents with nearly the same text, one of a group primary."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

import numpy as np

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


def sketch_of(row: Row) -> Sketch:
    """A sketch from its row."""
    hashes = np.sort(np.array(row["hashes"], np.int64).view(np.uint64))
    return Sketch(row["document_id"], row["shingle_count"], hashes, tuple(row["lookup_keys"]))


def grouped(contents: Contents, fresh: Sequence[Sketch]) -> list[Row]:
    """Rows of ``documents`` that change because of fresh sketches: groups, primaries, versions.

    Groups are the connected sets of copies, so they do not depend on what came first.
    """
    own = {found.document_id: found for found in fresh}
    links = Components()
    for found in fresh:
        links.find(found.document_id)
    for one, other in _alike(contents, own):
        links.join((one, other))
    met = {key for group in links.groups() for key in group}
    rows = _documents(contents, "document_id", met)
    whole = {row["copy_group_id"] for key, row in rows.items() if key not in own} - {None}
    rows |= _documents(contents, "copy_group_id", whole)
    for key, row in rows.items():
        if key not in own and row["copy_group_id"] is not None:
            links.join((key, row["copy_group_id"]))
    changed: list[Row] = []
    for group in links.groups():
        changed += _settled([rows[key] for key in group if key in rows])
    return changed


def _alike(contents: Contents, own: Mapping[str, Sketch]) -> Iterator[tuple[str, str]]:
    """Pairs of copies, of a fresh sketch with a fresh one or with one that is held."""
    index: dict[str, list[str]] = defaultdict(list)
    met: Counter[tuple[str, str]] = Counter()
    for key, found in own.items():
        for lookup in found.lookup_keys:
            met.update((key, other) for other in index[lookup])
            index[lookup].append(key)
    pairs = [pair for pair, count in met.items() if count >= SHARED_KEYS]
    wanted = {key: found.lookup_keys for key, found in own.items()}
    pairs += contents.meeting("sketches", "lookup_keys", wanted, SHARED_KEYS)
    held = {other for _, other in pairs} - own.keys()
    rows = contents.among("sketches", "document_id", held)
    known = {row["document_id"]: sketch_of(row) for row in rows} | dict(own)
    for one, other in pairs:
        if one != other and is_copy(known[one], known[other]):
            yield one, other


def _settled(group: Sequence[Row]) -> Iterable[Row]:
    """The rows of a group that change: its primary, and which version follows which."""
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
            yield row | standing


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
        for before, after in pairwise(rows):
            if before["published_at"] < after["published_at"]:
                found[after["document_id"]] = before["document_id"]
    return found


def _documents(contents: Contents, column: str, keys: Iterable[str]) -> dict[str, Row]:
    return {row["document_id"]: row for row in contents.among("documents", column, keys)}
