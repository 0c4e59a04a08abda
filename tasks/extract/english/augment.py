"""Make reports out of treebank sentences, since treebanks hold few of them.

Sentences become contents and noun phrases become speakers: “S,” X said. X said that S. X rejected
Y, adding that S. Every tree is built from the gold trees of its parts. Names, too, get copies with
coined words in place of known ones, so that the recognizer learns from shape and context.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import chain
from random import Random

from tasks.extract.english.conllu import Word
from tasks.extract.english.convert import Paragraph

Tree = tuple[Word, ...]

VERB_FEATURES = {
    "VBD": "Mood=Ind|Number=Sing|Person=3|Tense=Past|VerbForm=Fin",
    "VBZ": "Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin",
    "VBG": "Tense=Pres|VerbForm=Part",
}
SINGULAR, PLURAL = "Number=Sing", "Number=Plur"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SETTINGS = (
    ("in", "statement"),
    ("in", "speech"),
    ("in", "letter"),
    ("in", "interview"),
    ("in", "interview"),
    ("during", "press", "conference"),
)
QUOTES = frozenset("\"“”‘’()[]'") | {"``", "''"}
PAIRS = (("“", "”"), ("“", "”"), ('"', '"'), ("", ""))
LONGEST_SPEAKER = 9  # words
LONGEST_OBJECT = 6
SHORTEST, LONGEST = 5, 32  # words of a sentence that can be a content


@dataclass(frozen=True, slots=True)
class Reporting:
    """Reporting verbs by use, as reporting.toml explains; ``quoting`` is a weighted draw."""

    speaking: frozenset[str]
    scored: frozenset[str]
    quoting: tuple[str, ...]
    that: tuple[str, ...]
    object: tuple[str, ...]
    past: dict[str, str]
    doubled: frozenset[str]

    def form(self, verb: str, tag: str) -> str:
        """The form of ``verb`` for the Penn tag VBD, VBZ or VBG."""
        stem = verb + verb[-1] if verb in self.doubled else verb
        if tag == "VBG":
            return (verb[:-1] if verb.endswith("e") else stem) + "ing"
        ends_in_y = verb[-1] == "y" and verb[-2] not in "aeiou"
        if tag == "VBZ":
            if ends_in_y:
                return verb[:-1] + "ies"
            return verb + ("es" if verb.endswith(("s", "sh", "ch", "o", "x")) else "s")
        if ends_in_y:
            stem = verb[:-1] + "i"
        regular = stem + "d" if verb.endswith("e") else stem + "ed"
        return self.past.get(verb, regular)


@cache
def read_reporting() -> Reporting:
    """The verbs of reporting.toml."""
    table = tomllib.loads(files(__package__).joinpath("reporting.toml").read_text("utf-8"))
    that = tuple(table["that"].split())
    weighted = chain.from_iterable([verb] * count for verb, count in table["frequent"].items())
    return Reporting(
        speaking=frozenset(table["speaking"].split()),
        scored=frozenset(table["scored"].split()),
        quoting=(*weighted, *that),
        that=that,
        object=tuple(table["object"].split()),
        past=table["past"],
        doubled=frozenset(table["doubled"]["verbs"].split()),
    )


@dataclass(frozen=True, slots=True)
class Parts:
    """What reports are made of: whole sentences, speakers and objects, as trees of their own."""

    sentences: tuple[Tree, ...]
    speakers: tuple[Tree, ...]
    objects: tuple[Tree, ...]


def collect_parts(paragraphs: Iterable[Paragraph], speaking: Container[str]) -> Parts:
    """Sentences, subjects and objects of the treebanks that can stand in a report.

    A subject of one of the verbs in ``speaking`` is a speaker, and so is any person or
    organisation; a sentence whose main verb is one of them is a report already.
    """
    sentences: list[Tree] = []
    speakers: list[Tree] = []
    objects: list[Tree] = []
    for paragraph in paragraphs:
        base = 0
        for words in paragraph.sentences:
            named = {
                n - base
                for first, end, label in paragraph.names or ()
                if label in ("PER", "ORG")
                for n in range(first, end)
            }
            base += len(words)
            if _is_content(words, speaking):
                sentences.append(words)
            for n, word in enumerate(words):
                if word.dep == "nsubj" and word.pos in ("PROPN", "NOUN", "PRON"):
                    span = _phrase(words, n, LONGEST_SPEAKER)
                    speaks = words[word.head].lemma in speaking
                    if span and _is_speaker(words, n, span, named, speaks=speaks):
                        speakers.append(_cut(words, span))
                elif word.dep == "obj" and word.pos == "NOUN":
                    span = _phrase(words, n, LONGEST_OBJECT)
                    if span and all(words[k].dep not in ("acl:relcl", "acl") for k in span):
                        objects.append(_cut(words, span))
    return Parts(tuple(sentences), tuple(speakers), tuple(objects))


def _is_content(words: Tree, speaking: Container[str]) -> bool:
    roots = [n for n, word in enumerate(words) if word.head == n]
    if len(roots) != 1 or not SHORTEST <= len(words) <= LONGEST:
        return False
    if words[-1].text != "." or not words[0].text[:1].isupper():
        return False
    if any(word.head == len(words) - 1 for word in words):
        return False  # the full stop goes; nothing may hang on it
    root = roots[0]
    has_subject = any(w.head == root and w.dep.startswith("nsubj") for w in words)
    is_report = words[root].lemma in speaking
    return has_subject and not is_report and all(word.text not in QUOTES for word in words)


def _phrase(words: Tree, head: int, longest: int) -> range | None:
    """The words under ``head`` when they stand together, without quotes or commas."""
    below = {head}
    while True:
        more = {n for n, word in enumerate(words) if word.head in below} | below
        if more == below:
            break
        below = more
    span = range(min(below), max(below) + 1)
    if len(span) != len(below) or len(span) > longest:
        return None
    return None if any(words[n].text in QUOTES or words[n].text == "," for n in span) else span


def _is_speaker(words: Tree, head: int, span: range, named: set[int], *, speaks: bool) -> bool:
    if words[span.start].tag in ("WDT", "WP", "WRB"):
        return False
    is_someone = words[head].text not in ("it", "It", "I", "you")
    return (speaks and is_someone) or not named.isdisjoint(span)


def _cut(words: Tree, span: range) -> Tree:
    """The words of ``span`` as a tree: the one whose head is outside becomes the root."""
    return tuple(
        replace(words[n], head=words[n].head - span.start if words[n].head in span else k)
        for k, n in enumerate(span)
    )


def _word(
    text: str,
    pos: str,
    tag: str,
    dep: str,
    head: int,
    feats: str = "",
    lemma: str = "",
    *,
    space: bool = True,
) -> Word:
    return Word(text, space, lemma or text, pos, tag, feats, head, dep)


def _quote(mark: str, tag: str, head: int, *, space: bool = False) -> Word:
    return _word(mark, "PUNCT", tag, "punct", head, space=space)


def _root(tree: Sequence[Word]) -> int:
    return next(n for n, word in enumerate(tree) if word.head == n)


def _attach(tree: Sequence[Word], base: int, head: int, dep: str) -> list[Word]:
    """The tree moved to ``base``, its root hung under ``head`` as ``dep``."""
    return [
        replace(word, head=head, dep=dep)
        if word.head == n
        else replace(word, head=word.head + base)
        for n, word in enumerate(tree)
    ]


def _close(words: list[Word]) -> None:
    """No space after the last word."""
    words[-1] = replace(words[-1], space=False)


def _lowered(tree: Tree) -> Tree:
    first = tree[0]
    if first.pos == "PROPN" or first.text == "I" or first.text[1:].isupper():
        return tree
    return (replace(first, text=first.text[:1].lower() + first.text[1:]), *tree[1:])


def _raised(words: list[Word]) -> None:
    words[0] = replace(words[0], text=words[0].text[:1].upper() + words[0].text[1:])


def _spaced(tree: Tree) -> Tree:
    return (*tree[:-1], replace(tree[-1], space=True))


class Reports:
    """Draws reports from parts with one random generator: same seed, same reports."""

    def __init__(self, parts: Parts, verbs: Reporting, draw: Random) -> None:
        self._parts = parts
        self._verbs = verbs
        self._draw = draw

    def paragraphs(self, count: int) -> list[Paragraph]:
        """``count`` paragraphs, half with a quotation and half with a report in clauses."""
        return [self._around(self.quotation if n % 2 else self.clause) for n in range(count)]

    def _around(self, make: Callable[[], Tree]) -> Paragraph:
        sentences = [make()]
        if self._draw.random() < 0.35:
            sentences.append(self._other())
        if self._draw.random() < 0.3:
            sentences.insert(0, self._draw.choice(self._parts.sentences))
        return Paragraph(tuple(_spaced(sentence) for sentence in sentences))

    def _other(self) -> Tree:
        """A sentence that follows: plain, or a quotation that stands alone."""
        sentence = list(self._draw.choice(self._parts.sentences))
        if self._draw.random() < 0.5:
            return tuple(sentence)
        opening, closing = self._draw.choice(PAIRS[:3])
        _close(sentence)
        root = _root(sentence) + 1
        body = _attach(sentence, 1, root, "ROOT")
        return (_quote(opening, "``", root), *body, _quote(closing, "''", root))

    def quotation(self) -> Tree:
        """“S,” X said yesterday. / “S,” said X. / X said, “S.” / X said that S."""
        draw = self._draw
        verb = draw.choice(self._verbs.quoting)
        speaker = draw.choice(self._parts.speakers)
        content = self._content()
        marks = draw.choice(PAIRS)
        is_first = draw.random() < 0.7
        is_inverted = is_first and speaker[0].pos != "PRON" and draw.random() < 0.35
        if is_first:
            words = self._content_first(content, marks, verb, speaker, is_inverted=is_inverted)
        else:
            words = self._content_last(content, marks, verb, speaker)
        _raised(words)
        return tuple(words)

    def _content_first(
        self, content: Tree, marks: tuple[str, str], verb: str, speaker: Tree, *, is_inverted: bool
    ) -> list[Word]:
        opening, closing = marks
        quoted = 1 if opening else 0
        base = len(content) + 1 + 2 * quoted
        head = base if is_inverted and verb != "tell" else base + len(speaker)
        root = quoted + _root(content)
        words = [_quote(opening, "``", root)] if opening else []
        words += _attach(content, quoted, head, "ccomp")
        _close(words)
        words.append(_word(",", "PUNCT", ",", "punct", root, space=not closing))
        if closing:
            words.append(_quote(closing, "''", root, space=True))
        words += self._reporting(verb, speaker, base, head)
        if self._draw.random() < 0.12:
            return self._adding(words, head)
        return self._stop(words)

    def _content_last(
        self, content: Tree, marks: tuple[str, str], verb: str, speaker: Tree
    ) -> list[Word]:
        head = len(speaker)
        words = self._reporting(verb, speaker, 0, head)
        if not marks[0]:
            return [*self._complement(words, content, head, that=self._draw.random() < 0.5)]
        _close(words)
        words.append(_word(",", "PUNCT", ",", "punct", head))
        root = len(words) + 1 + _root(content)
        words.append(_quote(marks[0], "``", root))
        words += _attach(content, len(words), head, "ccomp")
        _close(words)
        words.append(_word(".", "PUNCT", ".", "punct", head, space=False))
        return [*words, _quote(marks[1], "''", root, space=True)]

    def _complement(self, words: list[Word], content: Tree, head: int, *, that: bool) -> list[Word]:
        """``words`` with the content as a clause under ``head``, and a full stop."""
        content = _lowered(content)
        base = len(words) + that
        if that:
            words.append(_word("that", "SCONJ", "IN", "mark", base + _root(content)))
        words += _attach(content, base, head, "ccomp")
        return self._stop(words)

    @staticmethod
    def _stop(words: list[Word]) -> list[Word]:
        _close(words)
        root = next(n for n, word in enumerate(words) if word.dep == "ROOT")
        return [*words, _word(".", "PUNCT", ".", "punct", root)]

    def _reporting(self, verb: str, speaker: Tree, base: int, head: int) -> list[Word]:
        """Subject, verb, addressee and a setting, from ``base`` on; the verb stands at ``head``."""
        is_inverted = head == base
        lowered = speaker
        if speaker[0].pos in ("DET", "NUM", "PRON"):
            lowered = _lowered(speaker)
        said = self._verb((verb,), "VBD", "ROOT", head)
        words = [said] if is_inverted else []
        words += _attach(_spaced(lowered), base + len(words), head, "nsubj")
        if not is_inverted:
            words.append(said)
        if verb == "tell":
            words.append(_word("reporters", "NOUN", "NNS", "iobj", head, PLURAL, "reporter"))
        if self._draw.random() < 0.5:
            self._set(words, head, base)
        return words

    def _set(self, words: list[Word], head: int, base: int = 0) -> None:
        """Add when or where it was said; ``words`` begin at ``base`` of their sentence."""
        setting = self._setting()
        words += _attach(setting, base + len(words), head, setting[-1].dep)

    def _setting(self) -> Tree:
        """A time or a place as a tree under its last word."""
        draw, chance = self._draw, self._draw.random()
        day = _word(draw.choice(DAYS), "PROPN", "NNP", "obl", 1, SINGULAR)
        if chance < 0.35:
            return (_word("on", "ADP", "IN", "case", 1), day)
        if chance < 0.5:
            return (replace(day, dep="obl:unmarked", head=0),)
        preposition, *nouns = draw.choice(SETTINGS)
        last = len(nouns) + 1
        article = "an" if nouns[0][0] in "aeiou" else "a"
        modifiers = [_word(n, "NOUN", "NN", "compound", last, SINGULAR) for n in nouns[:-1]]
        return (
            _word(preposition, "ADP", "IN", "case", last),
            _word(article, "DET", "DT", "det", last, "Definite=Ind|PronType=Art", "a"),
            *modifiers,
            _word(nouns[-1], "NOUN", "NN", "obl", last, SINGULAR),
        )

    def clause(self) -> Tree:
        """X denied on Friday that S. / X rejected Y. / X rejected Y, adding that S."""
        draw = self._draw
        speaker = draw.choice(self._parts.speakers)
        head = len(speaker)
        words = _attach(_spaced(_lowered(speaker)), 0, head, "nsubj")
        is_singular = speaker[_root(speaker)].tag in ("NN", "NNP")
        tag = "VBZ" if is_singular and draw.random() < 0.3 else "VBD"
        chance = draw.random()
        if chance < 0.5:
            words.append(self._verb(self._verbs.that, tag, "ROOT", head))
            that = draw.random() < 0.75
            if that and draw.random() < 0.25:
                self._set(words, head)
            words = self._complement(words, self._content(), head, that=that)
        else:
            words.append(self._verb(self._verbs.object, tag, "ROOT", head))
            self._object(words, head)
            words = self._stop(words) if chance >= 0.8 else self._adding(words, head)
        _raised(words)
        return tuple(words)

    def _content(self) -> Tree:
        return self._draw.choice(self._parts.sentences)[:-1]

    def _adding(self, words: list[Word], head: int) -> list[Word]:
        """``words`` with ", adding that S." or ", citing Y." under ``head``."""
        _close(words)
        participle = len(words) + 1
        words.append(_word(",", "PUNCT", ",", "punct", participle))
        if self._draw.random() < 0.6:
            words.append(self._verb(self._verbs.that, "VBG", "advcl", head))
            return self._complement(words, self._content(), participle, that=True)
        words.append(self._verb(self._verbs.object, "VBG", "advcl", head))
        self._object(words, participle)
        return self._stop(words)

    def _object(self, words: list[Word], head: int) -> None:
        phrase = _spaced(_lowered(self._draw.choice(self._parts.objects)))
        words += _attach(phrase, len(words), head, "obj")

    def _verb(self, verbs: Sequence[str], tag: str, dep: str, head: int) -> Word:
        verb = self._draw.choice(verbs)
        return _word(self._verbs.form(verb, tag), "VERB", tag, dep, head, VERB_FEATURES[tag], verb)


COINED_SHARE = 0.35  # of the paragraphs with names get a copy
COINED_NAMES = 0.6  # of the names in a copy are coined
CAPITALIZED = re.compile(r"[A-Z][a-z]{2,}")
COINABLE = re.compile(r"[A-Z][a-z]{3,}")


def coin_names(paragraphs: Sequence[Paragraph], draw: Random) -> list[Paragraph]:
    """Copies of paragraphs in which words of names are replaced by coined ones.

    Persons' names and names of one word are coined, from the head of one person's name and the
    tail of another's ("Wint" + "erman"); a name that comes again in a paragraph is coined alike.
    """
    known = {word.text for word in _words(paragraphs)}
    stock = sorted(
        {
            word.text
            for paragraph in paragraphs
            for word, label, _ in _named_words(paragraph)
            if label == "PER" and COINABLE.fullmatch(word.text)
        }
    )
    copies: list[Paragraph] = []
    for paragraph in paragraphs:
        if draw.random() >= COINED_SHARE:
            continue
        coined: dict[str, str] = {}
        for word, label, is_alone in _named_words(paragraph):
            fits = CAPITALIZED.fullmatch(word.text) and (label == "PER" or is_alone)
            if fits and word.text not in coined:
                new = _coin(stock, known, draw) if draw.random() < COINED_NAMES else word.text
                coined[word.text] = new
        if any(old != new for old, new in coined.items()):
            copies.append(_renamed(paragraph, coined))
    return copies


def _words(paragraphs: Iterable[Paragraph]) -> Iterable[Word]:
    return chain.from_iterable(chain.from_iterable(p.sentences for p in paragraphs))


def _named_words(paragraph: Paragraph) -> Iterable[tuple[Word, str, bool]]:
    """Each word of a name, the name's label and whether the name is this word alone."""
    words = list(_words([paragraph]))
    for first, end, label in paragraph.names or ():
        for word in words[first:end]:
            yield word, label, end - first == 1


def _renamed(paragraph: Paragraph, coined: dict[str, str]) -> Paragraph:
    named = {n for first, end, _ in paragraph.names or () for n in range(first, end)}
    sentences: list[Tree] = []
    base = 0
    for sentence in paragraph.sentences:
        sentences.append(
            tuple(
                replace(word, text=coined.get(word.text, word.text)) if base + n in named else word
                for n, word in enumerate(sentence)
            )
        )
        base += len(sentence)
    return Paragraph(tuple(sentences), paragraph.names)


def _coin(stock: Sequence[str], known: set[str], draw: Random) -> str:
    while True:
        head, tail = draw.choice(stock), draw.choice(stock)
        word = head[: draw.randint(2, len(head) - 2)] + tail[draw.randint(1, len(tail) - 2) :]
        if 3 < len(word) < 13 and word not in known and not re.search(r"(.)\1\1", word):
            return word
