"""The extractor may not fall below its floors on the gold that the project ships."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from tasks.extract import load_pipeline
from tests.gold.quality import CORPORA, FLOORS, corpus_hash, measure

PINNED: dict[str, Any] = json.loads(FLOORS.read_text(encoding="utf-8"))


@cache
def figures(corpus: str) -> dict[str, float]:
    return measure(load_pipeline("onrecord"), corpus).tally.figures()


@pytest.mark.parametrize("corpus", CORPORA)
def test_gold_is_the_one_that_was_pinned(corpus: str) -> None:
    assert corpus_hash(corpus) == PINNED[corpus]["sha256"]


@pytest.mark.parametrize("corpus", CORPORA)
def test_no_figure_falls_below_its_floor(corpus: str) -> None:
    fallen = {
        name: (figures(corpus)[name], floor)
        for name, floor in PINNED[corpus]["floors"].items()
        if figures(corpus)[name] < floor
    }
    assert not fallen
    assert set(PINNED[corpus]["floors"]) == {n for n, value in figures(corpus).items() if value}
