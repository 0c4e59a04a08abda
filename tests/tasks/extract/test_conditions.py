"""Conditions against the hand-made table, and on which proposition they bear."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tasks.extract import Parse, extract
from tasks.extract.conditions import find_conditions
from tests.tasks.extract.tables import DATA, Tally, rows

Read = Callable[[str], Parse]
F1 = 95


def test_the_table(read: Read) -> None:
    tally = Tally()
    for text, expected in rows(DATA / "conditions.tsv"):
        parsed = read(text)
        found = [
            (parsed.words(c.tokens), c.kind)
            for sentence in parsed.sentences
            for c in find_conditions(parsed, sentence)
        ]
        tally.add(text, [tuple(item) for item in expected], found)
    assert tally.sentences >= 150
    assert tally.f1 >= F1, tally


@pytest.mark.parametrize(
    ("text", "condition", "kind"),
    [
        ("The king said he would go if the army asked.", "if the army asked", "if"),
        ("“We will go if the army asks us,” the king said.", "if the army asks us", "if"),
        ("The king said that he had gone until the army asked.", None, None),
        ("Norway agreed to pay once the ships arrive.", "once the ships arrive", "once"),
    ],
)
def test_a_statement_has_the_condition_of_its_content(
    read: Read, text: str, condition: str | None, kind: str | None
) -> None:
    (statement,) = extract(read(text)).statements
    span = statement.condition_span
    assert (None if span is None else text[slice(*span)]) == condition
    assert statement.condition_kind == kind
