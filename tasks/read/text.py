"""Read a plain text file: decode it and number its lines."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from tasks.discover.wide_text import wide_encoding
from tasks.read.raw import RawLine, RawPage, unreadable
from tasks.values import Source

# UTF-32 before UTF-16: the little-endian mark of the first begins with that of the second.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes) -> tuple[str, str]:
    """Text and encoding of ``data``: by its byte order mark, as strict UTF-8, or as cp1252.

    UTF-16 and UTF-32 without a mark are told by their zero bytes, where they are mostly ASCII.

    Bytes that cp1252 leaves undefined, or that break the encoding its mark announces, become
    U+FFFD, so decoding never fails.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace"), encoding
    wide = wide_encoding(data)
    if wide is not None:
        return data.decode(wide, errors="replace"), wide
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "cp1252"


def read_text(source: Source, data: bytes) -> Iterator[RawPage]:
    """The one page of a text file, its lines numbered from 1.

    Raises:
        Unreadable: the file has bytes but no text.
    """
    text, _ = decode(data)
    if not text.strip():
        raise unreadable(
            source, "no_text", f"{source.uri} holds nothing but white space", "Check the file."
        )
    yield RawPage(page_number=1, read_method="text", lines=text_lines(text))


def text_lines(text: str) -> list[RawLine]:
    """Lines of a text, empty ones included: they part blocks. Line ends are LF, CR LF or CR."""
    lines = []
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(unified.split("\n"), start=1):
        expanded = line.expandtabs(4)
        indent = len(expanded) - len(expanded.lstrip())
        lines.append(RawLine([], text=line, line_number=number, indent=indent))
    return lines
