"""How much one document may take, by the settings of the machine that reads it.

They are no parameters of a flow: the same deployment may run on a small machine and on a large one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from flows.configuration import configuration
from tasks.settings import Caps


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may take before its worker is ended."""

    base_seconds: float = 60.0
    seconds_per_digital_page: float = 10.0
    seconds_per_ocr_page: float = 60.0
    # A worker at rest needs about 300 MB.
    memory_bytes: int = 3 * 1024**3

    @classmethod
    def set_here(cls) -> Self:
        """The limits by file and environment. Raises BadSetting."""
        chosen = configuration()
        base, digital, ocr, megabytes = (
            float(chosen[name].value or 0)
            for name in ("base_seconds", "page_seconds", "ocr_page_seconds", "memory_megabytes")
        )
        return cls(base, digital, ocr, round(megabytes * 1024**2))

    def seconds(self, digital_pages: int, ocr_pages: int) -> float:
        """Seconds for the pages read so far; one more, since the next may need OCR."""
        return (
            self.base_seconds
            + self.seconds_per_digital_page * digital_pages
            + self.seconds_per_ocr_page * (ocr_pages + 1)
        )


def caps_set_here() -> Caps:
    """How much of a document is read, by file and environment. Raises BadSetting."""
    chosen = configuration()
    names = (
        "page_cap",
        "megapixel_cap",
        "unpacked_megabyte_cap",
        "xml_megabyte_cap",
        "picture_megabyte_cap",
    )
    return Caps(*(int(chosen[name].value or 0) for name in names))


def largest_file_bytes() -> int:
    """Files larger than this are not looked into, by file and environment. Raises BadSetting."""
    return int(configuration()["file_megabyte_cap"].value or 0) << 20
