"""Read a Markdown file: its own blocks with their lines, and the pictures that it refers to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tasks.read.addresses import web_address
from tasks.read.front_matter import FRONT_MATTER
from tasks.read.pictures import Pictures
from tasks.read.raw import Cell, RawBlock, RawLine, RawPage, unreadable
from tasks.read.text import decode
from tasks.settings import Settings
from tasks.values import Link, SegmentKind, Source

_TAG = re.compile(r"<[^>]*>")
_HTML_IMAGE = re.compile(r"<img\b[^>]*?\bsrc\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_HTML_LINK = re.compile(r"<a\b[^>]*?\bhref\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LEVELS = {f"h{level}": level for level in range(1, 7)}


class _Markdown(MarkdownIt):
    """Takes every reference as one: which of them lead anywhere is decided here."""

    def validateLink(self, url: str) -> bool:
        return True


# Definitions of CommonMark with the tables and strikethrough of GitHub; HTML passes through.
_PARSER = _Markdown("commonmark", {"html": True}).enable(["table", "strikethrough"])


def read_markdown(source: Source, settings: Settings, data: bytes) -> Iterator[RawPage]:
    """The one page of a Markdown file: headings, paragraphs, list items, tables, each with lines.

    Inline markup is taken off. Pictures that lie beside the document, or inside it as ``data:``
    URIs, come along as embedded images; remote or missing ones are issues.

    Raises:
        Unreadable: the file holds nothing but white space.
    """
    text, _ = decode(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise unreadable(
            source, "no_text", f"{source.uri} holds nothing but white space", "Check the file."
        )
    builder = _Builder(Pictures(source, settings.caps))
    # Front matter gives way to as many blank lines, so that lines keep their numbers.
    body = FRONT_MATTER.sub(lambda found: "\n" * found.group().count("\n"), text, count=1)
    builder.walk(_PARSER.parse(body))
    yield RawPage(
        page_number=1,
        read_method="text",
        engine="",
        blocks=builder.blocks,
        images=builder.pictures.images,
        issues=builder.pictures.issues,
    )


@dataclass
class _Open:
    """A line being read, and the address to which its words lead from a place in it on."""

    number: int
    text: str = ""
    links: list[Link] = field(default_factory=list)
    link: str | None = None
    start: int = 0

    def lead(self, reference: str) -> None:
        """From here on words lead to an address, if the reference is one."""
        self.link, self.start = web_address(reference), len(self.text)

    def close(self) -> str | None:
        """The link that was open ends here; returns it, as it may go on in the next line."""
        link, self.link = self.link, None
        if link is not None and self.text[self.start :].strip():
            self.links.append(Link((self.start, len(self.text)), link))
        return link


@dataclass
class _Builder:
    """Turns the parser's tokens into blocks."""

    pictures: Pictures
    blocks: list[RawBlock] = field(default_factory=list)

    def walk(self, tokens: list[Token]) -> None:
        kinds: list[tuple[SegmentKind, int | None]] = [("paragraph", None)]
        rows: list[list[Cell]] | None = None
        line = 1
        for token in tokens:
            line = token.map[0] + 1 if token.map else line
            if token.type == "heading_open":
                kinds.append(("heading", _LEVELS[token.tag]))
            elif token.type == "list_item_open":
                kinds.append(("list_item", None))
            elif token.type in ("heading_close", "list_item_close"):
                kinds.pop()
            elif token.type == "table_open":
                rows = []
            elif token.type == "tr_open" and rows is not None:
                rows.append([])
            elif token.type == "table_close" and rows is not None:
                self.blocks.append(RawBlock("table", rows=rows))
                rows = None
            elif token.type == "inline":
                lines = self._inline(token, line)
                if rows is not None:
                    rows[-1].append(lines)
                elif lines:
                    self.blocks.append(RawBlock(*_kind_of(kinds[-1], lines)))
            elif token.type in ("code_block", "fence"):
                self._verbatim(token.content, line + (token.type == "fence"))
            elif token.type == "html_block":
                self._html(token.content, line)

    def _verbatim(self, content: str, line: int) -> None:
        lines = [
            RawLine([], text=text, line_number=line + index)
            for index, text in enumerate(content.split("\n"))
            if text.strip()
        ]
        if lines:
            self.blocks.append(RawBlock("paragraph", lines))

    def _html(self, content: str, line: int) -> None:
        for found in _HTML_IMAGE.finditer(content):
            self._picture(found.group(1), "", line)
        self._verbatim(_TAG.sub("", _COMMENT.sub("", content)), line)

    def _inline(self, token: Token, first_line: int) -> list[RawLine]:
        """The text of inline markup, line by line, with its links; pictures go their own way."""
        lines = [_Open(first_line)]
        for child in token.children or ():
            line = lines[-1]
            if child.type in ("text", "code_inline"):
                line.text += child.content
            elif child.type in ("softbreak", "hardbreak"):
                link = line.close()
                lines.append(_Open(line.number + 1, link=link))
            elif child.type == "image":
                self._picture(str(child.attrs.get("src", "")), child.content, line.number)
            elif child.type == "link_open":
                line.lead(str(child.attrs.get("href", "")))
            elif child.type == "link_close":
                line.close()
            elif child.type == "html_inline":
                self._html_inline(child.content, line)
        lines[-1].close()
        return [
            RawLine([], text=line.text, line_number=line.number, links=tuple(line.links))
            for line in lines
            if line.text.strip()
        ]

    def _html_inline(self, content: str, line: _Open) -> None:
        for found in _HTML_IMAGE.finditer(content):
            self._picture(found.group(1), "", line.number)
        leads = _HTML_LINK.match(content)
        if leads:
            line.lead(unescape(leads.group(1)))
        elif content.lower().startswith("</a"):
            line.close()
        line.text += " " if content.lower().startswith("<br") else ""

    def _picture(self, reference: str, alternative: str, line: int) -> None:
        """Take in a picture; one that is not there leaves an empty image reference."""
        if not self.pictures.take(reference, alternative, line):
            self.blocks.append(RawBlock("image_reference", [RawLine([], line_number=line)]))


def _kind_of(
    kind: tuple[SegmentKind, int | None], lines: list[RawLine]
) -> tuple[SegmentKind, list[RawLine], int | None]:
    return kind[0], lines, kind[1]
