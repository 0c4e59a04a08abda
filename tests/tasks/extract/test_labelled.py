"""Who speaks in the record of a debate, as parliaments print it."""

from __future__ import annotations

from collections.abc import Callable

from tasks.attribute import attribute
from tasks.extract import Parse, extract

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
