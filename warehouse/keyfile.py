"""Which keys a data file may hold: a small file beside it, so that a commit opens few others.

A commit looks up and replaces rows of a few documents among all files of a table. Hashes of the
values of its ``keys`` columns stand beside each data file, sorted: four bytes each, read in
microseconds. They are derived: where they are missing or damaged, the data file itself is asked.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Hashes = npt.NDArray[np.uint32]

_CHECK_BYTES = 4


def _beside(data: Path) -> Path:
    return data.with_suffix(".keys")


def write(data: Path, rows: pa.Table, columns: Iterable[str]) -> None:
    """Write the keys of a data file that holds ``rows``, all columns together.

    Not forced to the disk: a check sum tells whether they are whole.
    """
    values = {value for name in columns for value in pc.unique(rows.column(name)).to_pylist()}
    body = np.unique(hashes(values - {None})).tobytes()
    if not body:
        return
    _beside(data).write_bytes(zlib.crc32(body).to_bytes(_CHECK_BYTES, "little") + body)


def hashes(keys: Iterable[str]) -> Hashes:
    """A hash of 32 bits for each key: about one lookup in 400,000 of a file of 10,000 errs.

    An unfounded hit costs reading the file; no key that is there is missed.
    """
    return np.array([zlib.crc32(key.encode()) for key in keys], dtype="<u4")


def may_hold(data: Path, wanted: Hashes) -> bool:
    """Whether a data file may hold one of the keys; True when what stands beside it is no help."""
    try:
        with _beside(data).open("rb", buffering=0) as file:
            content = file.read()
    except OSError:
        return True
    body = content[_CHECK_BYTES:]
    if not body or content[:_CHECK_BYTES] != zlib.crc32(body).to_bytes(_CHECK_BYTES, "little"):
        return True
    held = np.frombuffer(body, dtype="<u4")
    places = np.searchsorted(held, wanted)
    found = places < len(held)
    return bool((held[places[found]] == wanted[found]).any())


def remove(data: Path) -> None:
    """Remove a data file and its keys."""
    data.unlink()
    with contextlib.suppress(FileNotFoundError):
        _beside(data).unlink()
