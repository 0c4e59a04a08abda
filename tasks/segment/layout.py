"""Blocks of pages whose words have boxes: order, headings, paragraphs across columns and pages."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from tasks.read.raw import RawLine, RawPage
from tasks.segment.blocks import OUT_OF_FLOW, Block
from tasks.segment.columns import Gutter, is_title_of, reading_runs
from tasks.segment.furniture import furniture_of, sideways_kind
from tasks.segment.line_numbers import without_line_numbers
from tasks.segment.paragraphs import Paragraph, paragraphs_of
from tasks.segment.prose import (
    begins_item,
    ends_sentence,
    is_image_reference,
    looks_like_heading,
    names_people,
)
from tasks.segment.rows import Row, Run, rows_of
from tasks.values import SegmentKind

_CAPTION = re.compile(
    # "Figure 2. The bridge", "Table 3 Results"; "Table 2 compares" begins a sentence.
    r"^(?i:fig(?:ure|\.)|table|chart|map|photo(?:graph)?|exhibit|image)\s*\d+[a-z]?"
    r"(?:\s*[.:–—|-]|\s+[^\Wa-z]|\s*$)"
)
_NOTE_MARK = re.compile(r"^(?:\d{1,3}(?=[\s.)A-Z“])|[*∗†‡§¶‖]|\[\d{1,3}\])")
# A heading is set at least this much larger than the text, or bold where the text is not.
_HEADING_RATIO, _OCR_HEADING_RATIO = 1.12, 1.22
# Sizes within this ratio are one level.
_LEVEL_RATIO, _OCR_LEVEL_RATIO = 1.04, 1.18
_FOOTNOTE_RATIO = 0.92
# Footnotes begin below the upper third of a page.
_HIGHEST_NOTE = 0.33
_MOST_HEADING_LINES = 4
_DEEPEST_LEVEL = 6
# A paragraph of so many lines is text, not part of a title.
_LEAST_TEXT_ROWS = 4


@dataclass(slots=True)
class _Found:
    """A block with the paragraph it was made of and the style of the document's text."""

    block: Block
    paragraph: Paragraph


def page_blocks(pages: list[RawPage]) -> list[Block]:
    """Blocks of a document in reading order, what stands outside the running text included."""
    numbers = [_take_line_numbers(page) for page in pages]
    placed = [(page.upright_size[1], _rows(page)) for page in pages]
    furniture = furniture_of(placed)
    for page, (_, rows) in zip(pages, placed, strict=True):
        sideways = (row for row in rows if row.line.is_sideways)
        furniture.update((id(row), sideways_kind(row, page.upright_size[0])) for row in sideways)
    body = _body_style([row for _, rows in placed for row in rows if id(row) not in furniture])
    found: list[_Found] = []
    gutter: Gutter | None = None
    for page, (height, rows), of_lines in zip(pages, placed, numbers, strict=True):
        if of_lines:
            block = Block("running_head", of_lines, page_number=page.page_number)
            found.append(_Found(block, Paragraph()))
        for row in rows:
            if id(row) in furniture:
                block = Block(furniture[id(row)], [row.line], page_number=page.page_number)
                found.append(_Found(block, Paragraph([row])))
        flow = [row for row in rows if id(row) not in furniture]
        runs, gutter = reading_runs(flow, gutter)
        for run in runs:
            found.extend(_blocks_of(run, page, height, body))
    has_indents = _indents(found)
    joined = _joined(found, has_indents)
    _take_authors(joined)
    _set_levels(joined)
    return [item.block for item in joined]


def _take_line_numbers(page: RawPage) -> list[RawLine]:
    page.lines, numbers = without_line_numbers(page.lines)
    return numbers


def _rows(page: RawPage) -> list[Row]:
    rows = rows_of(page.lines)
    for block in page.blocks:
        if block.box is not None:
            size = next((line.size for line in block.every_line()), 0.0)
            line = RawLine([], page.page_number, size=size)
            rows.append(Row(line, block.box, block=block))
    return rows


@dataclass(frozen=True)
class _Style:
    """Size in points of the running text, and whether it is bold."""

    size: float
    is_bold: bool


