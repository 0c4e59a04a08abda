"""The peers of reading, in an environment of their own: never among the project's dependencies.

Each package is installed by itself, so that one that cannot be had is named and the others run.
``ONRECORD_BENCH_PEERS`` names the interpreter of an environment that was made before.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PACKAGES = ("pytesseract", "kreuzberg", "ocrmypdf", "pdfplumber", "pypdfium2")
LONGEST_SECONDS = 3600

# Run under the peers' Python: a way to read and paths in; per path its text or the reason for
# none, CPU seconds and wall seconds out.
_READ = """
import ctypes, json, resource, subprocess, sys, time
way, paths = sys.argv[1], sys.argv[2:]
def cpu():
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in both)
def pages_of(path):
    with pypdfium2.PdfDocument(path) as pdf:
        for page in pdf:
            yield page.get_textpage()
def by_pytesseract(path):
    return pytesseract.image_to_string(path, config="--psm 3")
def by_kreuzberg_ocr(path):
    ocr = kreuzberg.OcrConfig(backend="tesseract", language="eng")
    config = kreuzberg.ExtractionConfig(ocr=ocr, force_ocr=True, use_cache=False)
    return kreuzberg.extract_file_sync(path, config=config).content
def by_ocrmypdf(path):
    command = [sys.executable, "-m", "ocrmypdf", "-q", "--jobs", "1", "--output-type", "pdf",
        "--image-dpi", "300", "--rotate-pages", "--sidecar", path + ".txt", path, path + ".pdf"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr.strip() or f"exit status {done.returncode}")
    return open(path + ".txt", encoding="utf-8").read()
def by_kreuzberg(path):
    config = kreuzberg.ExtractionConfig(use_cache=False)
    return kreuzberg.extract_file_sync(path, config=config).content
def by_pdfplumber(path):
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_words(x_tolerance_ratio=0.15)
            page.close()
    return ""
def by_characters(path):
    raw = pypdfium2.raw
    for page in pages_of(path):
        box = [ctypes.c_double() for _ in range(4)]
        for n in range(page.count_chars()):
            raw.FPDFText_GetUnicode(page, n)
            raw.FPDFText_GetCharBox(page, n, *box)
    return ""
def by_bulk(path):
    return " ".join(page.get_text_range() for page in pages_of(path))
WAYS = {"pytesseract": (by_pytesseract, "pytesseract"), "OCRmyPDF": (by_ocrmypdf, "ocrmypdf"),
    "kreuzberg": (by_kreuzberg_ocr, "kreuzberg"),
    "kreuzberg, text alone": (by_kreuzberg, "kreuzberg"),
    "pdfplumber.extract_words": (by_pdfplumber, "pdfplumber"),
    "PDFium, character by character": (by_characters, "pypdfium2"),
    "PDFium, bulk text": (by_bulk, "pypdfium2")}
read, module = WAYS[way]
globals()[module] = __import__(module)
if module == "pypdfium2":
    import pypdfium2.raw
found = []
for path in paths:
    before, begun = cpu(), time.perf_counter()
    text, reason = "", ""
    try:
        text = read(path)
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
    found.append((text, reason, cpu() - before, time.perf_counter() - begun))
print(json.dumps(found))
"""


@dataclass(frozen=True)
class Taken:
    """What one reader made of one file; ``reason`` says why when it made nothing."""

    text: str
    reason: str
    cpu: float
    wall: float


@dataclass(frozen=True)
class Peers:
    """An interpreter, the versions that it has, and why others are not there."""

    python: Path
    versions: dict[str, str]
    absent: dict[str, str]

    def read(self, way: str, paths: list[Path], **variables: str) -> list[Taken] | str:
        """Each file read by a peer; or, where it does not run at all, the reason.

        Tesseract takes as many threads as it likes unless ``variables`` say otherwise.
        """
        given = {k: v for k, v in os.environ.items() if k != "OMP_THREAD_LIMIT"} | variables
        command = [str(self.python), "-c", _READ, way, *map(str, paths)]
        try:
            done = subprocess.run(
                command, env=given, capture_output=True, text=True, timeout=LONGEST_SECONDS
            )
        except subprocess.TimeoutExpired:
            return f"not done after {LONGEST_SECONDS} seconds"
        if done.returncode:
            package = next((p for p in self.absent if p in way.lower()), None)
            return self.absent[package] if package else last_line(done.stderr)
        return [Taken(*one) for one in json.loads(done.stdout)]


def install(folder: Path) -> Peers:
    """The peers in a new environment in this folder, or those that were made before."""
    given = os.environ.get("ONRECORD_BENCH_PEERS")
    absent: dict[str, str] = {}
    if given:
        python = Path(given)
    else:
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        python = folder / "bin" / "python"
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        for package in PACKAGES:
            done = subprocess.run([*pip, package], capture_output=True, text=True)
            if done.returncode:
                absent[package] = f"pip cannot install it: {last_line(done.stderr)}"
    code = (
        "import importlib.metadata as m, json\n"
        "print(json.dumps({d.name.lower(): d.version for d in m.distributions()}))"
    )
    done = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=True)
    installed = json.loads(done.stdout)
    for package in PACKAGES:
        if package not in installed:
            absent.setdefault(package, "it is not in that environment")
    return Peers(python, {p: installed[p] for p in PACKAGES if p in installed}, absent)


def last_line(text: str) -> str:
    """What an error output ends with."""
    return (text.strip().splitlines() or ["no word of explanation"])[-1]
