"""What a text says, as stems, numbers and names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.relate.wording import wording

TERMS = [
    ("The plant will be shut down", ("plant", "close")),
    ("Two men lost their lives", ("man", "die")),
    ("The minister stepped down", ("minist", "resign")),
    ("They went on strike", ("strike",)),
    ("They were on strike", ("strike",)),
    # Numbers from three on, in words and figures; no part of a longer one.
    ("Fourteen people and 14 dogs", ("#14", "person", "dog")),
    ("two dogs, 3,200 cats and 1.1 million birds", ("dog", "cat", "bird")),
    ("It would come to 1.1 billion crowns", ("cost", "crown")),
    ("the price climbed to 42 pounds", ("price", "climb", "#42", "pound")),
]


@pytest.mark.parametrize(("text", "terms"), TERMS)
def test_terms(text: str, terms: tuple[str, ...]) -> None:
    assert wording(text, frozenset()).terms == terms


@given(st.text(alphabet=st.sampled_from("lost their lives give up 14 3,2 Ann. \n"), max_size=60))
def test_every_term_has_the_first_stem_of_its_words(text: str) -> None:
    said = wording(text, frozenset())
    assert len(said.terms) == len(said.first_stems) == len(set(said.terms))
    assert all(said.first_stems)
