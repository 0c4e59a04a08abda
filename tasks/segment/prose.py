"""What words alone tell about lines: ends of sentences, list items, torn references."""

from __future__ import annotations

import re

from tasks.read.raw import RawWord

# A sentence may be closed by quotes and brackets after its mark.
_SENTENCE_END = re.compile(r"""[.!?…:][\"'”’»)\]]*$""")
_OPENING = "\"'“‘«([„"
_CLOSING = "\"'”’»)]"

_LIST_MARKER = re.compile(r"(?:[-*+•‣◦⁃▪●·–]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{2,4})[.)])$")

_IMAGE_NAME = re.compile(
    r"^(?:!\[[^\]]*\]?\(?)?\S*[^\s(]\.(?:png|jpe?g|gif|webp|tiff?|bmp|svg)\)*$", re.IGNORECASE
)


# Marks that lead from an author to a note, and accents beside their letter; what parts names.
_NOTE_MARKS = re.compile(r"[*∗†‡§¶‖\d`´¨\u02c6-\u02dd]+|(?<=\s)[a-z](?=\s|$)")
_BETWEEN_NAMES = re.compile(r"[\s,;]*[,;]\s*(?:and\s+|&\s*)?|\s+(?:and|&)\s+")
_PERSON = re.compile(
    r"^[A-ZÀ-Þ][\w’'-]*\.?(?:\s+(?:(?:de|van|von|der|den|al|bin|la|le|da|di|du)\s+)*"
    r"[A-ZÀ-Þ][\w’'-]*\.?){1,4}$"
)


def ends_sentence(text: str) -> bool:
    """Whether a line ends with a sentence mark, closing quotes and brackets aside."""
    return bool(_SENTENCE_END.search(text))


def starts_sentence(text: str) -> bool:
    """Whether a line could begin a sentence: a capital, a digit or an opening quote."""
    bare = text.lstrip(_OPENING)
    return bool(bare) and (bare[0].isupper() or bare[0].isdigit() or bare[0] != text[0])


def begins_item(words: list[RawWord]) -> bool:
    """Whether a line begins with a bullet, a number or a letter that marks an item, and an item.

    A line of dashes, or "v. :" between the parties of a case, is none.
    """
    return (
        len(words) > 1
        and _LIST_MARKER.match(words[0].text) is not None
        and any(character.isalnum() for character in words[1].text)
    )


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


def names_people(text: str) -> bool:
    """Whether a line is nothing but two full names or more, as authors stand under a title."""
    names = [name for name in _BETWEEN_NAMES.split(_NOTE_MARKS.sub("", text).strip(" ,;")) if name]
    return len(names) > 1 and all(_PERSON.match(" ".join(name.split())) for name in names)
