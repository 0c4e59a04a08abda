"""Tellings of one claim in other words: of two documents, those nearest each other in meaning."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tasks.relate.arrays import Flags, Ints, spread
from tasks.relate.encoded import Encoded
from tasks.relate.likeness import Told, likeness, may_be_one_claim
from tasks.relate.meaning import WIDTH, unpacked
from tasks.relate.near import Near

# Tuned on dev, dev2 and dev4 of tests/relations.
MEANT = 1.0  # from so much on, two tellings are of one claim
LIKE_WORDS = 0.35  # likeness of words counts so much beside nearness in meaning
SAME_SPEAKER = 0.27  # one speaker comes back to a claim more often than two speak of it
NEAR = 0.4  # what is less near in meaning is not of one claim, however like its words


def closeness(one: bytes, other: bytes) -> float:
    """How near two meanings are: the cosine of their vectors, from -1 to 1."""
    return float(unpacked(one) @ unpacked(other))


def sameness(one: Told, other: Told) -> float:
    """How sure two tellings are of one claim by meaning, words and speaker; 0 if they cannot be.

    Only for what has a meaning, and not for two tellings of one document.
    """
    if one.meaning is None or other.meaning is None or one.document_id == other.document_id:
        return 0.0
    near = closeness(one.meaning, other.meaning)
    if near < NEAR or not may_be_one_claim(one, other):
        return 0.0
    is_one_speaker = bool(one.speakers & other.speakers)
    return near + LIKE_WORDS * likeness(one, other) + SAME_SPEAKER * is_one_speaker


def is_far(one: Told, other: Told) -> bool:
    """Whether like words mean different things; where a meaning is missing it is not known."""
    if one.meaning is None or other.meaning is None or one.meaning == other.meaning:
        return False
    return closeness(one.meaning, other.meaning) < NEAR


class _Meanings:
    """The meanings of the tellings in some passages, of those that have one."""

    def __init__(self, rows: Encoded, passages: Ints) -> None:
        kept = rows.rows.column("meaning").combine_chunks()
        is_readable = pc.fill_null(pc.equal(pc.binary_length(kept), WIDTH), False)
        has_one = is_readable.to_numpy(zero_copy_only=False)
        places = spread(rows.begins[passages], np.diff(rows.begins)[passages])
        self.places: Ints = places[has_one[places]]
        joined = b"".join(kept.take(pa.array(self.places)).to_pylist())
        self.vectors = unpacked(joined).reshape(-1, WIDTH)
        self.speakers = rows.speakers[self.places]
        # Where the tellings of each passage lie among these; passages have their places in order.
        self.begins: Ints = np.searchsorted(self.places, rows.begins)


def nearest(one: Encoded, other: Encoded, near: Near) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of tellings of which each is the other's nearest in the other's passage.

    Only passages of different documents are compared. What comes out for two passages hangs on
    these two alone.
    """
    is_apart: Flags = np.ones(len(near.one), bool)
    if near.other is near.fresh:
        is_apart = near.fresh.document[near.one] != near.fresh.document[near.two]
    mine, theirs = near.one[is_apart], near.two[is_apart]
    if not len(mine):
        return
    fresh, held = _Meanings(one, np.unique(mine)), _Meanings(other, np.unique(theirs))
    order = np.argsort(mine, kind="stable")
    passages, begins = np.unique(mine[order], return_index=True)
    for passage, others in zip(passages.tolist(), np.split(theirs[order], begins[1:]), strict=True):
        counts = held.begins[others + 1] - held.begins[others]
        others, counts = others[counts > 0], counts[counts > 0]
        here = np.arange(fresh.begins[passage], fresh.begins[passage + 1])
        there = spread(held.begins[others], counts)
        if len(here) and len(there):
            rows, columns = _each_others(fresh, here, held, there, counts)
            yield fresh.places[here[rows]], held.places[there[columns]]


def _each_others(
    fresh: _Meanings, here: Ints, held: _Meanings, there: Ints, counts: Ints
) -> tuple[Ints, Ints]:
    """Which of one passage and of others, ``counts`` of each, are each other's nearest.

    They are so among what the same speaker tells, or among what others tell, but not where either
    has been told nearer by its own speaker in the other's passage.
    """
    near = fresh.vectors[here] @ held.vectors[there].T
    speakers, others = fresh.speakers[here][:, None], held.speakers[there][None, :]
    is_one_speaker = (speakers == others) & (speakers >= 0)
    begins = np.cumsum(counts) - counts
    found = np.zeros(near.shape, bool)
    for chosen in (is_one_speaker, ~is_one_speaker):
        scores = np.where(chosen, near, -1)
        best_there = np.repeat(np.maximum.reduceat(scores, begins, axis=1), counts, axis=1)
        is_best = (scores == best_there) & (scores == scores.max(0)[None, :])
        if chosen is not is_one_speaker:
            own = np.where(is_one_speaker, near, -1)
            own_there = np.repeat(np.maximum.reduceat(own, begins, axis=1), counts, axis=1)
            is_best &= (near >= own_there) & (near >= own.max(0)[None, :])
        found |= chosen & is_best & (near >= NEAR)
    rows, columns = np.nonzero(found)
    return rows, columns
