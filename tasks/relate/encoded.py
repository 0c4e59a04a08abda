"""Tellings as arrays: which of many pairs may be alike at all, so that few are judged one by one.

A telling's tokens are its stems, names and the groups of its stems. What two tellings have in
common of their weights is at least what ``likeness`` finds in common, so a pair whose bound is too
low is none of one claim.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tasks.relate.arrays import Flags, Floats, Ints, offsets, spread, sums
from tasks.relate.likeness import (
    BESIDE,
    FRAGMENT,
    LIKE,
    NAME,
    NARRATED,
    RELATED,
    SAME_SPEAKER,
)
from tasks.relate.near import Near
from tasks.relate.wording import concepts, is_number, weight

# Tellings with fewer tokens in common are not compared.
SHARED = 2
_ROUNDING = 1e-9
_MANY = -2  # speakers
_NOBODY = -1


class Vocabulary:
    """Numbers of tokens: those of groups as they are, those of words after them."""

    def __init__(self) -> None:
        groups = concepts().groups
        self._first = 1 + max(chain.from_iterable(groups.values()), default=0)
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return self._first + len(self._numbers)

    def number(self, word: str) -> int:
        """The number of a word."""
        return self._numbers.setdefault(word, self._first + len(self._numbers))


class Encoded:
    """Rows of ``tellings``, passage by passage in the order of ``passages``, and their tokens.

    ``begins`` is where each passage's tellings begin, ``tokens_begin`` where each telling's tokens
    do; ``weights`` are those of what a token stands for, ``totals`` those of whole tellings.
    """

    def __init__(self, rows: pa.Table, passages: pa.StringArray, words: Vocabulary) -> None:
        places = pc.index_in(rows.column("passage_id"), value_set=passages).to_numpy()
        order = np.argsort(places, kind="stable")
        self.rows = rows.take(pa.array(order)).combine_chunks()
        self.begins = offsets(places[order].astype(np.int64), len(passages))
        self.is_narrated: Flags = _flags(pc.is_null(self.rows.column("statement_id")))
        self.is_fragment: Flags = _flags(pc.is_null(self.rows.column("claim_id")))
        self.speakers = self._speakers(words)
        self.totals = np.zeros(len(self), np.float64)
        pieces = [
            self._column("terms", 1.0, words),
            self._column("other_terms", BESIDE, words),
            self._column("names", NAME, words),
        ]
        tellings, tokens, weights = (np.concatenate(c) for c in zip(*pieces, strict=True))
        # A token counts once in a telling, with the weight of all that it stands for.
        cells, inverse = np.unique(tellings * len(words) + tokens, return_inverse=True)
        self.weights: Floats = sums(inverse, weights, len(cells))
        self.tokens: Ints = cells % len(words)
        self.tokens_begin = offsets(cells // len(words), len(self))

    def __len__(self) -> int:
        return int(self.rows.num_rows)

    def _column(self, name: str, factor: float, words: Vocabulary) -> tuple[Ints, Ints, Floats]:
        """Tellings, tokens and weights of a column; adds to the totals."""
        tellings, codes, values = _listed(self.rows, name)
        is_name = name == "names"
        own = np.array([factor * (1.0 if is_name else weight(v)) for v in values], np.float64)
        # Figures that differ say nothing against two tellings.
        counted = np.array([0.0 if not is_name and is_number(v) else 1.0 for v in values])
        self.totals += sums(tellings, (own * counted)[codes], len(self))
        groups = concepts().groups
        meant = [() if is_name else tuple(groups.get(value, ())) for value in values]
        counts = np.array([len(found) for found in meant], np.int64)
        flat = np.array(list(chain.from_iterable(meant)), np.int64)
        # Who has a stem has its groups: of these comes what a stem like it counts.
        alone = np.where(counts > 0, 1 - RELATED, 1.0)
        numbers = np.array([words.number(value) for value in values], np.int64)
        of_code = counts[codes]
        return (
            np.concatenate((tellings, np.repeat(tellings, of_code))),
            np.concatenate(
                (numbers[codes], flat[spread((np.cumsum(counts) - counts)[codes], of_code)])
            ),
            np.concatenate(((own * alone)[codes], np.repeat(RELATED * own[codes], of_code))),
        )

    def _speakers(self, words: Vocabulary) -> Ints:
        """The speaker of each telling; ``_NOBODY`` or ``_MANY`` where there is not one."""
        tellings, codes, values = _listed(self.rows, "speakers")
        numbers = np.array([words.number(value) for value in values], np.int64)
        found = np.full(len(self), _NOBODY, np.int64)
        found[tellings] = numbers[codes]
        found[np.bincount(tellings, minlength=len(self)) > 1] = _MANY
        return found


def _listed(rows: pa.Table, name: str) -> tuple[Ints, Ints, list[str]]:
    """Of a column of lists: the row of each value, its code, and the values by code."""
    lists = rows.column(name).combine_chunks()
    found = lists.flatten().dictionary_encode()
    parents = pc.list_parent_indices(lists).to_numpy().astype(np.int64)
    return parents, found.indices.to_numpy().astype(np.int64), found.dictionary.to_pylist()


def _flags(column: pa.ChunkedArray) -> Flags:
    found: Flags = column.to_numpy().astype(bool)
    return found


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of tellings that may be of one claim, and how like they are at most."""

    one: Ints
    two: Ints
    bounds: Floats


