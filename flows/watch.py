"""Watch folders: take what has arrived since the last look, once it is whole, and say so.

    look > wait > look again > discover > batches > … > land > relate

A file counts as arrived when size, time and inode are the same at both looks; what is still being
copied is left for the next run. What the warehouse knows is no news, so nothing is taken twice, and
a run that finds nothing commits nothing. A file that could not be read is tried again once it has
changed, or by the next ingest.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed

from flows.batches import SECONDS_PER_BATCH
from flows.bounds import caps_set_here
from flows.ingest import discover_sources, end_state, name_run, record
from flows.outcome import RunReport
from tasks.discover import Discovery
from tasks.land import Run
from tasks.settings import Settings, read_aliases
from warehouse import Lake


@flow(
    name="watch",
    description="Take new and changed files of a folder on record as soon as they are whole.",
    flow_run_name=name_run,
    persist_result=False,
)
def watch(
    paths: list[str],
    warehouse: str = "lake",
    settle_seconds: float = 10.0,
    collection: str | None = None,
    workers: int | None = None,
    ocr_engine: Literal["auto", "tesserocr", "pytesseract"] = "auto",
    ocr_languages: tuple[str, ...] = ("eng",),
    pipeline: str = "onrecord",
    aliases: str | None = None,
    extractor: str = "rules",
    batch_seconds: float = SECONDS_PER_BATCH,
    failed_share_limit: float = 1.0,
    ui_samples: Literal["full", "ids", "off"] = "full",
) -> State[RunReport] | State[None]:
    """Take on record what has arrived.

    Args:
        paths: folders, files and globs to watch.
        warehouse: folder of the warehouse; made when it does not exist.
        settle_seconds: a file that changes within so many seconds is left for the next run.
        collection: name to file the documents under (default: the top folder of each path).
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
    names = read_aliases(aliases)
    languages, caps = tuple(ocr_languages), caps_set_here()
    settings = Settings(ocr_engine, languages, pipeline, names, extractor, caps)
    run = Run.begin(settings=settings, flow_run_id=flow_run.id)
    lake = Lake(Path(warehouse))
    found = discover_sources(paths, lake, collection, False, settle_seconds, is_retried=False)
    if not (found.sources or found.unreadable or found.gone):
        return nothing_new(found)
    report = record(found, run, warehouse, settings, workers, batch_seconds, True, ui_samples)
    return end_state(report, failed_share_limit)


def nothing_new(found: Discovery) -> State[None]:
    """The state of a look that takes nothing; it names a folder that is away or closed to us."""
    said = [f"{len(found.unchanged)} files, none new"]
    said += [issue.message for issue in found.issues if issue.severity != "info"]
    for message in said[1:]:
        get_run_logger().warning("%s", message)
    name = "CompletedWithIssues" if said[1:] else "NothingNew"
    return Completed(name=name, message="; ".join(said[:4]))
