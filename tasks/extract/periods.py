"""Days, months, quarters and years: the first and last day of each, and its TIMEX3 value."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

EARLIEST_YEAR, LATEST_YEAR = 1500, 2099
# First month and TIMEX3 code of the seasons of the northern half, as meteorologists cut them.
SEASONS = {
    "spring": (3, "SP"),
    "summer": (6, "SU"),
    "autumn": (9, "FA"),
    "fall": (9, "FA"),
    "winter": (12, "WI"),
}


@dataclass(frozen=True, slots=True)
class Period:
    """A TIMEX3 value with its first and last day; None where a bound is open or unknown."""

    timex: str | None
    first: date | None = None
    last: date | None = None

    @property
    def is_placed(self) -> bool:
        """Whether it has a place in the calendar."""
        return self.first is not None or self.last is not None


def day(when: date, suffix: str = "") -> Period:
    """A day; ``suffix`` is a part of it as TIMEX3 has it: "TMO", "TNI"."""
    return Period(when.isoformat() + suffix, when, when)


def week(when: date) -> Period:
    """The ISO week, Monday to Sunday, that holds a day."""
    monday = when - timedelta(days=when.weekday())
    year, number, _ = when.isocalendar()
    return Period(f"{year}-W{number:02}", monday, monday + timedelta(days=6))


def month(year: int, number: int) -> Period:
    """A month, 1 to 12."""
    return Period(f"{year}-{number:02}", *_months(year, number, 1))


def quarter(year: int, number: int) -> Period:
    """A quarter of a calendar year, 1 to 4."""
    return Period(f"{year}-Q{number}", *_months(year, 3 * number - 2, 3))


def half(year: int, number: int) -> Period:
    """A half of a calendar year, 1 or 2."""
    return Period(f"{year}-H{number}", *_months(year, 6 * number - 5, 6))


def season(year: int, name: str) -> Period:
    """A season by its English name; winter runs into the next year."""
    first, code = SEASONS[name]
    return Period(f"{year}-{code}", *_months(year, first, 3))


def year(number: int) -> Period:
    """A calendar year."""
    return Period(f"{number:04}", *_months(number, 1, 12))


def decade(first_year: int) -> Period:
    """Ten years from one that ends in 0; TIMEX3 writes the 1990s as 199."""
    return Period(f"{first_year // 10}", date(first_year, 1, 1), date(first_year + 9, 12, 31))


def century(number: int) -> Period:
    """The nineteenth century is 1800 to 1899, and 18 in TIMEX3."""
    first = (number - 1) * 100
    return Period(f"{number - 1:02}", date(max(first, 1), 1, 1), date(first + 99, 12, 31))


def shifted(when: date, count: int, unit: str) -> date:
    """A day moved by ``count`` units: hour, day, week, month, quarter, year, decade, century.

    The day of the month is cut to the month's last. Raises ValueError or OverflowError when the
    result lies outside the calendar.
    """
    if unit in ("second", "minute"):
        return when
    if unit == "hour":
        return when + timedelta(days=(abs(count) + 12) // 24 * (1 if count > 0 else -1))
    if unit in ("day", "night"):
        return when + timedelta(days=count)
    if unit in ("week", "weekend", "fortnight"):
        return when + timedelta(weeks=count * (2 if unit == "fortnight" else 1))
    months = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}[unit]
    total = when.year * 12 + when.month - 1 + count * months
    target_year, target_month = divmod(total, 12)
    last = monthrange(target_year, target_month + 1)[1]
    return date(target_year, target_month + 1, min(when.day, last))


def holding(when: date, unit: str) -> Period:
    """The calendar unit that holds a day."""
    if unit == "week":
        return week(when)
    if unit == "weekend":
        saturday = when + timedelta(days=5 - when.weekday())
        return Period(f"{week(when).timex}-WE", saturday, saturday + timedelta(days=1))
    if unit == "fortnight":
        return week(when)
    if unit == "month":
        return month(when.year, when.month)
    if unit == "quarter":
        return quarter(when.year, (when.month + 2) // 3)
    if unit == "year":
        return year(when.year)
    if unit == "decade":
        return decade(when.year // 10 * 10)
    if unit == "century":
        return century(when.year // 100 + 1)
    return day(when)


def duration(count: float | None, unit: str) -> str:
    """The TIMEX3 value of a length of time: P2Y, P3D, PT20M; X for an unknown number."""
    factor, letter = {
        "second": (1, "TS"),
        "minute": (1, "TM"),
        "hour": (1, "TH"),
        "day": (1, "D"),
        "night": (1, "D"),
        "week": (1, "W"),
        "weekend": (2, "D"),
        "fortnight": (2, "W"),
        "month": (1, "M"),
        "quarter": (3, "M"),
        "year": (1, "Y"),
        "decade": (10, "Y"),
        "century": (100, "Y"),
    }[unit]
    number = "X" if count is None else f"{count * factor:g}"
    return f"PT{number}{letter[1]}" if letter[0] == "T" else f"P{number}{letter}"


def _months(first_year: int, first_month: int, count: int) -> tuple[date, date]:
    end = first_year * 12 + first_month - 1 + count
    first = date(first_year, first_month, 1)
    return first, date(end // 12, end % 12 + 1, 1) - timedelta(days=1)
