"""The pictures that a text document refers to: taken in when they are there, named when not."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from tasks.discover.media_type import HEAD_BYTES, media_type_of
from tasks.read.raw import problem
from tasks.settings import Caps
from tasks.values import EmbeddedImage, Issue, Severity, Source

TOO_MANY = "Ingest the pictures as files, or set picture_megabyte_cap higher."


@dataclass
class Pictures:
    """Takes in pictures by reference: relative, absolute, percent-encoded or ``data:``.

    ``caps`` bound how much of them is held. ``own`` are pictures that the document holds itself, by
    the reference to them. ``unit`` names what places are counted in: lines, or paragraphs where a
    format has no lines.
    """

    source: Source
    caps: Caps
    own: dict[str, bytes] = field(default_factory=dict)
    unit: str = "line"
    images: list[EmbeddedImage] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._room = self.caps.picture_megabytes << 20

    def take(self, reference: str, alternative: str, line: int) -> bool:
        """Take in the picture of a reference, or say in an issue why not; whether it is there."""
        where = f"{self.source.uri}, {self.unit} {line}"
        shown = reference if len(reference) <= 200 else f"{reference[:200]}…"
        if _scheme_of(reference) in ("http", "https", "ftp") or reference.startswith("//"):
            return self._missing(
                "image_remote",
                f"{where}: the image {shown} is on the web and was not fetched",
                "Download it, refer to the file, and ingest the document again.",
            )
        uri, data = self._resolved(reference, line)
        if data is None or not media_type_of(data[:HEAD_BYTES]).startswith("image/"):
            name = f" ({alternative})" if alternative else ""
            return self._missing(
                "image_missing",
                f"{where}: there is no image at {shown!r}{name}",
                "Put the image where the document refers to it and ingest both again.",
            )
        if len(data) > self._room:
            message = f"{where}: the image {shown} is too large, with those before it"
            return self._missing("too_large", message, TOO_MANY)
        self._room -= len(data)
        self.images.append(EmbeddedImage(uri, data, None, None))
        return True

    def _resolved(self, reference: str, line: int) -> tuple[str, bytes | None]:
        """URI and bytes of a picture in the document or beside it; None when it is not there."""
        if reference.startswith("data:") or reference in self.own:
            data = self.own[reference] if reference in self.own else _data(reference)
            return f"{self.source.uri}#{self.unit}={line}&image={len(self.images) + 1}", data
        path = self._path_of(reference)
        if path is None:
            return reference, None
        try:
            if not path.is_file():
                return str(path), None
            with path.open("rb") as file:
                return str(path), file.read(self._room + 1)  # more would not be kept
        except (OSError, ValueError):
            return str(path), None

    def _path_of(self, reference: str) -> Path | None:
        """The file that a reference means, within the document's folder and its parent."""
        if self.source.path is None:
            return None
        try:
            parts = urlsplit(reference)
        except ValueError:
            return None
        bare = unquote(parts.path)
        if not bare or "\x00" in bare or parts.scheme not in ("", "file"):
            return None
        folder = self.source.path.parent
        path = Path(bare) if bare.startswith("/") else folder / bare
        resolved = path.resolve()
        # A document must not read what lies anywhere on the machine.
        bound = folder.resolve().parent
        return resolved if resolved.is_relative_to(bound) else None

    def _missing(self, code: str, message: str, remedy: str) -> bool:
        severity: Severity = "info" if code == "image_remote" else "warning"
        found = problem(self.source, code, message, remedy, page_number=1, severity=severity)
        self.issues.append(found)
        return False


def _scheme_of(reference: str) -> str:
    """The scheme of a reference in lower case; empty for a path or a broken URL."""
    try:
        return urlsplit(reference).scheme.lower()
    except ValueError:
        return reference.partition(":")[0].lower()


def _data(reference: str) -> bytes | None:
    """The bytes of a ``data:`` URI (RFC 2397); None when they are not well formed."""
    head, comma, body = reference[5:].partition(",")
    if not comma:
        return None
    if not head.endswith(";base64"):
        return unquote_to_bytes(body)
    try:
        return base64.b64decode(unquote_to_bytes(body), validate=False)
    except (binascii.Error, ValueError):
        return None
