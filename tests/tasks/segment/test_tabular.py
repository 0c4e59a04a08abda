"""Tables without rules, raised letters, labels of figures, and what must not pass for a table."""

from __future__ import annotations

import pytest

from tasks.read.raw import RawLine
from tasks.segment.blocks import Block
from tasks.segment.compose import compose
from tasks.segment.layout import page_blocks
from tests.tasks.segment.test_layout import column, line, page, paragraph, texts


def grid(rows: list[list[str]], xs: list[float], y: float) -> list[RawLine]:
    """Cells as lines of their own, as a reader gives them where wide gaps part them."""
    return [
        line(cell, x, y + 12 * index)
        for index, row in enumerate(rows)
        for cell, x in zip(row, xs, strict=True)
        if cell
    ]


VOTES = [
    ["Province", "Votes", "Share", "Change"],
    ["North", "1,204", "41.2", "+0.3"],
    ["South and East", "988", "33.8", "-1.1"],
    ["The islands", "731", "25.0", ""],
    ["All", "2,923", "100", "0.0"],
]


def tables(blocks: list[Block]) -> list[tuple[tuple[str, ...], ...]]:
    return [s.rows for s in compose(blocks).segments if s.kind == "table" and s.rows]


@pytest.mark.parametrize("header", [0, 1])
def test_figures_in_columns_are_a_table(header: int) -> None:
    before, after = paragraph(1), paragraph(2)
    lines = [
        *column([before], 50, 100, 480),
        *grid(VOTES[header:], [60, 200, 300, 400], 200),
        *column([after], 50, 300, 480),
    ]
    blocks = page_blocks([page(lines)])
    assert tables(blocks) == [tuple(map(tuple, VOTES[header:]))]
    blocks = page_blocks([page(lines)])
    assert [kind for kind, _ in texts(blocks)] == ["paragraph", "table", "paragraph"]


PORTS = [["Port", "Owner", "State"], *[[f"Port {n}", "The council", "open"] for n in "ABCD"]]


@pytest.mark.parametrize(
    ("bold", "count"),
    [((0,), 1), ((), 0), ((0, 1, 2, 3, 4), 0), ((0, 3), 0)],
    ids=["heads", "nothing", "everything", "a row, too"],
)
def test_words_in_columns_under_bold_heads_are_a_table(bold: tuple[int, ...], count: int) -> None:
    cells = grid(PORTS, [60, 200, 400], 200)
    for index, cell in enumerate(cells):
        cell.is_bold = index // 3 in bold
    lines = [*column([paragraph(1)], 50, 100, 480), *cells]
    assert tables(page_blocks([page(lines)])) == [tuple(map(tuple, PORTS))] * count


def test_a_table_in_one_of_two_columns_leaves_the_other_alone() -> None:
    first, second = paragraph(1, 90), paragraph(2, 60)
    lines = [
        *column([first], 50, 100, 230),
        *grid(VOTES, [320, 420, 470, 520], 100),
        *column([second], 320, 180, 230),
    ]
    found = page_blocks([page(lines)])
    assert [b.string for b in found if b.kind == "paragraph"] == [first, second]
    assert tables(found) == [tuple(map(tuple, VOTES))]


def test_a_table_over_two_columns_comes_before_both() -> None:
    first, second = paragraph(1, 60), paragraph(2, 60)
    lines = [
        *grid(VOTES, [60, 250, 340, 450], 60),
        *column([first], 50, 150, 230),
        *column([second], 320, 150, 230),
    ]
    found = texts(page_blocks([page(lines)]))
    assert [kind for kind, _ in found] == ["table", "paragraph", "paragraph"]
    assert [text for _, text in found[1:]] == [first, second]


def test_heads_of_a_table_stay_with_its_rows() -> None:
    """Rows that fill the page's width stand below both columns, and so do their heads."""
    first, second = paragraph(1, 100), paragraph(2, 100)
    rows = [
        f"{text} . . . . . . 1 hour at 85 dollars . . . . . . 85 . . . . . . none at all"
        for text in ("Installation and verification", "Revision of the manuals, all of it")
    ]
    lines = [
        *column([first], 50, 100, 230),
        *column([second], 320, 100, 230),
        *grid([["Action", "Labor cost", "Parts cost"]], [70, 200, 400], 400),
        *(line(text, 50, 420 + 12 * index) for index, text in enumerate(rows)),
    ]
    found = [text for _, text in texts(page_blocks([page(lines)]))]
    assert found[:2] == [first, second]
    assert found[2].startswith("Action Labor cost Parts cost")


@pytest.mark.parametrize(
    "rows",
    [
        [["Anna Green", "Bo Chan", "Cy Day"]] * 5,  # names: no figures
        [["Question 1", "2 of 14"], ["Question 2", "3 of 14"]],  # two lines
        [["1", "a short line"], ["2", "of a transcript"], ["3", "with line numbers"]] * 2,
        [["In 2019 the council of Hartwell met", "In 2020 the mayor of the town spoke"]] * 6,
    ],
)
def test_what_is_no_table(rows: list[list[str]]) -> None:
    lines = [
        *column([paragraph(1), paragraph(3)], 50, 60, 480),
        *grid(rows, [50, 320, 480][: len(rows[0])], 300),
    ]
    assert "table" not in {kind for kind, _ in texts(page_blocks([page(lines)]))}


def test_labels_of_a_figure_do_not_mix_into_the_column_beside() -> None:
    left, right = paragraph(1, 200), paragraph(2, 80)
    labels = [line(str(n), 300, 110 + 14 * n, size=6) for n in range(8)]
    lines = [*column([left], 50, 100, 230), *labels, *column([right], 320, 260, 230)]
    found = [text for kind, text in texts(page_blocks([page(lines)])) if kind == "paragraph"]
    assert left in found
    assert right in found


def test_raised_and_lowered_letters_stay_in_their_line() -> None:
    before, after = (
        "The bridge was closed",
        "in the spring, she said, and nobody was told of it when",
    )
    lines = [
        *column([paragraph(1)], 50, 100, 480),
        line(before, 50, 200),
        line("3", 50 + 5 * len(before), 197, size=6),
        line(after, 50 + 5 * len(before) + 6, 200),
        line("they came back.", 50, 212),
    ]
    found = [text for _, text in texts(page_blocks([page(lines)]))]
    assert f"{before} 3 {after} they came back." in found


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Table 2: Results by province and year.", "caption"),
        ("Figure 1. The bridge before the war.", "caption"),
        ("Table 3 Results by province", "caption"),
        ("Table 2 compares the provinces in both years.", "paragraph"),
        ("Figure 4 shows what was left of it.", "paragraph"),
    ],
)
def test_captions_and_sentences_about_them(text: str, kind: str) -> None:
    lines = [
        *column([paragraph(1)], 50, 100, 480),
        line(text, 50, 300),
        *column([paragraph(2)], 50, 400, 480),
    ]
    assert (kind, text) in texts(page_blocks([page(lines)]))


def test_a_note_whose_mark_is_raised_is_one_note() -> None:
    note = ["SQuAD is a small set of documents of the wiki", "and so it brings a bias with it."]
    lines = [
        *column([paragraph(1, 120)], 50, 100, 230),
        line("8", 60, 599, size=5),
        line(note[0], 64, 600, size=8),
        line(note[1], 50, 610, size=8),
    ]
    assert ("footnote", f"8 {' '.join(note)}") in texts(page_blocks([page(lines)]))
