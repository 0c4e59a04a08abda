"""What the Prefect UI shows of a run: progress, documents, issues and new claims."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import httpx
from prefect import get_run_logger
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.runtime import flow_run

import warehouse
from flows.discretion import HIDDEN_NAME, HIDDEN_SQL, Discretion
from flows.moves import moves, rows
from flows.outcome import RunReport
from flows.progress import Progress, listening
from flows.speaker_picture import speaker_picture
from tasks.values import Issue

UPDATE_SECONDS = 1.0
# A long run needs no news each second: after ten minutes they come every twelve.
UPDATE_SHARE = 0.02
ROWS_SHOWN = 200
CLAIMS_SHOWN = 25
RUNS_SHOWN = 30
SPEAKERS_SHOWN = 10

# What a call to a server that has died ends with: the second where it is given up while the call is
# being tried again (flows.stopping; Prefect says "Retry handling ended without response").
SILENT = (httpx.TransportError, AssertionError)
# A cell longer than this pushes the columns beside it out of sight.
CELL_CHARACTERS = 90

DOCUMENTS_SQL = f"""
    with {HIDDEN_SQL}
    select d.status,
           if(any_value(h.document_id) is null, parse_filename(min(s.uri)), $name) as file,
           d.page_count as pages,
           (select count(*) from statements t where t.document_id = d.document_id) as statements,
           (select count(*) from issues i where i.document_id = d.document_id
            and i.closed_run_id is null and i.severity <> 'info') as issues,
           d.read_method as "read by", d.document_id[:12] as document
    from documents d join sources s using (document_id)
    left join hidden h using (document_id)
    where d.run_id = $run group by all order by file, document limit $most
"""
CLAIMS_SQL = f"""
    with {HIDDEN_SQL}
    select s.speaker_name as who, s.act, s.content_text as what,
           parse_filename(min(f.uri)) as "where", s.statement_id[:12] as statement
    from statements s join sources f using (document_id)
    where s.run_id = $run and s.speaker_name is not null
        and s.document_id not in (from hidden)
    group by s.speaker_name, s.act, s.content_text, s.statement_id, s.document_id, s.position
    order by "where", s.position limit $most
"""
# Who speaks most in what the run landed.
SPEAKERS_SQL = f"""
    with {HIDDEN_SQL}
    select speaker_name as who, count(*) as statements from current_statements
    where run_id = $run and speaker_name is not null and document_id not in (from hidden)
        and is_primary_copy is not false
    group by speaker_name order by statements desc, who limit $most
"""
RUNS_SQL = """
    select strftime(started_at, '%Y-%m-%d %H:%M:%S') as "started (UTC)", state,
           document_count as documents,
           round(60 * document_count / epoch(ended_at - started_at), 1) as "a minute",
           page_count as pages, statement_count as statements, issue_count as issues,
           round(epoch(ended_at - started_at), 1) as seconds
    from runs order by started_at desc limit $most
