"""Blocks of an HTML tree with the lines they stand on: what web pages and Word files share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tasks.read.addresses import web_address
from tasks.read.pictures import Pictures
from tasks.read.raw import Cell, RawBlock, RawLine
from tasks.values import Link, SegmentKind

# Elements that begin a block of their own (HTML Living Standard, 15.3, display: block and kin).
_BLOCKS_TEXT = """
    address article aside blockquote body caption center dd details dialog dir div dl dt
    fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main
    menu nav ol optgroup option p pre search section summary table tbody td tfoot th thead tr ul
"""
_BLOCKS = frozenset(_BLOCKS_TEXT.split())
# Elements without text that is read.
_SKIPPED_TEXT = """
    applet audio button canvas datalist embed frame frameset head iframe map math noembed
    noframes noscript object option script select style svg template textarea title video
"""
_SKIPPED = frozenset(_SKIPPED_TEXT.split())
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
# A picture says where it is in one of these; pages that load late keep it out of src.
_PICTURE_PLACES = ("src", "data-src", "data-original")
# A cell with more blocks than this is laid out like a page, not like a table.
_MOST_CELL_BLOCKS = 3


@dataclass
class _Open:
    """A line being read, with the addresses to which its parts lead."""

    number: int
    text: str = ""
    links: list[Link] = field(default_factory=list)

    def add(self, text: str, link: str | None) -> None:
        """Go on with a text that leads to an address, or to none."""
        if link is not None and text.strip():
            start = len(self.text) + len(text) - len(text.lstrip())
            self.links.append(Link((start, len(self.text) + len(text.rstrip())), link))
        self.text += text


@dataclass
class MarkupReader:
    """Turns a tree of lxml's elements into blocks.

    ``is_page`` tells lines of the file, as web pages have them; otherwise blocks are counted.
    ``base`` is the address that the document states as its own.
    """

    pictures: Pictures
    is_page: bool = True
    base: str | None = None
    blocks: list[RawBlock] = field(default_factory=list)
    _references: dict[int, tuple[str, str, int]] = field(default_factory=dict)
    _line: int = 1
    _open: list[_Open] = field(default_factory=list)
    _link: str | None = None
    _kind: tuple[SegmentKind, int | None] = ("paragraph", None)

    def read(self, root: Any) -> None:
        """Append the blocks of an element."""
        self._element(root)
        self._close()

    def with_pictures(self, blocks: list[RawBlock]) -> list[RawBlock]:
        """Take in the pictures of these of its blocks; references to what is not there stay."""
        return [
            block
            for block in blocks
            if id(block) not in self._references
            or not self.pictures.take(*self._references[id(block)])
        ]

    def _element(self, element: Any) -> None:
        # libxml2 tells the line on which a tag or a comment ends.
        self._line = max(self._line, element.sourceline or 0)
        tag = element.tag
        if not isinstance(tag, str):  # a comment or a processing instruction
            return
        if tag in _SKIPPED or _is_hidden(element):
            self._line += sum(text.count("\n") for text in element.itertext())
        elif tag == "br":
            self._break()
        elif tag == "img":
            self._picture(element)
        elif tag == "table" and _is_table(element):
            self._table(element)
        elif _is_note(element):
            self._within(element, ("footnote", None))
        elif tag in _BLOCKS:
            self._within(element, self._kind_of(element))
        elif tag == "a":
            self._anchor(element)
        else:
            self._inside(element)

    def _anchor(self, element: Any) -> None:
        """Words that lead somewhere; a mark that leads to a note is no word of the text."""
        if _points_to_note(element):
            return
        outer, self._link = self._link, web_address(element.get("href", ""), self.base)
        self._inside(element)
        self._link = outer

    def _kind_of(self, element: Any) -> tuple[SegmentKind, int | None]:
        tag = element.tag
        if tag in _HEADINGS:
            return "heading", _HEADINGS[tag]
        if tag == "li":
            depth = sum(1 for above in element.iterancestors("ul", "ol", "menu"))
            return "list_item", max(1, depth)
        if tag in ("figcaption", "caption"):
            return "caption", None
        if tag in ("ul", "ol", "table", "figure", "section", "article", "aside", "blockquote"):
            return "paragraph", None
        return self._kind

    def _within(self, element: Any, kind: tuple[SegmentKind, int | None]) -> None:
        """Read an element as blocks of its own."""
        self._close()
        outer, self._kind = self._kind, kind
        self._inside(element)
        self._close()
        self._kind = outer

    def _inside(self, element: Any) -> None:
        is_preformatted = element.tag == "pre"
        self._text(element.text, is_preformatted)
        for child in element:
            self._element(child)
            self._text(child.tail, is_preformatted)

    def _text(self, text: str | None, is_preformatted: bool = False) -> None:
        """Text goes on in the open line; after a line end in the file, on a line of its own."""
        if not text:
            return
        for index, piece in enumerate(text.split("\n")):
            if index:
                self._line += 1
                if is_preformatted and not piece.strip():
                    self._close()
            if index or self._is_elsewhere(piece):
                self._open.append(_Open(self._line))
            self._open[-1].add(piece, self._link)

    def _is_elsewhere(self, text: str) -> bool:
        """Whether text begins another line: none is open, or markup held line ends."""
        if not self._open:
            return True
        last = self._open[-1]
        is_parted = text[:1].isspace() or last.text[-1:].isspace()
        return is_parted and last.number != self._line

    def _break(self) -> None:
        """A forced line end; two of them part paragraphs, as older pages do it."""
        if self._open and not self._open[-1].text.strip():
            self._close()
        self._open.append(_Open(self._line))

    def _close(self) -> None:
        lines = self._taken()
        if lines:
            kind, level = self._kind
            self.blocks.append(RawBlock(kind, lines, level))

    def _taken(self) -> list[RawLine]:
        """The open lines that have text; none are open afterwards."""
        found, self._open = self._open, []
        block = None if self.is_page else len(self.blocks) + 1
        return [
            RawLine([], text=o.text, line_number=block or o.number, links=tuple(o.links))
            for o in found
            if o.text.strip()
        ]

    def _picture(self, element: Any) -> None:
        places = (element.get(name, "").strip() for name in _PICTURE_PLACES)
        references = [place for place in places if place]
        if not references or _is_tiny(element):
            return
        # What stands in src while the page loads is a speck inside the page.
        is_late = references[0].startswith("data:") and len(references) > 1
        self._close()
        place = self._line if self.is_page else len(self.blocks) + 1
        block = RawBlock("image_reference", [RawLine([], line_number=place)])
        self._references[id(block)] = (references[is_late], element.get("alt", ""), place)
        self.blocks.append(block)

    def _table(self, table: Any) -> None:
        self._close()
        rows: list[list[Cell]] = []
        for element in _own(table, ("caption", "tr")):
            if element.tag == "caption":
                self._within(element, ("caption", None))
                continue
            cells: list[Cell] = []
            for cell in element.iterchildren("td", "th"):
                self._line = max(self._line, cell.sourceline or 0)
                before = len(self.blocks)
                self._inside(cell)
                lines = self._taken()
                # Blocks in a cell are its lines.
                inner = [line for block in self.blocks[before:] for line in block.every_line()]
                del self.blocks[before:]
                cells.append([*inner, *lines])
            rows.append(cells)
        if any(line.text for row in rows for cell in row for line in cell):
            self.blocks.append(RawBlock("table", rows=rows))


def _is_hidden(element: Any) -> bool:
    return "hidden" in element.attrib or bool(_HIDDEN_STYLE.search(element.get("style", "")))


def _is_tiny(element: Any) -> bool:
    """Whether a picture is stated to be a speck: a tracking pixel or a spacer."""
    return any(
        element.get(side, "").strip().removesuffix("px") in ("0", "1") for side in _stated(element)
    )


def _stated(element: Any) -> Iterator[str]:
    return (side for side in ("width", "height") if element.get(side, "").strip())


def _is_note(element: Any) -> bool:
    """Whether a list item is a foot- or endnote, as mammoth marks them."""
    name: str = element.get("id", "")
    return element.tag == "li" and name.startswith(("footnote-", "endnote-"))


def _points_to_note(element: Any) -> bool:
    """A mark that leads to a note, or from there back: no words of the text."""
    target: str = element.get("href", "") if element.tag == "a" else ""
    return target.startswith(("#footnote-", "#endnote-"))


def _own(table: Any, tags: tuple[str, ...]) -> Iterator[Any]:
    """Captions and rows of a table, not those of tables inside it."""
    for child in table:
        if child.tag in tags:
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from _own(child, tags)


def _is_table(table: Any) -> bool:
    """Whether a table holds data: two rows and columns, nothing laid out like a page in a cell."""
    if table.get("role") in ("presentation", "none"):
        return False
    rows = [list(row.iterchildren("td", "th")) for row in _own(table, ("tr",))]
    if len(rows) < 2 or max((len(row) for row in rows), default=0) < 2:
        return False
    return not any(_is_layout(cell) for row in rows for cell in row)


def _is_layout(cell: Any) -> bool:
    if next(cell.iterdescendants("table", *_HEADINGS), None) is not None:
        return True
    return sum(1 for _ in cell.iterdescendants("p", "div", "li")) > _MOST_CELL_BLOCKS
