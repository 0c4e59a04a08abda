"""Where a page leads: the addresses of its link annotations, set on the words beneath them."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as c

from tasks.read.addresses import web_address
from tasks.read.pdf.geometry import Bounds, PageFrame
from tasks.read.raw import RawPage
from tasks.values import Box

_MOST_LINKS = 1_000
_LONGEST_ADDRESS = 4_096

Links = list[tuple[Bounds, str]]


def web_links(pdf: Any, page: Any) -> Links:
    """Rectangles in PDF coordinates with their addresses (``pypdfium2`` document and page)."""
    found: Links = []
    at, link = ctypes.c_int(0), c.FPDF_LINK()
    while len(found) < _MOST_LINKS and c.FPDFLink_Enumerate(
        page.raw, ctypes.byref(at), ctypes.byref(link)
    ):
        address = web_address(_address(pdf, link))
        if address is not None:
            found.extend((bounds, address) for bounds in _bounds(link))
    return found


def mark_links(page: RawPage, links: Links, frame: PageFrame) -> None:
    """Tell the words of a page whose middle lies in a link where it leads."""
    placed = [(box, uri) for bounds, uri in links if (box := frame.box(*bounds)) is not None]
    if not placed:
        return
    lines = [*page.lines, *(line for block in page.blocks for line in block.every_line())]
    for word in (word for line in lines for word in line.words):
        box = word.place or word.box
        if box is not None:
            word.link = next((uri for outer, uri in placed if _holds(outer, box)), None)


def _holds(outer: Box, inner: Box) -> bool:
    x, y = (inner.x0 + inner.x1) / 2, (inner.top + inner.bottom) / 2
    return outer.x0 <= x <= outer.x1 and outer.top <= y <= outer.bottom


def _address(pdf: Any, link: Any) -> str:
    action = c.FPDFLink_GetAction(link)
    if not action or c.FPDFAction_GetType(action) != c.PDFACTION_URI:
        return ""
    buffer = ctypes.create_string_buffer(_LONGEST_ADDRESS)
    length = c.FPDFAction_GetURIPath(pdf.raw, action, buffer, _LONGEST_ADDRESS)
    return buffer.value.decode("utf-8", "replace") if length <= _LONGEST_ADDRESS else ""


def _bounds(link: Any) -> Iterator[Bounds]:
    """One rectangle for each line of a link that has several, else that of the whole."""
    corners = c.FS_QUADPOINTSF()
    count = c.FPDFLink_CountQuadPoints(link)
    for index in range(min(count, _MOST_LINKS)):
        if c.FPDFLink_GetQuadPoints(link, index, ctypes.byref(corners)):
            xs = (corners.x1, corners.x2, corners.x3, corners.x4)
            ys = (corners.y1, corners.y2, corners.y3, corners.y4)
            yield min(xs), min(ys), max(xs), max(ys)
    rectangle = c.FS_RECTF()
    if count == 0 and c.FPDFLink_GetAnnotRect(link, ctypes.byref(rectangle)):
        (left, right), (bottom, top) = (
            sorted((rectangle.left, rectangle.right)),
            sorted((rectangle.bottom, rectangle.top)),
        )
        yield left, bottom, right, top
