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
    NAMED,
    NARRATED,
    OTHER_NAMES,
    RELATED,
    SAME_CONTEXT,
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
    ``are_core`` are tokens of its terms that are no figures, ``are_names`` those of its names.
    """

    def __init__(self, rows: pa.Table, passages: pa.StringArray, words: Vocabulary) -> None:
        places = pc.index_in(rows.column("passage_id"), value_set=passages).to_numpy()
        order = np.argsort(places, kind="stable")
        self.rows = rows.take(pa.array(order)).combine_chunks()
        self.begins = offsets(places[order].astype(np.int64), len(passages))
        self.is_narrated: Flags = _flags(pc.is_null(self.rows.column("statement_id")))
        self.is_fragment: Flags = _flags(pc.is_null(self.rows.column("claim_id")))
        self.speakers = self._speakers(words)
        counts = pc.list_value_length(self.rows.column("names")).to_numpy()
        self.have_names: Flags = counts > 0
        self.totals = np.zeros(len(self), np.float64)
        pieces = [
            self._column("terms", 1.0, words),
            self._column("other_terms", BESIDE, words),
            self._column("names", NAME, words),
        ]
        tellings, tokens, weights, are_core = (
            np.concatenate(column) for column in zip(*pieces, strict=True)
        )
        are_names = np.arange(len(tokens)) >= len(tokens) - len(pieces[-1][0])
        # A token counts once in a telling, with the weight of all that it stands for.
        cells, inverse = np.unique(tellings * len(words) + tokens, return_inverse=True)
        self.weights: Floats = sums(inverse, weights, len(cells))
        self.are_core: Flags = np.bincount(inverse, are_core, len(cells)) > 0
        self.are_names: Flags = np.bincount(inverse, are_names, len(cells)) > 0
        self.tokens: Ints = cells % len(words)
        self.tokens_begin = offsets(cells // len(words), len(self))

    def __len__(self) -> int:
        return int(self.rows.num_rows)

    def _column(
        self, name: str, factor: float, words: Vocabulary
    ) -> tuple[Ints, Ints, Floats, Flags]:
        """Tellings, tokens, weights and what is core of a column; adds to the totals."""
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
        is_core = (counted > 0)[codes] & (name == "terms")
        return (
            np.concatenate((tellings, np.repeat(tellings, of_code))),
            np.concatenate(
                (numbers[codes], flat[spread((np.cumsum(counts) - counts)[codes], of_code)])
            ),
            np.concatenate(((own * alone)[codes], np.repeat(RELATED * own[codes], of_code))),
            np.concatenate((is_core, np.repeat(is_core, of_code))),
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
    for passage, places in zip(passages.tolist(), np.split(order, begins[1:]), strict=True):
        yield _of_passage(one, other, passage, near.two[places], near.shares[places], where)


def _of_passage(
    one: Encoded, other: Encoded, passage: int, others: Ints, shares: Floats, where: Ints
) -> Candidates:
    """``where`` has -1 for each token, and has it again afterwards."""
    first, after = one.begins[passage], one.begins[passage + 1]
    tokens = slice(one.tokens_begin[first], one.tokens_begin[after])
    sizes = np.diff(other.begins)[others]
    two = spread(other.begins[others], sizes)
    here, there, mine, theirs = _met(one, other, tokens, two, where)
    # Pairs of tellings that have enough tokens in common, and of each pair what it has.
    cells = (np.repeat(np.arange(after - first), np.diff(one.tokens_begin[first : after + 1])))[
        here
    ] * len(two) + there
    is_pair = np.bincount(cells, minlength=int(after - first) * len(two)) >= SHARED
    pairs = np.flatnonzero(is_pair)
    is_met = is_pair[cells]
    of_pair = (np.cumsum(is_pair) - 1)[cells[is_met]]
    mine, theirs = mine[is_met], theirs[is_met]
    weights = sums(of_pair, one.weights[mine], len(pairs))
    other_weights = sums(of_pair, other.weights[theirs], len(pairs))
    meet_in_core = np.bincount(of_pair, one.are_core[mine] & other.are_core[theirs], len(pairs)) > 0
    names = np.bincount(of_pair, one.are_names[mine] & other.are_names[theirs], len(pairs))
    place = pairs % max(len(two), 1)
    here, there = first + pairs // max(len(two), 1), two[place]
    may_be_one = _may_be_one_speaker(one, other, here, there)
    is_near = np.repeat(shares, sizes)[place] >= SAME_CONTEXT
    bounds = _bounds(one, other, here, there, weights, other_weights) + SAME_SPEAKER * may_be_one
    bounds -= OTHER_NAMES * (one.have_names[here] & other.have_names[there] & (names == 0))
    kept = meet_in_core & (is_near | may_be_one | (names >= NAMED))
    kept &= bounds >= LIKE - _ROUNDING
    if one is other:
        # A passage beside itself has each pair twice.
        kept &= (here < there) | (there < first) | (there >= after)
    return Candidates(here[kept], there[kept], bounds[kept])


def _met(
    one: Encoded, other: Encoded, tokens: slice, two: Ints, where: Ints
) -> tuple[Ints, Ints, Ints, Ints]:
    """Every token in common: its place among these tokens of one, the place in ``two`` of the
    telling that has it too, and the places of both in all tokens."""
    order = np.argsort(one.tokens[tokens], kind="stable")
    known, begins = np.unique(one.tokens[tokens][order], return_index=True)
    counts = np.diff(begins, append=len(order))
    sizes = np.diff(other.tokens_begin)[two]
    theirs = spread(other.tokens_begin[two], sizes)
    where[known] = np.arange(len(known))
    found = where[other.tokens[theirs]]
    where[known] = -1
    is_met = found >= 0
    found = found[is_met]
    times = counts[found]
    here = order[spread(begins[found], times)]
    there = np.repeat(np.repeat(np.arange(len(two)), sizes)[is_met], times)
    return here, there, here + tokens.start, np.repeat(theirs[is_met], times)


def _may_be_one_speaker(one: Encoded, other: Encoded, here: Ints, there: Ints) -> Flags:
    mine, theirs = one.speakers[here], other.speakers[there]
    found: Flags = (mine == theirs) | (mine == _MANY) | (theirs == _MANY)
    found &= (mine != _NOBODY) & (theirs != _NOBODY)
    return found


def _bounds(
    one: Encoded, other: Encoded, here: Ints, there: Ints, mine: Floats, theirs: Floats
) -> Floats:
    """How like tellings are at most by what they have in common of their weights."""
    share = np.minimum(1.0, mine / np.maximum(one.totals[here], _ROUNDING))
    share_there = np.minimum(1.0, theirs / np.maximum(other.totals[there], _ROUNDING))
    bounds = 2 * share * share_there / np.maximum(share + share_there, _ROUNDING)
    is_narrated, is_narrated_there = one.is_narrated[here], other.is_narrated[there]
    bounds -= NARRATED * (is_narrated | is_narrated_there)
    bounds -= FRAGMENT * (one.is_fragment[here] | other.is_fragment[there])
    found: Floats = np.where(is_narrated & is_narrated_there, -np.inf, bounds)
    return found
