"""Which pages of a PDF are read by OCR: scans, stamps, mixed pages, layers hidden or garbage."""

from __future__ import annotations

import io
from collections.abc import Callable
from string import ascii_letters, ascii_lowercase, ascii_uppercase

import pikepdf
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tasks.run_stages import read_document
from tasks.settings import Settings
from tasks.values import Reading, Source

SAID = "The minister said on Tuesday that the bridge would be built before the end of the year."
SHOWN = "The council agreed that the school is built next year."
STAMP = (
    "Downloaded from the archive of the city library by reader number 1482 on 4 March 2025. "
    "All rights are reserved by the library and by the authors."
)
FINNISH = (
    "Ministeri kertoi tiistaina, että silta rakennetaan ennen vuoden loppua eikä "
    "kustannusarvioon tule muutoksia."
)
Draw = Callable[[Canvas], None]


def picture(lines: int, size: tuple[int, int] = (1240, 1754)) -> ImageReader:
    """A scan of so many lines."""
    image = Image.new("L", size, 255)
    font = ImageFont.load_default(30)
    for index in range(lines):
        ImageDraw.Draw(image).text((60, 100 + 60 * index), SHOWN, font=font, fill=0)
    return ImageReader(image)


def scan(canvas: Canvas) -> None:
    canvas.drawImage(picture(10), 0, 0, *A4)


def empty_scan(canvas: Canvas) -> None:
    canvas.drawImage(picture(0), 0, 0, *A4)


def text(line: str, count: int = 12, *, top: float = 700, mode: int = 0) -> Draw:
    """Lines of text; mode 3 hides them (PDF 32000-1, table 106)."""

    def draw(canvas: Canvas) -> None:
        for index in range(count):
            written = canvas.beginText(40, top - 24 * index)
            written.setFont("Times-Roman", 10)
            written.setTextRenderMode(mode)
            written.textOut(line)
            canvas.drawText(written)

    return draw


def shifted(line: str, by: int) -> str:
    """The letters as a font with its codes out of step gives them: each some places on."""
    turned = "".join(case[by:] + case[:by] for case in (ascii_lowercase, ascii_uppercase))
    return line.translate(str.maketrans(ascii_letters, turned))


def half_scan(canvas: Canvas) -> None:
    canvas.drawImage(picture(4, (1240, 400)), 40, 80, 500, 160)


def garbled(by: int) -> Draw:
    """A picture of a page under a hidden layer whose letters are out of step."""

    def draw(canvas: Canvas) -> None:
        scan(canvas)
        text(shifted(SAID, by), mode=3)(canvas)

    return draw


def specks(canvas: Canvas) -> None:
    """A picture of a page under a hidden layer that bad OCR left: hardly a whole word."""
    scan(canvas)
    text("e1m a2d o3r i4n e5l o6t e7b a8s " * 2, mode=3)(canvas)


def read(*draws: Draw) -> Reading:
    data = drawn(*draws)
    return read_document(Source("/a.pdf", None, "test", len(data)), Settings(), data)


def drawn(*draws: Draw) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    for draw in draws:
        draw(canvas)
    canvas.save()
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("draws", "method", "said", "shown", "children"),
    [
        ((text(SAID),), "text_layer", 12, 0, 0),
        ((scan,), "ocr", 0, 10, 0),
        ((scan, text(SAID, mode=3)), "text_layer", 12, 0, 0),
        ((text(SAID), half_scan), "text_layer", 12, 0, 1),
        ((empty_scan, text(SAID)), "text_layer", 12, 0, 0),
        ((scan, text(SAID, 1, top=800)), "ocr", 1, 10, 0),
        ((scan, text(STAMP, 1, top=30)), "ocr", 0, 10, 0),
        ((empty_scan, text(SAID, 1, top=30)), "text_layer", 1, 0, 0),
        ((text(FINNISH),), "text_layer", 0, 0, 0),
        ((specks,), "ocr", 0, 10, 0),
        *(((garbled(by),), "ocr", 0, 10, 0) for by in (1, 4, 13, 22)),
    ],
    ids=[
        "digital",
        "scan",
        "hidden layer of its own over a scan",
        "digital with a scanned clipping",
        "digital on a picture of paper",
        "scan with a line of text",
        "scan with a long stamp",
        "a line on a picture of paper",
        "a language not known here",
        "scan under what bad OCR left",
        *(f"letters {by} places on" for by in (1, 4, 13, 22)),
    ],
)
def test_each_page_is_read_the_better_way(
    draws: tuple[Draw, ...], method: str, said: int, shown: int, children: int
) -> None:
    reading = read(*draws)
    assert reading.read_method == method
    assert (reading.text.count(SAID), reading.text.count(SHOWN)) == (said, shown)
    assert len(reading.images) == children
    assert not [issue for issue in reading.issues if issue.severity == "error"]


def test_a_good_layer_is_kept_to_the_letter() -> None:
    assert read(text(FINNISH)).text.count("kustannusarvioon") == 12


def test_what_a_stamp_says_is_kept_beside_the_scan() -> None:
    reading = read(scan, text(STAMP, 1, top=30))
    assert reading.text.count("reader number 1482") == 1


def test_a_layer_of_characters_without_meaning_is_replaced() -> None:
    to_private_use = (
        b"/CIDInit /ProcSet findresource begin begincmap /CMapType 2 def\n"
        b"1 begincodespacerange <00> <FF> endcodespacerange\n"
        b"1 beginbfrange <21> <7E> <F021> endbfrange\nendcmap end"
    )
    with pikepdf.open(io.BytesIO(drawn(text(SAID)))) as pdf:
        for font in pdf.pages[0].Resources.Font.values():
            font.ToUnicode = pdf.make_stream(to_private_use)
        pdf.save(buffer := io.BytesIO(), static_id=True)
    data = buffer.getvalue()
    reading = read_document(Source("/a.pdf", None, "test", len(data)), Settings(), data)
    assert reading.read_method == "ocr"
    assert reading.text.count(SAID) == 12


def test_pages_are_decided_one_by_one() -> None:
    def turn(canvas: Canvas) -> None:
        canvas.showPage()

    reading = read(text(SAID), turn, scan, turn, text(SAID))
    assert [page.read_method for page in reading.pages] == ["text_layer", "ocr", "text_layer"]