def _body_style(rows: list[Row]) -> _Style:
    """The style of most letters; OCR's guesses are taken together by half points."""
    letters: Counter[tuple[float, bool]] = Counter()
    for row in rows:
        if row.block is None:
            letters[round(row.em * 2) / 2, row.line.is_bold] += len(row.text)
    if not letters:
        return _Style(1.0, False)
    if any(row.line.is_ocr for row in rows):
        total, half = 0, sum(letters.values()) / 2
        for (size, is_bold), count in sorted(letters.items()):
            total += count
            if total >= half:
                return _Style(size, is_bold)
    (size, is_bold), _ = letters.most_common(1)[0]
    return _Style(size, is_bold)


def _blocks_of(run: Run, page: RawPage, height: float, body: _Style) -> list[_Found]:
    """The blocks of one column. What stands centred over a table is its caption, no heading."""
    found = [_classified(paragraph, page, height, body) for paragraph in paragraphs_of(run)]
    for item, following in pairwise(found):
        rows = item.paragraph.rows
        if len(rows) == 1 and is_title_of(rows[0], following.paragraph.rows[0]):
            item.block.kind = "caption"
    return found


def _classified(paragraph: Paragraph, page: RawPage, height: float, body: _Style) -> _Found:
    first = paragraph.rows[0]
    number = page.page_number
    if first.block is not None:
        stated = first.block
        block = Block(stated.kind, stated.lines, stated.level, stated.rows, number)
    else:
        kind = _kind(paragraph, height, body)
        block = Block(kind, [row.line for row in paragraph.rows], page_number=number)
    return _Found(block, paragraph)


def _kind(paragraph: Paragraph, height: float, body: _Style) -> SegmentKind:
    first, text = paragraph.rows[0], paragraph.text
    if len(paragraph.rows) == 1 and is_image_reference(text):
        return "image_reference"
    if _CAPTION.match(text) and (paragraph.has_gap_before or first.em < body.size * 0.97):
        return "caption"
    if _is_footnote(paragraph, height, body):
        return "footnote"
    if _is_heading(paragraph, body):
        return "heading"
    words = first.line.words
    if begins_item(words) and any(c.isalpha() for word in words[1:] for c in word.text):
        return "list_item"
    return "paragraph"


def _is_footnote(paragraph: Paragraph, height: float, body: _Style) -> bool:
    """Small type that begins with a mark, with nothing but small type below it in its column."""
    first, most = paragraph.rows[0], _FOOTNOTE_RATIO * body.size
    if paragraph.size > most or not _NOTE_MARK.match(paragraph.text) or paragraph.run is None:
        return False
    rows = [row for row in paragraph.run.rows if row.block is None]
    below = [row for row in rows if row.middle > first.middle]
    if first.middle <= _HIGHEST_NOTE * height or any(row.em > most for row in below):
        return False
    # A list of references has a heading above it, or all of the column to itself.
    larger = [row for row in rows if row.middle < first.middle and row.em > most]
    if not larger:
        return rows[0].middle > _HIGHEST_NOTE * height
    above = larger[-1]
    return not (above.em > body.size * _HEADING_RATIO or (above.line.is_bold and not body.is_bold))


def _is_heading(paragraph: Paragraph, body: _Style) -> bool:
    """Larger or bolder than the text and worded like a heading, or short and apart from it."""
    text, rows = paragraph.text, paragraph.rows
    if len(rows) > _MOST_HEADING_LINES or not any(c.isalpha() for c in text):
        return False
    is_ocr = rows[0].line.is_ocr
    ratio = paragraph.size / body.size
    if ratio >= (_OCR_HEADING_RATIO if is_ocr else _HEADING_RATIO):
        return looks_like_heading(text, most_words=30) or (ratio >= 1.5 and len(text) < 200)
    if paragraph.is_bold and not body.is_bold:
        return looks_like_heading(text, most_words=25)
    is_apart = paragraph.has_gap_before and paragraph.has_gap_after
    run = paragraph.run
    is_short = run is not None and rows[-1].box.x1 < run.left + 0.85 * (run.right - run.left)
    is_body_size = ratio >= 0.9
    return len(rows) == 1 and is_apart and is_short and is_body_size and looks_like_heading(text)


