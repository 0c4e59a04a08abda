"""The bundled lists of countries, other names, first names and titles, and the user's own names."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Country:
    """A state: ISO 3166-1 code and short name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Places:
    """Names of states, and what may stand for a state's government, by lower-case name."""

    countries: dict[str, Country]
    metonyms: dict[str, Country]
    demonyms: dict[str, Country]


@dataclass(frozen=True, slots=True)
class Known:
    """Who or what a name is: kind of entity, canonical name, country, and state it speaks for."""

    kind: str
    name: str
    code: str | None = None
    represents: str | None = None


KINDS = frozenset({"person", "organisation", "state", "group", "place"})

METONYMS = frozenset(
    [
        *("kremlin", "white house", "downing street", "whitehall", "pentagon", "foggy bottom"),
        *("élysée", "elysee", "quai d'orsay", "holy see", "tel aviv", "amsterdam", "teheran"),
        *("bogota", "brasilia", "kiev", "delhi", "reykjavik"),
    ]
)


@cache
def places() -> Places:
    """The table of countries.tsv: a capital or a seat of government is a metonym of its state."""
    found = Places({}, {}, {})
    for line in (HERE / "countries.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            _enter(found, [*line.split("\t"), "", "", ""])
    return found


def _enter(found: Places, columns: list[str]) -> None:
    code, name, capital, demonym, others = columns[:5]
    country = Country(code, name)
    found.countries[name.lower()] = country
    if capital and capital.lower() not in found.countries:
        found.metonyms.setdefault(capital.lower(), country)
    if demonym:
        found.demonyms.setdefault(demonym.lower(), country)
    for other in filter(None, others.split("|")):
        target = found.metonyms if other.lower() in METONYMS else found.countries
        target[other.lower()] = country


@lru_cache(maxsize=8)
def known_names(own: str = "") -> dict[str, Known]:
    """Canonical names by every form they are written in, capitals counting: "WHO" is not "who".

    The bundled table aliases.tsv has kind, canonical name, other names split by "|", country code
    and the state it speaks for, tabs between them; the last three may be missing. ``own`` is the
    text of a user's table of the same form, whose rows win. Raises ValueError for a bad row.
    """
    known: dict[str, Known] = {}
    bundled = (HERE / "aliases.tsv").read_text(encoding="utf-8")
    for table in (bundled, own):
        for number, line in enumerate(table.splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            columns = [*(column.strip() for column in line.split("\t")), "", "", "", ""]
            kind, name, others, code, represents = columns[:5]
            if kind not in KINDS or not name:
                raise ValueError(
                    f"line {number} of the alias table: a kind ({', '.join(sorted(KINDS))}), a tab "
                    f"and a canonical name are needed, not {line[:60]!r}"
                )
            entry = Known(kind, name, code or None, represents or None)
            for form in filter(None, [name, *others.split("|")]):
                known[form.strip()] = entry
    return known


@cache
def people_words() -> dict[str, frozenset[str]]:
    """Titles, suffixes, gendered words and first names by section of people.toml."""
    table = tomllib.loads((HERE / "people.toml").read_text(encoding="utf-8"))
    return {section: frozenset(words.split()) for section, words in table.items()}


def gender_of_first_name(name: str) -> str | None:
    """Either "male" or "female" for a first name that is usually one of them, otherwise None."""
    words, lower = people_words(), name.lower()
    is_male, is_female = lower in words["male"], lower in words["female"]
    if is_male == is_female:
        return None
    return "male" if is_male else "female"


def is_first_name(name: str) -> bool:
    """Whether a word is listed as a first name."""
    return name.lower() in people_words()["male"] or name.lower() in people_words()["female"]
