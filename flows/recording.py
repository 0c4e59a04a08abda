"""What the batches of one run share, and what is told of them: counts, log lines, events."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from prefect import get_run_logger
from prefect.events import emit_event

from flows.discretion import HIDDEN_NAME, Discretion
from flows.isolation import Outcome, Staged
from flows.progress import Progress
from tasks.land import Run
from tasks.values import Issue
from warehouse import Lake

ARRIVED = "document.arrived"
# Of all documents of a run, once it ends: what follows is done once, and not for each of hundreds.
LANDED = "documents.landed"


@dataclass(frozen=True, slots=True)
class Recording:
    """One run under way: its warehouse, how far it is, what it may tell Prefect."""

    lake: Lake
    run: Run
    progress: Progress
    discretion: Discretion
    is_announced: bool = False
    landed: Counter[str] = field(default_factory=Counter)

    def take(self, outcome: Outcome) -> None:
        """Count what a document came to, and log its issues."""
        self.progress.advance(outcome)
        if isinstance(outcome, Staged):
            for issue in outcome.issues:
                _log(issue, self.discretion)
        else:
            _log(outcome.issue, self.discretion, outcome.error)


def _log(issue: Issue, discretion: Discretion, error: Exception | None = None) -> None:
    shown = discretion.shown(issue)
    is_said = "page" in shown.message or ", line " in shown.message
    page = f" (page {shown.page_number})" if shown.page_number and not is_said else ""
    # A traceback may hold what the document says.
    trace = error if shown is issue else None
    get_run_logger().warning(
        "%s: %s%s",
        shown.code,
        shown.message,
        page,
        exc_info=trace,
        extra={
            "issue_code": shown.code,
            "issue_uri": shown.uri,
            "issue_page": shown.page_number,
            "issue_document": shown.document_id,
        },
    )


def announce(staged: Sequence[Staged], recording: Recording) -> None:
    """Emit ``document.arrived`` for the staged documents that this run was the one to land."""
    by_id = {str(done.source.document_id): done for done in staged}
    with recording.lake.contents() as contents:
        rows = contents.among("documents", "document_id", by_id, ["document_id", "run_id"])
    for row in rows:
        if row["run_id"] == recording.run.run_id:
            recording.landed["documents"] += 1
            done = by_id[row["document_id"]]
            source = done.source
            is_hidden = recording.discretion.hides(source.uri, source.document_id)
            uri = HIDDEN_NAME if is_hidden else source.uri
            emit_event(
                ARRIVED,
                resource={
                    "prefect.resource.id": f"onrecord.document.{source.document_id}",
                    "prefect.resource.name": Path(uri).name,
                    "onrecord.collection": "" if is_hidden else source.collection,
                },
                payload={
                    "document_id": source.document_id,
                    "uri": uri,
                    "warehouse": str(recording.lake.path),
                    "run_id": recording.run.run_id,
                    "page_count": done.page_count,
                    "statement_count": done.statement_count,
                    "claim_count": done.claim_count,
                },
            )


@contextlib.contextmanager
def landing(recording: Recording) -> Iterator[None]:
    """Around a run: once it ends, also by an error, emit ``documents.landed`` if any did."""
    try:
        yield
    finally:
        if count := recording.landed["documents"]:
            run_id, warehouse = recording.run.run_id, str(recording.lake.path)
            emit_event(
                LANDED,
                resource={
                    "prefect.resource.id": f"onrecord.run.{run_id}",
                    "prefect.resource.name": recording.lake.path.name,
                },
                payload={"run_id": run_id, "warehouse": warehouse, "document_count": count},
            )
