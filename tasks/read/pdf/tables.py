"""Ruled tables: pdfplumber's method on PDFium's rules, so that no page is parsed twice."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pdfplumber.table import (
    Table,
    cells_to_tables,
    edges_to_intersections,
    intersections_to_cells,
    merge_edges,
)

from tasks.read.pdf.geometry import union
from tasks.read.pdf.objects import PageObjects
from tasks.read.raw import Cell, RawBlock, RawLine, RawWord
from tasks.values import Box

Rows = list[list[Box | None]]

# pdfplumber's own: rules this near are one, and rules this near to one another cross.
_TOLERANCE = 3
# Joined rules beyond are a drawing's; cells are sought among all pairs of crossings.
_MOST_RULES = 250
# A column is so many points wide at least.
_LEAST_SIDE = 12.0
# Columns whose lines tell rows without rules between them.
_LEAST_COLUMNS = 3


def tables_of(objects: PageObjects) -> list[Rows]:
    """Per table of a page its rows of cells, in points from the top left of the page as seen.

    A table has two rows and two columns at least; a cell that spans others leaves None in its row.
    """
    edges = [_edge(box, "h") for box in objects.horizontal]
    edges += [_edge(box, "v") for box in (*objects.vertical, *_open_sides(objects))]
    joined = merge_edges(edges, _TOLERANCE, _TOLERANCE, _TOLERANCE, _TOLERANCE)
    if not joined or len(joined) > 2 * _MOST_RULES:
        return []
    crossings = edges_to_intersections(joined, _TOLERANCE, _TOLERANCE)
    found = []
    for cells in cells_to_tables(intersections_to_cells(crossings)):
        # A table asks its page for nothing but its characters, and those are PDFium's.
        no_page: Any = None
        table = Table(no_page, cells)
        rows = [[None if cell is None else Box(*cell) for cell in row.cells] for row in table.rows]
        if len(rows) > 1 and max(len(row) for row in rows) > 1:
            found.append(rows)
    return found


def _open_sides(objects: PageObjects) -> list[Box]:
    """The outer sides of tables that have rules between their columns, but none around them.

    Level rules that begin and end alike, beyond the first and last upright ones, end at its sides.
    """
    if len(objects.horizontal) + len(objects.vertical) > _MOST_RULES:
        return []
    ends = Counter((round(rule.x0), round(rule.x1)) for rule in objects.horizontal)
    sides = []
    for (left, right), count in ends.items():
        tops = [rule.top for rule in objects.horizontal if round(rule.x0) == left]
        inner = [
            rule
            for rule in objects.vertical
            if left - _TOLERANCE < rule.x0 < right + _TOLERANCE
            and min(tops) - _TOLERANCE < rule.top
            and rule.bottom < max(tops) + _TOLERANCE
        ]
        if count < 2 or not inner:
            continue
        top, bottom = min(rule.top for rule in inner), max(rule.bottom for rule in inner)
        for x in (left, right):
            if all(abs(rule.x0 - x) > _LEAST_SIDE for rule in inner):
                sides.append(Box(x, top, x, bottom))
    return sides


def _edge(box: Box, orientation: str) -> dict[str, Any]:
    return {
        "orientation": orientation,
        **box._asdict(),
        "width": box.x1 - box.x0,
        "height": box.bottom - box.top,
    }


def take_tables(lines: list[RawLine], tables: list[Rows]) -> tuple[list[RawLine], list[RawBlock]]:
    """Move the words that stand in cells out of the lines into table blocks.

    Returns the lines that are left, and the tables that have words in at least two cells; the
    words of others stay where they are.
    """
    blocks = []
    for rows in tables:
        taken: set[int] = set()
        cells = [[_words_in(lines, box, taken) for box in row] for row in rows]
        if sum(bool(cell) for row in cells for cell in row) < 2:
            continue
        lines = [rest for line in lines for rest in _without(line, taken)]
        if len(cells) == 2:
            cells = [cells[0], *_unruled(cells[1])]
        box = union([box for row in rows for box in row if box is not None])
        blocks.append(RawBlock("table", rows=cells, box=box))
    return lines, blocks


def _unruled(cells: list[Cell]) -> list[list[Cell]]:
    """The rows of a table that has no rule but the one below its heads.

    A row begins where every column, three at least, has a line that does not go on in small
    letters; so that one row of long cells stays one.
    """
    begins = [{_top_left(line)[0]: line for line in reversed(cell)} for cell in cells]
    starts = [
        top
        for top in sorted(begins[0])
        if all((line := tops.get(top)) and not line.string[:1].islower() for tops in begins)
    ]
    if len(cells) < _LEAST_COLUMNS or len(starts) < 2 or starts[0] > min(map(min, begins)):
        return [cells]
    ends = [*starts[1:], float("inf")]
    return [
        [[line for line in cell if start <= _top_left(line)[0] < end] for cell in cells]
        for start, end in zip(starts, ends, strict=True)
    ]


def _words_in(lines: list[RawLine], box: Box | None, taken: set[int]) -> Cell:
    """Lines of the words whose middle lies in a cell, from top to bottom.

    Cells of a broken grid may overlap: a word in ``taken``, by ``id``, stands in an earlier one.
    """
    if box is None:
        return []
    inside = []
    for line in lines:
        words = [
            word
            for word in line.words
            if word.box and id(word) not in taken and _holds(box, word.box)
        ]
        if words:
            taken.update(map(id, words))
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
