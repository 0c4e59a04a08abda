"""How like two tellings are in what they tell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from tasks.relate.wording import concepts, is_number, weight

# Tuned on the development half of tests/relations (``python -m tests.relations.measure dev``).
LIKE = 0.6  # from so much on, two tellings are of one claim
SAME_SPEAKER = 0.2  # one speaker comes back to a claim more often than two speak of it
OTHER_NAMES = 0.15  # both name somebody, and nobody in common
# The share of names in common, of the passage that has fewer: of all tellings, and of those that
# name the same two things themselves.
SAME_CONTEXT, NAMED_CONTEXT, NAMED = 0.5, 0.2, 2
RELATED = 0.9  # a word of the same group counts so much
BESIDE = 0.25  # what is said of when, where and why counts so much
IN_PASSING = 0.3  # a word that the other says only beside its core
NAME = 0.7  # a name of the telling counts so much: mostly the context tells it anyway
NARRATED = 0.1  # the author tells a claim of a source in words more like it
FRAGMENT = 0.1  # so do two words without a verb
FEWEST, FEWEST_NARRATED = 2, 3  # words and names in common


@dataclass(frozen=True, slots=True)
class Told:
    """A telling as it is compared.

    ``terms`` are stems of its core, ``other_terms`` of what it says beside, ``names`` those in the
    telling, ``context`` those of the passage around it. ``meaning`` is None for narration, for few
    words and where an older version related it. A telling without statement is the author's own, a
    fragment a statement without a claim.
    """

    telling_id: str
    document_id: str
    passage_id: str
    statement_id: str | None
    is_fragment: bool
    span: tuple[int, int]
    terms: tuple[str, ...]
    other_terms: tuple[str, ...]
    names: frozenset[str]
    speakers: frozenset[str]
    context: frozenset[str]
    meaning: bytes | None


def likeness(one: Told, other: Told) -> float:
    """How like two tellings are, 0 to 1; 0 also when they cannot be tellings of one claim.

    What one narrates and another narrates is not compared, nor what stands in one sentence twice.
    The measure is the harmonic mean of the shares of each one's words, weighed by rarity, that the
    other has or has a word like it.
    """
    if not may_be_one_claim(one, other):
        return 0.0
    terms, names, share_of_one = _covered(one, other)
    is_narrated = one.statement_id is None or other.statement_id is None
    fewest = FEWEST_NARRATED if is_narrated else FEWEST
    there, _, share_of_other = _covered(other, one)
    # "Pay" is like both "salary" and "wage", and yet one word only.
    terms = min(terms, there)
    if terms < fewest - 1 or terms + names < fewest or not _meet_in_core(one, other):
        return 0.0
    score = 2 * share_of_one * share_of_other / (share_of_one + share_of_other)
    if one.names and other.names and not one.names & other.names:
        score -= OTHER_NAMES
    if one.speakers & other.speakers:
        score += SAME_SPEAKER
    if is_narrated:
        score -= NARRATED
    if one.is_fragment or other.is_fragment:
        score -= FRAGMENT
    return min(1.0, max(0.0, score))


def may_be_one_claim(one: Told, other: Told) -> bool:
    """Whether two tellings stand in a like context, and neither is of something else by name."""
    if one.statement_id is None and other.statement_id is None:
        return False
    if one.document_id == other.document_id and not _stand_apart(one, other):
        return False
    return _is_same_context(one, other) and not _name_others(one, other)


def _stand_apart(one: Told, other: Told) -> bool:
    """Whether two tellings of a document are two statements, neither inside the other."""
    if one.statement_id is None or other.statement_id is None:
        return False
    if one.statement_id == other.statement_id:
        return False
    return one.span[1] <= other.span[0] or other.span[1] <= one.span[0]


def _is_same_context(one: Told, other: Told) -> bool:
    is_named = len(one.names & other.names) >= NAMED or bool(one.speakers & other.speakers)
    least = NAMED_CONTEXT if is_named else SAME_CONTEXT
    return share_of(one.context, other.context) >= least


@lru_cache(maxsize=200_000)
def share_of(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of names that two passages have in common, of the one that has fewer."""
    fewer = min(len(one), len(other))
    return len(one & other) / fewer if fewer else 0.0


def _name_others(one: Told, other: Told) -> bool:
    """Whether each names something that nothing around the other does: another plant or town."""
    mine = one.names - other.names - other.context
    return bool(mine) and bool(other.names - one.names - one.context)


def _meet_in_core(one: Told, other: Told) -> bool:
    """Whether what is said has a word in common, and not only when or where it was so."""
    return any(_share(term, other.terms) for term in one.terms if not is_number(term))


def _covered(one: Told, by: Told) -> tuple[int, int, float]:
    """How many stems and names of one the other has, and their share by weight."""
    terms, covered, total = 0, 0.0, 0.0
    for factor, own_terms in ((1.0, one.terms), (BESIDE, one.other_terms)):
        for term in own_terms:
            own = factor * weight(term)
            share = max(_share(term, by.terms), IN_PASSING * _share(term, by.other_terms))
            if not share and is_number(term):
                continue
            total += own
            terms, covered = terms + (share > 0), covered + share * own
    names = len(one.names & by.names)
    return terms, names, (covered + NAME * names) / (total + NAME * len(one.names) or 1.0)


def _share(term: str, there: tuple[str, ...]) -> float:
    """How much of a stem stands there: all, or its like: a stem of its group, also an opposite."""
    terms, groups = _reach(there)
    if term in terms:
        return 1.0
    return RELATED if not groups.isdisjoint(concepts().groups.get(term, ())) else 0.0


@lru_cache(maxsize=100_000)
def _reach(terms: tuple[str, ...]) -> tuple[frozenset[str], frozenset[int]]:
    """Some stems, and all the groups they belong to."""
    groups = concepts().groups
    return frozenset(terms), frozenset(n for term in terms for n in groups.get(term, ()))


def forget_compared() -> None:
    """Free what comparing has kept of tellings: what is compared next are others."""
    share_of.cache_clear()
    _reach.cache_clear()
