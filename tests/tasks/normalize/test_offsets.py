"""Every span of normalized text leads back to what was read, whatever was cleaned on the way.

Read are words with boxes, or lines of a file, full of ligatures, combining marks, soft hyphens,
hyphens at line ends, wrong encodings and letters that cannot be seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.land.evidence import Layout
from tasks.normalize import clean_line, clean_word, normalize
from tasks.read import RawDocument, RawLine, RawPage, RawWord
from tasks.read.text import text_lines
from tasks.segment import segment
from tasks.values import Box, Reading, Source, Span
from tests.conftest import is_soak

MANGLED = "“Größe”, it’s élan — 5 €".encode().decode("cp1252", "replace").split()
PARTS = (
    *(
        "a",
        "the",
        "bridge",
        "exam",
        "ple",
        "self",
        "Ü",
        "7",
        ".",
        ",",
        "’",
        "“",
        "”",
        "(",
        "。",
        "語",
    ),
    *("ﬁ", "ﬃ", "ﬅ", "e\u0301", "A\u030a", "\u0323\u0307", "क्षि", "한"),
    *("\u00ad", "\u200b", "\ufeff", "\u2060", "\x07", "\x85", "\ufffe", "\xa0", "&amp;", "&lt;"),
    *("-", "‐", "–", "co-", "ing-", "state-of-", "\U0001d538", "ß", "ﬀ-"),
    *MANGLED,
)
WORD = st.lists(st.sampled_from(PARTS), min_size=1, max_size=4).map("".join)
LINE = st.tuples(st.lists(WORD, min_size=1, max_size=7), st.booleans())
PAGE = st.lists(LINE, min_size=1, max_size=9)
COUNT = 2_000 if is_soak() else 60


def source(name: str) -> Source:
    return Source(name, None, "test", 0)


def read_pages(pages: list[list[tuple[list[str], bool]]]) -> tuple[Reading, dict[object, str]]:
    """The pages laid out, and the characters as read by page and box."""
    raw: dict[object, str] = {}

    def laid() -> Iterator[RawPage]:
        for number, rows in enumerate(pages, 1):
            lines = []
            for index, (texts, is_hyphenated) in enumerate(rows):
                words, x, top = [], 60.0, 100.0 + 14 * index
                for text in texts:
                    box = Box(x, top, x + 6 * len(text), top + 10)
                    x = box.x1 + 5
                    raw[number, box] = text
                    words.append(RawWord(text, box))
                lines.append(RawLine(words, number, size=10.0, is_hyphenated=is_hyphenated))
            yield RawPage(number, "text_layer", 600.0, 800.0, lines=lines)

    document = RawDocument(source("/a.pdf"), "0", "application/pdf", laid())
    return segment(normalize(document)), raw


def is_same(cut: str, clean: str) -> bool:
    """Whether a word of the text is one as cleaned; at a line end its hyphen may come or go."""
    return cut == clean or cut.rstrip("-‐") == clean.rstrip("-‐")


@given(st.lists(PAGE, min_size=1, max_size=3), st.data())
@settings(max_examples=COUNT, deadline=None)
def test_spans_lead_to_the_characters_of_their_page(
    pages: list[list[tuple[list[str], bool]]], data: st.DataObject
) -> None:
    reading, raw = read_pages(pages)
    text, layout = reading.text, Layout(reading.words)
    first, end = sorted(
        (data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text))))
    )
    touched = layout.words((first, end))
    covered: set[int] = set()
    for word in touched:
        assert word.box is not None
        # What was read there, cleaned again, is the word: the span's text is part of these.
        assert is_same(text[slice(*word.span)], clean_word(raw[word.page_number, word.box]))
        covered.update(range(*word.span))
    assert {text[i] for i in range(first, end) if i not in covered} <= set(" \n\x0c")


@given(st.lists(PAGE, min_size=1, max_size=2))
@settings(max_examples=COUNT // 2, deadline=None)
def test_nothing_that_was_read_is_lost(pages: list[list[tuple[list[str], bool]]]) -> None:
    reading, raw = read_pages(pages)
    kept = {(word.page_number, word.box) for word in reading.words}
    assert {key for key, text in raw.items() if clean_word(text)} == kept
    assert len(reading.words) == len(kept)


@given(st.lists(st.lists(WORD, max_size=7).map(" ".join), min_size=1, max_size=12), st.data())
@settings(max_examples=COUNT, deadline=None)
def test_spans_of_text_files_lead_to_their_lines(lines: list[str], data: st.DataObject) -> None:
    page = RawPage(1, "text", lines=text_lines("\n".join(lines)))
    found = {line.line_number: line.text or "" for line in page.lines}
    reading = segment(normalize(RawDocument(source("/a.txt"), "0", "text/plain", iter([page]))))
    text, layout = reading.text, Layout(reading.words)
    first, end = sorted(
        (data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text))))
    )
    spans: list[Span] = []
    for word in layout.words((first, end)):
        clean = clean_line(found[word.line_number]).split()
        assert any(is_same(text[slice(*word.span)], part) for part in clean)
        spans.append(word.span)
    covered = {index for span in spans for index in range(*span)}
    assert {text[i] for i in range(first, end) if i not in covered} <= set(" \n")


def test_a_map_that_is_wrong_by_one_word_is_seen() -> None:
    """A proof that cannot fail proves nothing."""
    reading, raw = read_pages([[(["the", "ﬁrst", "cafe\u0301", "mul-"], True), (["tiple"], False)]])
    words = [(reading.text[slice(*w.span)], raw[w.page_number, w.box]) for w in reading.words]
    assert [cut for cut, _ in words] == ["the", "first", "café", "mul", "tiple"]
    assert all(is_same(cut, clean_word(read)) for cut, read in words)
    shifted = zip([cut for cut, _ in words[1:]], [read for _, read in words], strict=False)
    assert not any(is_same(cut, clean_word(read)) for cut, read in shifted)
