"""What kind of content a file holds, told by its bytes and not by its name."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePosixPath

import puremagic

READABLE = frozenset(
    (
        "text/plain",
        "text/markdown",
        "application/pdf",
        "image/png",
        "image/jpeg",
        "image/tiff",
        "image/webp",
        "image/gif",
        "image/bmp",
    )
)
# Bytes from the head of a file that suffice to tell its kind; PDF allows 1,024 before its mark.
HEAD_BYTES = 8192

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_MARKDOWN_NAMES = frozenset((".md", ".markdown", ".mdown", ".mkd"))
_UTF_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b", re.I | re.S
)
_OTHER_MARKUP = re.compile(rb"\s*(?:<\?xml\b|\{\\rtf)")
# Bytes that no text has: C0 controls other than white space, form feed and escape.
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def media_type_of(head: bytes, name: str = "") -> str:
    """The media type of content that begins with ``head`` (up to ``HEAD_BYTES``).

    The name only decides between plain text and Markdown, which are the same bytes. Content that
    nothing recognises is ``application/octet-stream``.
    """
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:2] == b"BM" and len(head) > 14 and head[6:10] == b"\x00\x00\x00\x00":
        return "image/bmp"
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    if head.startswith(_UTF_MARKS) or not _NOT_TEXT.search(head):
        return _text_type(head, name)
    return _recognised(head)


def _text_type(head: bytes, name: str) -> str:
    if _HTML.match(head):
        return "text/html"
    if head.startswith(b"{\\rtf"):
        return "application/rtf"
    if _OTHER_MARKUP.match(head):
        return "application/xml"
    is_markdown = PurePosixPath(name).suffix.lower() in _MARKDOWN_NAMES
    return "text/markdown" if is_markdown else "text/plain"


def _recognised(head: bytes) -> str:
    """What puremagic makes of content that is neither text nor a kind that is read."""
    try:
        guess = puremagic.from_string(head, mime=True)
    except (puremagic.PureError, ValueError):
        return "application/octet-stream"
    # Only the signatures above are trusted with what the readers open.
    return "application/octet-stream" if not guess or guess in READABLE else str(guess)
