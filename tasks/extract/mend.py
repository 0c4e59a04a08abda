"""Mend attachments that statistical parsers get wrong around reporting verbs."""

from __future__ import annotations

from tasks.extract.tree import Token

FINITE = frozenset({"VBD", "VBZ", "VBP"})
SUBJECT_LABELS = frozenset({"nsubj", "nsubj:pass", "csubj", "expl"})


def mend(tokens: list[Token]) -> None:
    """Reattach, in place, coordinated verbs that hang on a noun or on what was said before them."""
    for token in tokens:
        _free_coordinated_verb(token)
        _unwind_preposed_clause(token)
        _read_as_verb(token)


def _has_subject(token: Token) -> bool:
    return any(c.dep in SUBJECT_LABELS for c in token.children)


def _move(token: Token, head: Token, label: str) -> None:
    if token.head is not token:
        token.head.children.remove(token)
    token.head, token.dep = head, label
    head.children.append(token)
    head.children.sort(key=lambda c: c.i)


def _free_coordinated_verb(token: Token) -> None:
    """ "ruled out troops but reaffirmed support": the second verb belongs to the first, not "troops"."""
    if token.dep != "conj" or token.tag not in FINITE or token.pos != "VERB" or _has_subject(token):
        return
    noun = token.head
    if noun.pos not in ("NOUN", "PROPN") or noun.child("cop") is not None or _has_subject(noun):
        return
    verb = noun
    while verb.head is not verb and verb.pos not in ("VERB", "AUX"):
        verb = verb.head
    if verb.pos == "VERB" and verb.i < noun.i and verb.tag in FINITE | {"VBN"}:
        _move(token, verb, "conj")


def _read_as_verb(token: Token) -> None:
    """ "ruled out troops but reaffirmed support": "reaffirmed" read as an adjective of "support"."""
    link = token.child("cc")
    if token.dep != "conj" or link is None or link.lower != "but":
        return
    verbal = next(
        (c for c in token.children if c.i == link.i + 1 and c.tag in ("VBN", "VBD")), None
    )
    noun = token.head
    verb = noun.head
    if verbal is None or noun.dep != "obj" or verb.tag not in FINITE or verb.pos != "VERB":
        return
    verbal.pos, verbal.tag = "VERB", verb.tag
    _move(verbal, verb, "conj")
    _move(link, verbal, "cc")
    _move(token, verbal, "obj")


def _unwind_preposed_clause(token: Token) -> None:
    """ "X said A, but insisted B" read as if "X said A" were what was insisted on."""
    clause = token.child("ccomp")
    if clause is None or clause.i > token.i or _has_subject(token):
        return
    link = token.child("cc")
    if link is None or not clause.i < link.i < token.i:
        return
    head, label = token.head, token.dep
    is_root = head is token
    clause.head.children.remove(clause)
    if is_root:
        clause.head, clause.dep = clause, label
    else:
        head.children.remove(token)
        clause.head, clause.dep = head, label
        head.children.append(clause)
        head.children.sort(key=lambda c: c.i)
    token.head, token.dep = clause, "conj"
    clause.children.append(token)
    clause.children.sort(key=lambda c: c.i)
