"""What of a claim is its core, and what it says only of when, where and of whom."""

from __future__ import annotations

import pytest

from tasks.relate.tellings import DocumentRows, passages, tellings


def telling(text: str, subject: str, predicate: str, thing: str | None) -> tuple[set[str], ...]:
    claim = {
        "claim_id": "c",
        "statement_id": None,
        "claim_text": text,
        "standalone_text": None,
        "claim_spans": [{"char_start": 0, "char_end": len(text)}],
        "subject": subject,
        "predicate": predicate,
        "object": thing,
        "condition_text": None,
        "polarity": "positive",
        "certainty": "certain",
    }
    document = DocumentRows("d", None, None, text, [], [], [claim], {})
    (row,) = tellings(document, passages(document))
    return set(row["terms"]), set(row["other_terms"])


# text, subject, predicate, object; core; beside
CORES = [
    ("Fires closed the roads", "Fires", "closed", "the roads", {"fire", "close", "road"}, set()),
    # What stands in a clause or phrase of place is beside what is said.
    (
        "Thirty people were missing under a layer of mud",
        *("Thirty people", "were missing", "under a layer of mud"),
        {"person", "miss"},
        {"layer", "mud"},
    ),
    (
        "Fires closed roads that lead to the capital",
        *("Fires", "closed", "roads that lead to the capital"),
        {"fire", "close", "road"},
        {"lead", "capit"},
    ),
    (
        "People died when a dam burst",
        *("People", "died", None),
        {"person", "die"},
        {"dam", "burst"},
    ),
    # Where the object is a pronoun, the phrase beside it is core.
    (
        "Nobody had ever alerted it to any cracks",
        *("Nobody", "had alerted", "it"),
        {"alert", "crack"},
        set(),
    ),
    # A clause that is itself the object stays.
    (
        "Rain means that roads are closed",
        *("Rain", "means", "that roads are closed"),
        {"rain", "mean", "road", "close"},
        set(),
    ),
]


@pytest.mark.parametrize(("text", "subject", "predicate", "thing", "core", "beside"), CORES)
def test_core(
    text: str, subject: str, predicate: str, thing: str | None, core: set[str], beside: set[str]
) -> None:
    assert telling(text, subject, predicate, thing) == (core, beside)
