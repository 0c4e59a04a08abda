"""Which language a text is in."""

from __future__ import annotations

import functools
import re
from typing import Any

# The commonest English function words; about 35 to 45 % of the words of running English.
_FUNCTION_WORDS_TEXT = """
the of and to in a that is was for it on with as be by at he his had not are but from or have an
they which one you were her all she there would their we him been has when who will more no if out
so said what up its about into than them can only other
"""
_FUNCTION_WORDS = frozenset(_FUNCTION_WORDS_TEXT.split())
# English texts of every kind lie above this share; other languages in Latin script below 0.1.
_ENGLISH_SHARE = 0.25
_LETTERS = re.compile(r"[^\W\d_]+")


def language_of(text: str) -> tuple[str | None, float | None]:
    """ISO 639-1 code and score (0 to 1); (None, None) for less than ten words.

    Enough function words settle English, with a score of 1; everything else is asked of
    py3langid, whose model takes half a second to load.
    """
    words = _LETTERS.findall(text[:20_000])
    if len(words) < 10:
        return None, None
    share = sum(word.lower() in _FUNCTION_WORDS for word in words) / len(words)
    if share >= _ENGLISH_SHARE:
        return "en", 1.0
    code, score = _identifier().classify(" ".join(words))
    return str(code), float(score)


@functools.cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
