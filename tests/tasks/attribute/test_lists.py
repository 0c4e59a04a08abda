"""The bundled lists, and the names that users add."""

from __future__ import annotations

import pytest

from tasks.attribute.lists import Known, gender_of_first_name, known_names, people_words, places


def test_countries_have_names_codes_and_seats() -> None:
    known = places()
    assert known.countries["britain"].name == "United Kingdom"
    assert known.countries["u.s."].code == "US"
    assert known.metonyms["kremlin"].name == "Russia"
    assert known.metonyms["beijing"].code == "CN"
    assert len({c.code for c in known.countries.values()}) > 190


def test_other_names_lead_to_the_canonical_one() -> None:
    known = known_names()
    assert known["Volodymyr Zelenskyy"].name == "Volodymyr Zelensky"
    assert known["WHO"].name == "World Health Organization"
    assert "who" not in known
    surnames = [form for form, entry in known.items() if entry.kind == "person" and " " not in form]
    assert surnames == [], "a surname alone never names a person"


def test_users_add_names() -> None:
    own = "# mine\nstate\tUnited Kingdom\tAlbion|Blighty\tGB\n\nperson\tAnna Berg\n"
    assert known_names(own)["Albion"] == Known("state", "United Kingdom", "GB")
    assert known_names(own)["Anna Berg"] == Known("person", "Anna Berg")
    assert known_names(own)["UN"].name == "United Nations"


@pytest.mark.parametrize("row", ["Albion", "country\tAlbion", "state\t\tAlbion"])
def test_a_bad_row_is_named(row: str) -> None:
    with pytest.raises(ValueError, match="line 2 of the alias table"):
        known_names(f"# mine\n{row}\n")


def test_first_names() -> None:
    assert gender_of_first_name("Keir") == "male"
    assert gender_of_first_name("Julia") == "female"
    assert gender_of_first_name("Xyz") is None
    both = people_words()["male"] & people_words()["female"]
    assert all(gender_of_first_name(name) is None for name in both)
