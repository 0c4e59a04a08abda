"""Which Prefect server a command talks to: the caller's, the one of our home, or a temporary one.

One server per home. Two advisory locks in the home say who is there; the kernel frees both when
their holder dies, kill -9 included:

- ``server.lock``, held alone by the running server (see ``flows.server_process``);
- ``clients.lock``, shared by every command that uses it. A temporary server ends by itself once
  nobody holds it any more, so a killed command leaves nothing behind.

Nothing here imports Prefect: settings must stand in the environment before Prefect reads them.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.client import HTTPResponse
from pathlib import Path
from typing import IO, Any, Literal, cast

# A first start creates the database: 9 to 18 s measured on two busy cores, more than 120 on two
# that others wholly used.
STARTUP_SECONDS = 300.0
POLL_SECONDS = 0.2
# With less room the database cannot be made: 16 MiB.
LEAST_BYTES = 1 << 24
# Clocks that are further apart are worth a word.
CLOCK_TOLERANCE_SECONDS = 60.0
DEFAULT_PORT = 4200
DEFAULT_HOST = "127.0.0.1"
CONSOLE_LEVEL = "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"
CLIENT_TRIES = "PREFECT_CLIENT_MAX_RETRIES"
LEASES_ON_DISK = "prefect.server.concurrency.lease_storage.filesystem"


class ServerUnavailable(RuntimeError):
    """No Prefect server could be reached or started; the message says what to do."""


@dataclass(frozen=True, slots=True)
class PrefectServer:
    """A server that answers. ``kind`` is "given" (PREFECT_API_URL), "running" or "temporary".

    ``silent_url`` is a PREFECT_API_URL at which nobody answered, so that this one is used;
    ``is_new`` says that this process started it; ``seconds_ahead`` how far its clock is from ours.
    """

    api_url: str
    kind: Literal["given", "running", "temporary"]
    silent_url: str | None = None
    is_new: bool = False
    seconds_ahead: float = 0.0

    @property
    def ui_url(self) -> str:
        """The address of the UI for a browser."""
        return self.api_url.removesuffix("/api")

    def has_ended(self) -> bool:
        """Whether it is our own and its process is gone; a given one may come back."""
        if self.kind == "given":
            return False
        try:
            with (prefect_home() / "server.lock").open() as lock:
                return not is_locked(lock)
        except FileNotFoundError:  # with its home
            return True

    @contextlib.contextmanager
    def answering(self) -> Iterator[None]:
        """Around a run: when it ends because nobody answers any more, say that.

        Raises:
            ServerUnavailable: in place of whatever error a server that has gone gives.
        """
        try:
            yield
        except Exception as error:
            if answers(self.api_url):
                raise
            raise ServerUnavailable(self.gone()) from error

    def gone(self) -> str:
        """What to say when it has gone."""
        return (
            f"The Prefect server at {self.ui_url} does not answer any more. What was committed "
            "stays; run the command again, and it does the rest."
        )

    def away(self) -> str:
        """What to say when a given one does not answer, for now."""
        return (
            f"The Prefect server at {self.ui_url} does not answer: nothing is run until it does. "
            "What was committed stays."
        )

    def back(self) -> str:
        """What to say once it answers again."""
        return f"The Prefect server at {self.ui_url} answers again."


def prefect_home() -> Path:
    """The folder of our own Prefect home: ONRECORD_PREFECT_HOME or the user's data folder."""
    if chosen := os.environ.get("ONRECORD_PREFECT_HOME"):
        return Path(chosen).expanduser().resolve()
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "onrecord" / "prefect"


def reachable(host: str) -> str:
    """An address at which a server that listens on ``host`` answers on this machine, for a URL."""
    found = {"0.0.0.0": DEFAULT_HOST, "::": "::1"}.get(host, host)
    return f"[{found}]" if ":" in found else found


def answers(api_url: str, timeout: float = 2.0) -> bool:
    """Whether a Prefect server says at ``api_url`` that it is healthy."""
    try:
        with urllib.request.urlopen(f"{api_url}/health", timeout=timeout) as response:
            return bool(response.status == 200)
    except (OSError, ValueError):
        return False


