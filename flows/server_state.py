"""What a Prefect server says of itself and of our deployments, asked over HTTP."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flows.server import LEASES_ON_DISK, answers, ask, prefect_home, seconds_ahead

TAG = "onrecord"
# A run that `onrecord serve` has no need of, since an earlier one waits.
SKIPPED = "Skipped"
# Prefect marks a run as late after 15 seconds; a laptop that wakes up takes longer.
LATE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Deployment:
    """A deployment and its last scheduled run; times are UTC.

    ``is_served`` says that it has no work pool: ``onrecord serve`` runs it; ``is_in_line`` that it
    waits for a run that is under way there.
    """

    name: str
    is_paused: bool = False
    is_served: bool = False
    is_scheduled: bool = True
    is_in_line: bool = False
    last_due: datetime | None = None
    last_began: datetime | None = None
    last_state: str = ""
    next_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class ServerState:
    """A server that answers; ``seconds_ahead`` is how far its clock is ahead of ours."""

    api_url: str
    version: str
    seconds_ahead: float
    keeps_leases: bool
    deployments: tuple[Deployment, ...]


def running_server() -> str | None:
    """The API address of the server that answers: PREFECT_API_URL's, or that of our home."""
    given = os.environ.get("PREFECT_API_URL")
    if given:
        return given if answers(given) else None
    try:
        url = str(json.loads((prefect_home() / "server.json").read_text())["api_url"])
    except (OSError, ValueError, KeyError):
        return None
    return url if answers(url) else None


def server_state() -> ServerState | None:
    """What the server says; None when none answers.

    Raises:
        OSError: it stopped answering in between.
    """
    url = running_server()
    if url is None:
        return None
    with ask(f"{url}/admin/version") as response:
        found, apart = json.load(response), seconds_ahead(response)
    settings = _ask(url, "admin/settings")
    storage = settings.get("server", {}).get("concurrency", {}).get("lease_storage")
    rows = _ask(url, "deployments/filter", {"deployments": {"tags": {"all_": [TAG]}}})
    under_way = {"state": {"type": {"any_": ["PENDING", "RUNNING"]}}, "tags": {"all_": [TAG]}}
    is_busy = bool(_ask(url, "flow_runs/filter", {"flow_runs": under_way, "limit": 1}))
    flows = {row["id"]: row["name"] for row in _ask(url, "flows/filter", {})}
    return ServerState(
        api_url=url,
        version=str(found),
        seconds_ahead=apart,
        keeps_leases=storage == LEASES_ON_DISK,
        deployments=tuple(
            _deployment(url, row, f"{flows.get(row['flow_id'], '?')}/{row['name']}", is_busy)
            for row in rows
        ),
    )


def _deployment(url: str, row: dict[str, Any], name: str, is_busy: bool) -> Deployment:
    due = _runs(url, row["id"], "before_", "EXPECTED_START_TIME_DESC")
    due = [run for run in due if run["state_name"] != SKIPPED]
    # One that fell due a moment ago tells less than the one before it.
    overdue = (datetime.now(UTC) - LATE).isoformat()
    told = (run for run in due if run["start_time"] or run["expected_start_time"] < overdue)
    last = next(told, due[0] if due else {})
    (following, *_) = _runs(url, row["id"], "after_", "EXPECTED_START_TIME_ASC") or [{}]
    return Deployment(
        name=name,
        is_paused=bool(row["paused"]),
        is_served=row["work_pool_name"] is None,
        is_in_line=is_busy and row["work_pool_name"] is None,
        is_scheduled=any(schedule["active"] for schedule in row["schedules"]),
        last_due=_time(last, "expected_start_time"),
        last_began=_time(last, "start_time"),
        last_state=str(last.get("state_type") or ""),
        next_due=_time(following, "expected_start_time"),
    )


def _runs(url: str, deployment_id: str, side: str, sort: str) -> list[dict[str, Any]]:
    """The scheduled runs of a deployment next to this moment, the nearest first."""
    asked = {
        "sort": sort,
        "limit": 100,
        "flow_runs": {
            "deployment_id": {"any_": [deployment_id]},
            "tags": {"all_": ["auto-scheduled"]},
            "expected_start_time": {side: datetime.now(UTC).isoformat()},
        },
    }
    return list(_ask(url, "flow_runs/filter", asked))


def _time(row: dict[str, Any], name: str) -> datetime | None:
    return datetime.fromisoformat(row[name]) if row.get(name) else None


def _ask(url: str, path: str, body: dict[str, Any] | None = None) -> Any:
    with ask(f"{url}/{path}", body) as response:
        return json.load(response)
