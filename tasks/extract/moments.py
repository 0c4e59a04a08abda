"""The grammar of dates: patterns, each with a function that reads its match."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tasks.extract import periods
from tasks.extract.numerals import FIGURE, ORDINALS, SPELLED, value_of
from tasks.extract.periods import Period, shifted

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
YEAR = r"(?:1[5-9]\d\d|20\d\d)(?![\w%])(?!,\d|\.\d)"
NTH = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\w)(?![.,:]\d)"
PART = r"(?:early\s|late\s|mid-|mid\s|the\s(?:very\s)?(?:beginning|start|middle|end)\sof\s)"
UNIT = r"(?:second|minute|hour|day|night|weekend|week|fortnight|month|quarter|year|decade|centur)"
UNITS = rf"(?:{UNIT}(?:s|y|ies)?)(?!\w)"
VAGUE = r"(?:several|a\sfew|many|some|a\scouple\sof|couple\sof|dozens\sof|a\snumber\sof)"
COUNT = rf"(?:(?:a|an|half\sa)(?=\s|-)|{VAGUE}|{FIGURE}|{SPELLED})"
TIME_OF_DAY = {"morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI"}
TURN = r"(?:morning|afternoon|evening|night)"
SEASON = r"(?:spring|summer|autumn|fall|winter)"
TENS_YEARS = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties")


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a relative date is counted from: the document's day, and where its verb looks.

    ``direction`` is -1 for the past, 1 for the future, 0 when no verb tells.
    """

    today: date | None
    direction: int

    def ahead(self, period: Period) -> Period:
        """A duration as the days that begin today: "within 90 days"."""
        found = re.fullmatch(r"P(T?)(\d+)([SMHDWY])", period.timex or "")
        if found is None or self.today is None:
            return period
        unit = {"TS": "second", "TM": "minute", "TH": "hour"}.get(found[1] + found[3])
        unit = unit or {"D": "day", "W": "week", "M": "month", "Y": "year"}[found[3]]
        return replace(period, first=self.today, last=shifted(self.today, int(found[2]), unit))

    def nearest(self, candidates: list[Period]) -> Period:
        """Of periods in order of time the one that the verb's tense means, counted from today."""
        assert self.today is not None
        today = self.today
        if self.direction < 0:
            begun = [p for p in candidates if p.first is not None and p.first <= today]
            return begun[-1]
        if self.direction > 0:
            return next(p for p in candidates if p.last is not None and p.last >= today)
        return min(candidates, key=lambda p: abs(((p.first or today) - today).days))


Read = Callable[[re.Match[str], Anchor], Period | None]


def _month_number(text: str) -> int:
    return MONTHS.index(text[:3].lower()) + 1


def _number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _full(m: re.Match[str], _: Anchor) -> Period:
    return periods.day(date(int(m["year"]), _month_number(m["month"]), _number(m["day"])))


def _iso(m: re.Match[str], _: Anchor) -> Period:
    return periods.day(date(int(m["year"]), int(m["month"]), int(m["day"])))


def _month_day(m: re.Match[str], anchor: Anchor) -> Period:
    month, day = _month_number(m["month"]), _number(m["day"])
    if not 1 <= day <= 31:
        raise ValueError(day)
    if anchor.today is None:
        return Period(f"XXXX-{month:02}-{day:02}")
    years = range(anchor.today.year - 1, anchor.today.year + 2)
    if (month, day) == (2, 29):
        years = range(anchor.today.year - 8, anchor.today.year + 9)
    days = [d for y in years if (d := _day_or_none(y, month, day)) is not None]
    return anchor.nearest([periods.day(d) for d in days])


def _day_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_range(m: re.Match[str], anchor: Anchor) -> Period | None:
    month = _month_number(m["month"])
    year = int(m["year"]) if m["year"] else anchor.today.year if anchor.today else None
    if year is None:
        return None
    return _between(
        periods.day(date(year, month, _number(m["day"]))),
        periods.day(date(year, month, _number(m["day2"]))),
    )


def _month_range(m: re.Match[str], anchor: Anchor) -> Period | None:
    year = int(m["year"]) if m["year"] else anchor.today.year if anchor.today else None
    if year is None:
        return None
    first, last = _month_number(m["month"]), _month_number(m["month2"])
    return _between(periods.month(year - (first > last), first), periods.month(year, last))


def _year_range(m: re.Match[str], _: Anchor) -> Period | None:
    first, last = int(m["year"]), int(m["year2"])
    if last < 100:
        last += first // 100 * 100
    return _between(periods.year(first), periods.year(last)) if first < last else None


def _between(first: Period, last: Period) -> Period:
    return Period(f"{first.timex}/{last.timex}", first.first, last.last)


def _month_year(m: re.Match[str], _: Anchor) -> Period:
    return periods.month(int(m["year"]), _month_number(m["month"]))


