"""The truth of the made stories holds together: texts stand where it says, counts are as agreed."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import combinations
from typing import get_args

import pytest

from tests.relations.truth import (
    Change,
    Half,
    Place,
    SameClaim,
    Stance,
    Story,
    Telling,
    load_stories,
    places,
)

ALL = load_stories()
each_story = pytest.mark.parametrize("story", ALL, ids=[story.name for story in ALL])


@each_story
def test_every_text_stands_once_in_its_article(story: Story) -> None:
    found = list(places(story))
    assert found
    for file, text in found:
        assert story.articles[file].text.count(text) == 1, (file, text)
        assert text == text.strip() and not text.startswith(("“", '"'))


@each_story
def test_articles_are_as_long_as_short_news(story: Story) -> None:
    assert 3 <= len(story.articles) <= 6
    for article in story.articles.values():
        assert 25 <= len(article.text.split()) <= 220, article.file
        assert article.title and article.publisher


@each_story
def test_copies_and_corrections(story: Story) -> None:
    members = [file for group in story.copies for file in group]
    assert len(members) == len(set(members)) and set(members) <= set(story.articles)
    assert {files[0]: files[1:] for files in story.copies} == story.primary
    for group in story.copies:
        times = [story.articles[file].published_at for file in group]
        assert len(group) > 1 and times == sorted(times)
    for newer, older in story.supersedes:
        assert any({newer, older} <= set(group) for group in story.copies)
        new, old = story.articles[newer], story.articles[older]
        assert new.publisher == old.publisher and new.published_at > old.published_at
        assert "orrect" in new.text and new.text != old.text


@each_story
def test_articles_stand_in_order_of_publication(story: Story) -> None:
    times = [article.published_at for _, article in sorted(story.articles.items())]
    assert times == sorted(times) and len(set(times)) == len(times)


@each_story
def test_a_copy_tells_what_its_words_in_the_primary_tell(story: Story) -> None:
    for same in story.same_claims:
        assert len(same.tellings) > 1 and all(t.stance in get_args(Stance) for t in same.tellings)
        for group in story.copies:
            first = {t.text for t in same.tellings if t.file == group[0]}
            for file in group[1:]:
                told = {t.text for t in same.tellings if t.file == file}
                words = story.articles[file].text
                assert {text for text in first if text in words} <= told, (same.name, file)


@each_story
def test_positions_are_the_next_occasions_of_one_speaker(story: Story) -> None:
    by_name = {same.name: same for same in story.same_claims}
    stated: Counter[tuple[str, str]] = Counter()
    for row in story.positions:
        same = by_name[row.same_claim]
        before, after = _telling(same, row.before), _telling(same, row.after)
        assert before.speaker == after.speaker == row.speaker and row.change in get_args(Change)
        assert _day(story, before) < _day(story, after)
        assert (row.change == "reversed") == (before.stance != after.stance)
        assert not story.is_secondary(row.before.file) and not story.is_secondary(row.after.file)
        stated[row.speaker, row.same_claim] += 1
    expected = {
        (speaker, same.name): len(days) - 1
        for same in story.same_claims
        for speaker, days in _occasions(story, same).items()
        if len(days) > 1
    }
    assert dict(stated) == expected


@each_story
def test_contradictions_are_all_pairs_of_opposed_speakers(story: Story) -> None:
    for same in story.same_claims:
        sides = {(t.speaker, t.stance) for t in _own(story, same) if t.speaker}
        opposed = {
            (one, other)
            for (one, stance), (other, opposite) in ((a, b) for a in sides for b in sides)
            if one != other and stance == "for" and opposite == "against"
        }
        rows = [row for row in story.contradictions if row.same_claim == same.name]
        assert {(row.one.speaker, row.other.speaker) for row in rows} == opposed
        for row in rows:
            assert _telling(same, row.one).stance == "for"
            assert _telling(same, row.other).stance == "against"


@each_story
def test_discrepancies_are_all_pairs_of_figures(story: Story) -> None:
    for same in story.same_claims:
        values = {t.value for t in same.tellings if t.value is not None}
        rows = [row for row in story.discrepancies if row.of_what == same.name]
        pairs = {frozenset((row.one.value, row.other.value)) for row in rows}
        assert pairs == {frozenset(pair) for pair in combinations(values, 2)}
        for row in rows:
            assert _telling(same, row.one).value == row.one.value
            assert _telling(same, row.other).value == row.other.value


def test_there_is_as_much_as_a_measure_needs() -> None:
    assert len(ALL) >= 15 and sum(len(story.articles) for story in ALL) >= 64
    assert sum(len(story.copies) for story in ALL) >= 12
    assert sum(len(story.supersedes) for story in ALL) >= 5
    assert sum(len(story.contradictions) for story in ALL) >= 8
    current = [row for story in ALL for row in story.discrepancies if not row.is_superseded]
    assert len(current) >= 8
    changes = Counter(row.change for story in ALL for row in story.positions)
    assert sum(changes.values()) >= 20 and all(changes[change] >= 3 for change in get_args(Change))
    retold = [len({t.text for t in _own(story, c)}) for story in ALL for c in story.same_claims]
    assert sum(count > 1 for count in retold) >= 25


def test_the_halves_are_alike() -> None:
    parts: dict[Half, tuple[Story, ...]] = {half: load_stories(half) for half in get_args(Half)}
    assert sorted(story.name for part in parts.values() for story in part) == [s.name for s in ALL]
    assert len(parts["dev2"]) >= 8 and len(parts["held2"]) >= 3 and len(parts["held3"]) >= 6
    assert len(parts["held4"]) >= 8 and len(parts["dev4"]) >= 12
    halves = (parts["dev"], parts["held"])
    assert len(halves[0]) == len(halves[1])
    for half in halves:
        changes = Counter(row.change for story in half for row in story.positions)
        assert all(changes[change] >= 3 for change in get_args(Change))
        assert sum(len(story.supersedes) for story in half) >= 2
        assert sum(len(story.discrepancies) for story in half) >= 4
        assert sum(len(story.contradictions) for story in half) >= 4


def _telling(same: SameClaim, place: Place) -> Telling:
    (found,) = (t for t in same.tellings if (t.file, t.text) == (place.file, place.text))
    return found


def _own(story: Story, same: SameClaim) -> list[Telling]:
    return [telling for telling in same.tellings if not story.is_secondary(telling.file)]


def _day(story: Story, telling: Telling) -> date:
    return story.articles[telling.file].published_at.date()


def _occasions(story: Story, same: SameClaim) -> dict[str, set[date]]:
    days: dict[str, set[date]] = {}
    for telling in _own(story, same):
        if telling.speaker:
            days.setdefault(telling.speaker, set()).add(_day(story, telling))
    return days
