"""OCR beside its peers: pages of our own at 75 to 300 dpi, spoilt in known ways, and real scans.

``python -m tests.bench.ocr`` prints word error rates and CPU seconds, set by set: one page of
each, twenty with ONRECORD_SOAK=1, ONRECORD_BENCH_PAGES of each where that is set.
"""

from __future__ import annotations

import io
import os
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from unittest import mock

import numpy as np
import pypdfium2 as pdfium
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Frame, Paragraph
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from tasks.read.ocr_engine import engine_for
from tasks.run_stages import read_document
from tasks.settings import Settings
from tasks.values import Source
from tests.bench.made_pdf import CLAUSES, SUBJECTS, TAILS, VERBS
from tests.bench.peers import Peers, Taken, install
from tests.bench.reading import edit_distance
from tests.conftest import ROOT, is_soak

SCANS = ROOT.parent / "shared" / "corpora" / "scans"
OURS = "On Record"
PAGES_PER_SET = 20 if is_soak() else 1
# Tesseract with threads of its own takes five times the CPU: so many pages tell.
PLAIN_PAGES = 100 if is_soak() else 4
PEERS = ("pytesseract", "kreuzberg", "OCRmyPDF")


@dataclass(frozen=True)
class Scan:
    """A page as PNG or TIFF, the set it belongs to, and the words it shows."""

    of_set: str
    data: bytes
    truth: str


def made_text(chance: random.Random) -> str:
    """A paragraph of some sentences."""

    def one(text: str) -> str:
        return chance.choice(text.replace("\n", "|").split("|")).strip()

    made = []
    for _ in range(chance.randint(2, 5)):
        clause = chance.choice(CLAUSES.split("\n"))
        words = f"{one(SUBJECTS)} {one(VERBS)} {clause}, {one(TAILS)}."
        made.append(words[0].upper() + words[1:])
    return " ".join(made)


def made_page(chance: random.Random, columns: int, dpi: int) -> tuple[Image.Image, str]:
    """A page of text as a grey picture, and its words in reading order."""
    face, size = chance.choice(("Times-Roman", "Helvetica")), chance.choice((10.0, 11.0, 12.0))
    style = ParagraphStyle("body", fontName=face, fontSize=size, leading=1.25 * size, spaceAfter=8)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    margin, gutter, height = 60, 24, A4[1] - 320
    width = (A4[0] - 2 * margin - gutter * (columns - 1)) / columns
    texts = []
    for column in range(columns):
        frame = Frame(margin + column * (width + gutter), 260, width, height, 0, 0, 0, 0)
        while frame.add(Paragraph(text := made_text(chance), style), canvas):
            texts.append(text)
    canvas.save()
    pdf = pdfium.PdfDocument(buffer.getvalue())
    image = pdf[0].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
    pdf.close()
    return image, "\n\n".join(texts)


def noisy(image: Image.Image) -> Image.Image:
    """Grey paper, uneven light, grain and specks, as an old copier leaves them."""
    chance = np.random.default_rng(1)
    grey = np.asarray(image, dtype=np.float64) * 0.72 + 25
    grey += np.linspace(0, 40, image.width)[None, :] + chance.normal(0, 14, grey.shape)
    grey[chance.random(grey.shape) < 0.002] = 20
    return Image.fromarray(grey.clip(0, 255).astype(np.uint8))


def askew(image: Image.Image) -> Image.Image:
    """Turned by 2.5 degrees, as a sheet fed in aslant."""
    return image.rotate(2.5, Image.Resampling.BICUBIC, fillcolor=255)


