"""Worker processes that take one document from read to attribute, each alone with its fate.

A crash, a hang or a memory hog costs the document that caused it and nothing else. Each worker
beats into a small file (its pid, pages read so far); a watcher in this process ends workers that
outstay the time their pages allow or outgrow their memory. A worker ends itself when this process
is gone, so that kill -9 of a run leaves none behind.

Workers are forks of a server process that has loaded code and language model once: so they start
at once and share that memory. Nothing here imports Prefect, which they do not need.
"""

from __future__ import annotations

import contextlib
import functools
import multiprocessing
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Container, Iterator, Mapping
from concurrent.futures import CancelledError, TimeoutError
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import forkserver
from pathlib import Path
from typing import TYPE_CHECKING, Self

import psutil
from pebble import ProcessExpired, ProcessFuture, ProcessPool

from flows.bounds import Limits
from flows.transient import is_passing
from tasks.settings import Settings
from tasks.values import Issue, Source
from warehouse.errors import FULL, from_os_error

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import BaseContext

    from spacy.language import Language

    from tasks.values import DocumentRecord

# Native libraries may leak; a fresh process now and then keeps memory flat.
DOCUMENTS_PER_WORKER = 2_000
# The language model that the fork server loads.
PRELOADED = "onrecord"
# The fork server listens on a socket in the folder for temporary files: Unix allows 108 bytes.
LONGEST_SOCKET_FOLDER = 70
WATCH_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Staged:
    """What one document came to: the path of its staged rows and their counts."""

    source: Source
    path: Path
    page_count: int
    statement_count: int
    claim_count: int
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """A document that yielded no rows, and why.

    ``error`` is a bug of ours, for the run's log; ``is_death`` that its worker died;
    ``is_passing`` that the reason may be gone in a moment.
    """

    source: Source
    issue: Issue
    error: Exception | None = None
    is_death: bool = False
    is_passing: bool = False


Outcome = Staged | Lost
OnPage = Callable[[str], None]
Stages = Callable[["Language", OnPage], "DocumentRecord"]
Work = Callable[[Source, Settings, Path, Path, str, Container[str]], Outcome]


@dataclass(slots=True, eq=False)
class Job:
    """One document under way."""

    source: Source
    beat: Path
    future: ProcessFuture[Outcome]
    ended_for: str | None = None
    started: float | None = None

    def outcome(self) -> Outcome:
        """Wait for the document; a worker's death becomes an issue that names it.

        Raises:
            InterruptedError: the run was ended, which is no fault of the document.
            WarehouseError: the disk of the warehouse is full.
        """
        try:
            return self.future.result()
        except (CancelledError, TimeoutError, ProcessExpired, BrokenProcessPool) as error:
            if self.ended_for == "run":
                raise InterruptedError("the run was ended") from None
            if not isinstance(error, CancelledError | TimeoutError):
                return self._died(error)
            if self.ended_for == "memory":
                return self._lost(
                    "too_large",
                    "needed more memory than one document may",
                    "Split the document and ingest the parts.",
                )
            return self._lost(
                "timeout",
                "took longer than its pages allow",
                "Open it in a viewer: a page may be damaged. Split it or save it anew, "
                "then ingest again.",
            )
        except Exception as error:
            if isinstance(error, OSError) and error.errno in FULL:
                # Only staging writes: no document is to blame, and the next would fail, too.
                raise from_os_error(self.beat.parents[2], error) from error
            if is_passing(error):
                lost = self._lost(
                    "unreadable",
                    f"met a disk or a share that does not answer ({error})",
                    "Ingest again when it does.",
                )
                return replace(lost, is_passing=True)
            return self._own_error(error)
        finally:
            self.beat.unlink(missing_ok=True)

    def _died(self, error: ProcessExpired | BrokenProcessPool) -> Lost:
        if not isinstance(error, ProcessExpired):
            return self._own_error(error)
        lost = self._lost(
            "crash",
            f"crashed the process that read it (exit status {error.exitcode})",
            "The file is probably damaged. Save it anew (for a PDF: print to PDF), "
            "then ingest again.",
        )
        return replace(lost, is_death=True)

    def _own_error(self, error: Exception) -> Lost:
        lost = self._lost(
            "crash",
            f"met an error of On Record itself ({type(error).__name__}: {error})",
            "See what onrecord doctor says. If it finds nothing, please report it with the "
            "file and the traceback in the run's log.",
        )
        return replace(lost, error=error)

    def _lost(self, code: str, what: str, remedy: str) -> Lost:
        return Lost(
            self.source,
            Issue(
                uri=self.source.uri,
                stage="read",
                code=code,
                severity="error",
                message=f"{self.source.uri}: {what}.",
                remedy=remedy,
                document_id=self.source.document_id,
            ),
        )


