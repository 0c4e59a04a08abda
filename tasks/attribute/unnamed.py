"""People without a name: what a spokesman is called, and "she" who takes up one that spoke."""

from __future__ import annotations

from itertools import chain

from tasks.attribute.lists import people_words
from tasks.attribute.names import Register
from tasks.attribute.pronouns import HE, SHE, agrees, rank_of
from tasks.attribute.resolved import Resolved
from tasks.extract.holders import holders
from tasks.extract.tree import Parse, Token

VOICES = frozenset({"spokesman", "spokeswoman", "spokesperson"})
LONGEST = 7  # tokens of whom a spokesman speaks for
FOR = frozenset({"for", "of"})
PLAIN = frozenset({"case", "det", "amod", "compound", "nmod", "nmod:poss", "punct", "flat"})
# Of whom it matters for whom they speak.
NARROWED = VOICES | {"lawyer", "attorney", "solicitor", "barrister"}
NOBODY = Resolved()


class Unnamed:
    """Sources that are one person without a name, by sentence, and what they resolved to."""

    def __init__(self, parse: Parse, register: Register) -> None:
        self.parse = parse
        self.register = register
        self.spoke: dict[int, list[tuple[Token, Resolved]]] = {}

    def note(self, head: Token, found: Resolved) -> None:
        """Remember a source that is one person: "a resident", "the parents' spokeswoman"."""
        if head.tag == "NN" and head.lemma.lower() in holders()["people"]:
            self.spoke.setdefault(head.sentence, []).append((head, found))

    def meant_by(self, pronoun: Token) -> Resolved | None:
        """Who "he" or "she" is where somebody without a name has just spoken.

        It must be the last main subject before the pronoun, in the same sentence or the one
        before, and nobody with a name may have come since who could be meant.
        """
        if pronoun.lower not in HE | SHE or not self.spoke:
            return None
        near = chain.from_iterable(self.spoke.get(pronoun.sentence - n, ()) for n in (0, 1))
        before = [pair for pair in near if pair[0].i < pronoun.i]
        head, found = max(before, key=lambda pair: pair[0].i, default=(pronoun, NOBODY))
        if head is pronoun or rank_of(head) or not _may_be(pronoun, head.lemma.lower()):
            return None
        first = self.parse.sentences[head.sentence].first
        for token in self.parse.tokens[first : pronoun.i]:
            name = self.register.at.get(token.i)
            if token.i > head.i and self._is_rival(token, pronoun):
                return None
            if name is not None and agrees(name, pronoun):
                return None
        return found.taken_up("anaphora")

    def _is_rival(self, token: Token, pronoun: Token) -> bool:
        """Whether a token after the source is another subject that may be taken up instead."""
        if token.dep not in ("nsubj", "nsubj:pass") or token.pos not in ("NOUN", "PROPN"):
            return False
        if token.sentence != pronoun.sentence and rank_of(token) == 0:
            return True
        is_one = token.tag in ("NN", "NNP") and token.lemma.lower() in holders()["people"]
        return is_one and _may_be(pronoun, token.lemma.lower())


def _may_be(pronoun: Token, noun: str) -> bool:
    words = people_words()
    return noun not in (words["female_words"] if pronoun.lower in HE else words["male_words"])


def voice_of(parse: Parse, head: Token, first: int) -> tuple[int, int] | None:
    """The tokens that tell which spokesman: "parents' spokeswoman", "spokesman for the hospital".

    ``first`` is where the description starts without its owner. None when nothing narrows it.
    """
    if head.lemma.lower() not in NARROWED:
        return None
    owner = head.child("nmod:poss")
    if owner is not None and owner.pos != "PRON" and owner.i < first and owner.tag != "PRP$":
        start = owner.left
        while start < owner.i and parse.tokens[start].pos == "DET":
            start += 1
        return start, head.i + 1
    for whom in head.each("nmod"):
        case = whom.child("case")
        is_plain = all(c.dep in PLAIN for c in whom.children)
        is_short = whom.right - head.i <= LONGEST
        if (
            case is not None
            and case.lower in FOR
            and case.i == head.i + 1
            and is_plain
            and is_short
        ):
            return first, whom.right + 1
    return None
