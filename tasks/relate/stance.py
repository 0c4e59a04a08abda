"""For or against, and how firmly: what a telling adds to the claim it tells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Literal

from tasks.relate.wording import concepts
from warehouse.search import forms_of, term_of

Stance = Literal["for", "against", "neutral"]
Row = dict[str, Any]

# What begins a clause or phrase that says when or why: no part of the core of a claim.
BESIDE = re.compile(
    r"\b(?:when|because|if|unless|after|before|while|since|provided|until|so that|in case)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_DENYING_ACTS = frozenset({"deny", "reject"})
# Negatives that stand in the subject or in a phrase, where a verb's own negation does not show.
_NEGATIVE = re.compile(
    r"\b(?:nobody|no one|nothing|(?<!, )none of|neither|anything but|far from|no longer|no need"
    r"|no business|no sign|no plans?|no intention|under no circumstances?|by no means|in no way"
    r"|at no time|not (?:a single|one))\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|never|cannot)\b|n['’]t\b", re.IGNORECASE)
_REVERSING_TEXT = """
against avoid block cancel exclude halt oppose opposition prevent refuse refusal reject rejection
resist scrap shelve wrong abandon
"""
_REVERSING = frozenset(map(term_of, _REVERSING_TEXT.split()))
_RULED_OUT = re.compile(r"\b(?:rul(?:e|ed|es|ing) out|call(?:ed|s|ing)? off)\b", re.IGNORECASE)
# An appeal or protection against something says nothing against the claim.
_AGAINST_PARTY = re.compile(
    r"\b(?:appeal|cases?|charges?|complaint|evidence|fight|fought|guard|lawsuit|match|play|played"
    r"|protect(?:ed|ion|s)?|suit|trial|vaccinat(?:e|ed|ion)|war|win|won)\b[^,.;]{0,40}\bagainst\b",
    re.IGNORECASE,
)
_OPEN = re.compile(r"\b(?:whether|will not say|would not say)\b|\?\W*$", re.IGNORECASE)
_PLANNED = re.compile(
    r"\b(?:plan(?:s|ned|ning)?|intend(?:s|ed)?|aims?|hopes?|consider(?:s|ed|ing)?|weigh(?:s|ing)?"
    r"|should|must|ought to|ha(?:s|ve|d) to|needs? to)\b",
    re.IGNORECASE,
)
_POSSIBLE = re.compile(
    r"\b(?:could|may|might|possibl[ey]|perhaps|potentially|considering|a chance|an option)\b",
    re.IGNORECASE,
)
POSSIBLE, PLANNED, STATED = 1, 2, 3
_STRENGTH_OF_KIND = {"possible": POSSIBLE, "offer": PLANNED, "plan": PLANNED}


def stance(statement: Row | None, claim: Row | None, text: str, terms: Iterable[str]) -> Stance:
    """For or against the affirmative form of a claim.

    ``statement`` and ``claim`` are rows, or None where there is none; ``text`` are the words of
    the telling and ``terms`` their stems. Every negation, denial, opposing verb and word of the
    opposite meaning turns it round.
    """
    if (statement is not None and statement["act"] == "ask") or _OPEN.search(text):
        return "neutral"
    turns = 0
    if claim is not None:
        own = claim["polarity"] == "negative"
        turns += own or _NEGATIVE.search(text) is not None
        turns += statement is not None and statement["act"] in _DENYING_ACTS
    elif statement is not None:
        turns += statement["polarity"] == "negative" or _is_negated(text)
    stems = {term_of(form) for form in forms_of(_AGAINST_PARTY.sub(" ", text))}
    turns += len(stems & _REVERSING) + (_RULED_OUT.search(text) is not None)
    opposites = concepts().opposites
    turns += sum(1 for term in terms if term in opposites)
    return "against" if turns % 2 else "for"


def _is_negated(text: str) -> bool:
    """Whether words that gave no claim are negated, before any clause that says when or why."""
    main = BESIDE.sub("", text)
    return (_NEGATIVE.search(main) or _NOT.search(main)) is not None


def strength(statement: Row | None, claim: Row | None, text: str) -> int:
    """How firmly a claim is put: possible (1), planned or demanded (2), stated or promised (3)."""
    kind = statement["commitment_kind"] if statement is not None else None
    if kind in _STRENGTH_OF_KIND:
        return _STRENGTH_OF_KIND[kind]
    certainty = (claim or statement or {}).get("certainty")
    if certainty == "possible" or _POSSIBLE.search(text):
        return POSSIBLE
    if _PLANNED.search(text) or (statement is not None and statement["act"] == "demand"):
        return PLANNED
    return STATED
