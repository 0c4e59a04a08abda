"""Read on Ray: on nodes that are started here, or those of a cluster that runs already.

Each batch is a Ray task of one CPU, in a process of Ray's own with one isolated worker beside it.
"""

from __future__ import annotations

import contextlib
import logging
import os
import warnings
from collections.abc import Iterator
from typing import Any, cast

from prefect.futures import PrefectFuture
from prefect.task_runners import TaskRunner

from flows.cluster import BATCHES_PER_THREAD
from flows.configuration import BadSetting
from flows.reading import Orders, Readers, Told

# Before Ray is imported: no telemetry, and no copy of this folder for its workers.
os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
os.environ["RAY_ENABLE_UV_RUN_RUNTIME_ENV"] = "0"

try:
    import ray
    from prefect_ray.task_runners import RayTaskRunner
except ImportError as error:
    raise BadSetting(
        f"task_runner: reading on Ray needs prefect-ray ({error}): pip install 'onrecord[ray]'"
    ) from error

# Rows go by files; what Ray itself keeps is small. Its least, in bytes.
_OBJECT_STORE_BYTES = 80 * 2**20


@contextlib.contextmanager
def readers_on_ray(orders: Orders, count: int, told: Told, chosen: str) -> Iterator[Readers]:
    """Readers on Ray: ``chosen`` is "ray" for ``count`` processes of our own, or an address.

    Raises BadSetting: nobody answers at the address.
    """
    runner = _runner(count, chosen)
    with contextlib.ExitStack() as stack:
        try:
            with warnings.catch_warnings(action="ignore"):  # the error says it
                stack.enter_context(runner)
        except (ConnectionError, TimeoutError, RuntimeError) as error:
            raise BadSetting(
                f"task_runner: no Ray cluster answers at {chosen}: {error}. If it asks for a "
                "token, set RAY_AUTH_MODE=token here"
            ) from error

        def slots() -> int:
            return BATCHES_PER_THREAD * max(1, int(ray.cluster_resources().get("CPU", 1)))

        # Its processes, and with them their isolated workers, end when the run leaves Ray.
        yield Readers(orders, cast("TaskRunner[PrefectFuture[Any]]", runner), 1, slots, told)


def _runner(count: int, chosen: str) -> RayTaskRunner:
    quiet = {"logging_level": logging.ERROR, "log_to_driver": False}
    if chosen != "ray":
        return RayTaskRunner(address=chosen, init_kwargs=quiet)
    own = {
        "num_cpus": count,
        "include_dashboard": False,
        "object_store_memory": _OBJECT_STORE_BYTES,
    }
    return RayTaskRunner(init_kwargs=quiet | own)


def width_here() -> int:
    """How many documents a process of Ray reads at once: its task was given one CPU."""
    return 1
