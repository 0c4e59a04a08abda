"""Which blocks of a web page are its article.

trafilatura judges what is article and what surrounds it, but gives text without places; the
blocks are our own, with their lines. The two are aligned like patience diff (Cohen 2010): long
blocks that the article holds in the same order are anchors, and shorter ones are looked for
between them.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Any

import trafilatura
from lxml import etree

from tasks.read.markup import MarkupReader
from tasks.read.raw import RawBlock

# Blocks of so many letters and digits hardly stand on a page twice by chance.
_ANCHOR_LETTERS = 40
# Surroundings by the element they stand in, when no article was told from them.
_SURROUNDINGS = ("nav", "footer", "aside", "form")


@dataclass(frozen=True, slots=True)
class _Place:
    """A block's place in the article's letters."""

    block: int
    start: int
    end: int


def article_of(root: Any, reader: MarkupReader, body: Any) -> list[RawBlock]:
    """The blocks of the article of a page, in order; all but navigation when there is none.

    ``reader`` reads ``body``.
    """
    article = _letters_of_article(root)
    if not article:
        for element in list(body.iterdescendants(*_SURROUNDINGS)):
            element.drop_tree()
        reader.read(body)
        return reader.blocks
    reader.read(body)
    keys = [_letters(_string(block)) for block in reader.blocks]
    kept = {place.block for place in _aligned(keys, article)}
    if not kept:
        return reader.blocks
    first, last = min(kept), max(kept)
    title = _title_before(reader.blocks, first)
    between = {
        index
        for index in range(first, last + 1)
        if reader.blocks[index].kind in ("caption", "image_reference", "table")
    }
    wanted = sorted(kept | between | title)
    return [reader.blocks[index] for index in wanted]


def _letters_of_article(root: Any) -> str:
    """The letters and digits of what trafilatura takes for the article."""
    markup = etree.tostring(root, encoding="unicode", method="html")
    found = trafilatura.bare_extraction(
        markup, include_comments=False, include_tables=True, favor_recall=True, with_metadata=False
    )
    body = getattr(found, "body", None)
    return "" if body is None else _letters(" ".join(body.itertext()))


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _string(block: RawBlock) -> str:
    return " ".join(line.text or "" for line in block.every_line())


def _aligned(keys: list[str], article: str) -> list[_Place]:
    """The blocks that the article holds, in its order."""
    found = [
        _Place(index, start, start + len(key))
        for index, key in enumerate(keys)
        if len(key) >= _ANCHOR_LETTERS and (start := article.find(key)) >= 0
    ]
    anchors = _longest_rise(found)
    places: list[_Place] = []
    ends = [*anchors, _Place(len(keys), len(article), len(article))]
    before = _Place(-1, 0, 0)
    for anchor in ends:
        at = before.end
        for index in range(before.block + 1, anchor.block):
            key = keys[index]
            # Right behind what was found, or a short block could be any.
            slack = 2 * len(key)
            start = article.find(key, at, min(anchor.start, at + len(key) + slack)) if key else -1
            if start >= 0:
                at = start + len(key)
                places.append(_Place(index, start, at))
        if anchor.block < len(keys):
            places.append(anchor)
        before = anchor
    return places


def _longest_rise(places: list[_Place]) -> list[_Place]:
    """The longest sequence of places that rise in page and article alike (patience sorting)."""
    tops: list[int] = []  # starts of the last place of the best sequence of each length
    best: list[int] = []  # indexes of those places
    links: list[int] = []
    for index, place in enumerate(places):
        length = bisect_left(tops, place.start)
        links.append(best[length - 1] if length else -1)
        tops[length : length + 1] = [place.start]
        best[length : length + 1] = [index]
    found, at = [], best[-1] if best else -1
    while at >= 0:
        found.append(places[at])
        at = links[at]
    return found[::-1]


def _title_before(blocks: list[RawBlock], first: int) -> set[int]:
    """The last heading of the first level before the article, which is its title."""
    above = [i for i in range(first) if blocks[i].kind == "heading" and blocks[i].level == 1]
    return set(above[-1:])
