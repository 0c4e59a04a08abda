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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Anna Weber, the mayor, resigned.",
            ["Anna Weber is the mayor", "Anna Weber, the mayor, resigned"],
        ),
        ("The ministry said it would hire teachers.", ["The ministry would hire teachers"]),
        ("Officials said they had seen nothing.", ["Officials had seen nothing"]),
        ("Norway pledged to send two ships.", ["Norway to send two ships"]),
        ("The road is narrow and dangerous.", ["The road is narrow", "The road is dangerous"]),
        (
            "The bridge will be repaired and reopened.",
            ["The bridge will be repaired", "The bridge will be reopened"],
        ),
        ("They met the king.", ["They met the king"]),
        ("“He lied to them,” Simon Hale said.", ["He lied to them"]),
        ("Simon Hale said he’d vote for it.", ["Simon Hale would vote for it"]),
        # "it" is what they hailed, "he" the captain: nothing is put in that is not sure.
        (
            "Cumulus, which is small, hailed the decision, but said it came too late.",
            ["Cumulus is small", "it came too late"],
        ),
        (
            "Ernesto Tan was calm. The captain has not been seen since. His wife said he was ill.",
            ["Ernesto Tan was calm", "The captain has not been seen since", "he was ill"],
        ),
        (
            "The cracks had been small and had been reported.",
            ["The cracks had been small", "The cracks had been reported"],
        ),
        (
            'Lee Marsh said he was "a little uneasy" about it.',
            ['Lee Marsh was "a little uneasy" about it'],
        ),
        (
            "Keir Starmer came to Paris. Starmer met the king.",
            ["Keir Starmer came to Paris", "Keir Starmer met the king"],
        ),
        (
            "French President Emmanuel Macron left. The president met the king.",
            ["French President Emmanuel Macron left", "Emmanuel Macron met the king"],
        ),
        (
            "The Ministry of Defence apologised. The ministry met the king.",
            ["The Ministry of Defence apologised", "The Ministry of Defence met the king"],
        ),
        ("The president met the king.", ["The president met the king"]),
        ("Anna Weber said her staff was ill.", ["Anna Weber’s staff was ill"]),
        ("The ministry said its roof was new.", ["The ministry’s roof was new"]),
        ("Officials said their roof was new.", ["Officials’ roof was new"]),
        ("The mayor said his staff was ill.", ["his staff was ill"]),
        ("“Her staff was ill,” Paul Weber said.", ["Her staff was ill"]),
        (
            "Paul Weber left. Keir Starmer said his staff was ill.",
            ["Paul Weber left", "Keir Starmer’s staff was ill"],
        ),
        ("Anna Weber said his staff was ill.", ["his staff was ill"]),
        ("“We met the king,” Anna Weber said.", ["We met the king"]),
        (
            "Keir Starmer said he would leave if it rained.",
            ["Keir Starmer would leave if it rained"],
        ),
        (
            "Anna Weber asked the governments not to send ships.",
            ["the governments to not send ships"],
        ),
        (
            "The parade began when a bus hit the wall.",
            ["The parade began when a bus hit the wall", "a bus hit the wall"],
        ),
        (
            "The Flag Review Project began. The flag was blue.",
            ["The Flag Review Project began", "The flag was blue"],
        ),
    ],
)
def test_subjects_are_put_in(read: Callable[[str], Parse], text: str, expected: list[str]) -> None:
    parsed = read(text)
    found = [c.standalone_text for c in attribute(parsed, extract(parsed)).claims]
    assert sorted(map(str, found)) == sorted(expected)
