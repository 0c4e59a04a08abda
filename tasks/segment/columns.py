"""The reading order of a page: its columns, parted by gutters, between lines that span them.

A recursive cut like XY-cut (Nagy and Seth 1984), but a gutter may be crossed: lines across it, a
heading over two columns, part the page into bands that are read one after the other.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from statistics import median

from tasks.read.raw import RawLine
from tasks.segment.rows import Row, Run, box_around, level_lines
from tasks.segment.tabular import with_tables

# A gutter is at least this wide, in ems of its lines; real ones are one to three.
_GUTTER_EM = 0.7
# Lines standing beside one another that make two columns of them.
_LEAST_BESIDE = 3
# Columns narrower than this share of their region are margins of numbers, not columns.
_NARROWEST_SHARE = 0.12
# Lines of text have so many words; they hold most letters of a column.
_LEAST_WORDS, _RUNNING_SHARE = 3, 0.6
# Heads of the columns of a table: so many pieces of a few words, not far above its first row.
_LEAST_HEADS, _MOST_HEAD_WORDS, _HEAD_GAP_EM = 3, 3, 2.5
# Pieces of one line stand nearer, unless they are cells; they share so much of their height.
_ADJOINING_EM, _SHARED_HEIGHT = 1.2, 0.3
# Notes across columns begin with a mark, and are so long at most.
_NOTE_MARK, _LONGEST_NOTE_EM = re.compile(r"(?:\d{1,3}|[*∗†‡§¶‖])(?!\w)"), 12.0
# A title is centred over its table to within so many ems.
_CENTRED_EM = 1.5
# A gutter is clear when lines cross it this seldom, for each that stands beside it.
_FEW_CROSSING = 0.25
_CROSSING_POINTS = 2.0
_DEEPEST_CUT = 6
# Type set this much larger than its column is a heading's, this much smaller a note's.
_DISPLAY_RATIO = 1.12


@dataclass(frozen=True, slots=True)
class Gutter:
    """Where two columns are parted, and where each of them begins, in points."""

    x: float
    left: float
    right: float


def reading_runs(rows: list[Row], usual: Gutter | None = None) -> tuple[list[Run], Gutter | None]:
    """Rows in reading order, cut into runs that each stand in one column, and the page's gutter.

    ``usual`` is the gutter of the page before: lines that stand where its columns begin are parted
    by it however few they are, as on a last page.
    """
    if not rows:
        return [], None
    left = min(row.box.x0 for row in rows)
    right = max(row.box.x1 for row in rows)
    rows = with_tables(rows)
    x = _gutter(rows, right - left)
    if x is None and usual is not None and _has_columns_of(usual, rows):
        x = usual.x
    if x is None:
        return [Run(_merged(rows), left, right)], None
    crossing, sides = _across(rows, x)
    gutter = Gutter(
        x,
        min((row.box.x0 for row in sides if _middle_x(row) < x), default=left),
        min((row.box.x0 for row in sides if _middle_x(row) >= x), default=x),
    )
    return _parted(crossing, sides, x, (left, right), 0), gutter


def _has_columns_of(usual: Gutter, rows: list[Row]) -> bool:
    """Whether lines begin where the columns of the page before did, and hardly one crosses them."""
    lines = [row for row in rows if row.block is None]
    crossing = [row for row in lines if _crosses(row, usual.x)]
    left = [row for row in lines if row.box.x1 <= usual.x + _CROSSING_POINTS]
    right = [row for row in lines if row.box.x0 >= usual.x - _CROSSING_POINTS]

    def begins(side: list[Row], x: float) -> bool:
        return bool(side) and abs(min(row.box.x0 for row in side) - x) < _CROSSING_POINTS

    is_clear = len(crossing) <= _FEW_CROSSING * len(left)
    is_aligned = begins(left, usual.left) and begins(right, usual.right)
    return is_clear and is_aligned and _beside(left, right) > 0


def _cut(rows: list[Row], left: float, right: float, depth: int) -> list[Run]:
    rows = with_tables(rows)
    gutter = _gutter(rows, right - left) if depth < _DEEPEST_CUT else None
    if gutter is None:
        return [Run(_merged(rows), left, right)]
    crossing, sides = _across(rows, gutter)
    return _parted(crossing, sides, gutter, (left, right), depth)


def _parted(
    crossing: list[Row],
    sides: list[Row],
    gutter: float,
    edges: tuple[float, float],
    depth: int,
) -> list[Run]:
    """The runs on both sides of a gutter, between the rows that stand across it."""
    left, right = edges
    left_side = [row for row in sides if _middle_x(row) < gutter]
    right_side = [row for row in sides if _middle_x(row) >= gutter]
    left_edges = _edges(left_side, left, gutter)
    right_edges = _edges(right_side, gutter, right)
    runs: list[Run] = []
    wide: list[Row] = []
    for band, heading in _bands(sides, crossing):
        if band:
            if wide:
                runs.append(Run(_merged(wide), left, right))
                wide = []
            for part, reach in (
                ([row for row in band if _middle_x(row) < gutter], left_edges),
                ([row for row in band if _middle_x(row) >= gutter], right_edges),
            ):
                if part:
                    runs.extend(_cut(part, *reach, depth + 1))
        if heading is not None:
            wide.append(heading)
    if wide:
        runs.append(Run(_merged(wide), left, right))
    return runs


def _edges(rows: list[Row], left: float, right: float) -> tuple[float, float]:
    """From where to where rows reach; the given edges where there are none."""
    first = min((row.box.x0 for row in rows), default=left)
    return first, max((row.box.x1 for row in rows), default=right)


def _across(rows: list[Row], gutter: float) -> tuple[list[Row], list[Row]]:
    """Rows that stand across a gutter, from top to bottom, and those beside it.

    What goes on in a line that does belongs to it. The short last line of a heading or note across
    the gutter stands across it, too, and so do the title and the heads of the columns of a table
    whose rows do.
    """
    whole = [row for row in rows if _crosses(row, gutter)]
    crossing = list(whole)
    for row in whole:
        crossing.extend(_adjoining(row, rows, crossing))
    taken = {id(row) for row in crossing}
    sides = [row for row in rows if id(row) not in taken]
    usual = median(row.em for row in sides or rows)
    for row in sorted(sides, key=lambda row: row.middle):
        is_large = row.em > _DISPLAY_RATIO * usual
        is_small = row.em * _DISPLAY_RATIO < usual and _is_in_note(row, crossing)
        if (is_large or is_small) and any(_continues(row, other) for other in crossing):
            crossing.append(row)
    crossing.extend(_heads(sides, crossing))
    crossing.extend([row for row in sides if _titles(row, crossing, sides)])
    taken = {id(row) for row in crossing}
    ordered = sorted(crossing, key=lambda row: row.middle)
    return ordered, [row for row in sides if id(row) not in taken]


def _adjoining(row: Row, rows: list[Row], known: list[Row]) -> list[Row]:
    """Other pieces of the line of a row: no gutter parts them, but a raised mark may."""
    if row.block is not None:
        return []
    taken = {id(other) for other in known}
    level = [
        other
        for other in rows
        if id(other) not in taken and other.block is None and _is_beside(other, row)
    ]
    left, right, found = row.box.x0, row.box.x1, list[Row]()
    gap = _ADJOINING_EM * row.em
    while near := [r for r in level if r.box.x0 - right < gap and left - r.box.x1 < gap]:
        found.extend(near)
        left = min(left, *(r.box.x0 for r in near))
        right = max(right, *(r.box.x1 for r in near))
        level = [r for r in level if not any(r is other for other in near)]
    return found


def _is_beside(row: Row, other: Row) -> bool:
    """Whether a piece stands at the height of another, a raised mark at that of its line."""
    shared = min(row.box.bottom, other.box.bottom) - max(row.box.top, other.box.top)
    return shared > _SHARED_HEIGHT * (row.box.bottom - row.box.top)


def _is_in_note(row: Row, crossing: list[Row]) -> bool:
    """Whether a line in small type stands below the first line of a note, which has its mark."""
    return any(
        _NOTE_MARK.match(other.text)
        and abs(other.em - row.em) <= 0.1 * row.em
        and abs(other.box.x0 - row.box.x0) < 2 * row.em
        and 0 < row.middle - other.middle < _LONGEST_NOTE_EM * row.em
        for other in crossing
    )


def is_title_of(row: Row, table: Row) -> bool:
    """Whether a line stands right above a table, centred over it."""
    if table.block is None or row.block is not None:
        return False
    left, right = row.box.x0 - table.box.x0, table.box.x1 - row.box.x1
    is_above = 0 <= table.box.top - row.box.bottom + 1 < _HEAD_GAP_EM * row.em
    return is_above and min(left, right) > row.em and abs(left - right) < _CENTRED_EM * row.em


def _titles(row: Row, crossing: list[Row], sides: list[Row]) -> bool:
    """Whether a line is the title of a table that stands across the columns, alone on its line."""
    if not any(is_title_of(row, other) for other in crossing):
        return False
    return not any(
        other is not row and other.box.top < row.middle < other.box.bottom for other in sides
    )


def _heads(sides: list[Row], crossing: list[Row]) -> list[Row]:
    """Short pieces on one line, right above a row across the gutter: the heads of a table."""
    near = [
        row
        for row in sides
        if len(row.line.words) <= _MOST_HEAD_WORDS
        and any(0 < c.box.top - row.box.bottom < _HEAD_GAP_EM * row.em for c in crossing)
    ]
    if len(near) < _LEAST_HEADS:
        return []
    lines = [line for line in level_lines(near) if len(line) >= _LEAST_HEADS]
    ids = {id(row) for row in near}
    return [
        row
        for line in lines
        if not any(
            id(other) not in ids and other.box.top < line[0].middle < other.box.bottom
            for other in sides
        )
        for row in line
    ]


def _continues(row: Row, other: Row) -> bool:
    """Whether a row is the next line of another of its size."""
    is_alike = abs(row.em - other.em) <= 0.15 * other.em
    return is_alike and 0 < row.middle - other.middle < 1.9 * other.em


def _bands(sides: list[Row], crossing: list[Row]) -> list[tuple[list[Row], Row | None]]:
    """Rows beside the gutter above each crossing row, with that row; the last has none."""
    bands: list[tuple[list[Row], Row | None]] = []
    rest = sides
    for row in crossing:
        above = [other for other in rest if other.middle < row.middle]
        rest = [other for other in rest if other.middle >= row.middle]
        bands.append((above, row))
    return [*bands, (rest, None)]


def _gutter(rows: list[Row], width: float) -> float | None:
    """The middle of the best gutter, or None when the rows stand in one column."""
    lines = [row for row in rows if row.block is None]
    if len(lines) < 2 * _LEAST_BESIDE:
        return None
    em = median(row.em for row in lines)
    candidates = []
    for start, end in _gaps(lines, _GUTTER_EM * em):
        left = [row for row in lines if row.box.x1 <= start + _CROSSING_POINTS]
        right = [row for row in lines if row.box.x0 >= end - _CROSSING_POINTS]
        most = min(len(left), len(right))
        if most >= _LEAST_BESIDE:
            candidates.append((most, end - start, start, left, right))
    candidates.sort(key=lambda candidate: candidate[:3], reverse=True)
    best, gutter = (_LEAST_BESIDE - 1, 0.0), None
    for most, gap, start, left, right in candidates:
        if most < best[0]:
            break
        crossing = len(lines) - len(left) - len(right)
        is_clear = crossing <= _FEW_CROSSING * most
        if not all(_is_column(side, width, is_clear=is_clear) for side in (left, right)):
            continue
        score = (_beside(left, right), gap)
        if score[0] >= _LEAST_BESIDE and score > best:
            best, gutter = score, start + gap / 2
    return gutter


def _gaps(lines: list[Row], least: float) -> list[tuple[float, float]]:
    """Intervals of x between where some lines end and where others begin."""
    ends = sorted({round(row.box.x1) for row in lines})
    starts = sorted({round(row.box.x0) for row in lines})
    gaps = []
    for start in starts:
        # The end nearest before it, so that the gap is one that no other line's end cuts.
        before = [end for end in ends if end <= start - least]
        if before:
            near = max(before)
            gaps.append((float(near), float(start)))
    return gaps


def _beside(left: list[Row], right: list[Row]) -> int:
    """How many lines of the side that has fewer stand level with a line of the other side."""

    def level(rows: list[Row], others: list[Row]) -> int:
        tops = sorted(other.box.top for other in others)
        bottoms = sorted(other.box.bottom for other in others)
        # As many begin above a line's middle as end above it, unless one stands beside it.
        return sum(bisect_left(tops, m) > bisect_right(bottoms, m) for m in map(_middle_y, rows))

    return min(level(left, right), level(right, left))


def _is_column(rows: list[Row], width: float, *, is_clear: bool) -> bool:
    """Whether rows are lines of running text rather than numbers or cells.

    Beside a clear gutter some lines of text are enough: cells and labels may stand among them.
    """
    extent = max(row.box.x1 for row in rows) - min(row.box.x0 for row in rows)
    if extent < _NARROWEST_SHARE * width:
        return False
    if median(len(row.line.words) for row in rows) >= _LEAST_WORDS:
        return True
    letters = sum(len(row.text) for row in rows)
    running = sum(len(row.text) for row in rows if len(row.line.words) >= _LEAST_WORDS)
    return is_clear and running >= _RUNNING_SHARE * letters


def _crosses(row: Row, x: float) -> bool:
    return row.box.x0 < x - _CROSSING_POINTS and row.box.x1 > x + _CROSSING_POINTS


def _middle_y(row: Row) -> float:
    return row.middle


def _middle_x(row: Row) -> float:
    return (row.box.x0 + row.box.x1) / 2


def _merged(rows: list[Row]) -> list[Row]:
    """Rows from top to bottom; pieces of one line, left to right, made one."""
    return [_one(pieces) for pieces in level_lines(rows)]


def _one(pieces: list[Row]) -> Row:
    if len(pieces) == 1:
        return pieces[0]
    # The baseline is that of the text, not of a note's mark before it.
    main = max(pieces, key=lambda row: len(row.text))
    longest = main.line
    line = RawLine(
        [word for row in pieces for word in row.line.words],
        longest.page_number,
        size=longest.size,
        is_bold=all(row.line.is_bold for row in pieces),
        is_ocr=longest.is_ocr,
        is_hyphenated=pieces[-1].line.is_hyphenated,
        opens=pieces[0].line.opens or pieces[0].line.style,
        closes=pieces[-1].line.closes or pieces[-1].line.style,
    )
    return Row(line, box_around([row.box for row in pieces]), main.baseline)
