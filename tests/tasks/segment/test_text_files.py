"""Text files from bytes to normalized text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.run_stages import read_document
from tasks.settings import Settings
from tasks.values import Reading, Source

LONG = "The minister said on Tuesday that the bridge would be built before the end of the year. "


def reading_of(text: str, name: str = "a.txt") -> Reading:
    source = Source(f"/{name}", Path(f"/{name}"), "test", len(text))
    return read_document(source, Settings(), text.encode())


def wrap(text: str, width: int) -> str:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def test_clean_text_comes_back_unchanged() -> None:
    text = f"A bridge for the river\n\n{LONG * 3}".strip() + f"\n\n{LONG * 2}".rstrip()
    reading = reading_of(text)
    assert reading.text == text
    assert [segment.kind for segment in reading.segments] == ["heading", "paragraph", "paragraph"]


@pytest.mark.parametrize("width", [60, 72, 80, 99])
def test_hard_wrapped_text_without_blank_lines(width: int) -> None:
    blocks = [
        "What the council decided",
        "The council met on Monday to speak about the bridge, the school and the money that both "
        "of them would need before the winter. Nobody had expected that it would agree so soon.",
        "“We are glad,” the mayor said, “that the work can now begin, and that nobody has to wait "
        "for another year until the old bridge is closed for good.” She thanked the council.",
        "Who pays for it",
        "Half of the money comes from the state, a quarter from the county, and the rest from a "
        "loan that the town will pay back over the next twenty years, according to the treasurer.",
        "Work begins in May.",
    ]
    reading = reading_of("\n".join(wrap(block, width) for block in blocks))
    assert reading.text.split("\n\n") == blocks
    assert [s.kind for s in reading.segments].count("heading") == 2


def test_blank_lines_part_wrapped_paragraphs() -> None:
    blocks = [(LONG * 4).strip(), (LONG * 3).strip(), (LONG * 2).strip()]
    assert reading_of("\n\n".join(wrap(b, 70) for b in blocks)).text.split("\n\n") == blocks


QUOTED = [
    # Widths at which a line of the quotation is exactly as full as the text, and where it is not.
    ("> ", 70),
    ("> ", 40),
    ("> > ", 66),
    (">", 71),
]


@pytest.mark.parametrize(("mark", "width"), QUOTED)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_quoted_lines_of_an_email_stay_as_they_are(mark: str, width: int, gap: str) -> None:
    quoted = [mark + part for part in wrap(LONG * 3, width).split("\n")]
    answer = (
        "I agree with what the minister says, and I think that the county has to pay for the "
        "bridge, as it did two years ago. We met on Monday and spoke about it at some length."
    )
    text = gap.join(["On Monday Jo Day wrote:", "\n".join(quoted), wrap(answer, 72)])
    found = reading_of(text).text.split("\n\n")
    assert found[-1] == answer
    assert found[-1 - len(quoted) : -1] == quoted
    assert found[0] == "On Monday Jo Day wrote:"


def test_list_items_stand_alone() -> None:
    reading = reading_of(f"{LONG}\n\n- first thing\n- second thing\n\n{LONG}")
    kinds = [segment.kind for segment in reading.segments]
    assert kinds == ["paragraph", "list_item", "list_item", "paragraph"]


@pytest.mark.parametrize("torn", ["%20(1).png)", "photo.jpg", "![map](map%202.webp)"])
def test_a_torn_image_reference_is_an_issue_and_no_text(torn: str) -> None:
    reading = reading_of(f"{LONG}\n{torn}\n")
    assert reading.text == LONG.strip()
    assert [s.kind for s in reading.segments] == ["paragraph", "image_reference"]
    (issue,) = reading.issues
    assert issue.code == "image_missing"
    assert "line 2" in issue.message


def test_words_carry_lines() -> None:
    reading = reading_of("one two\n\nthree")
    assert [(w.line_number, w.box) for w in reading.words] == [(1, None), (1, None), (3, None)]


PARAGRAPHS = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=60), max_size=6
)


@given(PARAGRAPHS)
@settings(max_examples=200, deadline=None)
def test_spans_are_ordered_and_cut_words(paragraphs: list[str]) -> None:
    text = "start\n" + "\n".join(paragraphs)
    reading = reading_of(text)
    end = 0
    for word in reading.words:
        assert end <= word.span[0] < word.span[1] <= len(reading.text)
        cut = reading.text[word.span[0] : word.span[1]]
        assert cut.split() == [cut]
        end = word.span[1]
    covered = "".join(reading.text[w.span[0] : w.span[1]] for w in reading.words)
    assert covered == "".join(reading.text.split())


@given(st.lists(st.from_regex(r"[A-Z][a-z]{1,9}( [a-z]{1,9}){0,20}\.", fullmatch=True), min_size=1))
@settings(max_examples=100, deadline=None)
def test_normalized_text_is_a_fixed_point(paragraphs: list[str]) -> None:
    once = reading_of("\n\n".join(paragraphs)).text
    assert once == "\n\n".join(paragraphs)
    assert reading_of(once).text == once
