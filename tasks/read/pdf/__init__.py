"""PDF files: words with boxes from the text layer, OCR of pages that have none."""

from tasks.read.pdf.document import read_pdf

__all__ = ["read_pdf"]
