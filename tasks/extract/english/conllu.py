"""Read CoNLL-U into sentences whose words are exactly the pieces of the text they annotate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

# Subtypes that extraction reads; every other label falls back to its universal relation.
SUBTYPE = re.compile(
    r"[nc]subj:(pass|outer)|aux:pass|obl:(agent|unmarked)|nmod:(poss|desc|unmarked)"
    r"|(acl|advcl):relcl|compound:prt|det:predet|cc:preconj"
)
FEATURE = re.compile(
    r"(Number|Person|Tense|VerbForm|Mood|Voice|Degree|PronType|Case|Definite|Poss|Gender|NumType"
    r"|Polarity|Reflex)=.+"
)
COMMENT = re.compile(r"# *([^=]+?)(?: *= *(.*))?$")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a sentence with its Universal Dependencies annotation.

    ``head`` is an index into the sentence, the word's own for the root, whose ``dep`` is "ROOT".
    ``space`` tells whether white space follows; ``misc`` is the raw last column.
    """

    text: str
    space: bool
    lemma: str
    pos: str
    tag: str
    feats: str
    head: int
    dep: str
    misc: str = ""

    @property
    def is_capital(self) -> bool:
        """Whether the word begins with a capital, or is a number, as words of names are."""
        return self.text[:1].isupper() or self.text.isdigit()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its comments by key ("sent_id", "text", ...) and its words."""

    comments: dict[str, str]
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the file: its number, the numbers it stands for and its ten columns."""

    numbers: tuple[int, ...]
    text: str
    space: bool
    columns: list[str]


def read_paragraphs(path: Path) -> Iterator[list[Sentence]]:
    """The sentences of a CoNLL-U file, grouped by its ``newdoc`` and ``newpar`` comments.

    Raises OSError when the file cannot be read and ValueError when a line is malformed.
    """
    paragraph: list[Sentence] = []
    for sentence in read_sentences(path.read_text(encoding="utf-8").splitlines()):
        if paragraph and any(key.startswith(("newdoc", "newpar")) for key in sentence.comments):
            yield paragraph
            paragraph = []
        paragraph.append(sentence)
    if paragraph:
        yield paragraph


def read_sentences(lines: Iterable[str]) -> Iterator[Sentence]:
    """The sentences of CoNLL-U lines."""
    comments: dict[str, str] = {}
    rows: list[list[str]] = []
    for line in (*lines, ""):
        if line.startswith("#"):
            found = COMMENT.match(line)
            if found:
                comments[found[1]] = found[2] or ""
        elif line.strip():
            rows.append(line.split("\t"))
        else:
            if rows:
                yield Sentence(comments, _words(rows))
            comments, rows = {}, []


def _words(rows: list[list[str]]) -> tuple[Word, ...]:
    """Words in the order of the text; a head that was fused with others points to the whole."""
    syntactic = {int(row[0]): row for row in rows if row[0].isdigit()}
    kept = list(_surface(rows, syntactic))
    index = {number: n for n, row in enumerate(kept) for number in row.numbers}
    return tuple(_word(row, n, index) for n, row in enumerate(kept))


def _surface(rows: list[list[str]], syntactic: dict[int, list[str]]) -> Iterator[_Row]:
    done = 0
    for row in rows:
        number, _, last = row[0].partition("-")
        spaced = "SpaceAfter=No" not in row[9].split("|")
        if last:
            parts = [syntactic[n] for n in range(int(number), int(last) + 1)]
            yield from _split(row[1], spaced, parts)
            done = int(last)
        elif number.isdigit() and int(number) > done:
            yield _Row((int(number),), row[1], spaced, row)


def _split(form: str, spaced: bool, parts: list[list[str]]) -> Iterator[_Row]:
    """Cut a contraction ("don't", "Theyre") into its words, or keep it whole ("wanna")."""
    pieces = [part[1] for part in parts]
    if "".join(pieces) != form and len(parts) == 2:
        first, last = pieces
        if form.lower().endswith(last.lower()) and len(form) > len(last):
            pieces = [form[: -len(last)], form[-len(last) :]]
        elif form.lower().startswith(first.lower()) and len(form) > len(first):
            pieces = [form[: len(first)], form[len(first) :]]
    if "".join(pieces) == form:
        for n, (piece, part) in enumerate(zip(pieces, parts, strict=True)):
            yield _Row((int(part[0]),), piece, spaced and n == len(parts) - 1, part)
        return
    numbers = tuple(int(part[0]) for part in parts)
    outside = [part for part in parts if int(part[6]) not in numbers]
    yield _Row(numbers, form, spaced, outside[0] if outside else parts[0])


def _word(row: _Row, own: int, index: dict[int, int]) -> Word:
    _, _, lemma, pos, tag, feats, head, label, _, misc = row.columns
    is_root = head == "0"
    known = [feature for feature in feats.split("|") if FEATURE.fullmatch(feature)]
    return Word(
        text=row.text.replace(" ", "\u00a0"),  # one token may not hold a space: "1 1/2"
        space=row.space,
        lemma=lemma,
        pos=pos,
        tag="" if tag == "_" else tag,
        feats="|".join(sorted(known)),
        head=own if is_root else index[int(head)],
        dep="ROOT" if is_root else label if SUBTYPE.fullmatch(label) else label.partition(":")[0],
        misc=misc,
    )
