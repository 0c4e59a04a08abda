"""What kind of content a file holds, told by its bytes and not by its name."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePosixPath

import puremagic

from tasks.discover.wide_text import wide_encoding

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
READABLE = frozenset(
    (
        "text/plain",
        "text/markdown",
        "text/html",
        WORD,
        "application/pdf",
        "image/png",
        "image/jpeg",
        "image/tiff",
        "image/webp",
        "image/gif",
        "image/bmp",
    )
)
# Files that hold files; they are not entered.
ARCHIVES = (
    "application/zip",
    "application/gzip",
    "application/x-tar",
    "application/x-7z-compressed",
    "application/x-rar-compressed",
    "application/x-xz",
    "application/x-bzip2",
    "application/zstd",
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
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/x-rar-compressed"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"BZh91AY&SY", "application/x-bzip2"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
)
# Other ZIP files by what their first entries are called.
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_MARKDOWN_NAMES = frozenset((".md", ".markdown", ".mdown", ".mkd"))
_UTF_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    rb"<(?:!doctype html|html|head|body)\b",
    re.I | re.S,
)
_HTML_NAMES = frozenset((".html", ".htm", ".xhtml"))
_TAG = re.compile(rb"</?[a-z][a-z0-9]*[\s/>]", re.I)
_OTHER_MARKUP = re.compile(rb"\s*(?:<\?xml\b|\{\\rtf)")
# Bytes that no text has: C0 controls other than white space, form feed and escape.
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def media_type_of(head: bytes, name: str = "") -> str:
    """The media type of content that begins with ``head`` (up to ``HEAD_BYTES``).

    The name only decides what bytes leave open: between plain text, Markdown and a piece of HTML,
    and for a Word file whose first entries do not tell it. Content that nothing recognises is
    ``application/octet-stream``.
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
    if head.startswith(_ZIP):
        return _zip_type(head, name)
    if head[257:262] == b"ustar":
        return "application/x-tar"
    is_wide = head.startswith(_UTF_MARKS) or wide_encoding(head) is not None
    if _HTML.match(head) or is_wide or not _NOT_TEXT.search(head):
        # Markup is ASCII: what is left of it without the zero bytes tells it.
        narrow = head.replace(b"\x00", b"").lstrip(b"\xff\xfe") if is_wide else head
        return _text_type(narrow, name)
    return _recognised(head)


def _zip_type(head: bytes, name: str) -> str:
    """Word files and other ZIP files, by the names of the entries in their heads."""
    if b"word/" in head:
        return WORD
    is_office = b"[Content_Types].xml" in head
    if is_office and PurePosixPath(name).suffix.lower() in (".docx", ".docm"):
        return WORD
    found = _recognised(head)
    return "application/zip" if found == "application/octet-stream" or not is_office else found


def _text_type(head: bytes, name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    if _HTML.match(head) or (suffix in _HTML_NAMES and _TAG.search(head)):
        return "text/html"
    if head.startswith(b"{\\rtf"):
        return "application/rtf"
    if _OTHER_MARKUP.match(head):
        return "application/xml"
    return "text/markdown" if suffix in _MARKDOWN_NAMES else "text/plain"


def _recognised(head: bytes) -> str:
    """What puremagic makes of content that is neither text nor a kind that is read."""
    try:
        guess = puremagic.from_string(head, mime=True)
    except (puremagic.PureError, ValueError):
        return "application/octet-stream"
    # Only the signatures above are trusted with what the readers open.
    return "application/octet-stream" if not guess or guess in READABLE else str(guess)
