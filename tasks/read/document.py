"""Open a source and choose its reader by what its bytes are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from tasks.discover import media_type_of
from tasks.discover.media_type import HEAD_BYTES, READABLE, WORD
from tasks.read.front_matter import front_matter_facts
from tasks.read.image import read_image_file
from tasks.read.markdown import read_markdown
from tasks.read.pdf import read_pdf
from tasks.read.raw import RawDocument, RawPage, unreadable
from tasks.read.text import read_text
from tasks.settings import Settings
from tasks.values import NO_FACTS, Source


def read(source: Source, settings: Settings, data: bytes | None = None) -> RawDocument:
    """Open a source; its pages are read one at a time as they are asked for.

    ``data`` are the bytes of a source that has no path, an embedded image. The document's id is
    the SHA-256 of the bytes that were read, also when the file changed since it was discovered.

    Raises:
        Unreadable: here or from ``pages``, when nothing of the document can be read. Its issue
            names the file and a remedy.
    """
    if data is None:
        data = _bytes_of(source)
    if not data:
        raise unreadable(source, "empty", f"{source.uri} is empty", "Copy the file again.")
    name = source.path.name if source.path else source.uri
    media_type = media_type_of(data[:HEAD_BYTES], name)
    document_id = hashlib.sha256(data).hexdigest()
    if media_type == "text/html":
        from tasks.read.html import read_html  # with trafilatura, a fifth of a second

        return read_html(source, settings, document_id, data)
    if media_type == WORD:
        from tasks.read.word import read_word

        return read_word(source, settings, document_id, data)
    pages = _pages(source, settings, data, media_type)
    facts = front_matter_facts(data) if media_type == "text/markdown" else NO_FACTS
    return RawDocument(source, document_id, media_type, pages, facts)


def _bytes_of(source: Source) -> bytes:
    if source.path is None:
        raise unreadable(source, "unreadable", f"{source.uri} has no file", "Ingest its parent.")
    try:
        return source.path.read_bytes()
    except OSError as error:
        raise unreadable(
            source,
            "unreadable",
            f"{source.uri} cannot be opened: {error.strerror}",
            f"Give yourself the right to read it: chmod u+r '{source.path}'"
            if isinstance(error, PermissionError)
            else "Look after the disk or share that it is on, and ingest again.",
        ) from error


def _pages(source: Source, settings: Settings, data: bytes, media_type: str) -> Iterator[RawPage]:
    if media_type == "text/plain":
        return read_text(source, data)
    if media_type == "text/markdown":
        return read_markdown(source, settings, data)
    if media_type == "application/pdf":
        return read_pdf(source, settings, data)
    if media_type.startswith("image/") and media_type in READABLE:
        return read_image_file(source, settings, data)
    raise unreadable(
        source,
        "wrong_type",
        f"{source.uri} is {media_type}, which is not read",
        "Save it as PDF, DOCX, HTML, text, Markdown or an image, or leave it out.",
    )
