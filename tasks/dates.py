"""Times as documents and their metadata write them. Every time is UTC without a zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

# No document was published before printing, or long after today: such figures are no dates.
_EARLIEST_YEAR, _LATEST_YEAR = 1450, 2100
# What programs write as the time of a PDF when they know none.
_STARTS_OF_CLOCKS = frozenset(datetime(year, 1, 1) for year in (1904, 1970, 1980, 2000))
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_MONTH_KEYS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Dates with the month as a word, or year first; 03/04/2025 is two dates and so none.
_WRITTEN = re.compile(
    rf"""(?<![\w/-])(?:
        (?P<year>\d{{4}})[-/.](?P<number>\d{{2}})[-/.](?P<day>\d{{2}})
      | (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?
        (?P<month2>{_MONTHS})\.?,?\s+(?P<year2>\d{{4}})
      | (?P<month3>{_MONTHS})\.?\s+
        (?P<day3>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year3>\d{{4}})
    )(?![\w/]|-\d)""",
    re.IGNORECASE | re.VERBOSE,
)
# In names of files: 2025-03-01, 2025_03_01 or 20250301, no other figures around them.
_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d{2})([-_.]?)(\d{2})\2(\d{2})(?!\d)")
# PDF 32000-1, 7.9.4: D:YYYYMMDDHHmmSSOHH'mm, everything after the year optional.
_PDF = re.compile(
    r"^(?:D:)?(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:Z|([+-])(\d{2})'?(\d{2})?'?)?"
)


def time_of(text: str) -> datetime | None:
    """The time that metadata states: ISO 8601, RFC 2822, or a date as ``written_date`` reads it.

    A time without a zone is taken for UTC; a date alone is its midnight.
    """
    bare = text.strip()
    found: datetime | None = None
    try:
        found = datetime.fromisoformat(bare) if bare[:4].isdigit() and len(bare) >= 8 else None
    except ValueError:
        found = None
    if found is None:
        try:
            found = parsedate_to_datetime(bare)
        except (ValueError, TypeError, IndexError):
            written = written_date(bare)
            found = written[0] if written else None
    return _plausible(found)


def written_date(text: str) -> tuple[datetime, tuple[int, int]] | None:
    """The first date in a text and the span of its characters; None when there is none.

    Only what can be read in one way: the month as an English word, or the year first.
    """
    for found in _WRITTEN.finditer(text):
        parts = found.groupdict()
        year = parts["year"] or parts["year2"] or parts["year3"]
        word = parts["month2"] or parts["month3"]
        month = _MONTH_KEYS.index(word[:3].lower()) + 1 if word else int(parts["number"])
        day = parts["day"] or parts["day2"] or parts["day3"]
        when = _date(int(year), month, int(day))
        if when is not None:
            return when, found.span()
    return None


def name_date(name: str) -> datetime | None:
    """The one date in the name of a file; None when there is none or more than one."""
    dates = {_date(int(y), int(m), int(d)) for y, _, m, d in _IN_NAME.findall(name)} - {None}
    return dates.pop() if len(dates) == 1 else None


def pdf_time(text: str) -> datetime | None:
    """The time of a PDF's metadata; None for the midnight at which clocks begin to count."""
    found = _PDF.match(text.strip())
    if not found:
        return None
    year, month, day, hour, minute, second, sign, zone_hours, zone_minutes = found.groups()
    try:
        zone = timedelta(hours=int(zone_hours or 0), minutes=int(zone_minutes or 0))
        when = datetime(
            int(year),
            int(month or 1),
            int(day or 1),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            tzinfo=timezone(-zone if sign == "-" else zone),
        )
    except ValueError:
        return None
    plausible = _plausible(when)
    return None if plausible in _STARTS_OF_CLOCKS else plausible


def _date(year: int, month: int, day: int) -> datetime | None:
    try:
        return _plausible(datetime(year, month, day))
    except ValueError:
        return None


def _plausible(when: datetime | None) -> datetime | None:
    """A time in UTC without a zone; None outside the years that a document can have."""
    if when is None or not _EARLIEST_YEAR < when.year < _LATEST_YEAR:
        return None
    return when.astimezone(UTC).replace(tzinfo=None) if when.tzinfo else when
