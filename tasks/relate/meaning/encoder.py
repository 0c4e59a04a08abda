"""A small BERT encoder in NumPy: texts of like meaning get vectors that point the same way.

Weights lie as bytes with a scale for each row. A text is computed alone, never in a batch, so its
vector does not hang on what is compared beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController

from tasks.relate.meaning.wordpiece import WordPieces

Floats = npt.NDArray[np.float32]

HEADS = 12
LONGEST = 40  # word pieces of a telling that are read
_EPSILON = 1e-12


@dataclass(frozen=True, slots=True)
class Linear:
    """A layer of weights (inputs, outputs) and a bias (outputs)."""

    weight: Floats
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        found: Floats = x @ self.weight + self.bias
        return found


@dataclass(frozen=True, slots=True)
class Norm:
    """Layer normalization (Ba et al. 2016)."""

    weight: Floats
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        x = x - x.mean(-1, keepdims=True)
        x = x / np.sqrt((x * x).mean(-1, keepdims=True) + _EPSILON)
        found: Floats = x * self.weight + self.bias
        return found


@dataclass(frozen=True, slots=True)
class Layer:
    """Self-attention and a feed-forward net, each added to what came in (Vaswani et al. 2017)."""

    attended: Linear  # queries, keys and values side by side
    mixed: Linear
    after_attention: Norm
    wide: Linear
    narrow: Linear
    after_all: Norm

    def __call__(self, x: Floats) -> Floats:
        count, width = x.shape
        size = width // HEADS
        query, key, value = self.attended(x).reshape(count, 3, HEADS, size).transpose(1, 2, 0, 3)
        scores = query @ key.transpose(0, 2, 1) * np.float32(size**-0.5)
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        scores /= scores.sum(-1, keepdims=True)
        heads = (scores @ value).transpose(1, 0, 2).reshape(count, width)
        x = self.after_attention(x + self.mixed(heads))
        return self.after_all(x + self.narrow(_gelu(self.wide(x))))


class Encoder:
    """Gives texts their vectors, with the weights of a folder."""

    def __init__(self, folder: Path) -> None:
        """Raises OSError when there are no weights."""
        pieces = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
        self._pieces = WordPieces(pieces)
        self._first, self._last = map(self._pieces.id_of, ("[CLS]", "[SEP]"))
        with np.load(folder / "weights.npz") as packed:
            self._pools = ThreadpoolController()
            self._words = packed["words"], packed["words.scale"]
            self._places = packed["places"]
            self._norm = _norm(packed, "norm")
            self._layers = [_layer(packed, n) for n in range(int(packed["layers"]))]

    def vector(self, text: str) -> Floats:
        """The mean of what the last layer gives for each word piece, of length 1."""
        with self._pools.limit(limits=1, user_api="blas"):
            return self._vector(text)

    def _vector(self, text: str) -> Floats:
        ids = [self._first, *self._pieces.ids(text)[:LONGEST], self._last]
        bytes_, scales = self._words
        x = bytes_[ids] * scales[ids][:, None] + self._places[: len(ids)]
        x = self._norm(x)
        for layer in self._layers:
            x = layer(x)
        mean = x.mean(0)
        found: Floats = mean / np.linalg.norm(mean)
        return found


def _gelu(x: Floats) -> Floats:
    """The Gaussian error linear unit in its tanh form (Hendrycks and Gimpel 2016)."""
    inner = np.float32(0.7978845608) * (x + np.float32(0.044715) * x * x * x)
    found: Floats = np.float32(0.5) * x * (1 + np.tanh(inner))
    return found


def _unpacked(packed: Any, name: str) -> Floats:
    """A matrix from bytes and a scale for each of its rows."""
    found: Floats = packed[name].astype(np.float32) * packed[f"{name}.scale"][:, None]
    return found


def _linear(packed: Any, name: str) -> Linear:
    return Linear(np.ascontiguousarray(_unpacked(packed, name).T), packed[f"{name}.bias"])


def _norm(packed: Any, name: str) -> Norm:
    return Norm(packed[name], packed[f"{name}.bias"])


def _layer(packed: Any, number: int) -> Layer:
    at = f"{number}."
    return Layer(
        attended=_linear(packed, at + "attended"),
        mixed=_linear(packed, at + "mixed"),
        after_attention=_norm(packed, at + "after_attention"),
        wide=_linear(packed, at + "wide"),
        narrow=_linear(packed, at + "narrow"),
        after_all=_norm(packed, at + "after_all"),
    )
