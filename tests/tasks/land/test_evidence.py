"""Boxes and lines for any span."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.land.evidence import Layout
from tasks.values import Box, Word


def word(start: int, x0: float, top: float, page: int = 1, width: float = 40) -> Word:
    """A word of four letters, ten points high, on a page."""
    return Word(page, (start, start + 4), Box(x0, top, x0 + width, top + 10), confidence=0.9)


def boxes(words: list[Word], span: tuple[int, int]) -> list[tuple[int, float, float, float, float]]:
    return [
        (item["page_number"], item["x0"], item["top"], item["x1"], item["bottom"])
        for item in Layout(words).evidence("content", [span])
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([word(0, 0, 0), word(5, 45, 0)], [(1, 0, 0, 85, 10)]),
        ([word(0, 0, 0), word(5, 45, 3)], [(1, 0, 0, 85, 13)]),  # a skewed line
        ([word(0, 400, 0), word(5, 0, 12)], [(1, 400, 0, 440, 10), (1, 0, 12, 40, 22)]),
        ([word(0, 0, 0), word(5, 0, 0, 2)], [(1, 0, 0, 40, 10), (2, 0, 0, 40, 10)]),
        ([word(0, 0, 0), word(5, 300, 0)], [(1, 0, 0, 40, 10), (1, 300, 0, 340, 10)]),  # columns
        ([word(0, 300, 0), word(5, 0, 0)], [(1, 300, 0, 340, 10), (1, 0, 0, 40, 10)]),
    ],
    ids=["one line", "skewed line", "two lines", "two pages", "two columns", "back to the left"],
)
def test_words_are_joined_into_lines(words: list[Word], expected: list[tuple]) -> None:
    assert boxes(words, (0, 9)) == expected
    assert boxes(words[::-1], (0, 9)) == expected


def placed(boxes: list[tuple[float, float, float, float]]) -> list[Word]:
    return [Word(1, (5 * n, 5 * n + 4), Box(*box)) for n, box in enumerate(boxes)]


@pytest.mark.parametrize("is_up", [True, False])
def test_words_of_a_sideways_line_are_joined(is_up: bool) -> None:
    """One above the other, in two lines side by side; short words are as wide as high."""
    first = [(100, 700, 110, 740), (100, 655, 110, 695), (100, 641, 110, 650), (100, 596, 110, 636)]
    second = [(115, 700, 125, 740), (115, 655, 125, 695)]
    found = placed(first + second if is_up else [*first[::-1], *second[::-1]])
    assert boxes(found, (0, 100)) == [(1, 100, 596, 110, 740), (1, 115, 655, 125, 740)]


def test_boxes_of_a_climbing_line_do_not_cover_its_neighbours() -> None:
    """A page scanned askew by 3 degrees: ten words rise by more than two lines."""
    words = placed([(45.0 * n, 200 - 2.4 * n, 45.0 * n + 40, 210 - 2.4 * n) for n in range(10)])
    found = boxes(words, (0, 100))
    assert 1 < len(found) < 6
    assert all(bottom - top <= 15 for _, _, top, _, bottom in found)
    assert (found[0][1], found[-1][3]) == (0, 445)


def test_a_word_that_a_span_touches_is_covered_whole() -> None:
    words = [word(0, 0, 0), word(5, 45, 0), word(10, 90, 0)]
    assert boxes(words, (6, 8)) == [(1, 45, 0, 85, 10)]
    assert boxes(words, (4, 5)) == []


def test_text_files_have_lines() -> None:
    words = [Word(1, (n * 5, n * 5 + 4), line_number=n + 3) for n in range(4)]
    assert Layout(words).evidence("cue", [(5, 14)]) == [
        {"role": "cue", "line_start": 4, "line_end": 5}
    ]


def test_the_lowest_confidence_counts() -> None:
    words = [
        Word(1, (n * 5, n * 5 + 4), confidence=score)
        for n, score in enumerate((0.9, None, 0.4, 0.2))
    ]
    layout = Layout(words)
    assert layout.confidence([(0, 4), (10, 14)]) == 0.4
    assert layout.confidence([(5, 9)]) == 1.0
    assert layout.confidence([]) == 1.0


places = st.floats(0, 500, width=32)


@given(st.lists(st.tuples(places, places, st.integers(1, 3)), max_size=30), st.integers(0, 150))
def test_every_word_lies_inside_a_box_of_its_page(found: list[tuple], end: int) -> None:
    words = [word(n * 5, x, top, page) for n, (x, top, page) in enumerate(found)]
    evidence = boxes(words, (0, end))
    for item in words:
        if item.span[0] < end:
            assert item.box is not None
            assert any(
                page == item.page_number
                and x0 <= item.box.x0
                and top <= item.box.top
                and x1 >= item.box.x1
                and bottom >= item.box.bottom
                for page, x0, top, x1, bottom in evidence
            )
