"""Whether the hyphen at the end of a line belongs to its word: "self-" keeps it, "exam-" does not.

The document's own words decide first, then a list of English words (SCOWL, NOTICE), then the usual
first parts of compounds.
"""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("english.txt.gz")
_OPENING = "\"'“‘«([„"
_CLOSING = "\"'”’»)]"

# First parts that keep their hyphen in English compounds whatever follows (Chicago Manual of
# Style, 17th ed., 7.89, the table of compounds: self- and the usual adjectives and adverbs).
_COMPOUND_FIRST_TEXT = """
all best better cease cross double ever far fast first five four free full great half hard heavy
high ill large last late left light little long low middle mid much multi near new old one open post
pro quasi real right second self semi short six single small so soft state ten third three top two
ultra vice war well wide world worst would year
"""
_COMPOUND_FIRST = frozenset(_COMPOUND_FIRST_TEXT.split())
# Prefixes and short words that stand before a whole word with a hyphen, when the dictionaries do
# not join the two: "non-aligned", "ex-husband", "in-house".
_BEFORE_WORDS_TEXT = """
ad anti by co counter de e ex extra in inter intra macro mega meta micro mini neo no non on out over
para photo poly pre proto pseudo re socio sub super to trans un under up
"""
_BEFORE_WORDS = frozenset(_BEFORE_WORDS_TEXT.split())


def joins_without_hyphen(first: str, second: str, known: frozenset[str] | set[str]) -> bool:
    """Whether ``first`` + hyphen, broken at a line end before ``second``, is one solid word.

    ``known`` are the words, in lower case, that stand unbroken elsewhere in the document. A
    hyphenated form seen there keeps its hyphen, a solid one loses it. A solid word of the list
    loses it; two words that are none together keep it. So do capitals and digits after it.
    Everything else is taken for a broken word.
    """
    bare = first.rstrip("-‐").lstrip(_OPENING)
    left, right = bare.lower(), second.lower().rstrip(".,;:!?" + _CLOSING)
    if not left or not right or not second[:1].islower() or not left[-1].isalpha():
        return False
    if f"{left}-{right}" in known:
        return False
    if left + right in known:
        return True
    if "-" in left:
        # "state-of-the-" goes on as it began.
        return False
    common, rare = english_words()
    solid, word = _without_ending(left + right), _without_ending(right)
    if solid in common or solid in rare:
        return True
    if left in _COMPOUND_FIRST:
        return not (word in common or word in rare or word in known)
    # A name may be made of two words: "Hart-well".
    is_compound = (left in common or left in _BEFORE_WORDS) and word in common
    return bare[0].isupper() or not is_compound


def _without_ending(word: str) -> str:
    return word.removesuffix("’s").removesuffix("'s")


@cache
def english_words() -> tuple[frozenset[str], frozenset[str]]:
    """Words that most English dictionaries have, and those that only some have."""
    text = gzip.decompress(_TABLE.read_bytes()).decode()
    common, _, rare = text.partition("\n\n")
    return frozenset(common.split()), frozenset(rare.split())
