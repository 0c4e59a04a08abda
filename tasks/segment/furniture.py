"""What stands on every page beside the text: running heads and page numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from difflib import SequenceMatcher
from itertools import pairwise
from statistics import median

from tasks.segment.rows import Row
from tasks.values import SegmentKind

# Furniture stands in the outer eighth of a page.
_MARGIN_SHARE = 0.125
# Repeated on this share of the pages: odd and even pages may have heads of their own.
_REPEATED_SHARE = 0.3
# Two readings of one head by OCR are this alike.
_ALIKE = 0.85
_LONGEST_HEAD = 120
# The head of a first page: so many lines at most, smaller than this share of the usual size, and
# so far from what follows, on a page of some lines.
_MOST_HEAD_LINES, _SMALL, _HEAD_GAP_EM, _LEAST_LINES = 4, 0.93, 1.2, 8
_PAGE_NUMBER = re.compile(
    r"^[\W_]*(?:p(?:age|\.)?\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?[\W_]*$", re.I
)


def furniture_of(pages: list[tuple[float, list[Row]]]) -> dict[int, SegmentKind]:
    """Kinds of the rows that are furniture, by ``id`` of the row.

    ``pages`` are heights in points and rows. A page number is the outermost line of a margin and
    nothing but a number; a running head stands in a margin, figures aside, on several pages. On
    the first page small lines at the very top, well apart from the text, count as one.
    """
    kinds: dict[int, SegmentKind] = {}
    places: defaultdict[tuple[bool, str], list[tuple[int, Row]]] = defaultdict(list)
    for index, (height, rows) in enumerate(pages):
        for is_top, margin in _margins(height, rows):
            for depth, row in enumerate(margin[:4]):
                if depth < 2 and _PAGE_NUMBER.match(row.text):
                    kinds[id(row)] = "page_number"
                elif len(row.text) <= _LONGEST_HEAD:
                    places[_place(places, is_top, row)].append((index, row))
    least = max(2.0, _REPEATED_SHARE * len(pages))
    for found in places.values():
        if len({index for index, _ in found}) >= least:
            kinds.update((id(row), "running_head") for _, row in found)
    for row in _first_head(*pages[0]) if pages else ():
        kinds.setdefault(id(row), "running_head")
    return kinds


def _margins(height: float, rows: list[Row]) -> list[tuple[bool, list[Row]]]:
    """Rows of the top and the bottom margin, the outermost first."""
    ordered = sorted((row for row in rows if row.block is None), key=lambda row: row.middle)
    top = [row for row in ordered if row.middle < _MARGIN_SHARE * height]
    bottom = [row for row in reversed(ordered) if row.middle > (1 - _MARGIN_SHARE) * height]
    return [(True, top), (False, bottom)]


def _place(
    places: dict[tuple[bool, str], list[tuple[int, Row]]], is_top: bool, row: Row
) -> tuple[bool, str]:
    """The key of rows like this one: its letters without figures, as first read."""
    letters = re.sub(r"[\W\d_]+", " ", row.text).strip().lower()
    key = (is_top, letters)
    if key in places or not row.line.is_ocr:
        return key
    for known in places:
        if known[0] == is_top and SequenceMatcher(None, known[1], letters).ratio() >= _ALIKE:
            return known
    return key


def _first_head(height: float, rows: list[Row]) -> list[Row]:
    """The head of a first page, which no other page repeats: small lines apart from the text."""
    ordered = sorted(
        (row for row in rows if row.block is None and not row.line.is_sideways),
        key=lambda row: row.middle,
    )
    if len(ordered) < _LEAST_LINES:
        return []
    most = _SMALL * median(row.em for row in ordered)
    head: list[Row] = []
    for row, following in pairwise(ordered[: _MOST_HEAD_LINES + 1]):
        if row.em > most or row.middle > _MARGIN_SHARE * height:
            break
        head.append(row)
        if following.box.top - row.box.bottom > _HEAD_GAP_EM * following.em:
            return head
    return []
