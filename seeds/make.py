"""Make the other forms of the seed article: two-column PDF, mixed PDF, page image, Markdown.

Run from anywhere: ``python seeds/make.py [FOLDER]``. Everything is made from the words of the seed
text alone; figures in the table are the article's own. Fonts: the standard Times and Helvetica of
every PDF reader, and Bitstream Vera, which ships with reportlab, for what is rendered to pixels.
Equal versions of reportlab, PDFium, Pillow and numpy give equal bytes.
"""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import reportlab
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tasks.run_stages import read_document
from tasks.settings import Settings
from tasks.values import Source

SEED = Path(__file__).with_name("000_bcb245613b6e8520.txt")
RUNNING_HEAD = "Security Desk Weekly"
VERA = Path(reportlab.__file__).parent / "fonts"

# Where these words may be broken at a line end.
BREAKS = [
    "de-fen-sive",
    "ca-pa-bil-i-ties",
    "com-mit-ments",
    "con-sis-tently",
    "Wash-ing-ton",
    "gov-ern-ment",
    "rec-on-struc-tion",
    "mul-ti-na-tional",
    "re-as-sur-ance",
    "se-cu-rity",
    "agree-ment",
    "dec-la-ra-tion",
    "dis-cuss-ing",
    "ne-go-ti-ated",
    "ne-go-ti-a-tions",
    "sur-ren-der-ing",
    "Ukrain-ian",
    "Ukraini-ans",
    "de-ploy-ing",
    "tech-nol-o-gy",
    "in-ter-na-tional",
    "po-ten-tially",
    "strength-en-ing",
    "pro-tected",
    "co-or-di-na-tion",
    "in-vest-ment",
    "am-bi-tious",
    "re-gen-er-a-tion",
    "de-vel-op-ment",
    "in-volve-ment",
    "mon-i-tor-ing",
    "guar-an-tees",
    "im-me-di-ate",
    "par-tic-u-larly",
    "con-di-tions",
    "Eu-ro-pean",
    "po-lit-i-cal",
    "ter-ri-tory",
    "com-pro-mise",
    "com-pro-mises",
    "de-ter-rence",
    "in-fra-struc-ture",
]
TABLE = [
    ("Figure", "What it counts"),
    ("90%", "of the peace deal may be ready"),
    ("10%", "of it remains"),
    ("75%", "of Donetsk is occupied"),
    ("24", "countries and more took part"),
]


@dataclass(frozen=True)
class Block:
    """A heading or paragraph of the article."""

    is_heading: bool
    text: str


@dataclass(frozen=True)
class Type:
    """How a kind of block is set: face, size and leading in points."""

    face: str
    size: float
    leading: float
    indent: float = 0.0
    space: float = 0.0
    is_justified: bool = False


TITLE = Type("Helvetica-Bold", 19, 23)
HEADING = Type("Helvetica-Bold", 11, 14, space=7)
BODY = Type("Times-Roman", 10, 12.2, indent=12, is_justified=True)
WIDE_TITLE = Type("Vera-Bold", 17, 22)
WIDE_HEADING = Type("Vera-Bold", 12.5, 16, space=9)
WIDE_BODY = Type("Vera", 10, 14, space=8)


def article() -> list[Block]:
    """The blocks of the seed text."""
    source = Source(str(SEED), SEED, "seeds", SEED.stat().st_size)
    reading = read_document(source, Settings())
    return [
        Block(segment.kind == "heading", reading.text[slice(*segment.spans[0])])
        for segment in reading.segments
        if segment.kind in ("heading", "paragraph")
    ]


def set_lines(text: str, kind: Type, width: float) -> list[str]:
    """Lines of a text that fit a width, words broken at a hyphen where ``BREAKS`` allows it."""
    points = {word.replace("-", ""): word.split("-") for word in BREAKS}
    lines: list[str] = []
    line, room = "", width - kind.indent
    for word in text.split():
        grown = f"{line} {word}".strip()
        if pdfmetrics.stringWidth(grown, kind.face, kind.size) <= room:
            line = grown
            continue
        head, tail = "", word
        parts = points.get(word.rstrip(".,;:"), []) if kind.is_justified else []
        for count in range(len(parts) - 1, 0, -1):
            candidate = f"{line} {''.join(parts[:count])}-".strip()
            if pdfmetrics.stringWidth(candidate, kind.face, kind.size) <= room:
                head, tail = candidate, word[len("".join(parts[:count])) :]
                break
        lines.append(head or line)
        line, room = tail, width
    return [*lines, line]


