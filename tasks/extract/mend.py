"""Mend attachments that statistical parsers get wrong around reporting verbs."""

from __future__ import annotations

from tasks.extract.cues import look_up
from tasks.extract.holders import can_be_source
from tasks.extract.tree import Token, descendants

# Verbs of speech that take a clause or a quotation, hardly ever a thing.
CLAUSE_ONLY = frozenset({"say", "insist", "argue", "think", "believe"})
FINITE = frozenset({"VBD", "VBZ", "VBP"})
UTTERANCES = frozenset({"accuse", "deny", "commit", "warn", "predict"})
NAMING = frozenset({"call", "cite", "describe", "point", "note", "praise", "urge", "dismiss"})
BACKSHIFTED = frozenset({"would", "had", "could", "might"})
SUBJECT_LABELS = frozenset({"nsubj", "nsubj:pass", "csubj", "expl"})


def mend(tokens: list[Token]) -> None:
    """Reattach, in place, coordinated verbs that hang on a noun or on what was said before them."""
    for token in tokens:
        _head_noun(token)
        _read_object_as_subject(token)
        _free_coordinated_verb(token)
        _unwind_preposed_clause(token)
        _read_as_verb(token)
        _lift_second_cue(token)
        _give_back_subject(token)
        _lift_participle(tokens, token)


def _head_noun(noun: Token) -> None:
    """In "the Austrian chancellor" the noun is the head, not the adjective right before it."""
    adjective = noun.head
    if (
        noun.pos != "NOUN"
        or not noun.dep.startswith("nmod")
        or adjective.pos != "ADJ"
        or adjective.i != noun.i - 1
        or adjective.head is adjective
    ):
        return
    above, label = adjective.head, adjective.dep
    others = [c for c in adjective.children if c is not noun]
    _move(noun, above, label)
    _move(adjective, noun, "amod")
    for child in others:
        _move(child, noun, child.dep)


def _read_object_as_subject(verb: Token) -> None:
    """In "said 14 aircraft crossed the line" the aircraft crossed: nobody says an aircraft."""
    thing = verb.child("obj")
    if verb.lemma not in CLAUSE_ONLY or verb.tag not in FINITE or thing is None:
        return
    clause = thing.child("acl")
    if clause is None or thing.pos not in ("NOUN", "PROPN"):
        return
    last = max([thing.i, *(t.i for c in thing.each("conj") for t in descendants(c))])
    if clause.i != last + 1 or (clause.tag != "VBD" and not _may_be_active(clause)):
        return
    _move(clause, verb, "ccomp")
    _move(thing, clause, "nsubj")
    clause.tag = "VBD"


def _may_be_active(participle: Token) -> bool:
    """Whether what is read as a passive participle has an object or the like and no agent."""
    if participle.tag != "VBN" or any(
        c.dep in ("obl:agent", "aux:pass") or c.lower == "by" for c in participle.children
    ):
        return False
    return any(c.dep in ("obj", "obl", "xcomp", "ccomp") for c in participle.children)


def _has_subject(token: Token) -> bool:
    return any(c.dep in SUBJECT_LABELS for c in token.children)


def _move(token: Token, head: Token, label: str) -> None:
    above = head
    while above.head is not above and above is not token:
        above = above.head
    if above is token:  # the new head hangs below the token: leave the tree a tree
        return
    if token.head is not token:
        token.head.children.remove(token)
    token.head, token.dep = head, label
    head.children.append(token)
    head.children.sort(key=lambda c: c.i)


def _free_coordinated_verb(token: Token) -> None:
    """In "ruled out troops but reaffirmed support" the second verb belongs to the first."""
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


def _lift_second_cue(token: Token) -> None:
    """In "denied that it lied and said it would appeal", "said" belongs to "denied"."""
    if token.dep != "conj" or token.pos != "VERB" or token.tag not in FINITE | {"VBN"}:
        return
    link = token.child("cc")
    clause = token.head
    if link is None or look_up(token) is None:
        return
    helpers = _helpers(token)
    outer = clause
    while outer.head is not outer and not (
        outer is not clause and outer.pos == "VERB" and outer.tag in FINITE | {"VBN"}
    ):
        outer = outer.head
    if outer is clause or outer.tag not in FINITE | {"VBN"} or not clause.i > outer.i:
        return
    is_there = clause.child("expl") is not None  # "says there is no need and has told friends …"
    if helpers and not is_there and (helpers != _helpers(outer) or helpers == _helpers(clause)):
        return
    if _has_subject(token):
        comma = any(c.text == "," for c in token.children if c.i < link.i)
        is_parallel = token.tag == outer.tag or (token.tag == "VBD" and outer.tag == "VBN")
        if comma and is_parallel and _is_cue(outer) and clause.dep == "ccomp":
            _move(token, outer, "conj")
        return
    is_bare = (
        clause.pos == "VERB"
        and clause.tag in ("VBG", "VB")
        and not any(c.dep in ("aux", "cop") for c in clause.children)
    )
    echoes = clause.tag == token.tag and _is_cue(clause)
    is_active = token.tag == "VBD" or (token.tag == "VBN" and clause.tag == "VBG" and not helpers)
    is_parallel = clause.tag != token.tag and bool(_helpers(clause)) and is_active
    token.tag = "VBD" if is_parallel else token.tag
    if not _is_cue(token) and not is_parallel:
        return  # but "insisted it was winning and called for a ban" has one speaker
    is_alike = token.tag == outer.tag and (token.tag == "VBD" or bool(helpers))
    is_past = clause.tag == "VBD" or any(c.lower in BACKSHIFTED for c in clause.each("aux"))
    is_now = token.tag in ("VBZ", "VBP") and not helpers  # "said she would rest but hopes to play"
    if (
        is_bare
        or is_there
        or ((is_alike or (is_past and is_now)) and _is_cue(outer) and not echoes)
    ):
        _move(token, outer, "conj")
        for mark in [c for c in clause.each("punct") if c.i > token.i]:
            _move(mark, outer, "punct")


