"""Lines on a page with their place: what columns, paragraphs and furniture are told from."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from tasks.read.raw import RawBlock, RawLine
from tasks.values import Box

# Letters that reach below the baseline, and how far, in ems (typical text faces).
_DEEP = frozenset("gjpqy,;()Q")
_DESCENT_EM = 0.21
# Superscripts and subscripts: a word or two, smaller than their word, at its edge, partly at its
# height.
_RAISED_RATIO, _RAISED_GAP_EM, _RAISED_SHARE, _MOST_RAISED_WORDS = 0.85, 0.4, 0.2, 3
# Pieces of one line overlap by no more than a mark's overhang.
_KERN_EM = 0.4
# Skew is told from at least so many lines of so many words, and only when it is worth undoing.
_LEAST_SLOPE_LINES, _LEAST_SLOPE_WORDS = 5, 4
_LEAST_SLOPE = 0.002


@dataclass(slots=True)
class Row:
    """A line, or a whole block such as a table, with the box around it.

    ``baseline`` is where its first word stands, in points from the top. The skew of a scanned page
    is taken out of both.
    """

    line: RawLine
    box: Box
    baseline: float = 0.0
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


def level_lines(rows: list[Row]) -> list[list[Row]]:
    """Rows from top to bottom, those that stand on one line together, from left to right."""
    lines: list[list[Row]] = []
    raised = _raised(rows)
    for row in sorted(rows, key=lambda row: (row.middle, row.box.x0)):
        if id(row) in raised:
            continue
        if lines and all(_is_level(other, row) for other in lines[-1]):
            lines[-1].append(row)
        else:
            lines.append([row])
    of_row = {id(row): line for line in lines for row in line}
    for row, base in raised.values():
        of_row[id(base)].append(row)
    return [sorted(pieces, key=lambda row: row.box.x0) for pieces in lines]


def _raised(rows: list[Row]) -> dict[int, tuple[Row, Row]]:
    """Superscripts and subscripts, by ``id``, each with the larger piece beside it."""
    if len(rows) < 2:
        return {}
    most = _RAISED_RATIO * max(row.em for row in rows)
    found: dict[int, tuple[Row, Row]] = {}
    for row in sorted(rows, key=lambda row: -row.em):
        if row.em > most or row.block is not None or len(row.line.words) > _MOST_RAISED_WORDS:
            continue
        bases = [base for base in rows if id(base) not in found and _is_raised(row, base)]
        if bases:
            found[id(row)] = row, max(bases, key=lambda base: _overlap(row, base))
    return found


def _is_raised(row: Row, base: Row) -> bool:
    """Whether a piece is smaller than another, at its edge, and partly at its height."""
    if base.block is not None or row.em > _RAISED_RATIO * base.em:
        return False
    height = row.box.bottom - row.box.top
    gap = _beside(row, base)
    return -_KERN_EM * base.em <= gap < _RAISED_GAP_EM * base.em and (
        _overlap(row, base) > _RAISED_SHARE * height
    )


def _is_level(a: Row, b: Row) -> bool:
    """Whether two pieces stand on one line, side by side."""
    if a.block is not None or b.block is not None:
        return False
    lower = min(a.box.bottom - a.box.top, b.box.bottom - b.box.top)
    return _overlap(a, b) > 0.5 * lower and _beside(a, b) >= -_KERN_EM * min(a.em, b.em)


def _overlap(a: Row, b: Row) -> float:
    """How much of their heights two pieces share, in points."""
    return min(a.box.bottom, b.box.bottom) - max(a.box.top, b.box.top)


def _beside(a: Row, b: Row) -> float:
    """The gap between two pieces from left to right, negative where they overlap."""
    return max(a.box.x0, b.box.x0) - min(a.box.x1, b.box.x1)


def rows_of(lines: list[RawLine]) -> list[Row]:
    """Lines of a page with their boxes, level even when the page was scanned askew.

    Lines without a word that has a box are left out. Words keep the boxes they were read with.
    """
    slope = _slope(lines)
    rows = []
    for line in lines:
        boxes = [_level(word.box, slope) for word in line.words if word.box is not None]
        if boxes:
            box = box_around(boxes)
            rows.append(Row(line, box, _baseline(line, boxes[0])))
    return rows


def _slope(lines: list[RawLine]) -> float:
    """How far lines read by OCR fall from left to right, in points per point; 0 when hardly."""
    slopes = []
    for line in lines:
        boxes = [word.box for word in line.words if word.box is not None]
        if line.is_ocr and len(boxes) >= _LEAST_SLOPE_WORDS:
            run = boxes[-1].x0 - boxes[0].x0
            fall = _middle(boxes[-1]) - _middle(boxes[0])
            if run > 0:
                slopes.append(fall / run)
    slope = median(slopes) if len(slopes) >= _LEAST_SLOPE_LINES else 0.0
    return slope if abs(slope) >= _LEAST_SLOPE else 0.0


def _level(box: Box, slope: float) -> Box:
    """A box turned back by a small angle: its middle moves, its size stays."""
    if not slope:
        return box
    fall, shift = slope * (box.x0 + box.x1) / 2, slope * _middle(box)
    return Box(box.x0 + shift, box.top - fall, box.x1 + shift, box.bottom - fall)


def _baseline(line: RawLine, box: Box) -> float:
    """OCR boxes fit their letters closely, so those with descenders reach below the baseline."""
    if line.is_ocr and _DEEP & set(line.words[0].text):
        return box.bottom - _DESCENT_EM * line.size
    return box.bottom


def _middle(box: Box) -> float:
    return (box.top + box.bottom) / 2
