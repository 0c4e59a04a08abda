"""Give a cue the name beside it as its subject.

"… in Aarhus, chief executive Ann Lee said", "Visiting Kyiv, Prime Minister Bo Lee said …",
"“…,” said Ann Lee, whom they had asked", "said Bo Lee of the drivers' union": parsers hang the
name on what stands before it, or on what follows.
"""

from __future__ import annotations

from tasks.extract.cues import look_up
from tasks.extract.misread import FINITE, SUBJECTS, move, put_above
from tasks.extract.tree import Token, descendants
from tasks.extract.words import words

TELLING, ASKED = words("telling"), words("asked")
TITLES = frozenset({"PROPN", "NOUN", "ADJ", "PART"})
INSIDE = frozenset({"flat", "compound", "nmod", "nmod:desc", "amod", "nmod:poss", "case", "punct"})
CONTENT = ("ccomp", "xcomp", "obj", "iobj")
LINKS = frozenset({"of", "for", "from"})
RELATIVES = frozenset({"who", "whom", "whose", "which"})
PLACING = frozenset({"in", "at", "from", "near", "outside"})


def name_subjects(tokens: list[Token]) -> None:
    """Mend, in place, the subjects of the cues of one piece of text.

    ``tokens`` are the tokens of the piece with heads and children set, edges not yet.
    """
    for token in tokens:
        _head_by_name(tokens, token)
        _read_answer(tokens, token)
        if token.pos != "VERB" or not (token.tag in FINITE or _is_past_perfect(token)):
            continue
        _take_from_place(tokens, token)
        if _takes_clause(token):
            _take_name_before(tokens, token)
            _take_name_after(tokens, token)
            _take_name_of_relative(tokens, token)
            _read_finite_as_main(token)
            _take_noun_beside(tokens, token)


def _is_past_perfect(verb: Token) -> bool:
    helpers = [c.tag in FINITE for c in verb.each("aux")]
    return verb.tag == "VBN" and any(helpers) and verb.child("aux:pass") is None


def _takes_clause(verb: Token) -> bool:
    found = look_up(verb)
    return found is not None and "that" in found[0].acts


def _head_by_name(tokens: list[Token], noun: Token) -> None:
    """In "said Bo Lee of the drivers' union" the union does not speak."""
    name = noun.child("compound", "nmod:desc", "nmod:poss")
    if name is None or name.pos != "PROPN" or noun.pos != "NOUN" or noun.i < name.i:
        return
    link = tokens[_last_of(name) + 1 - tokens[0].i]
    is_linked = link.lower in LINKS and link.i < noun.i and link.head in descendants(noun)
    if is_linked and name.child("flat") is not None:
        put_above(name, noun)
        noun.dep = "nmod"
        move(link, noun, "case")


def _last_of(name: Token) -> int:
    return max(name.i, *(c.i for c in name.each("flat")), name.i)


def _take_name_before(tokens: list[Token], verb: Token) -> None:
    """In "… in Aarhus, chief executive Ann Lee said on Monday" Ann Lee is nothing of Aarhus.

    Nor is the name a second visitor in "Visiting Kyiv, Prime Minister Bo Lee said …".
    """
    who = verb.child(*SUBJECTS)
    is_opening = who is not None and who.dep == "csubj" and who.tag == "VBG"
    is_content = who is not None and who.tag == "NNS" and who.child("acl") is not None
    others = verb.each(*CONTENT)
    is_told = any(c.dep == "ccomp" and c.i < verb.i for c in others)
    if not is_opening and others and (is_content or not is_told):
        return
    if who is not None and not is_opening and not is_content:
        return
    phrase = _phrase_before(tokens, verb)
    name = next((t for t in phrase if t.pos == "PROPN" and t.head not in phrase), None)
    if name is None or name.head.i > phrase[0].i or name.head is verb:
        return
    if any(t.head not in phrase and t is not name and t.dep not in INSIDE for t in phrase):
        return
    if who is not None and name not in descendants(who):
        return
    if move(name, verb, "nsubj") and who is not None:
        who.dep = "advcl" if is_opening else "ccomp"
    for part in phrase:
        if part is not name and part.head not in phrase:
            move(part, name, part.dep if part.dep in INSIDE else "compound")


def _phrase_before(tokens: list[Token], verb: Token) -> list[Token]:
    """The name with its title between a comma and the verb; nothing where there is no name."""
    base = tokens[0].i
    end = verb.i - base
    first = end
    while (
        first > 0
        and (tokens[first - 1].pos in TITLES or tokens[first - 1].dep == "flat")
        and tokens[first - 1].sentence == verb.sentence
    ):
        first -= 1
    is_edge = 0 < first < end and tokens[first - 1].text in (",", "”", '"')
    phrase = tokens[first:end] if is_edge else []
    return phrase if phrase and phrase[-1].pos == "PROPN" else []