class Workers:
    """A pool of isolated worker processes; a context manager.

    ``staging`` is a folder for the rows of finished documents; ``work`` is what a worker does
    with a source, by default ``record_document``; ``limits`` are by default those set here.
    """

    def __init__(
        self,
        count: int,
        settings: Settings,
        staging: Path,
        run_id: str,
        *,
        limits: Limits | None = None,
        work: Work | None = None,
    ) -> None:
        self._limits = limits or Limits.set_here()
        self._work = work or record_document
        self._settings = settings
        self.staging = staging
        self._run_id = run_id
        # Nobody writes: a worker reads the end of it when this process ends, however it does.
        self._end, self._life = multiprocessing.Pipe(duplex=False)
        self._context = _worker_context(settings.pipeline)
        self._pool = ProcessPool(
            max_workers=count,
            max_tasks=DOCUMENTS_PER_WORKER,
            initializer=_begin_worker,
            initargs=(self._end, staging),
            context=self._context,
        )
        self._jobs: set[Job] = set()
        self._lock = threading.Lock()
        self._is_open = True
        self._number = 0
        self._watcher = threading.Thread(target=self._watch, name="worker-watch", daemon=True)

    def __enter__(self) -> Self:
        self._watcher.start()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._is_open = False
        if kind is None:
            self._pool.close()
            self._pool.join()
        else:
            self._stop()
        self._watcher.join()
        self._life.close()
        self._end.close()

    def _stop(self) -> None:
        """End what is under way; nobody else ends the futures of a pool that was stopped."""
        with self._lock:
            left = [job for job in self._jobs if not job.future.done()]
        for job in left:
            job.ended_for = "run"
        self._pool.stop()
        self._pool.join()
        for job in left:
            job.future.cancel()

    def submit(self, source: Source, *, own_documents: Container[str] = frozenset()) -> Job:
        """Hand a source to the next free worker.

        ``own_documents`` are the documents that this run finds as files of their own: they are
        their own roots even when they are also embedded in another.
        """
        with self._lock:
            if not self._number and self._context.get_start_method() == "forkserver":
                with _safe_path():
                    forkserver.ensure_running()
            self._number += 1
            beat = self.staging / f"{self._number:07d}.beat"
        target = beat.with_suffix(".arrow")
        future = self._pool.schedule(
            self._work,
            args=(source, self._settings, target, beat, self._run_id, own_documents),
        )
        job = Job(source, beat, future)
        with self._lock:
            self._jobs.add(job)
        return job

    def _watch(self) -> None:
        """End workers that outstay their time or outgrow their memory."""
        while self._is_open or self._jobs:
            time.sleep(WATCH_SECONDS)
            with self._lock:
                self._jobs = {job for job in self._jobs if not job.future.done()}
                running = [job for job in self._jobs if job.future.running()]
            for job in running:
                beat = _read_beat(job.beat)
                if beat is None:
                    continue
                job.started = job.started or time.monotonic()
                pid, digital, ocr = beat
                if time.monotonic() - job.started > self._limits.seconds(digital, ocr):
                    job.ended_for = "time"
                elif _resident_bytes(pid) > self._limits.memory_bytes:
                    job.ended_for = "memory"
                if job.ended_for:
                    job.future.cancel()


