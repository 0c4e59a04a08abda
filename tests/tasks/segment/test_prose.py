"""What words alone tell of a line."""

from __future__ import annotations

import pytest

from tasks.read.raw import RawWord
from tasks.segment.prose import begins_item


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("• the first", True),
        ("- $5 for each", True),
        ("(ii) “so they say”", True),
        ("3. Roads", True),
        ("a) roads", True),
        ("- - - - - x", False),
        ("v. : No. 07-1315", False),
        ("3.", False),
        ("Roads 3.", False),
    ],
)
def test_a_mark_and_an_item(line: str, expected: bool) -> None:
    assert begins_item([RawWord(word) for word in line.split()]) is expected
