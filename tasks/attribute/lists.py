"""The bundled lists of countries, first names, titles and kinds of sources, and the user's own."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from functools import cache
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


METONYMS = frozenset(
    [
        *("kremlin", "white house", "downing street", "whitehall", "pentagon", "foggy bottom"),
        *("élysée", "elysee", "quai d'orsay", "holy see", "tel aviv", "amsterdam", "teheran"),
        *("bogota", "brasilia", "kiev", "delhi", "reykjavik"),
    ]
)


@cache
def places() -> Places:
    """The table of countries.tsv: a capital or a seat of government is a metonym of its state.

    Users extend it with a file of the same columns named by ONRECORD_ALIASES; its rows add names
    to those of the bundled table. Raises ValueError when a row has no code and name.
    """
    found = Places({}, {}, {})
    own = os.environ.get("ONRECORD_ALIASES")
    for path in [HERE / "countries.tsv", *([Path(own)] if own else [])]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            columns = line.split("\t")
            if len(columns) < 2:
                raise ValueError(f"{path}, line {number}: a code, a tab and a name are needed")
            _enter(found, [*columns, "", "", ""])
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