def _helpers(token: Token) -> set[str]:
    """The auxiliaries of a verb: "has" in "has said"."""
    return {c.lemma for c in token.children if c.dep in ("aux", "aux:pass")}


def _is_cue(token: Token) -> bool:
    found = look_up(token) if token.pos == "VERB" else None
    return found is not None and not {"that", "quote"}.isdisjoint(found[0].acts)


def _give_back_subject(token: Token) -> None:
    """Mend "hoped the talks would resume" read as "hoped the talks" and a bare clause."""
    labels = ("ccomp", "xcomp", "acl", "advcl", "parataxis", "conj")
    if token.dep not in labels or _has_subject(token) or token.child("cc") is not None:
        return
    modal = next(
        (
            c
            for c in token.children
            if c.dep in ("aux", "cop", "aux:pass")
            and c.i < token.i
            and c.tag in ("MD", "VBD", "VBZ", "VBP")
        ),
        None,
    )
    if modal is None or any(c.dep == "mark" for c in token.children):
        return
    noun = next((c for c in _objects_before(token) if _last(c) + 1 == modal.i), None)
    if noun is None or not _is_cue(noun.head):
        return
    verb = noun.head
    _move(noun, token, "nsubj")
    if token.head is not verb:
        _move(token, verb, "ccomp")
    else:
        token.dep = "ccomp"


def _lift_participle(tokens: list[Token], token: Token) -> None:
    """In "refused to endorse him, telling delegates …": the speaker of both is the same."""
    at = token.i - tokens[0].i
    links = (",", "and") if token.dep == "conj" and token.head.tag != "VBG" else (",",)
    if token.tag != "VBG" or at == 0 or tokens[at - 1].text not in links or not _is_telling(token):
        return
    if token.dep not in ("advcl", "acl", "conj", "dep", "parataxis", "ccomp", "xcomp"):
        return
    outer = token.head
    while outer.head is not outer and not (
        outer.tag in FINITE | {"VBN"} and _is_source_verb(outer)
    ):
        outer = outer.head
    above = _above_relative(token)
    outer = above if above is not token.head or outer is token.head else outer
    if outer is not token.head and outer.i < token.i:
        _move(token, outer, "advcl")


def _above_relative(token: Token) -> Token:
    """The verb over "blocked a law that would hurt them, saying …": a law says nothing."""
    clause = token.head
    while clause.head is not clause and not clause.dep.startswith("acl"):
        clause = clause.head
    noun = outer = clause.head
    if noun is clause or can_be_source(noun, "speaker"):
        return token.head
    while outer.head is not outer and not (outer.pos == "VERB" and outer.tag in FINITE):
        outer = outer.head
    who = outer.child("nsubj")
    return outer if who is not None and can_be_source(who, "speaker") else token.head


def _is_telling(token: Token) -> bool:
    """Whether a participle can only be speech: "saying", "adding", not "highlighting"."""
    found = look_up(token)
    if found is None:
        return False
    cue = found[0]
    if "that" in cue.acts and any(c.child("mark") is not None for c in token.each("ccomp")):
        return True
    is_quotative = "quote" in cue.acts and not {"obj", "inf"} & set(cue.acts)
    return (is_quotative and cue.act != "believe") or cue.act in UTTERANCES or token.lemma in NAMING


def _is_source_verb(token: Token) -> bool:
    return token.pos == "VERB" and look_up(token) is not None and _has_subject(token)


def _objects_before(token: Token) -> list[Token]:
    """Objects of verbs near a clause: of its head and of that head's other complements."""
    head = token.head
    verbs = [head, *(c for c in head.children if c.dep in ("ccomp", "xcomp") and c.i < token.i)]
    return [c for v in verbs for c in v.children if c.dep == "obj" and c.i < token.i]


def _last(token: Token) -> int:
    return max(t.i for t in descendants(token))


def _read_as_verb(token: Token) -> None:
    """The same with "reaffirmed" read as an adjective of "support"."""
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
    """In "X said A, but insisted B", read as if "X said A" were what was insisted on."""
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
