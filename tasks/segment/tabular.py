"""Tables without rules: short pieces in columns, most of them figures or all under bold heads.

Precision comes first: what is not certainly a table stays running text, in the order of its lines.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import chain
from statistics import median

from tasks.read.raw import Cell, RawBlock, RawLine, RawWord
from tasks.segment.rows import Row, box_around, level_lines

# A cell has so many words at most; prose has more between two gaps.
_MOST_WORDS = 4
_LEAST_LINES, _LEAST_COLUMNS = 3, 3
# A table of names and figures has two columns only, and needs more lines to be believed.
_LEAST_PAIRS = 4
# The share of cells right of the first column that hold a figure.
_FIGURE_SHARE, _FIGURE_SHARE_OF_PAIRS = 0.5, 0.9
# The labels of a figure leave most places empty.
_FILLED_SHARE = 0.6
# Lines of a table stand no further apart than this many ems.
_WIDEST_STEP = 1.6
_MOST_HEADER_LINES = 3

Interval = tuple[float, float]


def with_tables(rows: list[Row]) -> list[Row]:
    """The rows of a page or column with those that form a table without rules made one block."""
    if sum(_is_cell(row) for row in rows) < 2 * _LEAST_LINES:
        return rows
    lines = level_lines(rows)
    taken: set[int] = set()
    tables = []
    for first, end in _stretches(lines):
        table = _table(lines, first, end)
        if table is not None:
            tables.append(table.row())
            taken.update(id(row) for line in table.lines for row in line)
    return [*(row for row in rows if id(row) not in taken), *tables] if tables else rows


def _is_cell(row: Row) -> bool:
    return row.block is None and not row.line.is_ocr and len(row.line.words) <= _MOST_WORDS


def _stretches(lines: list[list[Row]]) -> list[tuple[int, int]]:
    """Where lines of short pieces follow one another; the first and the last have several."""
    found: list[tuple[int, int]] = []
    first = last = -1
    for index, line in enumerate(lines):
        is_near = first >= 0 and _gap(lines[index - 1], line) <= _WIDEST_STEP * line[0].em
        if first >= 0 and not (is_near and all(map(_is_cell, line))):
            found.append((first, last + 1))
            first = -1
        if len(line) > 1 and all(map(_is_cell, line)):
            first, last = (index if first < 0 else first), index
    if first >= 0:
        found.append((first, last + 1))
    return found


def _gap(above: list[Row], below: list[Row]) -> float:
    return min(row.box.top for row in below) - max(row.box.bottom for row in above)


@dataclass(slots=True)
class _Table:
    """Lines of pieces, and the extents of the columns."""

    lines: list[list[Row]]
    columns: list[Interval]

    def cells(self) -> list[list[list[RawWord]]]:
        """The words of every cell, line by line."""
        return [self.cells_of(line) for line in self.lines]

    def cells_of(self, line: list[Row]) -> list[list[RawWord]]:
        """The words of a line by column: the one whose middle ground they stand in."""
        edges = [(a[1] + b[0]) / 2 for a, b in zip(self.columns, self.columns[1:], strict=False)]
        cells: list[list[RawWord]] = [[] for _ in self.columns]
        for word in (word for row in line for word in row.line.words):
            if word.box is not None:
                cells[bisect_right(edges, (word.box.x0 + word.box.x1) / 2)].append(word)
        return cells

    def row(self) -> Row:
        """The table as a block with its place."""
        first = self.lines[0][0]
        page_number, size = first.line.page_number, first.size
        rows: list[list[Cell]] = [
            [[RawLine(cell, page_number, size=size)] if cell else [] for cell in cells]
            for cells in self.cells()
        ]
        box = box_around([row.box for line in self.lines for row in line])
        block = RawBlock("table", rows=rows, box=box)
        return Row(RawLine([], page_number, size=size), box, block=block)


def _table(lines: list[list[Row]], first: int, end: int) -> _Table | None:
    full = [line for line in lines[first:end] if len(line) > 1]
    usual = median(len(line) for line in full)
    columns = _columns([line for line in full if len(line) >= usual])
    table = _Table(lines[first:end], columns)
    least = _LEAST_PAIRS if len(columns) == 2 else _LEAST_LINES
    if len(columns) < 2 or len(full) < least:
        return None
    if not _holds_figures(table) and not _has_bold_heads(table):
        return None
    # Two pieces of a line in one column: they do not stand in columns.
    if any(len(line) > len(columns) for line in full):
        return None
    while first > end - len(table.lines) - _MOST_HEADER_LINES and first > 0:
        if not _is_header(lines[first - 1], lines[first], table):
            break
        first -= 1
        table.lines.insert(0, lines[first])
    return table


def _columns(lines: list[list[Row]]) -> list[Interval]:
    """Extents of the columns: pieces that share ground stand in one."""
    columns: list[Interval] = []
    for left, right in sorted((row.box.x0, row.box.x1) for line in lines for row in line):
        if columns and left < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], right))
        else:
            columns.append((left, right))
    return columns


def _holds_figures(table: _Table) -> bool:
    cells = table.cells()
    if sum(map(bool, chain(*cells))) < _FILLED_SHARE * len(cells) * len(table.columns):
        return False
    others = [cell for row in cells for cell in row[1:] if cell]
    figures = sum(_has_figure(cell) for cell in others)
    if len(table.columns) >= _LEAST_COLUMNS:
        return figures >= _FIGURE_SHARE * len(others)
    names = [row[0] for row in cells if row[0]]
    is_named = sum(_has_figure(name) for name in names) <= 0.2 * len(names)
    return is_named and figures >= _FIGURE_SHARE_OF_PAIRS * len(others)


def _has_bold_heads(table: _Table) -> bool:
    """Whether a bold head stands over every column and nothing below is bold: a table of words."""
    heads, *rows = table.lines
    is_wide = len(table.columns) >= _LEAST_COLUMNS and len(rows) >= _LEAST_LINES
    are_heads = len(heads) == len(table.columns) and all(row.line.is_bold for row in heads)
    return is_wide and are_heads and not any(row.line.is_bold for line in rows for row in line)


def _has_figure(cell: list[RawWord]) -> bool:
    return any(character.isdigit() for word in cell for character in word.text)


def _is_header(line: list[Row], below: list[Row], table: _Table) -> bool:
    """Whether a line just above heads several columns, with a word or two for each."""
    if any(row.block is not None for row in line) or _gap(line, below) > line[0].em:
        return False
    em = line[0].em
    left, right = table.columns[0][0] - em, table.columns[-1][1] + em
    if min(row.box.x0 for row in line) < left or max(row.box.x1 for row in line) > right:
        return False
    heads = [cell for cell in table.cells_of(line) if cell]
    return len(heads) > 1 and all(len(cell) <= 2 for cell in heads)
