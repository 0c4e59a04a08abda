"""Only prose is parsed, offsets hold, sentences stay inside their segment."""

from __future__ import annotations

import pytest
from spacy.language import Language

from tasks.extract import extract, load_pipeline, parse
from tasks.values import Segment, SegmentKind, Span


def segment(kind: SegmentKind, *spans: Span) -> Segment:
    return Segment(kind, None, spans, 1, 1)


def test_only_prose_is_read(nlp: Language) -> None:
    text = "He said yes.\n\nShe said no."
    for kind in ("table", "running_head", "page_number", "image_reference"):
        parsed = parse(nlp, text, [segment("paragraph", (0, 12)), segment(kind, (14, 26))])
        assert [b.kind for b in parsed.blocks] == ["paragraph"]
        assert parsed.tokens[-1].end == 12


def test_offsets_point_into_the_text(nlp: Language) -> None:
    text = "  The mayor said it’s “late”.\n\nHeading one\n\nAn end, 世界, he said."
    spans = [(2, 29), (31, 42), (44, len(text))]
    parsed = parse(nlp, text, [segment("paragraph", s) for s in spans])
    assert all(text[t.start : t.end] == t.text for t in parsed.tokens)
    for sentence in parsed.sentences:
        start, end = parsed.span((sentence.first, sentence.end))
        assert any(a <= start and end <= b for a, b in spans)


def test_a_paragraph_over_two_places_is_read_as_one(nlp: Language) -> None:
    text = "The minister said that the old\fPage 2\fbridge would be closed in May."
    parts = (0, 30), (38, len(text))
    parsed = parse(nlp, text, [segment("paragraph", *parts)])
    statement = extract(parsed).statements[0]
    assert [text[a:b] for a, b in statement.content_spans] == [
        "the old",
        "bridge would be closed in May",
    ]


def test_a_huge_paragraph_is_read_in_pieces(nlp: Language) -> None:
    text = "The mayor said the road was closed. " * 1_200
    parsed = parse(nlp, text, [segment("paragraph", (0, len(text) - 1))])
    assert len(parsed.blocks) == 1
    assert len(extract(parsed).statements) == 1_200


@pytest.mark.parametrize(
    "dateline",
    [
        "LONDON (Reuters) - ",
        "WASHINGTON — ",
        "NEW YORK, Jan. 5 — ",
        "DUBLIN (Celtic Newswire) – ",
        "OSTRAVA, Czech Republic (Moravia Wire) – ",
        "ÅLESUND, Norway – ",
    ],
)
def test_a_dateline_is_no_part_of_the_sentence(nlp: Language, dateline: str) -> None:
    text = f"{dateline}The mayor said the road was closed."
    parsed = parse(nlp, text, [segment("paragraph", (0, len(text)))])
    assert parsed.tokens[0].text == "The"


def test_a_false_break_is_undone(nlp: Language) -> None:
    text = "House Speaker Paul Ryan said Monday he will no longer defend the plan."
    parsed = parse(nlp, text, [segment("paragraph", (0, len(text)))])
    assert len(parsed.sentences) == 1


def test_an_unknown_pipeline_is_refused() -> None:
    with pytest.raises(OSError, match="no_such_pipeline"):
        load_pipeline("no_such_pipeline")


def test_a_pipeline_without_a_parser_is_refused(tmp_path: object) -> None:
    import spacy

    spacy.blank("en").to_disk(str(tmp_path))
    with pytest.raises(ValueError, match="no parser"):
        load_pipeline(str(tmp_path))
