"""Where on paper the words of a span stand: boxes per line of a page, or lines of a text file."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tasks.values import Box, Span, Word, Words

# Words stand on one line when they share at least half of the lower one's height …
_SHARED_HEIGHT = 0.5
# … and no gap wider than this many line heights parts them: then they are in two columns or cells.
_WIDEST_GAP = 3.0


class Layout:
    """The words of a document in text order, to look up what a span covers."""

    def __init__(self, words: Sequence[Word]) -> None:
        if not isinstance(words, Words):
            words = Words(sorted(words, key=lambda word: word.span))
        self._words = words

    def words(self, span: Span) -> list[Word]:
        """The words that a span touches."""
        words = self._words
        return words[bisect_right(words.ends, span[0]) : bisect_left(words.starts, span[1])]

    def evidence(self, role: str, spans: Iterable[Span]) -> list[dict[str, Any]]:
        """Items of an ``evidence`` column for spans in one role, in text order."""
        return [item for span in spans for item in self._items(role, self.words(span))]

    def confidence(self, spans: Iterable[Span]) -> float:
        """The lowest word confidence in the spans, 0 to 1; 1.0 where nothing was recognised."""
        known = (word.confidence for span in spans for word in self.words(span))
        return min((score for score in known if score is not None), default=1.0)

    def _items(self, role: str, words: list[Word]) -> Iterator[dict[str, Any]]:
        lines = [word.line_number for word in words if word.line_number is not None]
        if lines:
            yield {"role": role, "line_start": min(lines), "line_end": max(lines)}
        boxed = [(word.page_number, word.box) for word in words if word.box is not None]
        for page_number, box in _lines(boxed):
            yield {"role": role, "page_number": page_number, **box._asdict()}


def _lines(boxed: list[tuple[int, Box]]) -> Iterator[tuple[int, Box]]:
    """Boxes of words, in reading order, joined into one box per line of a page."""
    current: tuple[int, Box] | None = None
    for page_number, box in boxed:
        if current and current[0] == page_number and _continues(current[1], box):
            line = current[1]
            joined = Box(
                min(line.x0, box.x0),
                min(line.top, box.top),
                max(line.x1, box.x1),
                max(line.bottom, box.bottom),
            )
            current = (page_number, joined)
        else:
            if current:
                yield current
            current = (page_number, box)
    if current:
        yield current


def _continues(line: Box, box: Box) -> bool:
    """Whether a word's box stands on the same line, further right."""
    heights = (line.bottom - line.top, box.bottom - box.top)
    shared = min(line.bottom, box.bottom) - max(line.top, box.top)
    gap = box.x0 - line.x1
    return shared >= _SHARED_HEIGHT * min(heights) and (
        -max(heights) <= gap <= _WIDEST_GAP * max(heights)
    )
