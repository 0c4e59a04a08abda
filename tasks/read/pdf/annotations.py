"""What a page shows above its content: values of form fields, and text that someone put on it."""

from __future__ import annotations

from typing import Any

import pypdfium2.raw as c

from tasks.read.pdf.links import Links, web_links

# Annotations whose text is seen on the page; notes that only open on a click are not its text.
_SHOWN = (c.FPDF_ANNOT_WIDGET, c.FPDF_ANNOT_FREETEXT, c.FPDF_ANNOT_STAMP)
_MOST_LOOKED_AT = 1_000


def shown_page(pdf: Any, number: int) -> tuple[Any, Links]:
    """A page (``pypdfium2.PdfPage``, from 1) with form fields and text boxes made part of it.

    Its links come with it: PDFium drops them where it makes such a page flat.

    Raises:
        pypdfium2.PdfiumError: the page is broken.
    """
    page = pdf[number - 1]
    links = web_links(pdf, page)
    if not _has_shown(page):
        return page, links
    merged = c.FPDFPage_Flatten(page, c.FLAT_NORMALDISPLAY) == c.FLATTEN_SUCCESS
    if not merged:
        return page, links
    page.close()
    return pdf[number - 1], links


def _has_shown(page: Any) -> bool:
    for index in range(min(_MOST_LOOKED_AT, c.FPDFPage_GetAnnotCount(page))):
        annotation = c.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        kind = c.FPDFAnnot_GetSubtype(annotation)
        c.FPDFPage_CloseAnnot(annotation)
        if kind in _SHOWN:
            return True
    return False