def _take_name_after(tokens: list[Token], verb: Token) -> None:
    """In "It had to go, demanded Lee, who had come" the verb stands before its subject."""
    name, clause = verb.child("obj"), verb.head
    if verb.dep not in ("conj", "parataxis") or verb.tag != "VBD" or verb.lemma in TELLING:
        return
    if name is None or name.pos != "PROPN" or verb.child("cc", "mark", *SUBJECTS) is not None:
        return
    if not clause.is_root or clause.i > verb.i or clause.child(*SUBJECTS) is None:
        return
    if [*clause.each("conj"), *verb.each("conj")] not in ([], [verb]):
        return
    base = tokens[0].i
    is_next = min(name.i, *(c.i for c in name.each("nmod:desc", "compound")), name.i) == verb.i + 1
    closing = tokens[_last_of(name) + 1 - base :][:1]
    is_closed = not closing or closing[0].text in (",", ".", ":")
    if is_next and is_closed and tokens[verb.i - 1 - base].text in (",", "”", '"'):
        put_above(verb, clause)
        clause.dep, name.dep = "ccomp", "nsubj"


def _take_name_of_relative(tokens: list[Token], verb: Token) -> None:
    """In "“…,” said Ann Lee, whom they had asked" what they had asked does not speak."""
    clauses = [c for c in verb.each("nsubj", "ccomp") if c.pos == "VERB" and c.i > verb.i]
    clause = next(iter(clauses), verb)
    name = clause.child("nsubj")
    if name is None or name.pos != "PROPN" or name.i != verb.i + 1:
        return
    after = tokens[_last_of(name) + 1 - tokens[0].i :][:2]
    is_taken = clause is verb or (clause.dep == "ccomp" and verb.child("nsubj") is not None)
    if len(after) == 2 and after[0].text == "," and after[1].lower in RELATIVES and not is_taken:
        move(name, verb, "nsubj")
        move(clause, name, "acl:relcl")


def _take_from_place(tokens: list[Token], verb: Token) -> None:
    """In "In The Hague, Ann Lee handed it over" no city does it."""
    place = verb.child("nsubj")
    case = place.child("case") if place is not None else None
    if place is None or case is None or case.lower not in PLACING or place.pos != "PROPN":
        return
    name = place.child("appos", "conj")
    is_name = name is not None and name.pos == "PROPN" and name.child("cc") is None
    if name is None or not is_name or name.i < place.i or name.i > verb.i:
        return
    phrase = _phrase_before(tokens, verb)
    if name in phrase and move(name, verb, "nsubj"):
        place.dep = "obl"


def _read_finite_as_main(verb: Token) -> None:
    """In "Lee said it was late, and the chair, Bo Fry, said …" two say something."""
    if not verb.is_root or verb.child(*SUBJECTS) is not None:
        return
    deed = next((c for c in verb.each("ccomp") if c.i < verb.i and c.tag in FINITE), None)
    content = deed.child("ccomp") if deed is not None and _takes_clause(deed) else None
    if deed is None or content is None or deed.child("nsubj") is None or content.i < deed.i:
        return
    for other in content.each("conj"):
        link = other.child("cc")
        end = max(t.i for t in descendants(other) if t.dep != "punct")
        is_noun = other.pos in ("NOUN", "PROPN") and other.child("case", *SUBJECTS) is None
        if link is not None and is_noun and verb.i - 2 <= end < verb.i:
            put_above(deed, verb)
            verb.dep = "conj"
            move(other, verb, "nsubj")
            move(link, verb, "cc")
            return


def _read_answer(tokens: list[Token], asked: Token) -> None:
    """In "Asked about it, the minister brushed aside the question" the minister did it."""
    is_first = asked is tokens[0] or tokens[asked.i - 1 - tokens[0].i].sentence != asked.sentence
    if asked.lower not in ASKED or not asked.is_root or not is_first:
        return
    for who in asked.each("parataxis", "dep", "conj", "appos"):
        deed = who.child("acl")
        is_past = deed is not None and deed.tag in ("VBN", "VBD") and deed.child("aux") is None
        if deed is None or not is_past or who.pos not in ("NOUN", "PROPN"):
            continue
        end = max(t.i for t in descendants(who) if t.dep != "punct" and t.i < deed.i)
        if end == deed.i - 1 and deed.child("obl:agent", *SUBJECTS) is None:
            put_above(deed, who)
            put_above(deed, asked)
            who.dep, asked.dep, deed.tag = "nsubj", "advcl", "VBD"
            for child in [c for c in asked.children if c.i > deed.i]:
                move(child, deed, child.dep)
            return


def _take_noun_beside(tokens: list[Token], verb: Token) -> None:
    """In "…, the director, Ann Lee, had written there" both hang on what was written."""
    clause = verb.head
    if verb.dep != "parataxis" or verb.child("cc", "mark", *SUBJECTS, *CONTENT) is not None:
        return
    first = min(t.i for t in descendants(verb) if t.dep != "punct")
    for noun in clause.each("parataxis"):
        is_name = noun.pos == "PROPN" or noun.child("appos") is not None
        end = max(t.i for t in descendants(noun) if t.dep != "punct")
        if noun.i < verb.i and is_name and noun.child("nsubj", "cop", "case") is None:
            between = tokens[end + 1 - tokens[0].i : first - tokens[0].i]
            if all(t.text == "," for t in between) and len(between) < 2:
                move(noun, verb, "nsubj")
                return
