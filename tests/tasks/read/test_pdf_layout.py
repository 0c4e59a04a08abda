"""Pages as designers set them, drawn and read end to end: what stands in the text and what beside.

Each test draws one trait of layout; the text is known, so what is read can be compared with it.
"""

from __future__ import annotations

import pikepdf
import pytest
from reportlab.lib.pagesizes import A4
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
from tests.tasks.read.test_pdf import edited, pdf, read


def test_a_box_over_a_heading_over_two_columns() -> None:
    """A boxed summary across the page, a heading across it, then two columns."""
    parts = [prose(n) for n in range(3)]

    def draw(canvas: Canvas) -> None:
        canvas.rect(LEFT - 8, 690, WIDE + 16, 90)
        put(canvas, parts[0], LEFT, TOP, WIDE)
        put(canvas, "The Bridge Stands Over Both Columns", LEFT, 650, WIDE, BOLD, 18)
        put(canvas, parts[1], LEFT, 610, NARROW)
        put(canvas, parts[2], SECOND, 610, NARROW)

    assert segments(draw) == [
        ("paragraph", parts[0]),
        ("heading", "The Bridge Stands Over Both Columns"),
        ("paragraph", parts[1]),
        ("paragraph", parts[2]),
    ]


@pytest.mark.parametrize("is_right", [False, True])
def test_a_sidebar_does_not_run_into_the_text_beside_it(is_right: bool) -> None:
    main, side = [prose(n, 120) for n in range(3)], [prose(n, 25) for n in (4, 5)]
    main_x, side_x = (LEFT, 440.0) if is_right else (200.0, LEFT)

    def draw(canvas: Canvas) -> None:
        y = TOP
        for text in main:
            y = put(canvas, text, main_x, y, 335)
        canvas.setFillGray(0.9)
        canvas.rect(side_x - 6, 560, 122, 150, stroke=0, fill=1)
        canvas.setFillGray(0)
        y = 690.0
        for text in side:
            y = put(canvas, text, side_x, y, 110, size=8)

    expected = [*main, *side] if is_right else [*side, *main]
    assert [text for _, text in segments(draw)] == expected


def test_a_caption_between_two_halves_of_a_paragraph_stands_beside_the_text() -> None:
    """Also where the second half begins with a capital, as a sentence does."""
    first = " ".join(broken(prose(1, 90), WIDE)[:3])
    second, caption = f"Hartwell, where {prose(2)}", "Figure 2. The bridge, seen from the north."

    def draw(canvas: Canvas) -> None:
        put(canvas, first, LEFT, TOP, WIDE)
        canvas.rect(LEFT, 560, WIDE, 140)
        put(canvas, caption, LEFT, 545, WIDE, size=8.5)
        put(canvas, second, LEFT, 515, WIDE)

    assert segments(draw) == [("paragraph", f"{first} {second}"), ("caption", caption)]


def test_a_picture_between_two_halves_of_a_paragraph_does_not_part_it() -> None:
    text = prose(1, 90)

    def draw(canvas: Canvas) -> None:
        lines = broken(text, WIDE)
        put(canvas, " ".join(lines[:3]), LEFT, TOP, WIDE)
        canvas.rect(LEFT, 560, WIDE, 140)
        put(canvas, " ".join(lines[3:]), LEFT, 540, WIDE)

    assert segments(draw) == [("paragraph", text)]


def test_footnotes_under_each_column_stand_beside_the_text() -> None:
    parts = [prose(n, 250) for n in range(2)]
    notes = ["1 See the report of the council, page 4.", "2 The province says otherwise."]

    def draw(canvas: Canvas) -> None:
        for x, text, note in zip((LEFT, SECOND), parts, notes, strict=True):
            put(canvas, text, x, TOP, NARROW)
            canvas.line(x, 150, x + 60, 150)
            put(canvas, note, x, 138, NARROW, size=7.5)

    assert segments(draw) == [
        *(("paragraph", text) for text in parts),
        *(("footnote", note) for note in notes),
    ]


