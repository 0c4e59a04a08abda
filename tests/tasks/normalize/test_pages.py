"""Pages on their way through normalize."""

from __future__ import annotations

from tasks.normalize import normalize
from tasks.read import RawDocument, RawLine, RawPage, RawWord
from tasks.values import Box, Source


def document(page: RawPage) -> RawDocument:
    return RawDocument(Source("/a.png", None, "test", 0), "0", "image/png", iter([page]))


def test_apostrophes_within_words_agree() -> None:
    texts = ["Ukraine’s", "Europe’s", "Russia's", "'tis", "'quoted'"]
    line = RawLine([RawWord(text) for text in texts], is_ocr=True)
    (page,) = normalize(document(RawPage(1, "ocr", 600.0, 800.0, lines=[line]))).pages
    assert page.lines[0].string == "Ukraine’s Europe’s Russia’s 'tis 'quoted'"


def test_words_keep_their_boxes_and_empty_ones_go() -> None:
    boxes = [Box(float(n), 0.0, n + 0.5, 1.0) for n in range(3)]
    texts = ["e\ufb03cient", "\u00ad", "cafe\u0301"]
    line = RawLine([RawWord(text, box) for text, box in zip(texts, boxes, strict=True)])
    (page,) = normalize(document(RawPage(1, "text_layer", 9.0, 9.0, lines=[line]))).pages
    found = [(word.text, word.box) for word in page.lines[0].words]
    assert found == [("efficient", boxes[0]), ("café", boxes[2])]
