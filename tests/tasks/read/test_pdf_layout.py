"""Pages as designers set them, drawn and read end to end: what stands in the text and what beside.

Each test draws one trait of layout; the text is known, so what is read can be compared with it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pikepdf
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from tests.tasks.read.test_pdf import edited, pdf, read

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
