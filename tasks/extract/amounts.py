"""The grammar of amounts: patterns with a reader each, units, currencies, qualifiers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tasks.extract.numerals import FIGURE, MAGNITUDES, NUMBER, ONES, ORDINALS, TENS, value_of

SIGNS = {
    "US$": "USD",
    "C$": "CAD",
    "CA$": "CAD",
    "A$": "AUD",
    "AU$": "AUD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "S$": "SGD",
    "R$": "BRL",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₽": "RUB",
    "₴": "UAH",
    "₩": "KRW",
    "₪": "ILS",
    "₺": "TRY",
}
CURRENCIES = {
    "dollar": "USD",
    "euro": "EUR",
    "pound sterling": "GBP",
    "pound": "GBP",
    "yen": "JPY",
    "yuan": "CNY",
    "renminbi": "CNY",
    "rupee": "INR",
    "rouble": "RUB",
    "ruble": "RUB",
    "swiss franc": "CHF",
    "franc": "CHF",
    "hryvnia": "UAH",
    "peso": "MXN",
    "zloty": "PLN",
    "shekel": "ILS",
    "rand": "ZAR",
    "krona": "SEK",
    "krone": "NOK",
    "lira": "TRY",
    "canadian dollar": "CAD",
    "australian dollar": "AUD",
    "us dollar": "USD",
    "u.s. dollar": "USD",
    "usd": "USD",
    "eur": "EUR",
    "gbp": "GBP",
    "chf": "CHF",
    "cent": "USD",
}
MEASURES = {
    "km": "kilometre",
    "kilometre": "kilometre",
    "kilometer": "kilometre",
    "mile": "mile",
    "metre": "metre",
    "meter": "metre",
    "centimetre": "centimetre",
    "centimeter": "centimetre",
    "cm": "centimetre",
    "mm": "millimetre",
    "millimetre": "millimetre",
    "millimeter": "millimetre",
    "feet": "foot",
    "inche": "inch",
    "inch": "inch",
    "tonne": "tonne",
    "metric ton": "tonne",
    "ton": "ton",
    "kilogram": "kilogram",
    "kilo": "kilogram",
    "kg": "kilogram",
    "gram": "gram",
    "barrel": "barrel",
    "hectare": "hectare",
    "acre": "acre",
    "litre": "litre",
    "liter": "litre",
    "gallon": "gallon",
    "degree": "degree",
    "megawatt": "megawatt",
    "gigawatt": "gigawatt",
    "kilowatt": "kilowatt",
    "kilowatt-hour": "kilowatt-hour",
    "square kilometre": "square kilometre",
    "square kilometer": "square kilometre",
    "square mile": "square mile",
    "square metre": "square metre",
    "square meter": "square metre",
    "square feet": "square foot",
    "cubic metre": "cubic metre",
    "cubic meter": "cubic metre",
}
_DIRECTIONS = {
    "increase": """rise grow increase jump surge soar climb gain raise boost expand add advance
        swell spike rocket leap double triple quadruple""",
    "decrease": """fall drop decline decrease slump plunge sink slip shed cut reduce lower shrink
        slash trim plummet tumble dip contract halve narrow weaken""",
}
# What a verb says of the number that follows it directly or after "by".
CHANGES = {verb: kind for kind, verbs in _DIRECTIONS.items() for verb in verbs.split()}
# Forms that a tagger takes for other words: "a rose", "the fell".
PASTS = {"rose": "rise", "fell": "fall", "grew": "grow", "sank": "sink", "shrank": "shrink"}
# Verbs of change that point neither way, for "from X to Y" and "to Y" alone.
LOOSE = dict.fromkeys(("change", "widen", "move", "go", "swing", "shift", "extend"), "change")


def _before(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\s+(?:an?\s|the\s)?$", re.IGNORECASE)


# The first that stands right before a number says how to read it.
QUALIFIERS: tuple[tuple[re.Pattern[str], str], ...] = (
    (_before("no more than|not more than|no fewer as"), "at most"),
    (_before("no fewer than|no less than|not less than|not fewer than"), "at least"),
    (_before("just over|slightly over|slightly more than|well over|far more than"), "more than"),
    (
        _before("just under|slightly under|slightly less than|well under|far fewer than"),
        "less than",
    ),
    (_before("more than|over|above|in excess of|upwards of|exceeding|greater than"), "more than"),
    (_before("less than|fewer than|under|below|under the age of|smaller than"), "less than"),
    (_before("at least|a minimum of|minimum of"), "at least"),
    (_before("at most|up to|as many as|as much as|a maximum of|maximum of"), "at most"),
    (
        _before(
            "about|around|nearly|almost|roughly|approximately|some|an estimated|estimated|circa|"
            "close to|near|approaching|an average of|virtually|practically"
        ),
        "about",
    ),
    (_before("exactly|precisely"), "exactly"),
)
OR_MORE = re.compile(r"\bor (?:more|over|greater)$", re.IGNORECASE)
AGE_BEFORE = re.compile(r"(?:\baged|\bage of|\bage|\bat the age of|[A-Z][\w’'-]+,)\s+$")
AGE_AFTER = re.compile(r"[-\s]years?[-\s]old\b")


@dataclass(frozen=True, slots=True)
class Amount:
    """A value, a range or, for "hundreds", a lower bound, with unit and direction of change."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    change: str | None = None

    @property
    def is_vague(self) -> bool:
        """Whether only a lower bound is known."""
        return self.low is not None and self.high is None


