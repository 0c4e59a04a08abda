"""Who can hold a view: people by a list and by the endings of their names, not things."""

from __future__ import annotations

import pytest

from tasks.extract.holders import can_be_source
from tasks.extract.tree import Token


def noun(word: str, tag: str) -> Token:
    token = Token(0, 0, len(word), word, word, word, "NOUN", tag, "nsubj", 0)
    token.head = token
    return token


@pytest.mark.parametrize(
    ("word", "tag", "kind", "expected"),
    [
        ("growers", "NNS", "speaker", True),
        ("environmentalists", "NNS", "speaker", True),
        ("arborist", "NN", "speaker", True),
        ("borders", "NNS", "speaker", False),
        ("checklist", "NN", "speaker", False),
        ("survey", "NN", "speaker", False),
        ("survey", "NN", "document", True),
        ("survey", "NN", "record", True),
        ("voters", "NNS", "record", False),
    ],
)
def test_who_can_be_a_source(word: str, tag: str, kind: str, expected: bool) -> None:
    assert can_be_source(noun(word, tag), kind) is expected
