"""Which keys a data file may hold: a small file beside it, so that a commit opens few others.

A commit looks up and replaces rows of a few documents among all files of a table. Hashes of the
values of its ``keys`` columns stand beside each data file, sorted: four bytes each, read in
microseconds. Beside a large file stands, too, how many of its rows each document has, so that rows
can be hidden without reading it; beside one with lists of keys by which rows meet, which rows hold
which. All this is derived: where it is missing or damaged, the data file itself is asked.
"""

from __future__ import annotations

import functools
import mmap
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Hashes = npt.NDArray[np.uint32]
WideHashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]
# Hashes of keys, ascending, and the row that has each; and lists of keys, each with a row it meets.
Index = tuple[Hashes, npt.NDArray[np.uint32]]
Pairs = tuple[Places, Places]
_NO_PAIRS = np.zeros(0, np.int64), np.zeros(0, np.int64)
Counts = tuple[WideHashes, npt.NDArray[np.uint32]]

_CHECK_BYTES = 4
# A process that commits often reads the keys of a file once: some kilobytes each.
REMEMBERED_FILES = 4096
# What may stand beside a data file: its keys, its documents' counts of rows, and an index of the
# keys by which rows meet.
SUFFIXES = (".keys", ".rows", ".index")
# An odd number without pattern (2**64 by the golden ratio), and what undoes multiplying by it.
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 2**64)
# Strings are hashed in blocks of so many bytes, whose powers are kept; a longer one alone.
_BLOCK = 2**16


def _beside(data: Path) -> Path:
    return data.with_suffix(SUFFIXES[0])


def _counts_beside(data: Path) -> Path:
    return data.with_suffix(SUFFIXES[1])


def _index_beside(data: Path) -> Path:
    return data.with_suffix(SUFFIXES[2])


def write(data: Path, rows: pa.Table, columns: Iterable[str]) -> None:
    """Write the keys of a data file that holds ``rows``, all columns together.

    Not forced to the disk: a check sum tells whether they are whole.
    """
    found = [hashes(pc.unique(rows.column(name)).drop_null()) for name in columns]
    body = np.unique(np.concatenate(found)).tobytes() if found else b""
    if body:
        _write_checked(_beside(data), body)


def write_counts(data: Path, documents: pa.ChunkedArray) -> None:
    """Write how many rows each document has in a data file; ``documents`` has an id a row."""
    found = documents.value_counts()
    hashed = _hashes_by_length(found.field("values"))
    order = np.argsort(hashed)
    counts = found.field("counts").to_numpy()[order].astype("<u4")
    _write_checked(_counts_beside(data), hashed[order].astype("<u8").tobytes() + counts.tobytes())


def write_index(data: Path, lists: pa.ChunkedArray) -> None:
    """Write which rows of a data file hold which keys; ``lists`` has a list for each row."""
    held, rows = index_of(lists)
    _write_checked(_index_beside(data), held.tobytes() + rows.tobytes())


def index_of(lists: pa.ChunkedArray) -> Index:
    """Hashes of the keys in lists, ascending, and the row that each is in."""
    whole = pa.concat_arrays(lists.chunks) if lists.num_chunks else pa.array([], lists.type)
    hashed = hashes(whole.flatten())
    order = np.argsort(hashed, kind="stable")
    rows = pc.list_parent_indices(whole).to_numpy()[order].astype("<u4")
    return hashed[order], rows


def _write_checked(path: Path, body: bytes) -> None:
    path.write_bytes(zlib.crc32(body).to_bytes(_CHECK_BYTES, "little") + body)


