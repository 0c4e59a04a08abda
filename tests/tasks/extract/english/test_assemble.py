"""Rounding of weights and lemmas counted in the treebanks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.extract.english.assemble import add_lemmas, rounded
from tasks.extract.english.conllu import Word
from tasks.extract.english.convert import Paragraph


@given(st.floats(-1e6, 1e6, width=32, allow_subnormal=False), st.integers(1, 22))
def test_rounding_is_near_and_final(number: float, bits: int) -> None:
    once = rounded(np.array([number], dtype=np.float32), bits)
    assert abs(once[0] - number) <= abs(number) * 2.0 ** -(bits + 1)
    assert (rounded(once, bits) == once).all()
    assert once.view(np.uint32)[0] % (1 << (23 - bits)) == 0


def test_rounding_keeps_the_shape() -> None:
    weights = np.linspace(-1, 1, 12, dtype=np.float32).reshape(3, 4).T
    assert rounded(weights, 7).shape == (4, 3)


@pytest.mark.parametrize(
    ("word", "pos", "lemmas", "before", "after"),
    [
        ("is", "AUX", ["be", "be"], None, ["be"]),
        ("The", "DET", ["the", "the"], None, ["the"]),
        ("species", "NOUN", ["species"] * 4, None, ["species"]),  # rules would make it "specie"
        ("house", "NOUN", ["house"] * 4, None, None),  # no rule applies
        ("rose", "VERB", ["rise"] * 3, ["rose"], ["rise"]),
        ("rose", "VERB", ["rise"] * 2, ["rose"], ["rose"]),  # too rarely seen
        ("data", "NOUN", ["datum"] * 4, None, ["datum"]),
        ("data", "NOUN", ["datum"] * 3, None, None),
        ("left", "VERB", ["leave", "left"], ["leave"], ["leave"]),  # no single voice
        ("Paris", "PROPN", ["Pari"] * 9, None, None),
    ],
)
def test_lemmas_of_the_treebanks_go_first(
    word: str, pos: str, lemmas: list[str], before: list[str] | None, after: list[str] | None
) -> None:
    words = tuple(Word(word, True, lemma, pos, "", "", 0, "ROOT") for lemma in lemmas)
    table = {pos.lower(): {word.lower(): before} if before else {}}
    add_lemmas(table, [Paragraph((words,))])
    assert table[pos.lower()].get(word.lower()) == after
