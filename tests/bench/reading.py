"""How faithfully and fast pages are read, on documents of our own whose truth is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tasks.run_stages import read_document
from tasks.settings import Settings
from tasks.values import Reading, Source
from tests.bench.made_pdf import MadePdf

_FLOW = ("heading", "paragraph", "list_item", "table")


@dataclass(frozen=True)
class Fidelity:
    """Errors and matches of one document, to be added up over a set."""

    word_errors: int
    words: int
    boundaries: tuple[int, int, int]  # found and true, found, true
    headings: tuple[int, int, int]

    @property
    def word_error_rate(self) -> float:
        return self.word_errors / max(1, self.words)


def read_made(made: MadePdf) -> Reading:
    """A made document through the stages, in memory."""
    source = Source(f"/made/{made.number}.pdf", None, "made", len(made.data))
    return read_document(source, Settings(), made.data)


def fidelity(made: MadePdf, reading: Reading) -> Fidelity:
    """The running text against the truth: words in order, block boundaries, headings."""
    found = [
        (segment.kind, reading.text[slice(*span)])
        for segment in reading.segments
        if segment.kind in _FLOW
        for span in segment.spans
    ]
    meant = [(piece.kind, piece.text) for piece in made.flow]
    words, truth = _words(found), _words(meant)
    return Fidelity(
        word_errors=edit_distance(words, truth),
        words=len(truth),
        boundaries=_matches(_boundaries(found), _boundaries(meant)),
        headings=_matches(
            (text for kind, text in found if kind == "heading"),
            (text for kind, text in meant if kind == "heading"),
        ),
    )


def total(parts: Iterable[Fidelity]) -> Fidelity:
    """The sum over a set."""
    every = list(parts)
    columns = zip(*((*part.boundaries, *part.headings) for part in every), strict=True)
    sums = [sum(column) for column in columns]
    return Fidelity(
        sum(part.word_errors for part in every),
        sum(part.words for part in every),
        (sums[0], sums[1], sums[2]),
        (sums[3], sums[4], sums[5]),
    )


def f1(matches: tuple[int, int, int]) -> float:
    """Harmonic mean of precision and recall of (both, found, true)."""
    both, found, true = matches
    return 2 * both / (found + true) if found + true else 1.0


def edit_distance(found: list[str], truth: list[str]) -> int:
    """Words to insert, delete or replace (Levenshtein), one row of the table at a time."""
    numbers = {word: index for index, word in enumerate({*found, *truth})}
    a = np.array([numbers[word] for word in found], dtype=np.int64)
    steps = np.arange(len(a) + 1)
    row = steps.copy()
    for position, word in enumerate(truth, 1):
        fresh = np.empty_like(row)
        fresh[0] = position
        fresh[1:] = np.minimum(row[:-1] + (a != numbers[word]), row[1:] + 1)
        # Insertions run along the row: the least of all that come before, one more for each step.
        row = np.minimum.accumulate(fresh - steps) + steps
    return int(row[-1])


def _words(blocks: list[tuple[str, str]]) -> list[str]:
    return [word for _, text in blocks for word in text.split()]


def _boundaries(blocks: list[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Each boundary between blocks by the three words on either side of it."""
    texts = [text.split() for _, text in blocks if text.strip()]
    return [(*a[-3:], "|", *b[:3]) for a, b in pairwise(texts)]


def _matches(found: Iterable[object], true: Iterable[object]) -> tuple[int, int, int]:
    a, b = Counter(found), Counter(true)
    return (a & b).total(), a.total(), b.total()
