"""What stands on a page besides text: pictures, and rules that may form a grid."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as c

from tasks.read.pdf.geometry import PageFrame
from tasks.values import Box

# Maps and drawings have hundreds of thousands of paths; what a page is shows long before.
_MOST_OBJECTS = 20_000
_DEEPEST_FORM = 4
# Straight parts of paths at least so long, in points, and leaning no more, may be rules.
_RULE_LENGTH, _LEANING = 3.0, 0.7
# Drawings have more parts than any table's rules; what comes after is not looked at.
_MOST_SEGMENTS, _MOST_SEGMENTS_OF_PATH = 6_000, 2_000

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
    """Pictures, and the straight level and upright lines of paths, as boxes without a width."""

    pictures: list[Picture] = field(default_factory=list)
    horizontal: list[Box] = field(default_factory=list)
    vertical: list[Box] = field(default_factory=list)
    count: int = 0

    def has_grid(self) -> bool:
        """Whether there are rules enough for a table: two rows or columns of cells."""
        return min(len(self.horizontal), len(self.vertical)) >= 2

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
    budget = _MOST_SEGMENTS
    for handle, kind, matrix in _objects(page.raw):
        found.count += 1
        if kind == c.FPDF_PAGEOBJ_IMAGE:
            box = _box(handle, matrix, frame)
            width, height = ctypes.c_uint(), ctypes.c_uint()
            c.FPDFImageObj_GetImagePixelSize(handle, ctypes.byref(width), ctypes.byref(height))
            if box is not None:
                found.pictures.append(Picture(handle, box, width.value, height.value))
        elif kind == c.FPDF_PAGEOBJ_PATH and budget > 0:
            budget -= _add_rules(found, handle, matrix, frame)
    return found


def _add_rules(found: PageObjects, handle: Any, outer: Matrix, frame: PageFrame) -> int:
    """Add the rules of a path, those of rectangles too; returns how many parts it has."""
    count = int(c.FPDFPath_CountSegments(handle))
    if not 1 < count <= _MOST_SEGMENTS_OF_PATH:
        return 1
    matrix = _times(_matrix(handle), outer)
    x, y = ctypes.c_float(), ctypes.c_float()
    x_ref, y_ref = ctypes.byref(x), ctypes.byref(y)
    start = at = (0.0, 0.0)
    for index in range(count):
        segment = c.FPDFPath_GetPathSegment(handle, index)
        c.FPDFPathSegment_GetPoint(segment, x_ref, y_ref)
        kind = c.FPDFPathSegment_GetType(segment)
        to = frame.point(*_moved(matrix, x.value, y.value))
        if kind == c.FPDF_SEGMENT_MOVETO:
            start = to
        elif kind == c.FPDF_SEGMENT_LINETO:
            _add_rule(found, at, to)
        at = to
        if c.FPDFPathSegment_GetClose(segment):
            _add_rule(found, at, start)
            at = start
    return count


def _add_rule(found: PageObjects, a: tuple[float, float], b: tuple[float, float]) -> None:
    (x0, x1), (top, bottom) = sorted((a[0], b[0])), sorted((a[1], b[1]))
    if bottom - top <= _LEANING and x1 - x0 >= _RULE_LENGTH:
        found.horizontal.append(Box(x0, top, x1, top))
    elif x1 - x0 <= _LEANING and bottom - top >= _RULE_LENGTH:
        found.vertical.append(Box(x0, top, x0, bottom))


def _moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, cc, d, e, f = matrix
    return x * a + y * cc + e, x * b + y * d + f


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
    corners = [_moved(matrix, x, y) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return frame.box(min(xs), min(ys), max(xs), max(ys))
