"""The seed documents: made anew they are the same, and every form holds the same text."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tasks.run_stages import read_document
from tasks.settings import OcrEngine, Settings
from tasks.values import Reading, Source

SEEDS = Path(__file__).parents[2] / "seeds"
TEXT = "000_bcb245613b6e8520.txt"
ENGINES: list[OcrEngine] = ["tesserocr", "pytesseract"]


@cache
def reading_of(name: str, engine: OcrEngine = "auto") -> Reading:
    path = SEEDS / name
    return read_document(Source(str(path), path, "seeds", 0), Settings(ocr_engine=engine))


def flow(reading: Reading) -> list[str]:
    return reading.text.partition("\f")[0].split("\n\n")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    spec = importlib.util.spec_from_file_location("seeds_make", SEEDS / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["seeds_make"] = module  # its data classes look themselves up there
    spec.loader.exec_module(module)
    folder = tmp_path_factory.mktemp("seeds")
    module.make(folder)
    return folder


@pytest.mark.parametrize("name", [TEXT, "article.md", "article-two-columns.pdf"])
def test_forms_without_pixels_are_made_byte_for_byte(made: Path, name: str) -> None:
    assert (made / name).read_bytes() == (SEEDS / name).read_bytes()


@pytest.mark.parametrize("name", ["article-page-1.png", "figure (1).png"])
def test_pictures_are_made_alike(made: Path, name: str) -> None:
    new, old = (np.asarray(Image.open(f / name), dtype=float) for f in (made, SEEDS))
    assert new.shape == old.shape
    # Versions of the renderer may shade the edges of letters differently.
    assert np.abs(new - old).mean() < 1.0


def test_the_mixed_pdf_is_made_alike(made: Path) -> None:
    path = made / "article-mixed.pdf"
    again = read_document(Source(str(path), path, "seeds", 0), Settings())
    assert again.text == reading_of("article-mixed.pdf").text


def test_the_seed_ends_in_a_torn_reference() -> None:
    reading = reading_of(TEXT)
    assert [issue.code for issue in reading.issues] == ["image_missing"]
    assert ".png" not in reading.text
    assert reading.segments[-1].kind == "image_reference"
    kinds = [segment.kind for segment in reading.segments]
    assert kinds.count("heading") == 10
    assert kinds.count("paragraph") == 30


def test_two_columns_hold_the_text_of_the_seed() -> None:
    reading = reading_of("article-two-columns.pdf")
    (table,) = [segment for segment in reading.segments if segment.kind == "table"]
    start, end = table.spans[0]
    blocks = [block for block in flow(reading) if block != reading.text[start:end]]
    assert blocks == flow(reading_of(TEXT))
    assert table.rows is not None
    assert table.rows[1] == ("90%", "of the peace deal may be ready")
    aside = reading.text.partition("\f")[2].split("\n\n")
    assert aside == ["Security Desk Weekly", "1", "Security Desk Weekly", "2"]
    flow_end = reading.text.index("\f")
    kinds = {segment.kind for segment in reading.segments if segment.spans[0][0] > flow_end}
    assert kinds == {"running_head", "page_number"}
    assert not reading.issues


@pytest.mark.parametrize("engine", ENGINES)
def test_the_mixed_pdf_holds_the_text_of_the_seed(engine: OcrEngine) -> None:
    reading = reading_of("article-mixed.pdf", engine)
    assert flow(reading) == flow(reading_of(TEXT))
    methods = [page.read_method for page in reading.pages]
    assert methods == ["text_layer", "ocr", *["text_layer"] * (len(methods) - 2)]
    assert reading.read_method == "mixed"
    assert reading.segments[0].level == 1
    scores = [page.ocr_confidence_score for page in reading.pages]
    assert [score is None for score in scores] == [True, False, *[True] * (len(scores) - 2)]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_page_image_holds_the_text_of_its_page(engine: OcrEngine) -> None:
    blocks = flow(reading_of("article-page-1.png", engine))
    truth = flow(reading_of(TEXT))[: len(blocks)]
    wrong = sum(
        a != b
        for block, true in zip(blocks, truth, strict=True)
        for a, b in zip(block.replace("'", "’").split(), true.split(), strict=True)
    )
    assert wrong <= 1
    assert len(blocks) == 10


def test_markdown_holds_the_text_and_its_picture() -> None:
    reading = reading_of("article.md")
    assert flow(reading) == flow(reading_of(TEXT))
    (picture,) = reading.images
    assert picture.uri == str(SEEDS / "figure (1).png")
    assert picture.data == (SEEDS / "figure (1).png").read_bytes()
    (issue,) = reading.issues
    assert issue.code == "image_missing"
    assert "map%20of%20the%20front.png" in issue.message


def test_the_figure_holds_a_paragraph_of_the_seed() -> None:
    (paragraph,) = flow(reading_of("figure (1).png"))
    assert paragraph in flow(reading_of(TEXT))


@pytest.mark.parametrize(
    "name", ["article-two-columns.pdf", "article-mixed.pdf", "article-page-1.png"]
)
def test_boxes_lie_on_their_pages(name: str) -> None:
    reading = reading_of(name)
    pages = {page.page_number: page for page in reading.pages}
    for word in reading.words:
        page, box = pages[word.page_number], word.box
        assert box is not None
        assert page.width is not None
        assert page.height is not None
        assert 0 <= box.x0 < box.x1 <= page.width
        assert 0 <= box.top < box.bottom <= page.height
