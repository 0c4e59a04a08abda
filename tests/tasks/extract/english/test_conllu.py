"""CoNLL-U becomes words that spell the text, in trees of universal labels."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.extract.english.conllu import Sentence, read_paragraphs, read_sentences


def rows(*columns: tuple[str, str, str, str]) -> list[str]:
    """CoNLL-U lines of id, form, head and misc."""
    return [
        "\t".join((n, form, "_", "X", "X", "_", head, "root" if head == "0" else "dep", "_", misc))
        for n, form, head, misc in columns
    ]


def spelled(sentence: Sentence) -> str:
    return "".join(w.text + (" " if w.space else "") for w in sentence.words).strip()


def test_words_spell_the_text(sentences: list[Sentence]) -> None:
    assert [spelled(s) for s in sentences] == [s.comments["text"] for s in sentences]


def test_heads_labels_and_features(sentences: list[Sentence]) -> None:
    first = sentences[0].words
    assert [w.head for w in first] == [1, 2, 2, 5, 5, 2, 7, 5, 2]
    assert first[2].dep == "ROOT"
    assert first[7].dep == "obl"  # a subtype that extraction does not read
    assert first[2].feats == "Mood=Ind|Tense=Past|VerbForm=Fin"
    assert sentences[1].words[0].dep == "nmod:desc"


@pytest.mark.parametrize(
    ("form", "pieces", "words"),
    [
        ("don't", ("do", "n't"), ["do", "n't"]),
        ("Theyre", ("They", "'re"), ["They", "re"]),
        ("Ive", ("I", "have"), ["I", "ve"]),
        ("dont", ("do", "n't"), ["do", "nt"]),
        ("'tis", ("it", "be"), ["'tis"]),
    ],
)
def test_contractions(form: str, pieces: tuple[str, str], words: list[str]) -> None:
    lines = rows(
        ("1-2", form, "_", "SpaceAfter=No"), ("1", pieces[0], "2", "_"), ("2", pieces[1], "0", "_")
    )
    found = next(read_sentences(lines)).words
    assert [w.text for w in found] == words
    assert [w.space for w in found] == [False] * len(words)
    assert found[-1].dep == "ROOT"
    assert all(w.head == len(words) - 1 for w in found)


def test_heads_of_a_fused_word_lead_to_the_whole() -> None:
    lines = rows(
        ("1", "now", "3", "_"),
        ("2-3", "'tis", "_", "_"),
        ("2", "it", "3", "_"),
        ("3", "be", "0", "_"),
    )
    assert [w.head for w in next(read_sentences(lines)).words] == [1, 1]


def test_a_space_inside_a_word_is_kept_as_one_token() -> None:
    words = next(read_sentences(rows(("1", "1 1/2", "0", "_")))).words
    assert [w.text for w in words] == ["1\u00a01/2"]


def test_paragraphs_begin_at_their_comments(tmp_path: Path, treebank: str) -> None:
    path = tmp_path / "a.conllu"
    path.write_text(treebank, encoding="utf-8")
    ids = [[s.comments["sent_id"] for s in p] for p in read_paragraphs(path)]
    assert ids == [["one-1", "one-2"], ["one-3", "one-4"]]
