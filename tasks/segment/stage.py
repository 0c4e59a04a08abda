"""Segment a document: from pages of lines to normalized text, words and segments."""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan

from tasks.read.raw import RawBlock, RawDocument, RawLine, RawPage
from tasks.segment.blocks import Block
from tasks.segment.compose import Composition, compose
from tasks.segment.facts import set_facts
from tasks.segment.language import language_of
from tasks.segment.layout import page_blocks
from tasks.segment.prose import is_image_reference
from tasks.segment.wrapped import wrapped_blocks
from tasks.values import NO_FACTS, EmbeddedImage, Issue, Page, Reading, ReadMethod, Severity

# OCR below this mean word confidence is named in an issue (Tesseract: 0 to 1, good print is > 0.9).
LOW_CONFIDENCE = 0.7


def segment(raw: RawDocument) -> Reading:
    """Read a document to its end and lay its text out.

    Consumes ``raw.pages``; what the pages met on the way (issues, embedded images) comes along.

    Raises:
        Unreadable: from the reader, when nothing of the document can be read.
    """
    pages: list[RawPage] = []
    images: list[EmbeddedImage] = []
    issues: list[Issue] = []
    for page in raw.pages:
        images.extend(page.images)
        issues.extend(page.issues)
        page.images, page.issues = [], []
        pages.append(page)
    blocks = _blocks(pages)
    issues.extend(_torn_references(raw, blocks))
    methods = {page.read_method for page in pages if page.lines or page.blocks}
    for page in pages:
        page.lines, page.blocks = [], []
    composition = compose(blocks)
    language, score = language_of(composition.text)
    reading = Reading(
        source=raw.source,
        document_id=raw.document_id,
        media_type=raw.media_type,
        text=composition.text,
        pages=[_page(page, composition) for page in pages],
        words=composition.words,
        segments=composition.segments,
        read_method=_method(methods, pages),
        engine_fingerprint="; ".join(sorted({page.engine for page in pages if page.engine})),
        is_partial=any(page.is_partial for page in pages),
        ocr_confidence_score=_mean(composition.words.confidences),
        language_code=language,
        language_score=score,
        images=images,
        issues=issues,
    )
    reading.issues.extend(_doubts(reading))
    set_facts(reading, raw.facts, pages[0].facts if pages else NO_FACTS)
    return reading


def _blocks(pages: list[RawPage]) -> list[Block]:
    """Blocks of all pages by what the format gives: whole blocks, boxes, or lines alone."""
    if any(page.width is not None for page in pages):
        return page_blocks(pages)
    blocks: list[Block] = []
    for page in pages:
        for block in page.blocks:
            blocks.extend(_stated(block, page.page_number))
        if page.lines:
            blocks.extend(wrapped_blocks(page.lines))
    return blocks


def _stated(block: RawBlock, page_number: int) -> list[Block]:
    """A block of the format's own; lines that are torn image references part it."""
    parts: list[list[RawLine]] = [[]]
    for line in block.lines:
        if is_image_reference(line.string):
            parts.extend([[line], []])
        else:
            parts[-1].append(line)
    kept = [part for part in parts if part]
    if block.rows is not None or len(kept) < 2:
        return [Block(block.kind, block.lines, block.level, block.rows, page_number)]
    return [Block(block.kind, part, block.level, None, page_number) for part in kept]


def _torn_references(raw: RawDocument, blocks: list[Block]) -> list[Issue]:
    """Name every line that is only what is left of a reference to an image."""
    issues = []
    for block in blocks:
        if block.kind not in ("paragraph", "heading", "image_reference") or len(block.lines) != 1:
            continue
        text = block.string
        if not is_image_reference(text):
            continue
        block.kind, block.level = "image_reference", None
        line = block.lines[0]
        where = f"line {line.line_number}" if line.line_number else f"page {line.page_number}"
        issues.append(
            Issue(
                uri=raw.source.uri,
                stage="segment",
                code="image_missing",
                severity="warning",
                message=f"{raw.source.uri}, {where}: the image of {text!r} is not there",
                remedy="Ingest the image itself, or mend the reference and ingest the file again.",
                page_number=line.page_number,
                document_id=raw.document_id,
            )
        )
    return issues


def _page(page: RawPage, composition: Composition) -> Page:
    return Page(
        page_number=page.page_number,
        width=page.width,
        height=page.height,
        rotation=page.rotation,
        read_method=page.read_method,
        ocr_confidence_score=page.ocr_confidence_score,
        span=composition.page_spans.get(page.page_number),
    )


def _method(methods: set[ReadMethod], pages: list[RawPage]) -> ReadMethod:
    if len(methods) == 1:
        return next(iter(methods))
    if methods:
        return "mixed"
    return pages[0].read_method if pages else "text"


def _mean(values: Iterable[float]) -> float | None:
    known = [value for value in values if not isnan(value)]
    return sum(known) / len(known) if known else None


def _doubts(reading: Reading) -> list[Issue]:
    """Issues about the whole text: none found, or read by OCR with little confidence."""
    source = reading.source
    is_picture = reading.media_type.startswith("image/")
    is_embedded = source.parent_document_id is not None
    doubts: list[tuple[str, Severity, str, str]] = []
    if not reading.text.strip() and not is_embedded and not reading.issues:
        doubts.append(
            (
                "no_text",
                "info" if is_picture else "warning",
                f"{source.uri} holds no text",
                "Nothing to do if it is only a picture.",
            )
        )
    score = reading.ocr_confidence_score
    if score is not None and score < LOW_CONFIDENCE:
        message = f"{source.uri} was read by OCR with a mean word confidence of {score:.2f}"
        doubts.append(
            (
                "low_ocr_confidence",
                "warning",
                message,
                "Scan again at 300 dpi or more, straight and clean.",
            )
        )
    return [
        Issue(source.uri, "segment", code, severity, text, remedy, None, reading.document_id)
        for code, severity, text, remedy in doubts
    ]
