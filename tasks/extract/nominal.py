"""Statements whose cue is a noun or an adjective: "the claim that", "is confident that"."""

from __future__ import annotations

from tasks.extract.clauses import (
    controller,
    is_finite,
    is_infinitive,
    is_passive,
    phrase,
    subject,
    trim,
)
from tasks.extract.cues import Cue, look_up, table
from tasks.extract.draft import Draft
from tasks.extract.holders import can_be_source
from tasks.extract.reach import VENUES, after_cue
from tasks.extract.sources import antecedent
from tasks.extract.tree import Parse, Token
from tasks.extract.words import words

LIGHT = words("light")
IMPERSONAL = ("it", "this", "that", "there")  # "it is clear that", but "it is confident that"
HELD = frozenset({"believe", "accuse", "predict", "warn"})


PREDICATIVE = frozenset(
    {"conj", "xcomp", "acl", "advcl", "root", "acl:relcl", "ccomp", "acomp", "parataxis"}
)


def find_nominal(parse: Parse) -> list[Draft]:
    """One draft for every noun or adjective cue with a clause, infinitive or phrase as content."""
    drafts = []
    for token in parse.tokens:
        cue = _cue(token)
        if cue is None:
            continue
        draft = _noun(parse, token, cue) if token.pos == "NOUN" else _adjective(parse, token, cue)
        if draft is not None:
            drafts.append(draft)
    return drafts


def _cue(token: Token) -> Cue | None:
    """The noun or adjective cue a token is; a participle such as "concerned" is an adjective."""
    if token.pos == "NOUN" or (token.pos == "ADJ" and token.tag not in ("VBN", "VBD")):
        found = look_up(token)
        return found[0] if found else None
    if token.tag == "VBN":
        return table().get(("adjective", token.lower))
    return None


def _noun(parse: Parse, noun: Token, cue: Cue) -> Draft | None:
    if _is_venue_of_cue(noun):
        return None
    for clause in noun.children:
        if clause.i < noun.i:
            continue
        if (
            clause.dep in ("acl", "ccomp", "advcl", "acl:relcl")
            and "that" in cue.acts
            and _is_that(noun, clause)
        ):
            return _make(parse, noun, cue, "that", clause)
        if (
            clause.dep in ("acl", "xcomp", "advcl", "ccomp")
            and "inf" in cue.acts
            and is_infinitive(clause)
        ):
            draft = _make(parse, noun, cue, "inf", clause)
            return draft if draft is not None and draft.source is not None else None
    if noun.dep == "obj" and noun.head.lemma in LIGHT and "that" in cue.acts:
        hung = next((c for c in noun.head.each("ccomp") if c.left == noun.i + 1), None)
        if hung is not None and _is_that(noun, hung):  # "expressed confidence that …"
            return _make(parse, noun, cue, "that", hung)
    if noun.dep in ("nsubj", "nsubj:outer") and noun.head.child("cop") is not None:
        return _copular(parse, noun, cue)
    for preposition in cue.prepositions():
        for target in noun.children:
            case = next(
                (
                    m
                    for m in target.children
                    if m.dep in ("case", "mark") and m.lower == preposition and m.i < target.i
                ),
                None,
            )
            if case is None or case.i != noun.i + 1 or target.dep not in ("nmod", "acl"):
                continue
            if (
                preposition == "of"
                and target.tag not in ("VBG",)
                and target.pos in ("PROPN", "PRON")
            ):
                continue
            draft = _make(parse, noun, cue, preposition, target, start=case.i + 1)
            if draft is not None and draft.source is not None:
                return draft
    return None


def _is_venue_of_cue(noun: Token) -> bool:
    """In "told reporters in a statement that …" the clause belongs to the verb."""
    if noun.dep != "obl" or noun.lemma not in VENUES or noun.head.pos != "VERB":
        return False
    found = look_up(noun.head)
    return found is not None and "that" in found[0].acts and "that" not in found[0].weak


def _is_that(noun: Token, clause: Token) -> bool:
    if _lacks_object(clause):
        return False
    mark = clause.child("mark")
    if mark is not None and mark.lower == "that":
        return is_finite(clause)
    opening = next((c for c in clause.children if c.i == clause.left), None)
    if opening is not None and opening.lower == "that" and opening.dep == "obj":
        return is_passive(clause) or clause.child("cop") is not None
    if clause.dep in ("acl", "ccomp"):
        return subject(clause) is not None and is_finite(clause) and clause.left <= noun.i + 2
    return False


def _lacks_object(clause: Token) -> bool:
    """Whether a clause is about its noun: "a claim that two courts have rejected as absurd"."""
    found = look_up(clause) if clause.pos == "VERB" and clause.dep.startswith("acl") else None
    if found is None or "obj" not in found[0].acts or is_passive(clause):
        return False
    settings = [c for c in clause.each("obl") if not any(m.lower == "as" for m in c.each("case"))]
    return not settings and clause.child("obj", "ccomp", "xcomp", "iobj") is None