def draw_lines(
    canvas: Canvas, lines: list[str], kind: Type, left: float, y: float, width: float, start: int
) -> float:
    """Draw lines from the baseline ``y`` down; ``start`` 0 is the first line of its block."""
    canvas.setFont(kind.face, kind.size)
    for index, line in enumerate(lines, start=start):
        indent = kind.indent if index == 0 else 0.0
        spaces = line.count(" ")
        slack = width - indent - pdfmetrics.stringWidth(line, kind.face, kind.size)
        is_last = index == start + len(lines) - 1
        text = canvas.beginText(left + indent, y)
        if kind.is_justified and spaces and 0 < slack < 60 and not (is_last and slack > 25):
            text.setWordSpace(slack / spaces)
        text.textOut(line)
        canvas.drawText(text)
        y -= kind.leading
    return y


def draw_table(canvas: Canvas, left: float, top: float, width: float) -> float:
    """A ruled table; returns the y below it."""
    row_height, first = 15.0, 46.0
    bottom = top - row_height * len(TABLE)
    canvas.setLineWidth(0.6)
    for index in range(len(TABLE) + 1):
        canvas.line(left, top - index * row_height, left + width, top - index * row_height)
    for x in (left, left + first, left + width):
        canvas.line(x, top, x, bottom)
    canvas.setFont("Helvetica", 8.5)
    for index, (figure, meaning) in enumerate(TABLE):
        y = top - (index + 1) * row_height + 4.5
        canvas.drawString(left + 4, y, figure)
        canvas.drawString(left + first + 4, y, meaning)
    return bottom - 16


def furnish(canvas: Canvas, number: int) -> None:
    """Running head and page number."""
    width, height = A4
    canvas.setFont("Helvetica", 8)
    canvas.drawString(56, height - 36, RUNNING_HEAD)
    canvas.drawCentredString(width / 2, 30, str(number))


def places(canvas: Canvas, tops: Iterator[float], width: float) -> Iterator[tuple[float, float]]:
    """Left edge and first baseline of one column after another, over as many pages as needed."""
    number = 1
    while True:
        furnish(canvas, number)
        top = next(tops)
        yield 56.0, top
        yield 56.0 + width + 24, top
        canvas.showPage()
        number += 1


