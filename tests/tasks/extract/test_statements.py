"""A table of constructions: the text, and the statements that must be found in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tasks.extract import Parse, extract

Read = Callable[[str], Parse]

# id, text, [(source, cue, content parts joined by " … ", act, quote type)]
CONSTRUCTIONS: list[tuple[str, str, list[tuple[str | None, str | None, str, str, str]]]] = [
    (
        "clause",
        "The minister said that the bridge would reopen in May.",
        [("The minister", "said", "the bridge would reopen in May", "assert", "indirect")],
    ),
    (
        "quotation around its cue",
        "“We will not leave,” the mayor said on Monday. “This is our home.”",
        [("the mayor", "said", "“We will not leave,” … “This is our home.”", "assert", "direct")],
    ),
    (
        "quotation broken in mid-sentence",
        '"The situation is serious," a Red Cross official said, "but we expect more."',
        [
            (
                "a Red Cross official",
                "said",
                '"The situation is serious," … "but we expect more."',
                "assert",
                "direct",
            )
        ],
    ),
    (
        "inverted",
        '"This is a disaster," tweeted Senator Marco Rubio. "We need to act now."',
        [
            (
                "Senator Marco Rubio",
                "tweeted",
                '"This is a disaster," … "We need to act now."',
                "assert",
                "direct",
            )
        ],
    ),
    (
        "cue before the quotation",
        'Witnesses described the scene as chaotic. One said: "There was blood everywhere."',
        [
            ("Witnesses", "described", "the scene as chaotic", "assert", "indirect"),
            ("One", "said", '"There was blood everywhere."', "assert", "direct"),
        ],
    ),
    (
        "single marks",
        "‘We are closing the factory,’ the owner told workers.",
        [("the owner", "told", "‘We are closing the factory,’", "assert", "direct")],
    ),
    (
        "open paragraph",
        "“The road is closed,” the guard said. “Nobody may pass.\n\n“Come back tomorrow.”",
        [
            (
                "the guard",
                "said",
                "“The road is closed,” … “Nobody may pass. … “Come back tomorrow.”",
                "assert",
                "direct",
            )
        ],
    ),
    (
        "paragraph after a colon",
        "The president tweeted from his own account:\n\n“Well done to the whole team!”",
        [("The president", "tweeted", "“Well done to the whole team!”", "assert", "direct")],
    ),
    (
        "mixed",
        "The agency said the result was a “huge step forward” for science.",
        [
            (
                "The agency",
                "said",
                "the result was a “huge step forward” for science",
                "assert",
                "mixed",
            )
        ],
    ),
    (
        "according to",
        "According to the company, sales fell by a third.",
        [("the company", "According to", "sales fell by a third", "assert", "indirect")],
    ),
    (
        "according to, at the end",
        "Two people were injured in the crash, according to local police.",
        [
            (
                "local police",
                "according to",
                "Two people were injured in the crash",
                "assert",
                "indirect",
            )
        ],
    ),
    (
        "infinitive",
        "Norway pledged to send two ships to the region.",
        [("Norway", "pledged", "to send two ships to the region", "commit", "indirect")],
    ),
    (
        "second verb of the same subject",
        "The report warned of a looming famine and called for immediate aid.",
        [
            ("The report", "warned of", "a looming famine", "warn", "indirect"),
            ("The report", "called for", "immediate aid", "demand", "indirect"),
        ],
    ),
    (
        "two cues, each with a clause",
        "The company denied that it had misled investors and said it would appeal the ruling.",
        [
            ("The company", "denied", "it had misled investors", "deny", "indirect"),
            ("The company", "said", "it would appeal the ruling", "commit", "indirect"),
        ],
    ),
    (
        "object and infinitive",
        "The president urged European leaders to increase spending.",
        [("The president", "urged", "to increase spending", "demand", "indirect")],
    ),
    (
        "gerund",
        "Tehran has repeatedly denied seeking nuclear weapons.",
        [("Tehran", "denied", "seeking nuclear weapons", "deny", "indirect")],
    ),
    (
        "noun phrase",
        "Republicans in the Senate oppose any new gun control measures.",
        [
            (
                "Republicans in the Senate",
                "oppose",
                "any new gun control measures",
                "reject",
                "indirect",
            )
        ],
    ),
    (
        "accused of",
        "Trump has accused Clinton of lying about her emails.",
        [("Trump", "accused", "lying about her emails", "accuse", "indirect")],
    ),
    (
        "phrasal cue",
        "The minister ruled out military action.",
        [("The minister", "ruled out", "military action", "reject", "indirect")],
    ),
    (
        "declined to",
        "The White House declined to comment on the report.",
        [("The White House", "declined", "to comment on the report", "reject", "indirect")],
    ),
    (
        "small clause",
        "Moscow called the strike “an act of aggression”.",
        [("Moscow", "called", "the strike “an act of aggression”", "assert", "mixed")],
    ),
    (
        "passive without holder",
        "It is believed that the fire started in the kitchen.",
        [(None, "believed", "the fire started in the kitchen", "believe", "indirect")],
    ),
    (
        "hearsay adverb",
        "The Navy reportedly saved 200 more people.",
        [(None, "reportedly", "The Navy … saved 200 more people", "assert", "indirect")],
    ),
    (
        "noun with a clause",
        "The mayor repeated his claim that crime had fallen.",
        [("his", "claim", "crime had fallen", "assert", "indirect")],
    ),
    (
        "adjective",
        "The minister is confident that the talks will succeed.",
        [("The minister", "confident", "the talks will succeed", "believe", "indirect")],
    ),
    (
        "question",
        "Reporters asked why the troops had not been withdrawn.",
        [("Reporters", "asked", "why the troops had not been withdrawn", "ask", "indirect")],
    ),
    (
        "label",
        "Johnson: “We will leave on October 31.”",
        [("Johnson", None, "“We will leave on October 31.”", "assert", "direct")],
    ),
    (
        "study",
        "A new study shows that coffee drinkers live longer.",
        [("A new study", "shows", "coffee drinkers live longer", "assert", "indirect")],
    ),
    (
        "said at the end",
        "The storm is expected to reach Florida on Friday, forecasters said.",
        [
            (
                "forecasters",
                "said",
                "The storm is expected to reach Florida on Friday",
                "assert",
                "indirect",
            )
        ],
    ),
]


def found_in(read: Read, text: str) -> list[tuple[str | None, str | None, str, str, str]]:
    found = []
    for s in extract(read(text)).statements:
        source = text[slice(*s.source_span)] if s.source_span else None
        cue = text[slice(*s.cue_span)] if s.cue_span else None
        content = " … ".join(text[a:b] for a, b in s.content_spans)
        found.append((source, cue, content, s.act, s.quote_type))
    return found


@pytest.mark.parametrize(
    ("text", "expected"), [c[1:] for c in CONSTRUCTIONS], ids=[c[0] for c in CONSTRUCTIONS]
)
def test_construction(read: Read, text: str, expected: list[tuple[str | None, ...]]) -> None:
    found = found_in(read, text)
    for statement in expected:
        assert statement in found


@pytest.mark.parametrize(
    "text",
    [
        "The band released its album “Blue Nights” in 2003.",
        "They visited the so-called “Green Zone” last week.",
        "He knows Paris well.",
        "The forces support the regeneration of the army.",
        "She wants a new car.",
        "Citizens are required to pay taxes.",
        "The road leads to the town, and the bridge is old.",
    ],
)
def test_narration_holds_no_statement(read: Read, text: str) -> None:
    assert found_in(read, text) == []


def test_nested_statements_name_their_parent(read: Read) -> None:
    statements = extract(read("Lee said he hoped that the talks would resume.")).statements
    outer, inner = statements
    assert not outer.is_nested
    assert inner.is_nested
    assert inner.parent == 0


def test_an_interview_is_read_as_questions_and_answers(read: Read) -> None:
    text = (
        "The paper interviewed the owner, Anna Berg, in Oslo. This is the interview.\n\n"
        "Why did you start the shop?\n\nIt was a dream.\n\n"
        "Who are your customers?\n\nMostly students.\n\n"
        "What comes next?\n\nA second shop."
    )
    rows = [s for s in extract(read(text)).statements if s.rule == "interview"]
    assert [s.act for s in rows] == ["ask", "assert"] * 3
    assert text[slice(*rows[1].content_spans[0])] == "It was a dream."


def test_turns_of_questions_and_answers_name_nobody(read: Read) -> None:
    text = (
        "Anna Berg spoke with Lars Holm.\n\n"
        "Q: Why did you start?\n\nA: It was a dream.\n\nWe had no money.\n\n"
        "Q: Who comes?\n\nA: Mostly students.\n\nQ: What is next?\n\nA: A second shop."
    )
    rows = [s for s in extract(read(text)).statements if s.rule in ("interview", "label")]
    assert [(s.rule, s.act) for s in rows] == [("interview", "ask"), ("interview", "assert")] * 3
    contents = [" ".join(text[a:b] for a, b in s.content_spans) for s in rows]
    assert contents[0] == "Why did you start?"
    assert "It was a dream." in contents[1]
    assert contents[1].endswith("We had no money.")
    assert not any(s.source_span and text[slice(*s.source_span)] in ("Q", "A") for s in rows)


def test_a_turn_goes_on_over_paragraphs(read: Read) -> None:
    text = (
        "Berg: It was a dream.\n\nWe had no money.\n\nHolm: Who came?\n\n"
        "Berg: Mostly students.\n\nHolm: I see."
    )
    rows = [s for s in extract(read(text)).statements if s.rule == "label"]
    assert [text[slice(*s.source_span)] for s in rows if s.source_span] == ["Berg", "Holm"] * 2
    assert text[rows[0].content_spans[-1][0] : rows[0].content_spans[-1][1]].endswith("no money.")


def test_labels_in_an_article_hold_their_own_paragraph(read: Read) -> None:
    text = (
        "The council met.\n\nBerg: It was a dream.\n\nThe hall was full.\n\nMany stood.\n\n"
        "Holm: Who came?\n\nNobody knew.\n\nBerg: Mostly students.\n\nThen it rained."
    )
    rows = [s for s in extract(read(text)).statements if s.rule == "label"]
    assert [text[a:b] for s in rows for a, b in s.content_spans] == [
        "It was a dream.",
        "Mostly students.",
    ]


def test_headings_of_a_notice_are_nobody(read: Read) -> None:
    """An official notice that says twice what it is about is no conversation."""
    part = "AGENCY: Aviation Office.\n\nSUMMARY: It adopts a rule.\n\nDATES: By 21 May.\n\n"
    rows = extract(read(2 * part)).statements
    assert [s for s in rows if s.rule == "label"] == []
