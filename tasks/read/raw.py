"""What read yields and normalize and segment pass on: pages of lines of words, as found.

Boxes are in points from the top left of the page as a reader sees it. Formats without pages have
one page with no size; formats that state their own structure (Markdown) give blocks instead of
lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from tasks.values import (
    NO_FACTS,
    Box,
    EmbeddedImage,
    Facts,
    Issue,
    Link,
    ReadMethod,
    SegmentKind,
    Severity,
    Source,
)


class Unreadable(Exception):
    """A document of which nothing can be read; ``issue`` says why and what to do."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(issue)
        self.issue = issue

    def __str__(self) -> str:
        return self.issue.message


@dataclass(slots=True)
class RawWord:
    """A word as read. ``confidence`` (0 to 1) is set by OCR only.

    ``place`` is set when ``box`` is where the word would stand if its page lay upright: a scan that
    OCR turned is laid out by the one, and its words are found by the other. ``link`` is the
    address on the web to which it leads.
    """

    text: str
    box: Box | None = None
    confidence: float | None = None
    place: Box | None = None
    link: str | None = None


class Style(NamedTuple):
    """How words are set: the height of the em square in points, and whether they are bold."""

    size: float
    is_bold: bool


@dataclass(slots=True)
class RawLine:
    """A line of words.

    ``text`` holds the line of a text file before it is split into words, ``links`` where parts of
    it, ``(start, end)``, lead on the web. ``size`` is the height of
    the em square in points, 0 when unknown. ``indent`` counts leading spaces in text files.
    ``turn`` is by how many degrees its text is seen turned, clockwise: 0, 90, 180 or 270.
    ``is_hyphenated`` says that the reader knows its last word to go on in the next line.
    ``opens`` and ``closes`` are the styles of its first and last word where they differ from most.
    """

    words: list[RawWord]
    page_number: int = 1
    text: str | None = None
    line_number: int | None = None
    indent: int = 0
    size: float = 0.0
    is_bold: bool = False
    is_ocr: bool = False
    is_hyphenated: bool = False
    turn: int = 0
    opens: Style | None = None
    closes: Style | None = None
    links: tuple[Link, ...] = ()

    @property
    def style(self) -> Style:
        """How most of its words are set."""
        return Style(self.size, self.is_bold)

    @property
    def is_sideways(self) -> bool:
        """Whether its words are seen running up or down."""
        return self.turn % 180 == 90

    @property
    def string(self) -> str:
        """The words joined by one space."""
        return " ".join([word.text for word in self.words])


Cell = list[RawLine]


@dataclass(slots=True)
class RawBlock:
    """A block whose kind the format itself states; ``rows`` are the cells of a table."""

    kind: SegmentKind
    lines: list[RawLine] = field(default_factory=list)
    level: int | None = None
    rows: list[list[Cell]] | None = None
    box: Box | None = None

    def every_line(self) -> Iterator[RawLine]:
        """All lines of the block in reading order, those of its cells too."""
        yield from self.lines
        for row in self.rows or ():
            for cell in row:
                yield from cell


@dataclass(slots=True)
class RawPage:
    """One page as read: ``lines`` to be segmented, ``blocks`` that are already whole.

    ``facts`` are those that the properties of the file state; they come with its first page.
    ``turn`` is by how many degrees, clockwise, all its text lies turned: lines are boxed as if they
    were upright, and ``RawWord.place`` says where they stand.
    """

    page_number: int
    read_method: ReadMethod
    width: float | None = None
    height: float | None = None
    rotation: int = 0
    turn: int = 0
    ocr_confidence_score: float | None = None
    engine: str = ""
    lines: list[RawLine] = field(default_factory=list)
    blocks: list[RawBlock] = field(default_factory=list)
    images: list[EmbeddedImage] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    is_partial: bool = False
    facts: Facts = NO_FACTS

    @property
    def upright_size(self) -> tuple[float, float]:
        """Width and height in points of the page with its text upright; 0 where it has none."""
        size = (self.width or 0.0, self.height or 0.0)
        return size if self.turn % 180 == 0 else size[::-1]


@dataclass(slots=True)
class RawDocument:
    """A document being read: its pages come one at a time, so that memory stays bounded.

    ``facts`` are those that its format states.
    """

    source: Source
    document_id: str
    media_type: str
    pages: Iterator[RawPage]
    facts: Facts = NO_FACTS


def problem(
    source: Source,
    code: str,
    message: str,
    remedy: str,
    *,
    page_number: int | None = None,
    severity: Severity = "warning",
) -> Issue:
    """An issue of the read stage; an error is one that keeps a page or the document off record."""
    return Issue(
        uri=source.uri,
        stage="read",
        code=code,
        severity=severity,
        message=message,
        remedy=remedy,
        page_number=page_number,
        document_id=source.document_id,
    )


def cut_short(source: Source, count: int, unit: str, cap: int) -> Issue:
    """The issue of a document with more pages or frames than are read."""
    return problem(
        source,
        "too_large",
        f"{source.uri} has {count:,} {unit}; the first {cap:,} are read",
        "Split the file and ingest its parts, or set page_cap higher and reprocess it --reread.",
    )


def unreadable(source: Source, code: str, message: str, remedy: str) -> Unreadable:
    """The exception for a document of which nothing can be read."""
    return Unreadable(problem(source, code, message, remedy, severity="error"))
