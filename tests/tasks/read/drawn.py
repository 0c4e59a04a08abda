"""Pages drawn for tests as designers set them, and what is read of them."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from tests.tasks.read.test_pdf import pdf, read

FACE, BOLD, SIZE, LEADING = "Times-Roman", "Times-Bold", 10.0, 12.0
LEFT, TOP, WIDE, NARROW, SECOND = 60.0, 760.0, 475.0, 225.0, 310.0
STORY = """the council met on monday to speak about a bridge and a school that both need
money from the province before the winter comes and the river rises over the lower meadows"""
WORDS = [*STORY.split(), "again"]


def prose(number: int, count: int = 60) -> str:
    """A paragraph of so many words that no other number has."""
    words = itertools.islice(itertools.cycle(WORDS[number % 7 :] + WORDS[: number % 7]), count)
    return f"Paragraph {number} says that {' '.join(words)}."


def broken(text: str, width: float, face: str = FACE, size: float = SIZE) -> list[str]:
    """Lines of a text in a column of a width in points."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if stringWidth(longer, face, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def put(
    canvas: Canvas,
    text: str,
    x: float,
    y: float,
    width: float,
    face: str = FACE,
    size: float = SIZE,
) -> float:
    """Draw a paragraph; returns the baseline of what may follow it, half a line apart."""
    canvas.setFont(face, size)
    for line in broken(text, width, face, size):
        canvas.drawString(x, y, line)
        y -= 1.2 * size
    return y - 0.6 * size


def segments(draw: Callable[[Canvas], None]) -> list[tuple[str, str]]:
    """Kind and text of every segment of what is drawn."""
    reading = read(pdf(draw))
    assert reading.read_method == "text_layer"
    return [
        (s.kind, " ".join(reading.text[slice(*span)] for span in s.spans)) for s in reading.segments
    ]
