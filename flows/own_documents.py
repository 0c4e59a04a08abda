"""The documents that a run finds as files of their own, in one file that all who read share.

With every document that is handed to a worker their ids would go along: 20,000 are 1.3 MB each
time, and a quarter of what the flow's process did.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

ID_BYTES = 32  # of a SHA-256


@dataclass(frozen=True, slots=True)
class OwnDocuments:
    """Ids of documents, to be asked with ``in``; only the path of their file goes to a worker."""

    path: Path

    @classmethod
    def written(cls, path: Path, document_ids: Iterable[str]) -> Self:
        """Write ids, of 64 hexadecimal digits, to a file. Raises OSError."""
        path.write_bytes(b"".join(sorted(map(bytes.fromhex, set(document_ids)))))
        return cls(path)

    def __contains__(self, document_id: object) -> bool:
        """Whether a document is among them: a bisection, so that a worker keeps none in memory."""
        wanted = bytes.fromhex(str(document_id))
        with self.path.open("rb") as file:

            def at(index: int) -> bytes:
                file.seek(ID_BYTES * index)
                return file.read(ID_BYTES)

            count = self.path.stat().st_size // ID_BYTES
            return at(bisect_left(range(count), wanted, key=at)) == wanted
