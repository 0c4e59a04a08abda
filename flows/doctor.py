"""Look at everything On Record needs on this machine: what is there, what is not, what to do.

Each check gives findings as values and never raises. Nothing here imports Prefect: the server is
asked over HTTP, as a browser would.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from flows.pins import misfits, remedy
from flows.server import CLOCK_TOLERANCE_SECONDS, clock_trouble, prefect_home
from flows.server_state import LATE, Deployment, ServerState, server_state
from tasks.settings import Settings

GOOD, ODD, BROKEN = "good", "odd", "broken"
# Below this much room a commit may fail: 1 GiB.
LEAST_FREE_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check saw: ``state`` is good, odd (works, but look at it) or broken."""

    check: str
    state: str
    message: str
    remedy: str = ""


def examine(warehouse: Path, settings: Settings) -> list[Finding]:
    """All checks, in the order in which one would mend what they find."""
    silent = ""
    try:
        state = server_state()
    except OSError as problem:  # a wrong password, or it has just ended
        state, silent = None, str(problem)
    checks: list[Callable[[], Iterator[Finding]]] = [
        _python,
        _packages,
        lambda: _tesseract(settings),
        lambda: _model(settings),
        lambda: _warehouse(warehouse),
        lambda: _disk(warehouse),
        lambda: _rights(warehouse),
        lambda: _clock(warehouse, state),
        lambda: _server(state, silent),
        lambda: _schedules(state, silent),
    ]
    return [finding for check in checks for finding in check()]


def _python() -> Iterator[Finding]:
    found = ".".join(map(str, sys.version_info[:3]))
    yield Finding("python", GOOD, f"Python {found}, On Record {version('onrecord')}")


def _packages() -> Iterator[Finding]:
    """Whether what is installed is what our pins allow."""
    if wrong := misfits():
        yield Finding("packages", BROKEN, "; ".join(wrong.values()), remedy(wrong))
    else:
        shown = ", ".join(f"{name} {version(name)}" for name in ("prefect", "duckdb", "pyarrow"))
        yield Finding("packages", GOOD, shown)


def _tesseract(settings: Settings) -> Iterator[Finding]:
    from tasks.read.ocr_engine import OcrUnavailable, engine_for

    try:
        engine = engine_for(settings)
    except OcrUnavailable as problem:
        message = f"scans and images cannot be read: {problem}"
        yield Finding("tesseract", BROKEN, message, problem.remedy)
    else:
        yield Finding("tesseract", GOOD, engine.fingerprint)


def _model(settings: Settings) -> Iterator[Finding]:
    from tasks.extract import load_pipeline

    try:
        nlp = load_pipeline(settings.pipeline)
    except (OSError, ValueError, ImportError) as problem:
        message = f"{settings.pipeline} cannot be loaded: {problem}"
        remedy = "pip install --force-reinstall onrecord"
        if settings.pipeline != Settings().pipeline:
            remedy = "Install it beside On Record, or leave the setting pipeline out."
        yield Finding("model", BROKEN, message, remedy)
    else:
        yield Finding("model", GOOD, f"{settings.pipeline}, {nlp.meta['lang']}")


def _warehouse(folder: Path) -> Iterator[Finding]:
    from warehouse import Lake, WarehouseError, bucket_url

    try:
        snapshot = Lake(folder).current()
    except WarehouseError as problem:
        yield Finding("warehouse", BROKEN, str(problem), problem.remedy or "")
        return
    name = bucket_url(folder) or str(folder)
    if snapshot is None:
        yield Finding("warehouse", GOOD, f"{name} is not there yet; the first ingest makes it")
    else:
        when = datetime.fromisoformat(snapshot.published_at)
        yield Finding(
            "warehouse", GOOD, f"{name}: snapshot {snapshot.number} of {when:%Y-%m-%d %H:%M} UTC"
        )


def _there(path: Path) -> Path:
    """The nearest folder above that is there."""
    path = path.absolute()
    while not path.exists():
        path = path.parent
    return path


def _disk(warehouse: Path) -> Iterator[Finding]:
    from warehouse.place import working_folder

    warehouse = working_folder(warehouse)
    # By disk: one that holds both is told once.
    folders = {folder.stat().st_dev: folder for folder in map(_there, (prefect_home(), warehouse))}
    for folder in reversed(folders.values()):
        free = shutil.disk_usage(folder).free
        message = f"{free / 1e9:.1f} GB free at {folder}"
        if free < LEAST_FREE_BYTES:
            yield Finding("disk", BROKEN, message, "Make room; onrecord vacuum frees some.")
        else:
            yield Finding("disk", GOOD, message)


def _rights(warehouse: Path) -> Iterator[Finding]:
    from warehouse.place import working_folder

    bad = []
    for wanted in (working_folder(warehouse).absolute(), prefect_home()):
        folder = _there(wanted)
        if not os.access(folder, os.W_OK | os.X_OK):
            bad.append(folder)
            # Of a folder that is there for others, such as /, nothing is taken away.
            make, own = f"sudo install -d -o $USER '{wanted}'", f"sudo chown -R $USER '{wanted}'"
            if folder.stat().st_uid == os.geteuid():  # files in a warehouse stay read-only
                own = f"find '{wanted}' -type d -exec chmod u+wx {{}} +"
            remedy = own if folder == wanted else f"{make}, or name another folder"
            message = f"{folder} cannot be written"
            if os.statvfs(folder).f_flag & os.ST_RDONLY:  # which no right changes
                message = f"{folder} lies on a read-only file system"
                remedy = (
                    "A warehouse there can be asked; to write to it, copy it: onrecord adopt DIR"
                )
            yield Finding("rights", BROKEN, message, remedy)
    if not bad:
        yield Finding("rights", GOOD, "the warehouse and Prefect's home can be written")


