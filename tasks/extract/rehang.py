"""Hang clauses and names where they belong when a sentence opens or a name is long.

"Asked whether he would run, his lawyer declined to say", "UAW President Shawn Fields said",
"Some fear a recession": parsers make one clause of two, two subjects of one, or none of a verb.
"""

from __future__ import annotations

from tasks.extract.cues import look_up, table
from tasks.extract.holders import holders
from tasks.extract.misread import ENDS, FINITE, SUBJECTS, move, put_above, words_above
from tasks.extract.tree import Token, descendants
from tasks.extract.words import words

TELLING = words("telling")
LIGHT = words("light")
# Words that can be a subject on their own, or stand before a plural noun.
SOME = frozenset({"some", "many", "most", "few", "others", "both", "all", "several"})
# What sets a clause apart, and how one that names a condition begins.
ASIDE = frozenset({",", "–", "—"})
IF = ("if ", "unless ", "provided ", "providing ", "once ")
CONDITIONAL = frozenset(
    {"as long", "so long", "as soon", "on condition", "only if", "but only", "assuming that"}
)


def rehang(tokens: list[Token]) -> None:
    """Mend, in place, the clauses and subjects of one piece of text.

    ``tokens`` are the tokens of the piece with heads and children set, edges not yet.
    """
    for at, token in enumerate(tokens):
        _join_hyphenated(tokens, at, token)
        _join_parts_of_name(tokens, at, token)
        _free_main_clause(tokens, at, token)
        _read_after_some(tokens, at, token)
        _read_modifier_as_verb(tokens, at, token)
        _give_role_to_name(tokens, at, token)
        _take_that_clause(tokens, at, token)
        _read_subject_as_object(token)
        _read_clause_as_content(token)
        _read_case_as_particle(tokens, at, token)
        _read_relative_as_content(tokens, token)
        _read_participle_as_verb(tokens, token)
        _read_verb_as_participle(token)
        _read_relative_as_main(tokens, token)
        _set_tag_above(tokens, token)
        _lift_that_clause(token)
        _take_infinitive(tokens, token)
        _read_participle_as_mark(token)
        _read_when_as_mark(token)
        _read_as_long_as(tokens, at, token)
    for token in tokens:
        _give_condition_to_content(tokens, token)


def _join_hyphenated(tokens: list[Token], at: int, token: Token) -> None:
    """In "said co-author Richard Prum" the author is the noun, whatever "co" was read as."""
    if token.lower not in PREFIXES or at + 2 >= len(tokens) or tokens[at + 1].text != "-":
        return
    hyphen, noun = tokens[at + 1 : at + 3]
    if noun.pos == "NOUN" and noun.head is token.head and noun.start == hyphen.end == token.end + 1:
        noun.dep = token.dep
        for part in (token, hyphen):
            move(part, noun, "compound")
            part.pos = "ADJ"


PREFIXES = frozenset({"co", "ex", "vice", "deputy"})


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


def _read_subject_as_object(token: Token) -> None:
    """In "Lazar stressed the need for dialogue" the need is no second subject."""
    verb = token.head
    if token.dep != "nsubj" or token.i < verb.i or verb.pos != "VERB" or token.pos == "PRON":
        return
    is_other = any(c.i < verb.i for c in verb.each("nsubj"))
    first = min(descendants(token), key=lambda t: t.i)
    if first.i != verb.i + 1 or first.dep == "mark":
        return
    if is_other and verb.child("obj", "ccomp", "xcomp", "aux:pass", "expl") is None:
        token.dep = "obj"


def _read_clause_as_content(token: Token) -> None:
    """In "told jurors in closing arguments that it had a choice" the clause is no subject."""
    if token.dep not in ("csubj", "csubj:pass") or token.i < token.head.i:
        return
    verb, who = token.head, token.head.child("nsubj")
    if who is not None and who.lower != "it" and verb.child("aux:pass", "cop") is None:
        token.dep = "ccomp"


def _read_case_as_particle(tokens: list[Token], at: int, token: Token) -> None:
    """In "shrugs off the complaint" the complaint is what is shrugged off."""
    after = tokens[at + 1] if at + 1 < len(tokens) else token
    thing = after.head
    if token.pos != "VERB" or after.dep != "case" or thing.dep != "obl" or thing.head is not token:
        return
    cue = table().get(("verb", f"{token.lemma}_{after.lower}"))
    if cue is not None and "obj" in cue.acts and token.child("obj") is None:
        thing.dep = "obj"
        move(after, token, "compound:prt")


