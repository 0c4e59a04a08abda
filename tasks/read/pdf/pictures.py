"""Pictures on a digital page that may hold text of their own."""

from __future__ import annotations

import ctypes
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as c

from tasks.read.image import grey_of
from tasks.read.pdf.objects import Picture
from tasks.values import EmbeddedImage, Source

# Smaller pictures hold no text worth reading; larger ones are left out, and an issue says so.
SMALLEST_WIDTH, SMALLEST_HEIGHT = 100, 30
_MOST_PIXELS = 40_000_000
_MOST_PICTURES = 200  # of one document


@dataclass(slots=True)
class PictureShelf:
    """Pictures of a document found so far, each once, and on how many pages it was seen.

    About ``most_bytes`` of them are kept.
    ``is_full`` says that some were left out: too many, or too large.
    """

    source: Source
    most_bytes: int
    is_full: bool = False
    _held_bytes: int = 0
    _images: dict[str, EmbeddedImage] = field(default_factory=dict)
    _pages: dict[str, set[int]] = field(default_factory=dict)

    def add(self, pictures: Iterable[Picture], page: Any, number: int, rotation: int) -> None:
        """Keep the pictures of a page that are large enough and new to the document."""
        for index, picture in enumerate(pictures, start=1):
            pixels = picture.width * picture.height
            is_small = picture.width < SMALLEST_WIDTH or picture.height < SMALLEST_HEIGHT
            if is_small:
                continue
            if pixels > _MOST_PIXELS:
                self.is_full = True
                continue
            key = _key(picture)
            is_new = key not in self._pages
            self._pages.setdefault(key, set()).add(number)
            if not is_new:
                continue
            if self._held_bytes > self.most_bytes or len(self._images) >= _MOST_PICTURES:
                self.is_full = True
                continue
            data = _png(picture, page, rotation)
            if data is not None:
                self._held_bytes += len(data)
                uri = f"{self.source.uri}#page={number}&image={index}"
                self._images[key] = EmbeddedImage(uri, data, number, picture.box)

    def images(self, page_count: int) -> list[EmbeddedImage]:
        """The pictures in the order they were found, without those on more than half the pages."""
        most = page_count / 2 if page_count > 2 else page_count
        return [image for key, image in self._images.items() if len(self._pages[key]) <= most]


def _key(picture: Picture) -> str:
    """What tells a picture from another: the hash of its stored bytes."""
    size = c.FPDFImageObj_GetImageDataRaw(picture.handle, None, 0)
    buffer = ctypes.create_string_buffer(size or 1)
    c.FPDFImageObj_GetImageDataRaw(picture.handle, buffer, size)
    digest = hashlib.sha256(buffer.raw[:size])
    digest.update(f"{picture.width}x{picture.height}".encode())
    return digest.hexdigest()


def _png(picture: Picture, page: Any, rotation: int) -> bytes | None:
    """The picture as it is seen, masks applied, in its own resolution, as PNG."""
    image = pdfium.PdfImage(picture.handle, page=page, pdf=page.pdf)
    try:
        bitmap = image.get_bitmap(render=True)
    except pdfium.PdfiumError:
        return None
    seen = grey_of(bitmap.to_pil())
    if rotation:
        seen = seen.rotate(-rotation, expand=True)
    dpi = seen.width * 72 / max(1.0, picture.box.x1 - picture.box.x0)
    buffer = io.BytesIO()
    seen.save(buffer, "PNG", dpi=(dpi, dpi))
    return buffer.getvalue()
