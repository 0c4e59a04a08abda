"""Whether a page's text layer can be trusted or the page must be read by OCR."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from tasks.read.pdf.geometry import PageFrame
from tasks.read.pdf.objects import PageObjects, Picture
from tasks.read.pdf.words import TextLayer
from tasks.read.raw import RawLine
from tasks.values import Box

Trust = Literal["good", "doubtful", "partial", "none"]

# Above this share of characters without meaning a layer is garbage.
_ODD_SHARE = 0.2
# Vowels are 35 to 50 % of the letters of languages in Latin script; shifted fonts fall outside.
_VOWELS = re.compile("[aeiouyàâäáãåæèéêëìíîïòóôöõøœùúûüýÿ]")
_VOWEL_SHARE = (0.22, 0.65)
# A page is a scan when pictures cover this much of it,
_SCAN_SHARE = 0.6
# and its own text a stamp when its lines take up less of the page's height.
_STAMP_SHARE = 0.05
_LATIN = re.compile(r"[A-Za-zÀ-ÿŒœ]")
_WORD = re.compile(r"^\W*[^\W\d_]{2,}(?:['’-][^\W\d_]+)*\W*$")
_LETTERS = re.compile(r"[^\W\d_]+")
# The commonest words of English, French, German, Spanish, Italian, Portuguese and Dutch: 20 to
# 45 % of the words of running text in each.
_COMMON_WORDS_TEXT = """
the of and to in is was for it on with as be by at his not are but from have an this that
le la les de des du et un une en est que dans pour par sur au qui pas
der die das und den von zu mit ist des im dem nicht ein eine auf für
el los las del y que por con para una se no su al como
il di che e per non del della una si con da sono gli
o os do da em um uma para com não na no ao
het een van ik dat niet op te zijn voor er maar met
"""
_COMMON_WORDS = frozenset(_COMMON_WORDS_TEXT.split())
# Running text below the first share is doubtful; OCR is believed instead above the second.
_DOUBTFUL_SHARE, _BELIEVED_SHARE = 0.03, 0.12
_LEAST_WORDS = 40
# Words of a layer on a picture that make it a picture whose text is already there.
_LEAST_WORDS_ON_PICTURE = 5


def trust_in(layer: TextLayer, objects: PageObjects, frame: PageFrame) -> Trust:
    """How far the layer can be taken for what the page shows.

    ``none``: there is something on the page but no text, or the text is garbage. ``partial``: a
    scan with no more text of its own than a stamp. ``doubtful``: letters that make no language
    known here, as fonts with shifted codes give them. A layer over or under a whole scan is good.
    """
    if layer.character_count == 0:
        return "none" if objects.count > 0 else "good"
    if is_garbage(layer):
        return "none"
    if objects.picture_share(frame) >= _SCAN_SHARE:
        if not _reads_like_words(layer):
            return "none"
        if _height_share(layer, frame) < _STAMP_SHARE:
            return "partial"
    return "doubtful" if _is_unknown_language(layer) else "good"


def _is_unknown_language(layer: TextLayer) -> bool:
    """Whether Latin letters make words of no language known here, in running text."""
    written = [word.text for line in layer.lines for word in line.words]
    if sum(word in _COMMON_WORDS for word in written) >= _DOUBTFUL_SHARE * len(written):
        return False  # most pages: nothing needs to be cut from the words
    words = _words(layer.lines)
    return (
        len(words) >= _LEAST_WORDS and _common_share(words) < _DOUBTFUL_SHARE and _is_latin(words)
    )


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


def reads_better(recognized: Iterable[RawLine]) -> bool:
    """Whether OCR found running text in a language known here where a layer had none."""
    words = _words(recognized)
    return len(words) >= _LEAST_WORDS / 2 and _common_share(words) >= _BELIEVED_SHARE


def beside_layer(recognized: Iterable[RawLine], layer: TextLayer) -> list[RawLine]:
    """The lines that OCR found where the layer has no words: those have been read already."""
    taken = [word.box for line in layer.lines for word in line.words if word.box]
    fresh = []
    for line in recognized:
        boxes = [box for word in line.words if (box := word.place or word.box)]
        covered = sum(
            any(_holds(box, mine) or _holds(mine, box) for mine in taken) for box in boxes
        )
        if 2 * covered < len(boxes):
            fresh.append(line)
    return fresh


def without_read(pictures: Iterable[Picture], layer: TextLayer) -> list[Picture]:
    """The pictures without those whose words the layer holds: scans under a layer made by OCR."""
    boxes = [box for line in layer.lines for word in line.words if (box := word.place or word.box)]
    return [
        picture
        for picture in pictures
        if sum(_holds(picture.box, box) for box in boxes) < _LEAST_WORDS_ON_PICTURE
    ]


def _holds(outer: Box, inner: Box) -> bool:
    """Whether the middle of a box lies in another."""
    x, y = (inner.x0 + inner.x1) / 2, (inner.top + inner.bottom) / 2
    return outer.x0 <= x <= outer.x1 and outer.top <= y <= outer.bottom


def _height_share(layer: TextLayer, frame: PageFrame) -> float:
    """The share of the page's height on which words of the layer stand, 0 to 1."""
    boxes = sorted(
        (word.box.top, word.box.bottom) for line in layer.lines for word in line.words if word.box
    )
    covered, reached = 0.0, 0.0
    for top, bottom in boxes:
        covered += max(0.0, bottom - max(top, reached))
        reached = max(reached, bottom)
    return covered / frame.height


def _words(lines: Iterable[RawLine]) -> list[str]:
    return [
        found.lower()
        for line in lines
        for word in line.words
        for found in _LETTERS.findall(word.text)
    ]


def _common_share(words: list[str]) -> float:
    return sum(word in _COMMON_WORDS for word in words) / len(words)


def _is_latin(words: list[str]) -> bool:
    text = "".join(words)
    return len(_LATIN.findall(text)) > 0.9 * len(text)


def _reads_like_words(layer: TextLayer) -> bool:
    """Whether most of what stands over a scan are whole words, as good OCR leaves them."""
    words = [word.text for line in layer.lines for word in line.words]
    return sum(bool(_WORD.match(word)) for word in words) >= 0.5 * len(words)
