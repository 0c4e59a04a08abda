"""To whom, where, when and in what form a thing was said: "told reporters in Paris on Tuesday"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasks.extract.clauses import phrase
from tasks.extract.draft import Draft
from tasks.extract.reach import COMPLEMENTIZERS, DAYS, OCCASIONS
from tasks.extract.tree import Parse, Range, Token, descendants
from tasks.extract.words import words
from tasks.values import TimeExpression

YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
ADVERBIALS = ("obl", "obl:tmod", "obl:npmod", "obl:unmarked", "nmod", "advmod")
AUDIENCES = OCCASIONS | words("audiences")
SPEAKING = words("speaking")
VENUE_CASES = frozenset({"in", "at", "on", "during", "by", "via", "through"})
PLACE_CASES = frozenset({"in", "at", "from", "outside", "near"})
WITHIN = PLACE_CASES - {"from"}  # "a man from Paris" may be anywhere
AT_HOUSES = frozenset({"at", "outside", "near"})  # "at Harvard University", but not "in Congress"
PLACES = frozenset({"LOC", "GPE", "FAC"})


@dataclass(frozen=True, slots=True)
class Setting:
    """To whom, where and when something was said; the day is ISO 8601 and only a certain one.

    ``rule`` tells how the day was found: "written" in full, or "document_date" when it was counted
    from the day of the document. ``venue`` is the form or occasion as written: "in a letter".
    """

    addressee: Range | None = None
    venue: str | None = None
    place: str | None = None
    day: str | None = None
    rule: str | None = None


def setting_of(parse: Parse, draft: Draft, dates: Sequence[TimeExpression]) -> Setting:
    """The setting of the utterance, where the cue or a clause of speaking beside it carries it.

    ``dates`` are those of the document in text order.
    """
    speaking = _clauses_of_speaking(draft)
    adverbials = [*_adverbials(draft, draft.head), *(a for c in speaking for a in _below(draft, c))]
    venue = next((t for t in adverbials if _is_venue(t)), None)
    told = _addressee(parse, draft, speaking, venue)
    listener = parse.tokens[told[0] : told[1]] if told else []
    listeners = [t for t in listener if t.dep in ("obj", "iobj") or t.lemma in AUDIENCES]
    inner = [c for t in [*adverbials, *listeners] for c in t.each("nmod", "obl", "obl:tmod")]
    on_days = [c for c in inner if c.lower in DAYS]
    day, rule = _day(parse, [*adverbials, *on_days], dates)
    nested = (c for c in inner if c.head.lower in DAYS or c.head.lemma in AUDIENCES)
    places = [(t, PLACE_CASES) for t in adverbials] + [(t, WITHIN) for t in nested]
    return Setting(
        addressee=told,
        venue=parse.words(_clipped(parse, draft, venue)) if venue is not None else None,
        place=next((w for t, cases in places if (w := _place(parse, t, cases))), None),
        day=day,
        rule=rule,
    )


def _adverbials(draft: Draft, head: Token | None) -> list[Token]:
    """Adverbials of a verb that stand outside the content."""
    if head is None or head.pos not in ("VERB", "AUX"):
        return []
    return [c for c in head.children if c.dep in ADVERBIALS and not _is_inside(draft, c)]


def _below(draft: Draft, clause: Token) -> list[Token]:
    return [] if clause.lemma == "ask" else _adverbials(draft, clause)


def _is_inside(draft: Draft, token: Token) -> bool:
    return any(a <= token.i < b for a, b in draft.contents)


def _clauses_of_speaking(draft: Draft) -> list[Token]:
    """Heads of "Speaking in Oslo, …", "…, arriving in Brussels, said", "Asked by reporters, …"."""
    heads = [h for h in (draft.head, draft.source_head) if h is not None]
    return [
        clause
        for head in heads
        for clause in head.each("advcl", "acl", "ccomp")
        if not _is_inside(draft, clause)
        and (
            (clause.tag == "VBG" and clause.lemma in SPEAKING)
            or (clause.tag == "VBN" and clause.lemma == "ask")
        )
    ]


def _is_venue(token: Token) -> bool:
    case = token.child("case")
    is_occasion = token.lemma in OCCASIONS or token.lower in OCCASIONS
    return is_occasion and case is not None and case.lower in VENUE_CASES


def _addressee(
    parse: Parse, draft: Draft, speaking: Sequence[Token], venue: Token | None
) -> Range | None:
    """Who was told: by the cue, in the clause of speaking, or by what was said in ("a letter to").

    None when it is not written.
    """
    if draft.addressee is not None:
        head = next(
            (t for t in parse.tokens[slice(*draft.addressee)] if t.head.i < draft.addressee[0]),
            parse.tokens[draft.addressee[0]],
        )
        return _clipped(parse, draft, head, draft.addressee)
    for clause in speaking:
        told = clause.each("obl:agent") if clause.lemma == "ask" else _to(clause)
        for token in [*told, *(clause.each("obj") if clause.lemma == "address" else ())]:
            return _clipped(parse, draft, token, phrase(parse, token))
    for token in _to(venue) if venue is not None else ():
        return _clipped(parse, draft, token, phrase(parse, token))
    return None


def _to(head: Token) -> Iterator[Token]:
    for token in head.each("obl", "nmod"):
        case = token.child("case")
        if case is not None and case.lower == "to":
            yield token


def _clipped(parse: Parse, draft: Draft, head: Token, tokens: Range | None = None) -> Range:
    """The phrase without a day that hangs on it and without what was said."""
    first, end = tokens or (head.left, phrase(parse, head)[1])
    stops = [a for a, _ in draft.contents if a > first]
    stops += [
        day.left
        for day in descendants(head)
        if day.i > head.i and day.lower in DAYS and day.head.pos in ("NOUN", "PROPN")
    ]
    end = min([end, *stops])
    while end > first + 1 and (
        parse.tokens[end - 1].dep == "punct" or parse.tokens[end - 1].lower in COMPLEMENTIZERS
    ):
        end -= 1
    return first, end


def _day(
    parse: Parse, adverbials: Sequence[Token], dates: Sequence[TimeExpression]
) -> tuple[str | None, str | None]:
    for token in adverbials:
        first, end = parse.span((token.left, token.right + 1))
        inside = range(
            bisect_left(dates, first, key=_start_of), bisect_left(dates, end, key=_start_of)
        )
        for found in (dates[n] for n in inside):
            if found.date_from is not None and found.date_from == found.date_to:
                is_full = YEAR.search(parse.text[slice(*found.span)]) is not None
                return found.date_from.isoformat(), "written" if is_full else "document_date"
    return None, None


def _start_of(found: TimeExpression) -> int:
    return found.span[0]


def _place(parse: Parse, token: Token, cases: frozenset[str]) -> str | None:
    """The words after the preposition, up to a day that hangs on them: "in Paris on Tuesday"."""
    case = token.child("case")
    if token.pos != "PROPN" or case is None or case.lower not in cases:
        return None
    label = parse.label_of(token)
    if label is None or (label not in PLACES and case.lower not in AT_HOUSES):
        return None
    end = min(
        [token.right + 1, *(c.left for c in token.children if c.i > token.i and c.lower in DAYS)]
    )
    return parse.words((case.i + 1, end)).rstrip(" ,.;:") if end > case.i + 1 else None
