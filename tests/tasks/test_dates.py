"""Times as documents and their metadata write them."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.dates import name_date, pdf_time, time_of, written_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-03-01", datetime(2025, 3, 1)),
        ("2025-03-01T08:00:00+01:00", datetime(2025, 3, 1, 7)),
        ("2025-03-01T08:00:00Z", datetime(2025, 3, 1, 8)),
        ("20250301", datetime(2025, 3, 1)),
        ("Sat, 01 Mar 2025 08:00:00 -0500", datetime(2025, 3, 1, 13)),
        ("1 March 2025", datetime(2025, 3, 1)),
        ("March 1st, 2025", datetime(2025, 3, 1)),
        ("Sept. 7, 2025", datetime(2025, 9, 7)),
        ("03/04/2025", None),
        ("31 February 2025", None),
        ("0001-01-01", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_times_of_metadata(text: str, expected: datetime | None) -> None:
    assert time_of(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("D:20250301080000+01'00'", datetime(2025, 3, 1, 7)),
        ("D:20250301080000-05'30", datetime(2025, 3, 1, 13, 30)),
        ("D:2025", datetime(2025, 1, 1)),
        ("20250301", datetime(2025, 3, 1)),
        ("D:20251399", None),
        ("D:20000101000000+00'00'", None),
        ("", None),
    ],
)
def test_times_of_pdf(text: str, expected: datetime | None) -> None:
    assert pdf_time(text) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2025-03-01-bridge.txt", datetime(2025, 3, 1)),
        ("000_20250301.pdf", datetime(2025, 3, 1)),
        ("bcb202503011e8520.txt", None),
        ("2025-03-01_to_2025-03-09.txt", None),
        ("2025-13-01.txt", None),
        ("bridge.txt", None),
    ],
)
def test_dates_of_names(name: str, expected: datetime | None) -> None:
    assert name_date(name) == expected


@given(st.text(max_size=60))
def test_any_text_is_a_time_or_none(text: str) -> None:
    for found in (time_of(text), pdf_time(text), name_date(text)):
        assert found is None or (found.tzinfo is None and 1450 <= found.year <= 2100)


@given(st.datetimes(datetime(1800, 1, 1), datetime(2090, 1, 1)))
def test_written_dates_come_back(when: datetime) -> None:
    day = datetime(when.year, when.month, when.day)
    for form in ("%d %B %Y", "%B %d, %Y", "%b %d %Y", "%Y-%m-%d", "%Y/%m/%d"):
        text = f"Published on {day.strftime(form)}, at noon"
        found = written_date(text)
        assert found is not None
        assert found[0] == day
        assert text[slice(*found[1])] == day.strftime(form)
