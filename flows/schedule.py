"""Run the flows on a schedule, from this process: what ``onrecord serve`` does."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.sorting import FlowRunSort
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import PrefectException
from prefect.runner import Runner
from prefect.schedules import Cron, Interval, Schedule
from prefect.states import Cancelled
from prefect.types.entrypoint import EntrypointType

from flows import terminal
from flows.ingest import ingest
from flows.maintenance import maintenance
from flows.server import PrefectServer, answers
from flows.server_state import SKIPPED
from flows.watch import watch
from warehouse import bucket_url

# What each does, the same in prefect.yaml: the UI shows the name large and the flow small.
TAKE_ALL, TAKE_ARRIVALS, KEEP = "take-all-new", "take-arrivals", "keep-warehouse"
SKIP_SECONDS = 5.0
_SHARED: dict[str, Any] = {
    "paused": False,  # ended servers leave it paused
    # Found by import, so that it works from a wheel and from any folder.
    "entrypoint_type": EntrypointType.MODULE_PATH,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """When to do what: a time of each kind is a cron expression or seconds between two runs.

    ``settings`` are parameters of both ingest and watch, such as ``workers``.
    """

    paths: list[str]
    warehouse: Path
    ingest_cron: str | None = None
    ingest_seconds: float | None = None
    watch_seconds: float | None = None
    maintenance_cron: str | None = None
    timezone: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)

    def deployments(self) -> list[RunnerDeployment]:
        """What has a time: ``ingest/take-all-new``, ``watch/take-arrivals`` and
        ``maintenance/keep-warehouse``.

        Paths are made absolute, so that a run does not depend on where the server was started.

        Raises:
            ValueError: a cron expression or time zone is malformed.
        """
        folder = bucket_url(self.warehouse) or str(self.warehouse.absolute())
        paths = [str(Path(path).expanduser().absolute()) for path in self.paths]
        read = {"paths": paths, "warehouse": folder, **self.settings}
        shown = ", ".join(self.paths)
        found: list[Any] = []
        if self.ingest_cron or self.ingest_seconds:
            found.append(
                ingest.to_deployment(
                    TAKE_ALL,
                    **_SHARED,
                    tags=["onrecord", "ingest"],
                    schedule=self._when(self.ingest_cron, self.ingest_seconds),
                    description=f"Take everything new in {shown} on record in {self.warehouse}, "
                    "try again what failed, and close the places of deleted files.",
                    parameters={**read, "settle_seconds": 10.0, "announces": True},
                )
            )
        if self.watch_seconds:
            found.append(
                watch.to_deployment(
                    TAKE_ARRIVALS,
                    **_SHARED,
                    tags=["onrecord", "watch"],
                    schedule=self._when(None, self.watch_seconds),
                    description=f"Take what has arrived in {shown} and is whole on record in "
                    f"{self.warehouse}.",
                    parameters=read,
                )
            )
        if self.maintenance_cron:
            found.append(
                maintenance.to_deployment(
                    KEEP,
                    **_SHARED,
                    tags=["onrecord", "maintenance"],
                    schedule=self._when(self.maintenance_cron, None),
                    description=f"Merge small files of {self.warehouse}, remove what no kept "
                    "snapshot lists, and verify it.",
                    parameters={"warehouse": folder},
                )
            )
        ready = [deployment for deployment in found if isinstance(deployment, RunnerDeployment)]
        if len(ready) < len(found):  # a coroutine, only inside an event loop
            raise TypeError("deployments must be made from synchronous code")
        return ready

    def times(self) -> str:
        """When things happen, for a person."""
        zone = f" ({self.timezone})" if self.timezone else ""
        found = [
            self.ingest_cron and f"ingest at {self.ingest_cron}{zone}",
            self.ingest_seconds and f"ingest every {span_of(self.ingest_seconds)}",
            self.watch_seconds and f"a look every {span_of(self.watch_seconds)}",
            self.maintenance_cron and f"upkeep at {self.maintenance_cron}{zone}",
        ]
        return ", ".join(text for text in found if text)

    def _when(self, cron: str | None, seconds: float | None) -> Schedule:
        if cron:
            if self.timezone and self.timezone not in available_timezones():
                raise ValueError(f"there is no time zone {self.timezone}; one is Europe/Paris")
            return Cron(cron, timezone=self.timezone)
        return Interval(timedelta(seconds=seconds or 86400))


def span_of(seconds: float) -> str:
    """A span of time for a person who reads "every …": minute, 5 minutes, 90 seconds, 2 hours."""
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        count = seconds / size
        if count.is_integer():
            return unit if count == 1 else f"{count:g} {unit}s"
    return f"{seconds:g} seconds"


def serve_deployments(deployments: list[RunnerDeployment], server: PrefectServer) -> None:
    """Register deployments and run what falls due until interrupted or terminated.

    When the server has gone, this process says so and ends: a supervisor starts both again.

    One run at a time: two would only wait for each other's commits. The limit is this process's
    own: it ends with it, while a deployment's is held for minutes by a run that was killed. Of
    what falls due meanwhile one of each kind waits.
    """
    # Prefect imports a flow from where it stands before it looks elsewhere: people have a folder
    # named flows, too.
    os.chdir(Path.cwd().anchor)
    runner = _Runner(pause_on_shutdown=True, limit=1)
    served = [runner.add_deployment(deployment) for deployment in deployments]
    threading.Thread(target=_thin_out, args=(served, server), daemon=True).start()
    # Prefect prints tracebacks of a server that does not answer, before it gives up.
    with (
        contextlib.suppress(KeyboardInterrupt),
        Path(os.devnull).open("w") as nowhere,
        contextlib.redirect_stdout(nowhere),
    ):
        asyncio.run(runner.start())


def _thin_out(deployments: Sequence[UUID], server: PrefectServer) -> None:
    """Skip now and then what waits needlessly; a given server that is away is asked again."""
    is_away = False
    with get_client(sync_client=True) as client:
        while True:
            time.sleep(SKIP_SECONDS)
            if server.has_ended():
                terminal.say_error(server.gone())
                terminal.leave(1)
            was_away, is_away = is_away, not answers(server.api_url, timeout=10.0)
            if is_away != was_away:
                terminal.say_warning(server.away() if is_away else server.back())
            if is_away:
                continue
            with contextlib.suppress(httpx.HTTPError, PrefectException):
                for deployment in deployments:
                    skip_needless(client, deployment)


def skip_needless(client: SyncPrefectClient, deployment: UUID) -> int:
    """Cancel the scheduled runs that are due while an earlier one waits already; how many.

    It finds what they would have, and the turn of other schedules comes: after a run of an hour,
    looks that fell due every minute would hold them up.
    """
    waiting = {
        "deployment_id": {"any_": [deployment]},
        "state": {"name": {"any_": ["Scheduled", "Late"]}},
        "expected_start_time": {"before_": datetime.now(UTC)},
    }
    found = client.read_flow_runs(
        flow_run_filter=FlowRunFilter.model_validate(waiting),
        sort=FlowRunSort.EXPECTED_START_TIME_ASC,
    )
    needless = [run for run in found if run.auto_scheduled][1:]
    for run in needless:
        message = "An earlier one of the same schedule waits for its turn"
        client.set_flow_run_state(run.id, Cancelled(name=SKIPPED, message=message))
    return len(needless)


class _Runner(Runner):
    """Ends on SIGTERM as on Ctrl-C; Prefect's own handler awaits nothing and leaves runs behind."""

    def handle_sigterm(self, *args: Any, **kwargs: Any) -> None:
        self.execute_in_background(self.astop)
