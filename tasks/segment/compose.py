"""Compose the normalized text of a document from its blocks, with the place of every word."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby

from tasks.read.raw import RawLine, RawWord
from tasks.segment.blocks import OUT_OF_FLOW, Block
from tasks.segment.hyphens import joins_without_hyphen
from tasks.values import Link, Segment, Span, Words

BLOCK_GAP = "\n\n"
FLOW_END = "\x0c"
_HYPHENS = ("-", "‐")


@dataclass(slots=True)
class Composition:
    """Normalized text, its words and segments, and the span of each page's running text."""

    text: str = ""
    words: Words = field(default_factory=Words)
    segments: list[Segment] = field(default_factory=list)
    page_spans: dict[int, Span] = field(default_factory=dict)


class _Writer:
    """Grows the text word by word and remembers where each word stands."""

    def __init__(self, known: set[str]) -> None:
        self.known = known
        self.parts: list[str] = []
        self.length = 0
        self.words = Words()
        self.links: list[Link] = []

    def write(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def write_lines(self, lines: list[RawLine]) -> None:
        """Write lines as one run: one space between words, line-end hyphens joined."""
        gap, length = "", self.length
        parts: list[str] = []
        followers: list[RawLine | None] = [*lines[1:], None]
        for line, following in zip(lines, followers, strict=False):
            page_number, line_number, last = line.page_number, line.line_number, len(line.words) - 1
            for index, word in enumerate(line.words):
                text, gap_after = word.text, " "
                if index == last and following is not None and following.words:
                    text, gap_after = self._at_line_end(line, word, following.words[0])
                start = length + len(gap)
                length = start + len(text)
                parts += (gap, text)
                place = word.place or word.box
                self.words.add(page_number, (start, length), place, line_number, word.confidence)
                if word.link is not None:
                    self._add_link(word.link, start, length)
                gap = gap_after
        self.write("".join(parts))

    def _add_link(self, uri: str, start: int, end: int) -> None:
        """A word with a link; words side by side that lead to one address are one link."""
        if self.links and self.links[-1].uri == uri and start - self.links[-1].span[1] <= 1:
            start = self.links.pop().span[0]
        self.links.append(Link((start, end), uri))

    def _at_line_end(self, line: RawLine, word: RawWord, after: RawWord) -> tuple[str, str]:
        """The text of the last word of a line, and what stands between it and the next line's."""
        text = word.text
        if not (line.is_hyphenated or text.endswith(_HYPHENS)) or len(text) < 2:
            return text, " "
        bare = text.rstrip("-‐")
        if not bare or not (bare[-1].isalnum() and after.text[:1].isalnum()):
            return text, " "
        if joins_without_hyphen(bare, after.text, self.known):
            return bare, ""
        return (text if text.endswith(_HYPHENS) else f"{text}-"), ""


def compose(blocks: list[Block]) -> Composition:
    """Write blocks in the order of the normalized text (DESIGN 2).

    Running text first, then after U+000C what stands outside it, in page order. An image reference
    is a segment without text. Every word's span cuts its text out of the result; spans are in
    order and do not overlap. Blocks are emptied as they are written: of a long document, its words
    as read and as written must not stand in memory at once.
    """
    known = _known_words(blocks)
    writer = _Writer(known)
    composition = Composition()
    flow = [block for block in blocks if block.kind not in OUT_OF_FLOW]
    aside = [block for block in blocks if block.kind in OUT_OF_FLOW]
    for group, opening in ((flow, ""), (aside, FLOW_END)):
        gap = opening
        for block in group:
            segment, wrote = _write_block(writer, block, gap)
            block.lines, block.rows = [], None
            composition.segments.append(segment)
            if wrote:
                gap = BLOCK_GAP
        if group is flow:
            composition.page_spans = _page_spans(writer.words)
    composition.text = "".join(writer.parts)
    composition.words = writer.words
    return composition


def _write_block(writer: _Writer, block: Block, gap: str) -> tuple[Segment, bool]:
    lines = [line for line in block.every_line() if line.words]
    pages = [line.page_number for line in lines] or [block.page_number]
    rows = None
    spans: tuple[Span, ...] = ()
    if lines and block.kind != "image_reference":
        writer.write(gap)
        start = writer.length
        rows = _write_table(writer, block) if block.rows is not None else None
        if block.rows is None:
            writer.write_lines(lines)
        spans = ((start, writer.length),)
    links, writer.links = tuple(writer.links), []
    segment = Segment(block.kind, block.level, spans, min(pages), max(pages), rows, links)
    return segment, bool(spans)


def _write_table(writer: _Writer, block: Block) -> tuple[tuple[str, ...], ...]:
    """Write the cells of a table in reading order, one space apart; return their texts."""
    texts, is_first = [], True
    for row in block.rows or ():
        cells = []
        for cell in row:
            lines = [line for line in cell if line.words]
            if lines and not is_first:
                writer.write(" ")
            before = len(writer.parts)
            writer.write_lines(lines)
            cells.append("".join(writer.parts[before:]))
            is_first = is_first and not lines
        texts.append(tuple(cells))
    return tuple(texts)


def _known_words(blocks: list[Block]) -> set[str]:
    """Words in lower case that stand unbroken within a line."""
    known = set()
    for block in blocks:
        for line in block.every_line():
            for word in line.words[:-1] if line.words else ():
                bare = word.text.strip(".,;:!?\"'“”‘’()[]").lower()
                known.add(bare)
                known.add(bare.removesuffix("’s").removesuffix("'s"))
    return known


def _page_spans(words: Words) -> dict[int, Span]:
    """From the first to the last word of each page's running text."""
    spans: dict[int, Span] = {}
    for page_number, of_page in groupby(range(len(words)), words.page_numbers.__getitem__):
        first, *rest = of_page
        start, end = words.starts[first], words.ends[rest[-1] if rest else first]
        known = spans.get(page_number, (start, end))
        spans[page_number] = (min(known[0], start), max(known[1], end))
    return spans
