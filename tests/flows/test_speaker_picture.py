"""Bars of who speaks most, as an address that holds the picture itself."""

import re
from base64 import b64decode
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.speaker_picture import speaker_picture


def drawn(counts: list[tuple[str, int]]) -> tuple[list[str], list[float]]:
    """The texts of the picture and the lengths of its bars."""
    svg = b64decode(speaker_picture(counts).removeprefix("data:image/svg+xml;base64,")).decode()
    root = ElementTree.fromstring(svg)
    texts = [node.text or "" for node in root.iter() if node.tag.endswith("text")]
    bars = [float(width) for width in re.findall(r'<rect x="280"[^>]* width="([\d.]+)"', svg)]
    return texts, bars


@pytest.mark.parametrize(
    ("counts", "texts", "bars"),
    [
        ([("Vos", 8), ("Ann & <Co>", 2)], ["Vos", "8", "Ann & <Co>", "2"], [400, 100]),
        ([("A" * 40, 1)], ["A" * 29 + "…", "1"], [400]),
        ([], [], []),
    ],
)
def test_bars(counts: list[tuple[str, int]], texts: list[str], bars: list[float]) -> None:
    assert drawn(counts) == (texts, bars)


@given(st.lists(st.tuples(st.text(st.characters(categories=["L", "P", "Z"])), st.integers(1, 99))))
def test_whatever_the_names_it_is_a_picture(counts: list[tuple[str, int]]) -> None:
    texts, bars = drawn(counts)
    assert len(bars) == len(counts) == len(texts) / 2
    assert all(0 < bar <= 400 for bar in bars)
