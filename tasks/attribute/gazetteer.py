"""Where a place is: ISO country and GeoNames id, from the bundled table places.tsv."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unicodedata import combining, normalize

TABLE = Path(__file__).with_name("places.tsv")
# How many people a place counts for when several share a name. A country outweighs its namesakes;
# a state of the USA, for which the table has no figure, counts as a large town; and a country that
# the document names makes its own places a hundred times likelier.
COUNTRY_WEIGHT = 50_000_000
REGION_WEIGHT = 600_000
NAMED_FACTOR = 100


@dataclass(frozen=True, slots=True)
class Located:
    """One place of the table; ``region`` is the postal code of a state of the USA, or empty."""

    name: str
    kind: str  # continent, country, region, town
    country_code: str | None
    region: str
    population: int
    geonames_id: int


@cache
def table() -> dict[str, list[Located]]:
    """All places by folded name."""
    found: dict[str, list[Located]] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, kind, code, region, population, number = line.split("\t")
        place = Located(name, kind, code or None, region, int(population), int(number))
        found.setdefault(folded(name), []).append(place)
    return found


def folded(name: str) -> str:
    """A name in small letters, without accents, article and points."""
    bare = "".join(c for c in normalize("NFKD", name.lower()) if not combining(c))
    return bare.removeprefix("the ").replace(".", "").strip()


def locate(
    name: str, within: str | None = None, named_countries: Collection[str] = ()
) -> Located | None:
    """The likeliest place of a name; None when the table has none.

    ``within`` is what follows after a comma ("Texas" in "Paris, Texas"): when it is known, the
    place lies in it or nothing is found. ``named_countries`` are codes of the countries that the
    rest of the document names.
    """
    candidates = table().get(folded(name), [])
    if within is not None:
        around = [p for p in table().get(folded(within), []) if p.kind in ("country", "region")]
        if around:
            candidates = [c for c in candidates if any(_lies_in(c, a) for a in around)]
    if not candidates:
        return None
    return max(candidates, key=lambda c: (_weight(c, named_countries), -c.geonames_id))


def _lies_in(place: Located, area: Located) -> bool:
    if place.country_code != area.country_code or place.kind == area.kind:
        return False
    return area.kind == "country" or place.region == area.region


def _weight(place: Located, named_countries: Collection[str]) -> int:
    weight = place.population
    if place.kind in ("country", "continent"):
        weight = max(weight, COUNTRY_WEIGHT)
    elif place.kind == "region":
        weight = REGION_WEIGHT
    return weight * (NAMED_FACTOR if place.country_code in named_countries else 1)
