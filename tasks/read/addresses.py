"""Addresses on the web that words of a document lead to."""

from __future__ import annotations

import re
from urllib.parse import urljoin

# An address that leads to a document or a person; others run programs or open local files.
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f]+$", re.IGNORECASE)


def web_address(reference: str, base: str | None = None) -> str | None:
    """The address of a reference, None when it leads nowhere on the web.

    ``base`` is the address of the document, where it states one: relative references count from
    it. Without one they lead nowhere that is known. A place within the document is no address.
    """
    reference = reference.strip()
    if _ADDRESS.match(reference):
        return reference
    if base is None or not reference or reference.startswith("#"):
        return None
    try:
        joined = urljoin(base, reference)
    except ValueError:
        return None
    return joined if _ADDRESS.match(joined) else None
