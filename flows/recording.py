"""What the batches of one run share, and what a batch comes to: outcomes, log lines, events."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from prefect import get_run_logger
from prefect.events import emit_event

from flows.discretion import HIDDEN_NAME, Discretion
from flows.isolation import Lost, Outcome, Staged, Workers
from flows.progress import Progress
from tasks.land import Run
from tasks.values import Issue, Source
from warehouse import Lake

ARRIVED = "document.arrived"


@dataclass(frozen=True, slots=True)
class Recording:
    """One run under way: its workers, its warehouse, how far it is, what it may tell Prefect."""

    pool: Workers
    lake: Lake
    run: Run
    progress: Progress
    discretion: Discretion
    is_announced: bool = False


def outcomes(
    batch: list[Source], recording: Recording, own_documents: frozenset[str] = frozenset()
) -> tuple[list[Staged], list[Issue]]:
    """What the workers make of a batch: staged documents, and an issue for each that was lost.

    A document whose worker died is tried once more, alone, when the others are done: the system
    may have killed the worker for the memory that another one took.
    """
    submit = functools.partial(recording.pool.submit, own_documents=own_documents)
    first_of = {source.document_id: source for source in reversed(batch)}
    jobs = [submit(source) for source in first_of.values()]
    staged: list[Staged] = []
    lost: list[Issue] = []
    died: list[Source] = []
    for outcome in (job.outcome() for job in jobs):
        if isinstance(outcome, Lost) and outcome.is_death:
            died.append(outcome.source)
        else:
            _take(outcome, recording, staged, lost)
    for source in died:
        get_run_logger().info("a worker died; its document is tried once more, alone")
        _take(submit(source).outcome(), recording, staged, lost)
    return staged, lost


def _take(outcome: Outcome, recording: Recording, staged: list[Staged], lost: list[Issue]) -> None:
    """Count and log what a document came to, and put it where it belongs."""
    recording.progress.advance(outcome)
    if isinstance(outcome, Staged):
        staged.append(outcome)
        for issue in outcome.issues:
            _log(issue, recording.discretion)
    else:
        lost.append(outcome.issue)
        _log(outcome.issue, recording.discretion, outcome.error)


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