def test_raised_figures_stand_after_their_word() -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(LEFT, TOP)
        for piece, size, rise in (
            ("The bridge was closed", SIZE, 0),
            ("3", 6.5, 4),
            (" in the spring, she said, and CO", SIZE, 0),
            ("2", 6.5, -2),
            (" fell in all of the four towns on the river.", SIZE, 0),
        ):
            text.setFont(FACE, size)
            text.setRise(rise)
            text.textOut(piece)
        canvas.drawText(text)
        put(canvas, prose(1), LEFT, TOP - LEADING, WIDE)

    (_, text), *_ = segments(draw)
    line = "The bridge was closed 3 in the spring, she said, and CO 2 fell in all of the four towns"
    assert text.replace(" ", "").startswith(line.replace(" ", ""))


@pytest.mark.parametrize("spacing", [2.0, 3.0, 5.0])
def test_letters_spaced_by_the_face_are_words(spacing: float) -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(LEFT, TOP)
        text.setFont(BOLD, 12)
        text.setCharSpace(spacing)
        text.textOut("HARTWELL COUNCIL")
        canvas.drawText(text)
        put(canvas, prose(1), LEFT, TOP - 40, WIDE)

    assert segments(draw)[0][1] == "HARTWELL COUNCIL"


ENTRIES = [("What the council found", 3), ("The bridge at Hartwell", 14), ("Budget", 27)]


@pytest.mark.parametrize("leader", [" . . . . . . . . . . . . . . ", "......................", " "])
@pytest.mark.parametrize("top", [TOP, 600.0])
def test_an_entry_of_a_list_of_contents_keeps_its_page_beside_it(leader: str, top: float) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(FACE, SIZE)
        for index, (title, page) in enumerate(ENTRIES):
            y = top - LEADING * index
            canvas.drawString(LEFT, y, f"{title}{leader}")
            canvas.drawRightString(LEFT + WIDE, y, str(page))
        put(canvas, prose(1), LEFT, top - 80, WIDE)

    found = segments(draw)
    assert found[-1] == ("paragraph", prose(1))
    if leader.strip():
        wanted = [f"{title}{leader} {page}" for title, page in ENTRIES]
        assert [text.replace(" ", "") for _, text in found[:-1]] == [
            text.replace(" ", "") for text in wanted
        ]
    text = " ".join(text for _, text in found)
    places = [text.index(part) for title, page in ENTRIES for part in (title, f" {page}")]
    assert places == sorted(places)


def test_heads_of_odd_and_even_pages_stand_beside_the_text() -> None:
    heads = ("Quarterly review", "The Hartwell papers")
    texts = [prose(n, 80) for n in range(6)]

    def draw(canvas: Canvas) -> None:
        for number, text in enumerate(texts):
            canvas.setFont(FACE, 8)
            canvas.drawString(LEFT, 810, heads[number % 2])
            canvas.drawCentredString(300, 30, str(number + 11))
            put(canvas, text, LEFT, TOP, WIDE)
            canvas.showPage()

    found = segments(draw)
    assert [text for kind, text in found if kind == "paragraph"] == texts
    assert [text for kind, text in found if kind == "running_head"] == list(heads) * 3
    assert [text for kind, text in found if kind == "page_number"] == [
        str(n + 11) for n in range(6)
    ]


def test_a_text_box_put_on_a_page_is_read_and_a_closed_note_is_not() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, prose(1), LEFT, TOP, WIDE)
        canvas.freeTextAnnotation(
            "Approved by Jo Day", DA="0 0 0 rg /Helv 12 Tf", Rect=[60, 500, 300, 530]
        )
        canvas.textAnnotation("Nobody sees this", Rect=[60, 400, 80, 420])

    def shown(opened: pikepdf.Pdf) -> None:
        """What viewers draw of a text box is its appearance, which reportlab leaves out."""
        (box,) = (a for a in opened.pages[0].Annots if a.Subtype == "/FreeText")
        look = opened.make_stream(b"BT /Helv 12 Tf 4 8 Td (Approved by Jo Day) Tj ET")
        look.update({"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Form})
        look.BBox = pikepdf.Array([0, 0, 240, 30])
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        look.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=font))
        box.AP = pikepdf.Dictionary(N=look)

    reading = read(edited(pdf(draw), shown))
    assert "Approved by Jo Day" in reading.text
    assert "Nobody sees this" not in reading.text
    word = next(w for w in reading.words if reading.text[slice(*w.span)] == "Approved")
    assert word.box is not None
    assert A4[1] - 530 < word.box.top < A4[1] - 500


