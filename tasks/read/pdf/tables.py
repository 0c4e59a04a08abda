"""Ruled tables: pdfplumber finds the cells, the words in them are PDFium's."""

from __future__ import annotations

import io
from typing import Any

import pdfplumber

from tasks.read.pdf.geometry import PageFrame, union
from tasks.read.raw import Cell, RawBlock, RawLine, RawWord
from tasks.values import Box

# pdfplumber raises whatever pdfminer and its own arithmetic meet in a broken page.
PLUMBER_ERRORS = (Exception,)


class TableFinder:
    """Finds tables on pages of one PDF; the file is parsed a second time at the first page asked.

    pdfplumber is slow, so it is only asked about pages whose rules form a grid.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._pdf: Any = None

    def tables(self, number: int, frame: PageFrame) -> list[list[list[Box | None]]]:
        """Per table its rows of cells, in points from the top left of the page as seen.

        Raises:
            Exception: whatever pdfplumber meets in a page it cannot parse.
        """
        if self._pdf is None:
            self._pdf = pdfplumber.open(io.BytesIO(self._data))
        page = self._pdf.pages[number - 1]
        try:
            left, top = page.bbox[:2]
            found = []
            for table in page.find_tables():
                rows = [[_cell(cell, left, top) for cell in row.cells] for row in table.rows]
                if len(rows) > 1 and max(len(row) for row in rows) > 1:
                    found.append(rows)
            return found
        finally:
            page.close()

    def close(self) -> None:
        """Let go of the parsed file.

        Not by pdfplumber's own close: it parses every page again, and a broken one raises.
        """
        self._pdf = None


def _cell(cell: tuple[float, float, float, float] | None, left: float, top: float) -> Box | None:
    if cell is None:
        return None
    return Box(cell[0] - left, cell[1] - top, cell[2] - left, cell[3] - top)


def take_tables(
    lines: list[RawLine], tables: list[list[list[Box | None]]]
) -> tuple[list[RawLine], list[RawBlock]]:
    """Move the words that stand in cells out of the lines into table blocks.

    Returns the lines that are left, and the tables that have words in at least two cells; the
    words of others stay where they are.
    """
    blocks = []
    for rows in tables:
        cells = [[_words_in(lines, box) for box in row] for row in rows]
        if sum(bool(cell) for row in cells for cell in row) < 2:
            continue
        taken = {id(word) for row in cells for cell in row for line in cell for word in line.words}
        lines = [rest for line in lines for rest in _without(line, taken)]
        box = union([box for row in rows for box in row if box is not None])
        blocks.append(RawBlock("table", rows=cells, box=box))
    return lines, blocks


def _words_in(lines: list[RawLine], box: Box | None) -> Cell:
    """Lines of the words whose middle lies in a cell, from top to bottom."""
    if box is None:
        return []
    inside = []
    for line in lines:
        words = [word for word in line.words if word.box and _holds(box, word.box)]
        if words:
            is_whole = len(words) == len(line.words)
            inside.append(line if is_whole else _part(line, words))
    return sorted(inside, key=_top_left)


def _holds(cell: Box, word: Box) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return cell.x0 <= x < cell.x1 and cell.top <= y < cell.bottom


def _top_left(line: RawLine) -> tuple[float, float]:
    box = line.words[0].box
    return (round(box.top), box.x0) if box else (0.0, 0.0)


def _without(line: RawLine, taken: set[int]) -> list[RawLine]:
    words = [word for word in line.words if id(word) not in taken]
    if len(words) == len(line.words):
        return [line]
    return [_part(line, words)] if words else []


def _part(line: RawLine, words: list[RawWord]) -> RawLine:
    is_end = words[-1] is line.words[-1]
    return RawLine(
        words,
        line.page_number,
        size=line.size,
        is_bold=line.is_bold,
        is_hyphenated=line.is_hyphenated and is_end,
    )
