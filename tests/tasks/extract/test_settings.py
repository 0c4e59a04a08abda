"""To whom, where, when and in what form a thing was said, against the hand-made table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tasks.extract import Parse, extract
from tasks.values import Statement
from tests.tasks.extract.tables import DATA, Tally, rows

Read = Callable[[str], Parse]
WRITTEN_ON = date(2026, 1, 14)
PRECISION, RECALL = 95, 92


def setting(text: str, statement: Statement) -> list[tuple[str, str]]:
    """The filled fields of a statement's setting, as the table names them."""
    to = statement.addressee_span and text[slice(*statement.addressee_span)]
    fields = {
        "to": to,
        "venue": statement.venue_text,
        "place": statement.said_place,
        "date": statement.said_date,
    }
    return [(name, value) for name, value in fields.items() if value]


def test_the_table(read: Read) -> None:
    tally = Tally()
    for text, expected in rows(DATA / "settings.tsv"):
        parsed = read(text)
        parsed.document_date = WRITTEN_ON
        found = extract(parsed).statements
        shown = setting(text, found[0]) if found else [("statement", "none")]
        tally.add(text, [tuple(item) for item in expected], shown)
    assert tally.sentences >= 100
    assert tally.precision >= PRECISION, str(tally)
    assert tally.recall >= RECALL, str(tally)