def ask(url: str, body: dict[str, Any] | None = None) -> HTTPResponse:
    """The answer to a GET, or to a POST of ``body`` as JSON, with the password that is set.

    Raises:
        OSError: nobody answers, or the answer is an error.
    """
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    if key := os.environ.get("PREFECT_API_AUTH_STRING"):
        request.add_header("Authorization", "Basic " + base64.b64encode(key.encode()).decode())
    return cast("HTTPResponse", urllib.request.urlopen(request, timeout=10))


def seconds_ahead(response: HTTPResponse) -> float:
    """How far the clock of the server that answers is ahead of ours, to the second."""
    date = response.headers.get("Date")
    return parsedate_to_datetime(date).timestamp() - time.time() // 1 if date else 0.0


def clock_trouble(ahead: float) -> str | None:
    """What to say of a server whose clock is so many seconds ahead of ours; None when it is not."""
    if abs(ahead) <= CLOCK_TOLERANCE_SECONDS:
        return None
    where = "ahead of" if ahead > 0 else "behind"
    return f"the server's clock is {abs(ahead):.0f} seconds {where} this machine's"


def _admitted(server: PrefectServer) -> PrefectServer:
    """A server, once it has told the time; before Prefect meets one that asks for a password.

    Raises:
        ServerUnavailable: it does; the message says what to do.
    """
    api_url = server.api_url
    try:
        with ask(f"{api_url}/admin/version") as response:
            return replace(server, seconds_ahead=seconds_ahead(response))
    except urllib.error.HTTPError as refusal:
        if refusal.code != HTTPStatus.UNAUTHORIZED:
            return server  # what it is, the run will tell
        given = os.environ.get("PREFECT_API_AUTH_STRING")
        raise ServerUnavailable(
            f"The Prefect server at {api_url.removesuffix('/api')} asks for a password"
            f"{', another than that of PREFECT_API_AUTH_STRING' if given else ''}. "
            "Set PREFECT_API_AUTH_STRING=USER:PASSWORD as its PREFECT_SERVER_API_AUTH_STRING says."
        ) from None
    except OSError:
        return server


