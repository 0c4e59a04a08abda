"""Tellings of one claim and of others: a table, and what must hold for all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tasks.relate.likeness import LIKE, Told, likeness
from tasks.relate.wording import known_names, name_of, wording

CONTEXT = frozenset({"ostrava", "halvorsen", "briza"})


def told(
    text: str,
    *,
    number: int = 0,
    speakers: tuple[str, ...] = (),
    is_narrated: bool = False,
    context: frozenset[str] = CONTEXT,
) -> Told:
    said = wording(text, known_names(f"x {text}"))
    return Told(
        telling_id=str(number),
        document_id=f"document {number}",
        passage_id=f"document {number}-0",
        statement_id=None if is_narrated else f"statement {number}",
        is_fragment=False,
        span=(0, len(text)),
        terms=said.terms,
        other_terms=(),
        names=frozenset(said.names),
        speakers=frozenset(speakers),
        context=context,
        meaning=None,
    )


SAME = [
    ("The plant will close in May", "The plant might be shut"),
    ("The company will close the plant", "The plant must not be closed by the company"),
    ("Norway could send two frigates", "Norwegian frigates might be dispatched"),
    ("640 jobs were at risk", "700 jobs were at risk"),
    ("a mediator should be appointed", "the appointment of a mediator"),
    # Phrases for one word, and a number that both give.
    ("Nineteen people lost their lives", "21 people were killed"),
    ("the tax will go up", "the tax will rise"),
    ("a rise of three percent is fair", "the offer of 3 percent is fair"),
]
OTHER = [
    ("The plant will close", "The plant was built by Danes"),
    ("The tax on diesel will rise", "The tax on sugar will double"),
    ("She will resign", "She will not say"),
    ("Norway could send two frigates", "Sweden could send two frigates"),
    ("the price of gas", "the state could help with the gas bill"),
    # A number alone tells nothing.
    ("fourteen boats sank", "14 houses burned"),
    ("a rise of three percent is fair", "the offer of 4 percent is fair"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_claim_in_other_words(one: str, other: str) -> None:
    assert likeness(told(one), told(other, number=1)) >= LIKE


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_another_claim(one: str, other: str) -> None:
    assert likeness(told(one), told(other, number=1)) < LIKE


def test_what_one_says_only_beside_does_not_make_it_the_same() -> None:
    death = replace(told("people died"), other_terms=("dam", "burst", "saturday"))
    burst = replace(told("dam burst", number=1), other_terms=("saturday",))
    assert likeness(death, burst) == likeness(burst, death) == 0
    assert likeness(burst, replace(burst, document_id="2", statement_id="2")) >= LIKE


def test_a_title_beside_a_name_is_no_claim_of_what_a_source_says() -> None:
    named = told("the mayor Hendrik Postma", is_narrated=True)
    other = told("the mayor Hendrik Postma spent days", number=1)
    assert likeness(named, other) == 0


def test_it_is_the_same_either_way() -> None:
    for one, other in (*SAME, *OTHER):
        there, back = told(one), told(other, number=1)
        assert likeness(there, back) == pytest.approx(likeness(back, there))


def test_the_same_words_of_another_story_are_another_claim() -> None:
    elsewhere = frozenset({"kaunas", "lithuania", "petraite"})
    one = told("The plant must not be closed")
    assert likeness(one, told("The plant must not be closed", number=1, context=elsewhere)) == 0.0


def test_a_speaker_comes_back_to_a_claim() -> None:
    one, other = "the plant would be closed by December", "the plant closes in spring for repairs"
    apart = likeness(told(one), told(other, number=1))
    own = told(one, speakers=("petra kolarova",))
    assert likeness(own, told(other, number=1, speakers=("petra kolarova",))) > apart


def test_what_two_authors_narrate_is_not_compared() -> None:
    one = told("The plant will close", is_narrated=True)
    assert likeness(one, told("The plant will close", number=1, is_narrated=True)) == 0.0


def test_a_statement_inside_another_is_no_second_telling() -> None:
    one = told("The plant will close")
    inside = Told(**{**_values(one), "telling_id": "1", "statement_id": "statement 1"})
    assert likeness(one, inside) == 0.0


def _values(value: Told) -> dict[str, object]:
    return {name: getattr(value, name) for name in Told.__slots__}


@pytest.mark.parametrize(
    ("word", "expected"),
    [("Norwegian", "@no"), ("Norway", "@no"), ("Bříza", "briza"), ("Solheim’s", "solheim")],
)
def test_names_are_folded(word: str, expected: str) -> None:
    assert name_of(word) == expected
