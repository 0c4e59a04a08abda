"""For or against, and how firmly: what a telling adds to the claim it tells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Literal

from tasks.relate.wording import FUNCTION_WORDS, concepts
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
    r"\b(?:nobody|no one|nothing|(?<!, )none of|neither|anything but|far from|no longer|no more"
    r"|no need|no business|no sign|no chance|no plans?|no intention|hardly any\w*|in no way"
    r"|under no circumstances?|by no means|at no time|not (?:a|an|one|even)\b)",
    re.IGNORECASE,
)
# What only looks like a negative.
_NO_NEGATIVE = re.compile(
    r"\b(?:no (?:fewer|less|later|more|sooner|earlier|higher|other) than|nothing (?:but|less|short)"
    r"|(?:with|for|but) nothing|not (?:only|just|merely|least)"
    r"|(?:,|\b(?:and|but)) not (?:a|one) \w+ (?:more|less|longer|later|earlier|sooner))\b",
    re.IGNORECASE,
)
_SURE = re.compile(r"\bno (?:doubt|question|secret|denying|dispute)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|never|cannot)\b|n['’]t\b", re.IGNORECASE)
_REVERSING_TEXT = """
against avoid block cancel exclude halt oppose opposition prevent refuse refusal reject rejection
resist scrap shelve abandon veto rebuff spurn boycott stop cease discontinue terminate unable
incapable unwilling survive
"""
_REVERSING = frozenset(map(term_of, _REVERSING_TEXT.split()))
# Phrases that turn round what is spoken of: to leave is not to stay, to miss not to take part.
_TURNED = re.compile(
    r"""\b(?:
    rul(?:e|ed|es|ing)\ out | call(?:ed|s|ing)?\ off | out\ of\ the\ question | off\ the\ table
    | (?:be|is|are|was|were)\ over(?=\W*$|\ by\b|\ on\b|\ in\b)
    | (?<!the\ )(?<!an\ )(?<!no\ )end(?:s|ed|ing)?
        (?=\ (?:the|a|an|its|his|her|their|our|all|this|that|on|in|at|by|next|soon|within)\b|\W*$)
    | (?:leav(?:e|es|ing)|left|quit(?:s|ting)?)
        (?=\ (?:the|its|his|her|their|our|my|this|office\b|[A-Z]))(?!\ the\ door)
    | miss(?:es|ed|ing)?(?=\ (?:out|the|a|an|his|her|its|their|our|all|this|next)\b)
    | giv(?:e|es|en|ing)\ up | turn(?:s|ed|ing)?\ down | vot(?:e|es|ed|ing)\ down
    | (?:throw(?:s|n|ing)?|threw)\ out | declin(?:e|es|ed|ing)\ to
    | resign(?:s|ed|ing|ation)? | (?:step|stand)(?:s|ped|ping|ing)?\ (?:down|aside)
    | withdr(?:aw\w*|ew)(?=(?:\ \w+){0,3}\ from\b) | pull(?:s|ed|ing)?(?:\ \w+){0,2}\ out
    )""",
    re.VERBOSE,
)
_IS = r"\b(?:is|are|was|were|be|been|being|call(?:ed|s)?(?: it| this| that)?)\b"
_UNTRUE = re.compile(
    rf"{_IS}(?: \w+){{0,2}} (?:lies?|nonsense|invent(?:ion|ed)|fabricat(?:ion|ed)|fiction|myth"
    r"|rumou?rs?|baseless|unfounded|groundless|wrong|mistaken)\b"
    rf"|\b(?:accusations?|allegations?|charges?|claims?|reports?|stor(?:y|ies)|it|that|this)\b"
    rf"(?: \w+){{0,4}} {_IS}(?: \w+)? false\b",
    re.IGNORECASE,
)
# An appeal or protection against something says nothing against the claim, nor does a blocked road.
_AGAINST_PARTY = re.compile(
    r"\b(?:appeal|cases?|charges?|complaint|evidence|fight|fought|guard|lawsuit|match|play|played"
    r"|protect(?:ed|ion|s)?|suit|trial|vaccinat(?:e|ed|ion)|war|win|won)\b[^,.;]{0,40}\bagainst\b"
    r"|\bblock(?:s|ed|ing)?(?: \w+){0,2} (?:border|bridge|crossing|entrance|gate|highway|motorway"
    r"|port|railway|road|street|track)s?\b",
    re.IGNORECASE,
)
_OPEN = re.compile(r"\b(?:whether|will not say|would not say)\b|\?\W*$", re.IGNORECASE)
# Adjectives of the opposite meaning turn a claim round where they are what it says, "the water is
# unsafe", and not where they say which things are meant, "unsafe water was sold".
_ADJECTIVES_TEXT = """
authentic broken dangerous faulty genuine hazardous illegal improper inaccurate inadequate incorrect
ineffective insufficient lossmaking needless unacceptable unaffordable unfair unjust unlawful
unlikely unnecessary unpopular unprofitable unreasonable unreliable unsafe unstable unsustainable
untrue useless
"""
_ADJECTIVES = frozenset(map(term_of, _ADJECTIVES_TEXT.split()))
_WORD = re.compile(r"[^\W\d_]+")
_WORD_AFTER = re.compile(r" +([^\W\d_]+)")
_SAID_TO_BE = re.compile(rf"(?:{_IS}|\b(?:seems?|remains?|looks?)\b) (?:an?|the|\w+ly) $", re.I)
_PLANNED = re.compile(
    r"\b(?:(?<!the )(?<!as )plan(?:s|ned|ning)?|intend(?:s|ed)?|aims?|hop(?:es?|ed|ing)"
    r"|wants?|should|must|ought to|ha(?:s|ve|d) to|needs? to|would like"
    r"|(?:ready|willing|prepared) to|likely|probabl[ey]"
    r"|(?:I|we) (?:think|believe|suppose|guess)|do(?:es)? not (?:believe|think))\b",
    re.IGNORECASE,
)
_POSSIBLE = re.compile(
    r"\b(?:could(?! not\b)(?! have\b)|might|possibl[ey]|perhaps|potentially|consider(?:s|ed|ing)?"
    r"|weigh(?:s|ed|ing)?|(?:think(?:s|ing)?|thought) (?:about|of)|examin(?:es?|ing)"
    r"|look(?:s|ing)? (?:into|at)|explor(?:es?|ing)|in talks|a chance|an option|conceivable"
    r"|(?-i:may))\b",
    re.IGNORECASE,
)
# What is wanted or believed is less than what is stated.
_TENTATIVE_ACTS = frozenset({"demand", "propose", "believe"})
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
    text = _NO_NEGATIVE.sub(" ", _main(text))
    turns = 0
    if claim is not None:
        # "Refused to go" negates going, which is not to be counted a second time as a denial.
        is_refusal = statement is not None and statement["commitment_kind"] == "refusal"
        turns += _is_negative(claim, text) or is_refusal
        turns += statement is not None and statement["act"] in _DENYING_ACTS and not is_refusal
    elif statement is not None:
        turns += statement["polarity"] == "negative" or _is_negated(text)
    stems = {term_of(form) for form in forms_of(_AGAINST_PARTY.sub(" ", text))}
    turns += len(stems & _REVERSING) + len({m[0].lower() for m in _TURNED.finditer(text)})
    turns += _UNTRUE.search(text) is not None
    opposites, attributes = concepts().opposites, _attributes(text)
    turns += sum(1 for term in terms if term in opposites and term not in attributes)
    return "against" if turns % 2 else "for"


def _main(text: str) -> str:
    """The words without what begins with "because", "if" and the like."""
    if BESIDE.match(text):
        text = text.partition(",")[2] or text
    return BESIDE.sub("", text) or text


def _is_negative(claim: Row, text: str) -> bool:
    """Whether a claim is negated: by its verb, or where the verb does not show it."""
    if sure := _SURE.search(text):
        return _is_negated(text[sure.end() :])
    return claim["polarity"] == "negative" or _NEGATIVE.search(text) is not None


def _is_negated(text: str) -> bool:
    """Whether words that gave no claim are negated."""
    return (_NEGATIVE.search(text) or _NOT.search(text)) is not None


def _attributes(text: str) -> set[str]:
    """The stems of adjectives that only say which things are meant: "unsafe water was sold"."""
    attributes: set[str] = set()
    others: set[str] = set()
    for match in _WORD.finditer(text):
        word = match[0].lower()
        if (stem := term_of(word)) not in _ADJECTIVES:
            continue
        after = _WORD_AFTER.match(text, match.end())
        is_before_noun = after is not None and after[1].lower() not in FUNCTION_WORDS
        is_said = _SAID_TO_BE.search(text, 0, match.start()) is not None
        is_attribute = word.endswith("ly") or (is_before_noun and not is_said)
        (attributes if is_attribute else others).add(stem)
    return attributes - others


def strength(statement: Row | None, claim: Row | None, text: str) -> int:
    """How firmly a claim is put: possible (1), planned or demanded (2), stated or promised (3)."""
    kind = statement["commitment_kind"] if statement is not None else None
    if kind in _STRENGTH_OF_KIND:
        return _STRENGTH_OF_KIND[kind]
    certainty = (claim or statement or {}).get("certainty")
    if certainty == "possible" or _POSSIBLE.search(text):
        return POSSIBLE
    is_wanted = statement is not None and statement["act"] in _TENTATIVE_ACTS
    return PLANNED if is_wanted or _PLANNED.search(text) else STATED
