"""Read the words of a picture of a page: OCR, with a second try when the first went badly."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

import numpy as np
from PIL import Image

from tasks.read.ocr_engine import OcrEngine
from tasks.read.raw import RawLine, RawWord
from tasks.read.straighten import (
    calmed,
    cleaned,
    evenly_lit,
    lies_sideways,
    lined_band,
    skew_angle,
)
from tasks.values import Box

# A page below this mean word confidence is tried again, straightened and cleaned.
POOR_CONFIDENCE = 0.80
# Below this it may lie on its side or stand on its head.
HOPELESS_CONFIDENCE = 0.60
# Tesseract copes with lines that lean less.
MOST_LEANING_DEGREES = 1.8
# Lines read upright are taken when at least this share of what was read sideways is read well.
_UPRIGHT_SHARE = 0.8
# Em height in pixels below which Tesseract's network loses letters, and the height to scale to.
SMALL_EM_PIXELS = 18.0
GOOD_EM_PIXELS = 32.0
# Words below the first are noise, unless their line is above the second.
NOISE_CONFIDENCE = 0.30
GOOD_LINE_CONFIDENCE = 0.60
MOST_PIXELS = 60_000_000
# The middle of a page that shows which way it stands: so much of its width and height.
_MIDDLE_SHARE, _LEAST_MIDDLE_PIXELS = 0.4, 300
# Shares of the em that letters reach (typical text faces): x-height, ascenders, descenders.
_X_HEIGHT, _ASCENT, _DESCENT = 0.48, 0.22, 0.21
_TALL = frozenset("bdfhklt0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_DEEP = frozenset("gjpqy,;()Q")


@dataclass(slots=True)
class _Found:
    """A word in the pixels of the image it was found in, and the line it belongs to."""

    line: tuple[int, int, int]
    text: str
    confidence: float
    corners: tuple[float, float, float, float]


@dataclass(slots=True)
class OcrPage:
    """Lines with boxes in points; mean word confidence, None when no word was found.

    ``turn`` is by how many degrees, clockwise, the text lies turned on the image.
    """

    lines: list[RawLine]
    confidence: float | None
    turn: int


@dataclass(frozen=True)
class _Turn:
    """How an image was made from the original: by quarters, then by an angle, then scaled."""

    quarters: int = 0
    degrees: float = 0.0
    scale: float = 1.0


def read_image(image: Image.Image, dpi: float, engine: OcrEngine, page_number: int) -> OcrPage:
    """Read a grey image ("L") whose resolution is ``dpi`` pixels per inch.

    The image is read as it is, or turned when its lines clearly run up and down. If a shadow lies
    on it, it is read again evenly lit; if its letters are small, larger; if confidence is poor it
    is tried turned by quarters, straightened and cleaned. The best reading is kept. Grain is
    smoothed before all.
    """
    image = calmed(image, dpi)
    turn = _Turn(_upright_quarters(image, dpi, engine, (1, 3, 0)) if lies_sideways(image) else 0)
    found = _recognize(image, dpi, engine, turn)
    even = evenly_lit(image)
    if even is not image:
        again = _recognize(even, dpi, engine, turn)
        if _weight(again) > _weight(found):
            image, found = even, again
    em = _em_pixels(found)
    if em is not None and em < SMALL_EM_PIXELS:
        scale = min(3.0, GOOD_EM_PIXELS / em, (MOST_PIXELS / _area(image)) ** 0.5)
        found, turn = _better(image, dpi, engine, (found, turn), [_Turn(turn.quarters, 0.0, scale)])
    leaning = _leaning(found)
    if abs(leaning) > 45:
        # Tesseract read the lines upward or downward: their order is known only upright.
        upright = _Turn((turn.quarters + round(leaning / 90)) % 4, 0.0, turn.scale)
        again = _recognize(image, dpi, engine, upright)
        if _weight(again) >= _UPRIGHT_SHARE * _weight(found):
            found, turn = again, upright
    elif abs(leaning) > MOST_LEANING_DEGREES:
        # Lines this askew run into one another, and some are not seen at all.
        straight = _Turn(turn.quarters, leaning, turn.scale)
        found, turn = _better(image, dpi, engine, (found, turn), [straight])
    if _quality(found) < POOR_CONFIDENCE and _has_ink(image):
        found, turn = _second_try(image, dpi, engine, (found, turn))
    kept = _without_noise(found)
    lines = _lines(kept, image.size, dpi, turn, page_number)
    confidence = sum(w.confidence for w in kept) / len(kept) if kept else None
    return OcrPage(lines, confidence, 90 * turn.quarters)


def _second_try(
    image: Image.Image, dpi: float, engine: OcrEngine, best: tuple[list[_Found], _Turn]
) -> tuple[list[_Found], _Turn]:
    """Straighten; turn by quarters when next to nothing was read; then clean."""
    scale, turned = best[1].scale, best[1].quarters
    angle = skew_angle(_turned(image, _Turn(turned)))
    if angle:
        best = _better(image, dpi, engine, best, [_Turn(turned, angle, scale)])
    if _quality(best[0]) < HOPELESS_CONFIDENCE and not turned:
        is_sideways = lies_sideways(image)
        if is_sideways is False:
            quarters = 2 if _stands_on_its_head(image, dpi, engine, best) else 0
        else:
            quarters = _upright_quarters(image, dpi, engine, (1, 3) if is_sideways else (1, 2, 3))
        if quarters:
            best = _better(image, dpi, engine, best, [_Turn(quarters, 0.0, scale)])
    if _quality(best[0]) < POOR_CONFIDENCE:
        quarters = best[1].quarters
        if quarters != turned:
            angle = skew_angle(_turned(image, _Turn(quarters)))
        turn = _Turn(quarters, angle, scale)
        best = _better(image, dpi, engine, best, [turn], is_cleaned=True)
    return best


def _upright_quarters(
    image: Image.Image, dpi: float, engine: OcrEngine, quarters: tuple[int, ...]
) -> int:
    """By which of these quarters a page must be turned to stand upright, told from its middle."""
    width, height = (round(side * (1 - _MIDDLE_SHARE) / 2) for side in image.size)
    middle = image.crop((width, height, image.width - width, image.height - height))
    for part in (middle, image):
        if min(part.size) < _LEAST_MIDDLE_PIXELS and part is middle:
            continue
        weights: dict[int, float] = {}
        for turned in quarters:
            found = _recognize(part, dpi, engine, _Turn(turned))
            is_upright = abs(_leaning(found)) <= 45  # Tesseract also reads up and down
            if is_upright and _quality(found) > POOR_CONFIDENCE:
                return turned
            weights[turned] = _weight(found) if is_upright else 0.0
        if max(weights.values()) > 0:
            return max(weights, key=lambda turned: weights[turned])
    return 0


def _stands_on_its_head(
    image: Image.Image, dpi: float, engine: OcrEngine, best: tuple[list[_Found], _Turn]
) -> bool:
    """Whether the part of a page with most lines is read better turned than it was as it is."""
    found, turn = best
    top, bottom = lined_band(image)
    as_it_is = [w for w in found if top <= (w.corners[1] + w.corners[3]) / 2 / turn.scale < bottom]
    band = image.crop((0, top, image.width, bottom))
    return _weight(_recognize(band, dpi, engine, _Turn(2, 0.0, turn.scale))) > _weight(as_it_is)


def _better(
    image: Image.Image,
    dpi: float,
    engine: OcrEngine,
    best: tuple[list[_Found], _Turn],
    turns: Iterable[_Turn],
    *,
    is_cleaned: bool = False,
) -> tuple[list[_Found], _Turn]:
    """The best of a reading and of what these turns of the image give.

    An image cleaned of all that is doubtful is no better: something must be read well.
    """
    least = 0.0 if is_cleaned else -math.inf
    for turn in turns:
        found = _recognize(image, dpi, engine, turn, is_cleaned=is_cleaned)
        if _weight(found) > max(least, _weight(best[0])):
            best = (found, turn)
    return best


def _recognize(
    image: Image.Image, dpi: float, engine: OcrEngine, turn: _Turn, *, is_cleaned: bool = False
) -> list[_Found]:
    prepared = _turned(image, turn)
    if is_cleaned:
        prepared = cleaned(prepared)
    table = engine.table(prepared, max(70, min(2400, round(dpi * turn.scale))))
    found = []
    for row in table.splitlines():
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        block, paragraph, line = int(cells[2]), int(cells[3]), int(cells[4])
        left, top, width, height = map(float, cells[6:10])
        corners = (left, top, left + width, top + height)
        confidence = max(0.0, float(cells[10])) / 100
        found.append(_Found((block, paragraph, line), cells[11].strip(), confidence, corners))
    return found


def _turned(image: Image.Image, turn: _Turn) -> Image.Image:
    if turn.quarters:
        image = image.rotate(90 * turn.quarters, expand=True)
    if turn.degrees:
        image = image.rotate(turn.degrees, Image.Resampling.BICUBIC, fillcolor=255)
    if turn.scale != 1.0:
        size = (round(image.width * turn.scale), round(image.height * turn.scale))
        image = image.resize(size, Image.Resampling.LANCZOS)
    return image


def _lines(
    words: list[_Found], size: tuple[int, int], dpi: float, turn: _Turn, page_number: int
) -> list[RawLine]:
    """Words gathered into Tesseract's lines, boxes in points of the image as it was given."""
    by_line: dict[tuple[int, int, int], list[_Found]] = {}
    for word in words:
        by_line.setdefault(word.line, []).append(word)
    lines = []
    for group in by_line.values():
        ems = [_em_of(word) for word in group]
        raw = []
        for word in group:
            upright, place = _boxes(word.corners, size, dpi, turn)
            raw.append(RawWord(word.text, upright, round(word.confidence, 4), place))
        em = median(ems) / turn.scale * 72 / dpi
        lines.append(RawLine(raw, page_number, size=em, is_ocr=True))
    return lines


