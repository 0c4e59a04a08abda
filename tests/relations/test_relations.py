"""Quality of relations on the made stories, with floors that may rise and never fall silently."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.relations.measure import measured
from tests.relations.scoring import Count
from tests.relations.truth import Half

# What the module makes, it makes once.
pytestmark = pytest.mark.xdist_group("relations")

Counts = dict[str, Count]

# What ``python -m tests.relations.measure`` gives, in percent, rounded down: of the stories that
# rules were first tuned and measured on, and of those written when the rules stood. Telling by
# meaning, too, gave up a point of precision of the first for two to seven of recall everywhere.
# Vectors of words in place of an encoder that reads whole texts, a hundred times dearer, gave up
# one to three points of recall, of discrepancies more.
# What is missed or wrong of the parts held out is not to be read, nor printed by a failing test.
SEE = "python -m tests.relations.measure dev --mistakes (dev2, dev4)"
FIRST: tuple[Half, ...] = ("dev", "held")
LATER: tuple[Half, ...] = ("dev2", "held2", "held3")
NEWS: tuple[Half, ...] = ("held4", "dev4")
PRECISION = {
    "copies": 100,
    "primaries": 100,
    "corrections": 100,
    "same_claims": 97,
    "positions": 95,
    "changes": 96,
    "contradictions": 91,
    "discrepancies": 100,
}
RECALL = {
    "copies": 100,
    "primaries": 100,
    "corrections": 100,
    "same_claims": 72,
    "positions": 78,
    "changes": 96,
    "contradictions": 85,
    "discrepancies": 39,
}
LATER_PRECISION = {"same_claims": 96, "positions": 80, "changes": 85, "contradictions": 88}
LATER_RECALL = {"same_claims": 47, "positions": 47, "changes": 85, "contradictions": 25}
NEWS_PRECISION = {
    "same_claims": 88,
    "positions": 91,
    "changes": 94,
    "contradictions": 84,
    "discrepancies": 86,
}
NEWS_RECALL = {
    "same_claims": 34,
    "positions": 48,
    "changes": 94,
    "contradictions": 21,
    "discrepancies": 30,
}


@pytest.fixture(scope="module")
def counts(tmp_path_factory: pytest.TempPathFactory) -> Counts:
    folder: Path = tmp_path_factory.mktemp("stories")
    return measured(FIRST, folder)


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Counts:
    folder: Path = tmp_path_factory.mktemp("later")
    return measured(LATER, folder)


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Counts:
    folder: Path = tmp_path_factory.mktemp("news")
    return measured(NEWS, folder)


@pytest.mark.parametrize("name", PRECISION)
def test_the_stories_are_related_as_well_as_before(counts: Counts, name: str) -> None:
    found = counts[name]
    assert found.wanted > 0
    assert found.precision >= PRECISION[name], SEE
    assert found.recall >= RECALL[name], SEE


@pytest.mark.parametrize("name", LATER_PRECISION)
def test_later_stories_are_related_as_well_as_before(later: Counts, name: str) -> None:
    found = later[name]
    assert found.wanted > 0
    assert found.precision >= LATER_PRECISION[name], SEE
    assert found.recall >= LATER_RECALL[name], SEE


@pytest.mark.parametrize("name", NEWS_PRECISION)
def test_stories_worded_as_real_news_are_related_as_well_as_before(news: Counts, name: str) -> None:
    found = news[name]
    assert found.wanted > 0
    assert found.precision >= NEWS_PRECISION[name]
    assert found.recall >= NEWS_RECALL[name]
