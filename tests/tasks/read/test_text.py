"""Text files: encodings and lines."""

from __future__ import annotations

import codecs

import pytest

from tasks.read.text import decode, text_lines

SENTENCE = "“Größe”, he said — it’s 5 €"


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (SENTENCE.encode(), SENTENCE, "utf-8"),
        (codecs.BOM_UTF8 + SENTENCE.encode(), SENTENCE, "utf-8"),
        (codecs.BOM_UTF16_LE + SENTENCE.encode("utf-16-le"), SENTENCE, "utf-16-le"),
        (codecs.BOM_UTF16_BE + SENTENCE.encode("utf-16-be"), SENTENCE, "utf-16-be"),
        (codecs.BOM_UTF32_LE + SENTENCE.encode("utf-32-le"), SENTENCE, "utf-32-le"),
        (codecs.BOM_UTF32_BE + SENTENCE.encode("utf-32-be"), SENTENCE, "utf-32-be"),
        (SENTENCE.encode("cp1252"), SENTENCE, "cp1252"),
        ("café".encode("latin-1"), "café", "cp1252"),
        (b"caf\xe9 \x81", "café �", "cp1252"),
        (b"", "", "utf-8"),
    ],
)
def test_decode(data: bytes, text: str, encoding: str) -> None:
    assert decode(data) == (text, encoding)


def test_lines_are_numbered_whatever_ends_them() -> None:
    lines = text_lines("one\r\n  two\rthree\n\nfive")
    assert [(line.line_number, line.text, line.indent) for line in lines] == [
        (1, "one", 0),
        (2, "  two", 2),
        (3, "three", 0),
        (4, "", 0),
        (5, "five", 0),
    ]
