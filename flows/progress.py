"""How far a run has come: told by the flow, shown by whoever listens (terminal, artifact)."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from flows.isolation import Outcome, Staged


@dataclass(slots=True)
class Progress:
    """Counts of one run while it goes on. Safe to advance from several threads."""

    total: int = 0
    done: int = 0
    failed: int = 0
    page_count: int = 0
    statement_count: int = 0
    claim_count: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def advance(self, outcome: Outcome) -> None:
        """Count one finished document."""
        with self._lock:
            self.done += 1
            if isinstance(outcome, Staged):
                self.page_count += outcome.page_count
                self.statement_count += outcome.statement_count
                self.claim_count += outcome.claim_count
            else:
                self.failed += 1
        _tell(self)

    @property
    def percent(self) -> float:
        """Share of documents done, 0 to 100."""
        return 100.0 * self.done / self.total if self.total else 100.0


_listeners: list[Callable[[Progress], None]] = []


@contextlib.contextmanager
def listening(listener: Callable[[Progress], None]) -> Iterator[None]:
    """Have ``listener`` called whenever a run in this process comes further."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def _tell(progress: Progress) -> None:
    for listener in _listeners:
        listener(progress)
