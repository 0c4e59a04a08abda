"""Do documents again that are on record: the same stages, new rows in the place of the old.

    choose > batches > [ stored text and words, or read anew > … > attribute ] > land in their place

Documents are done from what the warehouse holds: their text and words, or with ``reread`` their
bytes, which it keeps too. Nothing but what was chosen is touched.
"""

from __future__ import annotations

import functools
from collections.abc import Container
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run

from flows import artifacts
from flows.alerting import tell_of_matches
from flows.batches import SECONDS_PER_BATCH, batches
from flows.bounds import caps_set_here
from flows.discretion import Discretion
from flows.ingest import end_state
from flows.isolation import OnPage, Outcome, stage_document
from flows.memory import give_back
from flows.outcome import RunReport
from flows.progress import Progress
from flows.reading import Done, Orders, readers, worker_count
from flows.recording import Recording
from flows.relating import relate_documents
from flows.staging import staging_folder
from flows.transient import DELAYS, may_pass
from tasks.land import (
    Choice,
    Redone,
    Run,
    chosen_documents,
    land,
    stored_bytes,
    stored_reading,
)
from tasks.settings import Settings, read_aliases
from tasks.values import DocumentRecord, Issue, Source
from warehouse import Lake

if TYPE_CHECKING:
    from spacy.language import Language


@flow(
    name="reprocess",
    description="Extract chosen documents again, new rows in the place of the old.",
    persist_result=False,
)
def reprocess(
    warehouse: str = "lake",
    failed: bool = False,
    outdated: bool = False,
    where: str | None = None,
    reread: bool = False,
    workers: int | None = None,
    ocr_engine: Literal["auto", "tesserocr", "pytesseract"] = "auto",
    ocr_languages: tuple[str, ...] = ("eng",),
    pipeline: str = "onrecord",
    aliases: str | None = None,
    extractor: str = "rules",
    batch_seconds: float = SECONDS_PER_BATCH,
    failed_share_limit: float = 0.9,
    ui_samples: Literal["full", "ids", "off"] = "full",
) -> State[RunReport]:
    """Take documents on record once more.

    Args:
        warehouse: folder of the warehouse.
        failed: documents read in part or with an open error; they are read again.
        outdated: documents done by another version of On Record or under other settings.
        where: SQL condition over the columns of ``documents``.
        reread: read the bytes again instead of taking the stored text.
        workers: worker processes (default: one per CPU core).
        ocr_engine: tesserocr (warm engine), pytesseract (command line), or whichever works.
        ocr_languages: Tesseract language codes.
        pipeline: "onrecord" for the model that ships, or an installed spaCy pipeline.
        aliases: file of your own names for people, organisations and states.
        extractor: "rules", or an installed extractor of that name.
        batch_seconds: work between two commits, in estimated seconds per worker.
        failed_share_limit: the run fails when more than this share of documents fails (0 to 1).
        ui_samples: how much of the documents' words may reach Prefect's database.
    """
    lake = Lake(Path(warehouse))
    names = read_aliases(aliases)
    languages, caps = tuple(ocr_languages), caps_set_here()
    settings = Settings(ocr_engine, languages, pipeline, names, extractor, caps)
    run = Run.begin(settings=settings, flow_run_id=flow_run.id)
    choice = Choice(failed, outdated, where)
    progress, issues = redo(lake, run, settings, choice, reread or failed, workers, batch_seconds)
    snapshot = land(lake, [], run=run.end())
    snapshot = relate_documents(lake) or snapshot
    issues += tell_of_matches(lake, run.run_id, ui_samples)
    snapshot = lake.current() or snapshot
    report = RunReport.of(
        progress,
        run=run,
        warehouse=warehouse,
        snapshot_number=snapshot.number,
        unchanged_count=0,
        unreadable_count=0,
        issues=tuple(issues),
    )
    artifacts.publish(lake, report, Discretion(lake), ui_samples)
    return end_state(report, failed_share_limit)


def redo(
    lake: Lake,
    run: Run,
    settings: Settings,
    choice: Choice,
    is_reread: bool,
    workers: int | None,
    batch_seconds: float,
) -> tuple[Progress, list[Issue]]:
    """Have the chosen documents done again, batch by batch; how far that came, and its issues."""
    give_back()
    chosen = chosen_documents(lake, choice, settings)
    get_run_logger().info("%d documents chosen", len(chosen))
    sources = without_embedded(chosen) if is_reread else chosen
    redone = Redone(frozenset(str(source.document_id) for source in chosen), is_reread)
    progress = Progress(total=len(sources))
    recording = Recording(lake, run, progress, Discretion(lake))
    work = functools.partial(redo_document, lake, is_reread)
    issues: list[Issue] = []
    with (
        artifacts.progress_shown(progress),
        staging_folder(lake.path, run.run_id) as staging,
        readers(
            Orders(run.run_id, settings, staging, work=work),
            worker_count(workers, progress.total),
            recording.take,
        ) as reading,
    ):
        for done in reading.read(batches(sources, reading.width, batch_seconds)):
            land_again(done, recording, redone)
            issues += done.issues
            give_back()
    return progress, issues


@task(
    name="land",
    task_run_name="land {done.number}",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=len(DELAYS),
    retry_delay_seconds=DELAYS,
    retry_condition_fn=may_pass,
)
def land_again(done: Done, recording: Recording, redone: Redone) -> None:
    """Put what a batch came to in the place of its earlier rows in one commit."""
    paths = [staged.path for staged in done.staged]
    land(recording.lake, paths, issues=done.lost, run=recording.run, redone=redone)


def without_embedded(sources: list[Source]) -> list[Source]:
    """The sources without pictures whose own document is read again: they come with it."""
    chosen = {source.document_id for source in sources}
    return [source for source in sources if source.parent_document_id not in chosen]


def redo_document(
    lake: Lake,
    is_reread: bool,
    source: Source,
    settings: Settings,
    target: Path,
    beat: Path,
    run_id: str,
    own_documents: Container[str],
) -> Outcome:
    """In a worker: the stages of a document that the warehouse holds, its rows staged."""
    from tasks.run_stages import extract_claims, run_stages

    def stages(nlp: Language, on_page: OnPage) -> DocumentRecord:
        if is_reread:
            data = stored_bytes(lake, source)
            return run_stages(source, settings, nlp=nlp, on_page=on_page, data=data)
        reading = stored_reading(lake, source)
        return DocumentRecord(reading, extract_claims(reading, settings, nlp))

    return stage_document(stages, source, settings, target, beat, run_id, own_documents)
