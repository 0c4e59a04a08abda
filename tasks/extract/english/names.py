"""Names of persons, organisations and places in the sources, brought to PER, ORG and LOC.

A name is a half-open range of words with its label. Two kinds of source are read: tables of words
with IOB2 tags (Universal NER, CrossNER, wikigold) and GUM's nested entity mentions, from which the
names are cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tasks.extract.english.conllu import Sentence, Word

Name = tuple[int, int, str]

LABELS = {
    "PER": "PER",
    "LOC": "LOC",
    "ORG": "ORG",
    # CrossNER (Liu et al. 2021) has classes per domain.
    "person": "PER",
    "politician": "PER",
    "scientist": "PER",
    "researcher": "PER",
    "musicalartist": "PER",
    "writer": "PER",
    "location": "LOC",
    "country": "LOC",
    "organisation": "ORG",
    "politicalparty": "ORG",
    "university": "ORG",
    "band": "ORG",
}
GUM_LABELS = {"person": "PER", "place": "LOC", "organization": "ORG"}
PARTICLE = re.compile(r"de|von|van|al|el|bin|der|da|di|la|del")
INNER_WORD = re.compile(rf"{PARTICLE.pattern}|of|the|for|['’]s|[-–&.]")
NOT_A_PERSON = re.compile(r"republican|democrat|muslim|christian|jew|president|god")
TITLE = re.compile(
    r"(mrs?|ms|dr|prof|sen|gen|rep|st|u\.s|us)\.?|president|minister|prime|foreign|vice|professor"
    r"|senator|sir|king|queen|prince|princess|lord|lady|general|captain|pope|chancellor|governor"
    r"|secretary|chairman|judge|justice|mayor|director|colonel|sergeant|congressman|speaker"
    r"|ambassador"
)
MENTION = re.compile(r"\(([^()]+)\)|\(([^()]+)|([^()]+)\)")


@dataclass(frozen=True, slots=True)
class TaggedText:
    """The text of a sentence and the names in it, as character spans."""

    text: str
    names: tuple[Name, ...]


def names_from_tags(tags: Sequence[str]) -> list[Name]:
    """Names from IOB tags; classes without a label here are left out."""
    names: list[Name] = []
    first, kind = 0, ""
    for n, tag in enumerate([*tags, "O"]):
        begins, now = tag[:1] == "B", tag[2:]
        if kind and (begins or now != kind):
            if kind in LABELS:
                names.append((first, n, LABELS[kind]))
            kind = ""
        if now and not kind:
            first, kind = n, now
    return names


def read_tagged_words(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    """Words and tags of every sentence of a two-column file (CrossNER, wikigold)."""
    words: list[str] = []
    tags: list[str] = []
    for line in (*path.read_text(encoding="utf-8").splitlines(), ""):
        columns = line.split()
        if columns and not line.startswith("-DOCSTART"):
            words.append(columns[0].replace("``", '"').replace("''", '"'))
            tags.append(columns[-1])
        elif words:
            yield words, tags
            words, tags = [], []


def read_universal_ner(path: Path) -> dict[str, TaggedText]:
    """Tagged sentences of a Universal NER file (IOB2 with ``# text`` comments), by sentence id."""
    sentences: dict[str, TaggedText] = {}
    for chunk in path.read_text(encoding="utf-8").split("\n\n"):
        lines = chunk.splitlines()
        comments = dict(
            line[2:].split(" = ", 1) for line in lines if line[:2] == "# " and " = " in line
        )
        rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
        if rows and {"sent_id", "text"} <= comments.keys():
            text = comments["text"].strip()
            sentences[comments["sent_id"].strip()] = TaggedText(text, tuple(_in_text(text, rows)))
    return sentences


def _in_text(text: str, rows: list[list[str]]) -> Iterator[Name]:
    """Character spans of the tagged words; a name one of whose words is not found is left out."""
    places: list[tuple[int, int] | None] = []
    at = 0
    for row in rows:
        start = text.find(row[1], at)
        if start < 0 or start - at > 3:  # more than white space and a bracket: another word
            places.append(None)
            continue
        at = start + len(row[1])
        places.append((start, at))
    for first, end, label in names_from_tags([row[2] for row in rows]):
        inside = [place for place in places[first:end] if place is not None]
        if len(inside) == end - first:
            yield inside[0][0], inside[-1][1], label


def align(words: Sequence[Word], tagged: TaggedText) -> list[Name]:
    """Names as ranges of words, when the text of the sentence may have been revised since."""
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    text = ""
    for n, word in enumerate(words):
        starts[len(text)] = n
        text += word.text
        ends[len(text)] = n + 1
        text += " " if word.space else ""
    text = text.rstrip().replace("\u00a0", " ")
    names: list[Name] = []
    at = 0
    for start, end, label in tagged.names:
        wanted = tagged.text[start:end]
        found = start if text == tagged.text else text.find(wanted, at)
        if found in starts and found + len(wanted) in ends:
            names.append((starts[found], ends[found + len(wanted)], label))
            at = found + len(wanted)
    return names


def gum_names(sentence: Sentence) -> list[Name]:
    """The names inside GUM's mentions: the capitalised run around a head that is a proper noun.

    GUM marks whole noun phrases, nested ("the president of France"); where names overlap, the
    longest is kept. Titles before a person's name are not part of it.
    """
    words = sentence.words
    found: set[Name] = set()
    for first, end, kind in sorted(_mentions(words), key=lambda m: m[1] - m[0]):
        if kind in GUM_LABELS:
            found.update(_name_in(words, first, end, GUM_LABELS[kind]))
    return without_overlap(found)


def without_overlap(names: Iterable[Name]) -> list[Name]:
    """The names in order, the longest kept where some overlap."""
    kept: list[Name] = []
    for name in sorted(names, key=lambda n: (n[0] - n[1], n)):
        if all(name[1] <= other[0] or other[1] <= name[0] for other in kept):
            kept.append(name)
    return sorted(kept)


def _mentions(words: Sequence[Word]) -> Iterator[Name]:
    """Ranges and types of the mentions in the last column, as in ``Entity=(12-person-…)``."""
    opened: list[tuple[str, str, int]] = []
    for n, word in enumerate(words):
        entity = [part[7:] for part in word.misc.split("|") if part.startswith("Entity=")]
        for whole, opening, closing in MENTION.findall(entity[0] if entity else ""):
            if closing:
                match = next((o for o in reversed(opened) if o[0] == closing), None)
                if match:
                    opened.remove(match)
                    yield match[2], n + 1, match[1]
                continue
            group, kind = (whole or opening).split("-")[:2]
            if whole:
                yield n, n + 1, kind
            else:
                opened.append((group, kind, n))


def _name_in(words: Sequence[Word], first: int, end: int, label: str) -> Iterator[Name]:
    heads = [n for n in range(first, end) if words[n].head == n or not first <= words[n].head < end]
    if not heads or words[heads[0]].pos != "PROPN" or not words[heads[0]].is_capital:
        return
    head = heads[0]
    if label == "PER":
        if words[head].tag == "NNPS" or (
            end - first == 1 and NOT_A_PERSON.fullmatch(words[head].text.lower())
        ):
            return
        inside = _person(words, range(first, end), head)
    else:
        inside = {n for n in range(first, end) if _belongs(words[n])}
    start = stop = head
    while start - 1 in inside:
        start -= 1
    while stop + 1 in inside:
        stop += 1
    while start < head and not _may_limit(words[start]):
        start += 1
    while stop > head and not _may_limit(words[stop]):
        stop -= 1
    while label == "PER" and start <= head and _is_title(words[start]):
        start += 1
    if start <= stop:
        yield start, stop + 1, label


def _person(words: Sequence[Word], span: range, head: int) -> set[int]:
    """The head and what is flatly joined to it: given names, particles, numerals, hyphens."""
    inside = {head}
    for _ in range(3):  # as deep as names go
        inside |= {
            n
            for n in span
            if words[n].head in inside
            and words[n].dep in ("flat", "compound", "goeswith", "nummod")
            and (words[n].is_capital or PARTICLE.fullmatch(words[n].text.lower()))
        }
    hyphens = {n for n in span if words[n].text == "-" and n - 1 in inside and n + 1 in inside}
    return inside | hyphens


def _belongs(word: Word) -> bool:
    is_word = word.pos not in ("PUNCT", "DET", "PRON")
    return (word.is_capital and is_word) or _is_inner(word)


def _may_limit(word: Word) -> bool:
    return word.is_capital and word.pos not in ("DET", "PUNCT") and not _is_inner(word)


def _is_title(word: Word) -> bool:
    return word.dep == "nmod:desc" or TITLE.fullmatch(word.text.lower()) is not None


def _is_inner(word: Word) -> bool:
    return INNER_WORD.fullmatch(word.text.lower()) is not None
