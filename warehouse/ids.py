"""Identifiers: short hashes of few, raw, stable fields.

Never of offsets or versions, so that an id is the same on every machine and survives an upgrade
that finds the same words; reviews, alerts and citations hold. Changing what goes into an id is a
breaking change.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

# 80 bits: among a thousand million rows the odds of any two alike are below one in a million.
ID_HEX_DIGITS = 20


def document_id(data: bytes) -> str:
    """SHA-256 of the bytes, 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def identifier(kind: str, *parts: str | int | None) -> str:
    """Hash of a kind of row and its parts; None differs from an empty string."""
    pieces = []
    for part in (kind, *parts):
        data = b"" if part is None else b"=" + str(part).encode("utf-8", "surrogatepass")
        pieces.append(len(data).to_bytes(8, "big"))  # lengths: no two lists run together
        pieces.append(data)
    return hashlib.sha256(b"".join(pieces)).hexdigest()[:ID_HEX_DIGITS]


class Occurrences:
    """Ids for rows that may be alike: equal ones of a document are told apart by their number.

    Rows must come in reading order, so that the first of its kind is always number 0.
    """

    def __init__(self) -> None:
        self._seen: dict[tuple[str | int | None, ...], int] = {}

    def identifier(self, kind: str, *parts: str | int | None) -> str:
        """As ``identifier``, with the occurrence number among equals as the last part."""
        key = (kind, *parts)
        number = self._seen.get(key, 0)
        self._seen[key] = number + 1
        return identifier(kind, *parts, number)


def source_id(uri: str, document: str | None, parent: str | None = None) -> str:
    """Id of the source found at ``uri`` with this content (None: unreadable).

    ``parent`` is the document that an embedded image stands in, None for a file.
    """
    return identifier("source", uri, document, parent)


def entity_id(kind: str, canonical_name: str) -> str:
    """Id of an entity: the same name of the same kind is the same entity in all documents."""
    return identifier("entity", kind, canonical_name)


def issue_id(uri: str, stage: str, code: str, page_number: int | None, message: str) -> str:
    """Id of an issue: the same problem met again is the same issue."""
    return identifier("issue", uri, stage, code, page_number, message)


_NOT_WORDS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Text for comparison: compatibility form, case folded, letters and digits only."""
    return _NOT_WORDS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def content_key(content_text: str, speaker_name: str | None) -> str:
    """Equal for statements of the same words by the same speaker, in whatever document."""
    return identifier("content", fold(content_text), fold(speaker_name or ""))
