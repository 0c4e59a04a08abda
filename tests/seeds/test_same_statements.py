"""The same statements from every form of the article."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tasks.discover import discover
from tasks.run_stages import run_stages
from tasks.settings import OcrEngine, Settings
from tasks.values import DocumentRecord

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


@cache
def record(name: str, engine: OcrEngine = "auto") -> DocumentRecord:
    """A seed through all stages."""
    (source,) = discover([SEEDS / name]).sources
    return run_stages(source, Settings(ocr_engine=engine))


def contents(found: DocumentRecord) -> Counter[str]:
    """What was said, without white space."""
    return Counter(_contents_in_order(found))


def text_form() -> DocumentRecord:
    (path,) = SEEDS.glob("*.txt")
    return record(path.name)


@pytest.mark.parametrize("name", ["article-two-columns.pdf", "article-mixed.pdf"])
@pytest.mark.parametrize("engine", ["tesserocr", "pytesseract"])
def test_pdf_forms_miss_at_most_one(name: str, engine: OcrEngine) -> None:
    wanted, found = contents(text_form()), contents(record(name, engine))
    assert sum((wanted - found).values()) <= 1, wanted - found
    assert sum((found - wanted).values()) <= 1, found - wanted


@pytest.mark.parametrize("engine", ["tesserocr", "pytesseract"])
def test_the_page_image_has_nine_in_ten(engine: OcrEngine) -> None:
    image = record("article-page-1.png", engine)
    page_end = _end_of_page(image)
    source = text_form()
    wanted = Counter(
        content
        for statement, content in zip(
            source.extraction.statements, _contents_in_order(source), strict=True
        )
        if statement.content_spans[-1][1] <= page_end
    )
    found = contents(image)
    assert sum(wanted.values()) >= 6
    assert sum((wanted & found).values()) >= 0.9 * sum(wanted.values()), wanted - found


def _contents_in_order(found: DocumentRecord) -> list[str]:
    text = found.reading.text
    return [
        re.sub(r"\s", "", "".join(text[start:end] for start, end in statement.content_spans))
        for statement in found.extraction.statements
    ]


def _end_of_page(image: DocumentRecord) -> int:
    """Where in the text form the page of the image ends: after its last words."""
    text = text_form().reading.text
    words = image.reading.text.split("\f")[0].split()
    for start in range(len(words) - 4, 0, -1):
        at = text.find(" ".join(words[start : start + 4]))
        if at >= 0:
            return at + len(" ".join(words[start:]))
    raise AssertionError("the image's last words are not in the text")


def test_names_and_acts_are_the_same() -> None:
    def said(found: DocumentRecord) -> Counter[tuple[str | None, str, str]]:
        return Counter(
            (statement.speaker_name, statement.act, content)
            for statement, content in zip(
                found.extraction.statements, _contents_in_order(found), strict=True
            )
        )

    wanted, found = said(text_form()), said(record("article-two-columns.pdf"))
    assert sum((wanted - found).values()) <= 1, wanted - found