def _clock(warehouse: Path, state: ServerState | None) -> Iterator[Finding]:
    """Whether time here agrees with the server's and with the last snapshot."""
    from warehouse import Lake, WarehouseError

    remedy = "Set the clock: timedatectl set-ntp true"
    now = datetime.now(UTC)
    if state and (apart := clock_trouble(state.seconds_ahead)):
        yield Finding("clock", BROKEN, apart, f"{remedy}, here and where the server runs")
        return
    try:
        snapshot = Lake(warehouse).current()
    except WarehouseError:
        snapshot = None  # told by the check of the warehouse
    latest = now + timedelta(seconds=CLOCK_TOLERANCE_SECONDS)
    if snapshot and datetime.fromisoformat(snapshot.published_at) > latest:
        yield Finding(
            "clock", BROKEN, f"the last snapshot is of {snapshot.published_at}, yet to come", remedy
        )
        return
    yield Finding("clock", GOOD, f"{now:%Y-%m-%d %H:%M:%S} UTC")


def _server(state: ServerState | None, silent: str) -> Iterator[Finding]:
    if "401" in silent:
        yield Finding(
            "server",
            BROKEN,
            "it asks for a password",
            "Set PREFECT_API_AUTH_STRING=USER:PASSWORD as its PREFECT_SERVER_API_AUTH_STRING says.",
        )
        return
    if silent:
        message = f"it does not say how it is: {silent}"
        yield Finding("server", BROKEN, message, "See the server's log.")
        return
    if state is None:
        given = os.environ.get("PREFECT_API_URL")
        if given:
            yield Finding(
                "server",
                BROKEN,
                f"nobody answers at PREFECT_API_URL={given}",
                "Start that server, or unset the variable.",
            )
        else:
            yield Finding(
                "server",
                GOOD,
                "none runs; a command starts one for itself, onrecord serve keeps it",
            )
        return
    ours = version("prefect")
    if state.version != ours:
        yield Finding(
            "server",
            ODD,
            f"{state.api_url} is Prefect {state.version}, here is {ours}",
            f"Run the same version on both: pip install prefect=={ours}",
        )
    else:
        yield Finding("server", GOOD, f"{state.api_url}, Prefect {state.version}")
    if not state.keeps_leases:
        yield Finding(
            "server",
            ODD,
            "it keeps concurrency leases in memory: the slot of a killed run would stay taken when "
            "the server starts again",
            "Start it with PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE="
            "prefect.server.concurrency.lease_storage.filesystem",
        )


def _schedules(state: ServerState | None, silent: str) -> Iterator[Finding]:
    """When each deployment's last scheduled run was due, when it began, and when the next is."""
    if state is None:
        why = "the server does not say" if silent else "no server runs"
        yield Finding("schedule", GOOD, f"unknown, since {why}")
        return
    if not state.deployments:
        yield Finding("schedule", GOOD, "nothing is scheduled")
    for deployment in state.deployments:
        yield punctuality(deployment, datetime.now(UTC))


def punctuality(deployment: Deployment, now: datetime) -> Finding:
    """Whether a deployment's last scheduled run began when it was due, as of ``now``."""
    name, check = deployment.name, "schedule"
    start = "Keep `onrecord serve`, or a worker of its pool, running."
    if deployment.is_paused:
        remedy = "Resume it in the UI, under Deployments."
        if deployment.is_served:
            remedy = "Start `onrecord serve` with a time for it, or delete it in the UI."
        return Finding(check, ODD, f"{name} is paused", remedy)
    due, began = deployment.last_due, deployment.last_began
    following = f"; next {_moment(deployment.next_due)}" if deployment.next_due else ""
    if deployment.is_scheduled and deployment.next_due is None and deployment.last_due is None:
        return Finding(
            check, BROKEN, f"{name} has a schedule, but no run is planned", "See the server's log."
        )
    if due is None:
        return Finding(check, GOOD, f"{name} has not been due yet{following}")
    if began is None and deployment.last_state in ("SCHEDULED", "PENDING"):
        if deployment.is_in_line:
            told = f"{name} was due {_moment(due)} and waits for the run that is under way"
            return Finding(check, GOOD, told)
        if now - due > LATE:
            return Finding(check, BROKEN, f"{name} was due {_moment(due)} and has not begun", start)
        return Finding(check, GOOD, f"{name} is due {_moment(due)}{following}")
    told = f"{name} was due {_moment(due)}"
    told += f", began {_moment(began)}" if began else ", never began"
    told += f", {deployment.last_state.lower()}{following}"
    if deployment.last_state in ("FAILED", "CRASHED"):
        return Finding(check, BROKEN, told, "Look at the run's log in the UI, then start it again.")
    if began and began - due > LATE:
        busy = "It may have waited for a run before it: give them more time between two."
        return Finding(check, ODD, told, f"{start} {busy}")
    return Finding(check, GOOD, told)


def _moment(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M:%S} UTC"
