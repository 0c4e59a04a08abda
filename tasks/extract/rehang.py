"""Hang clauses and names where they belong when a sentence opens or a name is long.

"Asked whether he would run, his lawyer declined to say", "UAW President Shawn Fields said",
"Some fear a recession": parsers make one clause of two, two subjects of one, or none of a verb.
"""

from __future__ import annotations

from tasks.extract.cues import look_up, table
from tasks.extract.misread import ENDS, FINITE, SUBJECTS, move, put_above, words_above
from tasks.extract.tree import Token, descendants

# Words that can be a subject on their own, or stand before a plural noun.
SOME = frozenset({"some", "many", "most", "few", "others", "both", "all", "several"})


def rehang(tokens: list[Token]) -> None:
    """Mend, in place, the clauses and subjects of one piece of text.

    ``tokens`` are the tokens of the piece with heads and children set, edges not yet.
    """
    for at, token in enumerate(tokens):
        _join_parts_of_name(tokens, at, token)
        _free_main_clause(tokens, at, token)
        _read_after_some(tokens, at, token)
        _give_role_to_name(tokens, at, token)
        _take_that_clause(tokens, at, token)


def _join_parts_of_name(tokens: list[Token], at: int, token: Token) -> None:
    """In "UAW President Shawn Fields said" the union is no subject of its own."""
    if token.dep != "nsubj" or token.pos not in ("NOUN", "PROPN") or at + 2 >= len(tokens):
        return
    other = next((c for c in token.head.each("nsubj") if c.i > token.i), None)
    if other is None or other.pos != "PROPN" or tokens[at + 1].pos not in ("NOUN", "PROPN"):
        return
    if min(t.i for t in descendants(other)) == token.i + 1:
        move(token, other, "compound")


def _give_role_to_name(tokens: list[Token], at: int, token: Token) -> None:
    """In "said midfielder Kim Park would play" the role belongs to the name after it."""
    if token.pos != "NOUN" or token.dep not in ("ccomp", "obj", "iobj", "nsubj") or at == 0:
        return
    verb = token.head
    name = tokens[at + 1] if at + 1 < len(tokens) else token
    if name.pos != "PROPN" or name.dep != "nsubj" or not verb.i < token.i or look_up(verb) is None:
        return
    is_bare = all(c.dep in ("amod", "compound") for c in token.children)
    if is_bare and name.sentence == token.sentence and name.head is not verb:
        clause = name.head
        move(token, name, "nmod:desc")
        if clause.head is verb and clause.dep in ("conj", "parataxis", "advcl"):
            clause.dep = "ccomp"


def _take_that_clause(tokens: list[Token], at: int, token: Token) -> None:
    """In "nobody believes that it will end, she said" the clause belongs to the word before it."""
    that = tokens[at + 1] if at + 1 < len(tokens) else token
    clause = that.head
    if that.lower != "that" or that.dep != "mark" or clause.i < that.i or clause.head is token:
        return
    found = look_up(token) if token.pos in ("VERB", "NOUN") else None
    if found is None or "that" not in found[0].acts:
        return
    if token.pos == "VERB" and clause.head is token.head and token.dep != "conj":
        move(clause, token, "ccomp")
        return
    is_far = clause.head.i < token.i and clause.dep.startswith("acl")
    if token.pos == "NOUN" and is_far and clause.head not in words_above(token):
        move(clause, token, "acl")


def _free_main_clause(tokens: list[Token], at: int, token: Token) -> None:
    """In "Asked whether he would run, his lawyer declined" the lawyer's is the main clause."""
    is_opening = at == 0 or tokens[at - 1].sentence != token.sentence
    if not is_opening or token.tag not in ("VBD", "VBN") or token.child(*SUBJECTS) is not None:
        return
    clauses = [c for c in token.each("ccomp", "parataxis", "advcl") if c.i > token.i]
    main = clauses[-1] if len(clauses) > 1 else None
    who = main.child("nsubj", "nsubj:pass") if main is not None else None
    if main is None or who is None or main.tag not in FINITE or not token.is_root:
        return
    first = min(t.i for t in descendants(who) if t.dep != "punct")
    if tokens[at + first - token.i - 1].text != "," or main.child("mark") is not None:
        return
    put_above(main, token)
    token.dep, token.tag = "advcl", "VBN"
    for child in [c for c in token.children if c.i > main.i]:
        move(child, main, child.dep)


def _read_after_some(tokens: list[Token], at: int, token: Token) -> None:
    """In "Some fear a recession" the verb was read as the noun that "some" determines."""
    if token.tag not in ("NN", "VBP", "VB") or not token.is_root or at == 0:
        return
    some = tokens[at - 1]
    if some.lower not in SOME or some.head is not token or ("verb", token.lower) not in table():
        return
    if token.pos == "VERB" and token.child(*SUBJECTS) is None:
        some.pos, some.dep = "PRON", "nsubj"
    if token.tag != "NN" or tokens[-1].text not in ENDS:
        return
    after = [c for c in token.children if c.i > token.i and c.dep != "punct"]
    first = after[0] if after else None
    if first is None or first.child("case") is not None:
        return
    is_object = first.dep in ("nmod", "appos", "dep", "obj") and first.pos in ("NOUN", "PROPN")
    is_clause = first.dep.startswith(("acl", "ccomp", "advcl", "parataxis"))
    if not is_object and not is_clause:
        return
    token.pos, token.tag, token.lemma = "VERB", "VBP", token.lower
    some.pos, some.dep = "PRON", "nsubj"
    is_to = any(c.lower == "to" and c.dep in ("mark", "aux") for c in first.children)
    first.dep = "obj" if is_object else "xcomp" if is_to else "ccomp"
    for child in after[1:]:
        if child.dep.startswith("acl") and look_up(child) is None:
            child.dep = "advcl"
