"""Read the treebanks and name corpora from one folder, as their authors publish them.

Paragraphs keep their text exactly: the words of one, with their white space, spell it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from tasks.extract.english.conllu import Sentence, Word, read_paragraphs
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

EWT = "UniversalDependencies+UD_English-EWT/not-to-release"
EWT_NAMES = "UniversalNER+UNER_English-EWT"
PUD = "UniversalDependencies+UD_English-PUD/en_pud-ud-test.conllu"
PUD_NAMES = "UniversalNER+UNER_English-PUD/en_pud-ud-test.iob2"
GUM = "amir-zeldes+gum/dep"
GUM_SPLITS = "UniversalDependencies+UD_English-GUM/not-to-release/file-lists"
CROSSNER = "crossner/ner_data"
WIKIGOLD = "juand/data/wikigold/CONLL-format/data/wikigold.conll.txt"

# Genres of GUM whose texts, too, are open for any use (LICENSE.txt of amir-zeldes/gum).
GUM_GENRE = re.compile(r"academic|bio|court|interview|news|speech|textbook|vlog|voyage")
EWT_NEWS = frozenset({"newsgroup", "weblog"})
CROSSNER_DOMAINS = ("politics", "science", "music", "literature", "ai")

NO_SPACE_BEFORE = re.compile(r"[,.;:!?)\]%'/-]|['’]s|n't|'(re|ve|ll|m|d)|\.\.\.")
NO_SPACE_AFTER = frozenset("([$£€#-/")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences of words, and the names in them; None when nobody marked the names.

    Names are ranges over the words of the whole paragraph.
    """

    sentences: tuple[tuple[Word, ...], ...]
    names: tuple[Name, ...] | None = None


@dataclass(slots=True)
class Corpora:
    """All data by use. ``pud_news`` is for tests only and never trained on."""

    train: list[Paragraph] = field(default_factory=list)
    news: list[Paragraph] = field(default_factory=list)
    dev: list[Paragraph] = field(default_factory=list)
    ewt_test: list[Paragraph] = field(default_factory=list)
    ewt_news_test: list[Paragraph] = field(default_factory=list)
    gum_test: list[Paragraph] = field(default_factory=list)
    pud_wiki: list[Paragraph] = field(default_factory=list)
    pud_news: list[Paragraph] = field(default_factory=list)
    names_train: list[Paragraph] = field(default_factory=list)


def read_corpora(folder: Path) -> Corpora:
    """Everything that training and evaluation need from the unpacked treebanks.

    ``names_train`` holds sentences with names and no syntax; the paragraphs of ``train`` and
    ``pud_wiki`` have names as well. ``news`` are the paragraphs of ``train`` that are news,
    weblogs, newsgroups and interviews. Raises OSError when a file is missing.
    """
    corpora = Corpora()
    _read_ewt(folder, corpora)
    _read_gum(folder, corpora)
    _read_pud(folder, corpora)
    for domain in CROSSNER_DOMAINS:
        for split in ("train", "dev", "test"):
            # The politics test part stays unseen: it is the nearest to news.
            if (domain, split) != ("politics", "test"):
                path = folder / CROSSNER / domain / f"{split}.txt"
                corpora.names_train += _read_tagged(path)
    corpora.names_train += _read_tagged(folder / WIKIGOLD)
    return corpora


def to_doc(paragraph: Paragraph, vocab: Vocab, *, syntax: bool = True) -> Doc:
    """A gold document; without ``syntax`` it has words and names alone."""
    words = [word for sentence in paragraph.sentences for word in sentence]
    spaces = [word.space for word in words]
    spaces[-1] = False
    texts = [word.text for word in words]
    if syntax:
        heads: list[int] = []
        for sentence in paragraph.sentences:
            base = len(heads)
            heads += [base + word.head for word in sentence]
        doc = Doc(
            vocab,
            words=texts,
            spaces=spaces,
            heads=heads,
            deps=[word.dep for word in words],
            tags=[word.tag for word in words],
            pos=[word.pos for word in words],
            morphs=[word.feats for word in words],
            lemmas=[word.lemma for word in words],
        )
    else:
        doc = Doc(vocab, words=texts, spaces=spaces)
    names = without_overlap(paragraph.names or ())
    spans = [Span(doc, first, end, label=label) for first, end, label in names]
    doc.set_ents(spans, default="missing" if paragraph.names is None else "outside")
    return doc


