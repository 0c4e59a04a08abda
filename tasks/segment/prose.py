"""What words alone tell about lines: ends of sentences, list items, hyphens, torn references."""

from __future__ import annotations

import re

# A sentence may be closed by quotes and brackets after its mark.
_SENTENCE_END = re.compile(r"""[.!?…:][\"'”’»)\]]*$""")
_OPENING = "\"'“‘«([„"
_CLOSING = "\"'”’»)]"

_LIST_MARKER = re.compile(r"(?:[-*+•‣◦⁃▪●·–]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{2,4})[.)])$")

_IMAGE_NAME = re.compile(
    r"^(?:!\[[^\]]*\]?\(?)?\S*[^\s(]\.(?:png|jpe?g|gif|webp|tiff?|bmp|svg)\)*$", re.IGNORECASE
)

# First parts that keep their hyphen in English compounds whatever follows (Chicago Manual of
# Style, 17th ed., 7.89, the table of compounds: self- and the usual adjectives and adverbs).
_COMPOUND_FIRST_TEXT = """
all best better cease cross double ever far fast first five four free full great half hard heavy
high ill large last late left light little long low middle mid much multi near new old one open post
pro quasi real right second self semi short six single small so soft state ten third three top two
ultra vice war well wide world worst would year
"""
_COMPOUND_FIRST = frozenset(_COMPOUND_FIRST_TEXT.split())
# Prefixes that are also whole words but join without a hyphen more often than not.
_PREFIXES = frozenset(("all", "ever", "far", "full", "mid", "multi", "pro", "post", "semi"))
_PREFIXES |= {"state", "so", "ultra", "war", "well"}


def ends_sentence(text: str) -> bool:
    """Whether a line ends with a sentence mark, closing quotes and brackets aside."""
    return bool(_SENTENCE_END.search(text))


def starts_sentence(text: str) -> bool:
    """Whether a line could begin a sentence: a capital, a digit or an opening quote."""
    bare = text.lstrip(_OPENING)
    return bool(bare) and (bare[0].isupper() or bare[0].isdigit() or bare[0] != text[0])


def is_list_marker(word: str) -> bool:
    """Whether a first word is a bullet, a number or a letter that marks a list item."""
    return bool(_LIST_MARKER.match(word))


def is_image_reference(text: str) -> bool:
    """Whether a line is nothing but the name of an image file or what is left of a reference."""
    return " " not in text and bool(_IMAGE_NAME.match(text))


def looks_like_heading(text: str, *, most_words: int = 16) -> bool:
    """Whether words alone allow a heading: short, begun like a sentence, not ended like one."""
    words = text.split()
    if not words or len(words) > most_words or not starts_sentence(text):
        return False
    last = text.rstrip(_CLOSING)
    if not last or last[-1] in ".,;:…!" or text[0] in '“"‘':
        return False
    return any(character.isalpha() for character in text)


def joins_without_hyphen(first: str, second: str, known: frozenset[str] | set[str]) -> bool:
    """Whether ``first`` + hyphen, broken at a line end before ``second``, is one solid word.

    ``known`` are the words, in lower case, that stand unbroken elsewhere in the document. A
    hyphenated form seen there keeps its hyphen, a solid one loses it; otherwise capitals, digits
    and first parts of compounds keep it, and everything else is taken for a broken word.
    """
    left = first.rstrip("-‐").lower().lstrip(_OPENING)
    right = second.lower().rstrip(".,;:!?" + _CLOSING)
    if not left or not right or not second[:1].islower() or not left[-1].isalpha():
        return False
    if f"{left}-{right}" in known:
        return False
    if left + right in known:
        return True
    if "-" in left:
        # "state-of-the-" goes on as it began.
        return False
    return left not in _COMPOUND_FIRST or (left in _PREFIXES and right not in known)
