"""Reading order, furniture, headings and paragraphs of pages with boxes."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.normalize import clean_word
from tasks.read.raw import RawLine, RawPage, RawWord
from tasks.segment.blocks import Block
from tasks.segment.compose import compose
from tasks.segment.layout import page_blocks
from tasks.values import Box

TEXT = "the council met on monday to speak about a bridge and a school that both need money"
WORDS = TEXT.split()
CHAR, SIZE, STEP = 5.0, 10.0, 12.0


def line(
    text: str, x: float, y: float, size: float = SIZE, page: int = 1, bold: bool = False
) -> RawLine:
    words = []
    for word in text.split():
        width = len(word) * CHAR * size / SIZE
        words.append(RawWord(word, Box(x, y, x + width, y + size)))
        x += width + CHAR * size / SIZE
    return RawLine(words, page, size=size, is_bold=bold)


def column(paragraphs: list[str], x: float, y: float, width: float, page: int = 1) -> list[RawLine]:
    """Paragraphs wrapped into lines of a column, half a line apart."""
    lines = []
    for paragraph in paragraphs:
        current = ""
        for word in paragraph.split():
            if current and (len(current) + 1 + len(word)) * CHAR > width:
                lines.append(line(current, x, y, page=page))
                y += STEP
                current = word
            else:
                current = f"{current} {word}".strip()
        lines.append(line(current, x, y, page=page))
        y += STEP * 1.6
    return lines


def page(lines: list[RawLine], number: int = 1) -> RawPage:
    return RawPage(number, "text_layer", 600.0, 800.0, lines=lines)


def texts(blocks: list[Block]) -> list[tuple[str, str]]:
    return [(block.kind, block.string) for block in blocks]


def paragraph(number: int, words: int = 40) -> str:
    body = " ".join(itertools.islice(itertools.cycle(WORDS), words))
    return f"Paragraph {number} says that {body}."


def test_a_heading_over_two_columns_parts_them() -> None:
    first, second, third, fourth = (paragraph(n) for n in range(4))
    lines = [
        line("A Headline That Stands Over Both Columns", 50, 80, size=20),
        *column([first], 50, 120, 230),
        *column([second], 320, 120, 230),
        line("Another Headline Over Both of the Columns", 50, 300, size=20),
        *column([third], 50, 330, 230),
        *column([fourth], 320, 330, 230),
    ]
    shuffled = [
        row for pair in zip(lines[::2], lines[1::2], strict=False) for row in reversed(pair)
    ]
    for order in (lines, lines[::-1], shuffled + lines[len(shuffled) :]):
        blocks = page_blocks([page(order)])
        assert texts(blocks) == [
            ("heading", "A Headline That Stands Over Both Columns"),
            ("paragraph", first),
            ("paragraph", second),
            ("heading", "Another Headline Over Both of the Columns"),
            ("paragraph", third),
            ("paragraph", fourth),
        ]


def test_a_line_over_two_columns_goes_on_behind_a_raised_mark() -> None:
    """Names over two columns: the last one stands in the second column alone."""
    names = "Ledell Wu and Sergey Edunov and Patrick Lewis and Danqi Chen"
    end = 50 + CHAR * len(names)
    lines = [
        line("A Headline That Stands Over Both Columns", 50, 60, size=20),
        line(names, 50, 100),
        line("3", end, 97, size=6),
        line("and Wen-tau Yih", end + 3.5, 100),
        *column([paragraph(1)], 50, 130, 230),
        *column([paragraph(2)], 320, 130, 230),
    ]
    found = [text for _, text in texts(page_blocks([page(lines)]))]
    assert found[1:] == [f"{names} 3 and Wen-tau Yih", paragraph(1), paragraph(2)]


def test_the_short_last_line_of_a_note_over_two_columns_belongs_to_it() -> None:
    note = ["1 The minister denied that the bridge over the river had been closed by anybody,"]
    note += ["compared with last year."]
    lines = [
        *column([paragraph(1, 90)], 50, 100, 230),
        *column([paragraph(2, 90)], 320, 100, 230),
        line(note[0], 50, 600, size=8),
        line(note[1], 50, 610, size=8),
    ]
    found = texts(page_blocks([page(lines)]))
    assert ("footnote", " ".join(note)) in found
    assert [text for kind, text in found if kind == "paragraph"] == [
        paragraph(1, 90),
        paragraph(2, 90),
    ]


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_columns_are_read_one_after_the_other(columns: int) -> None:
    width = (500 - 20 * (columns - 1)) / columns
    wanted, lines = [], []
    for index in range(columns):
        parts = [paragraph(10 * index + n) for n in range(3)]
        wanted.extend(parts)
        lines.extend(column(parts, 50 + index * (width + 20), 100, width))
    lines.sort(key=lambda row: (row.words[0].box or Box(0, 0, 0, 0)).top)
    assert [text for _, text in texts(page_blocks([page(lines)]))] == wanted


def test_a_paragraph_goes_on_in_the_next_column_and_page() -> None:
    words = paragraph(1, 90).split()
    pieces = [" ".join(words[:30]), " ".join(words[30:60]), " ".join(words[60:])]
    pages = [
        page([*column([pieces[0]], 50, 100, 230), *column([pieces[1]], 320, 100, 230)]),
        page(column([pieces[2]], 50, 100, 230, page=2), 2),
    ]
    (block,) = page_blocks(pages)
    assert block.string == " ".join(words)
    assert {row.page_number for row in block.lines} == {1, 2}


def test_running_heads_and_page_numbers_stand_outside_the_text() -> None:
    pages = [
        page(
            [
                line(f"The Weekly Number {n}", 50, 30, size=8, page=n),
                *column([paragraph(n), paragraph(n + 10)], 50, 100, 480, page=n),
                line(f"– {n} –", 290, 770, size=8, page=n),
            ],
            n,
        )
        for n in (1, 2, 3)
    ]
    kinds = [block.kind for block in page_blocks(pages)]
    assert kinds.count("running_head") == 3
    assert kinds.count("page_number") == 3
    assert kinds.count("paragraph") == 6


@pytest.mark.parametrize("count", [1, 2])
def test_a_head_of_several_lines_on_the_first_page_alone(count: int) -> None:
    head = ["Bulletin of the Council, 2015, 113:45-58", "Published on 3 March 2025"]
    pages = [
        page(
            [
                *(line(text, 50, 30 + 9 * n, size=7) for n, text in enumerate(head)),
                *column([paragraph(n) for n in range(4)], 50, 100, 480),
            ]
        ),
        page(column([paragraph(9)], 50, 100, 480, page=2), 2),
    ][:count]
    blocks = page_blocks(pages)
    assert [text for kind, text in texts(blocks) if kind == "running_head"] == head
    assert {kind for kind, _ in texts(blocks)} == {"running_head", "paragraph"}


def test_lines_that_pages_share_are_no_heads_below_what_is_text() -> None:
    """Furniture stands outermost: a formula that opens letters is part of them."""
    pages = [
        page(
            [
                line(f"To {name} of the council", 50, 60, page=n),
                line("Dear colleague in the north", 50, 80, page=n),
                *column([paragraph(n)], 50, 110, 480, page=n),
            ],
            n,
        )
        for n, name in enumerate(("Jo Day", "Bo Chan", "Ann Green"), 1)
    ]
    assert {kind for kind, _ in texts(page_blocks(pages))} == {"paragraph", "heading"}


def test_a_head_of_few_pages_of_a_long_document() -> None:
    """Chapters have heads of their own, always outermost and at one height."""
    pages = [
        page(
            [
                line("What the council found" if 3 < n < 8 else f"Page of {'x' * n}", 50, 30, 8, n),
                *column([paragraph(n)], 50, 110, 480, page=n),
            ],
            n,
        )
        for n in range(1, 21)
    ]
    found = [text for kind, text in texts(page_blocks(pages)) if kind == "running_head"]
    assert found == ["What the council found"] * 4


def test_what_the_first_page_says_of_the_later_heads() -> None:
    pages = [
        page(
            [
                *([line("Federal Register", 400, 30, SIZE)] if n == 1 else []),
                *([line("Thursday, August 6, 2020", 400, 45, SIZE)] if n == 1 else []),
                *(
                    [line(f"Federal Register / Thursday, August 6, 2020 / {n}", 50, 30, 8, n)]
                    if n > 1
                    else []
                ),
                *column([paragraph(10 * n), paragraph(10 * n + 1)], 50, 110, 480, page=n),
            ],
            n,
        )
        for n in range(1, 4)
    ]
    found = [text for kind, text in texts(page_blocks(pages)) if kind == "running_head"]
    assert found[:2] == ["Federal Register", "Thursday, August 6, 2020"]
    assert len(found) == 4


def test_a_chapter_beside_a_page_number_is_a_head_and_a_list_of_contents_is_not() -> None:
    chapters = ["The bridge", "The school", "The winter"]
    pages = [
        page(
            [
                line(chapter, 50, 60, page=n),
                line(str(n + 10), 500, 60, page=n),
                *column([paragraph(n)], 50, 110, 480, page=n),
            ],
            n,
        )
        for n, chapter in enumerate(chapters, 1)
    ]
    found = texts(page_blocks(pages))
    assert [text for kind, text in found if kind == "running_head"] == chapters
    assert [text for kind, text in found if kind == "page_number"] == ["11", "12", "13"]
    contents = [
        piece
        for n, chapter in enumerate(chapters)
        for piece in (line(chapter, 50, 60 + 12 * n), line(str(n + 10), 500, 60 + 12 * n))
    ]
    found = texts(page_blocks([page(contents), page(column([paragraph(1)], 50, 110, 480), 2)]))
    assert "page_number" not in {kind for kind, _ in found}


def test_a_small_line_that_belongs_to_the_text_is_no_head() -> None:
    lines = [
        line("By Jo Day", 50, 70, size=7),
        *column([paragraph(n) for n in range(4)], 50, 84, 480),
    ]
    assert "running_head" not in {kind for kind, _ in texts(page_blocks([page(lines)]))}


@pytest.mark.parametrize(("rest", "count"), [("if the river rises again.", 1), ("Results", 2)])
def test_a_short_line_whose_size_ocr_guessed_too_large_goes_on(rest: str, count: int) -> None:
    """As high as the others, and begun in the middle of a sentence."""
    lines = column([paragraph(1, 90)], 50, 100, 480)[:3]
    last = line(rest, 50, 100 + STEP * len(lines))
    last.size = 1.4 * SIZE
    for found in (*lines, last):
        found.is_ocr = True
    assert len(page_blocks([page([*lines, last])])) == count


def test_levels_follow_size() -> None:
    lines = [
        line("The Largest Heading", 50, 60, size=22),
        line("A Smaller Heading", 50, 100, size=14),
        *column([paragraph(1)], 50, 130, 480),
        line("Another Smaller Heading", 50, 230, size=14),
        *column([paragraph(2)], 50, 260, 480),
        line("Bold and No Larger", 50, 350, bold=True),
        *column([paragraph(3)], 50, 366, 480),
    ]
    levels = [b.level for b in page_blocks([page(lines)]) if b.kind == "heading"]
    assert levels == [1, 2, 2, 3]


RAW_WORD = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=8)


@given(st.lists(st.lists(st.tuples(RAW_WORD, st.booleans()), min_size=1, max_size=6), max_size=8))
@settings(max_examples=200, deadline=None)
def test_every_span_cuts_out_the_word_it_came_from(rows: list[list[tuple[str, bool]]]) -> None:
    lines, boxes = [], {}
    for y, row in enumerate(rows):
        words = []
        for x, (text, _) in enumerate(row):
            clean = clean_word(text)
            if clean:
                box = Box(float(x), float(y), x + 0.9, y + 0.9)
                boxes[box] = clean
                words.append(RawWord(clean, box))
        lines.append(RawLine(words, 1, size=10.0, is_hyphenated=row[-1][1]))
    composition = compose(
        [Block("paragraph", [entry]) for entry in lines[:2]] + [Block("footnote", lines[2:])]
    )
    end = 0
    for word in composition.words:
        assert word.box is not None
        assert end <= word.span[0] <= word.span[1] <= len(composition.text)
        cut, clean = composition.text[slice(*word.span)], boxes[word.box]
        # A hyphen at a line end may have gone, or come where the reader said that one stood.
        assert cut == clean or cut.rstrip("-‐") == clean.rstrip("-‐")
        end = word.span[1]
    assert len(composition.words) == len(boxes)


def test_footnotes_stand_outside_the_text_and_captions_too() -> None:
    lines = [
        *column([paragraph(1), paragraph(2)], 50, 100, 480),
        line("Figure 1. The bridge as it was before the war.", 50, 300, size=9),
        *column([paragraph(3)], 50, 330, 480),
        line("1 See the report of the council.", 50, 500, size=8),
        line("2 The report says otherwise.", 50, 512, size=8),
    ]
    kinds = [kind for kind, _ in texts(page_blocks([page(lines)]))]
    assert kinds.count("paragraph") == 3
    assert kinds.count("caption") == 1
    assert kinds.count("footnote") >= 1
    composition = compose(page_blocks([page(lines)]))
    flow, _, aside = composition.text.partition("\f")
    assert "Figure 1." not in flow
    assert "1 See the report of the council." in aside
    assert "2 The report says otherwise." in aside
