"""Texts to vectors: sums of those of their word pieces; like meanings point the same way.

All is counted in whole numbers until the last step, so that a text has the same vector on every
machine, whatever stands beside it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from tasks.relate.meaning.wordpiece import WordPieces

Floats = npt.NDArray[np.float32]

LONGEST = 40  # word pieces of a telling that are read
MOST = 16_383  # the most a piece counts: sums of squares stay within 64 bits


class Encoder:
    """Gives texts their vectors, with the weights of a folder.

    A piece's vector is kept as signed bytes and how much they count: frequent words count less.
    """

    def __init__(self, folder: Path) -> None:
        """Raises OSError when there are no weights."""
        pieces = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
        self._pieces = WordPieces(pieces)
        with np.load(folder / "weights.npz") as packed:
            self._vectors: npt.NDArray[np.int8] = packed["vectors"]
            self._counts: npt.NDArray[np.int16] = packed["counts"]

    def vector(self, text: str) -> Floats:
        """The vector of a text, of length 1; all zeros when it has no words."""
        ids = self._pieces.ids(text)[:LONGEST]
        total = self._counts[ids].astype(np.int64) @ self._vectors[ids].astype(np.int64)
        length = np.sqrt(np.float64(total @ total))
        found: Floats = (total / max(length, 1.0)).astype(np.float32)
        return found
