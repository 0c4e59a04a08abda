"""Make a bad picture of a page easier to read: its skew, grain and light, black ink on white."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter

# Angles tried, in degrees: scans are seldom more askew.
_WIDEST_SKEW = 7.0
# Sauvola and Pietikäinen, "Adaptive document image binarization", 2000, with their R and the k of
# Shafait et al. 2008: of 0.2 and 0.34 only this leaves out patterned paper and ink shining through.
_SAUVOLA_K, _SAUVOLA_R = 0.34, 128.0
_WINDOW = 25
# A speck is so much darker than all around it; on a speckled page this share of pixels are specks.
_SPECK_CONTRAST, _SPECKLED_SHARE = 64, 0.003
# How much sharper one way must be for lines of text to be seen to run across it.
_CLEARLY_SHARPER = 1.5
# Strips in which that is seen: over a whole page, lines that lean blur one another.
_STRIPS = 4
# Parts of a page from top to bottom, one of which shows whether the page stands on its head.
_BANDS = 4
# Grain above which letters lose words to noise, and the side of the part of a page it is seen on.
_MUCH_GRAIN = 6.0
_BLUR_PIXELS = 1.0
# Thin letters of 100 dpi fade when blurred more: pixels of blur per pixel per inch.
_BLUR_PER_DPI = 0.006
# Light is seen on a page of this side; paper is the brightest within the window, in its pixels.
_LIGHT_SIDE, _PAPER_WINDOW = 300, 9
# Light is uneven when a tenth of the paper is darker than this share of its brightest.
_DIM_TENTH, _DIM_SHARE, _DARKEST_PAPER = 10, 0.7, 16
_GRAIN_SIDE = 1200


def skew_angle(image: Image.Image) -> float:
    """Degrees to turn a grey image (against the clock) so that its lines lie level.

    Rows of text make the profile of ink per row sharpest when they are level (Postl 1986); the
    angle is sought first by half degrees, then by tenths.
    """
    factor = math.ceil(min(image.size) / 600)
    ink = ImageChops.invert(image.reduce(factor) if factor > 1 else image)
    best = max(np.arange(-_WIDEST_SKEW, _WIDEST_SKEW + 0.1, 0.5), key=lambda a: _sharpness(ink, a))
    fine = max(np.arange(best - 0.5, best + 0.51, 0.1), key=lambda a: _sharpness(ink, a))
    return float(round(fine, 1))


def _sharpness(ink: Image.Image, degrees: float) -> float:
    rows = np.asarray(ink.rotate(degrees, Image.Resampling.BILINEAR)).sum(axis=1, dtype=np.float64)
    return float((np.diff(rows) ** 2).sum())


def lies_sideways(image: Image.Image) -> bool | None:
    """Whether lines of text run up and down; None when neither way is clear.

    Ink changes more sharply across lines of text than along them.
    """
    if min(image.size) < 2 * _STRIPS:
        return None
    factor = max(1, min(image.size) // 600)
    ink = 255.0 - np.asarray(image.reduce(factor) if factor > 1 else image)
    across, along = (_change(ink, axis) for axis in (1, 0))
    if max(across, along) < _CLEARLY_SHARPER * min(across, along):
        return None
    return along > across


def lined_band(image: Image.Image) -> tuple[int, int]:
    """Top and bottom, in pixels, of the fourth of a page that shows most lines of text."""
    height = max(1, image.height // _BANDS)
    ink = 255.0 - np.asarray(image.resize((1, image.height), Image.Resampling.BOX))[:, 0]
    change = [
        (np.diff(ink[top : top + height]) ** 2).sum()
        for top in range(0, image.height - height + 1, height)
    ]
    top = int(np.argmax(change)) * height
    return top, top + height


def _change(ink: NDArray[np.float64], axis: int) -> float:
    """How sharply the ink of strips changes along them, its mean taken over ``axis``: squared."""
    strips = np.array_split(ink, _STRIPS, axis=axis)
    return float(np.mean([(np.diff(strip.mean(axis=axis)) ** 2).mean() for strip in strips]))


def cleaned(image: Image.Image) -> Image.Image:
    """Without specks, by a median filter, where there are many; else black on white.

    The filter fades thin letters, and a threshold makes specks as black as ink: never both.
    """
    second_darkest = image.filter(ImageFilter.RankFilter(3, 1))
    isolation = ImageChops.subtract(second_darkest, image).histogram()
    if sum(isolation[_SPECK_CONTRAST + 1 :]) > _SPECKLED_SHARE * image.width * image.height:
        return image.filter(ImageFilter.MedianFilter(3))
    return binarized(image)


def binarized(image: Image.Image) -> Image.Image:
    """Black on white by Sauvola's local threshold: what stands out from around it is ink."""
    grey = np.asarray(image, dtype=np.float64)
    mean = _box_mean(grey)
    spread = np.sqrt(np.maximum(_box_mean(grey**2) - mean**2, 0.0))
    threshold = mean * (1 + _SAUVOLA_K * (spread / _SAUVOLA_R - 1))
    return Image.fromarray(np.where(grey > threshold, 255, 0).astype(np.uint8))


def _box_mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean over a square window, by a summed-area table."""
    half = _WINDOW // 2
    padded = np.pad(values, ((half + 1, half), (half + 1, half)), mode="edge")
    table = padded.cumsum(axis=0).cumsum(axis=1)
    size = _WINDOW
    sums = table[size:, size:] - table[:-size, size:] - table[size:, :-size] + table[:-size, :-size]
    return np.asarray(sums / (size * size))


def grain(image: Image.Image) -> float:
    """Standard deviation of the noise of a grey image, in its 256 steps.

    From the second differences of Immerkær, "Fast noise variance estimation", 1996, by their median
    rather than their mean, so that paper counts and the edges of letters do not.
    """
    grey = np.asarray(image, dtype=np.int16)[:_GRAIN_SIDE, :_GRAIN_SIDE]
    if min(grey.shape) < 3:
        return 0.0
    across = grey[:, :-2] - 2 * grey[:, 1:-1] + grey[:, 2:]
    both = across[:-2] - 2 * across[1:-1] + across[2:]
    # Noise of deviation 1 gives the mask one of 6; 0.6745 of that is the median of its size.
    return float(np.median(np.abs(both)) / 6 / 0.6745)


def calmed(image: Image.Image, dpi: float) -> Image.Image:
    """The image as it is, or slightly blurred when grain would break its letters up."""
    if grain(image) < _MUCH_GRAIN:
        return image
    return image.filter(ImageFilter.GaussianBlur(min(_BLUR_PIXELS, _BLUR_PER_DPI * dpi)))


def evenly_lit(image: Image.Image) -> Image.Image:
    """The image as it is, or with every part as bright as its paper, when a shadow lies on it.

    Each pixel is divided by the paper around it: ink in shadow may be paler than lit paper is
    dark, so that no threshold and no network finds it.
    """
    factor = max(1, min(image.size) // _LIGHT_SIDE)
    small = image.reduce(factor).filter(ImageFilter.MaxFilter(_PAPER_WINDOW))
    dim, brightest = np.percentile(np.asarray(small), (_DIM_TENTH, 98))
    if dim >= _DIM_SHARE * brightest:
        return image
    paper = small.filter(ImageFilter.GaussianBlur(_PAPER_WINDOW // 2))
    light = np.asarray(paper.resize(image.size, Image.Resampling.BILINEAR), dtype=np.float32)
    even = np.asarray(image, dtype=np.float32) / np.maximum(light, _DARKEST_PAPER) * 255
    return Image.fromarray(even.clip(0, 255).astype(np.uint8))
