"""Where in its document a statement stands, in words."""

from __future__ import annotations

from typing import Any

from tasks.discover.media_type import WORD


def place_of(evidence: list[dict[str, Any]], media_type: str) -> str:
    """ "line 3", "blocks 2 to 4" of a Word file, which has no lines, or "page 1, page 2"."""
    starts = [part["line_start"] for part in evidence if part.get("line_start")]
    if not starts:
        pages = sorted({part["page_number"] for part in evidence if part["page_number"]})
        return ", ".join(f"page {page}" for page in pages)
    first, last = min(starts), max(part["line_end"] for part in evidence if part.get("line_end"))
    unit = "block" if media_type == WORD else "line"
    return f"{unit} {first}" if first == last else f"{unit}s {first} to {last}"