def _boxes(
    corners: tuple[float, float, float, float], size: tuple[int, int], dpi: float, turn: _Turn
) -> tuple[Box, Box]:
    """A word's box in points, with lines upright, and in the image as it was given.

    Scaling and angle are undone for the first, the quarters too for the second.
    """
    x0, top, x1, bottom = (value / turn.scale for value in corners)
    width, height = size if turn.quarters % 2 == 0 else (size[1], size[0])
    if turn.degrees:
        angle = np.radians(turn.degrees)
        middle_x, middle_y = width / 2, height / 2
        # The middle of the word goes back; its box keeps its size, for the angles are small.
        dx, dy = (x0 + x1) / 2 - middle_x, (top + bottom) / 2 - middle_y
        back_x = middle_x + dx * np.cos(angle) - dy * np.sin(angle)
        back_y = middle_y + dx * np.sin(angle) + dy * np.cos(angle)
        half_x, half_y = (x1 - x0) / 2, (bottom - top) / 2
        x0, x1 = float(back_x - half_x), float(back_x + half_x)
        top, bottom = float(back_y - half_y), float(back_y + half_y)
    upright = (x0, top, x1, bottom)
    for _ in range(turn.quarters % 4):
        # One quarter against the clock came from x = width - y', y = x'.
        x0, top, x1, bottom = height - bottom, x0, height - top, x1
        width, height = height, width
    points = 72 / dpi
    box, place = (
        Box(*(round(value * points, 3) for value in values))
        for values in (upright, (x0, top, x1, bottom))
    )
    return box, place


