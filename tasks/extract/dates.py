"""Dates and durations: where they stand, their TIMEX3 value, their first and last day.

Values follow TIMEX3 (ISO-TimeML); relative ones are counted from the date of the document, and
ranges are ISO 8601 intervals. The span leaves out the preposition, which bounds the days: "since
2014" is open at its end, "by 2030" at its beginning. Without a date of the document a relative
expression has a value only where TIMEX3 has one that needs none ("XXXX-03-03", "P90D").
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from tasks.extract.moments import RULES, Anchor
from tasks.extract.periods import Period
from tasks.extract.tree import Parse, Token
from tasks.values import TimeExpression

# A sentence in which none of these stands holds no date: most are passed over at this price.
_HINT = re.compile(
    r"\d|day|week|month|year|hour|minute|quarter|decade|centur|night|morning|afternoon|evening"
    r"|spring|summer|autumn|winter|noon|tomorrow|"
    r"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|twenties|thirties|forties|fifties|sixties"
    r"|seventies|eighties|nineties"
)
_BEFORE = re.compile(
    r"\b(since|from|starting|beginning|by|until|till|through|before|after|within|prior to|"
    r"no later than|as of)\s+(?:about|around|early|late|the)?\s*$",
    re.IGNORECASE,
)
OPEN_ENDED = frozenset({"since", "from", "starting", "beginning", "as of"})
OPEN_STARTED = frozenset({"by", "until", "till", "through", "no later than"})
MODAL_FUTURE = frozenset(
    "will shall would 'll ’ll wo can could may might must should to".split()  # noqa: SIM905
)
DUE = frozenset({"due", "scheduled", "planned", "expected", "set", "slated", "likely", "deadline"})
DEEPEST = 12  # steps from a date up to its verb


def find_dates(parse: Parse) -> list[TimeExpression]:
    """All dates and durations of a document in text order, none overlapping another."""
    starts = [t.start for t in parse.tokens]
    found: list[TimeExpression] = []
    for sentence in parse.sentences:
        start, end = parse.span((sentence.first, sentence.end))
        text = parse.text[start:end]
        if _HINT.search(text) is None:
            continue
        for match, read in _matches(text):
            at = bisect_left(starts, start + match.start())
            if at >= len(parse.tokens) or not _may_be_date(parse, parse.tokens[at], match):
                continue
            anchor = Anchor(parse.document_date, _direction(parse.tokens[at]))
            try:
                period = read(match, anchor)
            except (ValueError, OverflowError):  # 31 February, or past the calendar's end
                continue
            if period is not None:
                period = _bounded(period, text[: match.start()], anchor)
                span = (start + match.start(), start + match.end())
                found.append(TimeExpression(span, period.timex, period.first, period.last))
    return found


Reader = Callable[[re.Match[str], Anchor], Period | None]


def _matches(text: str) -> list[tuple[re.Match[str], Reader]]:
    """The leftmost, then longest matches of all rules, none overlapping another."""
    every = [
        (match.start(), -match.end(), n, match, read)
        for n, (pattern, read) in enumerate(RULES)
        for match in pattern.finditer(text)
    ]
    kept: list[tuple[re.Match[str], Reader]] = []
    reach = 0
    for first, end, _, match, read in sorted(every, key=lambda m: m[:3]):
        if first >= reach:
            kept.append((match, read))
            reach = -end
    return kept


def _may_be_date(parse: Parse, token: Token, match: re.Match[str]) -> bool:
    """Whether words and figures that have other readings stand for a date here."""
    text = match.group()
    if text in ("May", "March", "April", "June", "August"):
        is_name = token.pos in ("PROPN", "NOUN") and token.dep not in ("flat", "nsubj:outer")
        after = parse.tokens[token.i + 1] if token.i + 1 < len(parse.tokens) else None
        has_name = after is not None and after.pos == "PROPN" and after.text.isalpha()
        before = parse.tokens[token.i - 1] if token.i else None
        named = before is not None and before.pos == "PROPN" and before.text.isalpha()
        return is_name and not has_name and not named
    if text.isdigit() and len(text) == 4:
        return _is_year(parse, token, int(text))
    return True


def _is_year(parse: Parse, token: Token, year: int) -> bool:
    before = parse.tokens[token.i - 1] if token.i else None
    after = parse.tokens[token.i + 1] if token.i + 1 < len(parse.tokens) else None
    if after is not None and after.start == token.end and after.text in ("-", "/"):
        return False
    if before is not None and before.pos == "PROPN" and before.tag.startswith("NNP"):
        return False  # "Resolution 2231"
    if after is not None and after.tag in ("NNS", "NNPS") and token.head is after:
        return before is not None and before.pos == "DET" and 1900 < year < 2050
    if after is not None and after.tag in ("NNP", "NNPS"):
        return 1900 < year < 2050
    return before is None or before.text not in ("$", "€", "£", "No.", "#")


def _direction(token: Token) -> int:
    """-1 when the verb that a date belongs to tells the past, 1 when it looks ahead, else 0."""
    node, steps = token, 0
    while steps < DEEPEST:
        if node.lower in DUE and node is not token:
            return 1
        if node.pos in ("VERB", "AUX") or node.child("cop") is not None or node.child("aux"):
            seen = _tense(node)
            if seen:
                return seen
        if node.head is node:
            return 0
        node, steps = node.head, steps + 1
    return 0


def _tense(verb: Token) -> int:
    helpers = [c for c in verb.children if c.dep in ("aux", "aux:pass", "cop", "mark")]
    if any(h.lower in MODAL_FUTURE for h in helpers):
        has_past = any(h.lemma == "have" for h in helpers)
        return -1 if has_past else 1
    if verb.tag == "VBD" or any(h.tag == "VBD" for h in helpers):
        return -1
    if any(h.lemma == "have" for h in helpers):
        return -1
    if verb.tag in ("VBZ", "VBP") or any(h.tag in ("VBZ", "VBP") for h in helpers):
        return 1
    return -1 if verb.tag == "VBN" else 0


def _bounded(period: Period, before: str, anchor: Anchor) -> Period:
    """The period with the open or moved bound that its preposition gives it."""
    found = _BEFORE.search(before)
    if found is None:
        return period
    word = found.group(1).lower()
    if word == "within" and period.timex and period.timex.startswith("P") and period.first is None:
        return anchor.ahead(period)
    if not period.is_placed:
        return period
    if word in OPEN_ENDED:
        return replace(period, last=None) if "/" not in (period.timex or "") else period
    if word in OPEN_STARTED:
        return replace(period, first=None)
    if word == "after" and period.last is not None:
        return replace(period, first=_next(period.last, 1), last=None)
    if word in ("before", "prior to") and period.first is not None:
        return replace(period, first=None, last=_next(period.first, -1))
    return period


def _next(when: date, days: int) -> date:
    return when + timedelta(days=days)
