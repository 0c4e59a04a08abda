"""Read an image file by OCR: every frame of it is a page."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from tasks.read.ocr import read_image
from tasks.read.ocr_engine import OcrUnavailable, engine_for
from tasks.read.raw import RawPage, Unreadable, cut_short, problem, unreadable
from tasks.settings import Settings
from tasks.values import Issue, Source

# Below this nothing can be read.
SMALLEST_SIDE_PIXELS = 8
# Pillow knows one size for all; ours is a setting, looked at before anything is unpacked.
Image.MAX_IMAGE_PIXELS = None
# Formats whose frames are mostly moments of one picture: those like the one before are not read.
_ANIMATED = ("GIF", "WEBP", "PNG")
_CLEAR_DIFFERENCE, _CHANGED_SHARE = 48, 0.002
# Resolutions that cameras and screens write without meaning.
_MEANINGLESS_DPI = 72.5
_READ_FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "GIF", "BMP", "MPO")
# What Pillow's decoders raise on bytes that break their format.
DECODER_ERRORS = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    TypeError,
    KeyError,
    OverflowError,
    MemoryError,
    RuntimeError,
    AttributeError,
    ZeroDivisionError,
)


def read_image_file(source: Source, settings: Settings, data: bytes) -> Iterator[RawPage]:
    """Pages of an image file: one for each frame that shows something new, upright as EXIF says.

    A page bears the number of its frame.

    Raises:
        Unreadable: the file is broken, or there is no OCR engine.
    """
    image = _open(source, data, settings.caps.megapixels)
    frame_count, cap = _frame_count(source, data, image), settings.caps.pages
    shown: Image.Image | None = None
    try:
        engine = engine_for(settings)
    except OcrUnavailable as missing:
        raise unreadable(
            source, "ocr_unavailable", f"{source.uri} needs OCR: {missing}", missing.remedy
        ) from missing
    for number in range(1, min(frame_count, cap) + 1):
        page = RawPage(page_number=number, read_method="ocr", engine=engine.fingerprint)
        if number == 1 and frame_count > cap:
            page.issues, page.is_partial = [cut_short(source, frame_count, "frames", cap)], True
        try:
            with warnings.catch_warnings():
                # Pillow warns of odd tags; only what keeps a frame from being read matters.
                warnings.simplefilter("ignore")
                image.seek(number - 1)
                grey, dpi = upright_grey(image)
        except DECODER_ERRORS as error:
            if number == 1:
                raise _broken(source, data, error) from error
            page.issues.append(_bad_frame(source, number, error))
            page.is_partial = True
            yield page
            continue
        if image.format in _ANIMATED and shown is not None and _is_alike(shown, grey):
            continue
        shown = grey
        page.width, page.height = grey.width * 72 / dpi, grey.height * 72 / dpi
        if min(grey.size) >= SMALLEST_SIDE_PIXELS:
            result = read_image(grey, dpi, engine, number)
            page.lines, page.turn = result.lines, result.turn
            page.ocr_confidence_score = result.confidence
        yield page


def _open(source: Source, data: bytes, megapixels: int) -> Image.Image:
    try:
        with warnings.catch_warnings():
            # Size is checked here, against a limit of our own.
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data), formats=_READ_FORMATS)
    except (*DECODER_ERRORS, UnidentifiedImageError) as error:
        raise _broken(source, data, error) from error
    if image.width * image.height > megapixels * 1_000_000:
        raise _bomb(source, f"{image.width} by {image.height} pixels")
    return image


def _frame_count(source: Source, data: bytes, image: Image.Image) -> int:
    try:
        return int(getattr(image, "n_frames", 1))
    except DECODER_ERRORS as error:
        raise _broken(source, data, error) from error


def _is_alike(before: Image.Image, after: Image.Image) -> bool:
    """Whether two frames show the same: next to no part of them differs clearly."""
    if before.size != after.size:
        return False
    factor = 4 if min(before.size) >= 64 else 1
    a, b = (np.asarray(frame.reduce(factor), dtype=np.int16) for frame in (before, after))
    return bool((np.abs(a - b) > _CLEAR_DIFFERENCE).mean() < _CHANGED_SHARE)


def upright_grey(image: Image.Image) -> tuple[Image.Image, float]:
    """An 8-bit grey copy on white, turned as EXIF says, and its resolution in pixels per inch.

    Raises:
        OSError, ValueError and kin: the pixels cannot be decoded.
    """
    dpi = dpi_of(image)
    image.load()
    upright = ImageOps.exif_transpose(image)
    return grey_of(upright), dpi


def on_paper(image: Image.Image) -> Image.Image:
    """An image of any mode with 8 bits a colour: transparency over white, deep modes scaled."""
    if image.mode in ("I", "F", "I;16", "I;16B", "I;16L"):
        return _scaled(image)
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(paper, image)
    return image


def grey_of(image: Image.Image) -> Image.Image:
    """An 8-bit grey image of any mode."""
    image = on_paper(image)
    return image.convert("RGB").convert("L") if image.mode not in ("L", "1") else image.convert("L")


def _scaled(image: Image.Image) -> Image.Image:
    """Deep grey to 8 bits: 16-bit values by their high byte, others by their own range."""
    values = np.asarray(image, dtype=np.float64)
    values = np.nan_to_num(values, posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    if low >= 0 and 255 < high <= 65535:
        values = values / 257
    elif high > 255 or low < 0:
        values = (values - low) / ((high - low) or 1.0) * 255
    return Image.fromarray(values.clip(0, 255).astype(np.uint8))


def dpi_of(image: Image.Image) -> float:
    """The resolution an image states, or the one at which it would fill the width of a page."""
    stated = image.info.get("dpi")
    try:
        dpi = float(stated[0]) if stated else 0.0
    except (TypeError, ValueError, ZeroDivisionError, IndexError):
        dpi = 0.0
    if _MEANINGLESS_DPI < dpi <= 2400:
        return dpi
    # 8.27 inches, the width of A4; small pictures are cuttings at the resolution of a screen.
    guess = min(image.size) / 8.27
    return float(min(600.0, max(96.0, guess)))


def _bomb(source: Source, size: str) -> Unreadable:
    return unreadable(
        source,
        "bomb",
        f"{source.uri} would unpack to a picture too large to be meant: {size}",
        "If it is real, scale it down to 300 dpi and ingest it again.",
    )


def _broken(source: Source, data: bytes, error: BaseException) -> Unreadable:
    is_cut = "truncated" in str(error).lower() or "not processed" in str(error).lower()
    code = "truncated" if is_cut else "malformed"
    what = "ends too early" if is_cut else "is a broken image"
    return unreadable(
        source,
        code,
        f"{source.uri} {what} ({len(data):,} bytes)",
        "Copy the file again from where it came, or save it anew as PNG.",
    )


def _bad_frame(source: Source, number: int, error: BaseException) -> Issue:
    return problem(
        source,
        "malformed",
        f"{source.uri}, page {number}: the frame cannot be decoded ({type(error).__name__})",
        "Save the file anew as TIFF or PDF.",
        page_number=number,
        severity="error",
    )
