"""Media types by content."""

from __future__ import annotations

import pytest

from tasks.discover import media_type_of
from tasks.discover.media_type import WORD


@pytest.mark.parametrize(
    ("head", "name", "expected"),
    [
        (b"%PDF-1.7\n", "a.txt", "application/pdf"),
        (b"\n\njunk before %PDF-1.4", "a", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "a.jpg", "image/png"),
        (b"\xff\xd8\xff\xe0", "a", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a", "image/webp"),
        (b"BM\x36\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28", "a", "image/bmp"),
        (b"BMW said on Monday", "a.txt", "text/plain"),
        (b"# Title", "a.md", "text/markdown"),
        (b"# Title", "a.txt", "text/plain"),
        ("﻿Über".encode(), "a.txt", "text/plain"),
        ("Über".encode("utf-16"), "a.txt", "text/plain"),
        ("Über".encode("latin-1"), "a.txt", "text/plain"),
        (b"<html><body>", "a.txt", "text/html"),
        (b"\xef\xbb\xbf<!DOCTYPE html>", "a.txt", "text/html"),
        ("<!DOCTYPE html><p>".encode("utf-16"), "a", "text/html"),
        (b"<p>A piece</p>", "a.html", "text/html"),
        (b"<html><p>A stray \x00 in it", "a", "text/html"),
        (b"<p>A piece</p>", "a.txt", "text/plain"),
        (b"No markup, 3 < 4", "a.html", "text/plain"),
        (b"PK\x03\x04" + bytes(26) + b"word/document.xml", "a", WORD),
        (b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml", "a.docx", WORD),
        (b"PK\x03\x04" + bytes(26) + b"article.txt", "a.docx", "application/zip"),
        (b"\x1f\x8b\x08\x00", "a.txt", "application/gzip"),
        (b"{\\rtf1\\ansi", "a.txt", "application/rtf"),
        (b"<?xml version='1.0'?><x/>", "a.txt", "application/xml"),
        (b"\x7fELF\x02\x01\x01\x00", "a.txt", "application/x-executable"),
        (b"\x00\x01\x02\x03", "a.txt", "application/octet-stream"),
    ],
)
def test_media_type(head: bytes, name: str, expected: str) -> None:
    found = media_type_of(head, name)
    if expected == "application/x-executable":
        assert found not in ("text/plain", "application/pdf")
    else:
        assert found == expected
