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


# What stands after the words that attribute it belongs to the content, not to the saying.
LATE = [
    ("The crew would strike, Lee said, unless wages rose.", "unless wages rose"),
    ("The crew would strike, its leader said, if wages fell.", "if wages fell"),
    ("The crew would stay, Lee said, provided that wages rose.", "provided that wages rose"),
    ("“We will stay,” the captain said, “if wages rise.”", "if wages rise"),
    ("The crew would stay only if wages rose, Lee said.", "if wages rose"),
    ("Lee announced help, as long as the state pays.", "as long as the state pays"),
    ("Lee said the crew would stay as long as wages rise.", "as long as wages rise"),
    (
        "The crew will stay until the end of May as long as wages rise, Lee said.",
        "as long as wages rise",
    ),
    ("Fares will rise in June unless the city steps in, Ann Lee said.", "unless the city steps in"),
    ("The crew would stay until the end of the month, Lee said.", None),
    ("If you add up the figures, 30 jobs will go, Lee said.", None),
]


@pytest.mark.parametrize(("text", "expected"), LATE)
def test_statement_and_claim_have_one_condition(
    read: Read, text: str, expected: str | None
) -> None:
    found = extract(read(text))
    (statement,) = found.statements
    span = statement.condition_span
    assert (None if span is None else text[slice(*span)]) == expected
    assert {claim.condition_text for claim in found.claims} <= {expected}


def test_only_when_is_a_condition(read: Read) -> None:
    text = "The tram line will be built only when the state pays its share, Ann Lee said."
    assert extract(read(text)).claims[0].condition_text == "when the state pays its share"
