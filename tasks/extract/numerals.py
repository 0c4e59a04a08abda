"""Numbers as English writes them: figures, number words and magnitudes."""

from __future__ import annotations

import re

ONES = {
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
ORDINALS = {
    word: n + 1
    for n, word in enumerate(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
    )
} | {"tenth": 10}
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
    "b": 1e9,
    "tn": 1e12,
}
FIGURE = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_ONE_WORD = "|".join(sorted([*ONES, *TENS], key=len, reverse=True))
_MAGNITUDE_WORD = "hundred|thousand|million|billion|trillion"
SPELLED = (
    rf"(?:(?:a|half\sa)\s(?={_MAGNITUDE_WORD})(?:{_MAGNITUDE_WORD})"
    rf"|(?:{_ONE_WORD})(?:(?:\s|-|\sand\s)(?:{_ONE_WORD}|{_MAGNITUDE_WORD}))*"
    rf"(?:\sand\sa\shalf(?:\s(?:{_MAGNITUDE_WORD}))?)?)"
)
# A figure with its magnitude, or words; never a part of a longer figure, word, date or clock time.
NUMBER = (
    rf"(?:{FIGURE}(?:\s(?:{_MAGNITUDE_WORD})|(?:k|m|mn|bn|b|tn))?(?!\w)(?!,\d|[./:]\d)"
    rf"|{SPELLED}\b)"
)
_PART = re.compile(rf"{FIGURE}|[a-z]+")


def value_of(text: str) -> float | None:
    """The value of a number as ``NUMBER`` finds it; None when it is none.

    "2.5 million" is 2500000.0, "one hundred and fifty" 150.0, "two and a half million" 2500000.0.
    """
    total, current, is_any = 0.0, 0.0, False
    for part in _PART.findall(text.lower()):
        if part[0].isdigit():
            current, is_any = float(part.replace(",", "")), True
        elif part in ONES or part in TENS:
            current, is_any = current + ONES.get(part, TENS.get(part, 0)), True
        elif part == "half":
            current, is_any = current + 0.5, True
        elif part in MAGNITUDES:
            factor = MAGNITUDES[part]
            current, is_any = (current or 1.0) * factor, True
            if factor >= 1e3:
                total, current = total + current, 0.0
        elif part not in ("a", "and"):
            return None
    return total + current if is_any else None