def candidates(one: Encoded, other: Encoded, near: Near, words: Vocabulary) -> Iterator[Candidates]:
    """What may be of one claim, for each passage of fresh tellings; each pair comes once."""
    order = np.argsort(near.one, kind="stable")
    passages, begins = np.unique(near.one[order], return_index=True)
    where = np.full(len(words), -1, np.int64)
    for passage, others in zip(
        passages.tolist(), np.split(near.two[order], begins[1:]), strict=True
    ):
        yield _of_passage(one, other, passage, others, where)


def _of_passage(
    one: Encoded, other: Encoded, passage: int, others: Ints, where: Ints
) -> Candidates:
    """``where`` has -1 for each token, and has it again afterwards."""
    first, after = one.begins[passage], one.begins[passage + 1]
    at, until = one.tokens_begin[first], one.tokens_begin[after]
    order = np.argsort(one.tokens[at:until], kind="stable")
    tokens, begins = np.unique(one.tokens[at:until][order], return_index=True)
    holders = np.repeat(np.arange(after - first), np.diff(one.tokens_begin[first : after + 1]))
    holders, weights = holders[order], one.weights[at:until][order]
    counts = np.diff(begins, append=until - at)
    two = spread(other.begins[others], np.diff(other.begins)[others])
    sizes = np.diff(other.tokens_begin)[two]
    met = spread(other.tokens_begin[two], sizes)
    where[tokens] = np.arange(len(tokens))
    found = where[other.tokens[met]]
    where[tokens] = -1
    is_met = found >= 0
    found = found[is_met]
    times = counts[found]
    places = spread(begins[found], times)
    cells = holders[places] * len(two) + np.repeat(
        np.repeat(np.arange(len(two)), sizes)[is_met], times
    )
    size = int(after - first) * len(two)
    pairs = np.flatnonzero(np.bincount(cells, minlength=size) >= SHARED)
    mine = sums(cells, weights[places], size)[pairs]
    theirs = sums(cells, np.repeat(other.weights[met][is_met], times), size)[pairs]
    here, there = first + pairs // max(len(two), 1), two[pairs % max(len(two), 1)]
    bounds = _bounds(one, other, here, there, mine, theirs)
    kept = bounds >= LIKE - _ROUNDING
    if one is other:
        # A passage beside itself has each pair twice.
        kept &= (here < there) | (there < first) | (there >= after)
    return Candidates(here[kept], there[kept], bounds[kept])


def _bounds(
    one: Encoded, other: Encoded, here: Ints, there: Ints, mine: Floats, theirs: Floats
) -> Floats:
    """How like tellings are at most, given what they have in common of their weights."""
    share = np.minimum(1.0, mine / np.maximum(one.totals[here], _ROUNDING))
    share_there = np.minimum(1.0, theirs / np.maximum(other.totals[there], _ROUNDING))
    bounds = 2 * share * share_there / np.maximum(share + share_there, _ROUNDING)
    speaker, speaker_there = one.speakers[here], other.speakers[there]
    may_be_one = (speaker == speaker_there) | (speaker == _MANY) | (speaker_there == _MANY)
    may_be_one &= (speaker != _NOBODY) & (speaker_there != _NOBODY)
    bounds += SAME_SPEAKER * may_be_one
    is_narrated, is_narrated_there = one.is_narrated[here], other.is_narrated[there]
    bounds -= NARRATED * (is_narrated | is_narrated_there)
    bounds -= FRAGMENT * (one.is_fragment[here] | other.is_fragment[there])
    found: Floats = np.where(is_narrated & is_narrated_there, 0.0, bounds)
    return found
