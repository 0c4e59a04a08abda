"""Read a PDF page by page, by its text layer or by OCR, whichever each page needs."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as c

from tasks.read.ocr import read_image
from tasks.read.ocr_engine import OcrUnavailable, engine_for
from tasks.read.pdf.annotations import shown_page
from tasks.read.pdf.facts import pdf_facts
from tasks.read.pdf.geometry import PageFrame
from tasks.read.pdf.layer import Trust, beside_layer, reads_better, trust_in, without_read
from tasks.read.pdf.links import mark_links
from tasks.read.pdf.objects import PageObjects, page_objects
from tasks.read.pdf.open_tables import open_tables
from tasks.read.pdf.pictures import PictureShelf
from tasks.read.pdf.tables import tables_of, take_tables
from tasks.read.pdf.words import TextLayer, text_layer
from tasks.read.pictures import TOO_MANY
from tasks.read.raw import RawPage, Unreadable, cut_short, problem, unreadable
from tasks.settings import Settings
from tasks.values import Issue, Severity, Source

# Tesseract was trained at about this resolution.
OCR_DPI = 300
# A page picture larger than this is rendered at a lower resolution.
_MOST_PIXELS = 36_000_000
# PDF 32000-1, annex C, and common sense: pages beyond are refused by their size in points.
_LARGEST_SIDE = 14_400.0

# How pikepdf names bytes in memory, with an address that differs from run to run.
_STREAM_NAME = re.compile(r"^stream <[^>]*>: ")
_PDFIUM = f"pdfium {pdfium.version.PDFIUM_INFO}"

# Both log every oddity of a broken file; what matters comes back as issues.
for _library in ("pdfminer", "pikepdf"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)


def read_pdf(source: Source, settings: Settings, data: bytes) -> Iterator[RawPage]:
    """Pages of a PDF, one at a time.

    A file that PDFium refuses is repaired once by pikepdf. A page that cannot be read is an issue
    and an empty page. Pictures of the document come with its last page; pages beyond the cap are
    not read.

    Raises:
        Unreadable: encrypted, truncated or malformed beyond repair, or without pages.
    """
    pdf, data, repaired = _open(source, data)
    try:
        page_count = len(pdf)
        if page_count == 0:
            raise _refused(source, data, "it has no pages")
        notes = [*repaired]
        if page_count > settings.caps.pages:
            notes.append(cut_short(source, page_count, "pages", settings.caps.pages))
            page_count = settings.caps.pages
        reader = _PageReader(pdf, source, settings)
        for number in range(1, page_count + 1):
            page = reader.page(number)
            if number == 1:
                page.issues = [*notes, *page.issues]
                page.facts = pdf_facts(pdf)
                page.is_partial = page.is_partial or bool(notes)
            if number == page_count:
                page.images = reader.shelf.images(page_count)
                page.issues.extend(reader.notes())
            yield page
    finally:
        pdf.close()


class _PageReader:
    """Reads the pages of one open document."""

    def __init__(self, pdf: pdfium.PdfDocument, source: Source, settings: Settings) -> None:
        self.pdf = pdf
        self.source = source
        self.settings = settings
        self.shelf = PictureShelf(source, settings.caps.picture_megabytes << 20)

    def page(self, number: int) -> RawPage:
        """One page, opened and closed again."""
        try:
            page, links = shown_page(self.pdf, number)
        except pdfium.PdfiumError:
            return self._unread(number, "malformed", "the page is broken", _SAVE_ANEW)
        try:
            frame = PageFrame(page.get_bbox(), page.get_rotation())
            if not (0 < frame.width <= _LARGEST_SIDE and 0 < frame.height <= _LARGEST_SIDE):
                size = f"a page of {frame.width:.0f} by {frame.height:.0f} points"
                return self._unread(number, "malformed", size, _SAVE_ANEW)
            objects = page_objects(page, frame)
            layer = _layer_of(page, frame, number)
            trust = trust_in(layer, objects, frame)
            read = None
            if trust != "good":
                read = self._by_ocr(page, frame, number, layer, trust)
            read = read or self._by_layer(page, frame, number, layer, objects)
            mark_links(read, links, frame)
            return read
        except pdfium.PdfiumError as error:
            return self._unread(number, "malformed", f"the page is broken ({error})", _SAVE_ANEW)
        finally:
            page.close()

    def _by_layer(
        self,
        page: pdfium.PdfPage,
        frame: PageFrame,
        number: int,
        layer: TextLayer,
        objects: PageObjects,
    ) -> RawPage:
        read = _blank(frame, number, "text_layer", _PDFIUM)
        self.shelf.add(without_read(objects.pictures, layer), page, number, frame.rotation)
        if layer.turn:
            read.turn = layer.turn
            upright = frame.turned(-layer.turn)
            layer, objects = _layer_of(page, upright, number), page_objects(page, upright)
            for word in (word for line in layer.lines for word in line.words):
                word.place = word.box and frame.box(*upright.bounds_of(word.box))
        read.lines = layer.lines
        if objects.has_grid() and layer.lines:
            read.lines, read.blocks = take_tables(layer.lines, tables_of(objects))
        read.lines, tables = open_tables(read.lines, objects.horizontal)
        read.blocks.extend(tables)
        return read

    def _by_ocr(
        self, page: pdfium.PdfPage, frame: PageFrame, number: int, layer: TextLayer, trust: Trust
    ) -> RawPage | None:
        """The page as OCR reads it; None when its layer proves to be the better text."""
        try:
            engine = engine_for(self.settings)
        except OcrUnavailable as missing:
            if trust == "doubtful":
                return None
            read = _blank(frame, number, "text_layer", _PDFIUM)
            read.lines, read.is_partial = layer.lines, True
            message = f"the page is a picture and needs OCR: {missing}"
            read.issues.append(self._issue("ocr_unavailable", message, missing.remedy, number))
            return read
        scale = min(OCR_DPI / 72, (_MOST_PIXELS / (frame.width * frame.height)) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=True)
        image = bitmap.to_pil().convert("L")
        bitmap.close()
        result = read_image(image, scale * 72, engine, number)
        lines = beside_layer(result.lines, layer) if trust == "partial" else result.lines
        if (trust == "partial" and not lines) or (trust == "doubtful" and not reads_better(lines)):
            return None
        read = _blank(frame, number, "ocr", engine.fingerprint)
        read.lines = [*layer.lines, *lines] if trust == "partial" else lines
        read.turn, read.ocr_confidence_score = result.turn, result.confidence
        return read

    def _unread(self, number: int, code: str, message: str, remedy: str) -> RawPage:
        issue = self._issue(code, message, remedy, number)
        return RawPage(
            number, "text_layer", 0.0, 0.0, engine=_PDFIUM, issues=[issue], is_partial=True
        )

    def _issue(
        self, code: str, message: str, remedy: str, number: int, severity: Severity = "error"
    ) -> Issue:
        text = f"{self.source.uri}, page {number}: {message}"
        return problem(self.source, code, text, remedy, page_number=number, severity=severity)

    def notes(self) -> list[Issue]:
        """What is to be said about the document once its pages are read."""
        if not self.shelf.is_full:
            return []
        message = f"{self.source.uri} has more or larger pictures than are read"
        return [problem(self.source, "too_large", message, TOO_MANY)]


_SAVE_ANEW = "Open the file in a PDF viewer, print it to a new PDF and ingest that."


def _blank(frame: PageFrame, number: int, method: str, engine: str) -> RawPage:
    return RawPage(
        page_number=number,
        read_method="ocr" if method == "ocr" else "text_layer",
        width=round(frame.width, 3),
        height=round(frame.height, 3),
        rotation=frame.rotation,
        engine=engine,
    )


def _layer_of(page: pdfium.PdfPage, frame: PageFrame, number: int) -> TextLayer:
    text_page = page.get_textpage()
    try:
        return text_layer(text_page, frame, number)
    finally:
        text_page.close()


def _open(source: Source, data: bytes) -> tuple[pdfium.PdfDocument, bytes, list[Issue]]:
    """The open document, the bytes it was opened from, and an issue when they are not the file's.

    A file without an end mark is truncated even when its pages can be found.
    """
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code in (c.FPDF_ERR_PASSWORD, c.FPDF_ERR_SECURITY):
            raise _encrypted(source) from error
        mended = _repaired(source, data)
        try:
            pdf = pdfium.PdfDocument(mended)
        except pdfium.PdfiumError as second:
            raise _refused(source, data, str(second)) from second
        return pdf, mended, [_mended(source, data)]
    notes = [_mended(source, data)] if _is_cut(data) else []
    return pdf, data, notes


def _repaired(source: Source, data: bytes) -> bytes:
    try:
        with pikepdf.open(io.BytesIO(data)) as broken:
            buffer = io.BytesIO()
            broken.save(buffer)
    except pikepdf.PasswordError as error:
        raise _encrypted(source) from error
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, OSError, KeyError) as error:
        raise _refused(source, data, str(error)) from error
    return buffer.getvalue()


def _is_cut(data: bytes) -> bool:
    """Whether the end mark of a PDF is missing from the last kilobytes of the file."""
    return b"%%EOF" not in data[-4096:]


def _mended(source: Source, data: bytes) -> Issue:
    if _is_cut(data):
        message = f"{source.uri} ends too early ({len(data):,} bytes); read what is there"
        return problem(source, "truncated", message, "Copy the file again from where it came.")
    message = f"{source.uri} breaks the PDF format; it was repaired and read"
    return problem(source, "malformed", message, "Check its text against the original.")


def _encrypted(source: Source) -> Unreadable:
    return unreadable(
        source,
        "encrypted",
        f"{source.uri} is locked with a password",
        f"Unlock it: qpdf --password=PASSWORD --decrypt '{source.uri}' unlocked.pdf",
    )


def _refused(source: Source, data: bytes, reason: str) -> Unreadable:
    if _is_cut(data):
        return unreadable(
            source,
            "truncated",
            f"{source.uri} ends too early ({len(data):,} bytes) and cannot be repaired",
            "Copy the file again from where it came.",
        )
    return unreadable(
        source,
        "malformed",
        f"{source.uri} cannot be read as PDF, nor repaired: {_STREAM_NAME.sub('', reason)[:200]}",
        _SAVE_ANEW,
    )
