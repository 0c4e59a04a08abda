"""Read on Dask workers: some that are started here, or those of a scheduler that runs already.

Every Dask worker keeps one pool of isolated workers for a run, as many as it has threads, so that
a document that crashes or hangs costs itself there, too. A Dask worker that dies costs nothing:
the scheduler has its batches read by another one, and only the flow's process commits.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import threading
from collections.abc import Iterator
from typing import Any, cast

from prefect.futures import PrefectFuture
from prefect.task_runners import TaskRunner

from flows.configuration import BadSetting
from flows.isolation import Workers
from flows.reading import Desk, Orders, Readers, Told, desks

try:
    import dask.config
    from distributed import get_worker
    from prefect_dask.task_runners import DaskTaskRunner
except ImportError as error:
    raise BadSetting(
        f"task_runner: reading on Dask needs prefect-dask ({error}): pip install 'onrecord[dask]'"
    ) from error

# Another batch waits at each worker, so that none is idle while its last one lands.
BATCHES_PER_THREAD = 2
_opening = threading.Lock()


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
            client.run(_leave, orders.run_id, on_error="ignore")


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


def desk_of_dask_worker(orders: Orders) -> Desk:
    """The pool of this Dask worker for a run, opened by the first batch that comes here."""
    with _opening:
        # A run that was killed did not say that it was over; its folder is swept by the next one.
        for run_id, desk in list(desks.items()):
            if not desk.pool.staging.exists():
                _leave(run_id)
        if orders.run_id not in desks:
            desks[orders.run_id] = Desk(_pool(orders))
        return desks[orders.run_id]


def _pool(orders: Orders) -> Workers:
    if not orders.staging.is_dir():
        raise FileNotFoundError(
            f"{socket.gethostname()}: there is no {orders.staging}; the warehouse must stand at "
            "the same path on every machine that reads"
        )
    folder = orders.staging / f"{socket.gethostname()}-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)  # of a worker that had the same number
    folder.mkdir()
    pool = orders.workers(get_worker().state.nthreads, folder)
    pool.__enter__()
    return pool


def _leave(run_id: str) -> None:
    """End this Dask worker's pool for a run, if it has one."""
    desk = desks.pop(run_id, None)
    if desk is not None:
        desk.pool.__exit__(InterruptedError, None, None)
