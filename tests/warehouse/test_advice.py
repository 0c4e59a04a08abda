"""Advice on queries that compare an enumeration with what is none of its values."""

import pytest

from warehouse.advice import unknown_values

QUERIES = [
    ("select * from statements where act = 'promise'", [("act", "promise")]),
    ("select * from statements s where s.act <> 'Deny'", [("act", "Deny")]),
    ("from statements where act in ('deny', 'refuse', 'lie')", [("act", "refuse"), ("act", "lie")]),
    ("from statements where act not in ('denies')", [("act", "denies")]),
    ("from statements where 'maybe' = certainty", [("certainty", "maybe")]),
    ("with x as (select * from statements where ACT = 'x') from x", [("act", "x")]),
    ("select count(*) filter (polarity = 'pos') from statements", [("polarity", "pos")]),
    ("from a join b on a.act is not distinct from 'no'", [("act", "no")]),
    ("from statements where act = 'deny' and certainty in ('possible', 'probable')", []),
    ("from segments where kind = 'heading' union all from mentions where kind = 'person'", []),
    ("from documents where title = 'promise' or 'act' = 'promise'", []),
    ("from statements where act = cue_lemma and act = 3 and act is null", []),
    ("show tables", []),
    ("selec nonsense '", []),
]


@pytest.mark.parametrize(("query", "expected"), QUERIES)
def test_unknown_values(query: str, expected: list[tuple[str, str]]) -> None:
    assert [(column, literal) for column, literal, _ in unknown_values(query)] == expected


def test_the_values_are_told() -> None:
    ((_, _, values),) = unknown_values("from statements where polarity = 'x'")
    assert values == ("positive", "negative")
