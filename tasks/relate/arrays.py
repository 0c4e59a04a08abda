"""Lists of keys side by side, as arrays: who has how many in common with whom."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def spread(starts: Ints, counts: Ints) -> Ints:
    """The numbers of all ranges, one after another: from each start on so many."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(starts - ends + counts, counts)


def offsets(owners: Ints, count: int) -> Ints:
    """Where what belongs to each of ``count`` owners begins, and where all ends; owners ascend."""
    return np.searchsorted(owners, np.arange(count + 1)).astype(np.int64)


def sums(cells: Ints, weights: Floats, count: int) -> Floats:
    """What the weights of each of ``count`` cells come to."""
    return np.asarray(np.bincount(cells, weights, count), np.float64)


def in_common(one: pa.ListArray, other: pa.ListArray) -> Ints:
    """How many values each list of one has in common with each of the other, a row for each.

    No list holds a value twice.
    """
    values = one.flatten()
    held = values.unique()
    keys = pc.index_in(values, value_set=held).to_numpy().astype(np.int64)
    owners = pc.list_parent_indices(one).to_numpy().astype(np.int64)
    order = np.argsort(keys, kind="stable")
    begins = offsets(keys[order], len(held))
    asked = pc.index_in(other.flatten(), value_set=held)
    is_met = asked.is_valid().to_numpy(zero_copy_only=False)
    met = asked.drop_null().to_numpy().astype(np.int64)
    others = pc.list_parent_indices(other).to_numpy().astype(np.int64)[is_met]
    counts = np.diff(begins)[met]
    rows = owners[order][spread(begins[met], counts)]
    cells = rows * len(other) + np.repeat(others, counts)
    return np.bincount(cells, minlength=len(one) * len(other)).reshape(len(one), len(other))


def ranks(groups: Sequence[Ints], keys: Sequence[Ints | Floats]) -> Ints:
    """The place of each among those of its group, from 0, by ``keys``, the first counting most."""
    count = len(groups[0])
    order = np.lexsort((*reversed(keys), *reversed(groups)))
    begins = np.zeros(count, bool)
    for column in groups:
        inside = column[order]
        begins[1:] |= inside[1:] != inside[:-1]
    starts = np.maximum.accumulate(np.where(begins, np.arange(count), 0))
    found = np.empty(count, np.int64)
    found[order] = np.arange(count) - starts
    return found
