"""Whose statement it is: the source and the addressee of a verb cue."""

from __future__ import annotations

from tasks.extract.clauses import agent_of, controller, is_impersonal, is_passive, phrase, trim
from tasks.extract.draft import Draft
from tasks.extract.tree import Parse, Range, Token
from tasks.extract.words import words

TELLING = words("telling")
RAISED = frozenset({"raise", "obj_inf"})


def make(
    parse: Parse,
    verb: Token,
    contents: list[Range],
    act: str,
    rule: str,
    frame: str,
    last: Token | None,
    content_head: Token | None,
) -> Draft:
    """A draft of a verb cue with its source and addressee looked up."""
    end = last.i + 1 if last is not None and last.i > verb.i else verb.i + 1
    source_head = antecedent(source_of(verb))
    source = phrase(parse, source_head) if source_head is not None else None
    if source is not None and source[0] < verb.i < source[1]:  # "editors requesting her help"
        source = trim(parse, (source[0], verb.i))
    draft = Draft(
        contents=contents,
        cue=(verb.i, end),
        head=verb,
        source=source,
        act=act,
        rule=rule,
        content_head=content_head,
        source_head=source_head,
        lemma=verb.lemma if last is None else f"{verb.lemma} {last.lower}",
        frame=frame,
    )
    addressee = addressee_of(verb, frame)
    if addressee is not None:
        first, stop = phrase(parse, addressee)
        start = contents[0][0] if contents else stop
        draft.addressee = (first, start if first < start < stop else stop)
    return draft


def antecedent(source: Token | None) -> Token | None:
    """The noun a relative pronoun stands for; anything else stays itself."""
    if source is None or (source.tag not in ("WP", "WDT") and source.lower != "that"):
        return source
    clause = source.head
    while (
        not clause.dep.startswith("acl")
        and clause.head is not clause
        and clause.dep in ("conj", "xcomp", "ccomp")
    ):
        clause = clause.head
    noun = clause.head
    while noun.dep == "appos" and noun.head.pos == "PROPN":
        noun = noun.head
    is_noun = noun.pos in ("NOUN", "PROPN", "PRON") and noun.i < source.i
    return noun if clause.dep.startswith("acl") and is_noun else source


def source_of(verb: Token) -> Token | None:
    """The head of the source of a verb cue: its subject, or the agent of a passive."""
    if is_passive(verb):
        return agent_of(verb)
    if is_impersonal(verb):
        return None
    return controller(verb)


def addressee_of(verb: Token, frame: str) -> Token | None:
    """The head of the one who is told, asked or urged."""
    if verb.lemma not in TELLING and frame not in RAISED:
        return next(
            (
                c
                for c in verb.children
                if c.dep in ("obl", "iobj")
                and any(x.lower == "to" for x in c.each("case"))
                and c.pos in ("PROPN", "PRON", "NOUN")
                and frame in ("that", "quote")
            ),
            None,
        )
    if is_passive(verb):
        return verb.child("nsubj:pass")
    return verb.child("iobj", "obj") if frame != "obj" else None
