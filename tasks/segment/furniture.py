"""What stands on every page beside the text: running heads and page numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from difflib import SequenceMatcher

from tasks.segment.rows import Row
from tasks.values import SegmentKind

# Furniture stands in the outer eighth of a page.
_MARGIN_SHARE = 0.125
# Repeated on this share of the pages: odd and even pages may have heads of their own.
_REPEATED_SHARE = 0.3
# Two readings of one head by OCR are this alike.
_ALIKE = 0.85
_LONGEST_HEAD = 120
_PAGE_NUMBER = re.compile(
    r"^[\W_]*(?:p(?:age|\.)?\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?[\W_]*$", re.I
)


def furniture_of(pages: list[tuple[float, list[Row]]]) -> dict[int, SegmentKind]:
    """Kinds of the rows that are furniture, by ``id`` of the row.

    ``pages`` are heights in points and rows. A page number is the outermost line of a margin and
    nothing but a number; a running head stands in a margin, figures aside, on several pages. On a
    single page a small line at the very top, well apart from the text, counts as one.
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
    if len(pages) == 1:
        head = _lone_head(*pages[0])
        if head is not None:
            kinds.setdefault(id(head), "running_head")
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


def _lone_head(height: float, rows: list[Row]) -> Row | None:
    ordered = sorted((row for row in rows if row.block is None), key=lambda row: row.middle)
    if len(ordered) < 8:
        return None
    sizes = sorted(row.em for row in ordered)
    first, second = ordered[0], ordered[1]
    is_small = first.em <= 0.93 * sizes[len(sizes) // 2]
    is_apart = second.box.top - first.box.bottom > 1.2 * second.em
    return first if is_small and is_apart and first.middle < _MARGIN_SHARE * height else None
