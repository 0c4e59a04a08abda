"""Tesseract through tesserocr, or through its command line where tesserocr cannot work.

One engine stays warm in a process: loading the language data takes longer than a short page. Both
ways answer with Tesseract's own table of words, so everything after them is the same.
"""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
from pathlib import Path
from typing import Any, Protocol

from PIL import Image

from tasks.settings import Settings

# Tesseract's threads take 4.5 to 5 times the CPU for the same text; libgomp reads this on loading.
os.environ["OMP_THREAD_LIMIT"] = "1"

# Where Debian and its kin put language data; TESSDATA_PREFIX comes first.
_DATA_FOLDERS = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)
# Page segmentation: fully automatic, without orientation and script detection.
PAGE_SEGMENTATION = 3


class OcrUnavailable(Exception):
    """Tesseract or its language data is missing; ``remedy`` is the command that mends it."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


class OcrEngine(Protocol):
    """Turns a grey image into Tesseract's table of words."""

    fingerprint: str

    def table(self, image: Image.Image, dpi: int) -> str:
        """Tab-separated rows: level, page, block, paragraph, line, word, left, top, width, height,
        confidence (0 to 100, -1 for none), text; boxes in pixels.
        """
        ...


class _Tesserocr:
    def __init__(self, languages: tuple[str, ...], folder: Path) -> None:
        import tesserocr

        self._api = tesserocr.PyTessBaseAPI(
            path=f"{folder}/", lang="+".join(languages), psm=PAGE_SEGMENTATION
        )
        version = tesserocr.tesseract_version().split()[1]
        self.fingerprint = f"tesserocr/tesseract {version} {_data_hash(languages, folder)}"

    def table(self, image: Image.Image, dpi: int) -> str:
        width, height = image.size
        self._api.SetImageBytes(image.tobytes(), width, height, 1, width)
        self._api.SetSourceResolution(dpi)
        self._api.Recognize(0)
        text: str = self._api.GetTSVText(0)
        self._api.Clear()
        return text


class _CommandLine:
    def __init__(self, languages: tuple[str, ...], folder: Path) -> None:
        import pytesseract

        self._run: Any = pytesseract.image_to_data
        self._languages = "+".join(languages)
        self._config = f'--tessdata-dir "{folder}" --psm {PAGE_SEGMENTATION}'
        version = pytesseract.get_tesseract_version()
        self.fingerprint = f"pytesseract/tesseract {version} {_data_hash(languages, folder)}"

    def table(self, image: Image.Image, dpi: int) -> str:
        config = f"{self._config} --dpi {dpi}"
        text: str = self._run(image, lang=self._languages, config=config)
        # Its first line names the columns; tesserocr gives none.
        return text.partition("\n")[2]


def engine_for(settings: Settings) -> OcrEngine:
    """The warm engine for these settings.

    Raises:
        OcrUnavailable: no engine, or no data for one of the languages.
    """
    return _engine(settings.ocr_engine, settings.ocr_languages)


@functools.lru_cache(maxsize=2)
def _engine(choice: str, languages: tuple[str, ...]) -> OcrEngine:
    folder = _data_folder(languages)
    if choice != "pytesseract":
        try:
            return _Tesserocr(languages, folder)
        except (ImportError, RuntimeError) as error:
            if choice == "tesserocr":
                raise OcrUnavailable(
                    f"tesserocr does not work: {error}", "pip install tesserocr"
                ) from error
    if shutil.which("tesseract") is None:
        raise OcrUnavailable("Tesseract is not installed", _install(languages))
    return _CommandLine(languages, folder)


def _install(languages: tuple[str, ...]) -> str:
    packages = " ".join(f"tesseract-ocr-{code.replace('_', '-')}" for code in languages)
    return f"sudo apt-get install -y tesseract-ocr {packages}"


def _data_folder(languages: tuple[str, ...]) -> Path:
    """The first folder that has the data of all languages."""
    prefix = os.environ.get("TESSDATA_PREFIX")
    folders = [prefix, f"{prefix}/tessdata", *_DATA_FOLDERS] if prefix else _DATA_FOLDERS
    missing = languages
    for folder in map(Path, folders):
        here = tuple(c for c in languages if not (folder / f"{c}.traineddata").is_file())
        if not here:
            return folder
        missing = min(missing, here, key=len)
    names = " and ".join(missing)
    raise OcrUnavailable(f"there is no Tesseract data for {names}", _install(missing))


def _data_hash(languages: tuple[str, ...], folder: Path) -> str:
    """Languages with the head of the SHA-256 of their data: what OCR results depend on."""
    parts = []
    for code in languages:
        with (folder / f"{code}.traineddata").open("rb") as file:
            parts.append(f"{code}:{hashlib.file_digest(file, 'sha256').hexdigest()[:12]}")
    return "+".join(parts)
