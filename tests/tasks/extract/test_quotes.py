"""Where quotations begin and end."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tasks.extract import Parse
from tasks.extract.quotes import find_quotes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “yes” and “no”.", ["“yes”", "“no”"]),
        ('He said "yes" and "no".', ['"yes"', '"no"']),
        ("It was the 'worst day' of the dogs' lives.", ["'worst day'"]),
        ("The dogs' owners didn't say it's theirs.", []),
        ("“One.\n\n“Two.”", ["“One.", "“Two.”"]),
        ("“One.\n\nTwo.”", ["“One.", "Two.”"]),
        ("They are open,\" he said. It's done.", []),
        ("a 6' tall man, 5\" wide, and a plan", []),
        ("«Oui», dit-il.", ["«Oui»"]),
    ],
)
def test_quotations(read: Callable[[str], Parse], text: str, expected: list[str]) -> None:
    parsed = read(text)
    assert [parsed.words(q.tokens) for q in find_quotes(parsed)] == expected
