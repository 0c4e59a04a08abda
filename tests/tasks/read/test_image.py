"""Image files: every mode and format, frames, EXIF, broken files, missing engines."""

from __future__ import annotations

import io
import zlib

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from tasks.read import Unreadable, ocr_engine
from tasks.read.image import grey_of
from tasks.run_stages import read_document
from tasks.settings import Caps, Settings
from tasks.values import Reading, Source

WORDS = "The council agreed to build"


def picture(mode: str = "L") -> Image.Image:
    image = Image.new("L", (900, 160), 255)
    ImageDraw.Draw(image).text((30, 50), WORDS, font=ImageFont.load_default(size=48), fill=0)
    if mode == "I;16":
        return Image.fromarray((np.asarray(image).astype(np.uint16)) * 257)
    return image.convert(mode)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def read(data: bytes, settings: Settings | None = None) -> Reading:
    return read_document(Source("/a.png", None, "test", len(data)), settings or Settings(), data)


def transparent() -> Image.Image:
    image = Image.new("RGBA", (900, 160), (0, 0, 0, 0))
    font = ImageFont.load_default(size=48)
    ImageDraw.Draw(image).text((30, 50), WORDS, font=font, fill=(0, 0, 0, 255))
    return image


@pytest.mark.parametrize(
    "data",
    [
        saved(picture(), "PNG"),
        saved(picture("1"), "PNG"),
        saved(picture("I;16"), "PNG"),
        saved(picture("P"), "PNG"),
        saved(transparent(), "PNG"),
        saved(picture("RGB"), "JPEG"),
        saved(picture("CMYK"), "JPEG"),
        saved(picture("CMYK"), "TIFF"),
        saved(picture("1"), "TIFF", compression="group4"),
        saved(picture("RGB"), "WEBP", lossless=True),
        saved(picture(), "GIF"),
        saved(picture("RGB"), "BMP"),
    ],
    ids=lambda data: f"{data[:4]!r}-{len(data)}",
)
def test_every_format_and_mode_is_read(data: bytes) -> None:
    reading = read(data)
    assert reading.text == WORDS
    assert reading.read_method == "ocr"
    assert reading.ocr_confidence_score is not None
    assert reading.ocr_confidence_score > 0.8
    assert "tesseract" in reading.engine_fingerprint


def test_exif_turns_the_picture_and_boxes_follow() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees clockwise
    data = saved(picture("RGB").rotate(90, expand=True), "JPEG", exif=exif, dpi=(144, 144))
    reading = read(data)
    assert reading.text == WORDS
    assert (reading.pages[0].width, reading.pages[0].height) == (450, 80)


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_scanned_sideways_is_turned_and_boxes_are_turned_back(quarters: int) -> None:
    page = Image.new("L", (1000, 1400), 255)
    font = ImageFont.load_default(size=30)
    for row in range(12):
        line = "The council agreed that the school is built next year."
        ImageDraw.Draw(page).text((80, 100 + 60 * row), line, font=font, fill=0)
    turned = page.rotate(90 * quarters, expand=True)
    reading = read(saved(turned, "PNG", dpi=(150, 150)))
    assert reading.text.count("The council agreed that the school is built next year.") == 12
    grey = turned.convert("L")
    for word in reading.words:
        assert word.box is not None
        corners = [round(value * 150 / 72) for value in word.box]
        low, _ = grey.crop(corners).getextrema()
        assert low < 128


def test_every_frame_of_a_tiff_is_a_page() -> None:
    data = saved(picture(), "TIFF", save_all=True, append_images=[picture(), picture()])
    reading = read(data)
    assert [page.page_number for page in reading.pages] == [1, 2, 3]
    assert reading.text.split() == WORDS.split() * 3


def test_a_photograph_without_text_is_hardly_an_issue() -> None:
    reading = read(saved(Image.linear_gradient("L").resize((400, 400)), "PNG"))
    assert reading.text == ""
    assert [(issue.code, issue.severity) for issue in reading.issues] == [("no_text", "info")]


def bomb() -> bytes:
    """A PNG whose header promises 400 million pixels."""
    data = bytearray(saved(Image.new("L", (8, 8)), "PNG"))
    data[16:24] = (20_000).to_bytes(4, "big") * 2
    crc = zlib.crc32(data[12:29]).to_bytes(4, "big")
    data[29:33] = crc
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (saved(picture(), "PNG")[:900], "truncated"),
        (saved(picture("RGB"), "JPEG")[:1500], "truncated"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDX" + bytes(60), "malformed"),
        (bomb(), "bomb"),
    ],
)
def test_broken_images_are_named(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(data)
    assert caught.value.issue.code == code
    assert caught.value.issue.remedy


def test_the_size_of_an_image_is_capped_by_a_setting() -> None:
    data = saved(Image.new("1", (2_000, 1_000), 1), "PNG")
    assert read(data, Settings(caps=Caps(megapixels=2))).text == ""
    with pytest.raises(Unreadable) as caught:
        read(data, Settings(caps=Caps(megapixels=1)))
    assert caught.value.issue.code == "bomb"
    assert "2000 by 1000 pixels" in caught.value.issue.message
    with pytest.raises(Unreadable) as caught:  # the cap may be higher than Pillow's own
        read(bomb(), Settings(caps=Caps(megapixels=500)))
    assert caught.value.issue.code != "bomb"


def test_a_missing_language_names_the_command_that_mends_it() -> None:
    with pytest.raises(Unreadable) as caught:
        read(saved(picture(), "PNG"), Settings(ocr_languages=("tlh",)))
    issue = caught.value.issue
    assert issue.code == "ocr_unavailable"
    assert issue.remedy == "sudo apt-get install -y tesseract-ocr tesseract-ocr-tlh"


def test_the_engine_stays_warm() -> None:
    assert ocr_engine.engine_for(Settings()) is ocr_engine.engine_for(Settings())


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "I", "F"])
def test_any_mode_becomes_grey(mode: str) -> None:
    grey = grey_of(Image.new("L", (4, 4), 255).convert(mode))
    assert grey.mode == "L"
    assert grey.getextrema() == (255, 255)


@pytest.mark.parametrize("degrees", [-4.0, -1.0, 3.0])
def test_a_page_scanned_askew_is_straightened_and_boxes_lean_back(degrees: float) -> None:
    page = Image.new("L", (1000, 800), 255)
    font = ImageFont.load_default(size=30)
    for row in range(8):
        line = "The council agreed that the school is built next year."
        ImageDraw.Draw(page).text((80, 100 + 70 * row), line, font=font, fill=0)
    askew = page.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
    reading = read(saved(askew, "PNG", dpi=(150, 150)))
    # Without spaces: the interpolated letters touch here and there.
    assert "".join(reading.text.split()).count("Thecouncilagreedthattheschool") == 8
    dark = np.asarray(askew) < 128
    covered = np.zeros_like(dark)
    for word in reading.words:
        assert word.box is not None
        x0, top, x1, bottom = (round(value * 150 / 72) for value in word.box)
        assert dark[top:bottom, x0:x1].any()
        covered[top - 3 : bottom + 3, x0 - 3 : x1 + 3] = True
    assert (dark & covered).sum() >= 0.95 * dark.sum()
