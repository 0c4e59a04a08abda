"""Lines on a page with their place: what columns, paragraphs and furniture are told from."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.read.raw import RawBlock, RawLine
from tasks.values import Box

# Letters that reach below the baseline, and how far, in ems (typical text faces).
_DEEP = frozenset("gjpqy,;()Q")
_DESCENT_EM = 0.21


@dataclass(slots=True)
class Row:
    """A line, or a whole block such as a table, with the box around it."""

    line: RawLine
    box: Box
    block: RawBlock | None = None

    @property
    def text(self) -> str:
        return self.line.string

    @property
    def size(self) -> float:
        return self.line.size

    @property
    def em(self) -> float:
        """The em height in points, from the box where the reader knows no better."""
        return self.line.size or (self.box.bottom - self.box.top) or 1.0

    @property
    def baseline(self) -> float:
        """Where the first word stands, in points from the top.

        The first word, because lines of a skewed scan differ most at their ends. OCR boxes fit
        their letters closely, so those with descenders reach lower than the baseline.
        """
        word = self.line.words[0]
        bottom = word.box.bottom if word.box else self.box.bottom
        if self.line.is_ocr and _DEEP & set(word.text):
            return bottom - _DESCENT_EM * self.em
        return bottom

    @property
    def middle(self) -> float:
        return (self.box.top + self.box.bottom) / 2


@dataclass(slots=True)
class Run:
    """Rows of one column from top to bottom, and the column's edges in points."""

    rows: list[Row]
    left: float
    right: float


def box_around(boxes: list[Box]) -> Box:
    """The smallest box around several."""
    return Box(
        min(box.x0 for box in boxes),
        min(box.top for box in boxes),
        max(box.x1 for box in boxes),
        max(box.bottom for box in boxes),
    )


def row_of(line: RawLine) -> Row | None:
    """A line with its box; None for a line without a word that has one."""
    boxes = [word.box for word in line.words if word.box is not None]
    return Row(line, box_around(boxes)) if boxes else None
