"""Numbers in a text: counts, shares, sums of money, measures, ages, with what is counted.

Years, dates, lengths of time, ordinals and numbers that are names are none ("Article 5", "the
Group of Seven").
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from tasks.extract.amounts import (
    AGE_AFTER,
    AGE_BEFORE,
    CHANGES,
    LOOSE,
    OR_MORE,
    PASTS,
    QUALIFIERS,
    RULES,
    Amount,
)
from tasks.extract.tree import Parse, Token
from tasks.values import Quantity, Span, TimeExpression

# A sentence without any of these holds no quantity.
_HINT = re.compile(
    r"\d|\b(?:one|two|twice|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|"
    r"\w+ty|hundreds?|thousands?|millions?|billions?|trillions?|dozens?|half|halv|third|quarter|"
    r"fifth|tenth|doubl|tripl|quadrupl|\w+fold|tens)",
    re.IGNORECASE,
)
NEAR = 12  # tokens between a number and the verb that says how it changed
AFTER_ONE = frozenset({"of", "another", "hand", "thing", "side"})
BEFORE_ONE = frozenset("no the this that any every each which some not 's ’s".split())  # noqa: SIM905
TIME_UNITS = frozenset(
    "second minute hour day night week weekend month year decade century quarter".split()  # noqa: SIM905
)


def find_quantities(parse: Parse, dates: Sequence[TimeExpression] = ()) -> list[Quantity]:
    """The quantities of a document in text order; what overlaps ``dates`` is left out.

    Values are plain numbers ("2.5 million" is 2500000.0), a range has ``value_low`` and
    ``value_high``, "hundreds" only the former. ``unit`` is "percent", "percentage points", "basis
    points", "fraction" (of 1), "times", "year" (an age), a measure in the singular or an ISO 4217
    code. ``comparison`` is how the number is qualified ("about", "more than", "less than", "at
    least", "at most", "exactly") or what it is of a change ("increase", "decrease", "from", "to").
    ``of_what`` is the noun counted, as written.
    """
    starts = [t.start for t in parse.tokens]
    day_starts = [d.span[0] for d in dates]
    found: list[Quantity] = []
    for sentence in parse.sentences:
        base, end = parse.span((sentence.first, sentence.end))
        text = parse.text[base:end]
        if _HINT.search(text) is None:
            continue
        for first, last, amount in _amounts(text):
            span = (base + first, base + last)
            if _overlaps(dates, day_starts, span):
                continue
            a = bisect_left(starts, span[0])
            b = bisect_left(starts, span[1])
            if a >= b and a < len(parse.tokens) and parse.tokens[a].start >= span[1]:
                continue
            a = bisect_right(starts, span[0]) - 1
            tokens = parse.tokens[a:b]
            is_age = amount.unit is None and _is_age(text[:first], text[last:])
            if not tokens or not (is_age or _is_quantity(parse, tokens, amount)):
                continue
            found.append(_quantity(parse, tokens, text, (first, last), span, amount))
    return found


def _amounts(text: str) -> list[tuple[int, int, Amount]]:
    """The leftmost, then longest amounts of a sentence, none overlapping another."""
    every = []
    for n, (pattern, read) in enumerate(RULES):
        for match in pattern.finditer(text):
            every.append((match.start(), -match.end(), n, match, read))
    kept: list[tuple[int, int, Amount]] = []
    reach = 0
    for first, end, _, match, read in sorted(every, key=lambda m: m[:3]):
        if first < reach:
            continue
        amount = read(match)
        if amount is not None:
            kept.append((first, -end, amount))
            reach = -end
    return kept


def _overlaps(dates: Sequence[TimeExpression], starts: list[int], span: Span) -> bool:
    at = bisect_left(starts, span[1])
    return at > 0 and dates[at - 1].span[1] > span[0]


def _is_quantity(parse: Parse, tokens: Sequence[Token], amount: Amount) -> bool:
    """Whether a number counts or measures something, rather than names or orders it."""
    if amount.unit is not None or amount.is_vague:
        return True
    first, last = tokens[0], tokens[-1]
    before = parse.tokens[first.i - 1] if first.i else None
    after = parse.tokens[last.i + 1] if last.i + 1 < len(parse.tokens) else None
    if before is not None and before.end == first.start and before.text[-1].isalnum():
        return False  # "G7"
    if after is not None and after.lemma in TIME_UNITS and first.sentence == after.sentence:
        return False
    is_start = first.i == parse.sentence_of(first).first
    if first.lower == "one" and len(tokens) == 1 and not _counts_one(before, after, first):
        return False
    counts = any(t.dep == "nummod" and t.head.i > last.i for t in tokens)
    if first.text[0].isalpha() and first.text[0].isupper() and not is_start:
        return False  # "the Big Four"
    if before is None or is_start or before.sentence != first.sentence:
        return counts or after is None or not after.text[0].isupper()
    is_named = before.text[0].isupper() and before.pos in ("PROPN", "NOUN", "X")
    return counts or not (is_named or before.text in ("-", "–", "#", "No."))


def _counts_one(before: Token | None, after: Token | None, one: Token) -> bool:
    if after is None or after.lower in AFTER_ONE or one.dep != "nummod":
        return False
    return before is None or before.lower not in BEFORE_ONE


def _is_age(before: str, after: str) -> bool:
    if AGE_AFTER.match(after) is not None:
        return True
    found = AGE_BEFORE.search(before)
    return found is not None and (not found.group().rstrip().endswith(",") or after[:1] in ",.;")


def _quantity(
    parse: Parse, tokens: Sequence[Token], text: str, place: Span, span: Span, amount: Amount
) -> Quantity:
    before = text[: place[0]]
    is_age = amount.unit is None and _is_age(before, text[place[1] :])
    unit = "year" if is_age else amount.unit
    comparison = _comparison(parse, tokens, before, amount)
    if OR_MORE.search(text[place[0] : place[1]]):
        comparison = "at least"
    counted = None if unit == "year" else _counted(parse, tokens)
    return Quantity(
        span=span,
        value=amount.value,
        value_low=amount.low,
        value_high=amount.high,
        unit=unit,
        comparison=comparison,
        of_what=counted,
    )


def _comparison(parse: Parse, tokens: Sequence[Token], before: str, amount: Amount) -> str | None:
    for pattern, meaning in QUALIFIERS:
        if pattern.search(before):
            return meaning
    if amount.change is not None:
        return amount.change
    first = tokens[0]
    previous = parse.tokens[first.i - 1] if first.i else None
    if previous is None or previous.sentence != first.sentence:
        return None
    if previous.lower in ("a", "an", "the") and previous.i:
        previous = parse.tokens[previous.i - 1]
    word = previous.lower
    if word in ("up", "down") and (amount.unit or tokens[0].dep != "nummod"):
        return "increase" if word == "up" else "decrease"
    is_direct = _change(previous) if previous.pos == "VERB" or previous.lower in PASTS else None
    if is_direct and (amount.unit is not None):
        return is_direct
    if word in ("by", "to", "from"):
        verb = _changing_verb(parse, previous)
        if verb is not None:
            return verb if word == "by" else word
    return None


def _change(token: Token) -> str | None:
    return CHANGES.get(PASTS.get(token.lower, token.lemma))


def _changing_verb(parse: Parse, token: Token) -> str | None:
    """What the last verb before a preposition tells: "increase", "decrease" or "change"."""
    first = max(parse.sentence_of(token).first, token.i - NEAR)
    for candidate in reversed(parse.tokens[first : token.i]):
        found = _change(candidate) or LOOSE.get(candidate.lemma)
        if found is not None and candidate.pos in ("VERB", "NOUN", "PROPN"):
            return found
        if candidate.pos == "VERB":
            return None
    return None


def _counted(parse: Parse, tokens: Sequence[Token]) -> str | None:
    """The noun that a number counts, or that a share is of."""
    end = tokens[-1].i + 1
    after = parse.tokens[end] if end < len(parse.tokens) else None
    if after is None or after.sentence != tokens[0].sentence:
        return None
    if after.lower in ("of", "in") and end + 1 < len(parse.tokens) and after.lower == "of":
        return _phrase_from(parse, end + 1)
    heads = [
        t.head
        for t in tokens
        if t.dep in ("nummod", "compound", "det", "advmod", "amod", "nmod", "dep", "nsubj")
        and t.head.i >= end
        and t.head.pos in ("NOUN", "PROPN")
    ]
    for head in heads:
        between = parse.tokens[end : head.i + 1]
        if len(between) <= 6 and not any(
            t.pos in ("VERB", "AUX", "ADP", "CCONJ") or t.text in (",", ";", "–", "—", ":")
            for t in between
        ):
            first = end
            skipped = ("as", "many", "much", "more", "fewer")
            while first < head.i and parse.tokens[first].lower in skipped:
                first += 1
            return parse.words((first, head.i + 1))
    if after.lower == "as" and end + 2 < len(parse.tokens):
        is_many = parse.tokens[end + 1].lower in ("many", "much")
        if is_many and parse.tokens[end + 2].pos in ("NOUN", "ADJ"):
            return _phrase_from(parse, end + 2)
    if after.lower in ("more", "fewer") and end + 1 < len(parse.tokens):
        return _phrase_from(parse, end + 1)
    return None


def _phrase_from(parse: Parse, first: int) -> str | None:
    """The noun phrase that begins at a token, up to its head."""
    noun = parse.tokens[first]
    while noun.head.i > noun.i and noun.head.pos in ("NOUN", "PROPN", "ADJ", "NUM"):
        noun = noun.head
    if noun.pos not in ("NOUN", "PROPN", "PRON") or noun.i - first > 6:
        return None
    return parse.words((first, noun.i + 1))