def record_document(
    source: Source,
    settings: Settings,
    target: Path,
    beat: Path,
    run_id: str,
    own_documents: Container[str],
) -> Outcome:
    """In a worker: read to attribute, then stage the rows at ``target``."""
    from tasks.run_stages import run_stages

    def stages(nlp: Language, on_page: OnPage) -> DocumentRecord:
        return run_stages(source, settings, nlp=nlp, on_page=on_page)

    return stage_document(stages, source, settings, target, beat, run_id, own_documents)


def stage_document(
    stages: Stages,
    source: Source,
    settings: Settings,
    target: Path,
    beat: Path,
    run_id: str,
    own_documents: Container[str],
) -> Outcome:
    """In a worker: what ``stages`` give, its rows staged at ``target``; pages beat as they come."""
    from tasks.land import stage
    from tasks.read import Unreadable

    pages = {"digital": 0, "ocr": 0}

    def on_page(read_method: str) -> None:
        pages["ocr" if read_method == "ocr" else "digital"] += 1
        write_beat(beat, pages)

    write_beat(beat, pages)
    try:
        record = stages(pipeline_of_worker(settings.pipeline), on_page)
    except Unreadable as error:
        return Lost(source, error.issue, is_passing=is_passing(error))
    stage(record, target, settings=settings, run_id=run_id, own_documents=own_documents)
    # A picture that is also a file of its own is counted there.
    family = [record] + [c for c in record.children if c.reading.document_id not in own_documents]
    return Staged(
        source=source,
        path=target,
        page_count=sum(len(member.reading.pages) for member in family),
        statement_count=sum(len(member.extraction.statements) for member in family),
        claim_count=sum(len(member.extraction.claims) for member in family),
        issues=tuple(
            issue
            for member in family
            for issue in (*member.reading.issues, *member.extraction.issues)
        ),
    )


@functools.cache
def pipeline_of_worker(name: str) -> Language:
    """The language model, loaded once per worker, or once for all of them (``flows.preloaded``)."""
    from tasks.extract import load_pipeline

    return load_pipeline(name)


def _worker_context(pipeline: str) -> BaseContext:
    """How workers start. Never as forks of this process: its threads may hold locks."""
    if len(tempfile.gettempdir()) > LONGEST_SOCKET_FOLDER:
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    # Of a process's pools, the first decides; the others' workers load what they lack.
    context.set_forkserver_preload(["flows.preloaded"] if pipeline == PRELOADED else [])
    return context


@contextlib.contextmanager
def _safe_path() -> Iterator[None]:
    """What Python starts meanwhile imports nothing from where somebody stands."""
    name = "PYTHONSAFEPATH"
    given = os.environ.get(name)
    os.environ[name] = "1"
    try:
        yield
    finally:
        os.environ.pop(name)
        if given is not None:
            os.environ[name] = given


def _begin_worker(end: Connection, staging: Path) -> None:
    """Set up a worker: it ends with its run, and native libraries mutter into a file.

    What libtiff or Tesseract print about a broken image is no error message for a user; the
    issue that names the file is.
    """
    log = os.open(staging / "native.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, sys.stderr.fileno())
    os.close(log)
    threading.Thread(target=_end_with, args=(end,), name="run-watch", daemon=True).start()


def _end_with(end: Connection) -> None:
    """End this worker once the process that has its run is gone."""
    end.poll(None)
    os._exit(1)


def write_beat(beat: Path, pages: Mapping[str, int]) -> None:
    """Tell the watcher that this worker is at work and how many pages it has read."""
    fresh = beat.with_suffix(".new")
    fresh.write_text(f"{os.getpid()} {pages['digital']} {pages['ocr']}")
    fresh.replace(beat)


def _read_beat(beat: Path) -> tuple[int, int, int] | None:
    """The worker's pid, digital and OCR pages read so far; None before it began."""
    try:
        pid, digital, ocr = map(int, beat.read_text().split())
    except FileNotFoundError:
        return None
    return pid, digital, ocr


def _resident_bytes(pid: int) -> int:
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.NoSuchProcess:
        return 0
