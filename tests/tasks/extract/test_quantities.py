"""Quantities against the hand-made table."""

from __future__ import annotations

from collections.abc import Callable

from tasks.extract import Parse
from tasks.extract.dates import find_dates
from tasks.extract.quantities import find_quantities
from tasks.values import Quantity
from tests.tasks.extract.tables import DATA, Tally, rows

F1 = 95
COUNTED = 90  # percent of the right ones whose of_what is right


def _number(value: float | None) -> str:
    return "" if value is None else f"{round(value, 3):.15g}"


def _item(text: str, found: Quantity) -> tuple[str, str, str, str]:
    value = _number(found.value)
    if found.value is None:
        value = f"{_number(found.value_low)}..{_number(found.value_high)}"
    return text[slice(*found.span)].lower(), value, found.unit or "", found.comparison or ""


def test_the_table(read: Callable[[str], Parse]) -> None:
    tally, counted = Tally(), Tally()
    for text, expected in rows(DATA / "quantities.tsv"):
        parsed = read(text)
        found = {_item(text, q): q for q in find_quantities(parsed, find_dates(parsed))}
        wanted = {(e[0].lower(), e[1], e[2], e[3]): e[4] for e in expected}
        tally.add(text, list(wanted), list(found))
        for key in wanted.keys() & found.keys():
            counted.add(text, [(key, wanted[key])], [(key, found[key].of_what or "")])
    assert tally.sentences >= 150
    assert tally.f1 >= F1, tally
    assert counted.precision >= COUNTED, counted