def _month(m: re.Match[str], anchor: Anchor) -> Period:
    number = _month_number(m["month"])
    turn = (m.groupdict().get("turn") or "").lower()
    today = anchor.today
    if today is None:
        return Period(f"XXXX-{number:02}")
    if turn in ("last", "next", "this"):
        ahead = {"last": -1, "next": 1, "this": anchor.direction}[turn]
        anchor = replace(anchor, direction=ahead)
    found = [periods.month(y, number) for y in range(today.year - 1, today.year + 2)]
    if turn in ("last", "next"):
        found = [p for p in found if p.first and p.last and not p.first <= today <= p.last]
    return anchor.nearest(found)


def _year(m: re.Match[str], _: Anchor) -> Period:
    return periods.year(int(m["year"]))


def _quarter(m: re.Match[str], anchor: Anchor) -> Period:
    number = ORDINALS[m["nth"].lower()] if m["nth"] else int(m["q"])
    if m["year"]:
        return periods.quarter(int(m["year"]), number)
    if anchor.today is None:
        return Period(f"XXXX-Q{number}")
    years = range(anchor.today.year - 1, anchor.today.year + 2)
    return anchor.nearest([periods.quarter(y, number) for y in years])


def _half(m: re.Match[str], anchor: Anchor) -> Period | None:
    number = ORDINALS[m["nth"].lower()]
    if m["year"]:
        return periods.half(int(m["year"]), number)
    shift = {"last": -1, "this": 0, "the": 0, "next": 1}[m["turn"].lower()]
    return periods.half(anchor.today.year + shift, number) if anchor.today else None


def _decade(m: re.Match[str], _: Anchor) -> Period:
    if m["word"]:
        return periods.decade(1920 + 10 * [*TENS_YEARS, "nineties"].index(m["word"].lower()))
    first = int(m["year"])
    return periods.decade(first if first > 99 else 1900 + first)


def _century(m: re.Match[str], _: Anchor) -> Period:
    return periods.century(ORDINALS.get(m["nth"].lower()) or _number(m["nth"]))


def _season(m: re.Match[str], anchor: Anchor) -> Period | None:
    name = m["season"].lower()
    if m["year"]:
        return periods.season(int(m["year"]), name)
    if anchor.today is None:
        return None
    today = anchor.today
    found = [periods.season(y, name) for y in range(today.year - 2, today.year + 3)]
    turn = (m["turn"] or "").lower()
    if turn == "last":
        return [p for p in found if p.last and p.last < today][-1]
    if turn == "next":
        return next(p for p in found if p.first and p.first > today)
    if turn == "this":
        return next(p for p in found if p.last and p.last >= today)
    return anchor.nearest(found)


def _weekday(m: re.Match[str], anchor: Anchor) -> Period:
    number = DAYS.index(m["weekday"].lower())
    suffix = TIME_OF_DAY[m["time"].lower()] if m["time"] else ""
    if anchor.today is None:
        return Period(f"XXXX-WXX-{number + 1}{suffix}")
    back = (anchor.today.weekday() - number) % 7
    turn = (m["turn"] or "").lower()
    if turn in ("last", "past"):
        shift = -(back or 7)
    elif turn == "this":
        shift = number - anchor.today.weekday()
    elif turn in ("next", "coming"):
        shift = 7 - back
    else:
        shift = -back if anchor.direction <= 0 else -back % 7
    return periods.day(anchor.today + timedelta(days=shift), suffix)


def _near_day(m: re.Match[str], anchor: Anchor) -> Period:
    if anchor.today is None:
        return Period(None)
    word = m["word"].lower()
    shift = {"yesterday": -1, "tomorrow": 1}.get(word, -1 if word.startswith("last") else 0)
    time = word.split()[-1] if word.startswith(("last", "this")) else (m["time"] or "").lower()
    suffix = "TNI" if word == "tonight" else TIME_OF_DAY.get(time, "")
    return periods.day(anchor.today + timedelta(days=shift), suffix)


def _turned(m: re.Match[str], anchor: Anchor) -> Period:
    if anchor.today is None:
        return Period(None)
    unit = _unit(m["unit"])
    shift = {"last": -1, "previous": -1, "next": 1, "coming": 1, "following": 1}.get(
        m["turn"].lower(), 0
    )
    return periods.holding(shifted(anchor.today, shift, unit), unit)


def _around(m: re.Match[str], anchor: Anchor) -> Period:
    """ "the past three years", "the next 48 hours": a length of time that ends or begins today."""
    unit, count = _unit(m["unit"]), 1 if m["count"] is None else _count(m["count"])
    if m["count"] is None and m["unit"].lower().endswith("s"):
        count = None
    timex = periods.duration(count, unit)
    if anchor.today is None:
        return Period(timex)
    is_past = m["turn"].lower() in ("past", "last", "previous", "preceding", "recent")
    if count is None:
        return Period(timex, None, anchor.today) if is_past else Period(timex, anchor.today)
    other = shifted(anchor.today, -int(count) if is_past else int(count), unit)
    return Period(timex, other, anchor.today) if is_past else Period(timex, anchor.today, other)


