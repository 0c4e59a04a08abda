"""A run that a person ends: what is in the way of it."""

from __future__ import annotations

import os
import pickle
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from uuid import uuid4

import duckdb
import httpx
import pytest
from prefect.settings import PREFECT_CLIENT_MAX_RETRIES

from flows import stopping


@pytest.fixture
def signals() -> Iterator[None]:
    """The handlers of this process, put back afterwards."""
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1)
    held = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, held, strict=True):
        signal.signal(number, handler)
    stopping._ends.clear()


@pytest.fixture(autouse=True)
def no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no run that a server could say is cancelled."""
    monkeypatch.setattr(stopping, "heed_cancelling", lambda: None)


def count_long() -> None:
    with duckdb.connect() as record:
        record.execute("select count(*) from range(1_000_000_000) where range % 7 = 3").fetchall()


@pytest.mark.usefixtures("signals")
@pytest.mark.parametrize(("number", "said"), [("SIGUSR1", "Cancelled"), ("SIGTERM", "Terminated")])
def test_a_query_under_way_does_not_hide_that_a_run_was_ended(number: str, said: str) -> None:
    stopping._catch_signals()
    signalled = threading.Timer(0.2, os.kill, (os.getpid(), getattr(signal, number)))
    signalled.start()
    with pytest.raises(stopping._Ended, match=said):
        stopping._Heeding(count_long)()


def test_an_error_of_a_run_that_nobody_ended_is_told_as_it_is() -> None:
    heeding = pickle.loads(pickle.dumps(stopping._Heeding(count_of)))
    assert (heeding.__name__, heeding.__globals__) == ("count_of", globals())  # Prefect asks
    with pytest.raises(ZeroDivisionError):
        heeding(0)


def count_of(number: int) -> float:
    return 1 / number


def test_a_server_that_is_silent_is_waited_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = PREFECT_CLIENT_MAX_RETRIES.value()
    assert tries > 0
    is_away = threading.Event()

    class Client:
        def read_flow_run(self, _run_id: object) -> SimpleNamespace:
            if is_away.is_set():
                raise httpx.ConnectError("nobody there")
            return SimpleNamespace(state=None)

    @contextmanager
    def client(**_: object) -> Iterator[Client]:
        yield Client()

    def becomes(number: int) -> bool:
        deadline = time.monotonic() + 10
        while PREFECT_CLIENT_MAX_RETRIES.value() != number and time.monotonic() < deadline:
            time.sleep(0.01)
        return bool(PREFECT_CLIENT_MAX_RETRIES.value() == number)

    monkeypatch.setattr(stopping, "get_client", client)
    monkeypatch.setattr(stopping, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(stopping, "SILENT_SECONDS", 0.3)
    stopping._over.clear()
    looking = threading.Thread(target=stopping._look, args=(uuid4(),), daemon=True)
    looking.start()
    try:
        is_away.set()
        time.sleep(0.1)
        assert PREFECT_CLIENT_MAX_RETRIES.value() == tries, "a short silence is waited for"
        assert becomes(0)
        is_away.clear()
        assert becomes(tries)
    finally:
        stopping._over.set()
        looking.join()
