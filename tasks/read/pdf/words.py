"""Words and lines of a page's text layer, from PDFium's characters.

PDFium has already found the spaces and line ends that a page only implies. Its characters come in
one call, the boxes of the first and last of each word in two, and the font of a line is asked of
at most three of its characters: calls into PDFium are what reading costs.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from sys import intern

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as c

from tasks.read.pdf.geometry import PageFrame, union
from tasks.read.raw import RawLine, RawWord, Style
from tasks.values import Box

# PDFium writes these for a hyphen at a line end, and joins the word's two halves.
_LINE_HYPHENS = ("\x02", "\ufffe")
_WORD = re.compile("[^\x00-\x20\xa0\ufffe]+")
_LINE_END = re.compile("[\r\n]")
_BLANK = re.compile("[\x00-\x20]")
# Characters that no text has: private use, replacement, controls of the second set.
_ODD = re.compile("[\x80-\x9f\ue000-\uf8ff\ufffd]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# A gap wider than this many ems parts two pieces of text on one line: columns, cells of a table.
_COLUMN_GAP_EM = 1.6
# A line of so many single letters is a heading spaced out, "P R O C E E D I N G S"; the gap
# between two of its words is so many times that between letters, which is no gap of columns.
_LEAST_SPACED, _SPACED_GAP, _WIDEST_SPACE_EM = 5, 1.8, 0.8
# Heights of words that differ by less, in points, are one.
_HEIGHT_STEP = 0.2
_BOLD_WEIGHT = 600
_FORCE_BOLD = 1 << 18  # PDF 32000-1, table 123: font flags


@dataclass(slots=True)
class TextLayer:
    """The text layer of a page: its lines in the order of the file and what they are made of."""

    lines: list[RawLine]
    character_count: int
    odd_count: int  # characters that no text has: private use, replacement, unmapped

    @property
    def turn(self) -> int:
        """By how many degrees, clockwise, most of its letters are seen turned."""
        if not any(line.turn for line in self.lines):
            return 0
        letters: Counter[int] = Counter()
        for line in self.lines:
            letters[line.turn] += sum(len(word.text) for word in line.words)
        turn, most = max(letters.items(), key=lambda counted: counted[1])
        return turn if 2 * most > letters.total() else 0


class _Page:
    """One text page with the C buffers that all its characters share."""

    def __init__(self, text_page: pdfium.PdfTextPage, frame: PageFrame, number: int) -> None:
        self.raw = text_page.raw
        self.frame = frame
        self.number = number
        self._matrix = c.FS_MATRIX()
        self._name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()
        # By the addresses of text objects and fonts, which stay while the page is open.
        self._settings: dict[int, _Setting] = {}
        self._bold: dict[int, bool] = {}

    def text(self) -> str:
        """The characters, one for each of PDFium's indexes; halves of surrogate pairs stay so."""
        count = c.FPDFText_CountChars(self.raw)
        if count <= 0:
            return ""
        buffer = (ctypes.c_ushort * (count + 1))()
        written = c.FPDFText_GetText(self.raw, 0, count, buffer)
        units = np.frombuffer(buffer, dtype=np.uint16)
        if written == count + 1 and not ((units >= 0xD800) & (units < 0xE000)).any():
            return units[:count].tobytes().decode("utf-16-le")
        # It leaves out what has no character, and then its places are not PDFium's indexes.
        get, raw = c.FPDFText_GetUnicode, self.raw
        return "".join([chr(get(raw, index)) for index in range(count)])

    def boxes(self, spans: list[tuple[int, int]]) -> list[Box | None]:
        """The boxes of runs of characters, from those of the first and the last of each."""
        if not spans:
            return []
        get, raw, count = c.FPDFText_GetLooseCharBox, self.raw, len(spans)
        # One rectangle for the first character of every span, then one for the last.
        buffer = (c.FS_RECTF * (2 * count))()
        rectangles = list(buffer)
        for (first, end), rectangle, last in zip(
            spans, rectangles, rectangles[count:], strict=False
        ):
            if get(raw, first, rectangle) and (end - first == 1 or not get(raw, end - 1, last)):
                last.left, last.top = rectangle.left, rectangle.top
                last.right, last.bottom = rectangle.right, rectangle.bottom
        # Left, top, right, bottom, as the structure has them.
        sides = np.frombuffer(buffer, dtype=np.float32).astype(np.float64).reshape(2, count, 4)
        least, most = sides.min(axis=0), sides.max(axis=0)
        return self.frame.boxes((least[:, 0], least[:, 3], most[:, 2], most[:, 1]))

    def setting(self, index: int) -> _Setting:
        """How a character is set; asked once of all that one text object shows."""
        shown = c.FPDFText_GetTextObject(self.raw, index)
        if not shown:  # PDFium made the character up
            return _Setting(Style(self._size(index), self._is_bold(index)), self._turn(index))
        place = ctypes.addressof(shown.contents)
        if place not in self._settings:
            handle = c.FPDFTextObj_GetFont(shown)
            font = ctypes.addressof(handle.contents) if handle else -index
            if font not in self._bold:
                self._bold[font] = self._is_bold(index)
            style = Style(self._size(index), self._bold[font])
            self._settings[place] = _Setting(style, self._turn(index))
        return self._settings[place]

    def _size(self, index: int) -> float:
        """The em height in points of a character, its matrix applied."""
        size = c.FPDFText_GetFontSize(self.raw, index)
        if c.FPDFText_GetMatrix(self.raw, index, ctypes.byref(self._matrix)):
            # The matrix's second column is how far up one unit of the font goes on the page.
            size *= math.hypot(self._matrix.c, self._matrix.d)
        return round(float(abs(size)), 2)

    def _is_bold(self, index: int) -> bool:
        if c.FPDFText_GetFontWeight(self.raw, index) >= _BOLD_WEIGHT:
            return True
        flags, buffer = self._flags, self._name
        buffer[0] = b"\0"
        flags.value = 0
        c.FPDFText_GetFontInfo(self.raw, index, buffer, 128, ctypes.byref(flags))
        name = buffer.value.lower()
        return bool(flags.value & _FORCE_BOLD) or b"bold" in name or b"black" in name

    def _turn(self, index: int) -> int:
        """By how many degrees a character is seen turned, clockwise, to the nearest quarter."""
        angle = math.degrees(c.FPDFText_GetCharAngle(self.raw, index)) + self.frame.rotation
        return round(angle / 90) % 4 * 90


