"""The calendar that dates are placed in."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.extract.periods import century, decade, duration, holding, quarter, season, shifted

DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
UNITS = ["week", "month", "quarter", "year", "decade", "century"]


@given(DAYS, st.sampled_from(UNITS))
def test_the_unit_that_holds_a_day_holds_it(when: date, unit: str) -> None:
    found = holding(when, unit)
    assert found.first is not None
    assert found.last is not None
    assert found.first <= when <= found.last


@pytest.mark.parametrize(
    ("when", "count", "unit", "expected"),
    [
        (date(2024, 3, 31), -1, "month", date(2024, 2, 29)),
        (date(2024, 2, 29), 1, "year", date(2025, 2, 28)),
        (date(2026, 1, 14), -3, "week", date(2025, 12, 24)),
        (date(2026, 1, 14), 48, "hour", date(2026, 1, 16)),
    ],
)
def test_days_are_moved(when: date, count: int, unit: str, expected: date) -> None:
    assert shifted(when, count, unit) == expected


def test_names_of_periods() -> None:
    assert quarter(2025, 4).last == date(2025, 12, 31)
    assert season(2024, "winter").last == date(2025, 2, 28)
    assert (decade(1990).timex, century(19).timex) == ("199", "18")
    assert [duration(2, "year"), duration(20, "minute"), duration(None, "week")] == [
        "P2Y",
        "PT20M",
        "PXW",
    ]
