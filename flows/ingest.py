"""The main job: documents in, claims in the warehouse.

Read this file from top to bottom to see what runs, when and in what order. The stages themselves
are plain functions under ``tasks``; Prefect only wraps them here.

    discover > batches > [ read > normalize > segment > extract > attribute ] > land > relate
                         one isolated worker process per document at a time

Each batch is read by one Prefect task, here or on another machine (``flows.reading``), and landed
here in one commit; when all have landed, what is new is related to all
that is on record, and alerts are asked of it. Resuming is the warehouse's alone: a run begins by
leaving out what the current snapshot already holds, so a killed run is simply started again.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Literal

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from flows import artifacts
from flows.alerting import tell_of_matches
from flows.batches import SECONDS_PER_BATCH, batches
from flows.bounds import caps_set_here, largest_file_bytes
from flows.discretion import HIDDEN_NAME, SENSITIVE, Discretion
from flows.memory import give_back
from flows.outcome import RunReport
from flows.own_documents import OwnDocuments
from flows.progress import Progress
from flows.reading import Done, Orders, readers, worker_count
from flows.recording import Recording, announce, landing
from flows.relating import relate_documents
from flows.staging import staging_folder
from flows.transient import DELAYS, may_pass
from tasks.discover import (
    Discovery,
    Manifest,
    changed_files,
    discover,
    read_manifest,
    settled_files,
)
from tasks.land import Run, describe, land, refusal
from tasks.settings import Settings, read_aliases
from tasks.values import Issue, Source
from warehouse import Lake


def name_run() -> str:
    """A run name that says what was read and when, for the Prefect UI."""
    given = flow_run.parameters
    if (given.get("stated") or {}).get("sensitivity") in SENSITIVE:
        return f"{HIDDEN_NAME} into {Path(given.get('warehouse', 'lake')).name}"
    paths = [Path(path).name or str(path) for path in given.get("paths", [])]
    shown = ", ".join(paths[:2]) + (f" and {len(paths) - 2} more" if len(paths) > 2 else "")
    return f"{shown or 'nothing'} into {Path(given.get('warehouse', 'lake')).name}"


@flow(
    name="ingest",
    description="Read documents and land who claimed what, with evidence, in a warehouse.",
    flow_run_name=name_run,
    persist_result=False,
)
def ingest(
    paths: list[str],
    warehouse: str = "lake",
    collection: str | None = None,
    workers: int | None = None,
    rehash: bool = False,
    ocr_engine: Literal["auto", "tesserocr", "pytesseract"] = "auto",
    ocr_languages: tuple[str, ...] = ("eng",),
    pipeline: str = "onrecord",
    aliases: str | None = None,
    extractor: str = "rules",
    manifest: str | None = None,
    stated: dict[str, str] | None = None,
    batch_seconds: float = SECONDS_PER_BATCH,
    failed_share_limit: float = 0.9,
    ui_samples: Literal["full", "ids", "off"] = "full",
    settle_seconds: float = 0.0,
    announces: bool = False,
) -> State[RunReport]:
    """Take documents on record.

    Args:
        paths: files, folders and globs to read.
        warehouse: folder of the warehouse; made when it does not exist.
        collection: name to file the documents under (default: the top folder of each path).
        workers: worker processes (default: one per CPU core).
        rehash: hash files again even when size, time and inode are unchanged.
        ocr_engine: tesserocr (warm engine), pytesseract (command line), or whichever works.
        ocr_languages: Tesseract language codes.
        pipeline: "onrecord" for the model that ships, or an installed spaCy pipeline.
        aliases: file of your own names for people, organisations and states.
        extractor: "rules", or an installed extractor of that name.
        manifest: CSV file with ``path`` and what you state of documents and their sources.
        stated: the same for all documents, by column: {"publisher": "The Day"}.
        batch_seconds: work between two commits, in estimated seconds per worker.
        failed_share_limit: the run fails when more than this share of documents fails (0 to 1).
        ui_samples: how much of the documents' words may reach Prefect's database.
        settle_seconds: leave files that change within so many seconds for the next run.
        announces: emit events of what lands: document.arrived of each, documents.landed of all.
    """
    lake = Lake(Path(warehouse))
    names = read_aliases(aliases)
    languages, caps = tuple(ocr_languages), caps_set_here()
    settings = Settings(ocr_engine, languages, pipeline, names, extractor, caps)
    run = Run.begin(settings=settings, flow_run_id=flow_run.id)
    found = discover_sources(paths, lake, collection, rehash, settle_seconds)
    found = with_manifest(found, read_manifest(manifest, stated))
    report = record(found, run, warehouse, settings, workers, batch_seconds, announces, ui_samples)
    return end_state(report, failed_share_limit)


def record(
    found: Discovery,
    run: Run,
    warehouse: str,
    settings: Settings,
    workers: int | None,
    batch_seconds: float,
    announces: bool,
    ui_samples: Literal["full", "ids", "off"],
) -> RunReport:
    """Take on record what was found, batch by batch, and publish what came of it."""
    give_back()
    lake = Lake(Path(warehouse))
    fresh, held = without_held(found, lake)
    progress = Progress(total=len({source.document_id for source in fresh}))
    discretion = Discretion(lake, [*found.sources, *found.unreadable])
    recording = Recording(lake, run, progress, discretion, announces)
    own = (s.document_id for s in (*found.sources, *found.unchanged) if s.document_id)
    issues: list[Issue] = []
    with landing(recording):
        with (
            artifacts.progress_shown(progress),
            staging_folder(lake.path, run.run_id) as staging,
            readers(
                Orders(run.run_id, settings, staging, OwnDocuments.written(staging / "own", own)),
                worker_count(workers, progress.total),
                recording.take,
            ) as reading,
        ):
            for done in reading.read(batches(fresh, reading.width, batch_seconds)):
                land_batch(done, recording)
                issues += done.issues
                give_back()
        report = settle(found, held, issues, progress, lake, run, warehouse, ui_samples)
    artifacts.publish(lake, report, discretion, ui_samples)
    return report


def settle(
    found: Discovery,
    held: list[Source],
    issues: list[Issue],
    progress: Progress,
    lake: Lake,
    run: Run,
    warehouse: str,
    ui_samples: Literal["full", "ids", "off"],
) -> RunReport:
    """Land what no batch did: stated facts, places of documents on record, unreadable files."""
    describe(lake, [*held, *found.unchanged], note=f"run {run.run_id}: manifest")
    rest = [*held, *found.unreadable]
    snapshot = land(lake, [], sources=rest, issues=found.issues, run=run.end(), gone=found.gone)
    snapshot = relate_documents(lake) or snapshot
    told = tell_of_matches(lake, run.run_id, ui_samples)
    snapshot = lake.current() or snapshot
    return RunReport.of(
        progress,
        run=run,
        warehouse=warehouse,
        snapshot_number=snapshot.number,
        unchanged_count=len(found.unchanged) + len(held),
        unreadable_count=len(found.unreadable),
        issues=(*found.issues, *issues, *told),
    )


def with_manifest(found: Discovery, manifest: Manifest) -> Discovery:
    """What was found, with what the manifest states of it; rows without a file are issues."""
    if not manifest:
        return found
    groups = (found.sources, found.unchanged, found.unreadable)
    every = [source for group in groups for source in group]
    sources, unchanged, unreadable = (list(map(manifest.applied, group)) for group in groups)
    return Discovery(
        sources, unchanged, unreadable, [*found.issues, *manifest.unused(every)], found.gone
    )


def without_held(found: Discovery, lake: Lake) -> tuple[list[Source], list[Source]]:
    """The sources to read, and those whose content the warehouse already holds or has forgotten."""
    held = lake.held_documents().keys() | lake.forgotten_documents()
    fresh = [source for source in found.sources if source.document_id not in held]
    return fresh, [source for source in found.sources if source.document_id in held]


@task(name="discover", task_run_name="discover", cache_policy=NO_CACHE, persist_result=False)
def discover_sources(
    paths: list[str],
    lake: Lake,
    collection: str | None,
    rehash: bool,
    settle_seconds: float,
    is_retried: bool = True,
) -> Discovery:
    """Find files and hash the new and changed ones that nobody writes to any more."""
    known = lake.known_files()
    settled = None
    if settle_seconds:
        first = changed_files(paths, {} if rehash else known, is_retried=is_retried)
        time.sleep(settle_seconds if first else 0)
        second = changed_files(paths, {} if rehash else known, is_retried=is_retried)
        settled = settled_files(first, second)
    found = discover(
        paths,
        collection=collection,
        known=known,
        rehash=rehash,
        settled=settled,
        largest_bytes=largest_file_bytes(),
    )
    forgotten = lake.forgotten_documents()
    found.issues += [refusal(s.uri) for s in found.sources if s.document_id in forgotten]
    get_run_logger().info(
        "%d new or changed, %d unchanged, %d issues",
        len(found.sources),
        len(found.unchanged),
        len(found.issues),
    )
    return found


@task(
    name="land",
    task_run_name="land {done.number}",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=len(DELAYS),
    retry_delay_seconds=DELAYS,
    retry_condition_fn=may_pass,
)
def land_batch(done: Done, recording: Recording) -> None:
    """Land what a batch came to in one commit."""
    paths = [staged.path for staged in done.staged]
    snapshot = land(recording.lake, paths, sources=done.batch, issues=done.lost, run=recording.run)
    get_run_logger().info(
        "snapshot %d: %d documents, %d lost", snapshot.number, len(done.staged), len(done.lost)
    )
    if recording.is_announced:
        announce(done.staged, recording)


def end_state(report: RunReport, failed_share_limit: float) -> State[RunReport]:
    """Completed, Completed named CompletedWithIssues, or Failed past the limit, with the reason."""
    counts = (
        f"{report.document_count} documents, {report.statement_count} statements, "
        f"{report.claim_count} claims, {report.failed_count} failed, {len(report.issues)} issues"
    )
    if report.failed_share > failed_share_limit:
        reason = (
            f"{report.failed_share:.0%} of the documents failed (limit {failed_share_limit:.0%})"
        )
        return Failed(message=f"{reason}: {counts}", data=report)
    if report.has_issues:
        return Completed(name="CompletedWithIssues", message=counts, data=report)
    return Completed(message=counts, data=report)
