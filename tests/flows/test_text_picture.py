"""A passage set in type: whole words around what is marked, each span in a box on each line."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageDraw

from flows.text_picture import typeset_passage
from tests.conftest import is_soak

TEXT = " ".join(f"word{number}" for number in range(2_000))


def test_a_span_over_several_lines_has_a_box_on_each() -> None:
    picture, boxes = typeset_passage(TEXT, {"content": [(5_000, 5_250)], "cue": [(5_260, 5_265)]})
    content = [box for box in boxes if box["role"] == "content"]
    assert 3 <= len(content) <= 5
    assert len({box["top"] for box in content}) == len(content)
    assert [box["role"] for box in boxes].count("cue") == 1
    assert picture.height < 1_000  # what is far away is left out


@pytest.mark.parametrize(
    ("text", "dots"),
    [
        ("Word. " * 10, 0),
        ("Word. " * 200, 2),
        ("Word. " * 100 + "Last.", 1),
        ("Word.\n" * 200, 0),
    ],
)
def test_dots_stand_where_a_passage_is_cut_within_a_paragraph(
    text: str, dots: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(
        ImageDraw.ImageDraw, "text", lambda *arguments, **_: drawn.append(arguments[2])
    )
    at = text.index("Word.", len(text) - 12 if dots == 1 else len(text) // 2)
    typeset_passage(text, {"content": [(at, at + 4)]})
    assert sum(word.strip() == "…" for word in drawn) == dots


def test_far_spans_are_shown_apart() -> None:
    near, _ = typeset_passage(TEXT, {"content": [(5_000, 5_020), (5_100, 5_120)]})
    far, boxes = typeset_passage(TEXT, {"content": [(1_000, 1_020), (15_000, 15_020)]})
    assert near.height < far.height < 1_500
    assert len(boxes) >= 2


@settings(max_examples=200 if is_soak() else 15, deadline=None)
@given(
    st.text("ab…é \n\f", min_size=1, max_size=900).filter(str.strip),
    st.data(),
)
def test_every_marked_word_is_boxed_inside_the_picture(text: str, data: st.DataObject) -> None:
    words = [match.span() for match in re.finditer(r"\S+", text)]
    span = data.draw(st.sampled_from(words))
    picture, boxes = typeset_passage(text, {"content": [span]})
    assert boxes
    for box in boxes:
        assert 0 <= box["x0"] < box["x1"]
        assert 0 <= box["top"] < box["bottom"] <= picture.height
