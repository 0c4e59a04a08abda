"""What a telling says, as stems and names: the words by which tellings are compared.

Function words and ways of putting it (will, may, said) are left out: who says it and how firmly is
kept apart from what is said. A number, written "#14", speaks for two tellings when they share it
and never against them: figures for one thing differ.
"""

from __future__ import annotations

import gzip
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from tasks.attribute.gazetteer import folded
from tasks.segment.hyphens import english_words
from warehouse.search import WORD, term_of

_HERE = Path(__file__).parent
_COUNTRIES = _HERE.parent / "attribute" / "countries.tsv"

_FUNCTION_WORDS_TEXT = """
a about according after again all already also although am an and another any anybody anyone
anything are as at back be because been before being both but by came can cannot come comes coming
could did do does doing done down each even ever every everyone everything except far for from
further gave get gets getting give given gives giving go goes going gone got had has have having he
her here hers herself him himself his how however i if in into is it its itself just keep keeps
kept least less let like made make makes making many may maybe me might mine more most much must my
myself need needed needs neither never no nobody none nor not nothing now of off on once one ones
only or other others ought our ours out over own part per perhaps put quite rather said same say
saying says shall she should since so some somebody someone something still such take taken takes
taking tell telling tells than that the their theirs them themselves then there these they thing
things this those though through thus to told too took toward towards under unless until up upon us
very was way we well went were what whatever when whenever where whether which while who whoever
whole whom whose why will with within without would yet you your yours
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS_TEXT.split())
_TIMES_TEXT = """
monday tuesday wednesday thursday friday saturday sunday january february march april may june july
august september october november december today tomorrow tonight yesterday week month year decade
day night morning evening afternoon spring summer autumn winter weekend hour minute next last early
late earlier later soon ago end beginning start
"""
_TIMES = frozenset(_TIMES_TEXT.split())
_NUMBERS_TEXT = """
two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand
million billion trillion percent half dozen pair couple first second third
"""
_NUMBERS = frozenset(_NUMBERS_TEXT.split())
_SMALL_NUMBERS_TEXT = """
three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty
"""
_SMALL_NUMBERS = {word: number for number, word in enumerate(_SMALL_NUMBERS_TEXT.split(), 3)}
_WORD = re.compile(rf"\d+(?:[.,]\d+)+|{WORD.pattern}")  # "3,200" and "1.1" are one word
_NUMBER = 0.5  # the weight of a number that two tellings share; one that differs says nothing
_LIGHT = 0.3  # the weight of a word of time: it tells when, hardly what
_SENTENCE_BEFORE = re.compile(r"(?:^|[.!?:;…\n–—])[\"'“”‘’(\[\s]*$")
_SIDE_BY_SIDE = re.compile(r"(?=\b([^\W\d_a-z][^\W_]+)[ -]([^\W\d_a-z][^\W_]+))")
_HEADLINE_SHARE = 0.6  # of words with a capital letter: there capitals say nothing


@dataclass(frozen=True, slots=True)
class Wording:
    """What a text says: stems without names, and names, both in the order of the text.

    ``first_stems`` are the stems of the words that the terms stand for, the first of a phrase.
    """

    terms: tuple[str, ...]
    names: tuple[str, ...]
    first_stems: tuple[str, ...]


@cache
def _frequency() -> dict[str, int]:
    """The rank of frequent English stems, 0 the most frequent (order of GloVe, NOTICE)."""
    with gzip.open(_HERE / "frequency.txt.gz", "rt", encoding="utf-8") as lines:
        return {line.strip(): rank for rank, line in enumerate(lines)}


def is_number(term: str) -> bool:
    """Whether a term is a number: "#14"."""
    return term.startswith("#")


@lru_cache(maxsize=100_000)
def weight(term: str) -> float:
    """How much a stem counts: from about 0.4 for the commonest to 1.3 for the rarest words."""
    if term in _light_terms():
        return _LIGHT
    if is_number(term):
        return _NUMBER
    return 0.3 + math.log10(_frequency().get(term, 40_000) + 10) / math.log10(40_000)


@cache
def _light_terms() -> frozenset[str]:
    return frozenset(map(term_of, _TIMES))


@lru_cache(maxsize=100_000)
def rarity(name: str) -> int:
    """How rare a name is, by its rank among English words; a country or its people is frequent."""
    return 0 if name.startswith("@") else _frequency().get(name, 40_000)


@cache
def _countries() -> dict[str, str]:
    """Countries, capitals and peoples of one word, folded and stemmed, with "@" and the code."""
    found = {}
    for line in _COUNTRIES.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        code, *names = line.split("\t")
        for name in (part.strip() for cell in names for part in re.split("[;,|]", cell)):
            if name and " " not in name:
                found[term_of(folded(name))] = "@" + code.lower()
    return found


@dataclass(frozen=True, slots=True)
class Concepts:
    """The groups that a stem belongs to, and those of whose meaning it is the opposite."""

    groups: dict[str, frozenset[int]]
    opposites: dict[str, frozenset[int]]


@cache
def concepts() -> Concepts:
    """The groups of concepts.txt, by stem."""
    groups: dict[str, set[int]] = {}
    opposites: dict[str, set[int]] = {}
    lines = (_HERE / "concepts.txt").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(line for line in lines if not line.startswith("#")):
        for word in line.split():
            groups.setdefault(term_of(word.removeprefix("-")), set()).add(number)
            if word.startswith("-"):
                opposites.setdefault(term_of(word[1:]), set()).add(number)
    return Concepts(
        {term: frozenset(numbers) for term, numbers in groups.items()},
        {term: frozenset(numbers) for term, numbers in opposites.items()},
    )


@cache
def _phrases() -> dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]:
    """The phrases of phrases.txt as stems and the stems they stand for, longest first, by stem."""
    found: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for line in (_HERE / "phrases.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        meaning, phrases = line.split(" = ")
        stands_for = tuple(map(term_of, meaning.split()))
        for phrase in phrases.split("; "):
            stems = tuple(word if word == "_" else term_of(word) for word in phrase.split())
            found.setdefault(stems[0], []).append((stems, stands_for))
    for same_start in found.values():
        same_start.sort(key=lambda phrase: -len(phrase[0]))
    return found


def _phrase_at(stems: list[str], at: int) -> tuple[int, tuple[str, ...]]:
    """How many words from ``at`` on are a phrase, and the stems it stands for; 0 if none is."""
    for phrase, stands_for in _phrases().get(stems[at], ()):
        here = stems[at : at + len(phrase)]
        if len(here) == len(phrase) and all(
            wanted in ("_", stem) for wanted, stem in zip(phrase, here, strict=True)
        ):
            return len(phrase), stands_for
    return 0, ()


def known_names(text: str) -> frozenset[str]:
    """The names of a document: words with a capital letter where none is due."""
    return frozenset(name for name, is_due in _capitalised(text) if not is_due)


def _is_word(lower: str) -> bool:
    common, rare = english_words()
    return lower in common or lower in rare


def names_of(text: str, known: frozenset[str]) -> Counter[str]:
    """How often each name stands in a text; ``known`` are the names of its document."""
    return Counter(name for name, is_due in _capitalised(text) if not is_due or name in known)


def full_names(text: str) -> frozenset[frozenset[str]]:
    """Pairs of names that stand side by side: the two are one name, which says no more than one."""
    pairs = (match.groups() for match in _SIDE_BY_SIDE.finditer(text))
    return frozenset(frozenset(map(name_of, pair)) for pair in pairs)


@lru_cache(maxsize=100_000)
def name_of(word: str) -> str:
    """A name as it is compared: folded and stemmed; a country and its people are one."""
    stem = term_of(folded(word.removesuffix("'s").removesuffix("’s")))
    return _countries().get(stem, stem)


def wording(text: str, known: frozenset[str]) -> Wording:
    """The stems and names of a text; ``known`` are the names of its document."""
    terms: dict[str, str] = {}
    names: dict[str, None] = {}
    matches = list(_WORD.finditer(text))
    stems = [term_of(match[0].replace("’", "'").removesuffix("'s").lower()) for match in matches]
    after = 0
    for at, match in enumerate(matches):
        if at < after:
            continue
        length, stands_for = _phrase_at(stems, at)
        if length:
            terms.update(dict.fromkeys(stands_for, stems[at]))
            after = at + length
            continue
        word = match[0].replace("’", "'").removesuffix("'s")
        lower = word.lower()
        if lower in FUNCTION_WORDS:
            continue
        if word[0].isdigit() or lower in _NUMBERS:
            if (number := _number(lower)) is not None:
                terms[number] = stems[at]
            continue
        name = name_of(word)
        if name.startswith("@") or (
            word[0].isupper()
            and lower not in _TIMES
            and (name in known or not _is_word(lower) or not _begins_sentence(text, match.start()))
        ):
            names[name] = None
        else:
            terms[stems[at]] = stems[at]
    return Wording(tuple(terms), tuple(names), tuple(terms.values()))


def _number(lower: str) -> str | None:
    """A whole number from three on, as the term "#14" for "14" and "fourteen"; None for others."""
    if lower in _SMALL_NUMBERS:
        return f"#{_SMALL_NUMBERS[lower]}"
    return f"#{lower}" if lower.isdecimal() and int(lower) > 2 else None


def _begins_sentence(text: str, start: int) -> bool:
    return _SENTENCE_BEFORE.search(text, max(0, start - 8), start) is not None


def _capitalised(text: str) -> Iterator[tuple[str, bool]]:
    """Names in running text, and whether a capital letter is due there anyway."""
    for line in text.split("\n"):
        words = list(WORD.finditer(line))
        capitals = [match for match in words if match[0][0].isupper()]
        if len(words) > 3 and len(capitals) > _HEADLINE_SHARE * len(words):
            continue
        for match in capitals:
            lower = match[0].lower()
            if lower not in FUNCTION_WORDS and lower not in _TIMES and lower not in _NUMBERS:
                is_due = _begins_sentence(line, match.start()) and _is_word(lower)
                yield name_of(match[0]), is_due
