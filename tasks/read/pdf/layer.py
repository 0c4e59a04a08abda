"""Whether a page's text layer can be trusted or the page must be read by OCR."""

from __future__ import annotations

import re

from tasks.read.pdf.objects import PageObjects
from tasks.read.pdf.words import TextLayer

# Above this share of characters without meaning a layer is garbage.
_ODD_SHARE = 0.2
# Vowels are 35 to 50 % of the letters of languages in Latin script; shifted fonts fall outside.
_VOWELS = re.compile("[aeiouyàâäáãåæèéêëìíîïòóôöõøœùúûüýÿ]")
_VOWEL_SHARE = (0.22, 0.65)
# A page is a scan when pictures cover this much of it,
_SCAN_SHARE = 0.6
# and its own text is no more than a stamp or a page number.
_STAMP_CHARACTERS = 80
_LATIN = re.compile(r"[A-Za-zÀ-ÿŒœ]")
_WORD = re.compile(r"^\W*[^\W\d_]{2,}(?:['’-][^\W\d_]+)*\W*$")


def needs_ocr(layer: TextLayer, objects: PageObjects, picture_share: float) -> bool:
    """Whether the page must be read from its picture.

    That is when there is something on it but no text, when the text is garbage, or when it is a
    scan with no more text of its own than a stamp. A good layer under or over a scan stays.
    """
    if layer.character_count == 0:
        return objects.count > 0
    if is_garbage(layer):
        return True
    if picture_share < _SCAN_SHARE:
        return False
    return layer.character_count < _STAMP_CHARACTERS or not _reads_like_words(layer)


def is_garbage(layer: TextLayer) -> bool:
    """Whether a layer's characters cannot be what its page shows.

    Unmapped or private characters, or Latin letters whose share of vowels no language has.
    """
    if layer.odd_count > _ODD_SHARE * layer.character_count:
        return True
    text = "".join(word.text for line in layer.lines for word in line.words).lower()
    letters = len(_LATIN.findall(text))
    if letters < 200 or letters < 0.5 * len(text):
        return False
    share = len(_VOWELS.findall(text)) / letters
    return not _VOWEL_SHARE[0] <= share <= _VOWEL_SHARE[1]


def _reads_like_words(layer: TextLayer) -> bool:
    """Whether most of what stands over a scan are whole words, as good OCR leaves them."""
    words = [word.text for line in layer.lines for word in line.words]
    return sum(bool(_WORD.match(word)) for word in words) >= 0.5 * len(words)
