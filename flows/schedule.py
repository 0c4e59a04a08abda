"""Run the ingest flow on a schedule, from this process: what ``onrecord serve`` does."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from prefect import serve
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron, Interval
from prefect.types.entrypoint import EntrypointType

from flows.ingest import ingest

DEPLOYMENT_NAME = "scheduled"


def serve_schedule(
    paths: list[str],
    warehouse: Path,
    *,
    cron: str | None = None,
    interval: timedelta | None = None,
    timezone: str | None = None,
) -> None:
    """Register the deployment ``ingest/scheduled`` and run what falls due until interrupted.

    One run at a time: two would only wait for each other's commits. Paths are made absolute,
    so that a run does not depend on where the server was started.

    Raises:
        ValueError: neither or both of ``cron`` and ``interval`` are given, or cron is malformed.
    """
    if (cron is None) == (interval is None):
        raise ValueError("give either a cron expression or an interval")
    schedule = Cron(cron, timezone=timezone) if cron else Interval(interval or timedelta(days=1))
    deployment = ingest.to_deployment(
        name=DEPLOYMENT_NAME,
        schedule=schedule,
        tags=["onrecord"],
        description=f"Read {', '.join(paths)} into {warehouse}.",
        parameters={
            "paths": [str(Path(path).absolute()) for path in paths],
            "warehouse": str(warehouse.absolute()),
        },
        paused=False,  # ended servers leave it paused
        # Found by import, so that it works from a wheel and from any folder.
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    if not isinstance(deployment, RunnerDeployment):  # a coroutine only inside an event loop
        raise TypeError("serve_schedule must be called from synchronous code")
    # The limit is this process's own: a deployment's would stay taken by a run that was killed.
    serve(deployment, pause_on_shutdown=True, print_starting_message=False, limit=1)
