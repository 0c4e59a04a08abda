"""Read on Dask workers: some that are started here, or those of a scheduler that runs already."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, cast

from prefect.futures import PrefectFuture
from prefect.task_runners import TaskRunner

from flows.cluster import BATCHES_PER_THREAD, leave
from flows.configuration import BadSetting
from flows.reading import Orders, Readers, Told

try:
    import dask.config
    from distributed import get_worker
    from prefect_dask.task_runners import DaskTaskRunner
except ImportError as error:
    raise BadSetting(
        f"task_runner: reading on Dask needs prefect-dask ({error}): pip install 'onrecord[dask]'"
    ) from error


@contextlib.contextmanager
def readers_on_dask(orders: Orders, count: int, told: Told, chosen: str) -> Iterator[Readers]:
    """Readers on Dask: ``chosen`` is "dask" for ``count`` workers of our own, or an address.

    Raises BadSetting: nobody answers at the address.
    """
    runner = _runner(count, chosen)
    with runner:
        try:
            client = runner.client
        except OSError as error:
            raise BadSetting(f"task_runner: no Dask scheduler answers at {chosen}") from error

        def slots() -> int:
            return BATCHES_PER_THREAD * max(1, int(sum(client.nthreads().values())))

        try:
            yield Readers(orders, cast("TaskRunner[PrefectFuture[Any]]", runner), 1, slots, told)
        finally:
            client.run(leave, orders.run_id, on_error="ignore")


def _runner(count: int, chosen: str) -> DaskTaskRunner:
    if chosen != "dask":
        return DaskTaskRunner(address=chosen)
    # A daemonic process may have no children, and ours are the isolated workers.
    dask.config.set({"distributed.worker.daemon": False})
    return DaskTaskRunner(
        cluster_kwargs={
            "n_workers": count,
            "threads_per_worker": 1,
            "dashboard_address": None,
        }
    )


def width_here() -> int:
    """How many documents this Dask worker reads at once."""
    return int(get_worker().state.nthreads)
