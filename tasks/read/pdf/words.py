"""Words and lines of a page's text layer, from PDFium's characters.

PDFium has already found the spaces and line ends that a page only implies; every character is
asked for its code, but only the first and last of a word for their boxes, and one of a line for
its font: calls into PDFium are what reading costs.
"""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as c

from tasks.read.pdf.geometry import PageFrame
from tasks.read.raw import RawLine, RawWord
from tasks.values import Box

# PDFium writes these for a hyphen at a line end, and joins the word's two halves.
_LINE_HYPHENS = (0x0002, 0xFFFE)
# A gap wider than this many ems parts two pieces of text on one line: columns, cells of a table.
_COLUMN_GAP_EM = 1.6
_BOLD_WEIGHT = 600
_FORCE_BOLD = 1 << 18  # PDF 32000-1, table 123: font flags


@dataclass(slots=True)
class TextLayer:
    """The text layer of a page: its lines in the order of the file and what they are made of."""

    lines: list[RawLine]
    character_count: int
    odd_count: int  # characters that no text has: private use, replacement, unmapped


class _Page:
    """One text page with the C buffers that all its characters share."""

    def __init__(self, text_page: pdfium.PdfTextPage, frame: PageFrame, number: int) -> None:
        self.raw = text_page.raw
        self.frame = frame
        self.number = number
        self._rect = c.FS_RECTF()
        self._rect_ref = ctypes.byref(self._rect)
        self._matrix = c.FS_MATRIX()

    def codes(self) -> list[int]:
        get, raw = c.FPDFText_GetUnicode, self.raw
        return [get(raw, index) for index in range(c.FPDFText_CountChars(raw))]

    def box(self, first: int, last: int) -> Box | None:
        """The box of the characters ``first`` to ``last`` inclusive, from their two ends."""
        get, raw, rect = c.FPDFText_GetLooseCharBox, self.raw, self._rect
        if not get(raw, first, self._rect_ref):
            return None
        left, bottom, right, top = rect.left, rect.bottom, rect.right, rect.top
        if last != first and get(raw, last, self._rect_ref):
            left, right = min(left, rect.left), max(right, rect.right)
            bottom, top = min(bottom, rect.bottom), max(top, rect.top)
        if not (right > left and top > bottom):
            return None
        return self.frame.box(left, bottom, right, top)

    def size_of(self, index: int) -> float:
        """The em height in points of a character, its matrix applied."""
        size = c.FPDFText_GetFontSize(self.raw, index)
        if c.FPDFText_GetMatrix(self.raw, index, ctypes.byref(self._matrix)):
            # The matrix's second column is how far up one unit of the font goes on the page.
            size *= math.hypot(self._matrix.c, self._matrix.d)
        return float(abs(size))

    def is_bold(self, index: int) -> bool:
        if c.FPDFText_GetFontWeight(self.raw, index) >= _BOLD_WEIGHT:
            return True
        flags = ctypes.c_int()
        buffer = ctypes.create_string_buffer(128)
        c.FPDFText_GetFontInfo(self.raw, index, buffer, 128, ctypes.byref(flags))
        name = buffer.value.lower()
        return bool(flags.value & _FORCE_BOLD) or b"bold" in name or b"black" in name

    def is_sideways(self, index: int) -> bool:
        """Whether a character is seen turned by about a quarter, its page's rotation undone."""
        angle = math.degrees(c.FPDFText_GetCharAngle(self.raw, index)) + self.frame.rotation
        return 45 < angle % 180 < 135


def text_layer(text_page: pdfium.PdfTextPage, frame: PageFrame, number: int) -> TextLayer:
    """Read the lines of a page. ``text_page`` must stay open meanwhile.

    A word broken by a line-end hyphen is two words on two lines, the first line marked as
    hyphenated.
    """
    page = _Page(text_page, frame, number)
    codes = page.codes()
    lines: list[RawLine] = []
    for start, end in _runs(codes):
        words = _words(page, codes, start, end)
        for pieces in _pieces(words):
            lines.append(_line(page, pieces))
    # Where most text is turned, the page is read sideways and nothing stands out of the text.
    if 2 * sum(line.is_sideways for line in lines) > len(lines):
        for line in lines:
            line.is_sideways = False
    visible = [code for code in codes if code > 32]
    odd = sum(_is_odd(code) for code in visible)
    return TextLayer(lines, len(visible), odd)


@dataclass(slots=True)
class _Placed:
    text: str
    box: Box
    first: int
    is_broken: bool


def _runs(codes: list[int]) -> list[tuple[int, int]]:
    """Index ranges between line ends."""
    runs, start = [], 0
    for index, code in enumerate(codes):
        if code in (10, 13):
            if index > start:
                runs.append((start, index))
            start = index + 1
    if len(codes) > start:
        runs.append((start, len(codes)))
    return runs


def _words(page: _Page, codes: list[int], start: int, end: int) -> list[_Placed]:
    """Words of a run of characters; a line-end hyphen ends one word and begins another."""
    words: list[_Placed] = []
    first: int | None = None
    for index in range(start, end + 1):
        code = codes[index] if index < end else 32
        is_break = code in _LINE_HYPHENS
        if code > 32 and not is_break and code != 0xA0:
            first = index if first is None else first
            continue
        if first is not None:
            box = page.box(first, index - 1)
            text = _string(codes[first:index])
            if box is not None and text:
                words.append(_Placed(text, box, first, is_break))
            first = None
    return words


def _string(codes: list[int]) -> str:
    """Characters of PDFium's code units; surrogate pairs joined, lone surrogates dropped."""
    return (
        "".join(map(chr, codes))
        .encode("utf-16", "surrogatepass")
        .decode("utf-16", "ignore")
        .replace("\x00", "")
    )


def _pieces(words: list[_Placed]) -> list[list[_Placed]]:
    """Words parted where the text goes to another line or over a gap as wide as a gutter."""
    pieces: list[list[_Placed]] = []
    for word in words:
        before = pieces[-1][-1] if pieces else None
        if before is None or _parts(before, word):
            pieces.append([word])
        else:
            pieces[-1].append(word)
    return pieces


def _parts(before: _Placed, word: _Placed) -> bool:
    a, b = before.box, word.box
    height = min(a.bottom - a.top, b.bottom - b.top)
    overlap = min(a.bottom, b.bottom) - max(a.top, b.top)
    if overlap < 0.3 * height:
        return True
    gap = b.x0 - a.x1
    return gap > _COLUMN_GAP_EM * height or gap < -2 * height


def _line(page: _Page, pieces: list[_Placed]) -> RawLine:
    longest = max(pieces, key=lambda word: len(word.text))
    words = [
        RawWord(
            word.text if not word.is_broken or word is pieces[-1] else f"{word.text}-", word.box
        )
        for word in pieces
    ]
    return RawLine(
        words,
        page.number,
        size=round(page.size_of(longest.first), 2),
        is_bold=all(page.is_bold(i) for i in {longest.first, pieces[0].first, pieces[-1].first}),
        is_sideways=page.is_sideways(longest.first),
        is_hyphenated=pieces[-1].is_broken,
    )


def _is_odd(code: int) -> bool:
    return code == 0xFFFD or 0xE000 <= code <= 0xF8FF or 0x80 <= code < 0xA0
