"""What a caller may choose about reading and extracting; its hash tells rows made alike."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Literal

OcrEngine = Literal["auto", "tesserocr", "pytesseract"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings that change what rows a document yields. Equal settings, equal rows.

    ``ocr_languages`` are Tesseract language codes; ``pipeline`` is "onrecord" for the model that
    ships with the project, or the name or path of an installed spaCy pipeline.
    """

    ocr_engine: OcrEngine = "auto"
    ocr_languages: tuple[str, ...] = ("eng",)
    pipeline: str = "onrecord"

    @property
    def settings_hash(self) -> str:
        """The first 16 hex digits of the SHA-256 of the settings in a canonical JSON form."""
        canonical = json.dumps(asdict(self), sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(canonical.encode()).hexdigest()[:16]
