"""Where, when and in what form something was said: "in Paris on Tuesday", "in an interview"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.extract.clauses import phrase
from tasks.extract.draft import Draft
from tasks.extract.reach import DAYS, VENUES
from tasks.extract.tree import Parse, Token
from tasks.values import TimeExpression

YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
MONTHS = frozenset(
    """january february march april may june july august september october november
    december""".split()  # noqa: SIM905
)
PLACE_CASES = frozenset({"in", "at", "from", "outside", "near"})


def _adverbials(draft: Draft) -> list[Token]:
    """Adverbials of the cue verb that stand outside the content."""
    if draft.head is None or draft.head.pos not in ("VERB", "AUX"):
        return []
    return [
        c
        for c in draft.head.children
        if c.dep in ("obl", "obl:tmod", "obl:npmod", "obl:unmarked", "nmod", "advmod")
        and not any(a <= c.i < b for a, b in draft.contents)
    ]


def venue_of(parse: Parse, draft: Draft) -> str | None:
    """The form or occasion of the utterance as written: "during a joint press conference"."""
    for token in _adverbials(draft):
        if token.lemma in VENUES and token.child("case") is not None:
            return parse.words((token.left, phrase(parse, token)[1])).rstrip(" ,.;:")
    return None


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and when something was said; the day is ISO 8601 and only one that is certain.

    ``rule`` tells how the day was found: "written" in full, or "document_date" when it was counted
    from the day of the document.
    """

    place: str | None = None
    day: str | None = None
    rule: str | None = None


def setting_of(parse: Parse, draft: Draft, dates: Sequence[TimeExpression]) -> Setting:
    """The place and the day of the utterance, where the cue carries them.

    ``dates`` are those of the document in text order.
    """
    place = day = rule = None
    starts = [d.span[0] for d in dates]
    for token in _adverbials(draft):
        case = token.child("case")
        first, end = parse.span((token.left, token.right + 1))
        for found in dates[bisect_left(starts, first) : bisect_left(starts, end)]:
            if day is None and found.date_from is not None and found.date_from == found.date_to:
                day = found.date_from.isoformat()
                is_full = YEAR.search(parse.text[slice(*found.span)]) is not None
                rule = "written" if is_full else "document_date"
        if case is not None and case.lower in PLACE_CASES and token.pos == "PROPN":
            place = place or _place(parse, token, case)
    return Setting(place, day, rule)


def _place(parse: Parse, token: Token, case: Token) -> str | None:
    """The words after the preposition, up to a day that hangs on them: "in Paris on Tuesday"."""
    end = token.right + 1
    for child in token.children:
        if child.i > token.i and child.lower in DAYS:
            end = min(end, child.left)
    if end <= case.i + 1 or token.lower in DAYS or token.lower in MONTHS:
        return None
    return parse.words((case.i + 1, end)).rstrip(" ,.;:")