def _indents(found: list[_Found]) -> bool:
    """Whether paragraphs of this document begin with an indent."""
    starts = [
        item.paragraph.is_indented
        for item in found
        if item.block.kind == "paragraph" and len(item.paragraph.rows) > 1
    ]
    return len(starts) >= 3 and sum(starts) >= 0.4 * len(starts)


def _joined(found: list[_Found], has_indents: bool) -> list[_Found]:
    """Blocks with paragraphs that go on in the next column or page made one.

    A table, caption or footnote between the two halves comes after the whole.
    """
    joined: list[_Found] = []
    last: _Found | None = None  # the last block of running text
    is_parted = False  # whether something else stands between it and the next
    for item in found:
        if item.block.kind in OUT_OF_FLOW or item.block.kind == "table":
            joined.append(item)
            is_parted = True
            continue
        if last is not None and _goes_on(last, item, has_indents, is_parted=is_parted):
            last.block.lines.extend(item.block.lines)
            last.paragraph.rows.extend(item.paragraph.rows)
            last.paragraph.run = item.paragraph.run
        else:
            joined.append(item)
            last = item
        is_parted = False
    return joined


def _goes_on(last: _Found, item: _Found, has_indents: bool, *, is_parted: bool) -> bool:
    """Whether a block is the rest of the paragraph that a column, page or figure broke off."""
    if item.block.kind != "paragraph" or last.block.kind not in ("paragraph", "list_item"):
        return False
    a, b = last.paragraph.rows[-1], item.paragraph.rows[0]
    low, high = sorted((a.em, b.em))
    if high > low * (1.3 if a.line.is_ocr or b.line.is_ocr else 1.1):
        return False
    text, next_text = a.text, b.text
    if last.paragraph.hangs and item.paragraph.hangs and item.paragraph.is_indented:
        return True
    if item.paragraph.run is last.paragraph.run and not is_parted:
        # Only a picture without a caption may stand between them.
        is_full = text[-1:].isalpha() and not last.paragraph.has_room_for(next_text)
        return is_full and next_text[:1].islower()
    if a.line.is_hyphenated or next_text[:1].islower():
        return not (ends_sentence(text) and last.paragraph.has_room_for(next_text))
    if last.paragraph.has_room_for(next_text):
        return False
    if not ends_sentence(text):
        return True
    # The first words of a paragraph may be bold, as its heading.
    is_headed = b.line.opens is not None and b.line.opens.is_bold and not b.line.is_bold
    if is_headed or item.paragraph.hangs:
        return False
    return has_indents and not item.paragraph.is_indented


def _take_authors(found: list[_Found]) -> None:
    """Names below the title, and what follows them in no larger type, are no headings.

    The last heading before the text is one: "Abstract", "Summary".
    """
    flow = [item for item in found if item.block.kind not in OUT_OF_FLOW]
    text = next((n for n, item in enumerate(flow) if _is_running(item)), len(flow))
    heads = [item for item in flow[:text] if item.block.kind == "heading"][1:-1]
    authors = next((item for item in flow[1:text] if names_people(item.paragraph.text)), None)
    if authors is None:
        return
    for item in [*heads, authors]:
        is_below = item.paragraph.rows[0].middle >= authors.paragraph.rows[0].middle
        if is_below and item.paragraph.size <= 1.01 * authors.paragraph.size:
            item.block.kind = "paragraph"


def _is_running(item: _Found) -> bool:
    """Whether a block is a paragraph of the running text."""
    rows = item.paragraph.rows
    return item.block.kind == "paragraph" and len(rows) >= _LEAST_TEXT_ROWS


def _set_levels(found: list[_Found]) -> None:
    """Levels of headings by size, the largest first; bold ones of one size before light ones."""
    headings = [item for item in found if item.block.kind == "heading"]
    ordered = sorted(headings, key=lambda item: -item.paragraph.size)
    level, above = 0, 0.0
    for item in ordered:
        size = item.paragraph.size
        is_ocr = item.paragraph.rows[0].line.is_ocr
        if level == 0 or above > size * (_OCR_LEVEL_RATIO if is_ocr else _LEVEL_RATIO):
            level = min(level + 1, _DEEPEST_LEVEL)
            above = size
        item.block.level = level
