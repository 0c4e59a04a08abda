"""For or against, and how firmly: tables of what a source says."""

from __future__ import annotations

import pytest

from tasks.relate.stance import stance, strength
from tasks.relate.wording import wording

STANCES = [
    ("positive", "assert", "The plant will close", "for"),
    ("negative", "assert", "The plant will not close", "against"),
    ("negative", "assert", "The plant must not be closed", "against"),
    ("positive", "deny", "the plant will close", "against"),
    ("negative", "deny", "the plant will not close", "for"),
    ("positive", "assert", "nobody had seen any cracks", "against"),
    ("positive", "assert", "the offer is anything but fair", "against"),
    ("positive", "assert", "Not one ballot has got lost", "against"),
    ("positive", "assert", "14 officers had been hurt, none of them seriously", "for"),
    ("positive", "assert", "the offer is unfair", "against"),
    ("positive", "assert", "the union opposes the closure", "against"),
    ("negative", "assert", "the union does not oppose the closure", "for"),
    ("positive", "assert", "the works should be kept open", "against"),
    ("negative", "assert", "the works cannot be kept open", "for"),
    ("positive", "assert", "farmers would block the main roads", "for"),
    ("positive", "assert", "the senate would block the merger", "against"),
    ("positive", "assert", "Carrow Town had no need of another ground", "against"),
    # To stop or to leave is not to go on or to stay.
    ("positive", "assert", "it would stop selling fur", "against"),
    ("negative", "assert", "it would sell no more fur", "against"),
    ("positive", "assert", "the port would no longer accept coal", "against"),
    ("positive", "assert", "Ferrara would leave the club", "against"),
    ("positive", "assert", "two families had been left with nothing", "for"),
    ("positive", "assert", "he would miss the final", "against"),
    ("positive", "assert", "a third of the shops would survive", "against"),
    ("positive", "assert", "the strike would end on Friday", "against"),
    ("positive", "assert", "the works would be done by the end of May", "for"),
    ("positive", "assert", "the museum had turned down the offer", "against"),
    ("positive", "assert", "a tax is out of the question", "against"),
    ("positive", "assert", "talk of a merger was nonsense", "against"),
    ("positive", "assert", "not a cent would go to the stadium", "against"),
    ("positive", "assert", "the state would help, since the owner had turned down two bids", "for"),
    # Two turns: who opposes a ban is for what would be banned.
    ("positive", "assert", "night work should be banned", "against"),
    ("positive", "assert", "it opposed a ban on night work", "for"),
    # An adjective turns what it says of a thing, and nothing where it says which thing is meant.
    ("positive", "assert", "the papers are genuine", "against"),
    ("positive", "assert", "the papers are false", "for"),
    ("positive", "assert", "the claim is false", "against"),
    ("positive", "assert", "the water is unsafe", "against"),
    ("positive", "assert", "unsafe water was sold", "for"),
    ("positive", "assert", "there had been false papers", "for"),
    ("positive", "assert", "it is an unfair offer", "against"),
    ("positive", "deny", "false papers had been found", "against"),
    ("negative", "assert", "the spray does not harm bees", "for"),
    # What only looks like a negation.
    ("positive", "assert", "no fewer than 60 farms were flooded", "for"),
    ("positive", "assert", "the club would pay 900,000 euros and not a cent more", "for"),
    ("positive", "assert", "the dyke would hold for ten years, not a year more", "for"),
    ("positive", "assert", "not one soldier more would go", "against"),
    ("negative", "assert", "there was no doubt that the roof would hold", "for"),
    ("negative", "assert", "there was no doubt that the roof would not hold", "against"),
    ("positive", "ask", "the plant will close", "neutral"),
    ("positive", "assert", "whether the plant will close", "neutral"),
]


@pytest.mark.parametrize(("polarity", "act", "text", "expected"), STANCES)
def test_stance(polarity: str, act: str, text: str, expected: str) -> None:
    statement = {"act": act, "polarity": polarity, "commitment_kind": None}
    claim = {"polarity": polarity, "certainty": "certain"}
    terms = wording(text, frozenset()).terms
    assert stance(statement, claim, text, terms) == expected


@pytest.mark.parametrize("polarity", ["positive", "negative"])
def test_a_refusal_counts_once(polarity: str) -> None:
    """ "Refused to publish it": the claim may be negated already."""
    statement = {"act": "reject", "polarity": "positive", "commitment_kind": "refusal"}
    claim = {"polarity": polarity, "certainty": "certain"}
    assert stance(statement, claim, "publish it", ["publish"]) == "against"


# What gave no claim, as where its words stand apart, is read by its own words.
FRAGMENTS = [
    ("The state would not help the plant", "against"),
    ("The state can't help the plant", "against"),
    ("The state would help the plant, since the owner had not asked", "for"),
    ("a mediator for the plant", "for"),
    ("no sign of cracks", "against"),
]


@pytest.mark.parametrize(("text", "expected"), FRAGMENTS)
def test_stance_of_fragments(text: str, expected: str) -> None:
    statement = {"act": "assert", "polarity": "positive", "commitment_kind": None}
    assert stance(statement, None, text, wording(text, frozenset()).terms) == expected


STRENGTHS = [
    ("certain", "assert", None, "The plant will close", 3),
    ("possible", "assert", None, "The plant may close", 1),
    ("certain", "assert", None, "Closing the plant is possible", 1),
    ("certain", "assert", None, "The plant should be closed", 2),
    ("certain", "assert", None, "it is considering a sale", 1),
    ("certain", "assert", None, "the firm is in talks about a sale", 1),
    ("certain", "assert", None, "it would buy ten jets in May", 3),
    ("certain", "assert", None, "they could not reach the village", 3),
    ("certain", "assert", None, "the roof is likely to hold", 2),
    ("certain", "assert", None, "We believe the roof holds", 2),
    ("certain", "assert", None, "it is ready to sell", 2),
    ("certain", "assert", None, "it would open as planned", 3),
    ("certain", "believe", None, "the roof will hold", 2),
    ("certain", "demand", None, "the closure of the plant", 2),
    ("certain", "assert", None, "it plans to close the plant", 2),
    ("certain", "commit", "pledge", "it would close the plant", 3),
    ("possible", "commit", "possible", "it could close the plant", 1),
]


@pytest.mark.parametrize(("certainty", "act", "kind", "text", "expected"), STRENGTHS)
def test_strength(certainty: str, act: str, kind: str | None, text: str, expected: int) -> None:
    statement = {"act": act, "polarity": "positive", "commitment_kind": kind}
    claim = {"polarity": "positive", "certainty": certainty}
    assert strength(statement, claim, text) == expected
