"""What is no statement though it looks like one, and its likes that are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tasks.extract import Parse, extract, load_pipeline, parse
from tasks.values import Segment

Read = Callable[[str], Parse]

# text, cues of its statements
CASES = [
    # A question asks who says it, and "what" says nothing.
    ("Who said the bridge was safe?", []),
    ("Lee, who said the bridge was safe, resigned.", ["said"]),
    ("What we say and what they claim is so.", []),
    # Titles.
    ("His novel “The Sea Said No” won a prize.", []),
    ("Norvik Says Plant Is Safe After Fire", ["Says"]),
    # What is only supposed is said by nobody; a condition in what is said is.
    ("If the minister says it is safe, we will go.", []),
    ("Unless the union agrees to talk, it will close.", []),
    ("If, as the minister says, it is safe, we will go.", ["says"]),
    ("The minister said it would close if talks failed.", ["said"]),
    # Seats and parties are contested by other means than claims.
    ("She contested the seat of Kelby in 1983.", []),
    ("She contested the result of the election.", ["contested"]),
    ("The party challenged the ruling coalition.", []),
    ("The party challenged the ruling.", ["challenged"]),
    ("The champion defended his title.", []),
    ("The minister defended his decision.", ["defended"]),
    # What words do beside speaking.
    ("Much of the town lies below the sea.", []),
    ("“You are late,” the guard lied.", ["lied"]),
    ("The letter contained two stamps.", []),
    ("The report contained allegations of fraud.", ["contained"]),
    ("Voters will come out to vote.", []),
    ("Voters came out against the plan.", ["came out"]),
    ("He was cast as Tom in the series.", []),
    ("Critics cast the plan as a tax.", ["cast"]),
    ("They waived the fees that they charge for moving goods.", []),
    ("The song has backing vocals by her sister.", []),
    ("The firm is backing the plan.", ["backing"]),
    ("To the beat of “ta ta ta,” the dancers begin their step.", []),
    ("“Let us go,” the mayor began.", ["began"]),
]


@pytest.mark.parametrize(("text", "cues"), CASES)
def test_what_is_said(read: Read, text: str, cues: list[str]) -> None:
    found = [s.cue_span for s in extract(read(text)).statements if s.cue_span is not None]
    assert [text[a:b] for a, b in found] == cues


# text, contents, polarity
ASIDES = [
    ("Prices, he said, did not rise as a result.", "Prices … did not rise as a result", "negative"),
    ("The plan, Ana Ruiz said, would not work.", "The plan … would not work", "negative"),
    (
        "Such talks, the minister added on Monday, had been useful.",
        "Such talks … had been useful",
        "positive",
    ),
    ("However, he said, prices did not rise.", "prices did not rise", "negative"),
]


@pytest.mark.parametrize(("text", "content", "polarity"), ASIDES)
def test_an_aside_after_the_subject(read: Read, text: str, content: str, polarity: str) -> None:
    (statement,) = extract(read(text)).statements
    assert " … ".join(text[a:b] for a, b in statement.content_spans) == content
    assert statement.polarity == polarity


SIGNED = [
    ("“We are proud of it and will go on,” – Ana Ruiz, chief executive of Norvik", "Ana Ruiz"),
    ("“We are proud of it and will go on.” — Ana Ruiz", "Ana Ruiz"),
    ("“We are proud of it and will go on,” – a fine mood", None),
]


@pytest.mark.parametrize(("text", "source"), SIGNED)
def test_a_quotation_signed_after_a_dash(read: Read, text: str, source: str | None) -> None:
    found = [s.source_span for s in extract(read(text)).statements if s.source_span is not None]
    assert [text[a:b].partition(",")[0] for a, b in found] == ([source] if source else [])


# headline, source and content of its statement
HEADLINES = [
    ("Bridge to reopen in May, says Ruiz", ("Ruiz", "Bridge to reopen in May")),
    ("Norvik to close plant, warns union boss", ("union boss", "Norvik to close plant")),
    ("Minister: we will rebuild the bridge", ("Minister", "we will rebuild the bridge")),
    ("Kelby: the bridge is closed", None),
    ("Review: the film is bad", None),
    ("Minister: the hard road to power", None),
    ("Bridge to reopen in May, town to pay", None),
]


@pytest.mark.parametrize(("text", "expected"), HEADLINES)
def test_headlines(text: str, expected: tuple[str, str] | None) -> None:
    parsed = parse(load_pipeline(), text, [Segment("heading", 1, ((0, len(text)),), 1, 1)])
    found = [
        (text[slice(*s.source_span)], text[slice(*s.content_spans[0])], s.quote_type)
        for s in extract(parsed).statements
        if s.source_span is not None
    ]
    assert found == ([(*expected, "indirect")] if expected else [])
