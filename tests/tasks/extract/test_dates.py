"""Dates and durations against the hand-made table, and the calendar they are placed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tasks.extract import Parse
from tasks.extract.dates import find_dates
from tests.tasks.extract.tables import DATA, Tally, rows

Read = Callable[[str], Parse]
DAY = date(2026, 1, 14)
F1 = 95


def test_the_table(read: Read) -> None:
    tally = Tally()
    for text, expected in rows(DATA / "dates.tsv"):
        parsed = read(text.removeprefix("~"))
        parsed.document_date = None if text.startswith("~") else DAY
        found = [
            (
                parsed.text[slice(*d.span)],
                d.timex or "",
                *("" if x is None else x.isoformat() for x in (d.date_from, d.date_to)),
            )
            for d in find_dates(parsed)
        ]
        tally.add(text, [tuple(item) for item in expected], found)
    assert tally.sentences >= 150
    assert tally.f1 >= F1, tally


def test_years_written_as_one_word_are_no_fault(read: Read) -> None:
    for text in (
        "The 2007/2008 Kelby League was won by Norvik.",
        "Deals (2007Norvik League) fell.",
    ):
        assert all(d.timex != "" for d in find_dates(read(text)))