@dataclass(frozen=True, slots=True)
class _Setting:
    """How a text object is set, and by how many degrees it is seen turned, clockwise."""

    style: Style
    turn: int


def text_layer(text_page: pdfium.PdfTextPage, frame: PageFrame, number: int) -> TextLayer:
    """Read the lines of a page. ``text_page`` must stay open meanwhile.

    A word broken by a line-end hyphen is two words on two lines, the first line marked as
    hyphenated.
    """
    page = _Page(text_page, frame, number)
    text = page.text()
    lines = [_line(page, pieces) for words in _runs(page, text) for pieces in _pieces(page, words)]
    blank, odd = len(_BLANK.findall(text)), len(_ODD.findall(text))
    return TextLayer(lines, len(text) - blank, odd)


@dataclass(slots=True)
class _Placed:
    text: str
    box: Box
    first: int
    is_broken: bool


def _runs(page: _Page, text: str) -> list[list[_Placed]]:
    """The words between line ends; a line-end hyphen ends one word and begins another."""
    spans = [found.span() for found in _WORD.finditer(text)]
    runs: list[list[_Placed]] = [[]]
    before, has_halves = 0, bool(_SURROGATE.search(text))
    for (start, end), box in zip(spans, page.boxes(spans), strict=True):
        if _LINE_END.search(text, before, start):
            runs.append([])
        before = end
        # One copy of each word: a long document has a hundred thousand times "the".
        word = intern(_whole(text[start:end]) if has_halves else text[start:end])
        if box is not None and word:
            runs[-1].append(_Placed(word, box, start, text[end : end + 1] in _LINE_HYPHENS))
    return runs