def _ago(m: re.Match[str], anchor: Anchor) -> Period:
    unit, count = _unit(m["unit"]), _count(m["count"])
    if anchor.today is None or count is None:
        return Period(periods.duration(count, unit), None, anchor.today)
    when = shifted(anchor.today, -int(count), unit)
    return periods.holding(when, "year" if unit in ("decade", "century") else unit)


def _length(m: re.Match[str], _: Anchor) -> Period:
    return Period(periods.duration(_count(m["count"]), _unit(m["unit"])))


def _each(m: re.Match[str], _: Anchor) -> Period:
    if m["weekday"]:
        return Period(f"XXXX-WXX-{DAYS.index(m['weekday'].lower()) + 1}")
    return Period(periods.duration(1, _unit(m["unit"])))


def _clock(m: re.Match[str], _: Anchor) -> Period | None:
    hour, minute = int(m["hour"]), int(m["minute"] or 0)
    half_day = (m["half"] or "").lower().replace(".", "")
    if half_day:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half_day == "pm" else 0)
    if hour > 24 or minute > 59:
        return None
    return Period(f"T{hour:02}:{minute:02}")


def _unit(text: str) -> str:
    word = text.lower()
    if word.startswith("centur"):
        return "century"
    return word.removesuffix("s")


def _count(text: str) -> float | None:
    """The number of a length of time; None for "several"."""
    word = text.lower()
    if word in ("a", "an"):
        return 1
    if word == "half a":
        return 0.5
    return value_of(word)


def _rule(pattern: str, read: Read) -> tuple[re.Pattern[str], Read]:
    return re.compile(rf"(?<![\w$€£/.:-])(?:{pattern})", re.IGNORECASE), read


def _cased(pattern: str, read: Read) -> tuple[re.Pattern[str], Read]:
    """For words that mean something else in small letters: may, march."""
    return re.compile(rf"(?<![\w$€£/.:-])(?:{pattern})"), read


