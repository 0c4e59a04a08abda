"""What stands on a page besides text: pictures, and rules that may form a grid."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as c

from tasks.read.pdf.geometry import PageFrame
from tasks.values import Box

# Maps and drawings have hundreds of thousands of paths; what a page is shows long before.
_MOST_OBJECTS = 20_000
_DEEPEST_FORM = 4
# A rule is a line or a bar at most this thick, in points, and at least this long.
_RULE_THICKNESS = 2.5
_RULE_LENGTH = 12.0
_LOWEST_CELL = 7.0
# Three horizontal rules and two vertical ones, the smallest table, cross six times.
_LEAST_CROSSINGS = 6
_MOST_RULES = 300

Matrix = tuple[float, float, float, float, float, float]


@dataclass(slots=True)
class Picture:
    """An image object: its handle (valid while its page is open), its place and size in pixels."""

    handle: Any
    box: Box
    width: int
    height: int


@dataclass(slots=True)
class PageObjects:
    """Pictures, and the boxes of horizontal and vertical rules and of frames."""

    pictures: list[Picture] = field(default_factory=list)
    horizontal: list[Box] = field(default_factory=list)
    vertical: list[Box] = field(default_factory=list)
    frames: list[Box] = field(default_factory=list)
    count: int = 0

    def has_grid(self) -> bool:
        """Whether rules cross, or frames stand in rows and columns, as those of a table do."""
        horizontal, vertical = self.horizontal[:_MOST_RULES], self.vertical[:_MOST_RULES]
        crossings = sum(_touches(h, v) for h in horizontal for v in vertical)
        return crossings >= _LEAST_CROSSINGS or _in_grid(self.frames[:_MOST_RULES])

    def picture_share(self, frame: PageFrame) -> float:
        """The share of the page under its largest picture, or under strips of one, 0 to 1."""
        area = frame.width * frame.height
        if not area:
            return 0.0
        covered = 0.0
        for picture in self.pictures:
            box = picture.box
            width = min(box.x1, frame.width) - max(box.x0, 0.0)
            height = min(box.bottom, frame.height) - max(box.top, 0.0)
            covered += max(0.0, width) * max(0.0, height)
        return min(1.0, covered / area)


def page_objects(page: Any, frame: PageFrame) -> PageObjects:
    """Look at the objects of a page (``pypdfium2.PdfPage``), those inside forms too."""
    found = PageObjects()
    for handle, kind, matrix in _objects(page.raw):
        found.count += 1
        if kind == c.FPDF_PAGEOBJ_IMAGE:
            box = _box(handle, matrix, frame)
            width, height = ctypes.c_uint(), ctypes.c_uint()
            c.FPDFImageObj_GetImagePixelSize(handle, ctypes.byref(width), ctypes.byref(height))
            if box is not None:
                found.pictures.append(Picture(handle, box, width.value, height.value))
        elif kind == c.FPDF_PAGEOBJ_PATH:
            box = _box(handle, matrix, frame)
            if box is not None:
                _sort_path(found, box)
    return found


def _sort_path(found: PageObjects, box: Box) -> None:
    width, height = box.x1 - box.x0, box.bottom - box.top
    if height <= _RULE_THICKNESS and width >= _RULE_LENGTH:
        found.horizontal.append(box)
    elif width <= _RULE_THICKNESS and height >= _RULE_LENGTH:
        found.vertical.append(box)
    elif width >= _RULE_LENGTH and height >= _LOWEST_CELL:
        found.frames.append(box)


def _touches(horizontal: Box, vertical: Box) -> bool:
    return (
        horizontal.x0 - 2 <= vertical.x0 <= horizontal.x1 + 2
        and vertical.top - 2 <= horizontal.top <= vertical.bottom + 2
    )


def _in_grid(frames: list[Box]) -> bool:
    """Whether at least two frames share a row and at least two a column, four in all."""
    if len(frames) < 4:
        return False
    rows = Counter(round(frame.top) for frame in frames)
    columns = Counter(round(frame.x0) for frame in frames)
    in_both = sum(rows[round(f.top)] > 1 and columns[round(f.x0)] > 1 for f in frames)
    return in_both >= 4


def _objects(page: Any) -> Iterator[tuple[Any, int, Matrix]]:
    """Objects of a page with their kind and the matrix of the forms around them."""
    identity: Matrix = (1, 0, 0, 1, 0, 0)
    stack: list[tuple[Any, bool, int, Matrix]] = [(page, False, 0, identity)]
    count = 0
    while stack:
        holder, is_form, depth, matrix = stack.pop()
        total = c.FPDFFormObj_CountObjects(holder) if is_form else c.FPDFPage_CountObjects(holder)
        get = c.FPDFFormObj_GetObject if is_form else c.FPDFPage_GetObject
        for index in range(total):
            handle = get(holder, index)
            if not handle:
                continue
            count += 1
            if count > _MOST_OBJECTS:
                return
            kind = c.FPDFPageObj_GetType(handle)
            if kind == c.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
                stack.append((handle, True, depth + 1, _times(_matrix(handle), matrix)))
            yield handle, kind, matrix


def _matrix(handle: Any) -> Matrix:
    m = c.FS_MATRIX()
    if not c.FPDFPageObj_GetMatrix(handle, ctypes.byref(m)):
        return (1, 0, 0, 1, 0, 0)
    return (m.a, m.b, m.c, m.d, m.e, m.f)


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, cc, d, e, f = inner
    oa, ob, oc, od, oe, of = outer
    return (
        a * oa + b * oc,
        a * ob + b * od,
        cc * oa + d * oc,
        cc * ob + d * od,
        e * oa + f * oc + oe,
        e * ob + f * od + of,
    )


def _box(handle: Any, matrix: Matrix, frame: PageFrame) -> Box | None:
    values = [ctypes.c_float() for _ in range(4)]
    if not c.FPDFPageObj_GetBounds(handle, *(ctypes.byref(value) for value in values)):
        return None
    left, bottom, right, top = (value.value for value in values)
    a, b, cc, d, e, f = matrix
    corners = [
        (x * a + y * cc + e, x * b + y * d + f) for x in (left, right) for y in (bottom, top)
    ]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return frame.box(min(xs), min(ys), max(xs), max(ys))
