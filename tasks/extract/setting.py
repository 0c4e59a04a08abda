"""Where, when and in what form something was said: "in Paris on Tuesday", "in an interview"."""

from __future__ import annotations

from tasks.extract.clauses import phrase
from tasks.extract.draft import Draft
from tasks.extract.reach import DAYS, VENUES
from tasks.extract.tree import Parse, Token

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


def setting_of(parse: Parse, draft: Draft) -> tuple[str | None, str | None]:
    """The place and the date of the utterance, as written, where the cue carries them."""
    place = date = None
    for token in _adverbials(draft):
        case = token.child("case")
        day = (
            token
            if token.lower in DAYS
            else next(
                (c for c in token.children if c.lower in DAYS and c.pos in ("PROPN", "NOUN")), None
            )
        )
        if day is not None:
            cases = [c.i for c in day.children if c.dep == "case"]
            first = max(cases) + 1 if cases else day.left
            date = date or parse.words((first, day.right + 1)).rstrip(" ,.;:")
        elif case is not None and case.lower in PLACE_CASES and token.pos == "PROPN":
            place = place or parse.words((case.i + 1, token.right + 1)).rstrip(" ,.;:")
    return place, date