def _whole(word: str) -> str:
    """A word with its surrogate pairs joined; lone surrogates are dropped."""
    return word.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")


def _pieces(page: _Page, words: list[_Placed]) -> list[list[_Placed]]:
    """Words parted where the text goes to another line or over a gap as wide as a gutter."""
    pieces: list[list[_Placed]] = []
    for word in words:
        before = pieces[-1][-1] if pieces else None
        if before is None or (_parts(before, word) and not _climbs(page, before, word)):
            pieces.append([word])
        else:
            pieces[-1].append(word)
    return pieces


def _climbs(page: _Page, before: _Placed, word: _Placed) -> bool:
    """Whether a word stands above or below the one before because their line is sideways."""
    a, b = before.box, word.box
    em = min(a.x1 - a.x0, b.x1 - b.x0)
    gap = max(a.top - b.bottom, b.top - a.bottom)
    is_near = min(a.x1, b.x1) - max(a.x0, b.x0) > 0.5 * em and gap < _COLUMN_GAP_EM * em
    return is_near and all(page.setting(w.first).turn % 180 for w in (before, word))


def _closed(letters: list[_Placed]) -> list[_Placed]:
    """The words of a line of spaced letters; other single characters stay as they are."""
    gaps = [b.box.x0 - a.box.x1 for a, b in pairwise(letters)]
    usual = median(gaps)
    height = letters[0].box.bottom - letters[0].box.top
    if not all(letter.text.isalpha() for letter in letters) or usual > _WIDEST_SPACE_EM * height:
        return letters
    words = [letters[0]]
    for letter, gap in zip(letters[1:], gaps, strict=True):
        if gap > _SPACED_GAP * usual:
            words.append(letter)
            continue
        last = words.pop()
        box = union([last.box, letter.box])
        words.append(_Placed(last.text + letter.text, box, last.first, letter.is_broken))
    return words


def _parts(before: _Placed, word: _Placed) -> bool:
    a, b = before.box, word.box
    height = min(a.bottom - a.top, b.bottom - b.top)
    overlap = min(a.bottom, b.bottom) - max(a.top, b.top)
    if overlap < 0.3 * height:
        return True
    gap = b.x0 - a.x1
    return gap > _COLUMN_GAP_EM * height or gap < -2 * height


def _line(page: _Page, pieces: list[_Placed]) -> RawLine:
    longest = max(_most(pieces), key=lambda word: len(word.text))
    if len(longest.text) == 1 and len(pieces) >= _LEAST_SPACED:
        pieces = _closed(pieces)
    words = [
        RawWord(
            word.text if not word.is_broken or word is pieces[-1] else f"{word.text}-", word.box
        )
        for word in pieces
    ]
    main, first, last = (page.setting(word.first) for word in (longest, pieces[0], pieces[-1]))
    # A bold word or two make no bold line.
    is_bold = main.style.is_bold and first.style.is_bold and last.style.is_bold
    style = Style(main.style.size, is_bold)
    return RawLine(
        words,
        page.number,
        size=style.size,
        is_bold=style.is_bold,
        turn=main.turn,
        is_hyphenated=pieces[-1].is_broken,
        opens=None if first.style == style else first.style,
        closes=None if last.style == style else last.style,
    )


def _most(words: list[_Placed]) -> list[_Placed]:
    """The words of the height that most letters have: others are set in another size or face."""
    heights = [word.box.bottom - word.box.top for word in words]
    if max(heights) - min(heights) < _HEIGHT_STEP:
        return words
    letters: Counter[int] = Counter()
    for word, height in zip(words, heights, strict=True):
        letters[round(height / _HEIGHT_STEP)] += len(word.text)
    usual = max(letters, key=lambda step: letters[step])
    return [w for w, h in zip(words, heights, strict=True) if round(h / _HEIGHT_STEP) == usual]
