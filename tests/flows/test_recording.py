"""A document whose worker dies is tried once more, alone, and only then lost."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from prefect.logging import disable_run_logger

from flows.discretion import Discretion
from flows.isolation import Lost, Outcome, Staged, Workers, write_beat
from flows.progress import Progress
from flows.reading import outcomes
from flows.recording import Recording
from tasks.land import Run
from tasks.settings import Settings
from tasks.values import Issue, Provenance, Source
from warehouse import Lake


def die_as_named(
    source: Source, settings: Settings, target: Path, beat: Path, run: str, own: frozenset[str]
) -> Outcome:
    """Stands in for reading: its worker dies always, the first time, or never; leaves a trace."""
    write_beat(beat, {"digital": 0, "ocr": 0})
    kind = source.uri.split("-")[0]
    traces = target.parent / f"{source.uri}.trace"
    with traces.open("a") as trace:
        trace.write(f"{time.monotonic()}\n")
    if kind == "poison" or (kind == "victim" and len(traces.read_text().splitlines()) == 1):
        os._exit(9)
    time.sleep(0.2)
    return Staged(source, target, 1, 0, 0, ())


def test_a_document_whose_worker_dies_is_tried_once_more_alone(tmp_path: Path) -> None:
    names = ["poison-1", "good-1", "victim-1", "good-2"]
    batch = [Source(name, None, "c", 1, document_id=name) for name in names]
    settings, lake, progress = Settings(), Lake(tmp_path / "lake"), Progress(total=4)
    run = Run.begin(settings=settings)
    with (
        disable_run_logger(),
        Workers(2, settings, tmp_path, run.run_id, work=die_as_named) as pool,
    ):
        recording = Recording(lake, run, progress, Discretion(lake))
        taken = outcomes(batch, pool, told=recording.take)
    staged = [done for done in taken if isinstance(done, Staged)]
    lost = [done.issue for done in taken if isinstance(done, Lost)]
    assert sorted(done.source.uri for done in staged) == ["good-1", "good-2", "victim-1"]
    assert [(issue.uri, issue.code) for issue in lost] == [("poison-1", "crash")]
    assert (progress.done, progress.failed) == (4, 1)
    at = {
        name: list(map(float, (tmp_path / f"{name}.trace").read_text().split())) for name in names
    }
    assert [len(at[name]) for name in names] == [2, 1, 2, 1]
    assert min(at["poison-1"][1], at["victim-1"][1]) > max(at["good-1"] + at["good-2"])


@pytest.mark.parametrize(
    ("uri", "is_hidden"),
    [("/in/a.txt", True), ("/in/a.txt#page=1&image=1", True), ("/in/a.txt2", False)],
)
def test_what_is_marked_is_not_shown_nor_what_is_inside(
    uri: str, is_hidden: bool, tmp_path: Path
) -> None:
    marked = Source("/in/a.txt", None, "c", 1, provenance=Provenance(sensitivity="internal"))
    open_to_all = Source("/in/a.txt2", None, "c", 1, provenance=Provenance(sensitivity="public"))
    discretion = Discretion(Lake(tmp_path), [marked, open_to_all])
    issue = Issue(uri, "read", "crash", "error", f"{uri}: broken", f"Mend '{uri}'")
    shown = discretion.shown(issue)
    assert (shown != issue) == is_hidden
    assert ("a.txt" in f"{shown.uri}{shown.message}{shown.remedy}") == (not is_hidden)
