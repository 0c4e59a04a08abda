"""Whether a clause inside another is asserted by who asserts that one.

"The court did not show that he lied" leaves open whether he did, "it is not true that he lied" says
that he did not; "she did not know that he lied" says that he did, for what is known is so.
Source of the classes: Karttunen 1971, "Implicative verbs", Language 47, and Kiparsky and Kiparsky
1970, "Fact", on verbs that presuppose their complement.
"""

from __future__ import annotations

from typing import Literal

from tasks.extract.clauses import is_none, negation, subject
from tasks.extract.tree import Token
from tasks.extract.words import words

Standing = Literal["asserted", "open", "denied"]

DEEPEST = 12
COMPLEMENTS = frozenset({"ccomp", "csubj", "csubj:pass", "acl", "xcomp", "conj"})
# What is, or is not, known, told or regretted is so all the same.
FACTIVE = words("factive")
# "There is no doubt that": who has none of these says that it is so.
SURE = frozenset(
    {"denying", "dispute", "doubt", "mistake", "question", "secret", "surprise", "wonder"}
)
TRUE = frozenset({"true", "case", "so", "correct", "right"})
UNTRUE = frozenset({"false", "untrue", "lie", "myth", "fiction", "nonsense", "incorrect", "wrong"})


def standing(predicate: Token) -> Standing:
    """Whether who asserts the sentence asserts the clause of this predicate, too."""
    node = predicate
    for _ in range(DEEPEST):
        if any(mark.lower in ("if", "unless") for mark in node.each("mark")):
            return "open"
        above = node.head
        if above is node or node.dep not in COMPLEMENTS:
            return "asserted"
        if node.dep != "conj":
            is_negated = _is_negated(above)
            if above.lemma in UNTRUE and above.child("cop") is not None:
                return "open" if is_negated else "denied"
            if is_negated and above.lemma in TRUE and above.child("cop") is not None:
                return "denied"
            if is_negated and above.lemma not in FACTIVE:
                return "open"
        node = above
    return "asserted"


def _is_negated(above: Token) -> bool:
    """Whether a predicate is negated, or a noun is one that there is not: "no evidence"."""
    own = subject(above)
    if own is not None and is_none(own):
        return True
    if above.pos in ("NOUN", "PRON") and is_none(above):
        return above.lemma not in SURE
    return negation(above) is not None


def is_inverted_condition(predicate: Token) -> bool:
    """ "Had the pilot turned back, …" says that he did not."""
    own = subject(predicate)
    if own is None:
        return False
    first = min(
        (c for c in predicate.children if c.dep not in ("cc", "mark", "punct")), key=lambda c: c.i
    )
    is_moved = first.i < own.i and first.dep.startswith("aux")
    is_added = any(c.lower in ("nor", "neither") for c in predicate.each("cc"))
    return is_moved and first.lower in ("had", "were", "should") and not is_added