Read = Callable[[re.Match[str]], Amount | None]


def _unit(text: str) -> str | None:
    word = " ".join(text.lower().replace("-", " ").split()) if " " in text else text.lower()
    if word in ("%", "percent", "per cent", "pct"):
        return "percent"
    for ending in ("percentage point", "basis point"):
        if word.startswith(ending):
            return ending + "s"
    if word in ("point", "points"):
        return "point"
    single = word.removesuffix("s") if word.endswith("s") and not word.endswith("ss") else word
    return (
        CURRENCIES.get(word) or CURRENCIES.get(single) or MEASURES.get(single, MEASURES.get(word))
    )


def _plain(m: re.Match[str]) -> Amount | None:
    value = value_of(m["a"])
    return None if value is None else _scaled(Amount(value), m["unit"])


def _count(m: re.Match[str]) -> Amount | None:
    value = value_of(m["a"])
    return None if value is None else Amount(value)


def _scaled(amount: Amount, text: str | None) -> Amount:
    """An amount with its unit; a hundred cents are one dollar."""
    if text is None:
        return amount
    factor = 0.01 if re.fullmatch(r"cents?", text, re.IGNORECASE) else 1.0
    scaled = [None if x is None else x * factor for x in (amount.value, amount.low, amount.high)]
    return Amount(scaled[0], scaled[1], scaled[2], _unit(text), amount.change)


def _money(m: re.Match[str]) -> Amount | None:
    value = value_of(m["a"])
    return None if value is None else Amount(value, unit=SIGNS[m["sign"]])


def _range(m: re.Match[str]) -> Amount | None:
    """Two numbers as a range; the magnitude of the second is that of the first as well."""
    low, high = value_of(m["a"]), value_of(m["b"])
    if low is None or high is None:
        return None
    if low < high and not re.search(r"[a-z]", m["a"], re.IGNORECASE):
        factor = _magnitude(m["b"])
        if low < high / factor:
            low *= factor
    if low >= high:
        return None
    groups = m.groupdict()
    sign = groups.get("sign")
    if sign:
        return Amount(None, low, high, SIGNS[sign])
    return _scaled(Amount(None, low, high), groups.get("unit"))


def _magnitude(text: str) -> float:
    word = re.sub(r"[\d.,\s]", "", text.lower())
    return MAGNITUDES.get(word, 1.0)


def _fraction(m: re.Match[str]) -> Amount | None:
    parts = m["part"].lower().removesuffix("s")
    whole = {"half": 2, "halve": 2, "quarter": 4, **ORDINALS, "hundredth": 100}[parts]
    above = m["above"].lower()
    count = 1.0 if above in ("a", "an", "one") else value_of(above)
    return None if count is None or count >= whole else Amount(count / whole, unit="fraction")


def _half(_: re.Match[str]) -> Amount:
    return Amount(0.5, unit="fraction")


def _of(m: re.Match[str]) -> Amount | None:
    above, whole = value_of(m["a"]), value_of(m["b"])
    if not above or not whole or above >= whole:
        return None
    return Amount(above / whole, unit="fraction")


def _vague(m: re.Match[str]) -> Amount:
    word = m["many"].lower().removesuffix("s")
    least = 24.0 if word == "dozen" else 2 * MAGNITUDES[word]
    if m["tens"]:
        least *= 10 if m["tens"].lower().startswith("ten") else 100
    unit = _unit(m["unit"]) if m["unit"] else None
    return Amount(None, least, None, unit)


def _dozen(m: re.Match[str]) -> Amount | None:
    word = (m["count"] or "").lower()
    count = {"a": 1.0, "half a": 0.5}.get(word) or value_of(word)
    return Amount(12 * count) if count else None


TIMES = {"twice": 2.0, "thrice": 3.0, "double": 2.0}
CHANGED = {
    "doubled": (2.0, "increase"),
    "doubling": (2.0, "increase"),
    "tripled": (3.0, "increase"),
    "tripling": (3.0, "increase"),
    "trebled": (3.0, "increase"),
    "quadrupled": (4.0, "increase"),
    "quintupled": (5.0, "increase"),
    "halved": (0.5, "decrease"),
    "halving": (0.5, "decrease"),
}


