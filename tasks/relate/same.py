"""Same claims: tellings that say the same of the same, in groups of which one telling is first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from tasks.relate.components import Components
from tasks.relate.likeness import LIKE, Told, likeness
from tasks.relate.near import Near
from tasks.relate.wording import concepts
from warehouse import Contents

Row = dict[str, Any]

_SHARED = 2
_TOLD = [
    "telling_id",
    "document_id",
    "statement_id",
    "claim_id",
    "passage_id",
    "telling_span",
    "terms",
]
_TOLD += ["other_terms", "names", "speakers"]


def told_of(tellings: Iterable[Row], passages: Iterable[Row]) -> list[Told]:
    """Tellings as they are compared, from rows of ``tellings`` and of the passages around them."""
    contexts = {passage["passage_id"]: frozenset(passage["names"]) for passage in passages}
    return [
        Told(
            telling_id=row["telling_id"],
            document_id=row["document_id"],
            passage_id=row["passage_id"],
            statement_id=row["statement_id"],
            is_fragment=row["claim_id"] is None,
            span=(row["telling_span"]["char_start"], row["telling_span"]["char_end"]),
            terms=tuple(row["terms"]),
            other_terms=tuple(row["other_terms"]),
            names=frozenset(row["names"]),
            speakers=frozenset(row["speakers"]),
            context=contexts.get(row["passage_id"], frozenset()),
        )
        for row in tellings
    ]


def links(one: Sequence[Told], other: Sequence[Told]) -> Iterator[tuple[str, str]]:
    """Pairs of one claim, of the tellings of a passage with those of another, or with themselves.

    Only tellings with two stems, groups of stems or names in common are compared.
    """
    index: dict[str | int, list[int]] = defaultdict(list)
    for place, told in enumerate(other):
        for key in _keys(told):
            index[key].append(place)
    for place, told in enumerate(one):
        met = Counter(there for key in _keys(told) for there in index[key])
        for there, count in met.items():
            is_once = one is not other or there > place
            if is_once and count >= _SHARED and likeness(told, other[there]) >= LIKE:
                yield told.telling_id, other[there].telling_id


def _keys(told: Told) -> set[str | int]:
    groups = concepts().groups
    terms = (*told.terms, *told.other_terms)
    return {*terms, *told.names, *(number for term in terms for number in groups.get(term, ()))}


class Grouping:
    """What the warehouse holds of same claims around fresh documents, and what it becomes."""

    def __init__(
        self,
        contents: Contents,
        fresh: Sequence[Told],
        near: Near,
        published: Mapping[str, datetime | None],
    ) -> None:
        """``fresh`` are the tellings of the documents in ``published``, ``near`` where to look."""
        self._contents = contents
        self._near = near
        documents = {row["document_id"] for row in near.held}
        rows = contents.among("tellings", "document_id", documents, _TOLD)
        held = {row["passage_id"] for row in near.held}
        candidates = told_of((row for row in rows if row["passage_id"] in held), near.held)
        self._known = {told.telling_id: told for told in (*candidates, *fresh)}
        self._rows: dict[str, Row] = {}
        columns = ["document_id", "published_at"]
        dated = contents.among("documents", "document_id", documents, columns)
        self._times: dict[str, datetime | None] = dict(published)
        self._times |= {row["document_id"]: row["published_at"] for row in dated}

    def settled(self) -> list[Row]:
        """Rows of ``same_claims`` that are new or change."""
        sets = Components()
        linked: set[str] = set()
        told: dict[str, list[Told]] = defaultdict(list)
        for telling in self._known.values():
            told[telling.passage_id].append(telling)
        for one, other in sorted(self._near.shares):
            for pair in links(told[one], told[other]):
                sets.join(pair)
                linked.update(pair)
        held = self._contents.among("same_claims", "telling_id", linked)
        groups = {row["same_claim_id"] for row in held}
        members = self._contents.among("same_claims", "same_claim_id", groups)
        self._rows = {row["telling_id"]: row for row in members}
        for key, row in self._rows.items():
            sets.join((key, row["same_claim_id"]))
        named = [self._first(group) for group in sets.groups()]
        # In one query what the rows of all groups need of tellings that are not at hand.
        asked = {key for first, _, news in named for key in (*news, first)}
        self._complete({key: self._rows[key] for key in asked if key in self._rows})
        return [row for group in named for row in self._named(*group)]

    def _first(self, group: Sequence[str]) -> tuple[str, dict[str, str], list[str]]:
        """The first telling of a group, the documents of all, and those whose rows change."""
        documents = {key: self._document_of(key) for key in group}
        order = {key: (self._told_at(key) or datetime.max, documents[key], key) for key in group}
        first = min(group, key=order.__getitem__)
        news = [k for k in group if k not in self._rows or self._rows[k]["same_claim_id"] != first]
        return first, documents, sorted(news)

    def _named(self, first: str, documents: dict[str, str], news: Sequence[str]) -> Iterator[Row]:
        """The rows of a group that are new or change: its first telling gives it its name."""
        for key in news:
            score, rule = self._joined(first, key)
            yield {
                "telling_id": key,
                "document_id": documents[key],
                "same_claim_id": first,
                "told_at": self._told_at(key),
                "likeness_score": score,
                "rule": rule,
            }

    def _document_of(self, key: str) -> str:
        held = self._known.get(key)
        return held.document_id if held is not None else str(self._rows[key]["document_id"])

    def _told_at(self, key: str) -> datetime | None:
        held = self._rows.get(key)
        if held is not None:
            told_at: datetime | None = held["told_at"]
            return told_at
        return self._times[self._document_of(key)]

    def _complete(self, rows: Mapping[str, Row]) -> None:
        """Load the tellings of these rows as they are compared, where they are not at hand."""
        missing = {key: row for key, row in rows.items() if key not in self._known}
        documents = {row["document_id"] for row in missing.values()}
        found = self._contents.among("tellings", "document_id", documents, _TOLD)
        found = [row for row in found if row["telling_id"] in missing]
        parts = self._contents.among("passages", "document_id", documents)
        self._known |= {told.telling_id: told for told in told_of(found, parts)}

    def _joined(self, first: str, key: str) -> tuple[float, str]:
        if key == first:
            return 1.0, "first_telling"
        one, other = self._known[first], self._known[key]
        if _words(one) == _words(other):
            return 1.0, "same_words"
        score = likeness(one, other)
        return score, "like_words" if score >= LIKE else "by_another"


def _words(told: Told) -> set[str]:
    return {*told.terms, *told.other_terms, *told.names}
