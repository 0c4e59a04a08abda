"""Tables of attributes: what a source says of its content."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tasks.extract import Parse, extract
from tasks.values import Statement

Read = Callable[[str], Parse]


def first(read: Read, text: str) -> Statement:
    return extract(read(text)).statements[0]


@pytest.mark.parametrize(
    ("text", "condition", "kind"),
    [
        (
            "France will send troops if the talks succeed, the minister said.",
            "if the talks succeed",
            "if",
        ),
        (
            "He promised to resign unless the government raises wages.",
            "unless the government raises wages",
            "unless",
        ),
        ("He vowed to stay in office until the war is over.", "until the war is over", "until"),
        (
            "She promised to resign once the report is published.",
            "once the report is published",
            "once",
        ),
        (
            "They agreed to deploy troops in the event of a ceasefire.",
            "in the event of a ceasefire",
            "in_the_event",
        ),
        ("The minister asked if the road was open.", None, None),
        ("The agency said the ship had sunk.", None, None),
    ],
)
def test_condition(read: Read, text: str, condition: str | None, kind: str | None) -> None:
    statement = first(read, text)
    span = statement.condition_span
    assert (text[slice(*span)] if span else None) == condition
    assert statement.condition_kind == kind


@pytest.mark.parametrize(
    ("text", "polarity", "is_content_negated"),
    [
        ("The mayor said the bridge is not safe.", "negative", True),
        ("The mayor said no one was hurt.", "negative", True),
        ("The mayor said there were no plans to close it.", "negative", True),
        ("The mayor denied taking the money.", "negative", False),
        ("The mayor said the bridge is safe.", "positive", False),
        ("Investigators do not think weather played a role.", "negative", False),
    ],
)
def test_polarity(read: Read, text: str, polarity: str, is_content_negated: bool) -> None:
    statement = first(read, text)
    assert (statement.polarity, statement.is_content_negated) == (polarity, is_content_negated)
    if is_content_negated:
        assert statement.negation_spans


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("The agency said the ice could melt.", "possible"),
        ("The agency said the ice may melt.", "possible"),
        ("The agency said the ice will probably melt.", "probable"),
        ("The agency said the ice is likely to melt.", "probable"),
        ("The agency said the ice will melt.", "certain"),
        ("Officials fear that the dam is broken.", "possible"),
        ("The agency said it could not find the ship.", "certain"),
    ],
)
def test_certainty(read: Read, text: str, certainty: str) -> None:
    statement = first(read, text)
    assert statement.certainty == certainty
    assert bool(statement.hedge_spans) == (certainty != "certain")


@pytest.mark.parametrize(
    ("text", "act", "kind"),
    [
        ("Norway pledged to send two ships.", "commit", "pledge"),
        ("They plan to hire 500 people.", "commit", "plan"),
        ("Spain offered to host the talks.", "commit", "offer"),
        ("The union said it would appeal the ruling.", "commit", "pledge"),
        ("The minister refused to resign.", "reject", "refusal"),
        ("Belgium said it could contribute naval forces.", "assert", "possible"),
        ("Belgium said the storm could reach the coast.", "assert", None),
        ("The minister said the bridge was closed.", "assert", None),
    ],
)
def test_commitment(read: Read, text: str, act: str, kind: str | None) -> None:
    statement = first(read, text)
    assert (statement.act, statement.commitment_kind) == (act, kind)


def test_setting(read: Read) -> None:
    text = "The senator told reporters in Paris on Tuesday that the deal was dead."
    parsed = read(text)
    parsed.document_date = date(2026, 1, 14)
    statement = extract(parsed).statements[0]
    assert statement.addressee_span is not None
    assert text[slice(*statement.addressee_span)] == "reporters"
    found = (statement.said_place, statement.said_date, statement.said_date_rule)
    assert found == ("Paris", "2026-01-13", "document_date")


@pytest.mark.parametrize(
    ("text", "day", "rule"),
    [
        ("The mayor said on 6 May 2024 that the road was closed.", "2024-05-06", "written"),
        ("The mayor said on Monday that the road was closed.", None, None),
        ("The mayor said in May 2024 that the road was closed.", None, None),
        ("The mayor said the road was closed on 6 May 2024.", None, None),
    ],
)
def test_only_a_certain_day_is_a_date(
    read: Read, text: str, day: str | None, rule: str | None
) -> None:
    statement = first(read, text)
    assert (statement.said_date, statement.said_date_rule) == (day, rule)


def test_venue(read: Read) -> None:
    statement = first(read, "In an interview with CNN, Biden said that he was tired.")
    assert statement.venue_text == "In an interview with CNN"
