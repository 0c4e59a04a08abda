"""Lines of one column to blocks: what leads from one line to the next."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from tasks.read.raw import Style
from tasks.segment.prose import begins_item, ends_sentence, is_image_reference, starts_sentence
from tasks.segment.rows import Row, Run

# Sizes of type that differ by more are different styles; OCR only guesses sizes.
_SIZE_RATIO, _OCR_SIZE_RATIO = 1.12, 1.3
# So much may two lines of one size differ in height: one has no letters that reach up or down.
_OCR_HEIGHT_RATIO = 1.2
# A line further below the last than this many usual steps begins a block.
_STEP_RATIO = 1.3
# An entry of a list of contents: its page at the end of a line of dots.
_LEADS_TO_PAGE = re.compile(r"(?:\.{4}|(?:\. ){4}|…)[.…\s]*(?:\d{1,4}|[ivxlc]{1,6})$")
_INDENT_EM, _MOST_INDENT_EM, _FLUSH_EM = 0.7, 6.0, 0.3
# So many entries make it certain that lines hang; so few of them have one line.
_LEAST_HANGING, _FLUSH_SHARE = 2, 0.25


@dataclass(slots=True)
class Paragraph:
    """Rows that belong together, and how they stand in their column.

    ``hangs`` says that all lines but the first are indented here, as in lists of references.
    """

    rows: list[Row] = field(default_factory=list)
    run: Run | None = None
    is_indented: bool = False
    has_gap_before: bool = False
    hangs: bool = False
    has_gap_after: bool = False

    @property
    def text(self) -> str:
        return " ".join(row.text for row in self.rows)

    @property
    def size(self) -> float:
        return median(row.size for row in self.rows)

    @property
    def is_bold(self) -> bool:
        return all(row.line.is_bold for row in self.rows)

    def has_room_for(self, text: str) -> bool:
        """Whether the first word of ``text`` had room on the last line."""
        assert self.run is not None
        return has_room(self.rows[-1], text, self.run.right)


def paragraphs_of(run: Run) -> list[Paragraph]:
    """The blocks of a run. A table stands alone."""
    steps = _Steps(run)
    hanging = _hanging(run, steps)
    found: list[Paragraph] = []
    for row, before in zip(run.rows, [None, *run.rows[:-1]], strict=True):
        gap = before is not None and _is_gap(before, row, steps)
        hangs = id(row) in hanging
        if before is None or not found or _parts(before, row, run, steps, found[-1], hangs=hangs):
            is_indented = _indent(row, run) > _INDENT_EM
            if found:
                found[-1].has_gap_after = gap
            found.append(Paragraph([], run, is_indented, gap or before is None, hangs))
        found[-1].rows.append(row)
    if found:
        found[-1].has_gap_after = True
    return found


def has_room(row: Row, following: str, right: float) -> bool:
    """Whether the first word of the following text had room between a line and its right edge."""
    first = following.split(maxsplit=1)[0] if following.strip() else ""
    letters = max(1, len(row.text))
    width_of_letter = (row.box.x1 - row.box.x0) / letters
    needed = (len(first) + 1) * width_of_letter
    return right - row.box.x1 > needed + 0.35 * row.em


def same_style(a: Row, b: Row) -> bool:
    """Whether two lines are set alike, or the second as the first one ends: a bold word or two."""
    is_ocr = a.line.is_ocr or b.line.is_ocr
    if is_ocr and b.text[:1].islower() and _are_as_high(a, b):
        return True
    if _is_alike(Style(a.em, a.line.is_bold), Style(b.em, b.line.is_bold), is_ocr=is_ocr):
        return True
    if a.line.closes is None and b.line.opens is None:
        return False
    return _is_alike(a.line.closes or a.line.style, b.line.opens or b.line.style, is_ocr=is_ocr)


def _are_as_high(a: Row, b: Row) -> bool:
    """Whether two lines read by OCR have one height: the size of a short line is hardly known."""
    low, high = sorted((a.box.bottom - a.box.top, b.box.bottom - b.box.top))
    return a.line.is_bold == b.line.is_bold and high <= _OCR_HEIGHT_RATIO * low


def _is_alike(a: Style, b: Style, *, is_ocr: bool) -> bool:
    """Whether two styles have nearly one size, and are both bold or neither."""
    low, high = sorted((a.size, b.size))
    ratio = _OCR_SIZE_RATIO if is_ocr else _SIZE_RATIO
    return a.is_bold == b.is_bold and high <= low * ratio


def _hanging(run: Run, steps: _Steps) -> set[int]:
    """Rows, by ``id``, where all lines but the first of a paragraph are indented.

    There hardly a flush line follows another, as it does where the first lines are indented.
    """
    every = "".join(_mark(row, run) for row in run.rows)
    if every.count("fi") < _LEAST_HANGING:
        return set()
    stretches: list[list[Row]] = [[]]
    for row, before in zip(run.rows, [None, *run.rows[:-1]], strict=True):
        if before is not None and (row.block is not None or not same_style(before, row)):
            stretches.append([])
        if row.block is None:
            stretches[-1].append(row)
    found: set[int] = set()
    for rows in stretches:
        marks = [_mark(row, run) for row in rows]
        pairs = Counter(
            a + b
            for (a, b), (above, below) in zip(pairwise(marks), pairwise(rows), strict=True)
            if not _is_gap(above, below, steps)
        )
        is_clear = pairs["ff"] <= _FLUSH_SHARE * pairs["fi"]
        if (
            is_clear
            and pairs["fi"] >= _LEAST_HANGING
            and (pairs["ii"] or pairs["fi"] > pairs["if"])
        ):
            found.update(map(id, rows))
    return found


def _mark(row: Row, run: Run) -> str:
    """How a row begins: flush, indented, or otherwise."""
    indent = _indent(row, run)
    if indent < _FLUSH_EM:
        return "f"
    return "i" if _INDENT_EM < indent < _MOST_INDENT_EM else "o"


def _parts(
    before: Row, row: Row, run: Run, steps: _Steps, open_block: Paragraph, *, hangs: bool
) -> bool:
    """Whether a new block begins with this row."""
    if before.block is not None or row.block is not None or not same_style(before, row):
        return True
    if _is_gap(before, row, steps):
        return True
    text, next_text = before.text, row.text
    if _LEADS_TO_PAGE.search(text):
        return True
    if is_image_reference(text) or is_image_reference(next_text):
        return True
    if before.line.is_hyphenated or text.endswith(("-", "‐")):
        return False
    if _starts_item(row) and (ends_sentence(text) or _starts_item(open_block.rows[0])):
        return True
    if hangs and _mark(before, run) != _mark(row, run):
        return _mark(row, run) == "f"
    is_centred = (
        abs(_indent(before, run)) > _INDENT_EM and _starts_item(open_block.rows[0]) is False
    )
    indent = _indent(row, run)
    if _INDENT_EM < indent < _MOST_INDENT_EM and not is_centred and starts_sentence(next_text):
        return _indent(before, run) < 0.5 * indent
    if not has_room(before, next_text, run.right):
        return False
    # A line in mid-sentence may fall short beside a picture; a heading's lines may, too.
    return (ends_sentence(text) and starts_sentence(next_text)) or _falls_far_short(before, run)


def _falls_far_short(row: Row, run: Run) -> bool:
    """A line that fills less than 70 % of its column ends there, whatever its words."""
    return run.right - row.box.x1 > 0.3 * (run.right - run.left) and not _is_display(row, run)


def _is_display(row: Row, run: Run) -> bool:
    """Whether a line is set larger or bolder than most of its column, as headings are."""
    sizes = sorted(other.em for other in run.rows)
    is_large = row.em > 1.12 * sizes[len(sizes) // 2]
    is_bold = row.line.is_bold and not all(other.line.is_bold for other in run.rows)
    return is_large or is_bold or len(run.rows) < 4


def _starts_item(row: Row) -> bool:
    return begins_item(row.line.words)


def _indent(row: Row, run: Run) -> float:
    """How far a row begins from the left edge of its column, in ems."""
    return (row.box.x0 - run.left) / row.em


class _Steps:
    """The usual distances of baselines in a run, by size of type."""

    def __init__(self, run: Run) -> None:
        self._steps = [
            (a.em, b.baseline - a.baseline)
            for a, b in pairwise(run.rows)
            if a.block is None and b.block is None and same_style(a, b)
        ]
        self._known: dict[tuple[float, bool], float] = {}

    def usual(self, row: Row) -> float:
        """The usual step of lines of a row's size; a guess where there are hardly any."""
        key = (row.em, row.line.is_ocr)
        if key not in self._known:
            self._known[key] = self._found(*key)
        return self._known[key]

    def _found(self, size: float, is_ocr: bool) -> float:
        slack = _OCR_SIZE_RATIO if is_ocr else _SIZE_RATIO
        own = sorted(s for em, s in self._steps if s > 0 and 1 / slack < em / size < slack)
        if not own:
            return 1.25 * size
        # The lower third: gaps between paragraphs must not pass for the step within them.
        step = own[len(own) // 3]
        return step if len(own) > 3 else min(step, 1.5 * size)


def _is_gap(before: Row, row: Row, steps: _Steps) -> bool:
    if before.block is not None or row.block is not None:
        return True
    # OCR finds baselines to about a tenth of an em.
    slack = 0.12 * row.em if row.line.is_ocr else 0.0
    return row.baseline - before.baseline > _STEP_RATIO * steps.usual(row) + slack
