"""Read a Word file (DOCX): mammoth tells its structure, the blocks are those of markup."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any
from xml.parsers.expat import ExpatError

import mammoth
from lxml import etree
from lxml import html as lxml_html

from tasks.discover.media_type import WORD
from tasks.read.markup import MarkupReader
from tasks.read.pictures import Pictures
from tasks.read.raw import RawDocument, RawPage, Unreadable, unreadable
from tasks.settings import Caps, Settings
from tasks.values import NO_FACTS, Facts, Source

_SAVE_ANEW = "Open it in a word processor, save it anew as DOCX or PDF and ingest that."
_DC = "{http://purl.org/dc/elements/1.1/}"
# What mammoth and the standard library raise on archives and XML that break their formats.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ExpatError,
    OSError,
    KeyError,
    ValueError,
    IndexError,
    AttributeError,
    TypeError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    SyntaxError,
    LookupError,
    etree.LxmlError,
)
# Word's own styles of titles, which mammoth leaves as paragraphs.
_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => h2:fresh"


def read_word(source: Source, settings: Settings, document_id: str, data: bytes) -> RawDocument:
    """The blocks of a Word file: headings, paragraphs, list items, tables, notes, pictures.

    A Word file has no lines: ``line_number`` counts its blocks instead, from 1. Changes that were
    only proposed are read as accepted; comments, headers and footers are not text.

    Raises:
        Unreadable: broken, unpacking to too much, or without text.
    """
    held: dict[str, bytes] = {}

    def kept(image: Any) -> dict[str, str]:
        reference = f"embedded:{len(held) + 1}"
        with image.open() as opened:
            held[reference] = opened.read()
        return {"src": reference}

    try:
        facts = _stated(source, settings.caps, data)
        markup = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(kept),
        ).value
        root = lxml_html.fragment_fromstring(markup, create_parent="body")
    except Unreadable:
        raise
    except _BROKEN as error:
        raise _malformed(source, error) from error
    reader = MarkupReader(
        Pictures(source, settings.caps, own=held, unit="paragraph"), is_page=False
    )
    reader.read(root)
    blocks = reader.with_pictures(reader.blocks)
    if not blocks and not reader.pictures.images:
        raise unreadable(source, "no_text", f"{source.uri} holds no text", "Check the file.")
    page = RawPage(
        page_number=1,
        read_method="text",
        blocks=blocks,
        images=reader.pictures.images,
        issues=reader.pictures.issues,
    )
    return RawDocument(source, document_id, WORD, iter([page]), facts)


def _stated(source: Source, caps: Caps, data: bytes) -> Facts:
    """Title and author by the file's properties. Its dates are often those of a template."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
        xml = sum(size for name, size in sizes.items() if name.endswith((".xml", ".rels")))
        for size, what, cap, setting in (
            (xml, "of XML", caps.xml_megabytes, "xml_megabyte_cap"),
            (sum(sizes.values()), "in all", caps.unpacked_megabytes, "unpacked_megabyte_cap"),
        ):
            if size > cap << 20:
                raise unreadable(
                    source,
                    "bomb",
                    f"{source.uri} would unpack to {size:,} bytes {what}",
                    f"If it is real, split it and ingest its parts, or set {setting} higher.",
                )
        if "docProps/core.xml" not in sizes:
            return NO_FACTS
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        core = etree.fromstring(archive.read("docProps/core.xml"), parser)
    return Facts(title=_property(core, "title"), byline=_author(_property(core, "creator")))


def _property(core: Any, name: str) -> str | None:
    text = " ".join((core.findtext(f"{_DC}{name}") or "").split())
    return text or None


def _author(name: str | None) -> str | None:
    """A person's name; programs write their own there."""
    return None if name is None or re.search(r"python|office|user|admin", name, re.I) else name


def _malformed(source: Source, error: BaseException) -> Unreadable:
    return unreadable(
        source,
        "malformed",
        f"{source.uri} is a broken Word file ({type(error).__name__}: {error})"[:300],
        _SAVE_ANEW,
    )
