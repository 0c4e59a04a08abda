"""Have batches of documents read: by workers of this process, or by those of Dask or Ray anywhere.

    batch > read_batch, a Prefect task that may run elsewhere > outcomes, which the flow lands

A process that reads for a run has one pool of isolated workers for it. Rows are staged in a folder
inside the warehouse that all share; the flow's process alone commits. Few batches are under way at
a time, so that neither memory nor the staging folder grows with the size of a run.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import time
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.configuration import configuration
from flows.isolation import Lost, Outcome, Staged, Work, Workers
from flows.transient import DELAYS
from tasks.settings import Settings
from tasks.values import Issue, Source

# While one batch lands, the next already keeps the workers busy.
BATCHES_UNDER_WAY = 2

Told = Callable[[Outcome], None]
Batch = list[Source]


@dataclass(frozen=True, slots=True)
class Orders:
    """What whoever reads for a run must know; it goes to other machines with every batch.

    ``staging`` is the run's folder for staged rows, at the same path for all who read;
    ``own_documents`` are documents that the run finds as files of their own; ``work`` is what is
    done with a source, by default ``record_document``; ``engine`` is what brings them elsewhere.
    """

    run_id: str
    settings: Settings
    staging: Path
    own_documents: Container[str] = frozenset()
    work: Work | None = None
    engine: Literal["dask", "ray"] | None = None

    def workers(self, count: int, staging: Path) -> Workers:
        """A pool of isolated workers that stage into a folder."""
        return Workers(count, self.settings, staging, self.run_id, work=self.work)


class Errand:
    """A batch to read, and for whom. No data class: Prefect and Dask look through those."""

    def __init__(self, batch: Batch, orders: Orders) -> None:
        self.batch = batch
        self.orders = orders


class Done:
    """A batch, its number and what its documents came to. No data class, for the same reason."""

    def __init__(self, number: int, batch: Batch, outcomes: list[Outcome]) -> None:
        self.number = number
        self.batch = batch
        self.staged = [outcome for outcome in outcomes if isinstance(outcome, Staged)]
        self.lost = [outcome.issue for outcome in outcomes if isinstance(outcome, Lost)]

    @property
    def issues(self) -> list[Issue]:
        """What was met: documents lost, and what is wrong in those that were not."""
        return [*self.lost, *(issue for done in self.staged for issue in done.issues)]

    def discard(self) -> None:
        """Remove the staged rows, which have landed: those of 20,000 documents are a gigabyte."""
        for staged in self.staged:
            staged.path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Readers:
    """Whoever reads the batches of one run.

    ``width`` is how many worker processes one batch keeps busy; ``slots`` gives how many batches
    may be under way now; ``told`` hears of outcomes once their batch is done, unless the pool
    tells of each at once.
    """

    orders: Orders
    runner: TaskRunner[PrefectFuture[Any]]
    width: int
    slots: Callable[[], int]
    told: Told | None = None

    def read(self, work: Sequence[Batch]) -> Iterator[Done]:
        """Each batch with what its documents came to, as they get done.

        Its staged rows go once the next batch is asked for.
        """
        waiting = iter(enumerate(work, 1))
        under_way: dict[PrefectFuture[list[Outcome]], tuple[int, Batch]] = {}

        def fill() -> None:
            free = max(0, self.slots() - len(under_way))
            for number, batch in itertools.islice(waiting, free):
                named = read_batch.with_options(task_run_name=f"batch {number} of {len(work)}")
                future = self.runner.submit(named, {"errand": Errand(batch, self.orders)})
                under_way[future] = number, batch

        fill()
        while under_way:
            done = next(as_completed(list(under_way)))
            (number, batch), outcomes = under_way.pop(done), done.result()
            fill()
            if self.told is not None:
                for outcome in outcomes:
                    self.told(outcome)
            read = Done(number, batch, outcomes)
            yield read
            read.discard()


@dataclass(frozen=True, slots=True)
class Desk:
    """A run's pool in this process, and who hears of each outcome at once."""

    pool: Workers
    told: Told | None = None


