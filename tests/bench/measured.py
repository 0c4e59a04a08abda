"""Run ``onrecord`` and write what CPU its parts took: ``python -m tests.bench.measured OUT ARGS``.

The same code as ever, with a clock around the stages in the workers and around landing and relating
in the flow's process. What was taken stands in the folder OUT, a file of JSON lines per process.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flows import isolation, server
from flows.cli import main as command
from tasks.settings import Settings
from tasks.values import DocumentRecord, Source

# Set by the flow's process, so that its workers find it.
FOLDER = "ONRECORD_BENCH_MEASURED"
# A file in the folder, from when relating begins.
RELATING = "relating"


def record_document(
    source: Source,
    settings: Settings,
    target: Path,
    beat: Path,
    run_id: str,
    own_documents: Container[str],
) -> isolation.Outcome:
    """In a worker: as ``isolation.record_document``, telling the CPU of stages and of staging."""
    from tasks.run_stages import run_stages

    isolation.pipeline_of_worker(settings.pipeline)
    taken = {}

    def stages(nlp: Any, on_page: Callable[[str], None]) -> DocumentRecord:
        with lap(taken, "stages"):
            return run_stages(source, settings, nlp=nlp, on_page=on_page)

    with lap(taken, "stages and staging"):
        outcome = isolation.stage_document(
            stages, source, settings, target, beat, run_id, own_documents
        )
    taken["stage"] = taken.pop("stages and staging") - taken.get("stages", 0.0)
    tell(taken)
    return outcome


@contextmanager
def lap(taken: dict[str, float], part: str) -> Iterator[None]:
    """Add the CPU seconds that this process takes meanwhile."""
    start = time.process_time()
    try:
        yield
    finally:
        taken[part] = taken.get(part, 0.0) + time.process_time() - start


def tell(taken: dict[str, float]) -> None:
    """Append what parts took to this process's file."""
    with (Path(os.environ[FOLDER]) / f"{os.getpid()}.jsonl").open("a") as file:
        file.write(json.dumps(taken) + "\n")


def told(folder: Path) -> dict[str, float]:
    """CPU seconds by part, of all processes."""
    sums: dict[str, float] = {}
    for file in folder.glob("*.jsonl"):
        for line in file.read_text().splitlines():
            for part, seconds in json.loads(line).items():
                sums[part] = sums.get(part, 0.0) + seconds
    return sums


def main() -> None:
    """The command line, measured."""
    out, *arguments = sys.argv[1:]
    os.environ[FOLDER] = out
    isolation.record_document = record_document
    use_server = server.use_server

    def then_measure(*given: Any, **named: Any) -> server.PrefectServer:
        # Prefect may not be imported before: its settings are in the environment only now.
        found = use_server(*given, **named)
        import flows.ingest
        import flows.relating

        for module, name in (
            (flows.ingest, "discover"),
            (flows.ingest, "land"),
            (flows.relating, "relate"),
        ):
            setattr(module, name, measured(getattr(module, name), name))
        return found

    server.use_server = then_measure
    sys.argv = ["onrecord", *arguments]
    command()


def measured(function: Callable[..., Any], part: str) -> Callable[..., Any]:
    """The function, telling what it takes."""

    def clocked(*given: Any, **named: Any) -> Any:
        taken: dict[str, float] = {}
        if part == "relate":
            (Path(os.environ[FOLDER]) / RELATING).touch()
        try:
            with lap(taken, part):
                return function(*given, **named)
        finally:
            tell(taken)

    return clocked


if __name__ == "__main__":
    main()
