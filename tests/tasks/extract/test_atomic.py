"""Atomic claims against the hand-made table."""

from __future__ import annotations

import re
from collections.abc import Callable

from tasks.extract import Parse, extract
from tests.tasks.extract.tables import DATA, rows

PRECISION, RECALL = 90, 80
Triple = tuple[str, str, str]
FILLERS = {"the", "a", "an", "to", "that"}


def _words(text: str) -> set[str]:
    return set(re.findall(r"[\w$%.]+", text.lower())) - FILLERS


def agree(expected: Triple, found: Triple) -> bool:
    """Whether two claims have the same subject and say mostly the same words of it.

    Where no object is expected, the verb group decides and the object is free.
    """
    if expected[0].lower() != found[0].lower():
        return False
    said, said_found = _words(" ".join(expected[1:])), _words(" ".join(found[1:]))
    if not expected[2]:
        return said <= said_found and len(_words(found[1]) - said) < 2
    return 2 * len(said & said_found) >= len(said | said_found)


def test_the_table(read: Callable[[str], Parse]) -> None:
    expected_count = found_count = right = sentences = 0
    differing: list[str] = []
    for text, items in rows(DATA / "claims.tsv"):
        sentences += 1
        claims = extract(read(text)).claims
        left = [(c.subject or "", c.predicate or "", c.object or "") for c in claims]
        missed: list[Triple] = []
        for subject, predicate, obj in sorted(items, key=lambda item: item[0].startswith("?")):
            is_optional = subject.startswith("?")
            wanted = (subject.lstrip("?"), predicate, obj)
            hit = next((claim for claim in left if agree(wanted, claim)), None)
            if hit is not None:
                left.remove(hit)
            elif not is_optional:
                missed.append(wanted)
            if not is_optional:
                expected_count += 1
                right += hit is not None
        found_count += len(left)
        if missed or left:
            differing.append(f"{text}\n    missed {missed}\n    extra  {left}")
    found_count += right
    report = "\n".join(differing)
    assert sentences >= 120
    assert 100 * right / found_count >= PRECISION, report
    assert 100 * right / expected_count >= RECALL, report
