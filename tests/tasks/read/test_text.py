"""Text files: encodings and lines."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from tasks.discover import discover
from tasks.read.text import decode, text_lines
from tasks.run_stages import read_document
from tasks.settings import Settings

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
        (SENTENCE.encode("utf-16-le"), SENTENCE, "utf-16-le"),
        (SENTENCE.encode("utf-16-be"), SENTENCE, "utf-16-be"),
        (SENTENCE.encode("utf-32-le"), SENTENCE, "utf-32-le"),
        (SENTENCE.encode("utf-32-be"), SENTENCE, "utf-32-be"),
        (("He said so.\r\n" * 900).encode("utf-16-le"), "He said so.\r\n" * 900, "utf-16-le"),
        # Nothing to go by, and nothing that could pass for it.
        (b"a\x00b\x01" * 40, "a\x00b\x01" * 40, "utf-8"),
        (b"ab", "ab", "utf-8"),
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


ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le")


@pytest.mark.parametrize("encoding", [*ENCODINGS, "utf-32-be", "cp1252"])
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_files_in_all_encodings_are_found_and_read(
    tmp_path: Path, encoding: str, name: str
) -> None:
    text = "The mayor said: “It’s 5 €, and the café in Hartwell pays.”"
    whole = f"<html><body><article><p>{text}</p></article></body></html>"
    (tmp_path / name).write_bytes((whole if name.endswith("html") else text).encode(encoding))
    found = discover([tmp_path])
    assert not found.issues
    (source,) = found.sources
    assert read_document(source, Settings()).text == text
