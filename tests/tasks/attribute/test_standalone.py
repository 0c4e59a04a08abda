"""Claims read alone: pronouns replaced where the document says whom they mean."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tasks.attribute import attribute
from tasks.extract import Parse, extract


@pytest.mark.parametrize(
    ("text", "expected", "is_about_speaker"),
    [
        (
            "Julia Gillard said she had signed the law.",
            "Julia Gillard had signed the law",
            True,
        ),
        ("“I have signed the law,” Julia Gillard said.", "I have signed the law", True),
        ("She had signed the law.", "She had signed the law", None),
        ("The mayor said the road was closed.", "the road was closed", False),
    ],
)
def test_standalone_text(
    read: Callable[[str], Parse], text: str, expected: str, is_about_speaker: bool | None
) -> None:
    parsed = read(text)
    (claim,) = attribute(parsed, extract(parsed)).claims
    assert claim.standalone_text == expected
    assert claim.is_about_speaker is is_about_speaker
