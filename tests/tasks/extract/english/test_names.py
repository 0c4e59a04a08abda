"""Names from tags and from nested mentions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.extract.english.conllu import Sentence
from tasks.extract.english.names import (
    Name,
    TaggedText,
    align,
    gum_names,
    names_from_tags,
    read_tagged_words,
    read_universal_ner,
    without_overlap,
)


@pytest.mark.parametrize(
    ("tags", "names"),
    [
        ("", []),
        ("O O", []),
        ("B-PER I-PER O", [(0, 2, "PER")]),
        ("B-PER B-PER", [(0, 1, "PER"), (1, 2, "PER")]),
        ("I-LOC I-LOC", [(0, 2, "LOC")]),
        ("B-PER I-LOC", [(0, 1, "PER"), (1, 2, "LOC")]),
        ("B-politician I-politician O B-country", [(0, 2, "PER"), (3, 4, "LOC")]),
        ("B-event I-event B-university", [(2, 3, "ORG")]),
        ("B-MISC", []),
    ],
)
def test_tags(tags: str, names: list[Name]) -> None:
    assert names_from_tags(tags.split()) == names


def test_mentions_are_cut_to_names(sentences: list[Sentence]) -> None:
    assert [gum_names(s) for s in sentences] == [
        [],  # "the mayor" names nobody
        [(1, 3, "PER"), (9, 10, "LOC")],  # without the title, without "the city of"
        [(0, 2, "PER")],
        [],
    ]


def test_the_longest_of_overlapping_names_stays() -> None:
    names = [(0, 2, "PER"), (1, 5, "ORG"), (5, 6, "LOC")]
    assert without_overlap(names) == [(1, 5, "ORG"), (5, 6, "LOC")]


def test_tagged_sentences_are_read_by_id(tmp_path: Path) -> None:
    path = tmp_path / "a.iob2"
    path.write_text(
        "# sent_id = a-1\n# text = Ana Silva left Porto.\n"
        "1\tAna\tB-PER\t-\tx\n2\tSilva\tI-PER\t-\tx\n3\tleft\tO\t-\tx\n4\tPorto\tB-LOC\t-\tx\n5\t.\tO\t-\tx\n\n"
        "# sent_id = a-2\n# text = No.\n1\tNo\tO\t-\tx\n2\t.\tO\t-\tx\n",
        encoding="utf-8",
    )
    assert read_universal_ner(path) == {
        "a-1": TaggedText("Ana Silva left Porto.", ((0, 9, "PER"), (15, 20, "LOC"))),
        "a-2": TaggedText("No.", ()),
    }


@pytest.mark.parametrize(
    ("text", "names", "found"),
    [
        (
            "President Ana Silva won't visit the city of Porto.",
            ((10, 19, "PER"), (44, 49, "LOC")),
            [(1, 3, "PER"), (9, 10, "LOC")],
        ),
        # The text was revised after the names were marked.
        (
            "Ana Silva wont visit  the city of Porto .",
            ((0, 9, "PER"), (34, 39, "LOC")),
            [(1, 3, "PER"), (9, 10, "LOC")],
        ),
        ("Ana Silva won't visit Lisbon.", ((22, 28, "LOC"),), []),
    ],
)
def test_names_are_aligned_with_words(
    sentences: list[Sentence], text: str, names: tuple[Name, ...], found: list[Name]
) -> None:
    assert align(sentences[1].words, TaggedText(text, names)) == found


def test_two_column_files(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("-DOCSTART- O\n\n``\tO\nAna\tB-person\n\nPorto LOC\n", encoding="utf-8")
    assert list(read_tagged_words(path)) == [
        (['"', "Ana"], ["O", "B-person"]),
        (["Porto"], ["LOC"]),
    ]
