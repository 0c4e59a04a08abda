"""Where a statement stands, in words, by the kind of its document."""

from __future__ import annotations

from typing import Any

import pytest

from flows.where import place_of
from tasks.discover.media_type import WORD


def lines(first: int, last: int) -> dict[str, Any]:
    return {"page_number": None, "line_start": first, "line_end": last}


def page(number: int) -> dict[str, Any]:
    return {"page_number": number, "line_start": None, "line_end": None}


@pytest.mark.parametrize(
    ("evidence", "media_type", "expected"),
    [
        ([lines(3, 3)], "text/plain", "line 3"),
        ([lines(7, 9), lines(3, 4)], "text/markdown", "lines 3 to 9"),
        ([lines(2, 2)], WORD, "block 2"),
        ([lines(2, 4)], WORD, "blocks 2 to 4"),
        ([page(2), page(1), page(2)], "application/pdf", "page 1, page 2"),
        ([], "text/plain", ""),
    ],
)
def test_places(evidence: list[dict[str, Any]], media_type: str, expected: str) -> None:
    assert place_of(evidence, media_type) == expected
