"""Where on paper the words of a span stand: boxes per line of a page, or lines of a text file."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from math import isnan
from typing import Any

from tasks.values import Box, Span, Word, Words

# Words stand on one line when they share at least half of the lower one's height …
_SHARED_HEIGHT = 0.5
# … and no gap wider than this many line heights parts them: then they are in two columns or cells.
_WIDEST_GAP = 3.0
# Words that are so much taller than wide stand on a line that runs up or down the page.
_SIDEWAYS = 1.2
# A box of a line is so much thicker than its words at most.
_MOST_THICKNESS = 1.5


class Layout:
    """The words of a document in text order, to look up what a span covers."""

    def __init__(self, words: Sequence[Word]) -> None:
        if not isinstance(words, Words):
            words = Words(sorted(words, key=lambda word: word.span))
        self._words = words
        self._is_recognised = not all(map(isnan, words.confidences))

    def words(self, span: Span) -> list[Word]:
        """The words that a span touches."""
        return self._words[self._touched(span)]

    def evidence(self, role: str, spans: Iterable[Span]) -> list[dict[str, Any]]:
        """Items of an ``evidence`` column for spans in one role, in text order."""
        return [item for span in spans for item in self._items(role, self._touched(span))]

    def confidence(self, spans: Iterable[Span]) -> float:
        """The lowest word confidence in the spans, 0 to 1; 1.0 where nothing was recognised."""
        if not self._is_recognised:
            return 1.0
        scores = (s for span in spans for s in self._words.confidences[self._touched(span)])
        return min((score for score in scores if not isnan(score)), default=1.0)

    def _touched(self, span: Span) -> slice:
        words = self._words
        return slice(bisect_right(words.ends, span[0]), bisect_left(words.starts, span[1]))

    def _items(self, role: str, touched: slice) -> Iterator[dict[str, Any]]:
        numbers = self._words.line_numbers[touched]
        if not numbers:
            return
        last = max(numbers)
        if last:
            first = min(numbers) or min(number for number in numbers if number)
            yield {"role": role, "line_start": first, "line_end": last}
            if all(numbers):  # a text file: its words have lines in place of boxes
                return
        words = self._words[touched]
        boxed = [(word.page_number, word.box) for word in words if word.box is not None]
        for page_number, box in _lines(boxed):
            yield {"role": role, "page_number": page_number, **box._asdict()}


def _lines(boxed: list[tuple[int, Box]]) -> Iterator[tuple[int, Box]]:
    """Boxes of words, in reading order, joined into one box per line of a page.

    A line of a page that was scanned askew climbs: it is cut into boxes before one of them would
    cover the lines beside it.
    """
    current: tuple[int, Box, Box] | None = None  # with the last word's box
    for page_number, box in boxed:
        if current and current[0] == page_number and _continues(current[2], box):
            line, last = current[1:]
            joined = Box(
                min(line.x0, box.x0),
                min(line.top, box.top),
                max(line.x1, box.x1),
                max(line.bottom, box.bottom),
            )
            if _thickness(joined, last, box) <= _MOST_THICKNESS:
                current = (page_number, joined, box)
                continue
        if current:
            yield current[:2]
        current = (page_number, box, box)
    if current:
        yield current[:2]


def _thickness(line: Box, last: Box, box: Box) -> float:
    """How much thicker a line is than two of its words, which stand beside or above each other."""
    if _shared_height(last, box) > 0:
        return (line.bottom - line.top) / max(last.bottom - last.top, box.bottom - box.top)
    return (line.x1 - line.x0) / max(last.x1 - last.x0, box.x1 - box.x0)


def _shared_height(a: Box, b: Box) -> float:
    """The height that two boxes share, as a part of the lower one's; 0 or less when they do not."""
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    height = min(a.bottom - a.top, b.bottom - b.top)
    return shared / height if shared >= _SHARED_HEIGHT * height and height else 0.0


def _continues(last: Box, box: Box) -> bool:
    """Whether a word's box stands on the same line, further right, or further on when sideways."""
    heights = (last.bottom - last.top, box.bottom - box.top)
    if _shared_height(last, box) > 0:
        return -max(heights) <= box.x0 - last.x1 <= _WIDEST_GAP * max(heights)
    widths = (last.x1 - last.x0, box.x1 - box.x0)
    is_sideways = heights[0] + heights[1] > _SIDEWAYS * (widths[0] + widths[1])
    gap = max(last.top, box.top) - min(last.bottom, box.bottom)
    shared = min(last.x1, box.x1) - max(last.x0, box.x0)
    is_next = shared >= _SHARED_HEIGHT * min(widths) and gap <= max(widths)
    return is_sideways and is_next
