"""Which language a text is in, and which of its parts are in another."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import Any

from tasks.values import Segment

# The commonest English function words; about 35 to 45 % of the words of running English.
_FUNCTION_WORDS_TEXT = """
the of and to in a that is was for it on with as be by at he his had not are but from or have an
they which one you were her all she there would their we him been has when who will more no if out
so said what up its about into than them can only other
"""
_FUNCTION_WORDS = frozenset(_FUNCTION_WORDS_TEXT.split())
# English texts of every kind lie above this share; other languages in Latin script below 0.1.
_ENGLISH_SHARE = 0.25
# A part with half of that is not asked about: lists and headlines have few of them.
_PERHAPS_ENGLISH_SHARE = 0.15
_LETTERS = re.compile(r"[^\W\d_]+")
# Scripts that put no spaces between words, so that a run of letters may be a sentence.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
)
_LETTERS_PER_WORD = 2
# How sure another language must be, and in how many words: names and lists look like anything.
_LEAST_SCORE, _LEAST_WORDS = 0.8, 10
_PART_SCORE, _PART_WORDS = 0.99, 15
_RUNNING_TEXT = frozenset({"paragraph", "list_item", "footnote"})
# Longer texts are told by so many characters each of their beginning, middle and end.
_SAMPLE = 7_000


def language_of(text: str) -> tuple[str | None, float | None]:
    """ISO 639-1 code and score (0 to 1); (None, None) for short texts and for doubtful ones.

    Enough function words settle English, with a score of 1; everything else is asked of
    py3langid, whose model takes half a second to load.
    """
    return _language(_sampled(text), _LEAST_WORDS, _LEAST_SCORE, _ENGLISH_SHARE)


def parts_in_another_language(
    text: str, segments: Iterable[Segment], languages: Iterable[str]
) -> list[tuple[Segment, str]]:
    """The segments of running text that are surely in none of ``languages``, with their own."""
    found = []
    known = frozenset(languages)
    for segment in segments:
        if segment.kind not in _RUNNING_TEXT:
            continue
        own = "".join(text[slice(*span)] for span in segment.spans)
        code, _ = _language(own, _PART_WORDS, _PART_SCORE, _PERHAPS_ENGLISH_SHARE)
        if code is not None and code not in known:
            found.append((segment, code))
    return found


def _language(
    text: str, least_words: int, least_score: float, english_share: float
) -> tuple[str | None, float | None]:
    words = _LETTERS.findall(text)
    unspaced = len(_UNSPACED.findall(text))
    if max(len(words), unspaced // _LETTERS_PER_WORD) < least_words:
        return None, None
    if 2 * unspaced > sum(map(len, words)):
        least_score = _LEAST_SCORE  # the script itself tells that it is none of the others
    share = sum(word.lower() in _FUNCTION_WORDS for word in words) / len(words)
    if share >= english_share:
        return "en", 1.0
    code, score = _identifier().classify(" ".join(words))
    return (str(code), float(score)) if score >= least_score else (None, None)


def _sampled(text: str) -> str:
    if len(text) <= 3 * _SAMPLE:
        return text
    middle = (len(text) - _SAMPLE) // 2
    return " ".join((text[:_SAMPLE], text[middle : middle + _SAMPLE], text[-_SAMPLE:]))


@functools.cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
