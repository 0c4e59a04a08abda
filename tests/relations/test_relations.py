"""Quality of relations on the made stories, with floors that may rise and never fall silently."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.relations.measure import measured
from tests.relations.scoring import Count

Counts = dict[str, Count]

# What ``python -m tests.relations.measure`` gives for both halves, in percent, rounded down.
PRECISION = {
    "copies": 100,
    "primaries": 100,
    "corrections": 100,
    "same_claims": 98,
    "positions": 95,
    "contradictions": 91,
    "discrepancies": 100,
}
RECALL = {
    "copies": 100,
    "primaries": 100,
    "corrections": 100,
    "same_claims": 70,
    "positions": 74,
    "contradictions": 85,
    "discrepancies": 39,
}


@pytest.fixture(scope="module")
def counts(tmp_path_factory: pytest.TempPathFactory) -> Counts:
    folder: Path = tmp_path_factory.mktemp("stories")
    return measured(None, folder)


@pytest.mark.parametrize("name", PRECISION)
def test_the_stories_are_related_as_well_as_before(counts: Counts, name: str) -> None:
    found = counts[name]
    assert found.wanted > 0
    assert found.precision >= PRECISION[name], found.wrong
    assert found.recall >= RECALL[name], found.missed