def _read_checked(path: Path) -> bytes | None:
    """What was written to a path; None where it is missing or damaged."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    body = content[_CHECK_BYTES:]
    is_whole = content[:_CHECK_BYTES] == zlib.crc32(body).to_bytes(_CHECK_BYTES, "little")
    return body if body and is_whole else None


def hashes(keys: pa.Array) -> Hashes:
    """A hash of 32 bits for each string: about one lookup in 400,000 of a file of 10,000 errs.

    An unfounded hit costs reading the file; no key that is there is missed.
    """
    hashed: Hashes = (_wide_hashes(keys) >> np.uint64(32)).astype("<u4")
    return hashed


def _hashes_by_length(keys: pa.Array) -> WideHashes:
    """A hash of 64 bits that tells strings apart which differ by NUL characters at their end."""
    lengths = pc.binary_length(keys).to_numpy(zero_copy_only=False).astype(np.uint64)
    hashed: WideHashes = _wide_hashes(keys) + lengths * np.uint64(_INVERSE)
    return hashed


def _wide_hashes(keys: pa.Array) -> WideHashes:
    """A hash of 64 bits for each string: of a million documents, none shares that of another.

    It is the polynomial of the UTF-8 bytes at ``_BASE`` modulo 2**64: for many strings at once.
    """
    _, offsets, data = keys.buffers()
    ends = np.frombuffer(offsets, np.int32)[keys.offset : keys.offset + len(keys) + 1]
    text = np.frombuffer(data or b"", np.uint8)
    hashed = np.empty(len(keys), np.uint64)
    start = 0
    while start < len(keys):
        fitting = int(np.searchsorted(ends, ends[start] + _BLOCK, "right")) - 1
        after = max(start + 1, fitting)
        block = text[ends[start] : ends[after]]
        hashed[start:after] = _hashes_of_block(block, ends[start : after + 1] - ends[start])
        start = after
    return hashed


def _hashes_of_block(text: npt.NDArray[np.uint8], ends: npt.NDArray[np.int32]) -> WideHashes:
    """The hashes of strings that stand in ``text`` one after another, between their ``ends``."""
    size = max(len(text), _BLOCK) + 1
    summed = np.zeros(len(text) + 1, np.uint64)
    np.cumsum(text * _powers(_BASE, size)[1 : len(text) + 1], out=summed[1:])
    hashed: WideHashes = (summed[ends[1:]] - summed[ends[:-1]]) * _powers(_INVERSE, size)[ends[:-1]]
    return hashed


@functools.lru_cache(maxsize=4)
def _powers(base: int, count: int) -> npt.NDArray[np.uint64]:
    """So many powers of a number modulo 2**64, from 1."""
    powers = np.full(count, base, np.uint64)
    powers[0] = 1
    return powers.cumprod(dtype=np.uint64)


def may_hold(data: str, wanted: Hashes, sha256: str) -> bool:
    """Whether a data file may hold one of the keys; True when what stands beside it is no help.

    ``sha256`` is that of the data file: what is read once of these bytes is remembered.
    """
    held = _held(data, sha256)
    if held is None:
        return True
    places = np.searchsorted(held, wanted)
    found = places < len(held)
    return bool((held[places[found]] == wanted[found]).any())


@dataclass(frozen=True, slots=True)
class Wanted:
    """Lists of keys, with which rows shall meet: hashes of the keys, ascending, and whose each is.

    No list has a key twice.
    """

    hashed: Hashes
    owners: Places

    @classmethod
    def of(cls, lists: pa.ListArray) -> Wanted:
        """What is looked up of some lists."""
        hashed = hashes(lists.flatten())
        order = np.argsort(hashed, kind="stable")
        owners = pc.list_parent_indices(lists).to_numpy().astype(np.int64)
        return cls(hashed[order], owners[order])

    def meeting(self, index: Index, least: int) -> Pairs:
        """Lists, and rows of the index, that may have so many keys in common.

        By the hashes of the keys: a pair may be one too many, none is missed. Ascending by list.
        """
        held, rows = index
        if not len(held):
            return _NO_PAIRS
        starts = np.searchsorted(held, self.hashed)
        met = np.flatnonzero(held[np.minimum(starts, len(held) - 1)] == self.hashed)
        if not len(met):
            return _NO_PAIRS
        starts, ends = starts[met], np.searchsorted(held, self.hashed[met], "right")
        parts = [rows[start:end] for start, end in zip(starts, ends, strict=True)]
        found = np.concatenate(parts).astype(np.int64)
        size = int(found.max()) + 1
        cells = np.repeat(self.owners[met], ends - starts) * size + found
        pairs, counts = np.unique(cells, return_counts=True)
        one, two = np.divmod(pairs[counts >= least], size)
        return one, two


def read_index(data: str, sha256: str) -> Index | None:
    """The index beside a data file; None where none is whole.

    Mapped, not read: a lookup touches few pages, and the process keeps none of them.
    """
    if not _is_whole(data, sha256):
        return None
    try:
        with _index_beside(Path(data)).open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except OSError:  # removed since it was found whole
        return None
    held, rows = np.split(np.frombuffer(mapped, "<u4", offset=_CHECK_BYTES), 2)
    return held, rows


@functools.lru_cache(maxsize=REMEMBERED_FILES)
def _is_whole(data: str, sha256: str) -> bool:
    """Whether a data file has an index that is whole."""
    body = _read_checked(_index_beside(Path(data)))
    return body is not None and len(body) % 8 == 0


@functools.lru_cache(maxsize=REMEMBERED_FILES)
def _held(data: str, sha256: str) -> Hashes | None:
    """The hashes of a data file's keys; None where they are missing or damaged."""
    body = _read_checked(_beside(Path(data)))
    return None if body is None else np.frombuffer(body, dtype="<u4")


def row_counts(data: str, documents: Sequence[str], sha256: str) -> dict[str, int] | None:
    """How many rows of a data file belong to each of some documents, those without any left out.

    None where nothing that says so stands beside the file.
    """
    held = _held_counts(data, sha256)
    if held is None:
        return None
    hashed, counts = held
    wanted = _hashes_by_length(pa.array(documents, pa.string()))
    places = np.searchsorted(hashed, wanted)
    return {
        document: int(counts[place])
        for document, place, own in zip(documents, places, wanted, strict=True)
        if place < len(hashed) and hashed[place] == own
    }


@functools.lru_cache(maxsize=REMEMBERED_FILES)
def _held_counts(data: str, sha256: str) -> Counts | None:
    body = _read_checked(_counts_beside(Path(data)))
    if body is None or len(body) % 12:
        return None
    size = len(body) // 12
    return np.frombuffer(body, "<u8", size), np.frombuffer(body, "<u4", size, 8 * size)


def forget_keys() -> None:
    """Read keys from the disk again: for tests that damage them."""
    _held.cache_clear()
    _is_whole.cache_clear()
    _held_counts.cache_clear()


def remove(data: Path) -> None:
    """Remove a data file and what stands beside it."""
    for path in (data, *(data.with_suffix(suffix) for suffix in SUFFIXES)):
        path.unlink(missing_ok=True)
