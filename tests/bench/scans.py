"""Pages of the made PDFs as scans: rendered at a resolution, askew, with noise, as JPEG."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from tests.bench.made_pdf import MadePdf
from tests.bench.reading import edit_distance


@dataclass(frozen=True)
class Scan:
    """How a page was scanned: dots per inch, spread of the noise, degrees askew, JPEG quality."""

    dpi: int
    noise: float = 0.0
    skew: float = 0.0
    quality: int = 95

    @property
    def name(self) -> str:
        return f"{self.dpi} dpi, noise {self.noise:g}, {self.skew:g}°, JPEG {self.quality}"


SCANS = (
    Scan(75),
    Scan(100),
    Scan(150, 8, 0, 60),
    Scan(200, 20, 1.0, 50),
    Scan(300),
    Scan(300, 12, 2.5, 40),
)


def scanned(made: MadePdf, page_number: int, scan: Scan) -> bytes:
    """A page as such a scan would be, as the bytes of a JPEG file; always the same."""
    with pdfium.PdfDocument(made.data) as pdf:
        picture = pdf[page_number - 1].render(scale=scan.dpi / 72).to_pil().convert("L")
    if scan.skew:
        picture = picture.rotate(scan.skew, Image.Resampling.BICUBIC, fillcolor=255)
    if scan.noise:
        noise = np.random.default_rng(1).normal(0, scan.noise, (picture.height, picture.width))
        grey = np.clip(np.asarray(picture) + noise, 0, 255).astype(np.uint8)
        picture = Image.fromarray(grey)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=scan.quality, dpi=(scan.dpi, scan.dpi))
    return buffer.getvalue()


def word_error_rate(found: str, truth: str) -> float:
    """Words to insert, delete or replace, as a share of the true ones."""
    words = truth.split()
    return edit_distance(found.replace("\x0c", " ").split(), words) / max(1, len(words))
