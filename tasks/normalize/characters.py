"""Clean the characters of a line or a word: mended encoding, NFC, no invisible characters."""

from __future__ import annotations

import re
import unicodedata

import ftfy

# Curly quotes carry attribution and stay. Ligatures in text files are the author's own.
_MEND = ftfy.TextFixerConfig(
    uncurl_quotes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    normalization="NFC",
    explain=False,
)

# Soft hyphen, zero-width space, word joiner, byte order mark, directional marks: no glyphs.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff\ufffe\uffff]")

# Typesetters' ligatures U+FB00 to U+FB06 (Unicode, Alphabetic Presentation Forms).
_LIGATURES = str.maketrans(
    {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
)

# C0 and C1 controls except white space; surrogates can come from broken PDF fonts.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")


def clean_line(line: str) -> str:
    """A line of a text file: encoding mended (ftfy), NFC, no controls or invisible characters."""
    if line.isascii() and "&" not in line:
        return _CONTROLS.sub("", line)
    mended = ftfy.fix_text_segment(line, config=_MEND)
    # Controls go after mending: mis-decoded characters are made of them.
    return unicodedata.normalize("NFC", _CONTROLS.sub("", _INVISIBLE.sub("", mended)))


def clean_word(word: str) -> str:
    """A word of a page: as ``clean_line``, and the typesetter's ligatures taken apart."""
    if word.isascii():
        if word.isprintable() and " " not in word:
            return word
        return "".join(_CONTROLS.sub("", word).split())
    apart = clean_line(word).translate(_LIGATURES)
    return unicodedata.normalize("NFC", "".join(apart.split()))
