"""What stands on every page beside the text: running heads and page numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from statistics import median

from tasks.segment.rows import Row, box_around, level_lines
from tasks.values import SegmentKind

# Furniture stands in the outer eighth of a page.
_MARGIN_SHARE = 0.125
# Repeated on this share of the pages: odd and even pages may have heads of their own.
_REPEATED_SHARE = 0.3
# So often at one height, within points, and always outermost: a head of a few pages only.
_LEAST_REPEATED, _SAME_HEIGHT = 3, 1.5
# So many lines of a margin are looked at; a line of fewer letters is a speck or a mark.
_DEEPEST_LINE, _LEAST_LETTERS = 4, 3
# The words that a first page shares with the heads of later ones have so many letters.
_LEAST_ECHO = 6
# Lines of text stand closer together.
_TEXT_GAP_EM = 0.6
# Two readings of one head by OCR are this alike.
_ALIKE = 0.85
_LONGEST_HEAD = 120
# The head of a first page: so many lines at most, smaller than this share of the usual size, and
# so far from what follows, on a page of some lines.
_MOST_HEAD_LINES, _SMALL, _HEAD_GAP_EM, _LEAST_LINES = 4, 0.93, 1.2, 8
_PAGE_NUMBER = re.compile(
    r"^[\W_]*(?:p(?:age|\.)?\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?[\W_]*$", re.I
)

Place = tuple[bool, str]
Kinds = dict[int, SegmentKind]


def furniture_of(pages: list[tuple[float, list[Row]]]) -> Kinds:
    """Kinds of the rows that are furniture, by ``id`` of the row.

    ``pages`` are heights in points and rows. Furniture is what stands outermost in a margin: a
    page number is a line that is nothing but a number; a running head stands there, figures aside,
    on several pages, or beside a page number and apart from the text. On the first page small
    lines at the very top, well apart from the text, count as one, and so does what the heads of
    later pages repeat.
    """
    margins = [_margins(height, rows) for height, rows in pages]
    places: defaultdict[Place, list[_Found]] = defaultdict(list)
    for index, of_page in enumerate(margins):
        for margin in of_page:
            for depth, line in enumerate(margin.lines[:_DEEPEST_LINE]):
                for row in line:
                    if len(row.text) <= _LONGEST_HEAD and not _PAGE_NUMBER.match(row.text):
                        places[_place(places, margin.is_top, row)].append(_Found(index, depth, row))
    repeated = {
        id(one.row): key
        for key, found in places.items()
        if _is_repeated(found, len(pages))
        for one in found
    }
    kinds: Kinds = {}
    for of_page in margins:
        for margin in of_page:
            kinds.update(_outermost(margin, repeated, is_alone=len(pages) == 1))
    for row in _first_head(*pages[0]) if pages else ():
        kinds.setdefault(id(row), "running_head")
    heads = {letters for row, (_, letters) in repeated.items() if kinds.get(row) == "running_head"}
    for row in (row for line in margins[0][0].lines for row in line) if pages else ():
        if _is_echo(row, pages[0][1], heads):
            kinds.setdefault(id(row), "running_head")
    return kinds


def sideways_kind(row: Row, width: float) -> SegmentKind:
    """What a sideways line is on an upright page: furniture of a margin, or a figure's label."""
    if _PAGE_NUMBER.match(row.text):
        return "page_number"
    middle, margin = (row.box.x0 + row.box.x1) / 2, _MARGIN_SHARE * width
    return "caption" if margin < middle < width - margin else "running_head"


@dataclass(frozen=True, slots=True)
class _Found:
    """A row of a margin: on which page, and how many lines stand further out."""

    page: int
    depth: int
    row: Row


def _is_repeated(found: list[_Found], page_count: int) -> bool:
    """Whether what stands in one place is a running head: on many pages, or always outermost."""
    count = len({one.page for one in found})
    if count >= max(2.0, _REPEATED_SHARE * page_count):
        return True
    tops = [one.row.box.top for one in found]
    is_fixed = max(tops) - min(tops) < _SAME_HEIGHT and not any(one.depth for one in found)
    return is_fixed and count >= _LEAST_REPEATED


@dataclass(frozen=True, slots=True)
class _Margin:
    """Lines of a page's top or bottom, the outermost first, and the first line within them."""

    is_top: bool
    lines: list[list[Row]]
    inner: list[list[Row]]