def squeezed(image: Image.Image) -> Image.Image:
    """Through JPEG of quality 15, with its rings and blocks."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=15)
    return Image.open(io.BytesIO(buffer.getvalue()))


def in_shadow(image: Image.Image) -> Image.Image:
    """Pale ink on paper that grows ever darker to the right, as photographed by a window."""
    light = np.linspace(255, 40, image.width)
    ink = 1 - 0.4 * (1 - np.asarray(image) / 255)
    return Image.fromarray((light[None, :] * ink).astype(np.uint8))


SETS: dict[str, tuple[int, int, Callable[[Image.Image], Image.Image] | None]] = {
    "75 dpi": (1, 75, None),
    "100 dpi": (1, 100, None),
    "150 dpi": (1, 150, None),
    "200 dpi": (1, 200, None),
    "300 dpi": (1, 300, None),
    "300 dpi, two columns": (2, 300, None),
    "100 dpi, noise": (1, 100, noisy),
    "150 dpi, noise": (1, 150, noisy),
    "200 dpi, noise": (1, 200, noisy),
    "200 dpi, skew": (1, 200, askew),
    "150 dpi, JPEG": (1, 150, squeezed),
    "150 dpi, shadow": (1, 150, in_shadow),
    "200 dpi, on its side": (1, 200, lambda image: image.rotate(90, expand=True)),
}


def every_scan(pages_per_set: int = PAGES_PER_SET) -> Iterator[Scan]:
    """Our own sets, the same on every run, then real scans where they are at hand."""
    for name, (columns, dpi, spoil) in SETS.items():
        for number in range(pages_per_set):
            image, truth = made_page(random.Random(f"{name} {number}"), columns, dpi)
            buffer = io.BytesIO()
            (spoil(image) if spoil else image).save(buffer, "PNG", dpi=(dpi, dpi))
            yield Scan(name, buffer.getvalue(), truth)
    for truth_file in sorted(SCANS.glob("*.txt")):
        (path,) = (p for p in SCANS.glob(f"{truth_file.stem}.*") if p.suffix != ".txt")
        yield Scan("real scans", path.read_bytes(), truth_file.read_text(encoding="utf-8"))


def words_of(text: str) -> list[str]:
    """Words to compare: hyphens and dashes left out, quotation marks as on a typewriter."""
    text = re.sub(r"[-‐‑]\n\s*", "", text)
    text = re.sub("[-‐‑–—]", "", text)
    return text.translate(str.maketrans("“”„‘’", '"""\'\'')).split()


def read_scan(data: bytes) -> tuple[Taken, int]:
    """What the stages make of a page, and how often they had it recognized."""
    settings = Settings(ocr_engine="tesserocr")
    engine = engine_for(settings)
    with mock.patch.object(engine, "table", wraps=engine.table) as table:
        cpu, wall = time.process_time(), time.perf_counter()
        reading = read_document(Source("/scan", None, "scans", len(data)), settings, data)
        taken = (time.process_time() - cpu, time.perf_counter() - wall)
    return Taken(reading.text, "", *taken), table.call_count


def workers(scans: list[Scan], count: int) -> tuple[float, float]:
    """CPU and wall seconds of all pages by so many warm workers, stages alone."""
    with ProcessPoolExecutor(count, get_context("spawn")) as pool:
        list(pool.map(read_scan, [scans[0].data] * 2 * count))
        begun = time.perf_counter()
        cpu = sum(taken.cpu for taken, _ in pool.map(read_scan, [s.data for s in scans]))
        return cpu, time.perf_counter() - begun


def say_workers(console: Console, scans: list[Scan]) -> None:
    """How two workers compare with one, by the clock and by the CPU that a page takes."""
    load = os.getloadavg()[0]
    (cpu_of_one, wall_of_one), (cpu_of_two, wall_of_two) = (workers(scans, n) for n in (1, 2))
    console.print(
        f"Two workers: {wall_of_one / wall_of_two:.2f} times as fast as one by the clock; a page "
        f"takes {cpu_of_two / cpu_of_one:.2f} of the CPU that one worker needs, so that two cores "
        f"of their own make it {2 * cpu_of_one / cpu_of_two:.2f} times. Load before: {load:.1f} "
        f"on {os.cpu_count()} cores; with other work on them the clock says little."
    )


