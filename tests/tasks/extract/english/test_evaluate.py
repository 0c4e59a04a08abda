"""What is counted as a report in a tree."""

from __future__ import annotations

import spacy

from tasks.extract.english.conllu import Sentence
from tasks.extract.english.convert import Paragraph, to_doc
from tasks.extract.english.evaluate import report_arcs, score, score_reports


def test_arcs_of_reporting_verbs(sentences: list[Sentence]) -> None:
    doc = to_doc(Paragraph((sentences[0].words,)), spacy.blank("en").vocab)
    text = "The mayor denied that taxes rose on Monday."
    denied, mayor, rose = (text.index(word) for word in ("denied", "mayor", "rose"))
    assert report_arcs(doc) == {
        ("speaker", denied, mayor, mayor),
        ("speaker_span", denied, 0, mayor + len("mayor")),
        ("content", denied, rose, rose),
    }


def test_a_pipeline_without_parser_scores_nothing(sentences: list[Sentence]) -> None:
    paragraphs = [Paragraph((s.words,), ()) for s in sentences]
    nlp = spacy.blank("en")
    assert score(nlp, paragraphs)["las"] == 0.0
    assert set(score_reports(nlp, paragraphs).values()) == {0.0}
