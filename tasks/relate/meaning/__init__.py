"""What a telling means, as a vector: tellings in other words can be near one another.

Vectors of word pieces are summed. They have learnt from all-MiniLM-L6-v2 (Apache-2.0), and with it
from invented claims of the news, each told many ways (``train.py``, ``tellings/``). For and against
mean the same here, as do other figures: what counts is of what a telling speaks.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from tasks.relate.meaning.encoder import Encoder, Floats

WIDTH = 192  # parts of a meaning
FEWEST_WORDS = 5  # fewer mean too little
_STEPS = np.float32(128)
SHIPPED = Path(__file__).parent / "model"


@cache
def _encoder() -> Encoder:
    return Encoder(SHIPPED)


def meaning(text: str) -> Floats:
    """The meaning of a text, a vector of length 1; 60 µs of CPU for a sentence.

    Its parts are multiples of 1/128, so that products and sums of them are exact in any order.
    """
    steps = np.clip(np.rint(_encoder().vector(text) * _STEPS), -127, 127)
    found: Floats = steps.astype(np.float32) / _STEPS
    return found


def packed(vector: Floats) -> bytes:
    """A meaning as it is kept: a signed byte for each part."""
    return (vector * _STEPS).astype(np.int8).tobytes()


def unpacked(kept: bytes) -> Floats:
    """A meaning from the bytes that are kept."""
    return np.frombuffer(kept, np.int8).astype(np.float32) / _STEPS


def as_now(kept: bytes | None) -> bytes | None:
    """A meaning if this version gave it; rows of older ones have none or another kind."""
    return kept if kept is not None and len(kept) == WIDTH else None
