"""PDF files: words and boxes, turned pages, tables, scans, and files that are broken."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from tasks.discover import discover
from tasks.read import Unreadable
from tasks.run_stages import read_document
from tasks.settings import Settings
from tasks.values import Box, Reading, Source

SENTENCE = "The minister said on Tuesday that the bridge would be built before the end of the year."


def pdf(draw: Callable[[Canvas], None]) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


def prose(canvas: Canvas) -> None:
    canvas.setFont("Times-Roman", 11)
    for index in range(12):
        canvas.drawString(72, 700 - 14 * index, SENTENCE)


def read(data: bytes) -> Reading:
    return read_document(Source("/a.pdf", None, "test", len(data)), Settings(), data)


def edited(data: bytes, edit: Callable[[pikepdf.Pdf], None], **options: object) -> bytes:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as opened:
        edit(opened)
        opened.save(buffer, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_boxes_cover_the_words_as_they_are_seen(rotation: int) -> None:
    def turn(opened: pikepdf.Pdf) -> None:
        opened.pages[0].Rotate = rotation
        opened.pages[0].CropBox = pikepdf.Array([36, 400, 595, 800])

    data = edited(pdf(prose), turn)
    reading = read(data)
    (page,) = reading.pages
    with pdfium.PdfDocument(data) as opened:
        image = np.asarray(opened[0].render(scale=2, grayscale=True).to_pil().convert("L"))
    assert page.rotation == rotation
    assert image.shape == (round(page.height * 2), round(page.width * 2))
    dark = image < 128
    covered = np.zeros_like(dark)
    for word in reading.words:
        assert word.box is not None
        x0, top, x1, bottom = (round(value * 2) for value in word.box)
        inside = (slice(max(0, top - 1), bottom + 1), slice(max(0, x0 - 1), x1 + 1))
        assert dark[inside].any()
        covered[inside] = True
    assert (dark & covered).sum() >= 0.99 * dark.sum()


def test_a_word_broken_at_a_line_end_is_one_word_with_two_boxes() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 11)
        canvas.drawString(72, 700, "The two sides signed an agreement about the joint multina-")
        canvas.drawString(
            72, 686, "tional force, which has a long-term mandate, he said, and a long-"
        )
        canvas.drawString(72, 672, "term budget that nobody had expected to be as large as it was.")

    reading = read(pdf(draw))
    assert "joint multinational force" in reading.text
    assert "and a long-term budget" in reading.text
    halves = [w for w in reading.words if reading.text[slice(*w.span)] in ("multina", "tional")]
    assert halves[0].span[1] == halves[1].span[0]
    assert halves[0].box is not None
    assert halves[1].box is not None
    assert halves[0].box.top < halves[1].box.top


def test_a_ruled_table_is_a_segment_with_rows() -> None:
    def draw(canvas: Canvas) -> None:
        prose(canvas)
        for row in range(4):
            canvas.line(72, 500 - 20 * row, 372, 500 - 20 * row)
        for x in (72, 172, 372):
            canvas.line(x, 500, x, 440)
        for row, (a, b) in enumerate([("Name", "Votes"), ("Miller", "1,200"), ("Jones", "900")]):
            canvas.drawString(76, 486 - 20 * row, a)
            canvas.drawString(176, 486 - 20 * row, b)

    reading = read(pdf(draw))
    (table,) = [segment for segment in reading.segments if segment.kind == "table"]
    assert table.rows == (("Name", "Votes"), ("Miller", "1,200"), ("Jones", "900"))
    assert reading.text[slice(*table.spans[0])] == "Name Votes Miller 1,200 Jones 900"


def scan(canvas: Canvas) -> None:
    image = Image.new("L", (1240, 1754), 255)
    font = ImageFont.load_default(size=30)
    for index in range(10):
        text = "The council agreed that the school is built next year."
        ImageDraw.Draw(image).text((120, 150 + 50 * index), text, font=font, fill=0)
    canvas.drawImage(ImageReader(image), 0, 0, *A4)


def test_a_scan_is_read_by_ocr_and_its_picture_is_no_document_of_its_own() -> None:
    reading = read(pdf(scan))
    assert reading.read_method == "ocr"
    assert reading.text.count("The council agreed that the school is built next year.") == 10
    assert not reading.images


def test_a_good_invisible_layer_over_a_scan_is_kept() -> None:
    def draw(canvas: Canvas) -> None:
        scan(canvas)
        for index in range(10):
            text = canvas.beginText(60, 780 - 24 * index)
            text.setTextRenderMode(3)
            text.textOut(SENTENCE)
            canvas.drawText(text)

    reading = read(pdf(draw))
    assert reading.read_method == "text_layer"
    assert reading.text.count(SENTENCE) == 10


def test_garbage_in_the_text_layer_is_replaced_by_ocr() -> None:
    shifted = "".join(chr(ord(c) + 3) if c.isalpha() else c for c in SENTENCE)

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 11)
        for index in range(12):
            canvas.drawString(72, 700 - 14 * index, shifted)

    assert read(pdf(draw)).read_method == "ocr"


def test_a_picture_on_a_digital_page_is_a_child_and_small_ones_are_not() -> None:
    def draw(canvas: Canvas) -> None:
        prose(canvas)
        picture = Image.new("L", (300, 80), 255)
        ImageDraw.Draw(picture).text((10, 20), "Not so", font=ImageFont.load_default(40), fill=0)
        canvas.drawImage(ImageReader(picture), 72, 300, 150, 40)
        canvas.drawImage(ImageReader(Image.new("L", (90, 90), 90)), 300, 300, 40, 40)

    reading = read(pdf(draw))
    (image,) = reading.images
    assert image.uri == "/a.pdf#page=1&image=1"
    assert image.page_number == 1
    assert image.box == pytest.approx((72, A4[1] - 340, 222, A4[1] - 300), abs=0.1)
    child = read_document(Source(image.uri, None, "test", 0), Settings(), image.data)
    assert child.text == "Not so"


def test_a_blank_page_is_not_read_by_ocr() -> None:
    reading = read(pdf(lambda canvas: canvas.showPage()))
    assert reading.read_method == "text_layer"
    assert [issue.code for issue in reading.issues] == ["no_text"]


def lock(opened: pikepdf.Pdf) -> None:
    """Nothing to change: the options of saving lock it."""


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (edited(pdf(prose), lock, encryption=pikepdf.Encryption(user="u", owner="o")), "encrypted"),
        (pdf(prose)[:400], "truncated"),
        (b"%PDF-1.7\n" + b"nonsense " * 50 + b"%%EOF", "malformed"),
    ],
)
def test_files_of_which_nothing_can_be_read(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(data)
    issue = caught.value.issue
    assert issue.code == code
    assert issue.severity == "error"
    assert "/a.pdf" in issue.message
    assert issue.remedy


def test_an_owner_password_alone_does_not_hinder_reading() -> None:
    data = edited(pdf(prose), lock, encryption=pikepdf.Encryption(user="", owner="o"))
    assert SENTENCE in read(data).text


def test_a_file_cut_short_after_its_pages_is_read_and_named() -> None:
    data = pdf(prose)
    reading = read(data[: data.rindex(b"xref") - 1])
    assert SENTENCE in reading.text
    assert [issue.code for issue in reading.issues] == ["truncated"]
    assert reading.is_partial


def test_a_broken_box_beside_a_table_costs_no_document(tmp_path: Path, seeds: Path) -> None:
    """pdfplumber parses every page again when it is closed; a box that is none raised there."""
    with pikepdf.open(seeds / "article-two-columns.pdf") as pdf:
        pdf.pages[-1].obj["/MediaBox"] = pikepdf.Array([0, 0, 595, pikepdf.Name("/none")])
        pdf.save(tmp_path / "broken.pdf")
    (source,) = discover([tmp_path / "broken.pdf"]).sources
    assert "Starmer" in read_document(source, Settings()).text


@pytest.mark.parametrize(
    ("title", "author", "expected"),
    [
        ("The bridge", "Jo Day", ("The bridge", "Jo Day")),
        ("Microsoft Word - a.docx", "Administrator", (None, None)),
        ("", "", (None, None)),
    ],
)
def test_properties_tell_what_the_text_does_not(
    title: str, author: str, expected: tuple[str | None, str | None]
) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setTitle(title)
        canvas.setAuthor(author)
        prose(canvas)

    def date(opened: pikepdf.Pdf) -> None:
        opened.docinfo["/CreationDate"] = "D:20250301080000+01'00'"
        opened.docinfo["/ModDate"] = "D:20250302080000Z"

    reading = read(edited(pdf(draw), date))
    assert (reading.title, reading.byline) == expected
    assert (reading.published_at, reading.date_rule) == (datetime(2025, 3, 1, 7), "pdf_metadata")
    assert reading.updated_at == datetime(2025, 3, 2, 8)


def test_values_of_form_fields_are_read() -> None:
    def draw(canvas: Canvas) -> None:
        prose(canvas)
        canvas.drawString(72, 400, "Name:")
        canvas.acroForm.textfield(value="Jo Day of Hartwell", x=120, y=390, width=200, height=24)
        canvas.linkURL("https://example.org", (72, 690, 200, 710))

    reading = read(pdf(draw))
    assert "Name: Jo Day of Hartwell" in reading.text
    (field,) = [w for w in reading.words if reading.text[slice(*w.span)] == "Hartwell"]
    assert field.box is not None
    assert 120 < field.box.x0 < 320
    assert A4[1] - 414 < field.box.top < A4[1] - 390


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_turned_pages_read_as_they_are_seen(rotation: int) -> None:
    def turn(opened: pikepdf.Pdf) -> None:
        opened.pages[0].Rotate = rotation

    upright = read(pdf(two_columns))
    # The page is drawn so that it is upright when the viewer turns it.
    turned = read(edited(turned_about(pdf(two_columns), rotation), turn))
    assert turned.text == upright.text


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_text_that_lies_turned_on_its_page_is_read_as_if_upright(degrees: int) -> None:
    upright = read(pdf(two_columns))
    lying = read(turned_about(pdf(two_columns), degrees))
    assert lying.text == upright.text
    for word, there in zip(lying.words, upright.words, strict=True):
        assert there.box is not None
        assert word.box == pytest.approx(turned_box(there.box, degrees), abs=1)


def turned_box(box: Box, degrees: int) -> tuple[float, float, float, float]:
    """Where a box of an A4 page is seen when the page is turned against the clock."""
    width, height = A4
    return {
        90: (box.top, width - box.x1, box.bottom, width - box.x0),
        180: (width - box.x1, height - box.bottom, width - box.x0, height - box.top),
        270: (height - box.bottom, box.x0, height - box.top, box.x1),
    }[degrees]


def two_columns(canvas: Canvas) -> None:
    canvas.setFont("Times-Roman", 10)
    for column in range(2):
        for index in range(20):
            text = f"Line {index} of column {column} says what was agreed."
            canvas.drawString(72 + 240 * column, 700 - 12 * index, text)


def turned_about(data: bytes, rotation: int) -> bytes:
    """The same page with its content turned against the clock, so that /Rotate sets it upright."""

    def turn(opened: pikepdf.Pdf) -> None:
        page = opened.pages[0]
        width, height = A4
        matrix, box = {
            90: (f"0 1 -1 0 {height} 0", (height, width)),
            180: (f"-1 0 0 -1 {width} {height}", (width, height)),
            270: (f"0 -1 1 0 0 {width}", (height, width)),
        }[rotation]
        page.MediaBox = pikepdf.Array([0, 0, *map(round, box)])
        page.contents_add(f"q {matrix} cm".encode(), prepend=True)
        page.contents_add(b"Q")

    return edited(data, turn)


def test_dot_leaders_superscripts_and_spaced_letters() -> None:
    def draw(canvas: Canvas) -> None:
        prose(canvas)
        canvas.drawString(72, 500, "Results by province . . . . . . . . . . . . . . 14")
        text = canvas.beginText(72, 460)
        text.setFont("Times-Roman", 11)
        text.textOut("The bridge was closed")
        text.setFont("Times-Roman", 7)
        text.setRise(4)
        text.textOut("3")
        text.setRise(0)
        text.setFont("Times-Roman", 11)
        text.textOut(" in the spring, she said.")
        canvas.drawText(text)
        spaced = canvas.beginText(72, 420)
        spaced.setFont("Times-Roman", 11)
        spaced.setCharSpace(4)
        spaced.textOut("HARTWELL COUNCIL")
        canvas.drawText(spaced)

    text = read(pdf(draw)).text
    assert "in the spring, she said." in text
    assert "Results by province" in text
    assert "HARTWELL COUNCIL" in text


def test_a_word_costs_so_much_memory_and_no_more() -> None:
    """Words as read must be gone as they are written: a worker has 1.5 GB for any document."""

    def draw(canvas: Canvas) -> None:
        for number in range(10):
            canvas.setFont("Times-Roman", 8)
            for index in range(60):
                canvas.drawString(40, 780 - 12 * index, f"{SENTENCE} {number} {index} {SENTENCE}")
            canvas.showPage()

    data = pdf(draw)
    read(data)  # what is loaded once
    tracemalloc.start()
    try:
        reading = read(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(reading.words) > 15_000
    assert peak / len(reading.words) < 390


def test_links_are_kept_with_their_words() -> None:
    def draw(canvas: Canvas) -> None:
        prose(canvas)
        canvas.drawString(72, 500, "The whole report is here, and the council has a site.")
        left, right = (72 + canvas.stringWidth(text) for text in ("The ", "The whole report"))
        canvas.linkURL("https://example.org/report?a=1", (left, 497, right, 511))
        canvas.linkURL("javascript:alert(1)", (72, 690, 200, 711))
        canvas.linkURL("file:///etc/passwd", (72, 670, 200, 685))

    reading = read(pdf(draw))
    links = [link for segment in reading.segments for link in segment.links]
    assert [(reading.text[slice(*span)], uri) for span, uri in links] == [
        ("whole report", "https://example.org/report?a=1")
    ]


@pytest.mark.parametrize(
    ("drawn", "read_as"),
    [
        ("P R O C E E D I N G S", "PROCEEDINGS"),
        ("H a r t w e l l   C o u n c i l", "Hartwell Council"),
        ("A B C", "A B C"),
        ("1 2 3 4 5 6", "1 2 3 4 5 6"),
        ("It is as big as an ox", "It is as big as an ox"),
    ],
)
def test_letters_with_spaces_between_are_words(drawn: str, read_as: str) -> None:
    def draw(canvas: Canvas) -> None:
        prose(canvas)
        canvas.drawString(72, 500, drawn)

    reading = read(pdf(draw))
    (last,) = reading.segments[-1].spans
    assert reading.text[slice(*last)] == read_as
    word = reading.words[-1]
    assert word.box is not None
    assert reading.text[slice(*word.span)] == read_as.split()[-1]
    assert word.box.x1 == pytest.approx(72 + stringWidth(drawn, "Times-Roman", 11), abs=1)


def test_a_page_too_large_to_be_one_costs_only_itself() -> None:
    def draw(canvas: Canvas) -> None:
        prose(canvas)
        canvas.showPage()
        prose(canvas)

    def stretch(opened: pikepdf.Pdf) -> None:
        opened.pages[1].MediaBox = pikepdf.Array([0, 0, 20_000, 842])

    reading = read(edited(pdf(draw), stretch))
    (issue,) = reading.issues
    assert (issue.code, issue.page_number) == ("malformed", 2)
    assert "20000 by 842 points" in issue.message
    assert reading.is_partial
    assert reading.text.count(SENTENCE) == 12


@pytest.mark.parametrize(("cap", "value"), [("_MOST_PICTURES", 2), ("_MOST_PIXELS", 24_400)])
def test_pictures_beyond_the_most_are_named(
    monkeypatch: pytest.MonkeyPatch, cap: str, value: int
) -> None:
    """Of 300 by 80, 81 and 82 pixels the last is one too many, or too large by itself."""
    monkeypatch.setattr(f"tasks.read.pdf.pictures.{cap}", value)

    def draw(canvas: Canvas) -> None:
        prose(canvas)
        for number in range(3):
            image = Image.effect_noise((300, 80 + number), 40)
            canvas.drawImage(ImageReader(image), 72, 100 + 100 * number, 150, 40)

    reading = read(pdf(draw))
    assert len(reading.images) == 2
    assert [issue.code for issue in reading.issues] == ["too_large"]
