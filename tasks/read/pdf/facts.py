"""What the properties of a PDF state of the document."""

from __future__ import annotations

import re
from typing import Any

import pypdfium2 as pdfium

from tasks.dates import pdf_time
from tasks.values import NO_FACTS, Facts

# What programs write where a person would write a title or a name.
_NO_TITLE = re.compile(
    r"^(?:microsoft word|untitled|(?:un)?specified|anonymous|document\d*$|slide \d)"
    r"|\.(?:docx?|pdf|indd|qxp?d?|tex|dvi|pub|rtf|html?|txt|pptx?|xlsx?)$|^[\W\d_]*$",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"^(?:anonymous|\(?unspecified\)?|admin(?:istrator)?|user|owner|unknown|root)$|\d{3}", re.I
)


def pdf_facts(pdf: Any) -> Facts:
    """Title, author and times of an open document (``pypdfium2.PdfDocument``)."""
    try:
        stated = pdf.get_metadata_dict(skip_empty=True)
    except (pdfium.PdfiumError, UnicodeDecodeError):
        return NO_FACTS
    title = " ".join(stated.get("Title", "").replace("\x00", "").split())
    author = " ".join(stated.get("Author", "").replace("\x00", "").split())
    created = pdf_time(stated.get("CreationDate", ""))
    return Facts(
        title=None if _NO_TITLE.search(title) else title or None,
        byline=None if _NO_AUTHOR.search(author) else author or None,
        published_at=created,
        updated_at=pdf_time(stated.get("ModDate", "")),
        date_rule="pdf_metadata" if created else None,
    )
