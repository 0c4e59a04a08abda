"""Memory of a process that runs a flow: it stays as small as a batch, however many come."""

from __future__ import annotations

import pyarrow as pa


def give_back() -> None:
    """Give what a batch took, and what is free now, back to the system.

    Arrow's own pool would keep what the largest commit took for as long as the process lives; that
    of the C library gives large blocks back by itself, and the rest when told to.
    """
    pa.set_memory_pool(pa.system_memory_pool())
    pa.default_memory_pool().release_unused()
