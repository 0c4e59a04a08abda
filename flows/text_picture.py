"""The passage of a text that a statement stands in, set in type: what its parts are drawn on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from PIL import Image, ImageDraw, ImageFont

from tasks.values import Span

# Of the text before and after, so many characters are shown: about four lines.
_CONTEXT = 320
_WIDTH, _MARGIN, _SIZE, _LEADING, _BETWEEN = 860, 48, 20, 32, 14
_INK, _PAPER = (25, 25, 25), (255, 255, 255)
# Words of a paragraph; a longer one, mostly an address on the web, is broken.
_WORD = re.compile(r"\S{1,60}")
_PARAGRAPH = re.compile(r"[^\n\f]*\S[^\n\f]*")

_Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


class _Placed(NamedTuple):
    """A word, where it begins in the text, and its left and top in the picture."""

    text: str
    start: int
    x: float
    y: int


def typeset_passage(
    text: str, marks: dict[str, list[Span]]
) -> tuple[Image.Image, list[dict[str, Any]]]:
    """A picture of what stands around the marked spans, and their boxes in its pixels.

    The boxes are as in an ``evidence`` column, one for each span and line.
    """
    font = ImageFont.load_default(_SIZE)
    words: list[_Placed] = []
    y = _MARGIN
    for start, end in _passages(text, [span for spans in marks.values() for span in spans]):
        for paragraph in _PARAGRAPH.finditer(text, start, end):
            is_cut = paragraph.start() == start > 0 and text[start] == " "
            words += _placed(text, paragraph.span(), y, font, is_cut=is_cut)
            y = words[-1].y + _LEADING + _BETWEEN
        if end < len(text) and text[end] == " ":
            cut = words[-1]
            words.append(_Placed(" …", end, cut.x + font.getlength(cut.text), cut.y))
    picture = Image.new("RGB", (_WIDTH, y - _BETWEEN + _MARGIN), _PAPER)
    pen = ImageDraw.Draw(picture)
    for word in words:
        pen.text((word.x, word.y), word.text, _INK, font)
    boxes = [
        {"role": role, **box}
        for role, spans in marks.items()
        for span in spans
        for box in _boxes(span, words, font)
    ]
    return picture, boxes


def _passages(text: str, spans: list[Span]) -> Iterator[Span]:
    """The spans with what stands around them, in text order, run together where they touch."""
    passage: Span | None = None
    for first, last in sorted(spans):
        # Whole words: the first is left out when the cut may have gone through it.
        start = max(0, first - _CONTEXT)
        start = 0 if start == 0 else _word_end(text, start)
        end = _word_end(text, last + _CONTEXT)
        if passage and start <= passage[1]:
            passage = (passage[0], max(end, passage[1]))
            continue
        if passage:
            yield passage
        passage = (start, end)
    if passage:
        yield passage


def _word_end(text: str, at: int) -> int:
    """The first white space from here on, or the end of the text."""
    found = re.compile(r"\s").search(text, at)
    return found.start() if found else len(text)


def _placed(text: str, span: Span, top: int, font: _Font, *, is_cut: bool) -> Iterator[_Placed]:
    """The words of a paragraph in lines as wide as the picture; dots first where it is cut."""
    x, y, space, end = float(_MARGIN), top, font.getlength(" "), span[0]
    if is_cut:
        yield _Placed("…", span[0], x, y)
        x += font.getlength("…")
    for word in _WORD.finditer(text, *span):
        width = font.getlength(word.group())
        x += space if end < word.start() and x > _MARGIN else 0
        if x + width > _WIDTH - _MARGIN and x > _MARGIN:
            x, y = float(_MARGIN), y + _LEADING
        yield _Placed(word.group(), word.start(), x, y)
        x, end = x + width, word.end()


def _boxes(span: Span, words: list[_Placed], font: _Font) -> Iterator[dict[str, float]]:
    """The box of each line that the span touches."""
    lines: dict[int, list[float]] = {}
    for word in words:
        first, last = max(span[0] - word.start, 0), min(span[1] - word.start, len(word.text))
        if first < last:
            edges = (font.getlength(word.text[:first]), font.getlength(word.text[:last]))
            lines.setdefault(word.y, []).extend(word.x + edge for edge in edges)
    for y, reach in lines.items():
        yield {"x0": min(reach), "top": y, "x1": max(reach), "bottom": y + _SIZE + 6}
