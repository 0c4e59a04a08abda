"""Desks of workers elsewhere: each keeps one pool of isolated workers for a run.

A worker is a process of Dask (``flows.dask_cluster``) or Ray (``flows.ray_cluster``), here or on
another machine. A document that crashes or hangs costs itself there, too; of a worker that dies
another one reads the batches, and only the flow's process commits.
"""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Callable

from flows.isolation import Workers
from flows.reading import Desk, Orders, desks

# Another batch waits at each worker, so that none is idle while its last one lands.
BATCHES_PER_THREAD = 2
_opening = threading.Lock()


def desk_of_worker(orders: Orders, width: Callable[[], int]) -> Desk:
    """The pool of this worker for a run, opened by the first batch that comes here.

    ``width`` tells how many documents this worker may read at once. Raises FileNotFoundError: the
    warehouse is not at the same path here.
    """
    with _opening:
        # A run that was killed did not say that it was over; its folder is swept by the next one.
        for run_id, desk in list(desks.items()):
            if not desk.pool.staging.exists():
                leave(run_id)
        if orders.run_id not in desks:
            desks[orders.run_id] = Desk(_pool(orders, width()))
        return desks[orders.run_id]


def _pool(orders: Orders, width: int) -> Workers:
    if not orders.staging.is_dir():
        raise FileNotFoundError(
            f"{socket.gethostname()}: there is no {orders.staging}; the warehouse must stand at "
            "the same path on every machine that reads"
        )
    folder = orders.staging / f"{socket.gethostname()}-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)  # of a worker that had the same number
    folder.mkdir()
    pool = orders.workers(width, folder)
    pool.__enter__()
    return pool


def leave(run_id: str) -> None:
    """End this worker's pool for a run, if it has one."""
    desk = desks.pop(run_id, None)
    if desk is not None:
        desk.pool.__exit__(InterruptedError, None, None)
