"""The word lists of words.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("words.toml")


@cache
def _table() -> dict[str, str]:
    loaded: dict[str, str] = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return loaded


def words(section: str) -> frozenset[str]:
    """The words of one section of words.toml; raises KeyError when there is none."""
    return frozenset(_table()[section].split())
