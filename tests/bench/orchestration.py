"""What a run costs beside its stages: Prefect, worker processes, landing, relating.

``python -m tests.bench.orchestration [DOCUMENTS [WORDS]]``. The same documents are done twice, in
CPU seconds: by the plain functions in one process, and by ``onrecord ingest`` while a server runs,
after a run that warms it up. What the run took beyond the plain functions is orchestration: flow,
worker processes with their language model, the server.
"""

from __future__ import annotations

import json
import os
import random
import re
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from tests.bench.extraction import text_of
from tests.conftest import ROOT

DOCUMENTS, WORDS = 1_000, 1_000
BAR = 0.05
# Of the longer words of each document, so that none is a copy of another.
SHARE_CHANGED = 0.2


def write_documents(folder: Path, documents: int, words: int) -> None:
    """So many text files of about so many words: paragraphs of news, many words exchanged."""
    paragraphs = sorted(set(text_of(60_000).split("\n\n")))
    vocabulary = sorted(set(re.findall(r"\b[a-z]{6,}\b", " ".join(paragraphs))))
    for number in range(documents):
        chance = random.Random(number)

        def exchanged(found: re.Match[str], chance: random.Random = chance) -> str:
            is_changed = chance.random() < SHARE_CHANGED
            return chance.choice(vocabulary) if is_changed else found[0]

        chosen: list[str] = []
        while sum(len(p.split()) for p in chosen) < words:
            chosen.append(re.sub(r"\b[a-z]{6,}\b", exchanged, chance.choice(paragraphs)))
        (folder / f"{number}.txt").write_text("\n\n".join(chosen))


def plain(folder: Path) -> dict[str, float]:
    """CPU seconds of the plain functions in this process, by part."""
    from flows.batches import batches
    from tasks.discover import discover
    from tasks.extract import load_pipeline
    from tasks.land import Run, land, stage
    from tasks.relate import relate
    from tasks.run_stages import run_stages
    from tasks.settings import Settings
    from warehouse import Lake

    settings, nlp = Settings(), load_pipeline("onrecord")
    taken = dict.fromkeys(("discover", "stages", "land", "relate"), 0.0)

    @contextmanager
    def lap(part: str) -> Iterator[None]:
        start = time.process_time()
        yield
        taken[part] += time.process_time() - start

    with lap("discover"):
        sources = discover([folder]).sources
    run_stages(sources[0], settings, nlp=nlp)
    run, lake = Run.begin(settings=settings), Lake(folder.parent / "plain")
    staging = folder.parent / "staging"
    staging.mkdir()
    for batch in batches(sources, os.cpu_count() or 1):
        paths = []
        for source in batch:
            with lap("stages"):
                record = run_stages(source, settings, nlp=nlp)
            target = staging / str(source.document_id)
            with lap("land"):
                paths.append(stage(record, target, settings=settings, run_id=run.run_id))
        with lap("land"):
            land(lake, paths, sources=batch, run=run)
    with lap("relate"):
        relate(lake)
    return taken


@dataclass(frozen=True)
class RunCost:
    """CPU seconds of a run and of the server meanwhile; the server's database in bytes."""

    run: float
    server: float
    database_growth: int
    peak_bytes: int


def run_cost(folder: Path) -> RunCost:
    """An ingest of the folder with a server that has served one already."""
    home = folder.parent / "home"
    given = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    environment = given | {"ONRECORD_PREFECT_HOME": str(home), "OMP_NUM_THREADS": "1"}
    (warm := folder.parent / "warm").mkdir()
    write_documents(warm, 2, 300)

    def command(*arguments: str | Path) -> list[str]:
        return [sys.executable, "-m", "flows", *map(str, arguments)]

    def ingest(what: Path) -> tuple[float, int]:
        before = _children_cpu()
        run = subprocess.Popen(
            command("ingest", what, "-w", folder.parent / f"lake-{what.name}"),
            cwd=ROOT, env=environment, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        peak = 0
        while run.poll() is None:
            peak = max(peak, _memory(run.pid))
            time.sleep(0.5)
        if run.returncode:
            raise RuntimeError(f"onrecord ingest ended with status {run.returncode}")
        return _children_cpu() - before, peak

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    serving = subprocess.Popen(
        command("serve", "--port", port, "--maintain", "off"),
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while not (home / "server.json").exists():
            time.sleep(0.2)
        ingest(warm)
        server = psutil.Process(json.loads((home / "server.json").read_text())["pid"])
        size, cpu = _database_bytes(home), _tree_cpu(server)
        run, peak = ingest(folder)
        time.sleep(5)  # what it still writes of the run
        growth = _database_bytes(home) - size
        return RunCost(run, _tree_cpu(server) - cpu, growth, peak)
    finally:
        serving.terminate()
        serving.wait()


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _tree_cpu(process: psutil.Process) -> float:
    return sum(sum(one.cpu_times()[:2]) for one in (process, *process.children(recursive=True)))


def _memory(pid: int) -> int:
    """Resident bytes of a process alone: what would grow with the size of a run."""
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def _database_bytes(home: Path) -> int:
    return sum(file.stat().st_size for file in home.glob("prefect.db*"))


def report(console: Console, documents: int = DOCUMENTS, words: int = WORDS) -> None:
    """Print what the run cost beyond the plain functions, as shares of the stages."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "documents"
        folder.mkdir()
        write_documents(folder, documents, words)
        code = (
            "import json; from pathlib import Path; from tests.bench.orchestration import plain; "
            f"print(json.dumps(plain(Path({str(folder)!r}))))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
        )
        parts: dict[str, float] = json.loads(done.stdout)
        whole = run_cost(folder)
    stages = parts["stages"]
    beyond = whole.run + whole.server - sum(parts.values())
    table = Table(title=f"A run of {documents:,} documents of {words:,} words (CPU seconds)")
    for name in ("part", "CPU s", "share of the stages", "at most"):
        table.add_column(name, justify="left" if name == "part" else "right")
    rows = [
        *((name, seconds) for name, seconds in parts.items()),
        ("orchestration", beyond),
        ("  of it the server", whole.server),
    ]
    for name, seconds in rows:
        bar = f"{BAR:.0%}" if name in {"land", "orchestration"} else ""
        table.add_row(name, f"{seconds:.2f}", f"{seconds / stages:.1%}", bar)
    console.print(table)
    console.print(
        f"The server's database grew by {whole.database_growth / 1024:,.0f} KB; the flow's process "
        f"peaked at {whole.peak_bytes / 2**20:,.0f} MB."
    )


if __name__ == "__main__":
    report(Console(width=100), *map(int, sys.argv[1:]))