# Days with a name of their own, which are not the next day of the week: no date is guessed.
_FEASTS = (
    *("Easter", "Whit", "Good", "Holy", "Ash", "Maundy", "Palm", "Shrove"),
    *("Black", "Cyber", "Super", "Bloody"),
)
_NO_FEAST = "".join(rf"(?<!\b{name}\s)" for name in _FEASTS)
_WEEKDAY_FIRST = rf"(?:{DAY},?\s)?"
# "34 years old", "a quarter of voters", "a second vote" are no lengths of time.
_NO_LENGTH = (
    r"(?![-\s]old\b|\sof\sage\b)(?!(?<=quarter)\sof\b|(?<=quarters)\sof\b)"
    r"(?!(?<=second)\s(?!ago|later|after|of|long)\w)"
)
_TO = r"\s?(?:to|–|—|-|and|through|until)\s?"
RULES: tuple[tuple[re.Pattern[str], Read], ...] = (
    _cased(
        rf"{_WEEKDAY_FIRST}(?:the\s)?(?P<day>{NTH})\s(?:of\s)?(?P<month>{MONTH}),?\s(?P<year>{YEAR})",
        _full,
    ),
    _cased(
        rf"{_WEEKDAY_FIRST}(?P<month>{MONTH})\s(?P<day>{NTH}),?\s(?P<year>{YEAR})",
        _full,
    ),
    _rule(r"(?P<year>(?:1[5-9]|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)", _iso),
    _cased(
        rf"(?P<day>{NTH}){_TO}(?P<day2>{NTH})\s(?P<month>{MONTH})(?:,?\s(?P<year>{YEAR}))?",
        _day_range,
    ),
    _cased(
        rf"(?P<month>{MONTH})\s(?P<day>{NTH}){_TO}(?P<day2>{NTH})(?:,?\s(?P<year>{YEAR}))?(?!\s?\w*illion)",
        _day_range,
    ),
    _cased(
        rf"(?P<month>{MONTH})(?:\sto\s|–|-|\sthrough\s|(?<=etween\s)\sand\s)(?P<month2>{MONTH})"
        rf"(?:,?\s(?P<year>{YEAR}))?",
        _month_range,
    ),
    _rule(rf"(?P<year>{YEAR})\s?[-–]\s?(?P<year2>{YEAR}|\d\d(?![\w,.-]\d))", _year_range),
    _rule(rf"(?<=from\s)(?P<year>{YEAR})\s(?:to|until|through)\s(?P<year2>{YEAR})", _year_range),
    _rule(rf"(?<=between\s)(?P<year>{YEAR})\sand\s(?P<year2>{YEAR})", _year_range),
    _cased(rf"{_WEEKDAY_FIRST}(?:the\s)?(?P<day>{NTH})\s(?:of\s)?(?P<month>{MONTH})\b", _month_day),
    _cased(rf"{_WEEKDAY_FIRST}(?P<month>{MONTH})\s(?P<day>{NTH})(?!\s?%|\s\w*illion)", _month_day),
    _cased(rf"{PART}?(?P<month>{MONTH}),?\s(?:of\s)?(?P<year>{YEAR})", _month_year),
    _cased(rf"(?:(?P<turn>[Ll]ast|[Nn]ext|[Tt]his)\s|{PART})?(?P<month>{MONTH})(?!\w)", _month),
    _rule(rf"{PART}?(?P<year>{YEAR})", _year),
    _rule(
        rf"(?:the\s)?(?P<nth>first|second|third|fourth)[\s-]quarter(?P<q>)(?:\sof\s(?P<year>{YEAR}))?"
        r"(?!\sof\s)(?!\w)",
        _quarter,
    ),
    _rule(rf"(?P<nth>)Q(?P<q>[1-4])(?:\s(?:of\s)?(?P<year>{YEAR}))?(?!\w)", _quarter),
    _rule(
        rf"the\s(?P<nth>first|second)\shalf\sof\s(?:(?P<year>{YEAR})|(?P<turn>last|this|next|the)\syear)",
        _half,
    ),
    _rule(
        r"(?:the\s)?(?:early\s|late\s|mid-)?(?P<year>(?:1[5-9]|20)\d0)['’]?s(?!\w)(?P<word>)",
        _decade,
    ),
    _rule(rf"the\s(?P<year>)(?P<word>{'|'.join([*TENS_YEARS, 'nineties'])})\b", _decade),
    _rule(
        rf"(?:the\s)?(?:early\s|late\s|mid-)?(?P<nth>\d\d?(?:st|nd|rd|th)|{'|'.join(ORDINALS)})"
        r"[\s-]century(?!\w)",
        _century,
    ),
    _rule(
        rf"(?:the\s)?(?:early\s|late\s|mid-)?(?P<turn>)(?P<season>{SEASON})\s(?:of\s)?(?P<year>{YEAR})",
        _season,
    ),
    _rule(rf"(?P<turn>last|this|next)\s(?P<year>)(?P<season>{SEASON})\b", _season),
    _rule(rf"(?<=in\s)the\s(?P<turn>)(?P<year>)(?P<season>{SEASON})\b(?!\sof\b)", _season),
    _cased(
        rf"{_NO_FEAST}(?:(?P<turn>[Ll]ast|[Tt]his|[Nn]ext|[Cc]oming|[Pp]ast)\s)?(?P<weekday>{DAY})"
        rf"(?:\s(?P<time>{TURN}))?\b(?!s\b)",
        _weekday,
    ),
    _rule(
        rf"(?P<word>yesterday|today|tomorrow|tonight|last\snight|this\s{TURN})(?:\s(?P<time>{TURN}))?\b",
        _near_day,
    ),
    _rule(
        rf"(?:{PART}(?:the\s)?)?(?P<turn>last|this|next|previous)\s(?P<unit>week|weekend|month"
        r"|quarter|year|decade|century)(?!\w)",
        _turned,
    ),
    _rule(
        r"the\s(?:beginning|start|middle|end)\sof\s(?P<turn>the)\s(?P<unit>week|month|quarter|year"
        r"|decade|century)(?!\w)",
        _turned,
    ),
    _rule(
        r"the\s(?P<turn>past|last|next|coming|previous|preceding|recent)\s"
        rf"(?:(?P<count>{COUNT})\s)?(?P<unit>{UNITS})",
        _around,
    ),
    _rule(rf"(?P<count>{COUNT})[\s-](?P<unit>{UNITS})\sago\b", _ago),
    _rule(
        rf"(?!one\s(?:day|night|second)\b)(?P<count>{COUNT})[\s-](?P<unit>{UNITS}){_NO_LENGTH}",
        _length,
    ),
    _rule(rf"(?<=for\s)(?P<count>)(?P<unit>{UNITS})(?<=s)", _length),
    _rule(
        rf"(?:every|each)\s(?:(?P<weekday>{DAY})|(?P<unit>{UNIT}y?)(?!\w))",
        _each,
    ),
    _rule(rf"per\s(?P<weekday>)(?P<unit>{UNIT}y?)(?!\w)", _each),
    _rule(
        r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?\s?(?P<half>[ap]\.m\.|[ap]m\b)",
        _clock,
    ),
    _rule(r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?P<half>)(?![\d:])", _clock),
)
