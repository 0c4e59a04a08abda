"""``make bench``: every benchmark in one run, as a table of ratios. Nothing here fails a build."""

from __future__ import annotations

import os
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench import digital, extraction, lake, ocr, orchestration, rates
from tests.bench.peers import install
from tests.conftest import ROOT

os.environ["OMP_THREAD_LIMIT"] = "1"
SEEDS = ROOT / "seeds"
ROUNDS = 3


@dataclass(frozen=True)
class Cost:
    """CPU seconds (own and children's) and wall seconds of one piece of work."""

    cpu: float
    wall: float


def cost(work: Callable[[], object], rounds: int = ROUNDS) -> Cost:
    """The cheapest of some rounds, after one that warms up."""
    work()
    best = Cost(float("inf"), float("inf"))
    for _ in range(rounds):
        cpu, wall = cpu_seconds(), time.perf_counter()
        work()
        taken = Cost(cpu_seconds() - cpu, time.perf_counter() - wall)
        best = min(best, taken, key=lambda c: c.cpu)
    return best


def cpu_seconds() -> float:
    """CPU seconds of this process and its ended children."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def bench_extract() -> list[tuple[str, Cost, str, Cost]]:
    """Extraction and attribution of the seed article, against parsing it."""
    from tasks.attribute import attribute
    from tasks.discover import discover
    from tasks.extract import extract, load_pipeline, parse
    from tasks.run_stages import read_document
    from tasks.settings import Settings

    (source,) = discover([next(SEEDS.glob("*.txt"))]).sources
    reading = read_document(source, Settings())
    nlp = load_pipeline("onrecord")
    parsed = parse(nlp, reading.text, reading.segments)
    parsing = cost(lambda: parse(nlp, reading.text, reading.segments))
    rules = cost(lambda: attribute(parsed, extract(parsed)))
    return [("extract and attribute", rules, "the parse", parsing)]


def bench_landing() -> list[tuple[str, Cost, str, Cost]]:
    """Staging and landing the seed article in a fresh lake, against its stages."""
    from tasks.discover import discover
    from tasks.extract import load_pipeline
    from tasks.land import Run, land, stage
    from tasks.run_stages import run_stages
    from tasks.settings import Settings
    from warehouse import Lake

    settings, nlp = Settings(), load_pipeline("onrecord")
    (source,) = discover([next(SEEDS.glob("*.txt"))]).sources
    stages = cost(lambda: run_stages(source, settings, nlp=nlp))
    record = run_stages(source, settings, nlp=nlp)

    def landing() -> None:
        with tempfile.TemporaryDirectory() as folder:
            run = Run.begin(settings=settings)
            staged = stage(record, Path(folder) / "a", settings=settings, run_id=run.run_id)
            land(Lake(Path(folder) / "lake"), [staged], sources=[source], run=run.end())

    return [("stage and land one article", cost(landing), "its stages", stages)]


def main() -> None:
    """Run all: reading, OCR, extraction, a run as a whole, the warehouse."""
    console = Console(width=digital.WIDTH)
    with tempfile.TemporaryDirectory() as folder:
        peers = install(Path(folder) / "peers")
        console.print("Peers:", ", ".join(f"{p} {v}" for p, v in peers.versions.items()))
        for package, reason in peers.absent.items():
            console.print(f"{package} is not run: {reason}")
        digital.report(console, peers)
        ocr.report(console, peers)
    table = Table(title="On Record against its peers (lower is better)")
    for name in ("what", "CPU s", "wall s", "peer", "peer CPU s", "peer wall s", "CPU ratio"):
        table.add_column(name, justify="left" if name in {"what", "peer"} else "right")
    for bench in (bench_extract, bench_landing):
        for what, ours, peer, theirs in bench():
            table.add_row(
                what,
                f"{ours.cpu:.3f}",
                f"{ours.wall:.3f}",
                peer,
                f"{theirs.cpu:.3f}",
                f"{theirs.wall:.3f}",
                f"{ours.cpu / theirs.cpu:.2f}",
            )
    console.print(table)
    extraction.main()
    rates.main()
    orchestration.report(console)
    lake.main()


if __name__ == "__main__":
    main()
