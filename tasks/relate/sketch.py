"""A sample of a document's word sequences, by which copies are found and told from other texts.

A fraction of all hashes of sequences of ``SHINGLE_WORDS`` words is kept: which ones depends on the
hash alone, so two documents sample the same sequences, and the share of common ones estimates how
much of the shorter stands in the longer. A MinHash of fixed size would estimate the Jaccard index,
which is low for a shortened copy.

Source: FracMinHash, Irber et al. 2022, "Lightweight compositional analysis of metagenomes with
FracMinHash and minimum metagenome covers", bioRxiv 2022.01.11.475838.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tasks.relate.wording import rarity
from warehouse.search import term_of

SHINGLE_WORDS = 6
# One in so many hashes is kept; of a short text all are, for a sample that says something.
SAMPLED = 8
SHORT = 400
# By these copies are looked up: one hash in so many, and the smallest, which short texts have too.
LOOKED_UP = 64
SMALLEST = 16
# Only sequences with a word beyond this rank: stock phrases would bring all the news together.
RARE = 5_000

_WORD = re.compile(r"[^\W_]+")
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # odd, without pattern: 2**64 by the golden ratio
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))  # SplitMix64, Steele 2014


@dataclass(frozen=True, slots=True)
class Sketch:
    """The sampled hashes of a document, ascending, and how many sequences it has in all.

    ``lookup_keys`` are some hashes of sequences with a rare word, as text: what has much in common
    shares many of them, also an excerpt its own.
    """

    document_id: str
    shingle_count: int
    hashes: npt.NDArray[np.uint64]
    lookup_keys: tuple[str, ...]


def sketch(document_id: str, text: str) -> Sketch:
    """The sketch of a text; letters, not case and marks, make its words."""
    forms = _WORD.findall(text.casefold())
    words = np.array([_hashed(word) for word in forms], np.uint64)
    rare = np.array([_is_rare(word) for word in forms], np.bool_)
    count = len(words) - SHINGLE_WORDS + 1
    if count < 1:
        return Sketch(document_id, 0, np.zeros(0, np.uint64), ())
    rolled, telling = np.zeros(count, np.uint64), np.zeros(count, np.bool_)
    with np.errstate(over="ignore"):
        for offset in range(SHINGLE_WORDS):
            rolled = rolled * _MULTIPLIER + words[offset : offset + count]
            telling |= rare[offset : offset + count]
        mixed = _mixed(rolled)
    hashes = np.unique(mixed)
    total = len(hashes)
    keys = _lookup_keys(np.unique(mixed[telling]) if telling.any() else hashes)
    if total > SHORT:
        hashes = hashes[hashes % np.uint64(SAMPLED) == 0]
    return Sketch(document_id, total, hashes, keys)


def containment(one: Sketch, other: Sketch) -> float:
    """How much of the shorter document stands in the longer, 0 to 1, by what both sampled."""
    mine, theirs = one.hashes, other.hashes
    if one.shingle_count > SHORT or other.shingle_count > SHORT:
        mine, theirs = _coarse(mine), _coarse(theirs)
    if not len(mine) or not len(theirs):
        return 0.0
    shared = len(np.intersect1d(mine, theirs, assume_unique=True))
    return shared / min(len(mine), len(theirs))


def _coarse(hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    coarse: npt.NDArray[np.uint64] = hashes[hashes % np.uint64(SAMPLED) == 0]
    return coarse


def _lookup_keys(hashes: npt.NDArray[np.uint64]) -> tuple[str, ...]:
    found = {*hashes[:SMALLEST].tolist(), *hashes[hashes % np.uint64(LOOKED_UP) == 0].tolist()}
    return tuple(f"{value:016x}" for value in sorted(found))


@lru_cache(maxsize=200_000)
def _is_rare(word: str) -> bool:
    """Whether a word tells one text from others; figures and dates stand in stock phrases too."""
    return not word.isdecimal() and rarity(term_of(word)) > RARE


@lru_cache(maxsize=200_000)
def _hashed(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little")


def _mixed(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    values = (values ^ (values >> np.uint64(30))) * _MIX[0]
    values = (values ^ (values >> np.uint64(27))) * _MIX[1]
    mixed: npt.NDArray[np.uint64] = values ^ (values >> np.uint64(31))
    return mixed
