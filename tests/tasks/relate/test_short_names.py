"""Short names across documents: a table of what is short for what."""

from __future__ import annotations

import pytest

from tasks.relate.short_names import is_short_for

TABLE = [
    ("person", "Starmer", "Keir Starmer", (), True),
    ("person", "starmer", "Keir Starmer", (), True),
    ("person", "Keir", "Keir Starmer", (), False),
    ("person", "Anna Starmer", "Keir Starmer", (), False),
    ("person", "Starmer", "Starmer", (), False),
    ("organisation", "HWU", "Harbour Workers' Union", ("HWU",), True),
    ("organisation", "HWU", "Harbour Workers' Union", (), False),
    ("organisation", "Union", "Harbour Workers' Union", (), False),
    ("organisation", "Harbour Workers' Union", "HWU", ("Harbour Workers' Union",), False),
]


@pytest.mark.parametrize(("kind", "name", "full", "aliases", "expected"), TABLE)
def test_short_for(
    kind: str, name: str, full: str, aliases: tuple[str, ...], expected: bool
) -> None:
    one = {"entity_id": "1", "kind": kind, "canonical_name": name, "aliases": None}
    other = {"entity_id": "2", "kind": kind, "canonical_name": full, "aliases": list(aliases)}
    assert is_short_for(one, other) is expected


def test_another_kind_is_another_entity() -> None:
    one = {"entity_id": "1", "kind": "person", "canonical_name": "Berlin", "aliases": None}
    other = {"entity_id": "2", "kind": "place", "canonical_name": "East Berlin", "aliases": None}
    assert not is_short_for(one, other)