def _em_of(word: _Found) -> float:
    """The em height in pixels that the height of a word's letters tells."""
    letters = set(word.text)
    share = _X_HEIGHT + _ASCENT * bool(letters & _TALL) + _DESCENT * bool(letters & _DEEP)
    return (word.corners[3] - word.corners[1]) / share


def _em_pixels(found: list[_Found]) -> float | None:
    ems = [_em_of(word) for word in found if word.confidence > 0.5 and len(word.text) > 2]
    return median(ems) if ems else None


def _leaning(found: list[_Found]) -> float:
    """Degrees by which lines fall to the right: the median of lines of several words."""
    by_line: dict[tuple[int, int, int], list[_Found]] = {}
    for word in found:
        by_line.setdefault(word.line, []).append(word)
    angles = []
    for line in by_line.values():
        first, last = line[0].corners, line[-1].corners
        run = last[0] - first[0]  # about none, or less, where a line runs up or down
        if len(line) >= 4:
            fall = (last[1] + last[3] - first[1] - first[3]) / 2
            angles.append(math.degrees(math.atan2(fall, run)))
    return median(angles) if len(angles) >= 4 else 0.0


def _quality(found: list[_Found]) -> float:
    """Mean confidence weighted by length; 0 when there is no word."""
    letters = sum(len(word.text) for word in found)
    return sum(word.confidence * len(word.text) for word in found) / letters if letters else 0.0


def _weight(found: list[_Found]) -> float:
    """How much was read well: letters in words of two and more, doubtful ones counting against."""
    return sum(
        (word.confidence - 0.5) * sum(c.isalnum() for c in word.text)
        for word in found
        if len(word.text) > 1
    )


def _without_noise(found: list[_Found]) -> list[_Found]:
    """The words without specks read as letters; a doubtful word in a good line stays."""
    by_line: dict[tuple[int, int, int], list[_Found]] = {}
    for word in found:
        by_line.setdefault(word.line, []).append(word)
    kept = []
    for line in by_line.values():
        is_good_line = len(line) > 2 and _quality(line) >= GOOD_LINE_CONFIDENCE
        for word in line:
            has_letters = any(character.isalnum() for character in word.text)
            least = NOISE_CONFIDENCE if has_letters else 0.6
            if word.confidence >= least or (is_good_line and has_letters):
                kept.append(word)
    return kept


def _has_ink(image: Image.Image) -> bool:
    """Whether there is anything on the page: a tenth of a percent darker than the paper."""
    grey = np.asarray(image.reduce(4) if min(image.size) >= 16 else image)
    paper = float(np.percentile(grey, 90))
    return bool((grey < paper - 48).mean() > 0.001)


def _area(image: Image.Image) -> int:
    return image.width * image.height
