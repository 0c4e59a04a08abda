"""Runs of the command line that a person ends: by Ctrl-C, by SIGTERM, or by Cancel in the UI.

Prefect itself ends only runs of deployments: one of the command line would go on as Cancelling.
"""

from __future__ import annotations

import contextlib
import functools
import signal
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any
from uuid import UUID

import httpx
from prefect import Flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import StateType
from prefect.exceptions import Abort, PrefectException
from prefect.logging.handlers import APILogHandler
from prefect.runtime import flow_run
from prefect.settings import get_current_settings
from prefect.states import Cancelled

from flows import terminal

LOOK_SECONDS = 5.0
# A server silent for so long is waited for no more: a call alone is tried for some 20 seconds.
SILENT_SECONDS = 15.0
# What a shell says of a command that SIGINT or SIGTERM has ended.
INTERRUPTED, TERMINATED = 130, 143


class _Ended(KeyboardInterrupt, Abort):
    """What ends a run: how, and the exit status. Prefect does not take an Abort for a crash."""

    def __init__(self, said: str, status: int) -> None:
        super().__init__(said)
        self.said, self.status = said, status


# The run of this process. Of the module: the function travels with the flow to workers of Dask, and
# a lock that it holds could not.
_runs: list[UUID] = []
_over = threading.Event()
_ends: list[_Ended] = []
_LEFT = "What was committed stays; run the command again, and it does the rest."


@contextlib.contextmanager
def heeded(run_flow: Flow[..., Any]) -> Iterator[Any]:
    """The flow, to be run in here: cancelled or interrupted, it ends this process with one line."""
    _runs.clear()
    _ends.clear()
    _over.clear()
    _catch_signals()
    try:
        heeding = run_flow.with_options()
        heeding.fn = _Heeding(run_flow.fn)
        yield heeding
    except _Ended as end:
        _leave(end.said, end.status)
    finally:
        _over.set()


class _Heeding:
    """A flow's function that heeds cancelling and ends as it was told to.

    DuckDB swallows what a signal raises in the middle of a query, and fails with an error of its
    own, which would be told as one of ours. At module level, since the flow travels to Dask.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        functools.update_wrapper(self, function)

    @property
    def __globals__(self) -> dict[str, Any]:
        """Where Prefect looks up the types of the parameters."""
        found: dict[str, Any] = self.function.__globals__
        return found

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        heed_cancelling()
        try:
            return self.function(*arguments, **named)
        except Exception:
            if _ends:
                raise _ends[-1] from None
            raise


def heed_cancelling() -> None:
    """As the run begins: tag it, and look from then on whether it is to be cancelled.

    Not by a hook: Prefect logs two lines of it, which name no run.
    """
    run_id = UUID(str(flow_run.id))
    _runs.append(run_id)
    _catch_signals()  # of SIGTERM Prefect has just made a crash
    # Not by prefect.tags: each task would have them, and ask the server for slots by them.
    with get_client(sync_client=True) as client:
        client.update_flow_run(run_id, tags=["onrecord", str(flow_run.flow_name)])
    threading.Thread(target=_look, args=(run_id,), daemon=True).start()


def _catch_signals() -> None:
    """Have each signal that ends a run end it here."""
    signal.signal(signal.SIGTERM, _raiser("Terminated.", TERMINATED))
    signal.signal(signal.SIGUSR1, _raiser("Cancelled in Prefect.", INTERRUPTED))
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # as in the background of a shell
        signal.signal(signal.SIGINT, _raiser("Interrupted.", INTERRUPTED))


def _raiser(said: str, status: int) -> Callable[[int, FrameType | None], None]:
    """A handler of a signal that ends the run."""

    def end(_number: int, _frame: FrameType | None) -> None:
        _ends.append(_Ended(said, status))
        raise _ends[-1]

    return end


def _look(run_id: UUID) -> None:
    """Look now and then whether the run is to be cancelled; then stop the main thread.

    While the server is silent, each call of this process is tried once: one long wait is enough.
    """
    main = threading.main_thread().ident
    calls = get_current_settings().client
    tries, answered = calls.max_retries, time.monotonic()
    with get_client(sync_client=True) as client:
        while main is not None and not _over.wait(LOOK_SECONDS):
            try:
                state = client.read_flow_run(run_id).state
            except httpx.TransportError:  # of which the run itself tells
                if time.monotonic() - answered > SILENT_SECONDS:
                    calls.max_retries = 0
                continue
            except (httpx.HTTPError, PrefectException):
                continue
            calls.max_retries, answered = tries, time.monotonic()
            if state and state.type in (StateType.CANCELLING, StateType.CANCELLED):
                signal.pthread_kill(main, signal.SIGUSR1)
                return


def _leave(said: str, status: int) -> None:
    """Have the run stand as Cancelled, say so, and end this process."""
    terminal.say_warning(f"{said} {_LEFT}")
    with (
        contextlib.suppress(httpx.HTTPError, PrefectException),
        get_client(sync_client=True) as client,
    ):
        for run_id in _runs:
            client.set_flow_run_state(run_id, Cancelled(message=f"{said} {_LEFT}"), force=True)
    APILogHandler().flush()
    # An ordinary end would say much of what C libraries still hold.
    terminal.leave(status)
