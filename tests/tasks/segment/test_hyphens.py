"""Hyphens at line ends: which belong to their word, which only break it."""

from __future__ import annotations

import pytest

from tasks.segment.hyphens import joins_without_hyphen

# "self-proclaimed" keeps its hyphen, "exam/ple" is one word that was broken there.
KEPT = """self-proclaimed long-term well-known two-thirds so-called in-house non-Russian ex-husband
anti-corruption peer-reviewed war-weary ground-level twenty-four fifty-fifty air-quality Long-term
co-owned pre-crisis in-flight climate-friendly state-owned’s decision-makers, UK-France Covid-19
state-of-the-art vice-chancellor"""
JOINED = """exam/ple govern/ment multina/tional last/ing new/spaper soft/ware free/dom real/ists
high/way ten/sions Hart/well Zelen/skyy Wash/ington in/formation co/operation im/portant ship/ment’s
be/tween con/sumer sur/prise un/usual com/mission of/fice bar/gain tar/get man/age par/lor col/our
organ/isation organ/ization ever/y all/ies semi/nar Bundes/regierung parle/ment"""


@pytest.mark.parametrize("word", KEPT.split())
def test_real_hyphens_stay(word: str) -> None:
    first, _, second = word.rpartition("-")
    assert not joins_without_hyphen(first, second, frozenset())


@pytest.mark.parametrize("word", JOINED.split())
def test_broken_words_are_joined(word: str) -> None:
    assert joins_without_hyphen(*word.split("/"), frozenset())


@pytest.mark.parametrize(
    ("first", "second", "known", "is_solid"),
    [
        ("re", "elect", {"re-elect"}, False),
        ("cease", "fire", {"cease-fire"}, False),
        ("well", "being", {"wellbeing"}, True),
        ("script", "orium", {"scriptorium"}, True),
        ("night", "bus", {"nightbus"}, True),
    ],
)
def test_the_document_knows_best(first: str, second: str, known: set[str], is_solid: bool) -> None:
    assert joins_without_hyphen(first, second, known) is is_solid
