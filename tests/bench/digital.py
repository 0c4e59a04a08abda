"""Digital PDFs beside their peers: CPU and wall seconds in one run; ``python -m …digital``."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import pypdfium2 as pdfium
from rich.console import Console
from rich.table import Table

from tasks.read import Unreadable
from tasks.run_stages import read_document
from tasks.settings import Settings
from tasks.values import Source
from tests.bench.made_pdf import made_pdf
from tests.bench.peers import Peers, Taken, install
from tests.bench.reading import f1, fidelity, read_made, total
from tests.conftest import ROOT, is_soak

MADE_PDFS = 30
ROUNDS = 5 if is_soak() else 2
REAL = ROOT.parent / "shared" / "corpora" / "real"
OURS = "On Record: words, boxes, order, blocks"
MEASURE = "pdfplumber.extract_words"
WAYS = (
    MEASURE,
    "kreuzberg, text alone",
    "PDFium, character by character",
    "PDFium, bulk text",
)
# Of what is printed: it fits a terminal and a page.
WIDTH = 100
NO_OCRMYPDF = (
    "OCRmyPDF is not among them: it reads no text layer (--skip-text copies such pages), and with "
    "--force-ocr it is measured below, as OCR."
)


def read_ours(paths: list[Path]) -> list[Taken]:
    """Each file by the stages up to segments, in this process."""
    found = []
    for path in paths:
        data = path.read_bytes()
        cpu, wall, reason = time.process_time(), time.perf_counter(), ""
        try:
            read_document(Source(str(path), None, "bench", len(data)), Settings(), data)
        except Unreadable as unreadable:
            reason = unreadable.issue.message
        found.append(Taken("", reason, time.process_time() - cpu, time.perf_counter() - wall))
    return found


def with_layer(paths: list[Path]) -> list[Path]:
    """Those whose every page has a text layer that we keep."""
    kept = []
    for path in filter(has_text, paths):  # OCR of the others would take minutes
        data = path.read_bytes()
        try:
            reading = read_document(Source(str(path), None, "bench", len(data)), Settings(), data)
        except Unreadable:
            continue
        if not any(word.confidence is not None for word in reading.words):
            kept.append(path)
    return kept


def has_text(path: Path) -> bool:
    """Whether every page has a line of text at least, as PDFium gives it."""
    with pdfium.PdfDocument(path) as pdf:
        return all(page.get_textpage().count_chars() > 80 for page in pdf)


def page_count(path: Path) -> int:
    with pdfium.PdfDocument(path) as pdf:
        return len(pdf)


def seconds(rounds: list[list[Taken]]) -> tuple[float, float]:
    """CPU and wall seconds of all files, each from the round in which it took least CPU."""
    best = [min(tries, key=lambda taken: taken.cpu) for tries in zip(*rounds, strict=True)]
    return sum(taken.cpu for taken in best), sum(taken.wall for taken in best)


def compare(console: Console, peers: Peers, what: str, paths: list[Path]) -> None:
    """One set of files by everybody, as a table; ``times`` is by the CPU seconds of its words."""
    pages = sum(map(page_count, paths))
    title = f"{what}: {len(paths)} files, {pages} pages, best of {ROUNDS} rounds"
    table = Table(title=title)
    for name in ("reader", "CPU s", "wall s", "pages per CPU s", "times pdfplumber"):
        table.add_column(name, justify="left" if name == "reader" else "right")
    taken: dict[str, list[list[Taken]] | str] = {}
    read_ours(paths)
    taken[OURS] = [read_ours(paths) for _ in range(ROUNDS)]
    for way in WAYS:
        # The first pass warms it up; all passes are of one process.
        every = peers.read(way, paths * (ROUNDS + 1), OMP_THREAD_LIMIT="1")
        count = len(paths)
        taken[way] = (
            every
            if isinstance(every, str)
            else [every[n * count : (n + 1) * count] for n in range(1, ROUNDS + 1)]
        )
    measure = taken[MEASURE]
    for reader, rounds in taken.items():
        if isinstance(rounds, str):
            table.add_row(reader, "not run")
            continue
        cpu, wall = seconds(rounds)
        times = "" if isinstance(measure, str) else f"{seconds(measure)[0] / cpu:.1f}"
        table.add_row(reader, f"{cpu:.2f}", f"{wall:.2f}", f"{pages / cpu:.1f}", times)
    console.print(table)
    for reader, rounds in taken.items():
        if isinstance(rounds, str):
            console.print(f"{reader} was not run: {rounds}")
        for path, one in zip(paths, [] if isinstance(rounds, str) else rounds[0], strict=False):
            if one.reason:
                console.print(f"{reader} could not read {path.name}: {one.reason}")


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


def report(console: Console, peers: Peers) -> None:
    """Made PDFs without tables and with, real ones where they are at hand, and fidelity."""
    with tempfile.TemporaryDirectory() as folder:
        parts: dict[bool, list[Path]] = {False: [], True: []}
        for made in map(made_pdf, range(MADE_PDFS)):
            path = Path(folder) / f"{made.number:02}.pdf"
            path.write_bytes(made.data)
            parts[made.has_table].append(path)
        compare(console, peers, "Digital PDFs without tables", parts[False])
        compare(console, peers, "Digital PDFs with tables", parts[True])
        real = with_layer(sorted(REAL.glob("*.pdf")))
        if real:
            compare(console, peers, "Real PDFs whose text layer is kept", real)
        else:
            console.print("Real PDFs are not at hand.")
    console.print(NO_OCRMYPDF)
    say_fidelity(console)


def main() -> None:
    """This part alone."""
    with tempfile.TemporaryDirectory() as folder:
        report(Console(width=WIDTH), install(Path(folder) / "peers"))


if __name__ == "__main__":
    main()
