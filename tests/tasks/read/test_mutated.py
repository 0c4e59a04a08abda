"""Mutated files: whatever is broken in them, they are read or named, and nothing else escapes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tasks.read import Unreadable
from tasks.run_stages import read_document
from tasks.settings import Settings
from tasks.values import Source
from tests.conftest import is_soak
from warehouse.schema import ISSUE_CODES

SEEDS = Path(__file__).parents[3] / "seeds"
NAMES = ["article-two-columns.pdf", "figure (1).png", "article.md"]


def mutated(data: bytes, rng: random.Random) -> bytes:
    """A copy with some bytes changed, cut out or put in."""
    copy = bytearray(data)
    for _ in range(rng.choice([1, 3, 10, 50])):
        place, length = rng.randrange(len(copy)), rng.randrange(1, 40)
        kind = rng.randrange(3)
        if kind == 0:
            copy[place] = rng.randrange(256)
        elif kind == 1 and len(copy) > 2 * length:
            del copy[place : place + length]
        else:
            copy[place:place] = rng.randbytes(length)
    return bytes(copy)


def read_all(name: str, count: int) -> int:
    """How many of so many mutated copies could be read."""
    original = (SEEDS / name).read_bytes()
    rng = random.Random(f"{name} {count}")
    read = 0
    for _ in range(count):
        data = mutated(original, rng)
        try:
            reading = read_document(Source(f"/{name}", None, "test", len(data)), Settings(), data)
        except Unreadable as unreadable:
            issues = [unreadable.issue]
        else:
            read += 1
            issues = reading.issues
            for word in reading.words:
                assert 0 <= word.span[0] < word.span[1] <= len(reading.text)
        for issue in issues:
            assert issue.code in ISSUE_CODES
            assert issue.message
            assert issue.remedy
    return read


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", NAMES)
def test_mutated_files_are_read_or_named(name: str) -> None:
    read = read_all(name, 2000 if is_soak() else 25)
    # A PNG checks its own sums: hardly a changed byte goes unnoticed.
    assert read > 0 or name.endswith(".png")
