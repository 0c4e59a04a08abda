"""What the batches of one run share, and what is told of them: counts, log lines, events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Recording:
    """One run under way: its warehouse, how far it is, what it may tell Prefect."""

    lake: Lake
    run: Run
    progress: Progress
    discretion: Discretion
    is_announced: bool = False

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