"""


@contextlib.contextmanager
def progress_shown(progress: Progress) -> Iterator[None]:
    """Keep a progress artifact of the flow run up to date.

    At most once a second, and once in a fiftieth of the time that the run has taken.
    """
    artifact = create_progress_artifact(
        progress=progress.percent if progress.total else 0.0, description="Documents read"
    )
    if not isinstance(artifact, UUID):  # a coroutine only inside an event loop, never here
        raise TypeError("the progress artifact must be created from a synchronous flow")
    lock = threading.Lock()
    began = time.monotonic()
    last = 0.0
    is_gone = False

    def show(current: Progress) -> None:
        nonlocal last, is_gone
        with lock:
            now = time.monotonic()
            pause = max(UPDATE_SECONDS, UPDATE_SHARE * (now - began))
            if is_gone or (now - last < pause and current.done < current.total):
                return
            last = now
        try:
            update_progress_artifact(artifact, progress=current.percent)
        except SILENT:
            is_gone = True  # the run goes on; each further try would hold it up for a minute

    with listening(show):
        yield


def publish(
    lake: warehouse.Lake,
    report: RunReport,
    discretion: Discretion,
    samples: Literal["full", "ids", "off"],
) -> None:
    """Tables of documents, issues and runs and a sample of new claims, under stable keys.

    ``samples`` "ids" leaves out what documents say, "off" leaves out the claims altogether. Of
    sensitive documents only counts are shown.
    """
    try:
        _publish(lake, report, discretion, samples)
    except SILENT as error:
        get_run_logger().warning("nothing was published: the server does not answer (%s)", error)


def _publish(
    lake: warehouse.Lake,
    report: RunReport,
    discretion: Discretion,
    samples: Literal["full", "ids", "off"],
) -> None:
    with warehouse.open(lake.path) as record:
        record.execute("set threads = 1")  # each takes memory of its own
        documents = rows(
            record, DOCUMENTS_SQL, run=report.run_id, most=ROWS_SHOWN, name=HIDDEN_NAME
        )
        runs = rows(record, RUNS_SQL, most=RUNS_SHOWN)
        claims = rows(record, CLAIMS_SQL, run=report.run_id, most=CLAIMS_SHOWN)
        speakers = rows(record, SPEAKERS_SQL, run=report.run_id, most=SPEAKERS_SHOWN)
        moved = moves(record, report.run_id, CLAIMS_SHOWN)
    create_table_artifact(
        key="documents",
        table=documents,
        description=f"Documents landed by this run (first {ROWS_SHOWN})",
    )
    create_table_artifact(
        key="issues",
        table=[
            _issue_row(discretion.shown(issue), samples) for issue in report.issues[:ROWS_SHOWN]
        ],
        description=f"What could not be read, and the remedy (first {ROWS_SHOWN})",
    )
    create_table_artifact(
        key="runs", table=runs, description=f"The last {RUNS_SHOWN} runs into this warehouse"
    )
    create_markdown_artifact(
        key="run-summary",
        markdown=_summary(report, speakers if samples == "full" else []),
        description="What this run came to",
    )
    if samples == "ids":
        claims = [{"act": claim["act"], "statement": claim["statement"]} for claim in claims]
        moved = [{"what": move["what"], "statement": move["statement"]} for move in moved]
    if claims and samples != "off":
        create_markdown_artifact(
            key="new-claims",
            markdown=_markdown_table(claims),
            description=f"Who said what in the documents of this run (first {CLAIMS_SHOWN})",
        )
    if moved and samples != "off":
        create_markdown_artifact(
            key="positions",
            markdown=_markdown_table(moved),
            description="Who took another position, and who contradicts whom",
        )


def _issue_row(issue: Issue, samples: str) -> dict[str, Any]:
    return {
        "severity": issue.severity,
        "code": issue.code,
        "file": Path(issue.uri).name,
        "page": issue.page_number,
        # The path is long and would push the rest out of sight.
        "message": _short(issue.message.replace(issue.uri, "").lstrip(" ,:"))
        if samples == "full"
        else "",
        "remedy": issue.remedy,
    }


def _summary(report: RunReport, speakers: list[dict[str, Any]]) -> str:
    counts = [(row["who"], row["statements"]) for row in speakers]
    picture = [f"![Who speaks most]({speaker_picture(counts)})", ""] if counts else []
    return "\n".join(
        [
            f"**{report.document_count}** documents, {report.page_count} pages, "
            f"**{report.statement_count}** statements, {report.claim_count} claims.",
            "",
            f"{report.failed_count} failed, {report.unchanged_count} unchanged, "
            f"{len(report.issues)} issues. Snapshot {report.snapshot_number} of "
            f"`{report.warehouse}`.",
            "",
            *_punctuality(report),
            *picture,
            "Ask it, or have it all on one page, with what this run landed alone:",
            "",
            f'    onrecord sql -w {report.warehouse} "from current_statements limit 5"',
            f"    onrecord report report.html -w {report.warehouse} \\",
            f"        --where \"run_id = '{report.run_id}'\"",
        ]
    )


def _punctuality(report: RunReport) -> list[str]:
    """When a scheduled run was due and when it began; nothing for one that a person started."""
    due = flow_run.scheduled_start_time
    if due is None or "auto-scheduled" not in flow_run.tags:
        return []
    late = (report.started_at - due.astimezone(UTC).replace(tzinfo=None)).total_seconds()
    return [f"Due {due:%Y-%m-%d %H:%M:%S} UTC, began {max(0.0, late):.0f} seconds later.", ""]


def _markdown_table(rows: list[dict[str, Any]]) -> str:
    names = list(rows[0])
    lines = ["| " + " | ".join(names) + " |", "|---" * len(names) + "|"]
    for row in rows:
        lines.append("| " + " | ".join(map(_cell, row.values())) + " |")
    return "\n".join(lines)


def _cell(value: Any) -> str:
    return _short(str(value or "").replace("|", "\\|").replace("\n", " "))


def _short(text: str) -> str:
    return text if len(text) <= CELL_CHARACTERS else text[: CELL_CHARACTERS - 1].rstrip() + "…"