def _make(
    parse: Parse, noun: Token, cue: Cue, frame: str, clause: Token, start: int | None = None
) -> Draft | None:
    floor = start if start is not None else noun.i + 1
    if frame == "inf":
        to = next((c for c in clause.children if c.lower == "to"), clause)
        floor = max(floor, to.i)
    if frame in ("that", "inf"):
        content = after_cue(parse, noun, clause, floor)
    else:
        content = trim(parse, (floor, max(clause.right, floor) + 1))
    if content is None:
        return None
    source_head = antecedent(source_of_noun(noun))
    return Draft(
        contents=[content],
        cue=(noun.i, noun.i + 1),
        head=noun,
        source=phrase(parse, source_head) if source_head is not None else None,
        act=cue.acts[frame],
        rule="noun",
        content_head=clause,
        source_head=source_head,
        lemma=noun.lemma.lower(),
        frame=frame,
    )


def _copular(parse: Parse, noun: Token, cue: Cue) -> Draft | None:
    """Nouns with a copula: "Our goal is to win", "The idea is that it works"."""
    predicate = noun.head
    copula = predicate.child("cop")
    if copula is None or not noun.i < copula.i < predicate.right:
        return None
    frame = "inf" if is_infinitive(predicate) else "that" if is_finite(predicate) else None
    starts_clause = any(
        c.i > copula.i and c.lower in ("that", "to") and c.dep in ("mark", "aux")
        for c in predicate.children
    )
    inner = predicate.child("ccomp", "xcomp")
    if (frame not in cue.acts or not starts_clause) and inner is None:
        return None
    content = trim(parse, (copula.i + 1, predicate.right + 1))
    while content[0] < content[1] - 1 and parse.tokens[content[0]].lower in ("that",):
        content = (content[0] + 1, content[1])
    owner = source_of_noun(noun)
    if frame not in cue.acts or (owner is None and cue.acts[frame] not in HELD):
        return None
    return Draft(
        [content],
        (noun.i, noun.i + 1),
        noun,
        phrase(parse, owner) if owner is not None else None,
        cue.acts[frame],
        "noun_is",
        predicate,
        owner,
        None,
        noun.lemma.lower(),
        frame,
    )


def source_of_noun(noun: Token) -> Token | None:
    """Whose claim or pledge it is: a possessor, "by X", "of X", "between X and Y", or the subject
    of the verb that carries the noun ("made a pledge")."""
    owner = noun.child("nmod:poss", "poss")
    if owner is not None:
        return owner
    for child in noun.children:
        case = child.child("case")
        if (
            child.dep == "nmod"
            and case is not None
            and case.lower in ("by", "from", "between", "among")
        ):
            return child
    if noun.dep in ("obj", "obl") and noun.head.lemma in LIGHT:
        return controller(noun.head)
    if noun.dep == "conj" and noun.head.pos == "NOUN" and look_up(noun.head) is not None:
        return source_of_noun(noun.head)
    for child in noun.children:
        case = child.child("case")
        if child.dep == "nmod" and case is not None and case.lower == "of" and child.pos == "PROPN":
            return child
    return None


def _adjective(parse: Parse, adjective: Token, cue: Cue) -> Draft | None:
    """In the manner of "is confident that it works", "opposed to the plan"."""
    if adjective.child("cop") is None and adjective.dep not in PREDICATIVE:
        return None
    source_head = controller(adjective)
    if adjective.head.lemma == "make" and adjective.dep == "xcomp":
        return None  # "made clear that" is a verb with its particle
    impersonal = ("this", "that", "there") if "inf" in cue.acts else IMPERSONAL
    if source_head is None or source_head.lower in impersonal:
        return None
    for clause in adjective.children:
        frame = _adjective_frame(clause, cue) if clause.i > adjective.i else None
        if frame is None:
            continue
        content = _adjective_content(parse, adjective, clause, frame)
        if content is None or not can_be_source(source_head, cue.sources.get(frame)):
            return None
        return Draft(
            contents=[content],
            cue=(adjective.i, adjective.i + 1),
            head=adjective,
            source=phrase(parse, source_head),
            act=cue.acts[frame],
            rule="adjective",
            content_head=clause,
            source_head=source_head,
            lemma=adjective.lemma,
            frame=frame,
        )
    return None


def _adjective_frame(clause: Token, cue: Cue) -> str | None:
    """The frame of the cue that a dependent of the adjective fills, or None."""
    frame = None
    if clause.dep in ("ccomp", "advcl", "acl", "xcomp"):
        mark = clause.child("mark")
        if is_infinitive(clause):
            frame = "inf"
        elif clause.dep in ("ccomp", "acl") or (mark is not None and mark.lower == "that"):
            frame = "that" if is_finite(clause) else None
    if frame in cue.acts:
        return frame
    case = clause.child("case", "mark")
    if case is None or clause.dep not in ("obl", "advcl"):
        return None
    return case.lower if case.lower in cue.prepositions() else None


def _adjective_content(
    parse: Parse, adjective: Token, clause: Token, frame: str
) -> tuple[int, int] | None:
    if frame in ("inf", "that"):
        to = next((c.i for c in clause.children if c.lower == "to"), adjective.i + 1)
        return after_cue(parse, adjective, clause, to if frame == "inf" else adjective.i + 1)
    start = next(c.i for c in clause.children if c.lower == frame) + 1
    return trim(parse, (start, max(clause.right, start) + 1))
