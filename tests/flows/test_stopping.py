"""A run that a person ends: what is in the way of it."""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections.abc import Iterator

import duckdb
import pytest

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
