"""Clean every word of a document as its pages pass through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tasks.normalize.characters import clean_line, clean_word
from tasks.read.raw import RawDocument, RawLine, RawPage, RawWord

# An apostrophe between two letters: no quotation mark stands there.
_CURLY = re.compile(r"(?<=[^\W\d_])’(?=[^\W\d_])")
_STRAIGHT = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")


def normalize(raw: RawDocument) -> RawDocument:
    """The same document with clean words; pages still come one at a time.

    A word keeps its box, line and confidence through every change; words of which nothing is left
    are dropped. Lines of text files are split into words here, after their encoding is mended,
    because a mis-decoded character may hold a space.
    """
    return replace(raw, pages=_clean_pages(raw.pages))


def _clean_pages(pages: Iterator[RawPage]) -> Iterator[RawPage]:
    for page in pages:
        for line in page.lines:
            _clean(line)
        for block in page.blocks:
            for line in block.every_line():
                _clean(line)
        _agree_on_apostrophes(page.lines)
        yield page


def _agree_on_apostrophes(lines: list[RawLine]) -> None:
    """Write the apostrophes within words that OCR read as most of its page's have them.

    A page is set with one kind; OCR tells them apart by a few pixels, now so and now so.
    """
    words = [word for line in lines if line.is_ocr for word in line.words]
    curly = sum(len(_CURLY.findall(word.text)) for word in words)
    straight = sum(len(_STRAIGHT.findall(word.text)) for word in words)
    if curly and straight:
        other, usual = (_STRAIGHT, "’") if curly >= straight else (_CURLY, "'")
        for word in words:
            word.text = other.sub(usual, word.text)


def _clean(line: RawLine) -> None:
    if line.text is not None:
        line.words = [RawWord(part) for part in clean_line(line.text).split()]
        for (start, end), uri in line.links:
            for word in line.words[_words_before(line.text, start) : _count(line.text[:end])]:
                word.link = uri
        line.text, line.links = None, ()
        return
    for word in line.words:
        word.text = clean_word(word.text)
    line.words = [word for word in line.words if word.text]


def _count(text: str) -> int:
    return len(clean_line(text).split())


def _words_before(text: str, start: int) -> int:
    """How many words of a line end before a place in it."""
    is_inside = start > 0 and not text[start - 1].isspace()
    return max(0, _count(text[:start]) - is_inside)
