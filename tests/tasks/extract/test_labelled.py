"""Who speaks in the record of a debate, as parliaments print it."""

from __future__ import annotations

from collections.abc import Callable

from tasks.attribute import attribute
from tasks.extract import Parse, extract

Read = Callable[[str], Parse]
RECORD = """\
Mrs ANDERSON (Riverton) (14:02): Will the Treasurer confirm that it will exceed $40 million?

Mr OKAFOR (Kingsley—Treasurer) (14:03): I can confirm no such thing. The deficit will be smaller.

The SPEAKER: Order! The member for Riverton will resume her seat.

Ms LIANG (Barrow): The council has proposed merging two clinics. I think that is wrong."""

NO_RECORD = """\
Note: prices may change without notice before the end of the year.

Delivery: parcels arrive within three days of the order.

Returns (UK): send the parcel back and keep the receipt."""


def spoken(read: Callable[[str], Parse], text: str) -> list[tuple[str, str]]:
    parsed = read(text)
    found = attribute(parsed, extract(parsed))
    return [
        ("; ".join(speaker.name for speaker in s.speakers), s.act)
        for s in found.statements
        if s.rule == "label"
    ]


def test_each_turn_of_a_debate_is_its_speakers(read: Callable[[str], Parse]) -> None:
    assert spoken(read, RECORD) == [
        ("ANDERSON", "ask"),
        ("OKAFOR", "assert"),
        ("SPEAKER", "assert"),
        ("LIANG", "assert"),
    ]


def test_who_says_i_in_a_turn_is_who_has_it(read: Callable[[str], Parse]) -> None:
    parsed = read(RECORD)
    found = attribute(parsed, extract(parsed))
    thinks = [s for s in found.statements if s.cue_lemma == "think"]
    assert [speaker.name for s in thinks for speaker in s.speakers] == ["LIANG"]


def test_other_words_with_a_colon_speak_not(read: Callable[[str], Parse]) -> None:
    assert spoken(read, NO_RECORD) == []


def test_a_name_in_brackets_after_an_office_speaks(read: Read) -> None:
    text = (
        "Mr Tovey (Kelby): I ask whether he will resign.\n\n"
        "The Minister for Transport (Ms Lund): I will not resign.\n\n"
        "Mr Tovey: That is a disgrace."
    )
    spans = [s.source_span for s in extract(read(text)).statements if s.rule == "label"]
    assert [text[slice(*span)] for span in spans if span] == ["Mr Tovey", "Ms Lund", "Mr Tovey"]


def test_a_speaker_is_known_by_surname_in_later_labels(read: Read) -> None:
    text = (
        "Mr. BO FLYNN (Nephew of the mayor): I was there early.\n\n"
        "KELLER: He says that nobody came.\n\nMr. FLYNN: Nobody came at all."
    )
    spans = [s.source_span for s in extract(read(text)).statements if s.rule == "label"]
    assert [text[slice(*span)] for span in spans if span] == ["Mr. BO FLYNN", "Mr. FLYNN"]


def test_who_discusses_his_plans_answers(read: Read) -> None:
    turns = "What do you want?\n\nA bridge.\n\nWhy?\n\nPeople need it.\n\nWhen?\n\nSoon."
    for lead, asks, answers in (
        ("An interview. With Wikinews, Kerr discusses his plans.", "Wikinews", "Kerr"),
        ("Wikinews interviewed Tom Kerr about his plans.", "Wikinews", "Tom Kerr"),
    ):
        text = f"{lead}\n\n{turns}"
        found = [s for s in extract(read(text)).statements if s.rule == "interview"]
        said = [(s.act, text[slice(*s.source_span)]) for s in found if s.source_span]
        assert said == [("ask", asks), ("assert", answers)] * 3
