"""OCR beside its peers: pages of our own at 75 to 300 dpi, spoilt in known ways, and real scans.

The peers run in an environment of their own, made here. ``python -m tests.bench.ocr`` prints word
error rates and CPU seconds, set by set.
"""

from __future__ import annotations

import io
import json
import os
import random
import re
import subprocess
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
from rich.console import Console
from rich.table import Table

from tasks.read.ocr_engine import engine_for
from tasks.run_stages import read_document
from tasks.settings import Settings
from tasks.values import Source
from tests.bench.clients import environment
from tests.bench.made_pdf import CLAUSES, SUBJECTS, TAILS, VERBS
from tests.bench.reading import edit_distance
from tests.conftest import ROOT

SCANS = ROOT.parent / "shared" / "corpora" / "scans"
OURS = "On Record"
PAGES_PER_SET = 2
PEERS = ("pytesseract", "kreuzberg", "OCRmyPDF")
PLAIN = "pytesseract, its own threads"
# Run under the peers' Python: its name and paths in, text and CPU seconds per path out.
_BY_PEER = """
import json, resource, subprocess, sys
peer, paths = sys.argv[1], sys.argv[2:]
def cpu():
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in both)
def by_pytesseract(path):
    return pytesseract.image_to_string(path, config="--psm 3")
def by_kreuzberg(path):
    ocr = kreuzberg.OcrConfig(backend="tesseract", language="eng")
    config = kreuzberg.ExtractionConfig(ocr=ocr, force_ocr=True, use_cache=False)
    return kreuzberg.extract_file_sync(path, config=config).content
def by_ocrmypdf(path):
    command = [sys.executable, "-m", "ocrmypdf", "-q", "--jobs", "1", "--output-type", "pdf",
        "--image-dpi", "300", "--rotate-pages", "--sidecar", path + ".txt", path, path + ".pdf"]
    subprocess.run(command, check=True, capture_output=True)
    return open(path + ".txt", encoding="utf-8").read()
if peer == "pytesseract":
    import pytesseract
elif peer == "kreuzberg":
    import kreuzberg
read = {"pytesseract": by_pytesseract, "kreuzberg": by_kreuzberg, "OCRmyPDF": by_ocrmypdf}[peer]
found = []
for path in paths:
    before = cpu()
    try:
        text = read(path)
    except Exception as error:
        print(peer, path, error, file=sys.stderr)
        text = ""
    found.append((text, cpu() - before))
print(json.dumps(found))
"""


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


SETS: dict[str, tuple[int, int, Callable[[Image.Image], Image.Image] | None]] = {
    "75 dpi": (1, 75, None),
    "100 dpi": (1, 100, None),
    "150 dpi": (1, 150, None),
    "200 dpi": (1, 200, None),
    "300 dpi": (1, 300, None),
    "300 dpi, two columns": (2, 300, None),
    "200 dpi, noise": (1, 200, noisy),
    "200 dpi, skew": (1, 200, askew),
    "150 dpi, JPEG": (1, 150, squeezed),
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


def read_scan(data: bytes) -> tuple[str, float, int]:
    """Text, CPU seconds and recognitions of a page through the stages."""
    settings = Settings(ocr_engine="tesserocr")
    engine = engine_for(settings)
    with mock.patch.object(engine, "table", wraps=engine.table) as table:
        before = time.process_time()
        reading = read_document(Source("/scan", None, "scans", len(data)), settings, data)
        taken = time.process_time() - before
    return reading.text, taken, table.call_count


def by_peer(python: Path, peer: str, paths: list[Path], **more: str) -> list[tuple[str, float]]:
    """Text and CPU seconds of each page by a peer, one thread unless ``more`` says otherwise."""
    given = {k: v for k, v in os.environ.items() if k != "OMP_THREAD_LIMIT"}
    command = [str(python), "-c", _BY_PEER, peer, *map(str, paths)]
    done = subprocess.run(command, env=given | more, capture_output=True, text=True, check=True)
    return [(text, cpu) for text, cpu in json.loads(done.stdout)]


def two_workers(scans: list[Scan]) -> float:
    """How many times faster two warm workers read these pages than one does."""
    walls = []
    for count in (1, 2):
        with ProcessPoolExecutor(count, get_context("spawn")) as pool:
            list(pool.map(read_scan, [scans[0].data] * count))
            begun = time.perf_counter()
            list(pool.map(read_scan, [scan.data for scan in scans]))
            walls.append(time.perf_counter() - begun)
    return walls[0] / walls[1]


def main() -> None:
    """Everything, in one run."""
    scans = list(every_scan(int(os.environ.get("ONRECORD_BENCH_PAGES", PAGES_PER_SET))))
    with tempfile.TemporaryDirectory() as folder:
        given = os.environ.get("ONRECORD_BENCH_PEERS")
        packages = ["pytesseract", "kreuzberg", "ocrmypdf"]
        python = Path(given) if given else environment(Path(folder) / "peers", packages)
        paths = []
        for number, scan in enumerate(scans):
            kind = "tif" if scan.data[:2] in (b"II", b"MM") else "png"
            paths.append(Path(folder) / f"{number}.{kind}")
            paths[-1].write_bytes(scan.data)
        read_scan(scans[0].data)
        ours = [read_scan(scan.data) for scan in scans]
        found = {OURS: [(text, cpu) for text, cpu, _ in ours]}
        for peer in PEERS:
            found[peer] = by_peer(python, peer, paths, OMP_THREAD_LIMIT="1")
        found[PLAIN] = by_peer(python, "pytesseract", paths)
    say(scans, found, [passes for _, _, passes in ours])
    clean = [scan for scan in scans if scan.of_set.endswith("00 dpi")]
    print(f"two workers read {two_workers(clean * 3):.2f} times as fast as one")


def say(scans: list[Scan], found: dict[str, list[tuple[str, float]]], passes: list[int]) -> None:
    """Word error rates and CPU seconds by set, then CPU ratios by whether we tried again."""
    table = Table(title="OCR: word error rate in per cent / CPU seconds per page")
    for name in ("set", *found):
        table.add_column(name, justify="right")
    truths = [words_of(scan.truth) for scan in scans]
    errors = {
        who: [edit_distance(words_of(text), t) for (text, _), t in zip(texts, truths, strict=True)]
        for who, texts in found.items()
    }
    sets = list(dict.fromkeys(scan.of_set for scan in scans))
    rates: dict[str, list[float]] = {who: [] for who in found}
    for name in sets:
        mine = [n for n, scan in enumerate(scans) if scan.of_set == name]
        cells = []
        for who, texts in found.items():
            rate = 100 * sum(errors[who][n] for n in mine) / sum(len(truths[n]) for n in mine)
            rates[who].append(rate)
            cells.append(f"{rate:.2f} / {sum(texts[n][1] for n in mine) / len(mine):.2f}")
        table.add_row(f"{name} ({max(passes[n] for n in mine)} passes)", *cells)
    table.add_row("mean of sets", *(f"{sum(r) / len(r):.2f}" for r in rates.values()))
    Console(width=140).print(table)
    for what, chosen in (
        ("one try", [n for n, count in enumerate(passes) if count == 1]),
        ("several tries", [n for n, count in enumerate(passes) if count > 1]),
    ):
        if chosen:
            mine_cpu = sum(found[OURS][n][1] for n in chosen)
            for peer in ("pytesseract", PLAIN):
                ratio = mine_cpu / sum(found[peer][n][1] for n in chosen)
                print(f"{len(chosen)} pages of {what}: {ratio:.2f} of the CPU of {peer}")


if __name__ == "__main__":
    main()
