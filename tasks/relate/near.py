"""Which passages stand in a like context: what is compared with what."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tasks.relate.arrays import Flags, Floats, Ints, in_common, ranks
from tasks.relate.likeness import NAMED_CONTEXT, SAME_CONTEXT
from warehouse import Contents

NEIGHBOURS = 1  # passages of a document this far apart are compared
NEAREST = 3  # and each with so many of another document
# Memory holds the passages and tellings of whole documents with so many passages at a time; a
# passage of so many characters counts as one, a longer one, which has more tellings, as more.
PASSAGES_AT_ONCE = 2_000
_COUNTED_LENGTH = 2_000
# Of fresh ones so many meet them at a time.
FRESH_AT_ONCE = 1_000
COLUMNS = ["passage_id", "document_id", "position", "passage_span", "names", "lookup_keys"]


class Passages:
    """Rows of ``passages``, whole documents one after another."""

    def __init__(self, rows: pa.Table) -> None:
        rows = rows.select(COLUMNS)
        self.rows = rows.sort_by([("document_id", "ascending"), ("position", "ascending")])
        own = self.rows.column("document_id").combine_chunks().dictionary_encode()
        self.ids: pa.StringArray = self.rows.column("passage_id").combine_chunks()
        self.documents: list[str] = own.dictionary.to_pylist()
        self.document: Ints = own.indices.to_numpy().astype(np.int64)
        self.position: Ints = self.rows.column("position").to_numpy().astype(np.int64)

    def __len__(self) -> int:
        return len(self.ids)

    def lists(self, column: str, part: slice) -> pa.ListArray:
        """A column of lists, of some passages."""
        rows = self.rows.column(column)[part.start : part.stop]
        return pa.concat_arrays(rows.chunks) if rows.num_chunks else pa.array([], rows.type)

    def parts(self, at_once: int) -> Iterator[slice]:
        """Whole documents with so many passages together; one that has more stands alone."""
        if not len(self):
            return
        span = self.rows.column("passage_span").combine_chunks()
        first, after = (pc.struct_field(span, at).to_numpy() for at in (0, 1))
        counted = np.cumsum(np.maximum(1, (after - first) // _COUNTED_LENGTH))
        ends = (np.flatnonzero(np.diff(self.document, append=-1)) + 1).tolist()
        start, before = 0, 0
        for end, next_end in zip(ends, [*ends[1:], None], strict=True):
            if next_end is None or counted[next_end - 1] - before > at_once:
                yield slice(start, end)
                start, before = end, int(counted[end - 1])


@dataclass(frozen=True, slots=True)
class Near:
    """Pairs of passages in a like context: of ``fresh``, at ``one``, with ``other``, at ``two``.

    ``shares`` are those of names in common. Where ``other`` are the fresh ones too, a pair stands
    there once.
    """

    fresh: Passages
    other: Passages
    one: Ints
    two: Ints
    shares: Floats

    def document_pairs(self) -> set[tuple[str, str]]:
        """Pairs of different documents of which passages tell of the same."""
        is_same = self.shares >= SAME_CONTEXT
        count = len(self.other.documents)
        places = self.fresh.document[self.one[is_same]] * count
        found = np.unique(places + self.other.document[self.two[is_same]])
        pairs = ((self.fresh.documents[p // count], self.other.documents[p % count]) for p in found)
        return {pair for pair in pairs if pair[0] != pair[1]}


def near_passages(contents: Contents, fresh: Passages, own: Collection[str]) -> Iterator[Near]:
    """Passages that have a pair of rare names, and a share of all names, in common with fresh ones.

    First the fresh ones themselves, then what is held, in parts that fit into memory. ``own`` are
    the documents of the fresh passages, of which held rows do not count. In its own document a
    passage is near itself and its neighbours; in another one, which may name the same people on
    every page, it is near the few that have most names in common.
    """
    if not len(fresh):
        return
    parts = list(fresh.parts(FRESH_AT_ONCE))
    yield from (_near(fresh, fresh, parts[at:], [part]) for at, part in enumerate(parts))
    keys = fresh.lists("lookup_keys", slice(0, len(fresh)))
    met = [rows for rows, _ in contents.sharing("passages", COLUMNS, keys)]
    rows = pa.concat_tables([fresh.rows.slice(0, 0), *met])
    known = pc.is_in(rows.column("document_id"), value_set=pa.array(sorted(own), pa.string()))
    held = Passages(rows.filter(pc.invert(known)))
    yield from (_near(fresh, held, [part], parts) for part in held.parts(PASSAGES_AT_ONCE))


def _near(fresh: Passages, other: Passages, parts: list[slice], fresh_parts: list[slice]) -> Near:
    """The near ones of parts of both."""
    found = [_pairs(fresh, other, one, two) for one in fresh_parts for two in parts]
    one, two, shares = (np.concatenate(columns) for columns in zip(*found, strict=True))
    return Near(fresh, other, one, two, shares)


def _pairs(
    fresh: Passages, other: Passages, part: slice, other_part: slice
) -> tuple[Ints, Ints, Floats]:
    names, keys = (
        (fresh.lists(column, part), other.lists(column, other_part))
        for column in ("names", "lookup_keys")
    )
    sizes = [pc.list_value_length(lists).to_numpy().astype(np.int64) for lists in names]
    fewer = np.maximum(np.minimum(sizes[0][:, None], sizes[1][None, :]), 1)
    share = in_common(*names) / fewer
    is_met = in_common(*keys) > 0
    if fresh is other:
        # A passage meets itself, with or without keys, and a pair of two counts once.
        places = np.arange(part.start, part.stop)[:, None]
        others = np.arange(other_part.start, other_part.stop)[None, :]
        is_met = (is_met & (places < others)) | (places == others)
    one, two = np.nonzero(is_met & (share >= NAMED_CONTEXT))
    shares = share[one, two]
    one, two = one + part.start, two + other_part.start
    kept = _nearest(fresh, other, one, two, shares)
    return one[kept], two[kept], shares[kept]


def _nearest(fresh: Passages, other: Passages, one: Ints, two: Ints, shares: Floats) -> Flags:
    """Of all pairs those between neighbours, and for each passage the nearest of a document.

    What is near in two documents hangs on these two alone, so the order of arrival does not matter.
    """
    document, other_document = fresh.document[one], other.document[two]
    position, other_position = fresh.position[one], other.position[two]
    apart = np.abs(position - other_position)
    is_within = (document == other_document) & (fresh is other)
    found: Flags = is_within & (apart <= NEIGHBOURS)
    found |= ~is_within & (ranks((one, other_document), (-shares, apart, other_position)) < NEAREST)
    found |= ~is_within & (ranks((two, document), (-shares, apart, position)) < NEAREST)
    return found
