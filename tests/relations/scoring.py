"""How well a warehouse of the made stories says what they have to do with one another.

``python -m tests.relations.measure`` prints the figures. A telling of the truth is matched to the
tellings of its article whose words cover, or are covered by, most of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Any

import duckdb

from tests.relations.truth import Place, Story, Telling

Row = dict[str, Any]

_COVERED = 0.6
_INSIDE = 0.4  # so much of the words, when there is nothing else in the telling


@dataclass
class Count:
    """Right, found and wanted, with what was missed and what was wrong."""

    right: int = 0
    found: int = 0
    wanted: int = 0
    missed: list[str] = field(default_factory=list, repr=False)
    wrong: list[str] = field(default_factory=list, repr=False)

    @property
    def precision(self) -> float:
        """Share of what was found that is right, in percent."""
        return 100 * self.right / self.found if self.found else 100.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found, in percent."""
        return 100 * (self.wanted - len(self.missed)) / self.wanted if self.wanted else 100.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both, in percent."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True)
class Told:
    """A row of told_claims: where it stands in which article of which story."""

    telling_id: str
    same_claim_id: str
    statement_id: str | None
    article: tuple[str, str]
    span: tuple[int, int]
    text: str


class Measured:
    """A warehouse of stories beside their truth."""

    def __init__(self, db: duckdb.DuckDBPyConnection, stories: Sequence[Story]) -> None:
        self._db = db
        self._stories = stories
        self._texts = dict(db.sql("SELECT document_id, text FROM texts").fetchall())
        self._articles = {
            document_id: (uri.split("/")[-2], uri.split("/")[-1])
            for document_id, uri in db.sql("SELECT document_id, uri FROM sources").fetchall()
        }
        self._told = [
            Told(telling_id, group, statement_id, self._articles[document_id], (start, end), text)
            for telling_id, group, statement_id, document_id, start, end, text in db.sql(
                "SELECT telling_id, same_claim_id, statement_id, document_id, "
                "telling_span.char_start, telling_span.char_end, told_text FROM told_claims"
            ).fetchall()
        ]
        self._of_article: dict[tuple[str, str], list[Told]] = defaultdict(list)
        for told in self._told:
            self._of_article[told.article].append(told)
        self._text_of = {self._articles[key]: text for key, text in self._texts.items()}

    def copies(self) -> Count:
        """Pairs of documents in one copy group."""
        wanted = {
            frozenset(((story.name, one), (story.name, other)))
            for story in self._stories
            for group in story.copies
            for one, other in combinations(group, 2)
        }
        groups = defaultdict(list)
        for document_id, group in self._db.sql(
            "SELECT document_id, copy_group_id FROM documents"
        ).fetchall():
            groups[group].append(self._articles[document_id])
        found = {frozenset(pair) for group in groups.values() for pair in combinations(group, 2)}
        return _compared(wanted, found)

    def primaries(self) -> Count:
        """Primary copies of the groups."""
        wanted = {(story.name, file) for story in self._stories for file in story.primary}
        rows = self._db.sql(
            "SELECT copy_group_id FROM documents GROUP BY copy_group_id HAVING count(*) > 1"
        ).fetchall()
        return _compared(wanted, {self._articles[key] for (key,) in rows})

    def corrections(self) -> Count:
        """Which document follows which as its corrected form."""
        wanted = {
            ((story.name, newer), (story.name, older))
            for story in self._stories
            for newer, older in story.supersedes
        }
        rows = self._db.sql(
            "SELECT document_id, supersedes_document_id FROM documents "
            "WHERE supersedes_document_id IS NOT NULL"
        ).fetchall()
        return _compared(wanted, {(self._articles[a], self._articles[b]) for a, b in rows})

    def tellings(self, story: Story, place: Place | Telling) -> list[Told]:
        """The tellings that hold the words of a place, or whose words it holds."""
        text = self._text_of[story.name, place.file]
        start = text.find(place.text)
        end = start + len(place.text)
        found = []
        for told in self._of_article[story.name, place.file]:
            shared = min(end, told.span[1]) - max(start, told.span[0])
            shorter = min(end - start, told.span[1] - told.span[0])
            is_most = shared >= _COVERED * (end - start)
            is_inside = shared == shorter and shared >= _INSIDE * (end - start)
            if start >= 0 and (is_most or is_inside):
                found.append(told)
        return found

    def same_claims(self) -> Count:
        """Pairs of tellings of one claim.

        Precision is over all pairs in a group but those of tellings with equal words in two copies,
        and of a telling with one inside it.
        """
        count = Count()
        owners: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for story in self._stories:
            for same in story.same_claims:
                places = [(telling, self.tellings(story, telling)) for telling in same.tellings]
                for _, told in places:
                    for one in told:
                        owners[one.telling_id].add((story.name, same.name))
                for (one, here), (other, there) in combinations(places, 2):
                    count.wanted += 1
                    if not _meet(here, there):
                        why = "" if here and there else " (not extracted)"
                        count.missed.append(
                            f"{story.name} {same.name}: {one.file} {one.text} | "
                            f"{other.file} {other.text}{why}"
                        )
        copied = self._copied()
        groups = defaultdict(list)
        for told in self._told:
            groups[told.same_claim_id].append(told)
        for group in groups.values():
            for one, other in combinations(group, 2):
                if _is_passed_over(one, other, copied):
                    continue
                count.found += 1
                if owners[one.telling_id] & owners[other.telling_id]:
                    count.right += 1
                else:
                    count.wrong.append(f"{one.article} {one.text} | {other.article} {other.text}")
        return count

    def _copied(self) -> dict[tuple[str, str], tuple[str, str]]:
        return {
            (story.name, file): (story.name, group[0])
            for story in self._stories
            for group in story.copies
            for file in group
        }

    def positions(self) -> Count:
        """Changes of position, named right: both tellings, the speaker and the change."""
        rows = self._rows("SELECT * FROM position_steps WHERE before_statement_id IS NOT NULL")
        count = Count()
        right: set[int] = set()
        near: set[int] = set()
        for story in self._stories:
            for wanted in story.positions:
                count.wanted += 1
                before = {t.statement_id for t in self.tellings(story, wanted.before)}
                after = {t.statement_id for t in self.tellings(story, wanted.after)}
                own = [
                    (number, row)
                    for number, row in enumerate(rows)
                    if row["statement_id"] in after
                    and _is_name(row["speaker_name"], wanted.speaker)
                ]
                near |= {number for number, _ in own}
                hits = [
                    number
                    for number, row in own
                    if row["before_statement_id"] in before and row["change"] == wanted.change
                ]
                right |= set(hits)
                if not hits:
                    got = [(row["change"], row["before_text"]) for _, row in own]
                    count.missed.append(
                        f"{story.name} {wanted.speaker} {wanted.change}: {wanted.before.text} | "
                        f"{wanted.after.text} | got {got}"
                    )
        count.found, count.right = len(near), len(right)
        for number in sorted(near - right):
            row = rows[number]
            count.wrong.append(f"{row['change']}: {row['before_text']} | {row['told_text']}")
        return count

    def changes(self) -> Count:
        """Changes named right, of those whose two tellings are joined as one claim of one speaker.

        What is missed here is missed by how stances, conditions and occasions are read, and not
        because a telling, its speaker or its claim was not found.
        """
        steps = {
            (row["before_statement_id"], row["statement_id"], row["change"])
            for row in self._rows("SELECT * FROM position_steps")
        }
        speakers = defaultdict(list)
        for statement_id, name in self._db.sql(
            "SELECT statement_id, speaker_name FROM speakers"
        ).fetchall():
            speakers[statement_id].append(name)
        count = Count()
        for story in self._stories:
            for wanted in story.positions:
                before, after = (
                    [
                        told
                        for told in self.tellings(story, place)
                        if any(_is_name(n, wanted.speaker) for n in speakers[told.statement_id])
                    ]
                    for place in (wanted.before, wanted.after)
                )
                if not _meet(before, after):
                    continue
                count.wanted += 1
                pairs = product(before, after)
                if not any(
                    (b.statement_id, a.statement_id, wanted.change) in steps for b, a in pairs
                ):
                    count.missed.append(
                        f"{story.name} {wanted.speaker} {wanted.change}: "
                        f"{wanted.before.text} | {wanted.after.text}"
                    )
        count.found, count.right = count.wanted, count.wanted - len(count.missed)
        return count

    def contradictions(self) -> Count:
        """Pairs of speakers who contradict one another."""
        rows = self._rows("SELECT * FROM contradictions WHERE NOT is_own_reversal")
        wanted = [
            (story, clash.same_claim, clash.one, clash.other)
            for story in self._stories
            for clash in story.contradictions
        ]
        keys = ("for_statement_id", "against_statement_id", "for_text", "against_text")
        return self._pairs(wanted, rows, keys, "statement_id")

    def discrepancies(self) -> Count:
        """Pairs of different figures for one thing; those of corrected articles may be left out."""
        rows = self._rows("SELECT * FROM discrepancies WHERE NOT is_superseded")
        wanted = [
            (story, gap.of_what, gap.one, gap.other)
            for story in self._stories
            for gap in story.discrepancies
            if not gap.is_superseded
        ]
        keys = ("low_telling_id", "high_telling_id", "low_text", "high_text")
        return self._pairs(wanted, rows, keys, "telling_id")

    def _pairs(
        self,
        wanted: Iterable[tuple[Story, str, Place, Place]],
        rows: Sequence[Row],
        keys: tuple[str, str, str, str],
        name: str,
    ) -> Count:
        """Rows with two sides beside wanted pairs; any telling of a claim stands for its group."""
        count = Count()
        groups: dict[str, set[str]] = defaultdict(set)
        for told in self._told:
            groups[told.same_claim_id].add(getattr(told, name) or "")
        right: set[int] = set()
        for story, what, one, other in wanted:
            count.wanted += 1
            here = {getattr(told, name) for told in self._alike(story, what, one)}
            there = {getattr(told, name) for told in self._alike(story, what, other)}
            hits = {
                number
                for number, row in enumerate(rows)
                if (row[keys[0]] in here and row[keys[1]] in there)
                or (row[keys[0]] in there and row[keys[1]] in here)
            }
            right |= hits
            if not hits:
                count.missed.append(f"{story.name} {what}: {one.text} | {other.text}")
        count.found, count.right = len(rows), len(right)
        for number, row in enumerate(rows):
            if number not in right:
                count.wrong.append(f"{row[keys[2]]} | {row[keys[3]]}")
        return count

    def _alike(self, story: Story, what: str, place: Place) -> list[Told]:
        """Tellings of a place, and of others by the same speaker or with the same figure."""
        found = self.tellings(story, place)
        for same in story.same_claims:
            tellings = [t for t in same.tellings if t.file == place.file and t.text == place.text]
            for telling in same.tellings if tellings else ():
                if telling.speaker == place.speaker and telling.value == place.value:
                    found += self.tellings(story, telling)
        return found

    def _rows(self, query: str) -> list[Row]:
        found = self._db.sql(query)
        return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def _compared(wanted: set[Any], found: set[Any]) -> Count:
    return Count(
        right=len(wanted & found),
        found=len(found),
        wanted=len(wanted),
        missed=sorted(map(repr, wanted - found)),
        wrong=sorted(map(repr, found - wanted)),
    )


def _meet(here: Sequence[Told], there: Sequence[Told]) -> bool:
    return any(one.same_claim_id == other.same_claim_id for one, other in product(here, there))


def _is_passed_over(one: Told, other: Told, copied: dict[tuple[str, str], tuple[str, str]]) -> bool:
    if one.article == other.article:
        return one.span[0] < other.span[1] and other.span[0] < one.span[1]
    of_one = copied.get(one.article)
    is_copied = of_one is not None and of_one == copied.get(other.article)
    return is_copied and one.text.casefold() == other.text.casefold()


def _is_name(found: str, wanted: str) -> bool:
    """Whether a speaker is meant: one name's words are among the other's."""
    mine, theirs = set(found.casefold().split()), set(wanted.casefold().split())
    return mine <= theirs or theirs <= mine
