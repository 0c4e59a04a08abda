"""Numbers of lines in the margin, as courts and parliaments print them: no words of the text."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from tasks.read.raw import RawLine, RawWord
from tasks.values import Box

# So many numbers, nearly all of them one more than the number above, right edges this near.
_LEAST_NUMBERS, _RISING_SHARE, _EDGE_POINTS = 8, 0.9, 3.0
_MOST_DIGITS = 4


def without_line_numbers(lines: list[RawLine]) -> tuple[list[RawLine], list[RawLine]]:
    """The lines of a page without the numbers before them, and those numbers from top to bottom.

    Numbers count as such when they stand below one another, rise by one, and all other lines
    between the first and the last begin right of them.
    """
    columns: defaultdict[int, list[tuple[RawWord, Box]]] = defaultdict(list)
    for line in lines:
        first = line.words[0] if line.words else None
        if first is not None and first.box is not None and _is_number(first.text):
            columns[round(first.box.x1 / _EDGE_POINTS)].append((first, first.box))
    # Edges may fall on both sides of a rounding step.
    for step in sorted(columns):
        column = sorted(
            (*columns[step], *columns.get(step + 1, ())), key=lambda found: found[1].top
        )
        if _rises(column) and _is_margin(column, lines):
            return _parted(lines, column)
    return lines, []


def _is_number(text: str) -> bool:
    return len(text) <= _MOST_DIGITS and text.isascii() and text.isdigit()


def _rises(column: list[tuple[RawWord, Box]]) -> bool:
    if len(column) < _LEAST_NUMBERS:
        return False
    values = [int(word.text) for word, _ in column]
    return sum(b - a == 1 for a, b in pairwise(values)) >= _RISING_SHARE * (len(values) - 1)


def _is_margin(column: list[tuple[RawWord, Box]], lines: list[RawLine]) -> bool:
    """Whether text stands right of the numbers, and nowhere else between first and last."""
    taken = {id(word) for word, _ in column}
    edge = max(box.x1 for _, box in column)
    top, bottom = column[0][1].top, column[-1][1].bottom
    beside = 0
    for line in lines:
        words = [word for word in line.words if id(word) not in taken and word.box is not None]
        box = words[0].box if words else None
        if box is None or line.is_sideways or not top <= (box.top + box.bottom) / 2 <= bottom:
            continue
        if box.x0 < edge:
            return False
        beside += 1
    return beside > 0


def _parted(
    lines: list[RawLine], column: list[tuple[RawWord, Box]]
) -> tuple[list[RawLine], list[RawLine]]:
    taken = {id(word) for word, _ in column}
    page_number, is_ocr = lines[0].page_number, lines[0].is_ocr
    numbers = [RawLine([word], page_number, is_ocr=is_ocr) for word, _ in column]
    kept = []
    for line in lines:
        if line.words and id(line.words[0]) in taken:
            line.words = line.words[1:]
        if line.words:
            kept.append(line)
    return kept, numbers
