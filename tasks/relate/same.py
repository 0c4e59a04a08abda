"""Same claims: tellings that say the same of the same, in groups of which one telling is first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from tasks.relate.components import Components
from tasks.relate.likeness import LIKE, Told, likeness
from tasks.relate.wording import concepts
from warehouse import Contents

Row = dict[str, Any]

_SHARED = 2
_TOLD = [
    "telling_id",
    "document_id",
    "statement_id",
    "claim_id",
    "passage_position",
    "telling_span",
    "terms",
]
_TOLD += ["other_terms", "names", "speakers"]


def told_of(tellings: Iterable[Row], passages: Iterable[Row]) -> list[Told]:
    """Tellings as they are compared, from rows of ``tellings`` and of the passages around them."""
    contexts = {(p["document_id"], p["position"]): frozenset(p["names"]) for p in passages}
    return [
        Told(
            telling_id=row["telling_id"],
            document_id=row["document_id"],
            statement_id=row["statement_id"],
            is_fragment=row["claim_id"] is None,
            span=(row["telling_span"]["char_start"], row["telling_span"]["char_end"]),
            terms=tuple(row["terms"]),
            other_terms=tuple(row["other_terms"]),
            names=frozenset(row["names"]),
            speakers=frozenset(row["speakers"]),
            context=contexts.get((row["document_id"], row["passage_position"]), frozenset()),
        )
        for row in tellings
    ]


def links(fresh: Sequence[Told], others: Sequence[Told]) -> Iterator[tuple[str, str]]:
    """Pairs of one claim, of a fresh telling with a fresh one or with another.

    Only tellings with two stems or groups of stems in common are compared, so what is paid for is
    about the number of pairs that have something in common.
    """
    index: dict[str | int, list[Told]] = defaultdict(list)
    for told in others:
        for key in _keys(told):
            index[key].append(told)
    for told in fresh:
        met: dict[str, int] = defaultdict(int)
        found: dict[str, Told] = {}
        keys = _keys(told)
        for key in keys:
            for other in index[key]:
                met[other.telling_id] += 1
                found[other.telling_id] = other
        for key, count in met.items():
            other = found[key]
            if count >= _SHARED and likeness(told, other) >= LIKE:
                yield told.telling_id, key
        for key in keys:
            index[key].append(told)


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
        passages: Sequence[Row],
        published: Mapping[str, datetime | None],
    ) -> None:
        """``fresh`` are the tellings of the documents in ``published``, ``passages`` theirs."""
        self._contents = contents
        self._fresh = fresh
        self._published = published
        self._candidates = self._like_documents(passages)
        self._known = {told.telling_id: told for told in (*self._candidates, *fresh)}
        self._rows: dict[str, Row] = {}

    def _like_documents(self, passages: Sequence[Row]) -> list[Told]:
        """Tellings of passages that have a pair of rare names in common with fresh ones."""
        keys = {key for passage in passages for key in passage["lookup_keys"]}
        found = self._contents.among("passages", "lookup_keys", keys)
        found = [row for row in found if row["document_id"] not in self._published]
        documents = {row["document_id"] for row in found}
        rows = self._contents.among("tellings", "document_id", documents, _TOLD)
        near = {(row["document_id"], row["position"]) for row in found}
        rows = [row for row in rows if (row["document_id"], row["passage_position"]) in near]
        return told_of(rows, found)

    def settled(self) -> list[Row]:
        """Rows of ``same_claims`` that are new or change."""
        sets = Components()
        linked: set[str] = set()
        for pair in links(self._fresh, self._candidates):
            sets.join(pair)
            linked.update(pair)
        held = self._contents.among("same_claims", "telling_id", linked)
        groups = {row["same_claim_id"] for row in held}
        members = self._contents.among("same_claims", "same_claim_id", groups)
        self._rows = {row["telling_id"]: row for row in members}
        for key, row in self._rows.items():
            sets.join((key, row["same_claim_id"]))
        changed: list[Row] = []
        for group in sets.groups():
            changed += self._named(group)
        return changed

    def _named(self, group: Sequence[str]) -> Iterator[Row]:
        """The rows of a group that are new or change: its first telling gives it its name."""
        documents = {key: self._document_of(key) for key in group}
        times = self._times(set(documents.values()))
        order = {key: (times[documents[key]] or datetime.max, documents[key], key) for key in group}
        first = min(group, key=order.__getitem__)
        news = [k for k in group if k not in self._rows or self._rows[k]["same_claim_id"] != first]
        self._complete({key: self._rows[key] for key in (*news, first) if key in self._rows})
        for key in sorted(news):
            score, rule = self._joined(first, key)
            yield {
                "telling_id": key,
                "document_id": documents[key],
                "same_claim_id": first,
                "told_at": times[documents[key]],
                "likeness_score": score,
                "rule": rule,
            }

    def _document_of(self, key: str) -> str:
        held = self._known.get(key)
        return held.document_id if held is not None else str(self._rows[key]["document_id"])

    def _times(self, documents: Collection[str]) -> dict[str, datetime | None]:
        held = documents - self._published.keys()
        columns = ["document_id", "published_at"]
        rows = self._contents.among("documents", "document_id", held, columns)
        return {**self._published, **{row["document_id"]: row["published_at"] for row in rows}}

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
