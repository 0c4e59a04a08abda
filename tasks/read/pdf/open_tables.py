"""Tables between level rules alone, as books and journals set them: no rule stands upright.

The rules say where a table is, as wide as one another and with a line of heads between the first
two; its columns are what white space parts all the way down. What could be columns of text is left
alone: precision comes first.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from tasks.read.pdf.geometry import union
from tasks.read.raw import Cell, RawBlock, RawLine, RawWord
from tasks.values import Box

# Rules of one table begin and end alike, within so many points, and are so long at least.
_EDGE_POINTS, _SHORTEST_RULE = 4.0, 90.0
# Pieces of one rule meet within so many points; two rules nearer than this are a double one.
_MEETING_POINTS, _DOUBLE_POINTS = 3.0, 5.0
_LEAST_RULES, _MOST_HEAD_LINES, _MOST_RULES = 3, 4, 400
# White space that parts columns, in ems: less where many lines have it; words stand closer.
_COLUMN_GAP_EM, _WIDE_GAP_EM, _MANY_LINES, _SPACE_EM = 0.6, 0.9, 4, 0.45
# So many lines, as a share, may run across all columns: titles among the rows.
_TITLE_SHARE = 0.15
# Lines that fill most of a column, in most lines of a column, are running text.
_FULL, _FULL_SHARE, _LEAST_TEXT_LINES = 0.85, 0.6, 6
# A line further down than so many usual steps begins a row; so does one less indented than this.
_ROW_STEP, _INDENT_EM = 1.35, 0.6
_LONGEST_HEAD_WORDS = 8
# Dots that lead from one cell to the next: white space, but for the cell that they end.
_LEADER = re.compile(r"[.\u2026]{2,}")
# A table that goes on over the page has no last rule: so many columns, each with a head, show it.
# It ends where white space of so many ems does, and no more than a line at the foot comes after.
_LEAST_OPEN_COLUMNS, _END_EM = 3, 2.5

Interval = tuple[float, float]
Placed = tuple[RawWord, Box]


def open_tables(
    lines: list[RawLine], horizontal: list[Box]
) -> tuple[list[RawLine], list[RawBlock]]:
    """The lines that are left of a page, and its tables between level rules as blocks with cells.

    ``horizontal`` are the level rules of the page; lines and rules are in points from the top left.
    """
    blocks = []
    for rules in _alike(horizontal):
        rules.extend(_end_of_page(lines, rules))
        for first, last in _stretches(lines, rules):
            inside = _within(lines, rules[first], rules[last])
            table = _table(inside, rules[first : last + 1])
            if table is not None:
                blocks.append(table)
                taken = {id(word) for line in table.every_line() for word in line.words}
                lines = [line for line in lines if not taken & {id(word) for word in line.words}]
    return lines, blocks


def _alike(horizontal: list[Box]) -> list[list[Box]]:
    """Rules that begin and end alike, from top to bottom; pieces of a rule made one."""
    if len(horizontal) > _MOST_RULES:
        return []
    joined: list[Box] = []
    for rule in sorted(horizontal, key=lambda rule: (round(rule.top), rule.x0)):
        last = joined[-1] if joined else None
        if last and abs(rule.top - last.top) < 1 and rule.x0 - last.x1 < _MEETING_POINTS:
            joined[-1] = union([last, rule])
        else:
            joined.append(rule)
    groups: defaultdict[tuple[int, int], list[Box]] = defaultdict(list)
    for rule in sorted(joined, key=lambda rule: rule.top):
        if rule.x1 - rule.x0 < _SHORTEST_RULE:
            continue
        key = next((k for k in groups if _is_near(groups[k][0], rule)), None)
        found = groups[key or (round(rule.x0), round(rule.x1))]
        if not found or rule.top - found[-1].top > _DOUBLE_POINTS:
            found.append(rule)
    return [rules for rules in groups.values() if len(rules) >= _LEAST_RULES - 1]


def _is_near(a: Box, b: Box) -> bool:
    return abs(a.x0 - b.x0) < _EDGE_POINTS and abs(a.x1 - b.x1) < _EDGE_POINTS


def _end_of_page(lines: list[RawLine], rules: list[Box]) -> list[Box]:
    """The last rule that a table lacks because it goes on over the page; none where it does not."""
    heads, last = _within(lines, rules[-2], rules[-1]), rules[-1]
    below = _within(lines, last, last._replace(top=float("inf")))
    if not heads or not below:
        return []
    em = median([line.size for line in below if line.size] or [10.0])
    levels, end = _levels(_placed(below)), last.bottom
    while levels and min(box.top for _, box in levels[0]) - end < _END_EM * em:
        end = max(end, *(box.bottom for _, box in levels.pop(0)))
    bottom = last._replace(top=end, bottom=end)
    body = _within(below, last, bottom)
    columns = _columns([*heads, *body])
    if len(levels) > 1 or len(columns) < _LEAST_OPEN_COLUMNS or _is_text(body, columns):
        return []
    grid = _grid(heads, columns, em)
    has_heads = all(any(line[n] for line in grid.lines) for n in range(len(columns)))
    return [bottom] if has_heads else []


def _stretches(lines: list[RawLine], rules: list[Box]) -> list[tuple[int, int]]:
    """First and last rule of what may be tables: heads, then parts that no text stands between.

    Tables of one width may follow one another: a part without words, or of running text, ends one.
    """
    parts = [_within(lines, above, below) for above, below in pairwise(rules)]
    found, first = [], 0
    for index, part in enumerate([*parts, []]):
        columns = _columns(part)
        if columns and not _is_text(part, columns):
            continue
        if index - first >= _LEAST_RULES - 1:
            found.append((first, index))
        first = index + 1
    return found


def _within(lines: list[RawLine], above: Box, below: Box) -> list[RawLine]:
    """Lines between two rules; what stands half outside them belongs to neither."""
    found = []
    for line in lines:
        box = line.words[0].box if line.words else None
        end = line.words[-1].box if line.words else None
        if box is None or end is None or line.is_sideways:
            continue
        middle = (box.top + box.bottom) / 2
        is_inside = above.x0 - _EDGE_POINTS <= box.x0 and end.x1 <= above.x1 + _EDGE_POINTS
        if above.top < middle < below.top and is_inside:
            found.append(line)
    return found


def _columns(lines: list[RawLine]) -> list[Interval]:
    """What white space parts all the way down, a title among the rows aside; empty when nothing."""
    levels = _levels(_placed(lines))
    ems = [line.size for line in lines if line.size] or [10.0]
    wide = _COLUMN_GAP_EM if len(levels) >= _MANY_LINES else _WIDE_GAP_EM
    least, em = wide * median(ems), median(ems)
    edges = sorted(
        edge
        for level in levels
        for left, right in _pieces(level, _SPACE_EM * em)
        for edge in ((left, 1), (right, -1))
    )
    allowed = int(_TITLE_SHARE * len(levels))
    columns: list[Interval] = []
    start, count = 0.0, 0
    for x, step in edges:
        if count <= allowed < count + step:
            start = x
        elif count > allowed >= count + step:
            if columns and start - columns[-1][1] < least:
                start = columns.pop()[0]
            columns.append((start, x))
        count += step
    return columns if len(columns) > 1 else []


def _pieces(level: list[Placed], space: float) -> list[Interval]:
    """Extents of the words of a line that stand no more than a space apart."""
    pieces: list[Interval] = []
    for left, right in sorted((box.x0, box.x1) for word, box in level if not _leads(word)):
        if pieces and left - pieces[-1][1] < space:
            pieces[-1] = (pieces[-1][0], max(pieces[-1][1], right))
        else:
            pieces.append((left, right))
    return pieces


def _leads(word: RawWord) -> bool:
    return _LEADER.fullmatch(word.text) is not None


def _placed(lines: list[RawLine]) -> list[Placed]:
    return [(word, word.box) for line in lines for word in line.words if word.box is not None]


def _is_text(lines: list[RawLine], columns: list[Interval]) -> bool:
    """Whether every column is filled by most of its lines, as running text does."""
    em = median([line.size for line in lines if line.size] or [10.0])
    grid = _grid(lines, columns, em)
    if len(grid.lines) < _LEAST_TEXT_LINES:
        return False
    for index, (left, right) in enumerate(columns):
        cells = [line[index] for line in grid.lines if line[index]]
        full = sum(cell[-1][1].x1 - cell[0][1].x0 > _FULL * (right - left) for cell in cells)
        if full < _FULL_SHARE * len(cells):
            return False
    return True


def _levels(words: list[Placed]) -> list[list[Placed]]:
    """Words that stand on one line, from top to bottom; raised ones with their line."""
    levels: list[list[Placed]] = []
    bottom = 0.0
    for word, box in sorted(words, key=lambda placed: placed[1].top + placed[1].bottom):
        middle = (box.top + box.bottom) / 2
        if levels and middle < bottom:
            levels[-1].append((word, box))
        else:
            levels.append([(word, box)])
            bottom = box.bottom - 0.2 * (box.bottom - box.top)
    return levels


@dataclass(slots=True)
class _Grid:
    """The words of a table by line and column."""

    columns: list[Interval]
    lines: list[list[list[Placed]]]
    tops: list[float]


def _grid(lines: list[RawLine], columns: list[Interval], em: float) -> _Grid:
    levels = _levels(_placed(lines))
    placed = [_cells(sorted(level, key=_left), columns, em) for level in levels]
    return _Grid(columns, placed, [min(b.top for _, b in level) for level in levels])


def _left(placed: Placed) -> float:
    return placed[1].x0


def _cells(level: list[Placed], columns: list[Interval], em: float) -> list[list[Placed]]:
    """The words of a line by column: by where they stand, or go on over white space of others."""
    edges = [(a[1] + b[0]) / 2 for a, b in pairwise(columns)]
    cells: list[list[Placed]] = [[] for _ in columns]
    column, end = 0, float("-inf")
    for word, box in level:
        is_leader = _leads(word) and bool(cells[column])
        if not is_leader and box.x0 - end >= _SPACE_EM * em:
            column = bisect_right(edges, (box.x0 + box.x1) / 2)
        cells[column].append((word, box))
        end = end if is_leader else box.x1
    return cells


def _table(lines: list[RawLine], rules: list[Box]) -> RawBlock | None:
    """The table between rules, the first two of which hold its heads; None where it is none."""
    body = _within(lines, rules[1], rules[-1])
    heads = _within(lines, rules[0], rules[1])
    columns = max(_columns(lines), _columns(body), key=len)
    if len(columns) < 2 or not heads:
        return None
    em = median([line.size for line in lines if line.size] or [10.0])
    top = _grid(heads, columns, em)
    if len(top.lines) > _MOST_HEAD_LINES or not _are_heads(top):
        return None
    parts = [_grid(_within(lines, a, b), columns, em) for a, b in pairwise(rules[1:])]
    rows = [row for part in (top, *parts) for row in _rows(part, em)]
    number, size = lines[0].page_number, lines[0].size
    cells: list[list[Cell]] = [
        [[RawLine(words, number, size=size) for words in cell] for cell in row] for row in rows
    ]
    if len(cells) < 2:
        return None
    return RawBlock("table", rows=cells, box=union([rules[0], rules[-1]]))


def _are_heads(grid: _Grid) -> bool:
    """Whether the first part has few words for several columns."""
    cells = [[w for line in grid.lines for w, _ in line[n]] for n in range(len(grid.columns))]
    filled = [cell for cell in cells if cell]
    return len(filled) > 1 and all(len(cell) <= _LONGEST_HEAD_WORDS for cell in filled)


def _rows(grid: _Grid, em: float) -> list[list[list[list[RawWord]]]]:
    """Rows of cells of lines of words. A cell of several lines goes on where no row begins."""
    steps = sorted(b - a for a, b in pairwise(grid.tops))
    usual = steps[len(steps) // 3] if steps else 0.0
    rows: list[list[list[list[RawWord]]]] = []
    before = 0.0
    for line, top in zip(grid.lines, grid.tops, strict=True):
        if not rows or top - before > _ROW_STEP * usual or _begins_row(line, grid, em):
            rows.append([[] for _ in grid.columns])
        for cell, words in zip(rows[-1], line, strict=True):
            if words:
                cell.append([word for word, _ in words])
        before = top
    return rows


def _begins_row(line: list[list[Placed]], grid: _Grid, em: float) -> bool:
    """Whether a line has something for the first column that does not go on from above."""
    first, others = line[0], line[1:]
    if not first:
        return 2 * sum(map(bool, others)) > len(others) > 2
    word, box = first[0]
    is_indented = box.x0 > grid.columns[0][0] + _INDENT_EM * em
    return not is_indented and not word.text[:1].islower()
