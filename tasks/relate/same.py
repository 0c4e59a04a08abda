"""Same claims: tellings that say the same of the same, in groups of which one telling is first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tasks.relate.arrays import Ints, ranks
from tasks.relate.components import Components
from tasks.relate.encoded import Encoded, Vocabulary, candidates
from tasks.relate.likeness import LIKE, Told, forget_compared, likeness
from tasks.relate.meaning import as_now
from tasks.relate.meant import MEANT, is_far, nearest, sameness
from tasks.relate.near import Near, Passages
from warehouse import Contents

Row = dict[str, Any]

_TOLD = [
    "telling_id",
    "document_id",
    "statement_id",
    "claim_id",
    "passage_id",
    "telling_span",
    "meaning",
    "terms",
    "other_terms",
    "names",
    "speakers",
]
_OF_PAIRS = ("one", "two", "bounds")


def is_one_claim(one: Told, other: Told) -> bool:
    """Whether two tellings, whose passages stand in a like context, are of one claim."""
    return likeness(one, other) >= LIKE and not is_far(one, other)


def is_meant_alike(one: Told, other: Told) -> bool:
    """Whether two tellings, each nearest the other in meaning, are of one claim."""
    return sameness(one, other) >= MEANT


def told_of(tellings: Iterable[Row], contexts: Mapping[str, frozenset[str]]) -> Iterator[Told]:
    """Tellings as they are compared, from rows of ``tellings`` and the names of passages by id."""
    for row in tellings:
        yield Told(
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
            meaning=as_now(row["meaning"]),
        )


class _Side:
    """Tellings that are compared: encoded, each with the group it is in, and at hand when asked."""

    def __init__(
        self, rows: pa.Table, passages: Passages, groups: Mapping[str, str], words: Vocabulary
    ) -> None:
        self.encoded = Encoded(rows, passages.ids, words)
        self.keys: list[str] = self.encoded.rows.column("telling_id").to_pylist()
        self.groups = [groups.get(key, key) for key in self.keys]
        coded = pa.array(self.groups, pa.string()).dictionary_encode()
        self.sets: Ints = coded.indices.to_numpy().astype(np.int64)
        self.names: list[str] = coded.dictionary.to_pylist()
        self._passages = passages
        self._contexts: dict[str, frozenset[str]] = {}
        self._told: dict[int, Told] = {}

    def load(self, places: Iterable[int]) -> None:
        """Have the tellings at these places at hand."""
        missing = sorted(set(places) - self._told.keys())
        if not missing:
            return
        rows = self.encoded.rows.take(pa.array(missing, pa.int64())).to_pylist()
        if parts := {row["passage_id"] for row in rows} - self._contexts.keys():
            are_new = pc.is_in(self._passages.ids, value_set=pa.array(parts, pa.string()))
            found = self._passages.rows.select(["passage_id", "names"]).filter(are_new)
            self._contexts |= contexts_of(found.to_pylist())
        self._told.update(zip(missing, told_of(rows, self._contexts), strict=True))

    def __getitem__(self, place: int) -> Told:
        return self._told[place]


def contexts_of(passages: Iterable[Row]) -> dict[str, frozenset[str]]:
    """The names of passages, from their rows."""
    return {row["passage_id"]: frozenset(row["names"]) for row in passages}


class Grouping:
    """What the warehouse holds of same claims around fresh documents, and what it becomes.

    Groups are the connected sets, so tellings that are connected already are not judged.
    """

    def __init__(
        self,
        contents: Contents,
        tellings: pa.Table,
        passages: Passages,
        published: Mapping[str, datetime | None],
    ) -> None:
        """``tellings`` and ``passages`` are the rows of the documents in ``published``."""
        self._contents = contents
        self._times: dict[str, datetime | None] = dict(published)
        self._words = Vocabulary()
        # A telling stands for itself there or, when it is held in a group, for that.
        self._sets = Components()
        self._numbers: dict[str, int] = {}
        self._groups: set[str] = set()
        self._documents: dict[str, str] = {}
        self._known: dict[str, Told] = {}
        self._fresh = _Side(tellings.select(_TOLD), passages, self._grouped(published), self._words)

    def compare(self, near: Near) -> None:
        """Judge the tellings of these passages."""
        if not len(near.one):
            return
        other = self._fresh if near.other is near.fresh else self._held(near)
        found = candidates(self._fresh.encoded, other.encoded, near, self._words)
        pairs = [part for part in found if len(part.one)]
        if pairs:
            one, two, bounds = (np.concatenate([getattr(p, n) for p in pairs]) for n in _OF_PAIRS)
            # The likest of each group first: mostly it settles the others.
            is_likest = ranks((one, other.sets[two]), (-bounds,)) == 0
            self._judge(one[is_likest], two[is_likest], other, is_one_claim)
            self._judge(one[~is_likest], two[~is_likest], other, is_one_claim)
        if meant := list(nearest(self._fresh.encoded, other.encoded, near)):
            one, two = (np.concatenate(column) for column in zip(*meant, strict=True))
            self._judge(one, two, other, is_meant_alike)
        forget_compared()

    def _held(self, near: Near) -> _Side:
        passages = near.other.rows.take(pa.array(np.unique(near.two)))
        ids = passages.column("passage_id").to_pylist()
        documents = sorted(set(passages.column("document_id").to_pylist()))
        rows = self._contents.among_table(
            "tellings", _TOLD, "document_id", documents, ("passage_id", ids)
        )
        return _Side(rows, near.other, self._grouped(documents), self._words)

    def _grouped(self, documents: Iterable[str]) -> dict[str, str]:
        """The groups of those tellings of these documents that are held in one."""
        columns = ["telling_id", "same_claim_id"]
        rows = self._contents.among("same_claims", "document_id", documents, columns)
        found = {row["telling_id"]: row["same_claim_id"] for row in rows}
        self._groups.update(found.values())
        return found

    def _judge(
        self, one: Ints, two: Ints, other: _Side, is_joined: Callable[[Told, Told], bool]
    ) -> None:
        """Judge pairs, of a fresh telling and one of the other side, as long as they are apart."""
        fresh, find = self._fresh, self._sets.find
        is_apart = self._roots(fresh, one) != self._roots(other, two)
        pairs = list(zip(one[is_apart].tolist(), two[is_apart].tolist(), strict=True))
        fresh.load(here for here, _ in pairs)
        other.load(there for _, there in pairs)
        for here, there in pairs:
            nodes = fresh.groups[here], other.groups[there]
            if find(nodes[0]) != find(nodes[1]) and is_joined(fresh[here], other[there]):
                self._sets.join(nodes)
                for told in (fresh[here], other[there]):
                    self._documents[told.telling_id] = told.document_id

    def _roots(self, side: _Side, places: Ints) -> Ints:
        """A number for the set that each of these tellings is in."""
        sets, which = np.unique(side.sets[places], return_inverse=True)
        numbers = [self._number(self._sets.find(side.names[at])) for at in sets.tolist()]
        return np.array(numbers, np.int64)[which]

    def _number(self, root: str) -> int:
        return self._numbers.setdefault(root, len(self._numbers))

    def settled(self) -> list[Row]:
        """Rows of ``same_claims`` that are new or change."""
        sets = [keys for keys in self._sets.groups() if len(keys) > 1]
        nodes = {key for keys in sets for key in keys}
        groups = nodes & self._groups
        held = self._contents.among("same_claims", "telling_id", groups)
        self._date(self._documents[key] for key in nodes - groups)
        tellings = {row["telling_id"]: row for row in held}
        for key in nodes - groups:
            document_id = self._documents[key]
            told_at = self._times[document_id]
            tellings[key] = {"telling_id": key, "document_id": document_id, "told_at": told_at}
        firsts: dict[str, Row] = {}
        for keys in sets:
            first = min((tellings[key] for key in keys), key=_order)
            firsts |= dict.fromkeys(keys, first)
        # A group that has an earlier telling now is named after that one: all its rows change.
        renamed = {key for key in groups if firsts[key]["telling_id"] != key}
        news = [(firsts[key], tellings[key]) for key in nodes - groups]
        members = self._contents.among("same_claims", "same_claim_id", renamed)
        news += [(firsts[row["same_claim_id"]], row) for row in members]
        self._complete([row for pair in news for row in pair])
        return [self._named(*pair) for pair in sorted(news, key=lambda p: p[1]["telling_id"])]

    def _date(self, documents: Iterable[str]) -> None:
        """Know when these documents were published."""
        columns = ["document_id", "published_at"]
        missing = set(documents) - self._times.keys()
        rows = self._contents.among("documents", "document_id", missing, columns)
        self._times |= {row["document_id"]: row["published_at"] for row in rows}

    def _complete(self, rows: Sequence[Row]) -> None:
        """Load the tellings of these rows as they are compared."""
        fresh = {key: place for place, key in enumerate(self._fresh.keys)}
        asked = {row["telling_id"]: row["document_id"] for row in rows}
        places = [fresh[key] for key in asked if key in fresh]
        self._fresh.load(places)
        self._known = {self._fresh.keys[place]: self._fresh[place] for place in places}
        held = {key: asked[key] for key in asked.keys() - fresh.keys()}
        documents, keys = set(held.values()), list(held)
        found = self._contents.among_table(
            "tellings", _TOLD, "document_id", documents, ("telling_id", keys)
        ).to_pylist()
        ids = {row["passage_id"] for row in found}
        parts = self._contents.among("passages", "passage_id", ids, ["passage_id", "names"])
        self._known |= {told.telling_id: told for told in told_of(found, contexts_of(parts))}

    def _named(self, first: Row, row: Row) -> Row:
        """The row of a telling whose group is named after ``first``."""
        score, rule = self._joined(first["telling_id"], row["telling_id"])
        return {
            "telling_id": row["telling_id"],
            "document_id": row["document_id"],
            "same_claim_id": first["telling_id"],
            "told_at": row["told_at"],
            "likeness_score": score,
            "rule": rule,
        }

    def _joined(self, first: str, key: str) -> tuple[float, str]:
        if key == first:
            return 1.0, "first_telling"
        one, other = self._known[first], self._known[key]
        if _words(one) == _words(other):
            return 1.0, "same_words"
        score = likeness(one, other)
        if is_one_claim(one, other):
            return score, "like_words"
        is_alike = is_meant_alike(one, other)
        return score, "like_meaning" if is_alike else "by_another"


def _order(row: Row) -> tuple[datetime, str, str]:
    """The earliest telling is first, then by id."""
    return row["told_at"] or datetime.max, row["document_id"], row["telling_id"]


def _words(told: Told) -> set[str]:
    return {*told.terms, *told.other_terms, *told.names}