def _read_relative_as_content(tokens: list[Token], token: Token) -> None:
    """In "has told friends he will fight" the clause is what they were told."""
    clause = next((c for c in token.children if c.dep == "acl:relcl" and c.i > token.i), None)
    verb = token.head
    if clause is None or token.dep not in ("obj", "iobj") or verb.lemma not in TELLING:
        return
    at = token.i + 1 - tokens[0].i
    who = tokens[at] if at < len(tokens) else token
    is_told = who.tag == "PRP" and who.dep == "nsubj" and who.head is clause
    if is_told and verb.child("ccomp", "xcomp") is None:
        move(clause, verb, "ccomp")


def _read_participle_as_verb(tokens: list[Token], token: Token) -> None:
    """In "The council called on all parties to act." the cue is the verb of the sentence."""
    who = token.head
    if token.dep != "acl" or token.tag != "VBN" or not who.is_root or tokens[-1].text != ".":
        return
    if who.pos not in ("NOUN", "PROPN") or who.child("cop", "nsubj", "acl:relcl") is not None:
        return
    before = [t.i for c in who.children if c.i < token.i for t in descendants(c)]
    is_agent = any(m.lower == "by" for c in token.children for m in c.each("case"))
    has_content = token.child("obl", "obj", "xcomp", "ccomp") is not None
    if (
        max([who.i, *before]) != token.i - 1
        or is_agent
        or not has_content
        or look_up(token) is None
    ):
        return
    put_above(token, who)
    token.tag, who.dep = "VBD", "nsubj"
    for child in [c for c in who.children if c.i > token.i]:
        move(child, token, child.dep)
    for child in [c for c in who.each("nmod") if c.i < who.i and c.child("case") is not None]:
        move(child, token, "obl")  # "In a statement, the council called …"


def _read_relative_as_main(tokens: list[Token], token: Token) -> None:
    """In "The airline, which has 14 jets, was silent." being silent is told in the main clause."""
    who = token.head
    if token.dep != "acl:relcl" or not who.is_root or tokens[-1].text not in ENDS:
        return
    helper = token.child("cop", "aux", "aux:pass")
    if helper is None or helper.tag not in FINITE | {"MD"} or who.pos not in ("NOUN", "PROPN"):
        return
    if token.child(*SUBJECTS, "mark") is not None or who.child("cop", "nsubj") is not None:
        return
    if any(t.tag in ("WDT", "WP", "WP$", "WRB") for c in token.children for t in (c, *c.children)):
        return
    put_above(token, who)
    who.dep = "nsubj"
    for child in [c for c in who.children if c.i > token.i]:
        move(child, token, child.dep)


def _lift_that_clause(token: Token) -> None:
    """In "told them in an email seen by Reuters that it was late" nobody saw that it was late."""
    participle = token.head
    mark = token.child("mark")
    if token.dep != "ccomp" or participle.dep != "acl" or participle.tag != "VBN":
        return
    verb = participle.head.head
    found = look_up(verb) if verb.pos == "VERB" else None
    if mark is None or mark.lower != "that" or found is None or "that" not in found[0].acts:
        return
    if verb.i < participle.head.i and verb.child("ccomp") is None:
        move(token, verb, "ccomp")


def _take_infinitive(tokens: list[Token], token: Token) -> None:
    """In "had been hurt and warned residents not to return" the residents are warned."""
    who = token.child("nsubj")
    if token.tag != "VB" or token.dep not in ("conj", "ccomp") or who is None or who.i > token.i:
        return
    first = min(t.i for t in descendants(who)) - tokens[0].i
    verb = tokens[first - 1]
    found = look_up(verb) if first and verb.tag in FINITE and verb.pos == "VERB" else None
    is_to = any(c.lower == "to" and c.i > who.i for c in token.each("mark", "aux"))
    if found is None or not is_to or "obj_inf" not in found[0].acts or token.head is verb:
        return
    if verb.child("obj", "ccomp", "xcomp") is None and move(token, verb, "xcomp"):
        move(who, verb, "obj")


def _give_condition_to_content(tokens: list[Token], token: Token) -> None:
    """In "They will strike, Lee said, unless wages rise" the strike depends on it, not the word.

    So does the help in "promised help, as long as it is safe".
    """
    clauses = token.each("advcl", "obl", "ccomp")
    before = [c for c in token.each("ccomp", "parataxis") if c.i < token.i]
    is_aside = token.dep in ("parataxis", "ccomp") and token.head.i < token.i
    thing = token.child("obj") if token.child("ccomp", "xcomp") is None else None
    content = token.head if is_aside else before[0] if before else thing
    if content is None or look_up(token) is None:
        return
    for child in [c for c in clauses if c.i > content.i]:
        first = min(t.i for t in descendants(child) if t.dep != "punct") - tokens[0].i
        opening = " ".join(t.lower for t in tokens[first : first + 2])
        is_apart = any(t.text in ASIDE for t in tokens[max(0, first - 2) : first])
        is_conditional = opening.startswith(IF) or opening in CONDITIONAL
        if is_conditional and (is_apart or child.i < token.i):
            move(child, content, "advcl" if child.dep == "ccomp" else child.dep)


