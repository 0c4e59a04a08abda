"""What a run costs beside its stages: Prefect, worker processes, landing, relating.

``python -m tests.bench.orchestration [DOCUMENTS [WORDS]]``. ``onrecord ingest`` runs while a server
does, after a run that warms it up. CPU seconds of the stages, of staging, landing and relating are
taken inside the run's own processes, so that other work on the machine slows both sides of a ratio;
the rest of what flow, workers and server took is orchestration, without what a server takes that
nobody uses. Beside it, what the stages take as plain functions in one process.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from tests.bench.extraction import text_of
from tests.bench.measured import RELATING, told
from tests.conftest import ROOT

DOCUMENTS, WORDS = 1_000, 1_000
BAR = 0.05
PLAIN_DOCUMENTS = 100
IDLE_SECONDS = 30
LOOK_SECONDS = 0.2
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


def plain(folder: Path) -> float:
    """CPU seconds of the stages as plain functions in this process, for one document."""
    from tasks.discover import discover
    from tasks.extract import load_pipeline
    from tasks.run_stages import run_stages
    from tasks.settings import Settings

    settings, nlp = Settings(), load_pipeline("onrecord")
    sources = discover([folder]).sources[:PLAIN_DOCUMENTS]
    run_stages(sources[0], settings, nlp=nlp)
    start = time.process_time()
    for source in sources:
        run_stages(source, settings, nlp=nlp)
    return (time.process_time() - start) / len(sources)


@dataclass(slots=True)
class Peak:
    """Bytes that the flow's process had at most: resident, and those of them that are its own.

    Others are files, as its libraries. The system keeps the former, the latter is looked at.
    """

    resident: int = 0
    own: int = 0

    def look(self, pid: int) -> None:
        """Look at the process as it is now."""
        with contextlib.suppress(FileNotFoundError, ProcessLookupError, KeyError):
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            held = dict(line.split(":", 1) for line in lines)
            resident, own = (int(held[n].split()[0]) * 1024 for n in ("VmHWM", "RssAnon"))
            self.resident, self.own = max(self.resident, resident), max(self.own, own)

    @staticmethod
    def begin(pid: int) -> None:
        """Have the system forget the highest so far."""
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            Path(f"/proc/{pid}/clear_refs").write_text("5")

    def __str__(self) -> str:
        return f"{self.resident / 2**20:,.0f} MB ({self.own / 2**20:,.0f} of its own)"


@dataclass(frozen=True)
class RunCost:
    """CPU seconds of a run, of parts of it, and of the server; its database in bytes.

    ``idle`` is what the server takes while as much time passes and nothing runs. ``peaks`` are
    those until relating and from then on.
    """

    run: float
    parts: dict[str, float]
    server: float
    idle: float
    database_growth: int
    peaks: tuple[Peak, Peak]


def run_cost(folder: Path) -> RunCost:
    """An ingest of the folder with a server that has served one already."""
    home = folder.parent / "home"
    given = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    environment = given | {"ONRECORD_PREFECT_HOME": str(home), "OMP_NUM_THREADS": "1"}
    (warm := folder.parent / "warm").mkdir()
    write_documents(warm, 2, 300)

    def ingest(what: Path, measured: Path) -> tuple[float, tuple[Peak, Peak]]:
        measured.mkdir()
        called = [sys.executable, "-m", "tests.bench.measured", measured, "ingest", what]
        run = subprocess.Popen(
            [*map(str, called), "-w", str(folder.parent / f"lake-{what.name}")],
            cwd=ROOT, env=environment, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        peaks = Peak(), Peak()
        taken: dict[tuple[int, float], float] = {}
        is_relating = False
        while run.poll() is None:
            if not is_relating and (is_relating := (measured / RELATING).exists()):
                Peak.begin(run.pid)
            peaks[is_relating].look(run.pid)
            # Workers are waited for by the process that forks them, and that one by nobody.
            taken |= _cpu_by_process(run.pid)
            time.sleep(LOOK_SECONDS)
        if run.returncode:
            raise RuntimeError(f"onrecord ingest ended with status {run.returncode}")
        return sum(taken.values()), peaks

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    serving = subprocess.Popen(
        [sys.executable, "-m", "flows", "serve", "--port", port, "--maintain", "off"],
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while not (home / "server.json").exists():
            time.sleep(0.2)
        ingest(warm, folder.parent / "measured-warm")
        server = psutil.Process(json.loads((home / "server.json").read_text())["pid"])
        time.sleep(5)  # what it still writes of a run
        cpu = _tree_cpu(server)
        time.sleep(IDLE_SECONDS)
        idle = (_tree_cpu(server) - cpu) / IDLE_SECONDS
        size, cpu, began = _database_bytes(home), _tree_cpu(server), time.monotonic()
        run, peaks = ingest(folder, folder.parent / "measured")
        time.sleep(5)
        return RunCost(
            run,
            told(folder.parent / "measured"),
            _tree_cpu(server) - cpu,
            idle * (time.monotonic() - began),
            _database_bytes(home) - size,
            peaks,
        )
    finally:
        serving.terminate()
        serving.wait()


def _cpu_by_process(pid: int) -> dict[tuple[int, float], float]:
    """CPU seconds so far of a process and all that it started, directly or not."""
    found = {}
    with contextlib.suppress(psutil.NoSuchProcess):
        for one in (top := psutil.Process(pid), *top.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess):
                found[one.pid, one.create_time()] = sum(one.cpu_times()[:2])
    return found


def _tree_cpu(process: psutil.Process) -> float:
    return sum(sum(one.cpu_times()[:2]) for one in (process, *process.children(recursive=True)))


def _database_bytes(home: Path) -> int:
    return sum(file.stat().st_size for file in home.glob("prefect.db*"))


def report(console: Console, documents: int = DOCUMENTS, words: int = WORDS) -> None:
    """Print what the run cost beyond the plain functions, as shares of the stages."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "documents"
        folder.mkdir()
        write_documents(folder, documents, words)
        code = (
            "from pathlib import Path; from tests.bench.orchestration import plain; "
            f"print(plain(Path({str(folder)!r})))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True,
            env=os.environ | {"OMP_NUM_THREADS": "1"},
        )  # fmt: skip
        alone = float(done.stdout)
        whole = run_cost(folder)
    parts, stages = whole.parts, whole.parts["stages"]
    table = Table(title=f"A run of {documents:,} documents of {words:,} words (CPU seconds)")
    for name in ("part", "CPU s", "share of the stages", "at most"):
        table.add_column(name, justify="left" if name == "part" else "right")
    rows = [
        ("discover", parts["discover"]),
        ("stages, in the workers", stages),
        ("landing", parts["stage"] + parts["land"]),
        ("  of it staging, in the workers", parts["stage"]),
        ("relating", parts["relate"]),
        ("orchestration", whole.run + whole.server - whole.idle - sum(parts.values())),
        ("  of it the server", whole.server - whole.idle),
    ]
    for name, seconds in rows:
        bar = f"{BAR:.0%}" if name in {"landing", "orchestration"} else ""
        table.add_row(name, f"{seconds:.2f}", f"{seconds / stages:.1%}", bar)
    console.print(table)
    console.print(
        f"The stages of a document take {1000 * stages / documents:.0f} ms in the workers, "
        f"{1000 * alone:.0f} as plain functions in one process. Beyond that, the server takes "
        f"{whole.idle:.1f} s in as long when nothing runs."
    )
    console.print(
        f"The server's database grew by {whole.database_growth / 1024:,.0f} KB. The flow's process "
        f"had at most {whole.peaks[0]} until relating, {whole.peaks[1]} then."
    )


if __name__ == "__main__":
    report(Console(width=100), *map(int, sys.argv[1:]))
