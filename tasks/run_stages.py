"""The stages of one document, top to bottom: read, normalize, segment, extract, attribute."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from tasks.normalize import normalize
from tasks.read import RawDocument, RawPage, Unreadable, read
from tasks.segment import parts_in_another_language, segment
from tasks.settings import Settings
from tasks.values import (
    DocumentRecord,
    EmbeddedImage,
    Extraction,
    Issue,
    Reading,
    ReadMethod,
    Segment,
    Source,
)

if TYPE_CHECKING:
    from spacy.language import Language

# Languages the extraction rules are written for, ISO 639-1.
EXTRACTED_LANGUAGES = ("en",)

OnPage = Callable[[ReadMethod], None]


def run_stages(
    source: Source,
    settings: Settings,
    nlp: Language | None = None,
    on_page: OnPage | None = None,
    data: bytes | None = None,
) -> DocumentRecord:
    """Everything one document yields, its embedded images as children.

    ``nlp`` is the language pipeline, loaded when not given. ``on_page`` is told of every page as
    it is read. ``data`` are the document's bytes, read from its place when not given. A child that
    cannot be read is an issue of its parent.

    Raises:
        Unreadable: nothing of the document can be read; its ``issue`` names file and remedy.
    """
    reading = read_document(source, settings, data, on_page)
    children, read_images = [], []
    for image in reading.images:
        try:
            child = read_document(
                _child_source(source, reading, image), settings, image.data, on_page
            )
        except Unreadable as unreadable:
            reading.issues.append(replace(unreadable.issue, severity="warning"))
        else:
            children.append(DocumentRecord(child, extract_claims(child, settings, nlp)))
            read_images.append(image)
    # Bytes of pictures that became documents go on to the warehouse: they are evidence.
    reading.images = read_images
    return DocumentRecord(reading, extract_claims(reading, settings, nlp), children)


def read_document(
    source: Source,
    settings: Settings,
    data: bytes | None = None,
    on_page: OnPage | None = None,
) -> Reading:
    """The first three stages: from bytes to normalized text, words and segments.

    Raises:
        Unreadable: nothing of the document can be read.
    """
    raw = read(source, settings, data)
    if on_page is not None:
        raw = _watched(raw, on_page)
    normalized = normalize(raw)
    return segment(normalized)


def extract_claims(reading: Reading, settings: Settings, nlp: Language | None) -> Extraction:
    """The last two stages: statements and claims, and whose they are."""
    if not reading.text.strip():
        return Extraction()
    if reading.language_code not in (None, *EXTRACTED_LANGUAGES):
        return Extraction(issues=[_unsupported_language(reading)])
    from tasks.attribute import attribute
    from tasks.extract import load_pipeline, parse
    from tasks.extract.plug import load_extractor

    nlp = nlp or load_pipeline(settings.pipeline)
    parts = parts_in_another_language(reading.text, reading.segments, EXTRACTED_LANGUAGES)
    left_out = {id(segment) for segment, _ in parts}
    kept = [segment for segment in reading.segments if id(segment) not in left_out]
    parsed = parse(nlp, reading.text, kept)
    parsed.document_date = reading.published_at.date() if reading.published_at else None
    extraction = load_extractor(settings.extractor)(parsed)
    found = attribute(parsed, extraction, settings.aliases)
    found.issues.extend(_parts_left_out(reading, parts))
    return found


def _watched(raw: RawDocument, on_page: OnPage) -> RawDocument:
    def pages() -> Iterator[RawPage]:
        for page in raw.pages:
            on_page(page.read_method)
            yield page

    return replace(raw, pages=pages())


def _child_source(source: Source, reading: Reading, image: EmbeddedImage) -> Source:
    return Source(
        uri=image.uri,
        path=None,
        collection=source.collection,
        size=len(image.data),
        document_id=hashlib.sha256(image.data).hexdigest(),
        parent_document_id=reading.document_id,
        page_number=image.page_number,
        box=image.box,
    )


def _unsupported_language(reading: Reading) -> Issue:
    return Issue(
        uri=reading.source.uri,
        stage="extract",
        code="unsupported_language",
        severity="warning",
        message=f"{reading.source.uri} is in {reading.language_code!r}; its text is kept, but no "
        "statements were extracted",
        remedy="Ingest an English translation beside it.",
        document_id=reading.document_id,
    )


def _parts_left_out(reading: Reading, parts: list[tuple[Segment, str]]) -> list[Issue]:
    """An issue for each language that only parts of a document are in."""
    issues = []
    for code in sorted({code for _, code in parts}):
        pages = sorted({segment.first_page for segment, own in parts if own == code})
        count = sum(own == code for _, own in parts)
        where = "page " + ", ".join(map(str, pages[:5])) + (" and more" if len(pages) > 5 else "")
        issues.append(
            Issue(
                uri=reading.source.uri,
                stage="extract",
                code="unsupported_language",
                severity="info",
                message=f"{reading.source.uri}, {where}: {count} of {len(reading.segments)} parts "
                f"in {code!r}; their text is kept, but no statements were extracted from them",
                remedy="Ingest an English translation beside it.",
                page_number=pages[0],
                document_id=reading.document_id,
            )
        )
    return issues
