"""Claims: one predicate with its own arguments, and the numbers in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tasks.extract import Parse, extract
from tasks.values import Claim

Read = Callable[[str], Parse]


def claims(read: Read, text: str) -> list[Claim]:
    return extract(read(text)).claims


def test_coordinated_verbs_share_their_subject(read: Read) -> None:
    found = claims(read, "The company closed two plants and opened a new office.")
    assert [(c.subject, c.predicate, c.object) for c in found] == [
        ("The company", "closed", "two plants"),
        ("The company", "opened", "a new office"),
    ]
    assert all(c.statement is None for c in found)


def test_a_claim_in_a_content_names_its_statement(read: Read) -> None:
    text = "The mayor said the bridge was not safe."
    (claim,) = claims(read, text)
    assert claim.statement == 0
    assert (claim.subject, claim.predicate, claim.object) == ("the bridge", "was not", "safe")
    assert (claim.polarity, claim.tense) == ("negative", "past")
    assert " … ".join(text[a:b] for a, b in claim.spans) == "the bridge was not safe"


def test_an_infinitive_content_is_a_claim_of_its_source(read: Read) -> None:
    (claim,) = claims(read, "Norway pledged to send two ships.")
    assert (claim.subject, claim.tense, claim.is_about_speaker) == ("Norway", "future", True)


@pytest.mark.parametrize("text", ["Is the bridge safe?", "Close the door!", "A new bridge"])
def test_questions_and_orders_are_no_claims(read: Read, text: str) -> None:
    assert claims(read, text) == []


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("The walls are as strong as anyone has ever built.", ["The walls"]),
        ("Costs rose faster than anybody had expected.", ["Costs"]),
        ("The army is larger than it was in May.", ["The army"]),
        ("He paid more than he earned.", ["He"]),
        # No comparison: when and why are claims of their own.
        ("Prices fell as demand weakened.", ["Prices", "demand"]),
    ],
)
def test_what_something_is_compared_with_is_no_claim(
    read: Read, text: str, subjects: list[str]
) -> None:
    assert [claim.subject for claim in claims(read, text)] == subjects


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # What is set against the claim is none.
        ("The answer is a wider road, rather than new trams.", [("The answer", "is", "positive")]),
        (
            "The truce is not a pause, but a settlement.",
            [("The truce", "is not", "negative"), ("The truce", "is", "positive")],
        ),
        ("The road is not wide and safe.", [("The road", "is not", "negative")] * 2),
        # Not merely so is so, and more.
        ("The truce is not merely a pause.", [("The truce", "is not merely", "positive")]),
        ("The shop did not only sell bread.", [("The shop", "did not only sell", "positive")]),
        ("Not all ports are open.", [("Not all ports", "are", "negative")]),
        ("The ports are not open.", [("The ports", "are not", "negative")]),
        ("Nobody closed the port.", [("Nobody", "closed", "negative")]),
        ("The city did nothing but wait.", [("The city", "did", "positive")]),
        ("The problem is we all know the plan.", [("we", "know", "positive")]),
        ("The truth is that they are not closing it.", [("they", "are not closing", "negative")]),
        # How much it is so, nobody says.
        (
            "The delay raised doubts about how close a deal is.",
            [("The delay", "raised", "positive")],
        ),
        (
            "The mayor, a former teacher, and her deputy resigned on Monday.",
            [("The mayor", "is", "positive"), ("her deputy", "resigned", "positive")],
        ),
    ],
)
def test_what_is_claimed_of_what(read: Read, text: str, found: list[tuple[str, str, str]]) -> None:
    made = [(claim.subject, claim.predicate, claim.polarity) for claim in claims(read, text)]
    assert made == found


@pytest.mark.parametrize(
    "text",
    [
        "The loss of the harbour, new taxes on fuel, and higher wages have hurt the firm.",
        "For us, the hope of state money, new jobs at the port, and lower taxes could win a vote.",
        "Without a permit, no bridge, however short, can be built.",
    ],
)
def test_nouns_that_follow_one_another_are_not_one_another(read: Read, text: str) -> None:
    assert {claim.predicate for claim in claims(read, text)}.isdisjoint({"is", "are"})


def test_a_claim_begins_after_what_opens_its_clause(read: Read) -> None:
    text = "Surrendering territory remains unpopular, especially as Russian strikes continue daily."
    claim = claims(read, text)[1]
    assert " … ".join(text[a:b] for a, b in claim.spans) == "Russian strikes continue daily"


@pytest.mark.parametrize(
    ("text", "value", "unit", "comparison", "of_what"),
    [
        ("The storm killed 12 people.", 12, None, None, "people"),
        ("The firm has 1,500 workers.", 1500, None, None, "workers"),
        ("The plan costs $2.5 million.", 2.5e6, "USD", None, None),
        ("Prices fell by 4.5%.", 4.5, "percent", "decrease", None),
        ("Prices fell by 4 percent.", 4, "percent", "decrease", None),
        ("More than 300 soldiers left the city.", 300, None, "more than", "soldiers"),
        ("About 20 houses burned.", 20, None, "about", "houses"),
        ("The city lost three thousand homes.", 3000, None, None, "homes"),
        ("It has twenty-one members.", 21, None, None, "members"),
        ("The trip costs 40 euros.", 40, "EUR", None, None),
    ],
)
def test_quantities(
    read: Read,
    text: str,
    value: float,
    unit: str | None,
    comparison: str | None,
    of_what: str | None,
) -> None:
    (quantity,) = claims(read, text)[0].quantities
    found = (quantity.value, quantity.unit, quantity.comparison, quantity.of_what)
    assert found == (value, unit, comparison, of_what)


@pytest.mark.parametrize("text", ["It opened in 1998.", "They met on May 4.", "He is one of us."])
def test_dates_are_no_quantities(read: Read, text: str) -> None:
    assert [q for c in claims(read, text) for q in c.quantities] == []
