"""Places: the likeliest of a name, by people, by what follows, by the countries named."""

from __future__ import annotations

import pytest

from tasks.attribute.gazetteer import locate, table

# name, what follows it, countries named elsewhere, country, GeoNames id
CASES = [
    ("Paris", None, [], "FR", 2988507),
    ("Paris", "Texas", [], "US", 4717560),
    ("Paris", None, ["US"], "US", 4717560),
    ("Paris", None, ["US", "FR"], "FR", 2988507),
    ("Kiev", None, [], "UA", 703448),
    ("Kyiv", None, [], "UA", 703448),
    ("Donetsk", None, [], "UA", 709717),
    ("Geneva", "Illinois", [], "US", 4893591),
    ("Geneva", "Switzerland", [], "CH", 2660646),
    ("Georgia", None, [], "GE", 614540),
    ("Georgia", None, ["US"], "US", 4197000),
    ("New York", None, [], "US", 5128581),
    ("Washington", None, [], "US", 4140963),
    ("Odessa", None, ["UA"], "UA", 698740),
    ("Bogota", None, [], "CO", 3688689),
    ("Bogotá", None, [], "CO", 3688689),
    ("St. Petersburg", None, ["RU"], "RU", 498817),
    ("Africa", None, [], None, 6255146),
    ("the United Kingdom", None, [], "GB", 2635167),
]


@pytest.mark.parametrize(("name", "within", "named", "country", "number"), CASES)
def test_places(
    name: str, within: str | None, named: list[str], country: str | None, number: int
) -> None:
    found = locate(name, within, named)
    assert found is not None
    assert (found.country_code, found.geonames_id) == (country, number)


@pytest.mark.parametrize(("name", "within"), [("Nowhereville", None), ("Paris", "Norway")])
def test_what_is_not_there_is_not_guessed(name: str, within: str | None) -> None:
    assert locate(name, within) is None


def test_the_table_is_sound() -> None:
    places = [place for namesakes in table().values() for place in namesakes]
    assert len(places) > 30_000
    assert all(p.country_code is None or len(p.country_code) == 2 for p in places)
    assert {p.kind for p in places} == {"continent", "country", "region", "town"}
