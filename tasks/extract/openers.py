"""Read a noun that opens a sentence as the name it is elsewhere in the document.

Taggers go by the word where a capital tells nothing: "Price said she intends to …", where the text
has "Yolanda Price" before.
"""

from __future__ import annotations

from tasks.extract.tree import Parse, Token

NOUNS = frozenset({"NN", "NNS", "JJ"})
NAMING = frozenset({"NNP", "NNPS"})


def read_openers(parsed: Parse) -> None:
    """Mend, in place, the words that open sentences and are surnames of the document."""
    tokens = parsed.tokens
    surnames = {t.text for t in tokens if _ends_full_name(tokens, t)}
    if not surnames:
        return
    common = {t.text for t in tokens}
    for sentence in parsed.sentences:
        at = sentence.first
        while at < sentence.end - 1 and not tokens[at].text[0].isalnum():
            at += 1
        word = tokens[at]
        is_noun = word.tag in NOUNS and word.dep in ("nsubj", "nsubj:pass", "nmod:poss")
        if is_noun and word.text in surnames and word.lower not in common:
            word.pos, word.tag = "PROPN", "NNP"


def _ends_full_name(tokens: list[Token], token: Token) -> bool:
    """Whether a word is the last of a name of two or more."""
    is_name = token.tag == "NNP" or (token.tag == "NN" and token.dep == "flat")
    if not is_name or not token.text[0].isupper() or token.i == 0:
        return False
    before = tokens[token.i - 1]
    is_one = before.head is token or token.head is before or token.head is before.head
    is_last = token.i + 1 == len(tokens) or tokens[token.i + 1].tag not in NAMING
    return before.tag in NAMING and before.sentence == token.sentence and is_one and is_last