def report(console: Console, peers: Peers) -> None:
    """Everything of OCR, in one run."""
    scans = list(every_scan(int(os.environ.get("ONRECORD_BENCH_PAGES", PAGES_PER_SET))))
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, scan in enumerate(scans):
            kind = "tif" if scan.data[:2] in (b"II", b"MM") else "png"
            paths.append(Path(folder) / f"{number}.{kind}")
            paths[-1].write_bytes(scan.data)
        read_scan(scans[0].data)
        ours = [read_scan(scan.data) for scan in scans]
        found: dict[str, list[Taken]] = {OURS: [taken for taken, _ in ours]}
        for peer in PEERS:
            answer = peers.read(peer, paths, OMP_THREAD_LIMIT="1")
            if isinstance(answer, str):
                console.print(f"{peer} is not run: {answer}")
            else:
                found[peer] = answer
        passes = [count for _, count in ours]
        say(console, scans, found, passes)
        plain = [n for n, count in enumerate(passes) if count == 1][:PLAIN_PAGES]
        answer = peers.read("pytesseract", [paths[n] for n in plain])
        threads = [] if isinstance(answer, str) else answer
        say_ratios(console, found, dict(zip(plain, threads, strict=False)), passes)
    say_workers(console, [scan for scan in scans if scan.of_set.endswith("00 dpi")] * 2)


def say(
    console: Console, scans: list[Scan], found: dict[str, list[Taken]], passes: list[int]
) -> None:
    """Word error rates and CPU seconds by set, their means, and what could not be read."""
    table = Table(
        title="OCR: word error rate in per cent / CPU seconds per page; behind the best",
        box=SIMPLE_HEAD,
        padding=(0, 0, 0, 1),
        pad_edge=False,
    )
    for name in ("set", "pages", "tries", *found, "behind"):
        table.add_column(name, justify="right")
    truths = [words_of(scan.truth) for scan in scans]
    errors = {
        who: [edit_distance(words_of(one.text), t) for one, t in zip(taken, truths, strict=True)]
        for who, taken in found.items()
    }
    means: dict[str, list[float]] = {who: [] for who in found}
    for name in dict.fromkeys(scan.of_set for scan in scans):
        mine = [n for n, scan in enumerate(scans) if scan.of_set == name]
        words = sum(len(truths[n]) for n in mine)
        rates = {who: 100 * sum(errors[who][n] for n in mine) / words for who in found}
        cells = []
        for who, taken in found.items():
            means[who].append(rates[who])
            cells.append(f"{rates[who]:.2f} / {sum(taken[n].cpu for n in mine) / len(mine):.2f}")
        behind = rates[OURS] - min(rates.values())
        tries = sum(passes[n] for n in mine) / len(mine)
        table.add_row(name, str(len(mine)), f"{tries:.1f}", *cells, f"{behind:.2f}")
    average = {who: sum(rates) / len(rates) for who, rates in means.items()}
    table.add_section()
    table.add_row("mean of sets", "", "", *(f"{rate:.2f}" for rate in average.values()))
    for what in ("cpu", "wall"):
        sums = (f"{sum(getattr(one, what) for one in taken):.1f}" for taken in found.values())
        table.add_row(f"{what} seconds in all", "", "", *sums)
    console.print(table)
    for who, taken in found.items():
        for scan, one in zip(scans, taken, strict=True):
            if one.reason:
                console.print(f"{who} could not read a page of {scan.of_set}: {one.reason}")


def say_ratios(
    console: Console,
    found: dict[str, list[Taken]],
    threads: dict[int, Taken],
    passes: list[int],
) -> None:
    """CPU of ours to that of pytesseract, by whether we tried again; ``threads`` by page."""
    peers = {
        "pytesseract with OMP_THREAD_LIMIT=1": dict(enumerate(found.get("pytesseract", []))),
        "plain pytesseract": threads,
    }
    for what, is_one in (("one try", True), ("several tries", False)):
        for peer, taken in peers.items():
            chosen = [n for n in taken if (passes[n] == 1) is is_one]
            if chosen:
                ratio = sum(found[OURS][n].cpu for n in chosen) / sum(taken[n].cpu for n in chosen)
                console.print(f"{len(chosen)} pages of {what}: {ratio:.2f} of the CPU of {peer}")


def main() -> None:
    """This part alone."""
    with tempfile.TemporaryDirectory() as folder:
        report(Console(width=100), install(Path(folder) / "peers"))


if __name__ == "__main__":
    main()
