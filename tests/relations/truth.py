"""The made news stories on which relations are measured, with their truth.

``stories/NN-name/K.md`` are the articles of one story, ``truth.json`` beside them says which are
copies, what is the same claim, who changed position and how, who contradicts whom and which
figures differ. Stories marked "held", "held2", "held3" and "held4" are for measuring only: no
rule is written on them.
stories/README.md defines every relation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import yaml

STORIES = Path(__file__).parent / "stories"

Half = Literal["dev", "held", "dev2", "held2", "held3", "held4", "dev4"]
Stance = Literal["for", "against", "neutral"]
Change = Literal[
    "repeated", "hardened", "softened", "condition_added", "condition_dropped", "reversed"
]


@dataclass(frozen=True)
class Article:
    """One article; text is what follows the front matter, published_at is in UTC."""

    file: str
    title: str
    publisher: str
    published_at: datetime
    text: str


@dataclass(frozen=True)
class Telling:
    """Where a claim is told: text is an exact substring of the article, speaker None its author.

    value is the figure told, in the base unit (euros, people, weeks), where figures differ.
    """

    file: str
    speaker: str | None
    text: str
    stance: Stance
    value: float | None = None


@dataclass(frozen=True)
class SameClaim:
    """All tellings of one claim in a story, those in copies included."""

    name: str
    tellings: tuple[Telling, ...]


@dataclass(frozen=True)
class Place:
    """Words in an article; speaker and value where the relation has them."""

    file: str
    text: str
    speaker: str | None = None
    value: float | None = None


@dataclass(frozen=True)
class PositionChange:
    """What a speaker said of a claim, and what the same speaker said on the next occasion."""

    speaker: str
    same_claim: str
    before: Place
    after: Place
    change: Change


@dataclass(frozen=True)
class Contradiction:
    """Two speakers, one for and the other against the same claim."""

    same_claim: str
    one: Place
    other: Place


@dataclass(frozen=True)
class Discrepancy:
    """Two figures for the same thing; is_superseded: one stands only in a corrected article."""

    of_what: str
    one: Place
    other: Place
    is_superseded: bool


@dataclass(frozen=True)
class Story:
    """A story: articles by file name, copy groups (primary first) and (newer, older) pairs."""

    name: str
    half: Half
    articles: dict[str, Article]
    copies: tuple[tuple[str, ...], ...]
    primary: dict[str, tuple[str, ...]]
    supersedes: tuple[tuple[str, str], ...]
    same_claims: tuple[SameClaim, ...]
    positions: tuple[PositionChange, ...]
    contradictions: tuple[Contradiction, ...]
    discrepancies: tuple[Discrepancy, ...]

    def is_secondary(self, file: str) -> bool:
        """Whether the article is a copy of an earlier one."""
        return any(file in copies for copies in self.primary.values())


def load_stories(half: Half | None = None) -> tuple[Story, ...]:
    """All stories by name, or those of one half."""
    folders = sorted(path.parent for path in STORIES.glob("*/truth.json"))
    stories = (_story(folder) for folder in folders)
    return tuple(story for story in stories if half in (None, story.half))


def places(story: Story) -> Iterator[tuple[str, str]]:
    """Every (file, text) that the truth of a story names."""
    for same in story.same_claims:
        yield from ((telling.file, telling.text) for telling in same.tellings)
    for change in story.positions:
        yield from ((place.file, place.text) for place in (change.before, change.after))
    for clash in story.contradictions:
        yield from ((place.file, place.text) for place in (clash.one, clash.other))
    for gap in story.discrepancies:
        yield from ((place.file, place.text) for place in (gap.one, gap.other))


def _story(folder: Path) -> Story:
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return Story(
        name=folder.name,
        half=truth["half"],
        articles={path.name: _article(path) for path in sorted(folder.glob("*.md"))},
        copies=tuple(tuple(group) for group in truth["copies"]),
        primary={file: tuple(copies) for file, copies in truth["primary"].items()},
        supersedes=tuple((newer, older) for newer, older in truth["supersedes"]),
        same_claims=tuple(
            SameClaim(same["name"], tuple(Telling(**telling) for telling in same["tellings"]))
            for same in truth["same_claims"]
        ),
        positions=tuple(
            PositionChange(**_with_places(row, "before", "after")) for row in truth["positions"]
        ),
        contradictions=tuple(
            Contradiction(**_with_places(row, "one", "other")) for row in truth["contradictions"]
        ),
        discrepancies=tuple(
            Discrepancy(**_with_places(row, "one", "other")) for row in truth["discrepancies"]
        ),
    )


def _with_places(row: dict[str, Any], *keys: str) -> dict[str, Any]:
    return row | {key: Place(**row[key]) for key in keys}


def _article(path: Path) -> Article:
    _, front, text = path.read_text(encoding="utf-8").split("---\n", 2)
    facts = yaml.safe_load(front)
    published = facts["published_at"]
    return Article(
        file=path.name,
        title=facts["title"],
        publisher=facts["publisher"],
        published_at=published if published.tzinfo else published.replace(tzinfo=UTC),
        text=text.strip(),
    )
