"""From the coordinates of a PDF page to points from the top left of the page as it is seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tasks.values import Box

# left, bottom, right, top, as PDF counts: from the bottom left, before rotation.
Bounds = tuple[float, float, float, float]
Sides = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PageFrame:
    """The visible part of a page in PDF coordinates and its clockwise rotation in degrees."""

    bounds: Bounds
    rotation: int

    @property
    def width(self) -> float:
        """Width in points as seen."""
        left, bottom, right, top = self.bounds
        return right - left if self.rotation % 180 == 0 else top - bottom

    @property
    def height(self) -> float:
        """Height in points as seen."""
        left, bottom, right, top = self.bounds
        return top - bottom if self.rotation % 180 == 0 else right - left

    def box(self, left: float, bottom: float, right: float, top: float) -> Box | None:
        """Where a rectangle of PDF coordinates is seen; None when it has no extent."""
        return self.boxes(tuple(np.array([side]) for side in (left, bottom, right, top)))[0]

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of PDF coordinates is seen."""
        x0, y0, x1, y1 = self.bounds
        if self.rotation == 90:
            return y - y0, x - x0
        if self.rotation == 180:
            return x1 - x, y - y0
        if self.rotation == 270:
            return y1 - y, x1 - x
        return x - x0, y1 - y

    def turned(self, degrees: int) -> PageFrame:
        """The same page seen turned clockwise by so many degrees more, a multiple of 90."""
        return PageFrame(self.bounds, (self.rotation + degrees) % 360)

    def bounds_of(self, box: Box) -> Bounds:
        """The rectangle of PDF coordinates that is seen in a box."""
        x0, y0, x1, y1 = self.bounds
        if self.rotation == 90:
            return x0 + box.top, y0 + box.x0, x0 + box.bottom, y0 + box.x1
        if self.rotation == 180:
            return x1 - box.x1, y0 + box.top, x1 - box.x0, y0 + box.bottom
        if self.rotation == 270:
            return x1 - box.bottom, y1 - box.x1, x1 - box.top, y1 - box.x0
        return x0 + box.x0, y1 - box.bottom, x0 + box.x1, y1 - box.top

    def boxes(self, sides: tuple[Sides, ...]) -> list[Box | None]:
        """Where many rectangles are seen; None for those without an extent.

        ``sides`` are the left, bottom, right and top of all of them.
        """
        left, bottom, right, top = sides
        x0, y0, x1, y1 = self.bounds
        if self.rotation == 90:
            seen = (bottom - y0, left - x0, top - y0, right - x0)
        elif self.rotation == 180:
            seen = (x1 - right, bottom - y0, x1 - left, top - y0)
        elif self.rotation == 270:
            seen = (y1 - top, x1 - right, y1 - bottom, x1 - left)
        else:
            seen = (left - x0, y1 - top, right - x0, y1 - bottom)
        has_extent = ((right > left) & (top > bottom)).tolist()
        rows = np.round(np.stack(seen, axis=1), 3).tolist()
        return [Box(*row) if has else None for row, has in zip(rows, has_extent, strict=True)]


def union(boxes: list[Box]) -> Box:
    """The smallest box around several."""
    return Box(
        min(box.x0 for box in boxes),
        min(box.top for box in boxes),
        max(box.x1 for box in boxes),
        max(box.bottom for box in boxes),
    )
