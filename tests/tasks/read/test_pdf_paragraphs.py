"""Which lines of a drawn page are one paragraph, and which of them are headings."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.tasks.read.drawn import (
    BOLD,
    FACE,
    LEADING,
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


def styled(canvas: Canvas, pieces: list[tuple[str, str, float]], x: float, y: float) -> None:
    """One line of pieces of text, each with its face and size."""
    text = canvas.beginText(x, y)
    for piece, face, size in pieces:
        text.setFont(face, size)
        text.textOut(piece)
    canvas.drawText(text)


@pytest.mark.parametrize(("face", "size"), [(BOLD, SIZE), (BOLD, 8.0), (FACE, 8.0)])
@pytest.mark.parametrize("is_last", [False, True])
def test_words_set_otherwise_at_the_edge_of_a_line_part_no_paragraph(
    face: str, size: float, *, is_last: bool
) -> None:
    """Small capitals and bold names: a line goes on as the one before it ends."""
    lines = broken(prose(1, 60), NARROW)
    head = {10.0: "FOR ALL FURTHER INFORM", 8.0: "FOR ALL YOUR FURTHER INFORMATION"}[size]

    def draw(canvas: Canvas) -> None:
        if is_last:
            styled(canvas, [("See here ", FACE, SIZE), (head, face, size)], LEFT, TOP)
            styled(
                canvas, [("CONTACT", face, size), (" the council, it says.", FACE, SIZE)], LEFT, 748
            )
        else:
            styled(canvas, [(f"{head}: ", face, size), ("ask", FACE, SIZE)], LEFT, TOP)
            styled(
                canvas, [("the council of Hartwell and ask for it there.", FACE, SIZE)], LEFT, 748
            )
        put(canvas, " ".join(lines), LEFT, 730, NARROW)

    wanted = (
        f"See here {head} CONTACT the council, it says."
        if is_last
        else (f"{head}: ask the council of Hartwell and ask for it there.")
    )
    assert segments(draw) == [("paragraph", wanted), ("paragraph", " ".join(lines))]


def indented(canvas: Canvas, text: str, y: float) -> float:
    """A paragraph whose first line is indented; returns the baseline below it."""
    for index, line in enumerate(broken(f"___{text}", NARROW)):
        canvas.drawString(LEFT + (0 if index else 15), y, line.removeprefix("___"))
        y -= LEADING
    return y


def test_a_paragraph_with_bold_first_words_begins_a_page() -> None:
    """A full line that ends a sentence says nothing; where first lines are indented, it goes on."""
    last = " ".join(broken(prose(3, 80), NARROW)[:5])[:-1] + "."

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FACE, SIZE)
        y = TOP
        for index in range(5):
            y = indented(canvas, prose(index, 50), y)
        indented(canvas, last, y)
        canvas.showPage()
        styled(
            canvas,
            [("Sample size.", BOLD, SIZE), (" We ask how many of the", FACE, SIZE)],
            LEFT,
            TOP,
        )
        put(canvas, "towns have a bridge of their own, and who paid.", LEFT, 748, NARROW)

    found = [text for _, text in segments(draw)]
    assert found[-2:] == [
        last,
        "Sample size. We ask how many of the towns have a bridge of their own, and who paid.",
    ]


REFERENCES = [
    "Akari Asai, Kazuma Hashimoto, Hannaneh Hajishirzi, and Richard Socher. 2020. Learning to "
    "retrieve paths over the graph. In Proceedings of the Conference.",
    "Jonathan Berant, Andrew Chou, and Percy Liang. 2013. Parsing on a large base of facts. In "
    "Empirical Methods.",
    "Chris Burges, Tal Shaked, Erin Renshaw, and Ari Lazier. 2005. Learning to rank by descent. "
    "In Proceedings of the Conference on Machine Learning, pages 89 to 96.",
]


def hung(canvas: Canvas, texts: list[str], x: float, y: float, size: float, gap: float) -> None:
    """Entries whose lines but the first are indented."""
    canvas.setFont(FACE, size)
    for text in texts:
        for index, line in enumerate(broken(text, NARROW - 12, FACE, size)):
            canvas.drawString(x + (12 if index else 0), y, line)
            y -= 1.2 * size
        y -= gap


@pytest.mark.parametrize("gap", [0.0, 6.0])
def test_entries_whose_lines_hang_are_one_paragraph_each(gap: float) -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, prose(1, 90), LEFT, TOP, NARROW)
        put(canvas, "References", LEFT, 620, NARROW, BOLD, 14)
        hung(canvas, REFERENCES, LEFT, 590, SIZE, gap)

    found = segments(draw)
    assert [text for kind, text in found if kind == "paragraph"] == [prose(1, 90), *REFERENCES]


def test_references_in_small_type_are_no_footnotes() -> None:
    entries = [f"{n}. {text}" for n, text in enumerate(REFERENCES * 4, 1)]

    def draw(canvas: Canvas) -> None:
        put(canvas, prose(1, 200), LEFT, TOP, NARROW)
        put(canvas, prose(2, 200), SECOND, TOP, NARROW)
        put(canvas, "References", LEFT, 430, NARROW, BOLD, 12)
        hung(canvas, entries[:3], LEFT, 410, 8, 3)
        canvas.showPage()
        hung(canvas, entries[3:], LEFT, TOP, 8, 3)
        put(canvas, prose(3, 200), SECOND, TOP, NARROW)

    found = segments(draw)
    assert [text for kind, text in found if kind == "list_item"] == entries
    assert "footnote" not in {kind for kind, _ in found}


AUTHORS = [
    "Laura Lucaccioni, Sze Choong Wong, Arlene Smyth and Avril Mason",
    "Jo Day† , Bo van Chan‡ , Ann-Marie Green∗",
]


@pytest.mark.parametrize("authors", AUTHORS)
def test_names_under_a_title_are_no_headings(authors: str) -> None:
    def draw(canvas: Canvas) -> None:
        for text, face, size, y in (
            ("The Bridge Over the River at Hartwell", BOLD, 18, TOP),
            (authors, BOLD, 12, 735),
            ("Hartwell Institute", FACE, 12, 720),
            ("Abstract", BOLD, 12, 690),
        ):
            canvas.setFont(face, size)
            canvas.drawCentredString(297, y, text)
        put(canvas, prose(1, 100), LEFT, 670, WIDE)
        put(canvas, prose(2, 100), LEFT, 600, WIDE)

    found = segments(draw)
    headings = [text for kind, text in found if kind == "heading"]
    assert headings == ["The Bridge Over the River at Hartwell", "Abstract"]
    assert ("paragraph", authors) in found


def test_headings_that_follow_the_title_stay_headings() -> None:
    titles = ["The Bridge at Hartwell", "A Report for the Council", "What We Found"]

    def draw(canvas: Canvas) -> None:
        for index, text in enumerate(titles):
            put(canvas, text, LEFT, TOP - 40 * index, WIDE, BOLD, 20 - 3 * index)
        put(canvas, prose(1, 100), LEFT, 640, WIDE)

    assert [text for kind, text in segments(draw) if kind == "heading"] == titles
