"""Pages whose text lies sideways although nothing says that the page is turned."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.tasks.read.drawn import prose, put
from tests.tasks.read.test_pdf import pdf, read

# By degrees against the clock: where the paper's top left corner lies on the page, in points.
CORNERS = {90: (0.0, 0.0), 270: (595.0, 842.0)}


def leaf(degrees: int) -> bytes:
    """Two paragraphs of a landscape leaf, bound upright, under the upright number of the page."""

    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(*CORNERS[degrees])
        canvas.rotate(degrees)
        y = put(canvas, prose(1), 60.0, -80.0, 700.0)
        put(canvas, prose(2), 60.0, y, 700.0)
        canvas.restoreState()
        canvas.drawString(297.0, 30.0, "12")

    return pdf(draw)


@pytest.mark.parametrize("degrees", CORNERS)
def test_text_that_lies_sideways_is_read_in_its_order(degrees: int) -> None:
    reading = read(leaf(degrees))
    paragraphs = [
        " ".join(reading.text[slice(*span)] for span in segment.spans)
        for segment in reading.segments
        if segment.kind == "paragraph"
    ]
    assert paragraphs == [prose(1), prose(2)]


@pytest.mark.parametrize("degrees", CORNERS)
def test_its_words_are_found_where_they_are_seen(degrees: int) -> None:
    reading = read(leaf(degrees))
    boxes = [word.box for word in reading.words if word.box is not None]
    first, last = boxes[0], boxes[5]
    assert all(0 <= box.x0 < box.x1 <= 596 and 0 <= box.top < box.bottom <= 843 for box in boxes)
    # One line: its words stand above or below each other, and up where it runs up.
    assert abs(first.x0 - last.x0) < 5
    assert (first.top > last.bottom) is (degrees == 90)
