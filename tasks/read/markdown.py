"""Read a Markdown file: its own blocks with their lines, and the pictures that it refers to."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tasks.discover.media_type import HEAD_BYTES, media_type_of
from tasks.read.raw import Cell, RawBlock, RawLine, RawPage, problem, unreadable
from tasks.read.text import decode
from tasks.values import EmbeddedImage, Issue, SegmentKind, Severity, Source

# A picture beside a document is read up to this size, all of a document's up to the second.
_LARGEST_IMAGE_BYTES = 64 << 20
_MOST_IMAGE_BYTES = 256 << 20
_TAG = re.compile(r"<[^>]*>")
_HTML_IMAGE = re.compile(r"<img\b[^>]*?\bsrc\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_FRONT_TITLE = re.compile(r"^title:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE | re.IGNORECASE)
_LEVELS = {f"h{level}": level for level in range(1, 7)}

# Definitions of CommonMark with the tables and strikethrough of GitHub; HTML passes through.
_PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def read_markdown(source: Source, data: bytes) -> Iterator[RawPage]:
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
    builder = _Builder(source)
    # Front matter gives way to as many blank lines, so that lines keep their numbers.
    body = _FRONT_MATTER.sub(lambda found: "\n" * found.group().count("\n"), text, count=1)
    builder.walk(_PARSER.parse(body))
    yield RawPage(
        page_number=1,
        read_method="text",
        engine="",
        blocks=builder.blocks,
        images=builder.images,
        issues=builder.issues,
    )


def front_matter_title(data: bytes) -> str | None:
    """The title that YAML front matter states, if any."""
    front = _FRONT_MATTER.match(decode(data)[0].replace("\r\n", "\n"))
    title = _FRONT_TITLE.search(front.group()) if front else None
    return title.group(1) if title else None


@dataclass
class _Builder:
    """Turns the parser's tokens into blocks."""

    source: Source
    blocks: list[RawBlock] = field(default_factory=list)
    images: list[EmbeddedImage] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    image_bytes: int = 0

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
        """The text of inline markup, line by line; pictures go their own way."""
        line = first_line
        parts = [""]
        numbers = [line]
        for child in token.children or ():
            if child.type in ("text", "code_inline"):
                parts[-1] += child.content
            elif child.type in ("softbreak", "hardbreak"):
                line += 1
                parts.append("")
                numbers.append(line)
            elif child.type == "image":
                self._picture(str(child.attrs.get("src", "")), child.content, line)
            elif child.type == "html_inline":
                for found in _HTML_IMAGE.finditer(child.content):
                    self._picture(found.group(1), "", line)
                parts[-1] += " " if child.content.lower().startswith("<br") else ""
        return [
            RawLine([], text=text, line_number=number)
            for text, number in zip(parts, numbers, strict=True)
            if text.strip()
        ]

    def _picture(self, reference: str, alternative: str, line: int) -> None:
        """Take in the picture of a reference, or say why not."""
        where = f"{self.source.uri}, line {line}"
        shown = reference if len(reference) <= 200 else f"{reference[:200]}…"
        if _scheme_of(reference) in ("http", "https", "ftp") or reference.startswith("//"):
            self._missing(
                "image_remote",
                f"{where}: the image {shown} is on the web and was not fetched",
                "Download it, refer to the file, and ingest the document again.",
                line,
            )
            return
        uri, data = self._resolved(reference, line)
        if data is None or not media_type_of(data[:HEAD_BYTES]).startswith("image/"):
            name = f" ({alternative})" if alternative else ""
            self._missing(
                "image_missing",
                f"{where}: there is no image at {shown!r}{name}",
                "Put the image where the document refers to it and ingest both again.",
                line,
            )
            return
        self.image_bytes += len(data)
        if self.image_bytes > _MOST_IMAGE_BYTES:
            self._missing(
                "too_large", f"{where}: too many images; {shown} was left out", "Ingest it.", line
            )
            return
        self.images.append(EmbeddedImage(uri, data, None, None))

    def _resolved(self, reference: str, line: int) -> tuple[str, bytes | None]:
        """URI and bytes of a picture in the document or beside it; None when it is not there."""
        if reference.startswith("data:"):
            return f"{self.source.uri}#line={line}&image={len(self.images) + 1}", _data(reference)
        path = self._path_of(reference)
        if path is None:
            return reference, None
        try:
            if not path.is_file() or path.stat().st_size > _LARGEST_IMAGE_BYTES:
                return str(path), None
            return str(path), path.read_bytes()
        except (OSError, ValueError):
            return str(path), None

    def _path_of(self, reference: str) -> Path | None:
        """The file that a reference means, within the document's folder and its parent."""
        if self.source.path is None:
            return None
        bare = unquote(urlsplit(reference).path) if "\x00" not in unquote(reference) else ""
        if not bare:
            return None
        folder = self.source.path.parent
        path = Path(bare) if bare.startswith("/") else folder / bare
        resolved = path.resolve()
        # A document must not read what lies anywhere on the machine.
        bound = folder.resolve().parent
        return resolved if resolved.is_relative_to(bound) else None

    def _missing(self, code: str, message: str, remedy: str, line: int) -> None:
        severity: Severity = "info" if code == "image_remote" else "warning"
        self.issues.append(
            problem(self.source, code, message, remedy, page_number=1, severity=severity)
        )
        self.blocks.append(RawBlock("image_reference", [RawLine([], line_number=line)]))


def _scheme_of(reference: str) -> str:
    """The scheme of a reference in lower case; empty for a path or a broken URL."""
    try:
        return urlsplit(reference).scheme.lower()
    except ValueError:
        return ""


def _kind_of(
    kind: tuple[SegmentKind, int | None], lines: list[RawLine]
) -> tuple[SegmentKind, list[RawLine], int | None]:
    return kind[0], lines, kind[1]


def _data(reference: str) -> bytes | None:
    """The bytes of a ``data:`` URI (RFC 2397); None when they are not well formed."""
    head, comma, body = reference[5:].partition(",")
    if not comma:
        return None
    if not head.endswith(";base64"):
        return unquote_to_bytes(body)
    try:
        return base64.b64decode(unquote_to_bytes(body), validate=False)
    except (binascii.Error, ValueError):
        return None
