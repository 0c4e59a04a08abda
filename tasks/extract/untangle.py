"""Give verbs the subject, object or clause that a neighbour took from them.

"In a post on X, Minister Joseph Wekesa claimed …", "urged calm and accused rivals of lying",
"called the bill “a gift”", "…, even as residents say otherwise": two things stand side by side
and parsers hang one on the other.
"""

from __future__ import annotations

from tasks.extract.cues import look_up
from tasks.extract.misread import FINITE, SUBJECTS, move
from tasks.extract.tree import Token, descendants


def untangle(tokens: list[Token]) -> None:
    """Mend, in place, what stands beside another thing in one piece of text.

    ``tokens`` are the tokens of the piece with heads and children set, edges not yet.
    """
    base = tokens[0].i if tokens else 0
    for token in tokens:
        before = tokens[token.i - base - 1] if token.i > base else None
        _take_subject_from_apposition(token)
        _split_second_object(token)
        _lift_contrast(token)
        if before is not None:
            _read_accusation(token, before)


def _take_subject_from_apposition(verb: Token) -> None:
    """In "In a post on X, Joseph Wekesa claimed …" the name is no other name of X."""
    if verb.pos != "VERB" or verb.tag not in FINITE or verb.dep == "conj" or look_up(verb) is None:
        return
    if any(c.dep in (*SUBJECTS, "aux:pass", "expl") for c in verb.children):
        return
    for setting in verb.each("obl"):
        for name in descendants(setting):
            inside = [t.i for t in descendants(name)]
            opens = any(c.text == "," and c.i == min(inside) for c in name.children)
            first = min(inside) + 1 if opens else min(inside)
            is_next = max(inside) == verb.i - 1 and name.head.i < first
            if name.dep == "appos" and name.pos == "PROPN" and is_next:
                move(name, verb, "nsubj")
                return


def _split_second_object(verb: Token) -> None:
    """In "called the bill “the best thing”" the first of two complements is the object."""
    if verb.lemma not in ("call", "label", "brand", "dub", "deem", "consider"):
        return
    complements = verb.each("xcomp")
    if len(complements) == 2 and verb.child("obj", "nsubj:pass") is None:
        first = complements[0]
        if first.i > verb.i and first.pos in ("NOUN", "PROPN", "PRON"):
            first.dep = "obj"


def _lift_contrast(clause: Token) -> None:
    """In "fear it will fail, even as he insists it will not" the contrast is the writer's."""
    if clause.dep != "advcl" or clause.head.dep != "ccomp":
        return
    mark = clause.child("mark")
    even = clause.child("advmod")
    if mark is None or even is None or (even.lower, mark.lower) != ("even", "as"):
        return
    follows_comma = any(c.text == "," and c.i == even.i - 1 for c in clause.children)
    if follows_comma and even.i == mark.i - 1 and clause.i > clause.head.i:
        move(clause, clause.head.head, "advcl")


def _read_accusation(token: Token, before: Token) -> None:
    """In "urged calm and accused rivals of lying" the second verb is no adjective."""
    rivals = token.head
    if token.tag != "VBN" or token.dep != "amod" or before.dep != "cc" or rivals.dep != "conj":
        return
    deed = rivals.child("acl", "nmod")
    link = deed.child("mark", "case") if deed is not None else None
    if deed is None or link is None or link.lower not in ("of", "for") or look_up(token) is None:
        return
    verb = rivals.head
    while verb.head is not verb and verb.tag not in FINITE:
        verb = verb.head
    if verb.pos != "VERB" or not move(token, verb, "conj"):
        return
    token.tag, token.pos = "VBD", "VERB"
    move(rivals, token, "obj")
    move(before, token, "cc")
    move(deed, token, "advcl" if deed.pos == "VERB" else "obl")
