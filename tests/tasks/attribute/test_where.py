"""Places of claims: what names a place, and what only looks so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tasks.attribute import attribute
from tasks.extract import Parse, extract

Read = Callable[[str], Parse]

# text, names and countries of the places in its claims
CASES = [
    ("Talks began in Geneva on Monday.", [("Geneva", "CH")]),
    ("The company closed its plant in Paris, Texas, in May.", [("Paris", "US"), ("Texas", "US")]),
    ("Ukraine said the missile hit Donetsk.", [("Donetsk", "UA")]),
    ("The mayor said the road to Kyiv was open.", [("Kyiv", "UA")]),
    ("The minister said Norway would open an embassy in Chad.", [("Norway", "NO"), ("Chad", "TD")]),
    # People and organisations that bear the name of a place.
    ("Jack London wrote the book.", []),
    ("Paris Hilton said the song was hers.", []),
    ("The Washington Post said the story was true.", []),
]


@pytest.mark.parametrize(("text", "places"), CASES)
def test_places_of_claims(read: Read, text: str, places: list[tuple[str, str]]) -> None:
    parsed = read(text)
    extraction = attribute(parsed, extract(parsed))
    found = {
        (place.name, place.country_code, text[slice(*place.span)])
        for claim in extraction.claims
        for place in claim.places
    }
    assert {(name, country) for name, country, _ in found} == set(places)
    assert all(words in text for _, _, words in found)
