"""A picture of a page as it was read: what evidence is drawn on."""

from __future__ import annotations

import io
import warnings

import pypdfium2 as pdfium
from PIL import Image, ImageOps

from tasks.read.image import DECODER_ERRORS, dpi_of, on_paper

# Fine enough to read by, and small enough to send.
_DPI = 150.0
_MOST_PIXELS = 24_000_000


class NoPicture(Exception):
    """A page of which no picture can be made; the message says why."""


def page_picture(data: bytes, media_type: str, page_number: int) -> tuple[Image.Image, float]:
    """The page in colour on white, and how many of its pixels make a point.

    ``data`` are the document's bytes. Its top left is that of the page's boxes. Raises NoPicture.
    """
    try:
        if media_type == "application/pdf":
            return _of_pdf(data, page_number)
        if media_type.startswith("image/"):
            return _of_image(data, page_number)
    except (pdfium.PdfiumError, *DECODER_ERRORS) as error:
        raise NoPicture(f"page {page_number} cannot be drawn ({error})") from error
    raise NoPicture(f"it is {media_type}, which has lines and no pages")


def _of_pdf(data: bytes, page_number: int) -> tuple[Image.Image, float]:
    with pdfium.PdfDocument(data) as pdf:
        page = pdf[page_number - 1]
        area = page.get_width() * page.get_height()
        scale = min(_DPI / 72, (_MOST_PIXELS / max(1.0, area)) ** 0.5)
        image: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
        page.close()
    return image, scale


def _of_image(data: bytes, page_number: int) -> tuple[Image.Image, float]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd tags
        image = Image.open(io.BytesIO(data))
        image.seek(page_number - 1)
        scale = dpi_of(image) / 72
        image.load()
        shown = on_paper(ImageOps.exif_transpose(image)).convert("RGB")
    share = min(1.0, (_MOST_PIXELS / (shown.width * shown.height)) ** 0.5)
    if share < 1.0:
        shown = shown.resize((round(shown.width * share), round(shown.height * share)))
    return shown, scale * share