def join(sentences: Sequence[Sentence], names: Iterable[list[Name] | None]) -> Paragraph:
    """A paragraph of sentences, each with its names; None for one makes all of them unknown."""
    words = tuple(sentence.words for sentence in sentences)
    per_sentence = list(names)
    if any(found is None for found in per_sentence):
        return Paragraph(words)
    joined: list[Name] = []
    base = 0
    for sentence, found in zip(words, per_sentence, strict=True):
        joined += [(base + first, base + end, label) for first, end, label in found or ()]
        base += len(sentence)
    return Paragraph(words, tuple(joined))


def untokenized(words: Sequence[str]) -> list[bool]:
    """Whether a space follows each word, guessed: these corpora are published as bare words."""
    spaces = [True] * len(words)
    is_open = False
    for n, (word, following) in enumerate(pairwise([*words, ""])):
        if word == '"':
            is_open = not is_open
            spaces[n] = not is_open
        closes = NO_SPACE_BEFORE.fullmatch(following) or (following == '"' and is_open)
        if closes or word in NO_SPACE_AFTER:
            spaces[n] = False
    return spaces


def _read_ewt(folder: Path, corpora: Corpora) -> None:
    files = {
        "train": "first_train.iob2",  # the only release of the training part
        "dev": "en_ewt-ud-dev.iob2",
        "test": "en_ewt-ud-test.iob2",
    }
    for split, file in files.items():
        tagged = read_universal_ner(folder / EWT_NAMES / file)
        for name in (folder / EWT / "file-lists" / f"files.{split}").read_text().split():
            paragraphs = list(_with_names(folder / EWT / "sources" / name, tagged))
            is_news = name.split("/")[0] in EWT_NEWS
            _add(corpora, split, paragraphs, corpora.ewt_test, is_news=is_news)
            if is_news and split == "test":
                corpora.ewt_news_test += paragraphs


def _read_gum(folder: Path, corpora: Corpora) -> None:
    splits = {
        name: split
        for split in ("train", "dev", "test")
        for name in (folder / GUM_SPLITS / f"files.{split}").read_text().split()
    }
    for path in sorted((folder / GUM).glob("GUM_*.conllu")):
        genre = path.stem.split("_")[1]
        if not GUM_GENRE.fullmatch(genre) or path.stem not in splits:
            continue
        paragraphs = [join(p, [gum_names(s) for s in p]) for p in read_paragraphs(path)]
        is_news = genre in ("news", "interview")
        _add(corpora, splits[path.stem], paragraphs, corpora.gum_test, is_news=is_news)


def _add(
    corpora: Corpora,
    split: str,
    paragraphs: list[Paragraph],
    test: list[Paragraph],
    *,
    is_news: bool,
) -> None:
    {"train": corpora.train, "dev": corpora.dev, "test": test}[split].extend(paragraphs)
    if is_news and split == "train":
        corpora.news += paragraphs


def _read_pud(folder: Path, corpora: Corpora) -> None:
    # Universal NER numbers the sentences of PUD differently: match them by their letters.
    tagged = {_letters(t.text): t for t in read_universal_ner(folder / PUD_NAMES).values()}
    for paragraph in read_paragraphs(folder / PUD):
        found = [tagged.get(_letters(s.comments["text"])) for s in paragraph]
        names = _aligned(paragraph, found)
        is_news = paragraph[0].comments["sent_id"].startswith("n")
        (corpora.pud_news if is_news else corpora.pud_wiki).append(join(paragraph, names))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _with_names(path: Path, tagged: dict[str, TaggedText]) -> Iterator[Paragraph]:
    for paragraph in read_paragraphs(path):
        found = [tagged.get(sentence.comments.get("sent_id", "")) for sentence in paragraph]
        yield join(paragraph, _aligned(paragraph, found))


def _aligned(
    paragraph: list[Sentence], tagged: list[TaggedText | None]
) -> Iterator[list[Name] | None]:
    for sentence, found in zip(paragraph, tagged, strict=True):
        yield None if found is None else align(sentence.words, found)


def _read_tagged(path: Path) -> Iterator[Paragraph]:
    for texts, tags in read_tagged_words(path):
        words = tuple(
            Word(text, space, "", "", "", "", 0, "")
            for text, space in zip(texts, untokenized(texts), strict=True)
        )
        yield Paragraph((words,), tuple(names_from_tags(tags)))
