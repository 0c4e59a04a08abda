"""Numbers in a claim: plain numbers, percentages, sums of money, with what is counted."""

from __future__ import annotations

import re

from tasks.extract.tree import Parse, Range, Token
from tasks.values import Quantity

MAGNITUDES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "k": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "bn": 1e9,
    "tn": 1e12,
}
SMALL = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen""".split()  # noqa: SIM905
    )
}
TENS = {
    word: 10 * (n + 2)
    for n, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
    )
}
CURRENCIES = {
    "$": "USD",
    "us$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "dollar": "USD",
    "euro": "EUR",
    "pound": "GBP",
    "yen": "JPY",
    "yuan": "CNY",
    "rupee": "INR",
    "rouble": "RUB",
    "ruble": "RUB",
    "franc": "CHF",
}
COMPARISONS = {
    ("more", "than"): "more than",
    ("less", "than"): "less than",
    ("fewer", "than"): "less than",
    ("at", "least"): "at least",
    ("at", "most"): "at most",
    ("up", "to"): "at most",
    ("as", "many", "as"): "at most",
    ("over",): "more than",
    ("above",): "more than",
    ("under",): "less than",
    ("below",): "less than",
    ("about",): "about",
    ("around",): "about",
    ("nearly",): "about",
    ("almost",): "about",
    ("roughly",): "about",
    ("approximately",): "about",
    ("some",): "about",
    ("exactly",): "exactly",
}
FIGURE = re.compile(r"^\d{1,3}(,\d{3})+(\.\d+)?$|^\d+(\.\d+)?$|^\.\d+$")
YEAR = re.compile(r"^(1[5-9]|20)\d\d$")


def find_quantities(parse: Parse, tokens: Range) -> list[Quantity]:
    """The quantities in a token range, years and days of the month left out.

    Values are plain numbers ("2.5 million" is 2500000.0); ``unit`` is "percent",
    "percentage points" or an ISO 4217 code; ``of_what`` is the noun counted, as written.
    """
    found = []
    i = tokens[0]
    while i < tokens[1]:
        number = _number(parse, i, tokens[1])
        if number is None:
            i += 1
            continue
        value, end = number
        quantity = _quantity(parse, i, end, value, tokens)
        if quantity is not None:
            found.append(quantity)
        i = max(end, i + 1)
    return found


def _number(parse: Parse, i: int, limit: int) -> tuple[float, int] | None:
    """The value of the number that starts at ``i`` and the token after it."""
    value = _simple(parse.tokens[i])
    if value is None:
        return None
    end = i + 1
    total = 0.0
    while end < limit:
        token = parse.tokens[end]
        word = token.lower
        magnitude = MAGNITUDES.get(word)
        if magnitude is not None and (len(word) > 2 or token.start == parse.tokens[end - 1].end):
            value *= magnitude
            if magnitude >= 1e3:
                total, value = total + value, 0.0
            end += 1
            continue
        if word in ("-", "and") and end + 1 < limit and _joins(parse, end):
            end += 1
            continue
        more = _simple(token)
        if more is None or not _is_word(parse.tokens[end - 1]) or not _is_word(token):
            break
        value, end = value + more, end + 1
    return total + value, end


def _simple(token: Token) -> float | None:
    if FIGURE.match(token.text):
        return float(token.text.replace(",", ""))
    word = token.lower
    if word in SMALL and (word != "one" or token.dep == "nummod"):
        return float(SMALL[word])
    return float(TENS[word]) if word in TENS else None


def _is_word(token: Token) -> bool:
    return (
        token.lower in SMALL
        or token.lower in TENS
        or token.lower in MAGNITUDES
        or (token.text in ("-", "and"))
    )


def _joins(parse: Parse, i: int) -> bool:
    """Whether "-" or "and" stands inside a number written in words."""
    before, after = parse.tokens[i - 1].lower, parse.tokens[i + 1].lower
    if parse.tokens[i].text == "-":
        return before in TENS and after in SMALL
    return before in MAGNITUDES and (after in SMALL or after in TENS)


def _quantity(parse: Parse, i: int, end: int, value: float, tokens: Range) -> Quantity | None:
    first, last = i, end
    unit = None
    if i > tokens[0] and parse.tokens[i - 1].lower in CURRENCIES:
        unit, first = CURRENCIES[parse.tokens[i - 1].lower], i - 1
        if first > tokens[0] and parse.tokens[first - 1].text in ("US", "U.S.", "A", "NZ", "C"):
            first -= 1
    after = parse.tokens[end] if end < tokens[1] else None
    if unit is None and after is not None:
        if after.text == "%" or after.lower in ("percent", "per"):
            unit, last = "percent", end + (2 if after.lower == "per" else 1)
        elif after.lower == "percentage":
            unit, last = "percentage points", end + 2
        elif after.lemma in CURRENCIES and after.lower != "$":
            unit, last = CURRENCIES[after.lemma], end + 1
    token = parse.tokens[i]
    if unit is None and _is_date(parse, token, end):
        return None
    return Quantity(
        span=parse.span((first, min(last, tokens[1]))),
        value=value,
        unit=unit,
        comparison=_comparison(parse, first, tokens[0]),
        of_what=_counted(parse, i, min(last, tokens[1])),
    )


MONTHS = frozenset(
    [
        *("january", "february", "march", "april", "may", "june", "july", "august"),
        *("september", "october", "november", "december"),
    ]
)


def _is_date(parse: Parse, token: Token, end: int) -> bool:
    """Whether a number is a year, a day of a month or a part of a name."""
    if YEAR.match(token.text) and token.dep not in ("nummod",):
        return True
    before = parse.tokens[token.i - 1].lower if token.i else ""
    after = parse.tokens[end].lower if end < len(parse.tokens) else ""
    return before in MONTHS or after in MONTHS or token.pos == "PROPN"


def _comparison(parse: Parse, first: int, limit: int) -> str | None:
    for words, meaning in COMPARISONS.items():
        start = first - len(words)
        if start >= limit and tuple(t.lower for t in parse.tokens[start:first]) == words:
            return meaning
    return None


def _counted(parse: Parse, i: int, end: int) -> str | None:
    """The noun that a number counts, or that a share is of."""
    for token in parse.tokens[i:end]:
        head = token.head
        if token.dep in ("nummod", "compound") and head.i >= end and head.pos == "NOUN":
            return parse.words((end, head.i + 1))
    if end + 1 < len(parse.tokens) and parse.tokens[end].lower == "of":
        noun = parse.tokens[end + 1]
        while noun.head.i > noun.i and noun.head.pos in ("NOUN", "PROPN", "ADJ"):
            noun = noun.head
        if noun.i - end <= 6:
            return parse.words((end + 1, noun.i + 1))
    return None
