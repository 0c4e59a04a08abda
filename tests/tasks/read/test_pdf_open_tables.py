"""Tables that no frame closes, drawn between level rules, and what only looks like one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.tasks.read.drawn import (
    BOLD,
    FACE,
    LEFT,
    NARROW,
    SECOND,
    SIZE,
    TOP,
    WIDE,
    broken,
    prose,
    put,
    segments,
)
from tests.tasks.read.test_pdf import pdf, read

HEADS = ("Province", "What it agreed to", "Since")
ROWS = [
    ("North", "A bridge over the river that is open to lorries and to all of the buses", "March"),
    ("South and East", "Nothing so far", "never"),
    ("The islands", "A ferry on every day of the week but on Sundays, when nobody travels", "May"),
]
COLUMNS = (LEFT, LEFT + 110.0, LEFT + 330.0)


def draw_table(canvas: Canvas, y: float, columns: tuple[float, ...] = COLUMNS) -> float:
    """Heads and rows of text, some of two lines, between three level rules."""
    right = columns[-1] + 80
    canvas.setFont(FACE, 9)
    canvas.line(LEFT - 4, y + 12, right, y + 12)
    for x, head in zip(columns, HEADS, strict=True):
        canvas.drawString(x, y, head)
    canvas.line(LEFT - 4, y - 4, right, y - 4)
    for row in ROWS:
        y -= 16
        lowest = y
        for x, cell in zip(columns, row, strict=True):
            for index, line in enumerate(broken(cell, 200, FACE, 9)):
                canvas.drawString(x, y - 10.8 * index, line)
                lowest = min(lowest, y - 10.8 * index)
        y = lowest
    canvas.line(LEFT - 4, y - 5, right, y - 5)
    return y


def rows_of_tables(draw: Callable[[Canvas], None]) -> list[tuple[tuple[str, ...], ...]]:
    return [s.rows for s in read(pdf(draw)).segments if s.kind == "table" and s.rows]


def test_a_table_between_level_rules_has_its_cells() -> None:
    def draw(canvas: Canvas) -> None:
        y = put(canvas, prose(1), LEFT, TOP, WIDE)
        canvas.setFont(BOLD, SIZE)
        canvas.drawCentredString((LEFT + COLUMNS[-1] + 80) / 2, y - 10, "AGREEMENTS")
        y = draw_table(canvas, y - 30)
        put(canvas, prose(2), LEFT, y - 40, WIDE)

    assert rows_of_tables(draw) == [(HEADS, *ROWS)]
    kinds = segments(draw)
    assert [kind for kind, _ in kinds] == ["paragraph", "table", "paragraph", "caption"]
    assert kinds[-1] == ("caption", "AGREEMENTS")


def test_a_table_that_lies_on_its_side_has_its_cells() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(A4[0], 0)
        canvas.rotate(90)
        draw_table(canvas, 400)

    assert rows_of_tables(draw) == [(HEADS, *ROWS)]


def test_the_title_of_a_table_over_two_columns_does_not_stand_in_one() -> None:
    parts = [prose(n, 70) for n in range(2)]
    columns = (LEFT, LEFT + 70.0, LEFT + 280.0)  # its middle is not the gutter's

    def draw(canvas: Canvas) -> None:
        canvas.setFont(BOLD, SIZE)
        canvas.drawCentredString((LEFT - 4 + columns[-1] + 80) / 2, 765, "AGREED")
        y = draw_table(canvas, 745, columns)
        for x, text in zip((LEFT, SECOND), parts, strict=True):
            put(canvas, text, x, y - 40, NARROW)

    assert rows_of_tables(draw) == [(HEADS, *ROWS)]
    found = segments(draw)
    assert [text for kind, text in found if kind == "paragraph"] == parts
    assert found[-1] == ("caption", "AGREED")


def test_columns_of_text_between_rules_are_no_table() -> None:
    """A newspaper has rules over and under its head, and one at the foot of the page."""
    parts = [prose(n, 150) for n in range(2)]

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FACE, 9)
        for y in (780, 760, 400):
            canvas.line(LEFT, y, LEFT + WIDE, y)
        canvas.drawString(LEFT, 766, "Hartwell")
        canvas.drawString(SECOND, 766, "March 2025")
        for x, text in zip((LEFT, SECOND), parts, strict=True):
            put(canvas, text, x, 740, NARROW)

    assert rows_of_tables(draw) == []
    assert [text for kind, text in segments(draw) if kind == "paragraph"][-2:] == parts


def test_a_ruled_table_without_outer_rules_keeps_its_first_and_last_column() -> None:
    first = ("Wiring of all the lamps that stand on it", "Ten hours", "none")

    def draw(canvas: Canvas) -> None:
        put(canvas, prose(1), LEFT, TOP, WIDE)
        for index in range(3):
            canvas.line(LEFT, 600 - 20 * index, LEFT + 400, 600 - 20 * index)
        for x in (LEFT + 200, LEFT + 300):
            canvas.line(x, 600, x, 560)
        canvas.setFont(FACE, SIZE)
        for index, row in enumerate([first, ("Painting", "Two hours", "a brush")]):
            for x, cell in zip((LEFT, LEFT + 204, LEFT + 304), row, strict=True):
                canvas.drawString(x, 586 - 20 * index, cell)

    assert rows_of_tables(draw) == [(first, ("Painting", "Two hours", "a brush"))]


COSTS = [
    ("Action", "Labor", "Cost"),
    ("Wiring of the lamps ......", "Ten hours for each .....", "$850"),
    ("Painting ...........", "Two hours, and the time that it takes to dry", "$170"),
    ("A test of the whole bridge ..", "One hour .............", "$85"),
]
COST_COLUMNS = (LEFT, LEFT + 130.0, LEFT + 260.0)


def draw_costs(canvas: Canvas, y: float, *, is_ended: bool) -> float:
    """A table with dots that lead from cell to cell, between rules, the last one if it is ended."""
    canvas.setFont(FACE, 9)
    for height in (y + 12, y - 4):
        canvas.line(LEFT - 4, height, LEFT + 300, height)
    for row in COSTS:
        lowest = y
        for x, cell in zip(COST_COLUMNS, row, strict=True):
            for index, line in enumerate(broken(cell, 120, FACE, 9)):
                canvas.drawString(x, y - 10.8 * index, line)
                lowest = min(lowest, y - 10.8 * index)
        y = lowest - 14
    if is_ended:
        canvas.line(LEFT - 4, y + 8, LEFT + 300, y + 8)
    return y


@pytest.mark.parametrize("is_ended", [True, False])
def test_dots_lead_from_cell_to_cell_and_a_table_may_go_on_over_the_page(is_ended: bool) -> None:
    def draw(canvas: Canvas) -> None:
        y = put(canvas, prose(1), LEFT, 330, WIDE)
        y = draw_costs(canvas, y - 20, is_ended=is_ended)
        canvas.drawCentredString(LEFT + WIDE / 2, y - 60, "17")

    assert rows_of_tables(draw) == [tuple(COSTS)]


def test_columns_of_text_under_two_rules_are_no_table_that_goes_on_over_the_page() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(FACE, 9)
        for y in (780, 760):
            canvas.line(LEFT, y, LEFT + WIDE, y)
        for index, head in enumerate(("Hartwell", "No. 17", "March 2025")):
            canvas.drawString(LEFT + 165 * index, 766, head)
            put(canvas, prose(index, 60), LEFT + 165 * index, 740, 145)

    assert rows_of_tables(draw) == []


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (("Painting", "Two hours", "$170"), 3),
        (("of all the lamps", "at the most", "in all"), 2),
        (("Painting", "", "$170"), 2),
    ],
)
def test_rows_without_rules_in_a_ruled_table(second: tuple[str, ...], expected: int) -> None:
    def draw(canvas: Canvas) -> None:
        for y in (612, 596, 560):
            canvas.line(LEFT - 4, y, LEFT + 300, y)
        for x in COST_COLUMNS[1:]:
            canvas.line(x - 4, 612, x - 4, 560)
        canvas.setFont(FACE, 9)
        for index, row in enumerate([COSTS[0], ("Wiring", "Ten hours", "$850"), second]):
            for x, cell in zip(COST_COLUMNS, row, strict=True):
                canvas.drawString(x, 600 - 16 * index, cell)

    ((*_, last),) = tables = rows_of_tables(draw)
    assert len(tables[0]) == expected
    assert (last == second) is (expected == 3)
