"""What a caller may choose about reading and extracting; its hash tells rows made alike."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

OcrEngine = Literal["auto", "tesserocr", "pytesseract"]


@dataclass(frozen=True, slots=True)
class Caps:
    """How much of a document is read: pages (or frames of an image), and pixels of one image.

    A Word file may unpack to so many megabytes, and its XML, which takes ten times that in memory,
    to so many. The pictures of a document may be so many megabytes together.
    """

    pages: int = 5_000
    megapixels: int = 120  # an A2 sheet at 600 dpi; more is taken for a decompression bomb
    unpacked_megabytes: int = 512
    xml_megabytes: int = 48
    picture_megabytes: int = 128


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings that change what rows a document yields. Equal settings, equal rows.

    ``ocr_languages`` are Tesseract language codes; ``pipeline`` is "onrecord" for the model that
    ships with the project, or the name or path of an installed spaCy pipeline. ``aliases`` is the
    text of a user's table of names (``read_aliases``); ``extractor`` is "rules" or the name of an
    installed one (``tasks.extract.plug``). What lies beyond ``caps`` is an issue.
    """

    ocr_engine: OcrEngine = "auto"
    ocr_languages: tuple[str, ...] = ("eng",)
    pipeline: str = "onrecord"
    aliases: str = ""
    extractor: str = "rules"
    caps: Caps = Caps()

    @property
    def settings_hash(self) -> str:
        """The first 16 hex digits of the SHA-256 of the settings in a canonical JSON form."""
        canonical = json.dumps(asdict(self), sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def read_aliases(path: str | Path | None) -> str:
    """The text of a user's table of names, if any. Raises ValueError, which names a bad file."""
    if path is None:
        return ""
    from tasks.attribute.lists import known_names  # with the language model's library, a second

    try:
        text = Path(path).read_text(encoding="utf-8-sig")
        known_names(text)
    except OSError as problem:
        raise ValueError(f"{path}: {problem.strerror}") from problem
    except ValueError as problem:
        raise ValueError(f"{path}: {problem}") from problem
    return text
