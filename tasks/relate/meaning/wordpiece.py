"""Text to the word pieces a BERT encoder reads: lower case, no accents, longest pieces first.

The algorithm is that of BERT's uncased tokenizer (Devlin et al. 2019; Wu et al. 2016).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

UNKNOWN = "[UNK]"
_LONGEST_WORD = 100


class WordPieces:
    """A vocabulary of word pieces; a piece within a word begins with "##"."""

    def __init__(self, pieces: list[str]) -> None:
        self._ids = {piece: number for number, piece in enumerate(pieces)}
        self._of_word = lru_cache(maxsize=50_000)(self._pieces)

    def id_of(self, piece: str) -> int:
        """The number of a piece; KeyError when there is none."""
        return self._ids[piece]

    def ids(self, text: str) -> list[int]:
        """The numbers of the pieces of a text, without the marks around it."""
        return [number for word in _words(text) for number in self._of_word(word)]

    def _pieces(self, word: str) -> tuple[int, ...]:
        found: list[int] = []
        start = 0
        while start < len(word) <= _LONGEST_WORD:
            for end in range(len(word), start, -1):
                piece = ("##" if start else "") + word[start:end]
                if piece in self._ids:
                    found.append(self._ids[piece])
                    start = end
                    break
            else:
                return (self._ids[UNKNOWN],)
        return tuple(found) or (self._ids[UNKNOWN],)


def _words(text: str) -> Iterator[str]:
    """The words and marks of a text, folded."""
    folded = unicodedata.normalize("NFD", text.lower())
    spaced = "".join(_spaced(char) for char in folded)
    return iter(spaced.split())


@lru_cache(maxsize=10_000)
def _spaced(char: str) -> str:
    kind = unicodedata.category(char)
    if kind == "Mn" or char in "\0�" or (kind[0] == "C" and char not in "\t\n\r"):
        return ""
    is_mark = kind[0] == "P" or (char.isascii() and char.isprintable() and not char.isalnum())
    if (is_mark and char != " ") or "一" <= char <= "鿿":
        return f" {char} "
    return " " if char.isspace() else char
