"""Characters: what is mended, what is left alone."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.normalize import clean_line, clean_word


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        ("“curly” and ’single’ — kept", "“curly” and ’single’ — kept"),
        ("â€œmis-decodedâ€\x9d", "“mis-decoded”"),
        ("cafe\u0301", "café"),
        ("a\u200bb\u00adc", "abc"),
        ("the author’s own ﬁ", "the author’s own ﬁ"),
        ("bell\x07", "bell"),
        ("AT&T", "AT&T"),
        ("２０２６", "２０２６"),
    ],
)
def test_clean_line(line: str, clean: str) -> None:
    assert clean_line(line) == clean


@pytest.mark.parametrize(
    ("word", "clean"),
    [
        ("eﬃcient", "efficient"),
        ("ﬁrst", "first"),
        ("A\u030a", "Å"),
        ("\u00ad", ""),
        ("U.S.", "U.S."),
    ],
)
def test_clean_word(word: str, clean: str) -> None:
    assert clean_word(word) == clean


@given(st.text())
def test_clean_words_are_nfc_and_hold_no_space(word: str) -> None:
    clean = clean_word(word)
    assert unicodedata.is_normalized("NFC", clean)
    assert not any(character.isspace() for character in clean)
