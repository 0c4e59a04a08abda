"""Whatever the text: no exception, every span inside it, the same result twice."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import asdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.attribute import attribute
from tasks.extract import Parse, extract
from tasks.values import Extraction, Span
from tests.conftest import is_soak

Read = Callable[[str], Parse]
ROUNDS = 4_500 if is_soak() else 40  # 10,125 texts in all
MARKS = "“”\"'‘’«»()[]—–-:;,.?!…\n\u00a0\u200b\u0301é字"
PIECES = (
    "He said",
    "she said,",
    "According to",
    "that",
    "the minister",
    "denied",
    "“",
    "”",
    '"',
    "not",
    "if",
    "and",
    "Smith",
    "told them",
    "will leave",
    "reportedly",
    "as",
    "\n\n",
    ".",
    "?",
    ":",
    ",",
    "the claim that",
    "ruled out",
    "was asked to",
)


def spans_of(extraction: Extraction) -> Iterator[Span]:
    yield from extraction.sentences
    for s in extraction.statements:
        yield from (*s.content_spans, *s.quoted_spans, *s.negation_spans, *s.hedge_spans)
        yield from (x for x in (s.cue_span, s.source_span, s.condition_span, s.addressee_span) if x)
    for c in extraction.claims:
        yield from (*c.spans, *(q.span for q in c.quantities), *(d.span for d in c.dates))
    yield from (m.span for m in extraction.mentions)


def check(read: Read, text: str) -> None:
    parsed = read(text)
    extraction = attribute(parsed, extract(parsed))
    for start, end in spans_of(extraction):
        assert 0 <= start < end <= len(text)
    count = len(extraction.statements)
    for number, statement in enumerate(extraction.statements):
        assert statement.content_spans == tuple(sorted(statement.content_spans))
        assert statement.parent is None or 0 <= statement.parent < count
        assert statement.parent != number
        assert statement.is_nested == (statement.parent is not None)
        for speaker in statement.speakers:
            assert speaker.name.strip()
            assert speaker.entity is None or 0 <= speaker.entity < len(extraction.entities)
    for claim in extraction.claims:
        assert claim.spans
        assert claim.statement is None or 0 <= claim.statement < count


@settings(max_examples=ROUNDS, deadline=None, suppress_health_check=list(HealthCheck))
@given(pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=25))
def test_pieces_in_any_order(read: Read, pieces: list[str]) -> None:
    check(read, " ".join(pieces))


@settings(max_examples=ROUNDS, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text(min_size=1, max_size=200))
def test_any_text(read: Read, text: str) -> None:
    check(read, text)


@pytest.mark.parametrize("seed", range(ROUNDS // 4))
def test_a_damaged_article(read: Read, seed_text: object, seed: int) -> None:
    text = seed_text.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    rng = random.Random(seed)
    start = rng.randrange(len(text) - 1500)
    letters = list(text[start : start + 1500])
    for _ in range(40):
        at = rng.randrange(len(letters))
        letters[at] = rng.choice((*MARKS, "", "", letters[at] * 2))
    check(read, "".join(letters))


def test_the_same_text_gives_the_same_rows(read: Read, seed_text: object) -> None:
    text = seed_text.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    one, other = (attribute(p, extract(p)) for p in (read(text), read(text)))
    assert asdict(one) == asdict(other)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "“", "”", '"', "?", "said", "“ ”", ": ", "—"])
def test_next_to_nothing(read: Read, text: str) -> None:
    check(read, text)
