"""Made reports are sound trees, and the same for the same seed."""

from __future__ import annotations

from random import Random

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from tasks.extract.english.augment import Parts, Reports, coin_names, collect_parts, read_reporting
from tasks.extract.english.conllu import Sentence, Word
from tasks.extract.english.convert import Paragraph, join, to_doc
from tasks.extract.english.names import gum_names

VOCAB = spacy.blank("en").vocab


@pytest.fixture(scope="module")
def paragraph(sentences: list[Sentence]) -> Paragraph:
    return join(sentences, [gum_names(s) for s in sentences])


@pytest.fixture(scope="module")
def parts(paragraph: Paragraph) -> Parts:
    return collect_parts([paragraph], read_reporting().speaking)


def spelled(words: tuple[Word, ...]) -> str:
    return "".join(w.text + (" " if w.space else "") for w in words).strip()


@pytest.mark.parametrize(
    ("verb", "past", "present", "participle"),
    [
        ("say", "said", "says", "saying"),
        ("deny", "denied", "denies", "denying"),
        ("admit", "admitted", "admits", "admitting"),
        ("argue", "argued", "argues", "arguing"),
        ("stress", "stressed", "stresses", "stressing"),
        ("echo", "echoed", "echoes", "echoing"),
        ("think", "thought", "thinks", "thinking"),
        ("convey", "conveyed", "conveys", "conveying"),
    ],
)
def test_forms(verb: str, past: str, present: str, participle: str) -> None:
    verbs = read_reporting()
    assert [verbs.form(verb, tag) for tag in ("VBD", "VBZ", "VBG")] == [past, present, participle]


def test_parts(parts: Parts) -> None:
    # A report is no content: "denied" is, since nobody who denies is sought for as a speaker.
    assert [spelled(s) for s in parts.sentences] == [
        "The mayor denied that taxes rose on Monday.",
        "President Ana Silva won't visit the city of Porto.",
        "The river floods the fields every spring.",
    ]
    assert [spelled(s) for s in parts.speakers] == ["President Ana Silva", "Ana Silva"]
    assert [spelled(s) for s in parts.objects] == ["the city of Porto", "the fields"]


@given(st.integers(0, 2**32))
def test_every_report_is_one_sound_tree_per_sentence(parts: Parts, seed: int) -> None:
    for made in Reports(parts, read_reporting(), Random(seed)).paragraphs(4):
        doc = to_doc(made, VOCAB)
        assert len(list(doc.sents)) == len(made.sentences)
        for words in made.sentences:
            assert sum(w.head == n for n, w in enumerate(words)) == 1
            assert all(w.dep == "ROOT" for n, w in enumerate(words) if w.head == n)
            assert words[0].text[0].isupper() or words[0].pos == "PUNCT"
            text = spelled(words)
            assert text.count("“") == text.count("”")
            assert text.count('"') % 2 == 0
            assert " ," not in text and " ." not in text and "“ " not in text and " ”" not in text


def test_reports_have_speaker_and_content(parts: Parts) -> None:
    reports = Reports(parts, read_reporting(), Random(1))
    for _ in range(50):
        words = reports.quotation()
        root = next(n for n, w in enumerate(words) if w.dep == "ROOT")
        under = [w.dep for w in words if w.head == root]
        assert under.count("nsubj") == 1
        assert under.count("ccomp") == 1


def test_same_seed_same_reports(parts: Parts) -> None:
    first, second, other = (
        Reports(parts, read_reporting(), Random(seed)).paragraphs(20) for seed in (1, 1, 2)
    )
    assert first == second != other


def test_names_are_coined_alike_within_a_paragraph(paragraph: Paragraph) -> None:
    known = {w.text for s in paragraph.sentences for w in s}
    copies = coin_names([paragraph] * 40, Random(3))
    assert 5 < len(copies) < 30
    for copy in copies:
        assert copy.names == paragraph.names
        old = [w.text for s in paragraph.sentences for w in s]
        new = [w.text for s in copy.sentences for w in s]
        changed = {(a, b) for a, b in zip(old, new, strict=True) if a != b}
        assert changed
        assert {a for a, _ in changed} <= {"Silva", "Porto", "Ana"}
        assert len(changed) == len({a for a, _ in changed})
        assert all(b not in known for _, b in changed)