# By run. A task finds the pool of its own process here: a pool cannot travel.
desks: dict[str, Desk] = {}


@contextlib.contextmanager
def readers(orders: Orders, count: int, told: Told) -> Iterator[Readers]:
    """Readers of the kind that the setting ``task_runner`` asks for; ``told`` hears of outcomes.

    ``count`` are the worker processes of this machine. Raises BadSetting: no Dask or Ray here, or
    nobody at the address.
    """
    chosen = configuration()["task_runner"].value or "threads"
    # Both are extras that need not be installed.
    if chosen == "ray" or chosen.startswith("ray://"):
        from flows.ray_cluster import readers_on_ray

        with readers_on_ray(replace(orders, engine="ray"), count, told, chosen) as elsewhere:
            yield elsewhere
        return
    if chosen != "threads":
        from flows.dask_cluster import readers_on_dask

        with readers_on_dask(replace(orders, engine="dask"), count, told, chosen) as elsewhere:
            yield elsewhere
        return
    runner: TaskRunner[Any] = ThreadPoolTaskRunner(max_workers=BATCHES_UNDER_WAY)
    with runner, orders.workers(count, orders.staging) as pool:
        desks[orders.run_id] = Desk(pool, told)
        try:
            yield Readers(orders, runner, count, lambda: BATCHES_UNDER_WAY)
        finally:
            del desks[orders.run_id]


@task(name="read", cache_policy=NO_CACHE, persist_result=False)
def read_batch(errand: Errand) -> list[Outcome]:
    """Take a batch from read to attribute in isolated workers of the process that runs this."""
    orders = errand.orders
    desk = desks.get(orders.run_id)
    if desk is None:
        from flows.cluster import desk_of_worker

        width = import_module(f"flows.{orders.engine}_cluster").width_here
        desk = desk_of_worker(orders, width)
    return outcomes(errand.batch, desk.pool, orders.own_documents, desk.told)


def outcomes(
    batch: Batch,
    pool: Workers,
    own_documents: Container[str] = frozenset(),
    told: Told | None = None,
) -> list[Outcome]:
    """What the workers make of the documents of a batch.

    Those that failed for a reason that may pass are tried again, all together, after each of
    ``DELAYS``. A document whose worker died is tried once more, alone, when the others are done:
    the system may have killed the worker for the memory that another one took.
    """
    submit = functools.partial(pool.submit, own_documents=own_documents)
    first_of = {source.document_id: source for source in reversed(batch)}
    taken: list[Outcome] = []
    died: list[Source] = []

    def take(outcome: Outcome) -> None:
        taken.append(outcome)
        if told is not None:
            told(outcome)

    def read(sources: Iterable[Source]) -> list[Lost]:
        """Take what comes of the sources; those that a reason that may pass has lost."""
        passing = []
        for job in list(map(submit, sources)):
            outcome = job.outcome()
            if isinstance(outcome, Lost) and outcome.is_death:
                died.append(outcome.source)
            elif isinstance(outcome, Lost) and outcome.is_passing:
                passing.append(outcome)
            else:
                take(outcome)
        return passing

    passing = read(first_of.values())
    for delay in DELAYS if passing else ():
        get_run_logger().warning(
            "a disk or share does not answer: %d documents wait %d seconds", len(passing), delay
        )
        time.sleep(delay)
        passing = read([lost.source for lost in passing])
        if not passing:
            break
    for lost in passing:
        take(lost)
    for source in died:
        get_run_logger().info("a worker died; its document is tried once more, alone")
        take(submit(source).outcome())
    return taken


def worker_count(workers: int | None, documents: int) -> int:
    """Worker processes for so many documents: one per CPU core when not given, at least one."""
    return min(workers or os.cpu_count() or 1, max(1, documents))