def _margins(height: float, rows: list[Row]) -> list[_Margin]:
    upright = [row for row in rows if row.block is None and not row.line.is_sideways]
    edge = _MARGIN_SHARE * height
    top = [row for row in upright if row.middle < edge]
    bottom = [row for row in upright if row.middle > height - edge]
    below = min((row for row in upright if row.middle >= edge), key=_middle, default=None)
    above = max((row for row in upright if row.middle <= height - edge), key=_middle, default=None)
    return [
        _Margin(True, level_lines(top), [[below]] if below else []),
        _Margin(False, level_lines(bottom)[::-1], [[above]] if above else []),
    ]


def _middle(row: Row) -> float:
    return row.middle


def _outermost(margin: _Margin, repeated: dict[int, Place], *, is_alone: bool) -> Kinds:
    """Furniture from the edge of the page inwards, as far as nothing else stands between."""
    following = [*margin.lines[1:], *margin.inner]
    taken: list[tuple[int, Kinds]] = []
    for depth, line in enumerate(margin.lines):
        is_apart = depth < len(following) and _is_apart(line, following[depth], _HEAD_GAP_EM)
        found = _kinds_in(line, depth, repeated, is_head=is_apart and not depth and not is_alone)
        if found:
            taken.append((depth, found))
        elif sum(c.isalpha() for row in line for c in row.text) >= _LEAST_LETTERS:
            taken.extend(_number_within(margin.lines, depth))
            break
    # What is set like the text and right at it is its first line, whatever other pages say.
    while taken and taken[-1][0] < len(following):
        depth, found = taken[-1]
        line, inner = margin.lines[depth], following[depth]
        is_smaller = max(row.em for row in line) < _SMALL * max(row.em for row in inner)
        if is_smaller or "page_number" in found.values() or _is_apart(line, inner, _TEXT_GAP_EM):
            break
        taken.pop()
    return {row: kind for _, found in taken for row, kind in found.items()}


def _number_within(lines: list[list[Row]], depth: int) -> Iterator[tuple[int, Kinds]]:
    """A page number alone on the second line of a margin, within a line of another page's own."""
    for line in lines[1:2] if depth == 0 else ():
        if len(line) == 1 and _PAGE_NUMBER.match(line[0].text):
            yield 1, {id(line[0]): "page_number"}


def _kinds_in(line: list[Row], depth: int, repeated: dict[int, Place], *, is_head: bool) -> Kinds:
    """Kinds of the furniture on one line.

    An entry of a list of contents has a number beside it, too: only where ``is_head`` says that
    the line stands outermost and apart, all of it is a head with its page number.
    """
    heads = {id(row) for row in line if id(row) in repeated}
    numbers = {id(row) for row in line if depth < 2 and _PAGE_NUMBER.match(row.text)}
    others = {id(row) for row in line} - heads - numbers
    if numbers and others and not heads:
        if not is_head or any(len(row.text) > _LONGEST_HEAD for row in line):
            return {}
        heads = others
    kinds: Kinds = dict.fromkeys(heads, "running_head")
    return {**kinds, **dict.fromkeys(numbers, "page_number")}


def _is_apart(line: list[Row], inner: list[Row], least_em: float) -> bool:
    """Whether a line of a margin stands so many ems apart from the next one."""
    outer, other = box_around([row.box for row in line]), box_around([row.box for row in inner])
    gap = max(other.top - outer.bottom, outer.top - other.bottom)
    return gap > least_em * max(row.em for row in inner)


def _is_echo(row: Row, rows: list[Row], heads: set[str]) -> bool:
    """Whether a small line of a first page's top holds words of the heads of later pages."""
    letters = _letters(row)
    if len(letters) < _LEAST_ECHO or row.em > median(other.em for other in rows):
        return False
    return any(f" {letters} " in f" {head} " for head in heads)


def _letters(row: Row) -> str:
    """What a row says, figures and marks aside."""
    return re.sub(r"[\W\d_]+", " ", row.text).strip().lower()


def _place(places: dict[Place, list[_Found]], is_top: bool, row: Row) -> Place:
    """The key of rows like this one: its letters without figures, as first read."""
    letters = _letters(row)
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