def two_columns(blocks: list[Block]) -> bytes:
    """The whole article in two columns, hyphenated, with a table in its second column."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setTitle(blocks[0].text)
    width, bottom = (A4[0] - 2 * 56 - 24) / 2, 62.0

    def tops() -> Iterator[float]:
        yield A4[1] - 150
        while True:
            yield A4[1] - 72

    columns = places(canvas, tops(), width)
    left, y = next(columns)
    title = set_lines(blocks[0].text, TITLE, A4[0] - 112)
    draw_lines(canvas, title, TITLE, 56, A4[1] - 84, A4[0] - 112, 0)
    has_table = False
    for block in blocks[1:]:
        kind = HEADING if block.is_heading else BODY
        lines = set_lines(block.text, kind, width)
        y -= kind.space
        # A heading keeps two lines of its paragraph with it.
        if y - kind.leading * (len(lines) + 2 if block.is_heading else 1) < bottom:
            left, y = next(columns)
        fitting = int((y - bottom) // kind.leading) + 1
        now, later = lines[:fitting], lines[fitting:]
        y = draw_lines(canvas, now, kind, left, y, width, 0)
        if later:
            left, y = next(columns)
            y = draw_lines(canvas, later, kind, left, y, width, len(now))
        if "90%" in block.text and not has_table and not block.is_heading:
            if y - 15 * len(TABLE) - 16 < bottom:
                left, y = next(columns)
            y, has_table = draw_table(canvas, left, y, width), True
    canvas.save()
    return buffer.getvalue()


def wide_pages(blocks: list[Block]) -> list[bytes]:
    """The pages of the article in one column, each as a PDF."""
    for face, file in (("Vera", "Vera.ttf"), ("Vera-Bold", "VeraBd.ttf")):
        pdfmetrics.registerFont(TTFont(face, str(VERA / file)))
    pages: list[bytes] = []
    rest = list(blocks)
    while rest:
        buffer = io.BytesIO()
        canvas = Canvas(buffer, pagesize=A4, invariant=1)
        y = A4[1] - 84
        while rest:
            is_title = rest[0] is blocks[0]
            kind = WIDE_TITLE if is_title else WIDE_HEADING if rest[0].is_heading else WIDE_BODY
            lines = set_lines(rest[0].text, kind, A4[0] - 144)
            needed = kind.leading * len(lines) + (60 if rest[0].is_heading else 0)
            if y - needed < 72:
                break
            y = draw_lines(canvas, lines, kind, 72, y - kind.space, A4[0] - 144, 0) - kind.space
            rest.pop(0)
        canvas.save()
        pages.append(buffer.getvalue())
    return pages


def picture(page: bytes, dpi: int) -> Image.Image:
    """A page as a grey picture."""
    with pdfium.PdfDocument(page) as pdf:
        return pdf[0].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")


def noisy(image: Image.Image, sigma: float, seed: int) -> Image.Image:
    """Gaussian noise over an image, the same for the same seed."""
    noise = np.random.default_rng(seed).normal(0.0, sigma, (image.height, image.width))
    values = np.asarray(image, dtype=np.float64) + noise
    return Image.fromarray(values.clip(0, 255).round().astype(np.uint8))


def mixed(blocks: list[Block]) -> tuple[bytes, bytes]:
    """A PDF whose second page is a scan, the others digital; and its first page alone."""
    first, second, *others = wide_pages(blocks)
    scan = io.BytesIO()
    noisy(picture(second, 200), 6.0, seed=2).save(scan, "JPEG", quality=80)
    buffer = io.BytesIO()
    cover = io.BytesIO()
    canvas = Canvas(cover, pagesize=A4, invariant=1)
    canvas.drawImage(ImageReader(scan), 0, 0, *A4)
    canvas.save()
    with pikepdf.open(io.BytesIO(first)) as pdf:
        for page in (cover, *map(io.BytesIO, others)):
            with pikepdf.open(page) as added:
                pdf.pages.extend(added.pages)
        pdf.save(buffer, deterministic_id=True)
    return buffer.getvalue(), first


def page_image(first: bytes) -> bytes:
    """The first page as an office scanner leaves it: 150 dpi, skewed by 0.7 degrees, noisy."""
    skewed = picture(first, 150).rotate(0.7, Image.Resampling.BICUBIC, fillcolor=255)
    buffer = io.BytesIO()
    noisy(skewed, 12.0, seed=1).save(buffer, "PNG", dpi=(150, 150), optimize=True)
    return buffer.getvalue()


def figure(text: str) -> bytes:
    """A paragraph as a picture."""
    font = ImageFont.truetype(str(VERA / "Vera.ttf"), 26)
    width, lines, line = 1040, [], ""
    for word in text.split():
        if font.getlength(f"{line} {word}") > width - 80:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    lines.append(line)
    image = Image.new("L", (width, 80 + 38 * len(lines)), 255)
    draw = ImageDraw.Draw(image)
    for index, line in enumerate(lines):
        draw.text((40, 40 + 38 * index), line, font=font, fill=0)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", dpi=(180, 180), optimize=True)
    return buffer.getvalue()


def markdown(blocks: list[Block]) -> str:
    """The article as Markdown, with a picture that is there and one that is not."""
    parts = [f"# {blocks[0].text}"]
    for block in blocks[1:]:
        parts.append(f"## {block.text}" if block.is_heading else block.text)
    parts.insert(6, "![The declaration in the words of its signatories](figure%20(1).png)")
    parts.append("![Where the front line runs](map%20of%20the%20front.png)")
    return "\n\n".join(parts) + "\n"


def make(folder: Path) -> list[Path]:
    """Write all forms to a folder, the seed text itself too; returns their paths."""
    blocks = article()
    quote = next(block.text for block in blocks if block.text.startswith("“"))
    mixed_pdf, first_page = mixed(blocks)
    contents = {
        "article-two-columns.pdf": two_columns(blocks),
        "article-mixed.pdf": mixed_pdf,
        "article-page-1.png": page_image(first_page),
        "article.md": markdown(blocks).encode(),
        "figure (1).png": figure(quote),
    }
    folder.mkdir(parents=True, exist_ok=True)
    if folder.resolve() != SEED.parent.resolve():
        shutil.copyfile(SEED, folder / SEED.name)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / SEED.name, *(folder / name for name in contents)]


if __name__ == "__main__":
    for path in make(Path(sys.argv[1]) if len(sys.argv) > 1 else SEED.parent):
        print(path)
