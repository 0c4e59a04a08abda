"""The bundled lists, and the names that users add."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.attribute.lists import gender_of_first_name, people_words, places


@pytest.fixture(autouse=True)
def fresh() -> None:
    places.cache_clear()


def test_countries_have_names_codes_and_seats() -> None:
    known = places()
    assert known.countries["britain"].name == "United Kingdom"
    assert known.countries["u.s."].code == "US"
    assert known.metonyms["kremlin"].name == "Russia"
    assert known.metonyms["beijing"].code == "CN"
    assert len({c.code for c in known.countries.values()}) > 190


def test_users_add_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    aliases = tmp_path / "aliases.tsv"
    aliases.write_text("# mine\nGB\tUnited Kingdom\t\t\tAlbion\n", encoding="utf-8")
    monkeypatch.setenv("ONRECORD_ALIASES", str(aliases))
    assert places().countries["albion"].name == "United Kingdom"
    places.cache_clear()


def test_a_bad_row_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    aliases = tmp_path / "aliases.tsv"
    aliases.write_text("Albion\n", encoding="utf-8")
    monkeypatch.setenv("ONRECORD_ALIASES", str(aliases))
    with pytest.raises(ValueError, match="line 1"):
        places()
    places.cache_clear()


def test_first_names() -> None:
    assert gender_of_first_name("Keir") == "male"
    assert gender_of_first_name("Julia") == "female"
    assert gender_of_first_name("Xyz") is None
    both = people_words()["male"] & people_words()["female"]
    assert all(gender_of_first_name(name) is None for name in both)