def _read_participle_as_mark(token: Token) -> None:
    """In "They will come, provided that it is safe" nobody provided anything."""
    clause = token.child("ccomp")
    if token.lower not in ("provided", "providing", "assuming") or token.dep != "advcl":
        return
    if clause is None or clause.i < token.i or token.child(*SUBJECTS, "aux", "aux:pass", "mark"):
        return
    put_above(clause, token)
    clause.dep, token.dep, token.pos, token.tag = "advcl", "mark", "SCONJ", "IN"


def _read_when_as_mark(token: Token) -> None:
    """In "will be built only when the state pays" the clause bears on building."""
    clause = token.child("advcl:relcl", "acl:relcl")
    if token.lower != "when" or token.dep != "advmod" or clause is None or clause.i < token.i:
        return
    if token.head.i < token.i and move(clause, token.head, "advcl"):
        move(token, clause, "advmod")


def _read_as_long_as(tokens: list[Token], at: int, token: Token) -> None:
    """In "will stay until May as long as it is safe" the clause bears on staying, with one mark."""
    if token.lower not in ("long", "soon") or token.dep != "advmod" or at + 1 >= len(tokens):
        return
    clause, first = token.child("advcl"), tokens[at - 1]
    if clause is None or first.head is not token or tokens[at + 1].head is not clause:
        return
    if first.lower not in ("as", "so") or tokens[at + 1].lower != "as":
        return
    above = token.head
    if above.pos not in ("VERB", "AUX", "ADJ") and above.dep in ("obl", "nmod"):
        above = above.head
    if move(clause, above, "advcl"):
        move(token, clause, "mark")


def _read_verb_as_participle(token: Token) -> None:
    """In "A poll released this week showed that it fell" the release is told in passing."""
    if token.tag not in FINITE | {"VBN"} or token.pos != "VERB" or token.child("aux", "aux:pass"):
        return
    who = token.child("nsubj", "nsubj:pass")
    cue = token.child("ccomp", "xcomp", "conj")
    is_document = who is not None and who.lemma in holders()["document"]
    if cue is None and is_document:
        cue = token.child("advcl", "parataxis")
    if who is None or cue is None or cue.tag not in FINITE or not who.i < token.i < cue.i:
        return
    if any(c.dep in (*SUBJECTS, "mark", "cc", "aux", "expl") for c in cue.children):
        return
    own, found = look_up(token), look_up(cue)
    if own is not None and "that" in own[0].acts and not (is_document and token.lemma in ISSUED):
        return
    if found is None or "that" not in found[0].acts or cue.child("ccomp") is None:
        return
    put_above(cue, token)
    move(who, cue, "nsubj")
    move(token, who, "acl")
    token.tag = "VBN"
    for child in [c for c in token.children if c.i > cue.i]:
        move(child, cue, child.dep)


ISSUED = frozenset({"publish", "release", "issue", "conduct", "commission", "post", "print"})


def _set_tag_above(tokens: list[Token], token: Token) -> None:
    """In "Lee believes it is late, the paper reported." the paper tells what Lee believes."""
    if token.tag not in FINITE or token.dep not in ("ccomp", "parataxis") or token.head.i > token.i:
        return
    at, verb, who = token.i - tokens[0].i, token.head, token.child("nsubj")
    ends = at + 1 < len(tokens) and tokens[at + 1].text in ENDS
    if not ends or who is None or who.i > token.i or not verb.is_root or look_up(verb) is None:
        return
    first = min(t.i for t in descendants(who) if t.dep != "punct")
    inner = token.child("ccomp")
    if tokens[first - tokens[0].i - 1].text != "," or look_up(token) is None:
        return
    if inner is None or not verb.i < inner.i < first or verb.child("nsubj") is None:
        return
    move(inner, verb, "ccomp")
    put_above(token, verb)
    verb.dep = "ccomp"
    for mark in [c for c in verb.each("punct") if c.i > token.i]:
        move(mark, token, "punct")


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


def _read_modifier_as_verb(tokens: list[Token], at: int, token: Token) -> None:
    """In "The UN's human rights chief voiced concern" the chief did, and it is no UN concern."""
    noun = token.head
    if token.dep != "amod" or token.tag not in ("VBN", "VBD") or token.lemma not in LIGHT:
        return
    who = tokens[at - 1] if at else token
    if not noun.is_root or noun.i != token.i + 1 or who.tag not in ("NN", "NNS", "NNP", "NNPS"):
        return
    put_above(token, noun)
    token.tag, noun.dep = "VBD", "obj"
    if not move(who, token, "nsubj"):
        return
    for child in [c for c in noun.children if c.i < token.i]:
        move(child, who, child.dep)
    for mark in [c for c in noun.each("punct") if c.i > noun.i]:
        move(mark, token, "punct")
