"""Blocks of a plain text file, whose lines may be hard-wrapped with or without blank lines.

The method: in a text wrapped at a width, a line that had room for the first word of the next line
ends its block. Widths are counted in characters or in units of a proportional face, whichever
makes the full lines more even, because text exported from a page was wrapped by its glyphs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean, median

from tasks.read.raw import RawLine
from tasks.segment.blocks import Block
from tasks.segment.prose import (
    begins_item,
    ends_sentence,
    is_image_reference,
    looks_like_heading,
    starts_sentence,
)
from tasks.values import SegmentKind

# Widths of printable ASCII in Helvetica, in 1/1000 em (Adobe Core 14 AFM files).
_HELVETICA = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
_BEYOND_ASCII = {"’": 222, "‘": 222, "“": 333, "”": 333, "—": 1000, "–": 556, "…": 1000}

# A text is taken as wrapped up to this many characters a line; longer lines are paragraphs.
WIDEST_WRAP = 160
# A line counts as full when it and the next word exceed this share of the width.
FULL_SHARE = 0.965
# Paragraphs of at most this many lines make a sentence that ends at a full line likely the last.
SHORT_PARAGRAPH_LINES = 6.0

Measure = Callable[[str], float]


def proportional_width(text: str) -> float:
    """Width of a text in Helvetica, in 1/1000 em; a character beyond the table counts 556."""
    return sum(
        _HELVETICA[ord(c) - 32] if 32 <= ord(c) < 127 else _BEYOND_ASCII.get(c, 556) for c in text
    )


@dataclass(frozen=True)
class Wrap:
    """How a text is wrapped: the measure, the width in it, and whether blank lines part blocks."""

    measure: Measure
    width: float
    has_blank_lines: bool

    def is_full(self, line: RawLine, following: RawLine) -> bool:
        """Whether the first word of the following line had no room on this one."""
        needed = self.measure(f"{line.string} {following.words[0].text}")
        return needed > self.width * FULL_SHARE


def wrapped_blocks(lines: list[RawLine]) -> list[Block]:
    """Blocks of a text file in order: headings, paragraphs, list items, image references."""
    groups = _groups(lines)
    wrap = _wrap_of(groups)
    blocks: list[Block] = []
    for group in groups:
        for part in _split(group, wrap):
            blocks.append(Block(_kind(part), part))
    _mark_headings(blocks, wrap)
    return blocks


def _groups(lines: list[RawLine]) -> list[list[RawLine]]:
    """Runs of lines that are not blank."""
    groups: list[list[RawLine]] = [[]]
    for line in lines:
        if line.words:
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def _wrap_of(groups: list[list[RawLine]]) -> Wrap | None:
    """The wrap of a text, or None when its lines are not wrapped at one width."""
    inner = [line for group in groups for line in group[:-1]]
    if not inner:
        return None
    if max(len(line.string) for line in inner) > WIDEST_WRAP:
        return None
    # Blocks parted by blank lines: most groups are short, or there are about as many as blocks.
    has_blank_lines = len(groups) > 2 and len(inner) / len(groups) < 12
    pairs = [pair for group in groups for pair in pairwise(group)]
    lines = [line for group in groups for line in group]
    wraps = [Wrap(m, _width(lines, m), has_blank_lines) for m in (len, proportional_width)]
    wrap = min(wraps, key=lambda wrap: _unexplained_breaks(pairs, wrap))
    # Full lines broken in mid-sentence: no text has them unless something wrapped it.
    wrapped = mean(
        wrap.is_full(line, following) and not starts_sentence(following.string)
        for line, following in pairs
    )
    return wrap if wrapped >= 0.15 else None


def _width(lines: list[RawLine], measure: Measure) -> float:
    """The widest line; one over-long line, an address for example, does not count."""
    widths = [measure(line.string) for line in lines]
    longer = [width for width in widths if width >= 0.6 * max(widths)]
    return max(width for width in widths if width <= 1.25 * median(longer))


def _unexplained_breaks(pairs: list[tuple[RawLine, RawLine]], wrap: Wrap) -> int:
    """How many lines in mid-sentence had room for the next word: few in the right measure."""
    return sum(
        not wrap.is_full(line, following) and not starts_sentence(following.string)
        for line, following in pairs
    )


def _split(group: list[RawLine], wrap: Wrap | None) -> list[list[RawLine]]:
    """Blocks within a run of lines that no blank line parts."""
    if wrap is None:
        return [[line] for line in group]
    typical = _typical_length(group, wrap)
    parts = [[group[0]]]
    for line, following in pairwise(group):
        if _ends_block(line, following, wrap, len(parts[-1]), typical):
            parts.append([])
        parts[-1].append(following)
    return parts


def _typical_length(group: list[RawLine], wrap: Wrap) -> float:
    """Mean number of lines of the blocks of several lines that certainly end in a group."""
    lengths, length = [], 1
    for line, following in pairwise(group):
        if wrap.is_full(line, following):
            length += 1
        else:
            lengths.append(length)
            length = 1
    several = [length for length in lengths if length > 1]
    return mean(several) if several else 0.0


def _ends_block(
    line: RawLine, following: RawLine, wrap: Wrap, lines_so_far: int, typical: float
) -> bool:
    text, next_text = line.string, following.string
    if is_image_reference(next_text) or is_image_reference(text):
        return True
    if text.startswith(">") or next_text.startswith(">"):
        return True  # quoted as in e-mail: its marks stand where they were written
    if begins_item(following.words):
        return ends_sentence(text) or following.words[0].text in "-*+•‣◦⁃▪●·–"
    if following.indent > line.indent + 1 and starts_sentence(next_text):
        return ends_sentence(text) or not wrap.is_full(line, following)
    if not wrap.is_full(line, following):
        # Between blank lines a ragged line may fall a little short.
        return not wrap.has_blank_lines or (ends_sentence(text) and starts_sentence(next_text))
    # A full line says nothing. Where paragraphs are short, a sentence that ends exactly at the
    # end of a line is more often the last of its paragraph, unless that would be one line long.
    is_likely_end = ends_sentence(text) and starts_sentence(next_text) and not text.endswith(":")
    has_short_paragraphs = 0 < typical <= SHORT_PARAGRAPH_LINES
    return is_likely_end and has_short_paragraphs and lines_so_far > 1 and not wrap.has_blank_lines


def _kind(lines: list[RawLine]) -> SegmentKind:
    text = lines[0].string
    if len(lines) == 1 and is_image_reference(text):
        return "image_reference"
    if begins_item(lines[0].words):
        return "list_item"
    return "paragraph"


def _mark_headings(blocks: list[Block], wrap: Wrap | None) -> None:
    """One short line, begun like a sentence but not ended like one, before running text."""
    paragraphs = [len(b.string) for b in blocks if b.kind == "paragraph" and len(b.string) > 100]
    if not paragraphs:
        return
    longest = (wrap.width * 0.9 if wrap else 100.0, wrap.measure if wrap else len)
    previous: Block | None = None
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        text = block.string
        is_short = len(block.lines) == 1 and longest[1](text) <= longest[0]
        leads = following is not None and following.kind in ("paragraph", "list_item")
        if block.kind == "paragraph" and is_short and leads and looks_like_heading(text):
            block.kind = "heading"
            block.level = 1 if previous is None else 2
        previous = block
