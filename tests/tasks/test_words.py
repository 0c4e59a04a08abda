"""Words in columns are the words that were put in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tasks.values import Box, Word, Words

EDGE = st.floats(-1e4, 1e4)
WORD = st.builds(
    Word,
    page_number=st.integers(1, 3_000),
    span=st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)),
    box=st.none() | st.builds(Box, EDGE, EDGE, EDGE, EDGE),
    line_number=st.none() | st.integers(1, 10**6),
    confidence=st.none() | st.floats(0, 1),
)


@given(st.lists(WORD, max_size=8))
def test_words_come_out_as_they_went_in(words: list[Word]) -> None:
    kept = Words(words)
    assert list(kept) == words
    assert len(kept) == len(words)
    assert kept[1:-1] == words[1:-1]
    assert [kept[-n] for n in range(1, len(words) + 1)] == words[::-1]
