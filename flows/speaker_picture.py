"""A picture of who speaks most, small enough to stand inside an artifact: bars in SVG."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from xml.sax.saxutils import escape

_NAMES, _BARS, _COUNTS, _LINE = 280, 400, 60, 26
_NAME_CHARACTERS = 30


def speaker_picture(counts: Sequence[tuple[str, int]]) -> str:
    """Bars of speakers and their statements, in the order given, as a ``data:`` address.

    It needs no server of its own, and the UI shows it as it shows any picture.
    """
    most = max((count for _, count in counts), default=1)
    width, height = _NAMES + _BARS + _COUNTS, _LINE * len(counts) + 8
    lines = "".join(
        _line(name, count, count * _BARS / most, _LINE * row + 4)
        for row, (name, count) in enumerate(counts)
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'font-family="sans-serif" font-size="14">'
        f'<rect width="{width}" height="{height}" fill="white"/>{lines}</svg>'
    )
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()


def _line(name: str, count: int, length: float, top: int) -> str:
    short = name if len(name) <= _NAME_CHARACTERS else name[: _NAME_CHARACTERS - 1] + "…"
    base = top + 18
    return (
        f'<text x="{_NAMES - 10}" y="{base}" text-anchor="end">{escape(short)}</text>'
        f'<rect x="{_NAMES}" y="{top + 4}" width="{length:.1f}" height="18" fill="#2f5d8a"/>'
        f'<text x="{_NAMES + length + 8:.1f}" y="{base}" fill="#555">{count}</text>'
    )
