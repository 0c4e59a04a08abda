"""How much a claim is worth checking: a card of points, calibrated on marked claims."""

from __future__ import annotations

import tomllib
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from tasks.extract.tree import Parse, Token
from tasks.values import Claim, Extraction

LONG = 9  # tokens
MANY_NAMES = 3  # words of names
UNRATED_ACTS = frozenset({"ask"})  # questions claim nothing


@dataclass(frozen=True, slots=True)
class Card:
    """Points by feature, the shares by total, and the lists of words behind the features."""

    points: dict[str, int]
    totals: list[int]
    scores: list[float]
    lists: dict[str, frozenset[str]]


@cache
def card() -> Card:
    """The table worthiness.toml."""
    table: dict[str, Any] = tomllib.loads(
        files(__package__).joinpath("worthiness.toml").read_text("utf-8")
    )
    return Card(
        table["points"],
        [band["from"] for band in table["bands"]],
        [band["score"] for band in table["bands"]],
        {name: frozenset(words.split()) for name, words in table["lists"].items()},
    )


def rate_claims(parse: Parse, extraction: Extraction) -> None:
    """Fill ``check_worthiness_score`` of every claim; headings and questions get none."""
    starts = [token.start for token in parse.tokens]
    for claim in extraction.claims:
        tokens = _tokens(parse, starts, claim)
        act = None if claim.statement is None else extraction.statements[claim.statement].act
        is_heading = bool(tokens) and parse.blocks[parse.block_of(tokens[0])].kind == "heading"
        if tokens and not is_heading and act not in UNRATED_ACTS:
            claim.check_worthiness_score = score(tokens, act)


def score(tokens: list[Token], act: str | None) -> float:
    """The share of claims with as many points that people found worth checking, 0 to 1.

    ``act`` is that of the statement the claim stands in, None for the author's own.
    """
    rated = card()
    total = sum(rated.points[name] for name in features(tokens, act))
    return rated.scores[bisect_right(rated.totals, total) - 1]


def features(tokens: list[Token], act: str | None) -> list[str]:
    """The names of the features that a claim's words have."""
    lists, words = card().lists, {token.lower for token in tokens}
    numbers = sum(token.tag == "CD" for token in tokens)
    names = sum(token.pos == "PROPN" for token in tokens)
    inside = {token.i for token in tokens}
    head = next((t for t in tokens if t.head.i not in inside or t.is_root), tokens[0])
    subjects = [c for c in head.children if c.dep.startswith("nsubj") and c.i in inside]
    found = {
        "number": numbers > 0,
        "more_numbers": numbers > 1,
        "name": names > 0,
        "more_names": names >= MANY_NAMES,
        "past": any(token.tag == "VBD" for token in tokens),
        "modal": bool(words & lists["modals"]),
        "first_person": bool(words & lists["first_person"]),
        "second_person": bool(words & lists["second_person"]),
        "pronoun_subject": any(subject.pos == "PRON" for subject in subjects),
        "no_subject": not subjects,
        "opinion": bool(words & lists["opinion"]),
        "soft_act": act in lists["soft_acts"],
        "length": len(tokens) >= LONG,
    }
    return [name for name, is_so in found.items() if is_so]


def _tokens(parse: Parse, starts: list[int], claim: Claim) -> list[Token]:
    return [
        token
        for start, end in claim.spans
        for token in parse.tokens[bisect_left(starts, start) : bisect_left(starts, end)]
    ]
