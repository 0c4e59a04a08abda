"""What extraction costs: each part's share, and one long document; ``python -m …extraction``."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from itertools import pairwise

from tests.conftest import ROOT

SHORT, LONG = 30_000, 300_000  # words


def text_of(words: int) -> str:
    """Paragraphs of the project's gold, over and over, until there are so many words."""
    gold = (ROOT / "tests" / "gold" / "news_dev.jsonl").read_text(encoding="utf-8").splitlines()
    paragraphs = [p for line in gold for p in json.loads(line)["text"].strip().split("\n\n")]
    chosen: list[str] = []
    count = 0
    while count < words:
        chosen.append(paragraphs[len(chosen) % len(paragraphs)])
        count += len(chosen[-1].split())
    return "\n\n".join(chosen)


def parts(words: int) -> dict[str, float]:
    """CPU seconds of each part on a document of so many words, and the peak of memory in MB."""
    from tasks.attribute import attribute
    from tasks.extract import extract, load_pipeline, parse
    from tasks.run_stages import read_document
    from tasks.settings import Settings
    from tasks.values import Source

    data = text_of(words).encode()
    nlp = load_pipeline("onrecord")
    list(nlp.pipe(["A first sentence warms it up."]))
    at = [time.process_time()]

    def lap() -> None:
        at.append(time.process_time())

    reading = read_document(Source("/long.txt", None, "bench", len(data)), Settings(), data)
    lap()
    parsed = parse(nlp, reading.text, reading.segments)
    lap()
    extraction = extract(parsed)
    lap()
    attribute(parsed, extraction)
    lap()
    names = ("read", "parse", "extract", "attribute")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = [after - before for before, after in pairwise(at)]
    return dict(zip(names, seconds, strict=True)) | {"peak MB": peak}


def in_fresh_process(words: int) -> dict[str, float]:
    """``parts`` in a process of its own, so that peaks of memory do not mix."""
    code = (
        f"import json; from tests.bench.extraction import parts; print(json.dumps(parts({words})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Print seconds, shares, and how the cost of a word grows with the document."""
    from rich.console import Console
    from rich.table import Table

    short, long = in_fresh_process(SHORT), in_fresh_process(LONG)
    table = Table(title="Extraction by part (CPU seconds; share of the parse)")
    for name in (
        "part",
        f"{SHORT:,} words",
        "share",
        f"{LONG:,} words",
        "share",
        "per word, long/short",
    ):
        table.add_column(name, justify="left" if name == "part" else "right")
    for name, seconds in short.items():
        if name == "peak MB":
            table.add_row(name, f"{seconds:.0f}", "", f"{long[name]:.0f}", "", "")
            continue
        growth = (long[name] / LONG) / (seconds / SHORT)
        shares = [f"{100 * run[name] / run['parse']:.1f} %" for run in (short, long)]
        table.add_row(
            name, f"{seconds:.2f}", shares[0], f"{long[name]:.2f}", shares[1], f"{growth:.2f}"
        )
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
