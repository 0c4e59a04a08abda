"""Speakers in the manner of American political news: titles, parties, seats, short forms."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tasks.attribute import attribute
from tasks.extract import Parse, extract

Read = Callable[[str], Parse]

# text, names of the speakers in order of the statements, entities with their kinds
CASES = [
    (
        "House Speaker Mike Johnson said the chamber would vote. Johnson, a Louisiana Republican, "
        "told reporters he had the votes. “We are going to get this done,” he said.",
        ["Mike Johnson"] * 3,
        {"Mike Johnson": "person", "Louisiana": "place"},
    ),
    (
        "Rep. Dora Lynn Gray, R-Ga., called the measure “a betrayal.” Gray said she would object.",
        ["Dora Lynn Gray"] * 2,
        {"Dora Lynn Gray": "person"},
    ),
    (
        "Press secretary Karine Jean-Pierre said polls come and go. Jean-Pierre told reporters "
        "that she was not worried.",
        ["Karine Jean-Pierre"] * 2,
        {"Karine Jean-Pierre": "person"},
    ),
    (
        "Foreign Ministry spokesperson Mao Ning said the sale was illegal. Mao urged them to stop.",
        ["Mao Ning"] * 2,
        {"Mao Ning": "person", "Foreign Ministry": "organisation"},
    ),
    (
        "Its president, Alexis McGill Johnson, said patients would suffer. “This is a dark day,” "
        "McGill Johnson said.",
        ["Alexis McGill Johnson"] * 2,
        {"Alexis McGill Johnson": "person"},
    ),
    (
        "New York Attorney General Letitia James said the order was illegal. The attorney general "
        "added that 18 states would join.",
        ["Letitia James"] * 2,
        {"Letitia James": "person"},
    ),
    (
        "Ukraine's President Volodymyr Zelensky and US President Donald Trump met. The Ukrainian "
        "leader said the talks went well. The US president said they were fine.",
        ["Volodymyr Zelensky", "Donald Trump"],
        {"Volodymyr Zelensky": "person", "Donald Trump": "person", "Ukraine": "state"},
    ),
    (
        "The Justice Department announced charges. The department declined to comment.",
        ["Justice Department"] * 2,
        {"United States Department of Justice": "organisation"},
    ),
    ("Amazon and Google oppose the measure.", ["Amazon; Google"], {"Amazon": "organisation"}),
    ("The White House dismissed the poll.", ["White House"], {"White House": "organisation"}),
    (
        "Angela Merkel met Theresa May. Merkel said they had talked. May said she was confident.",
        ["Angela Merkel", "Theresa May"],
        {"Theresa May": "person"},
    ),
    (
        "Democrats say it will cut costs. Some Republicans fear a backlash.",
        ["Democrats", "Republicans"],
        {"Democrats": "group", "Republicans": "group"},
    ),
    (
        "Chief Justice John Roberts spoke first. Justice Roberts said the court was bound.",
        ["John Roberts"],
        {"John Roberts": "person"},
    ),
    # Nobody is sure to be meant: no name is better than a wrong one.
    (
        "Dora Gray called on Congress to act. They spoke out against the war.",
        ["Dora Gray", None],
        {},
    ),
    (
        "Pence said he was angry. Speaking to reporters, she warned of a recession.",
        ["Pence", None],
        {"Pence": "person"},
    ),
    ("The UN said it was late. The UK pledged ships.", ["UN", "United Kingdom"], {}),
]


@pytest.mark.parametrize(("text", "speakers", "entities"), CASES)
def test_speakers_of_news(
    read: Read, text: str, speakers: list[str | None], entities: dict[str, str]
) -> None:
    parsed = read(text)
    extraction = attribute(parsed, extract(parsed))
    assert [s.speaker_name for s in extraction.statements if not s.is_nested] == speakers
    found = {entity.canonical_name: entity.kind for entity in extraction.entities}
    assert found.items() >= entities.items()
    # Days, titles, parties and seats are nobody's names.
    assert not set(found) & {"House Speaker", "R-Ga.", "Monday", "President", "US President"}
