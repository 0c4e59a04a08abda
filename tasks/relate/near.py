"""Which passages stand in a like context: what is compared with what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from tasks.relate.likeness import NAMED_CONTEXT, SAME_CONTEXT, share_of
from warehouse import Contents

Row = dict[str, Any]

NEIGHBOURS = 1  # passages of a document this far apart are compared
NEAREST = 3  # and each with so many of another document


@dataclass(frozen=True, slots=True)
class Near:
    """Pairs of passages, one of each fresh, with the share of names in common; those held."""

    shares: dict[tuple[str, str], float]
    held: Sequence[Row]
    documents: dict[str, str]  # by passage

    def document_pairs(self) -> set[tuple[str, str]]:
        """Pairs of different documents of which passages tell of the same."""
        found = set()
        for (one, other), share in self.shares.items():
            pair = (self.documents[one], self.documents[other])
            if share >= SAME_CONTEXT and pair[0] != pair[1]:
                found.add(pair)
        return found


def near_passages(contents: Contents, fresh: Sequence[Row], own: Collection[str]) -> Near:
    """Passages that have a pair of rare names, and a share of all names, in common with fresh ones.

    ``own`` are the documents of the fresh passages, of which held rows do not count. In its own
    document a passage is near itself and its neighbours; in another one, which may name the same
    people on every page, it is near the few that have most names in common.
    """
    index: dict[str, list[str]] = defaultdict(list)
    met = {(row["passage_id"], row["passage_id"]) for row in fresh}
    for row in fresh:
        for key in row["lookup_keys"]:
            met.update((other, row["passage_id"]) for other in index[key])
            index[key].append(row["passage_id"])
    wanted = {row["passage_id"]: row["lookup_keys"] for row in fresh}
    pairs = contents.meeting("passages", "lookup_keys", wanted)
    held = contents.among("passages", "passage_id", {other for _, other in pairs})
    held = [row for row in held if row["document_id"] not in own]
    names = {row["passage_id"]: frozenset(row["names"]) for row in (*held, *fresh)}
    known = {row["passage_id"] for row in held}
    met.update((one, other) for one, other in pairs if other in known)
    rows = {row["passage_id"]: row for row in (*held, *fresh)}
    shares = {(one, other): share_of(names[one], names[other]) for one, other in sorted(met)}
    shares = _nearest(
        {pair: share for pair, share in shares.items() if share >= NAMED_CONTEXT}, rows
    )
    kept = {passage_id for pair in shares for passage_id in pair}
    return Near(
        shares,
        [row for row in held if row["passage_id"] in kept],
        {key: row["document_id"] for key, row in rows.items()},
    )


def _nearest(
    shares: dict[tuple[str, str], float], rows: dict[str, Row]
) -> dict[tuple[str, str], float]:
    """Of all pairs those between neighbours, and for each passage the nearest of a document.

    What is near in two documents hangs on these two alone, so the order of arrival does not matter.
    """
    found = {}
    beside: dict[tuple[str, str], list[tuple[float, int, tuple[str, str]]]] = defaultdict(list)
    for pair, share in shares.items():
        one, other = (rows[key] for key in pair)
        apart = abs(one["position"] - other["position"])
        if one["document_id"] != other["document_id"]:
            beside[pair[0], other["document_id"]].append((-share, apart, pair))
            beside[pair[1], one["document_id"]].append((-share, apart, pair))
        elif apart <= NEIGHBOURS:
            found[pair] = share
    for pairs in beside.values():
        for negative_share, _, pair in sorted(pairs)[:NEAREST]:
            found[pair] = -negative_share
    return found
