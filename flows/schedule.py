"""Run the ingest flow on a schedule, from this process: what ``onrecord serve`` does."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from prefect import serve
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron, Interval
from prefect.types.entrypoint import EntrypointType

from flows.ingest import ingest
from flows.maintenance import maintenance

DEPLOYMENT_NAME = "scheduled"
_SHARED: dict[str, Any] = {
    "name": DEPLOYMENT_NAME,
    "tags": ["onrecord"],
    "paused": False,  # ended servers leave it paused
    # Found by import, so that it works from a wheel and from any folder.
    "entrypoint_type": EntrypointType.MODULE_PATH,
}


def serve_schedule(
    paths: list[str],
    warehouse: Path,
    *,
    cron: str | None = None,
    interval: timedelta | None = None,
    timezone: str | None = None,
    maintenance_cron: str | None = None,
) -> None:
    """Register the deployment ``ingest/scheduled`` and run what falls due until interrupted.

    With ``maintenance_cron``, ``maintenance/scheduled`` stands beside it. One run at a time: two
    would only wait for each other's commits. Paths are made absolute,
    so that a run does not depend on where the server was started.

    Raises:
        ValueError: neither or both of ``cron`` and ``interval`` are given, or a cron is malformed.
    """
    if (cron is None) == (interval is None):
        raise ValueError("give either a cron expression or an interval")
    schedule = Cron(cron, timezone=timezone) if cron else Interval(interval or timedelta(days=1))
    folder = str(warehouse.absolute())
    deployments = [
        ingest.to_deployment(
            **_SHARED,
            schedule=schedule,
            description=f"Read {', '.join(paths)} into {warehouse}.",
            parameters={
                "paths": [str(Path(path).absolute()) for path in paths],
                "warehouse": folder,
            },
        )
    ]
    if maintenance_cron:
        deployments.append(
            maintenance.to_deployment(
                **_SHARED,
                schedule=Cron(maintenance_cron, timezone=timezone),
                description=f"Keep {warehouse} in shape.",
                parameters={"warehouse": folder},
            )
        )
    ready = [found for found in deployments if isinstance(found, RunnerDeployment)]
    if len(ready) < len(deployments):  # a coroutine, only inside an event loop
        raise TypeError("serve_schedule must be called from synchronous code")
    # The limit is this process's own: a deployment's would stay taken by a run that was killed.
    serve(*ready, pause_on_shutdown=True, print_starting_message=False, limit=1)
