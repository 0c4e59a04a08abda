"""Images of every format and mode: the same words whatever the pixels are kept in."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from tasks.run_stages import read_document
from tasks.settings import Caps, Settings
from tasks.values import Reading, Source

WORDS = "The council agreed."
OTHER = "The mayor refused."


def page(text: str = WORDS) -> Image.Image:
    image = Image.new("L", (900, 200), 255)
    ImageDraw.Draw(image).text((40, 70), text, font=ImageFont.load_default(48), fill=0)
    return image


def transparent(image: Image.Image) -> Image.Image:
    """Black letters on nothing."""
    shown = Image.new("RGBA", image.size, (0, 0, 0, 0))
    shown.putalpha(Image.eval(image, lambda value: 255 - value))
    return shown


def palette(image: Image.Image) -> Image.Image:
    shown = image.quantize(4)
    shown.info["transparency"] = shown.getpixel((0, 0))
    return shown


def deep(image: Image.Image) -> Image.Image:
    return Image.fromarray(np.asarray(image).astype(np.uint16) * 257)


def floating(image: Image.Image) -> Image.Image:
    return Image.fromarray(np.asarray(image).astype(np.float32) / 255)


def inverted_cmyk(image: Image.Image) -> Image.Image:
    return image.convert("RGB").convert("CMYK")


CASES: list[tuple[str, Callable[[Image.Image], Image.Image], dict[str, object]]] = [
    ("PNG", lambda i: i, {}),
    ("PNG", lambda i: i.convert("1"), {}),
    ("PNG", lambda i: i.convert("RGB"), {}),
    ("PNG", transparent, {}),
    ("PNG", lambda i: transparent(i).convert("LA"), {}),
    ("PNG", palette, {}),
    ("PNG", deep, {}),
    ("JPEG", lambda i: i, {"quality": 80}),
    ("JPEG", lambda i: i.convert("RGB"), {"progressive": True}),
    ("JPEG", inverted_cmyk, {}),
    ("TIFF", lambda i: i.convert("1"), {"compression": "group4"}),
    ("TIFF", lambda i: i, {"compression": "tiff_lzw"}),
    ("TIFF", deep, {}),
    ("TIFF", floating, {}),
    ("TIFF", inverted_cmyk, {}),
    ("TIFF", lambda i: i.convert("LAB") if i.mode == "RGB" else i.convert("RGB"), {}),
    ("WEBP", lambda i: i.convert("RGB"), {"lossless": True}),
    ("WEBP", transparent, {"lossless": True}),
    ("GIF", lambda i: i, {}),
    ("GIF", palette, {}),
    ("BMP", lambda i: i, {}),
    ("BMP", lambda i: i.convert("1"), {}),
    ("BMP", lambda i: i.convert("RGB"), {}),
]


def read(data: bytes, settings: Settings | None = None) -> Reading:
    return read_document(Source("/a", None, "test", len(data)), settings or Settings(), data)


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("form", "change", "options"), CASES, ids=[f"{n}-{case[0]}" for n, case in enumerate(CASES)]
)
def test_every_kind_of_pixels_is_read(
    form: str, change: Callable[[Image.Image], Image.Image], options: dict[str, object]
) -> None:
    assert read(saved(change(page()), form, **options)).text == WORDS


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_says_which_way_is_up(orientation: int) -> None:
    """Stored as each orientation wants it (EXIF 2.32, 4.6.4 A), every page reads upright."""
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    image = page().transpose(undo[orientation]) if orientation in undo else page()
    exif = Image.Exif()
    exif[0x0112] = orientation
    reading = read(saved(image, "JPEG", exif=exif))
    assert reading.text == WORDS
    (shown,) = reading.pages
    assert shown.width is not None
    assert shown.height is not None
    assert shown.width > shown.height


@pytest.mark.parametrize("form", ["TIFF", "GIF", "WEBP", "PNG"])
def test_later_frames_are_pages(form: str) -> None:
    """A scan of several pages, or a picture whose words change: every frame that shows others."""
    frames = [page().convert("RGB"), page(OTHER).convert("RGB")]
    options = {"lossless": True} if form == "WEBP" else {}
    reading = read(saved(frames[0], form, save_all=True, append_images=frames[1:], **options))
    assert [p.page_number for p in reading.pages] == [1, 2]
    assert reading.text.split("\n\n") == [WORDS, OTHER]


def test_frames_that_show_the_same_are_one_page() -> None:
    frames = [page(), page(), page(OTHER), page(OTHER)]
    for number, frame in enumerate(frames):
        frame.putpixel((0, 0), number)  # a twinkling pixel is nothing new to read
    reading = read(saved(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert reading.text.split("\n\n") == [WORDS, OTHER]


def test_frames_beyond_the_cap_are_named() -> None:
    frames = [page(), page(OTHER)]
    data = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    assert not read(data, Settings(caps=Caps(pages=2))).is_partial
    reading = read(data, Settings(caps=Caps(pages=1)))
    assert reading.text == WORDS
    assert reading.is_partial
    (issue,) = reading.issues
    assert "2 frames; the first 1 are read" in issue.message
    assert issue.remedy