def _times(m: re.Match[str]) -> Amount | None:
    value = TIMES.get(m["a"].lower()) or value_of(m["a"])
    return None if value is None else Amount(value, unit="times")


def _changed(m: re.Match[str]) -> Amount:
    value, change = CHANGED[m.group().lower()]
    return Amount(value, unit="times", change=change)


def _fold(m: re.Match[str]) -> Amount | None:
    value = value_of(m["a"])
    return None if value is None else Amount(value, unit="times", change="increase")


def _words(names: object) -> str:
    longest = sorted(map(str, names), key=len, reverse=True)  # type: ignore[call-overload]
    return "|".join(re.escape(name).replace(r"\ ", r"\s") for name in longest)


_SIGN = f"(?P<sign>{_words(SIGNS)})"
_CURRENCY = rf"(?:{_words(CURRENCIES)})s?"
_UNIT = (
    r"(?P<unit>%|percentage\spoints?|basis\spoints?|points?\b|per\scents?\b|percent\b|pct\b"
    rf"|(?:{_CURRENCY}|(?:{_words(MEASURES)})s?)(?!\w))"
)
_FREE = r"(?<![\w$€£.,/:#’'-])"  # no part of a name, figure, date or clock time
_SMALL = "|".join(sorted([*ONES, *TENS], key=len, reverse=True))
_NOT_JOINED = r"(?![-–]\d)"


def _rule(pattern: str, read: Read) -> tuple[re.Pattern[str], Read]:
    return re.compile(pattern, re.IGNORECASE), read


_CROSS = r"\s?(?:to|–|—|-|or)\s?"
RULES: tuple[tuple[re.Pattern[str], Read], ...] = (
    _rule(
        rf"(?:(?<=between\s)|(?<=ranging\sfrom\s)){_SIGN}\s?(?P<a>{NUMBER})\s(?:and|to)\s"
        rf"(?P<sign2>{_words(SIGNS)})\s?(?P<b>{NUMBER})",
        _range,
    ),
    _rule(
        rf"(?<![\w$])(?<!from\s)(?<!by\s){_SIGN}\s?(?P<a>{NUMBER}){_CROSS}(?P<sign2>{_words(SIGNS)})?\s?(?P<b>{NUMBER})",
        _range,
    ),
    _rule(
        rf"(?<=between\s)(?P<a>{NUMBER})(?:\s?(?:%|percent|per\scent))?\sand\s(?P<b>{NUMBER})"
        rf"(?:[\s-]?{_UNIT})?",
        _range,
    ),
    _rule(
        rf"{_FREE}(?<!from\s)(?<!by\s)(?P<a>{FIGURE}|{_SMALL})(?:\s?%)?{_CROSS}(?P<b>{NUMBER})(?:[\s-]?{_UNIT})?",
        _range,
    ),
    _rule(rf"(?<![\w$]){_SIGN}\s?(?P<a>{NUMBER})", _money),
    _rule(rf"{_FREE}(?P<a>{NUMBER})(?:[\s-]?{_UNIT})", _plain),
    _rule(
        rf"{_FREE}(?P<a>{NUMBER}){_NOT_JOINED}(?:\sor\s(?:more|over))?(?!\s?%)",
        _count,
    ),
    _rule(
        rf"\b(?P<above>an?|{_SMALL})[\s-](?P<part>halves|thirds?|quarters?|fourths?|fifths?"
        r"|sixths?|sevenths?|eighths?|ninths?|tenths?|hundredths?)(?=\sof\b|\.|,|$)",
        _fraction,
    ),
    _rule(r"\bhalf(?=\sof\b|\sthe\b|\sits\b|\stheir\b|\sall\b|\.|,|$)(?!\sof\sthe\syear)", _half),
    _rule(
        rf"{_FREE}(?P<a>{_SMALL}|\d+)\s(?:in|out\sof)\s(?:every\s)?(?P<b>{_SMALL}|\d+)\b(?!,\d)",
        _of,
    ),
    _rule(
        r"\b(?:(?P<tens>tens|hundreds)\sof\s)?(?P<many>hundreds|thousands|millions|billions"
        rf"|trillions|dozens)\b(?:\sof\s(?P<unit>{_CURRENCY})\b)?",
        _vague,
    ),
    _rule(rf"\b(?P<count>a|half\sa|{_SMALL})\sdozen\b", _dozen),
    _rule(r"\b(?P<a>twice|thrice)\b(?=\s(?:as|the|that|more|its|their))", _times),
    _rule(
        rf"{_FREE}(?P<a>{NUMBER})\stimes\b(?=\s(?:as|the|more|higher|larger|its|that|fewer))",
        _times,
    ),
    _rule(rf"\b(?:{'|'.join(CHANGED)})\b", _changed),
    _rule(rf"\b(?P<a>{_SMALL}|\d+)-?fold\b", _fold),
)
