"""Paragraphs become gold documents that spell the text."""

from __future__ import annotations

import pytest
import spacy

from tasks.extract.english.conllu import Sentence
from tasks.extract.english.convert import Paragraph, join, read_corpora, to_doc, untokenized
from tasks.extract.english.names import gum_names


def test_a_paragraph_becomes_a_document(sentences: list[Sentence]) -> None:
    pair = sentences[:2]
    doc = to_doc(join(pair, [gum_names(s) for s in pair]), spacy.blank("en").vocab)
    assert doc.text == " ".join(s.comments["text"] for s in pair)
    assert [s.root.text for s in doc.sents] == ["denied", "visit"]
    assert [(e.text, e.label_) for e in doc.ents] == [("Ana Silva", "PER"), ("Porto", "LOC")]
    assert [t.lemma_ for t in doc][:3] == ["the", "mayor", "deny"]


def test_names_alone(sentences: list[Sentence]) -> None:
    doc = to_doc(join(sentences[1:2], [[(1, 3, "PER")]]), spacy.blank("en").vocab, syntax=False)
    assert not doc.has_annotation("DEP")
    assert [e.text for e in doc.ents] == ["Ana Silva"]
    assert doc[0].ent_iob_ == "O"


def test_one_unmarked_sentence_leaves_the_names_of_a_paragraph_unknown(
    sentences: list[Sentence],
) -> None:
    paragraph = join(sentences[:2], [[], None])
    assert paragraph.names is None
    doc = to_doc(paragraph, spacy.blank("en").vocab)
    assert {t.ent_iob_ for t in doc} == {""}


@pytest.mark.parametrize(
    "text",
    [
        "He paid $5 (in cash).",
        "Ana's house, she said, isn't old; it's new!",
        'The "old" one: "not" bad?',
        "a north-west wind",
    ],
)
def test_spacing_is_guessed(text: str) -> None:
    words = [t.text for t in spacy.blank("en")(text)]
    spaces = untokenized(words)
    assert "".join(w + " " * s for w, s in zip(words, spaces, strict=True)).strip() == text


def test_missing_treebanks_are_an_os_error(tmp_path: pytest.TempPathFactory) -> None:
    with pytest.raises(OSError, match="UNER"):
        read_corpora(tmp_path)  # type: ignore[arg-type]


def test_an_empty_paragraph_has_no_sentences() -> None:
    assert join([], []) == Paragraph((), ())
