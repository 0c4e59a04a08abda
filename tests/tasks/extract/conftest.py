"""The shipped pipeline, loaded once, and a way to parse a text as paragraphs."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from spacy.language import Language

from tasks.extract import Parse, load_pipeline, parse
from tasks.values import Segment


@pytest.fixture(scope="session")
def nlp() -> Language:
    return load_pipeline("onrecord")


def paragraphs(text: str) -> list[Segment]:
    """One paragraph for every block between blank lines."""
    return [
        Segment("paragraph", None, ((m.start(), m.end()),), 1, 1)
        for m in re.finditer(r"\S(?:.|\n(?!\s*\n))*", text)
        if m.group().strip()
    ]


@pytest.fixture(scope="session")
def read(nlp: Language) -> Callable[[str], Parse]:
    return lambda text: parse(nlp, text, paragraphs(text))