def quiet_environment(home: Path) -> dict[str, str]:
    """Settings for Prefect: our home, no telemetry, its log in the UI and not on the terminal."""
    return {
        "PREFECT_HOME": str(home),
        "PREFECT_PROFILES_PATH": str(home / "profiles.toml"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        # In memory, the slot of a killed run would stay taken once the server has ended.
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": LEASES_ON_DISK,
        # Of an event that a server that has gone did not take, ten lines each.
        "PREFECT_INTERNAL_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        # Five tries, Prefect's own number, are a minute for each call to a server that has died.
        CLIENT_TRIES: os.environ.get(CLIENT_TRIES, "3"),
        CONSOLE_LEVEL: os.environ.get(CONSOLE_LEVEL, "CRITICAL"),
    }


# Held until this process ends, so that Prefect's last log lines still find their server.
_held_locks: list[IO[str]] = []


def use_server(
    port: int | None = None,
    *,
    host: str = DEFAULT_HOST,
    stays: bool = False,
    meanwhile: Callable[[], object] | None = None,
) -> PrefectServer:
    """A server to talk to for as long as this process lives; its environment points at it.

    Uses PREFECT_API_URL when a server answers there; otherwise the server of our home, started
    here when none runs. ``port`` is where a new one listens (default: any free port);
    ``host`` is the address of this machine it listens on, by default the loopback one;
    ``stays`` marks it as meant to be watched rather than temporary; ``meanwhile`` is called while
    a new one starts, with the environment already set (importing Prefect takes as long).

    Raises:
        ServerUnavailable: a new server did not start, or it asks for a password.
    """
    given = os.environ.get("PREFECT_API_URL")
    if given and answers(given):
        return _admitted(PrefectServer(given, "given"))
    home = prefect_home()
    clients = _opened(home / "clients.lock", "a")
    os.environ.update(quiet_environment(home))
    # Waits while a server that nobody used any more is ending.
    fcntl.flock(clients, fcntl.LOCK_SH)
    _held_locks.append(clients)
    with (home / "start.lock").open("a") as start:
        fcntl.flock(start, fcntl.LOCK_EX)  # two commands at once start one server
        server = _running(home) or _start(home, host, port or _free_port(), stays, meanwhile)
    os.environ["PREFECT_API_URL"] = server.api_url
    return replace(_admitted(server), silent_url=given)


def serve_alone(what: str) -> None:
    """Be the only one that serves schedules in our home for as long as this process lives.

    Deployments go by name: a second one would take those of the first, and pause them at its end.

    Raises:
        ServerUnavailable: there is another; the message says which, and what to do.
    """
    lock = _opened(prefect_home() / "serve.lock", "a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise ServerUnavailable(
            f"`onrecord serve` runs already: {lock.read() or 'just started'}. End it and name the "
            "folders of both in one command, or give this one its own home and port: "
            "ONRECORD_PREFECT_HOME=FOLDER onrecord serve … --port N"
        ) from None
    lock.truncate(0)
    lock.write(f"process {os.getpid()}, {what}")
    lock.flush()
    _held_locks.append(lock)


def _opened(file: Path, mode: str) -> IO[str]:
    """A file of Prefect's home, which is made when it is not there."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return file.open(mode)
    except OSError as problem:
        raise ServerUnavailable(
            f"Prefect's home {file.parent} cannot be written: {problem.strerror}. Change its "
            "owner or mode, or name another folder: ONRECORD_PREFECT_HOME=FOLDER"
        ) from problem


def is_locked(lock: IO[str]) -> bool:
    """Whether another process holds ``lock`` alone."""
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    fcntl.flock(lock, fcntl.LOCK_UN)
    return False


def _running(home: Path) -> PrefectServer | None:
    """The server that holds the home's lock, once it answers; None when there is none."""
    deadline = time.monotonic() + STARTUP_SECONDS
    with (home / "server.lock").open("a") as lock:
        while is_locked(lock):
            with contextlib.suppress(OSError, json.JSONDecodeError):
                api_url = json.loads((home / "server.json").read_text())["api_url"]
                if answers(api_url):
                    return PrefectServer(api_url, "running")
            if time.monotonic() > deadline:
                raise ServerUnavailable(
                    f"A Prefect server holds {home}/server.lock but does not answer. "
                    f"See {home}/server.log, or end the process named in {home}/server.json."
                )
            time.sleep(POLL_SECONDS)
    return None


def _start(
    home: Path, host: str, port: int, stays: bool, meanwhile: Callable[[], object] | None
) -> PrefectServer:
    _must_be_free(host, port)
    log = home / "server.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            # -P: a folder named flows where somebody stands is not ours.
            [sys.executable, "-P", "-m", "flows.server_process", str(home), host, str(port)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # Ctrl-C ends the command; the server then notices that its clients are gone.
            start_new_session=True,
        )
    api_url = f"http://{reachable(host)}:{port}/api"
    os.environ["PREFECT_API_URL"] = api_url
    if meanwhile is not None:
        meanwhile()
    deadline = time.monotonic() + STARTUP_SECONDS
    while not answers(api_url):
        if process.poll() is not None:
            last = log.read_text(errors="replace").strip().splitlines()[-1:] or ["no message"]
            if shutil.disk_usage(home).free < LEAST_BYTES:
                last = ["its disk is full"]
            raise ServerUnavailable(
                f"The Prefect server did not start on port {port}: {last[0]}. "
                f"See {log}; `onrecord serve --port N` takes another port."
            )
        if time.monotonic() > deadline:
            process.kill()
            process.wait()
            raise ServerUnavailable(
                f"The Prefect server did not answer within {STARTUP_SECONDS:.0f} seconds. The "
                f"machine may be too busy: try again. {log} has what it said."
            )
        time.sleep(POLL_SECONDS)
    return PrefectServer(api_url, "running" if stays else "temporary", is_new=True)


def _must_be_free(host: str, port: int) -> None:
    """Refuse a place where ours cannot listen: whoever answers there would pass for it."""
    try:
        (family, _, _, _, address), *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as problem:
        raise ServerUnavailable(
            f"The Prefect server cannot listen on {host}, port {port}: {problem.strerror}. "
            "`onrecord serve --host ADDRESS --port N` takes another place."
        ) from problem


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
