"""``make bench``: every benchmark in one run, as a table of ratios. Nothing here fails a build."""

from __future__ import annotations

import io
import os
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench import extraction, lake
from tests.bench.made_pdf import made_pdf
from tests.bench.reading import f1, fidelity, read_made, total
from tests.bench.scans import SCANS, scanned, word_error_rate
from tests.conftest import ROOT

os.environ["OMP_THREAD_LIMIT"] = "1"
SEEDS = ROOT / "seeds"
ROUNDS = 3
MADE_PDFS = 30


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


def bench_pdf() -> list[tuple[str, Cost, str, Cost]]:
    """Reading digital PDFs to words, order and paragraphs, against pdfplumber's words alone."""
    found = []
    every = [made_pdf(number) for number in range(MADE_PDFS)]
    for has_table, what in ((False, "without tables"), (True, "with tables")):
        made = [one for one in every if one.has_table is has_table]
        ours = cost(lambda made=made: [read_made(one) for one in made])
        peer = cost(lambda made=made: [words_by_pdfplumber(one.data) for one in made])
        found.append((f"read {len(made)} PDFs {what}", ours, "pdfplumber.extract_words", peer))
    return found


def words_by_pdfplumber(data: bytes) -> None:
    """What most people do: words with boxes, no order, no paragraphs."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.extract_words(x_tolerance_ratio=0.15)
            page.close()


def say_fidelity(console: Console) -> None:
    """How faithfully the made PDFs are read, by number of columns."""
    table = Table(title=f"{MADE_PDFS} PDFs of our own against their truth")
    for name in ("columns", "words", "WER %", "paragraph boundary F1", "heading F1"):
        table.add_column(name, justify="right")
    made = [made_pdf(number) for number in range(MADE_PDFS)]
    for columns in (1, 2):
        found = total(fidelity(one, read_made(one)) for one in made if one.columns == columns)
        table.add_row(
            str(columns),
            f"{found.words:,}",
            f"{100 * found.word_error_rate:.3f}",
            f"{f1(found.boundaries):.3f}",
            f"{f1(found.headings):.3f}",
        )
    console.print(table)


def bench_ocr() -> list[tuple[str, Cost, str, Cost]]:
    """OCR of the page image: the whole of reading, against pytesseract on the file."""
    import pytesseract
    from PIL import Image

    from tasks.discover import discover
    from tasks.run_stages import read_document
    from tasks.settings import Settings

    (path,) = SEEDS.glob("*page-1.png")
    (source,) = discover([path]).sources
    ours = cost(lambda: read_document(source, Settings(ocr_engine="tesserocr")))
    with Image.open(path) as image:
        peer = cost(lambda: pytesseract.image_to_data(image, config="--psm 3"))
    return [(f"read {path.name}", ours, "pytesseract, one thread", peer)]


def bench_scans() -> list[tuple[str, Cost, str, Cost]]:
    """OCR of scans of a made page, with the word error rates of both."""
    import pytesseract
    from PIL import Image

    from tasks.run_stages import read_document
    from tasks.settings import Settings
    from tasks.values import Source

    made = made_pdf(10)
    reading = read_made(made)
    truth = " ".join(reading.text[slice(*w.span)] for w in reading.words if w.page_number == 2)
    found = []
    for scan in SCANS:
        data = scanned(made, 2, scan)
        source = Source("/made/scan.jpg", None, "made", len(data))
        image = Image.open(io.BytesIO(data))
        ours = read_document(source, Settings(), data).text
        theirs = pytesseract.image_to_string(image, config="--psm 3")
        rates = [f"{100 * word_error_rate(text, truth):.2f} %" for text in (ours, theirs)]
        mine = cost(lambda s=source, d=data: read_document(s, Settings(), d), 1)
        peer = cost(lambda i=image: pytesseract.image_to_data(i, config="--psm 3"), 1)
        found.append((f"{scan.name}: WER {rates[0]}", mine, f"pytesseract: {rates[1]}", peer))
    return found


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
    """Run all and print one table."""
    table = Table(title="On Record against its peers (lower is better)")
    for name in ("what", "CPU s", "wall s", "peer", "peer CPU s", "peer wall s", "CPU ratio"):
        table.add_column(name, justify="left" if name in {"what", "peer"} else "right")
    for bench in (bench_pdf, bench_ocr, bench_scans, bench_extract, bench_landing):
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
    console = Console(width=100)
    console.print(table)
    say_fidelity(console)
    extraction.main()
    lake.main()


if __name__ == "__main__":
    main()
