"""FactBank values, as the source presents its claim."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tasks.extract import Parse, extract


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("The bridge is closed.", ["CT+"]),
        ("The bridge is not closed.", ["CT-"]),
        ("The bridge may collapse.", ["PS+"]),
        ("The bridge will probably collapse.", ["PR+"]),
        ("The bridge might not open.", ["PS-"]),
        ("The bridge will open if the money comes.", ["Uu"]),
        ("The mayor said the bridge was closed.", ["CT+"]),
        ("The mayor denied that the bridge was closed.", ["CT-"]),
        ("The mayor denied that the bridge, which was old, was closed.", ["CT+", "CT-"]),
        ("The mayor believes the bridge is closed.", ["PR+"]),
        ("The mayor warned that the bridge could collapse.", ["PS+"]),
        ("The mayor promised to open the bridge.", ["Uu"]),
        ("The mayor refused to open the bridge.", ["CT-"]),
        ("The mayor demanded that the bridge be closed.", ["Uu"]),
        ("The union urged the city to close the bridge.", ["Uu"]),
        ("Experts predict the bridge will collapse.", ["PR+"]),
        ("The mayor does not believe that the bridge is safe.", ["PR-"]),
        ("Nobody had closed the bridge.", ["CT-"]),
    ],
)
def test_factuality(read: Callable[[str], Parse], text: str, codes: list[str]) -> None:
    assert [c.factuality_code for c in extract(read(text)).claims] == codes


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        # Left open, or denied, by what stands above: no claims of the author.
        ("This does not show that the bridge is safe.", ["This"]),
        ("The city has no reason to assume that the bridge is safe.", ["The city"]),
        ("The city has nothing to suggest that the bridge is safe.", ["The city"]),
        ("It is not true that the mayor resigned.", ["that the mayor resigned"]),
        ("It would be odd if the critics were right that the tests are flawed.", [None]),
        ("Had the pilot turned back, the ship would not have sunk.", ["the ship"]),
        ("The ship sank, because had it turned back, it would have been safe.", ["The ship", "it"]),
        # Asserted all the same.
        ("This shows that the bridge is safe.", ["This", "the bridge"]),
        ("It is no secret that the bridge is unsafe.", ["that the bridge is unsafe", "the bridge"]),
        ("The city never knew that the bridge was unsafe.", ["the bridge"]),
        ("Nobody told the city that the bridge was unsafe.", ["Nobody", "the bridge"]),
    ],
)
def test_what_a_sentence_leaves_open_is_no_claim_of_its_author(
    read: Callable[[str], Parse], text: str, subjects: list[str | None]
) -> None:
    assert [claim.subject for claim in extract(read(text)).claims] == subjects


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (
            "The mayor said the tests gave no reason to assume that the bridge is safe.",
            ["CT-", "Uu"],
        ),
        ("The mayor said it was not true that the bridge is safe.", ["CT-"]),
        ("The mayor said nobody had told him that the bridge is unsafe.", ["CT-", "CT+"]),
        ("The mayor asked if the bridge was safe.", ["Uu"]),
    ],
)
def test_what_a_speaker_leaves_open_is_marked(
    read: Callable[[str], Parse], text: str, codes: list[str]
) -> None:
    assert [claim.factuality_code for claim in extract(read(text)).claims] == codes