def test_a_choice_and_a_check_box_of_a_form() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, prose(1), LEFT, TOP, WIDE)
        canvas.setFont(FACE, SIZE)
        canvas.drawString(LEFT, 500, "Province:")
        canvas.acroForm.choice(
            name="province",
            value="Northern",
            options=["Northern", "Southern"],
            x=120,
            y=492,
            width=120,
            height=20,
        )

    text = " ".join(text for _, text in segments(draw))
    assert "Province: Northern" in text
    assert "Southern" not in text


def test_a_paragraph_goes_on_over_columns_and_pages() -> None:
    """Not the last line of a column, and not what stands at its foot, ends a paragraph."""
    text = prose(1, 370)

    def draw(canvas: Canvas) -> None:
        lines = broken(text, NARROW)
        for page in range(2):
            canvas.setFont(FACE, 8)
            canvas.drawString(LEFT, 810, "Quarterly review")
            canvas.drawCentredString(300, 30, str(page + 1))
            canvas.setFont(FACE, SIZE)
            for column, x in enumerate((LEFT, SECOND)):
                first = 12 * (2 * page + column)
                for index, line in enumerate(lines[first : first + 12]):
                    canvas.drawString(x, TOP - LEADING * index, line)
            canvas.showPage()

    assert len(broken(text, NARROW)) > 36
    (found, *aside) = segments(draw)
    assert found == ("paragraph", text)
    assert {kind for kind, _ in aside} == {"running_head", "page_number"}


@pytest.mark.parametrize("gap", [4.0, 20.0])
@pytest.mark.parametrize("first", [1, 26])
def test_numbers_of_lines_stand_beside_the_text(gap: float, first: int) -> None:
    text = prose(1, 250)

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FACE, SIZE)
        for index, line in enumerate(broken(text, NARROW)):
            y = TOP - 2 * LEADING * index
            canvas.drawRightString(LEFT, y, str(index + first))
            canvas.drawString(LEFT + gap, y, line)

    count = len(broken(text, NARROW))
    numbers = " ".join(str(index + first) for index in range(count))
    assert segments(draw) == [("paragraph", text), ("running_head", numbers)]


def test_a_numbered_list_and_a_column_of_figures_are_no_numbers_of_lines() -> None:
    items = [f"{n}. The council agreed on the point that bears this number." for n in range(1, 12)]

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FACE, SIZE)
        for index, item in enumerate(items):
            canvas.drawString(LEFT, TOP - 1.5 * LEADING * index, item)
        for index in range(12):
            y = 500 - LEADING * index
            canvas.drawString(LEFT, y, "Northern")
            canvas.drawRightString(LEFT + 200, y, str(index + 1))

    found = segments(draw)
    assert [text for kind, text in found if kind == "list_item"] == items
    assert "running_head" not in {kind for kind, _ in found}


def test_figures_before_lines_that_do_not_rise_are_of_the_text() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(FACE, SIZE)
        for index, count in enumerate([12, 40, 33, 17, 25, 60, 18, 99, 54, 21]):
            y = TOP - 2 * LEADING * index
            canvas.drawRightString(LEFT, y, str(count))
            canvas.drawString(LEFT + 6, y, "people were asked in this town, and most said yes.")

    assert "running_head" not in {kind for kind, _ in segments(draw)}


@pytest.mark.parametrize("degrees", [90, 270])
def test_a_line_that_climbs_the_margin_is_one_head(degrees: int) -> None:
    stamp = "arXiv:2004.04906v3 [cs.CL] 30 Sep 2020"

    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(30, 300)
        canvas.rotate(degrees)
        canvas.setFont(FACE, 14)
        canvas.drawCentredString(0, 0, stamp)
        canvas.restoreState()
        canvas.saveState()
        canvas.translate(250, 300)
        canvas.rotate(degrees)
        canvas.setFont(FACE, 8)
        canvas.drawCentredString(0, 0, "Share of votes (%)")
        canvas.restoreState()
        for index in range(4):
            put(canvas, prose(index), LEFT, TOP - 60 * index, WIDE)

    assert segments(draw) == [
        *(("paragraph", prose(index)) for index in range(4)),
        ("running_head", stamp),
        ("caption", "Share of votes (%)"),
    ]
