"""Read a web page: its article with the lines of the file, and what the page states of it."""

from __future__ import annotations

import codecs
import re
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from tasks.read.addresses import web_address
from tasks.read.article import article_of
from tasks.read.markup import MarkupReader
from tasks.read.page_facts import page_facts
from tasks.read.pictures import Pictures
from tasks.read.raw import RawDocument, RawPage, unreadable
from tasks.read.text import decode
from tasks.settings import Settings
from tasks.values import Source

# A page states its encoding within its first 1,024 bytes (HTML Living Standard, 13.2.3.2).
_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w:.-]+)", re.I)
_CHARSET_BYTES = 1024
_XML_DECLARATION = re.compile(r"<\?xml\b.*?\?>", re.DOTALL)
# Deeper trees are no pages; lxml's own walks go by recursion.
_DEEPEST = 250


def read_html(source: Source, settings: Settings, document_id: str, data: bytes) -> RawDocument:
    """The article of a web page as blocks with lines, without what surrounds it on the page.

    Pictures beside the page or inside it come along; remote or missing ones are issues.

    Raises:
        Unreadable: there is no text in it, or it cannot be parsed as HTML.
    """
    root = _tree(source, data)
    reader = MarkupReader(Pictures(source, settings.caps), base=_base(root))
    body = root.find("body")
    article = reader.with_pictures(article_of(root, reader, root if body is None else body))
    if not any(block.kind != "image_reference" for block in article):
        raise unreadable(
            source, "no_text", f"{source.uri} is a web page without text", "Check the file."
        )
    page = RawPage(
        page_number=1,
        read_method="text",
        blocks=article,
        images=reader.pictures.images,
        issues=reader.pictures.issues,
    )
    return RawDocument(source, document_id, "text/html", iter([page]), page_facts(root))


def _base(root: Any) -> str | None:
    """The address from which a page's references count, as it states it: its base or its own."""
    for path in ("//base/@href", "//link[@rel='canonical']/@href"):
        for reference in root.xpath(path):
            if (address := web_address(str(reference))) is not None:
                return address
    return None


def _tree(source: Source, data: bytes) -> Any:
    """The root element. lxml mends what breaks the rules of HTML, as browsers do."""
    text = decode_html(data).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    # lxml takes no text that states an encoding; its lines stay.
    text = _XML_DECLARATION.sub(lambda found: "\n" * found.group().count("\n"), text, count=1)
    parser = lxml_html.HTMLParser(huge_tree=False)
    try:
        root = lxml_html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise unreadable(
            source,
            "malformed",
            f"{source.uri} cannot be read as a web page ({error})",
            "Open it in a browser and save it anew, or print it to PDF.",
        ) from error
    if _depth(root) > _DEEPEST:
        raise unreadable(
            source,
            "malformed",
            f"{source.uri} nests elements more than {_DEEPEST} deep",
            "Open it in a browser and print it to PDF.",
        )
    return root


def _depth(root: Any) -> int:
    deepest, depth = 0, 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def decode_html(data: bytes) -> str:
    """Text of a page: by its byte order mark, as strict UTF-8, by what it states, as cp1252.

    Strict UTF-8 before what it states: pages that were saved or converted still state what they
    were, and text of another encoding is hardly ever valid UTF-8.
    """
    text, encoding = decode(data)
    stated = _CHARSET.search(data[:_CHARSET_BYTES])
    if encoding != "cp1252" or not stated:
        return text
    try:
        codec = codecs.lookup(stated.group(1).decode("ascii"))
        # Browsers read Latin 1 as cp1252, and there is no UTF-8 that is not valid UTF-8.
        if codec.name in ("iso8859-1", "ascii", "utf-8"):
            return text
        return codec.decode(data, "replace")[0]
    except (LookupError, UnicodeError, TypeError):
        return text
