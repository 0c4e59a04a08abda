"""Read words again that the tagger or parser took for others where somebody speaks.

"Hooper plans to run" with "plans" as a noun, "said retired general Pike" with "said" as an
auxiliary, "a poll released last week found that …" with the poll as subject of "released": what
stands around a reporting verb tells which reading is right.
"""

from __future__ import annotations

from tasks.extract.cues import Cue, base_of, look_up, table
from tasks.extract.tree import Token, descendants
from tasks.extract.words import words

FINITE = frozenset({"VBD", "VBZ", "VBP"})
CLAUSES = frozenset({"ccomp", "csubj", "advcl", "acl", "parataxis", "dep"})
SUBORDINATORS = frozenset({"as", "after", "before", "while", "since", "because", "although"})
MARKS = frozenset({'"', "“", "”"})
ENDS = frozenset({".", "!", "?", "”", '"', "…"})
MODALS = frozenset({"would", "could", "might", "should", "may", "will", "can"})
AUXILIARIES = words("auxiliaries")
SUBJECTS = ("nsubj", "nsubj:pass", "csubj", "csubj:pass", "nsubj:outer")


def reread(tokens: list[Token]) -> None:
    """Mend, in place, parts of speech and subjects around the cues of one piece of text.

    ``tokens`` are the tokens of the piece with heads and children set, edges not yet.
    """
    for token in tokens:
        _read_by_tag(token)
        _read_plural_as_verb(tokens, token)
        _read_singular_as_verb(tokens, token)
        _read_noun_with_subject(token)
        _free_auxiliary(token)
        _read_noun_as_infinitive(tokens, token)
        _read_clause_as_object(token)
    for token in tokens:
        if token.tag == "VBG" and token.pos == "VERB" and (found := look_up(token)):
            _take_object_as_subject(token, found[0])
        cue = _cue(token)
        if cue is None:
            continue
        _read_as_active(token)
        _read_participle_as_title(tokens, token)
        _close_relative(tokens, token)
        _set_question_aside(tokens, token)
        _take_subject_of_clause(tokens, token)
        _take_subject_after_mark(token)
        _share_past_perfect(token)
        _read_conjunct_as_clause(token, cue)
        _take_object_as_subject(token, cue)
        _bind_quoted_predicate(tokens, token, cue)


def move(token: Token, head: Token, label: str) -> bool:
    """Hang ``token`` on ``head``; refused when the head stands below the token."""
    above = head
    while above.head is not above and above is not token:
        above = above.head
    if above is token:
        return False
    if token.head is not token:
        token.head.children.remove(token)
    token.head, token.dep = head, label
    head.children.append(token)
    head.children.sort(key=lambda c: c.i)
    return True


def put_above(token: Token, head: Token) -> None:
    """Put ``token`` in the place of ``head``, which it hung on; ``head`` then hangs on it."""
    above, label = head.head, head.dep
    head.children.remove(token)
    if above is head:
        token.head, token.dep = token, label
    else:
        above.children.remove(head)
        token.head, token.dep = above, label
        above.children.append(token)
        above.children.sort(key=lambda c: c.i)
    head.head = token
    token.children.append(head)
    token.children.sort(key=lambda c: c.i)


def _cue(token: Token) -> Cue | None:
    if token.pos != "VERB" or token.tag not in FINITE | {"VBN"}:
        return None
    found = look_up(token)
    return found[0] if found else None


def _own_subject(token: Token) -> Token | None:
    return token.child(*SUBJECTS)


def _left(token: Token) -> int:
    return min(t.i for t in descendants(token))


def _become_verb(token: Token, tag: str) -> None:
    token.pos, token.tag, token.lemma = "VERB", tag, base_of(token.lower)


def _read_by_tag(token: Token) -> None:
    """A finite form by its tag is a verb, whatever its part of speech says."""
    is_misread = token.pos in ("NOUN", "PROPN", "ADJ") and token.tag in FINITE
    is_clausal = _own_subject(token) is not None or token.child("ccomp") is not None
    if is_misread and (is_clausal or token.is_root):
        _become_verb(token, token.tag)
    who = token.child("nsubj") if token.tag == "NNS" else None
    if who is not None and who.tag in ("WP", "PRP") and token.child("cop") is None:
        cue = table().get(("verb", base_of(token.lower)))
        if cue is not None and token.child("ccomp", "xcomp") is not None:
            _become_verb(token, "VBZ")  # "Lee, who doubts that it will work"


def _read_plural_as_verb(tokens: list[Token], token: Token) -> None:
    """In "Hooper plans to run" and "Pike doubts that it works" a plural noun heads the clause."""
    if token.pos != "NOUN" or token.tag not in ("NNS", "NN") or not token.lower.endswith("s"):
        return
    cue = table().get(("verb", base_of(token.lower)))
    is_loose = token.is_root or (token.head.is_root and token.dep in _LOOSE)
    if cue is None or not (is_loose or _closes_relative(tokens, token)):
        return
    if token.child("cop", "case", "conj", "nmod:poss") is not None or not _is_verb_place(
        tokens, token, cue
    ):
        return
    before = [c for c in token.children if c.i < token.i and c.dep not in ("punct", *CLAUSES)]
    if _closes_relative(tokens, token):  # "The campaign, which lost, plans to sue, aides said"
        who, verb = token.head, token.head.head
        put_above(token, who)
        token.dep, who.dep = "ccomp", "nsubj"
        for child in [c for c in who.children if c.i > token.i]:
            move(child, token if child.dep != "punct" else verb, child.dep)
        before = []
    _become_verb(token, "VBZ")
    if _own_subject(token) is None and before and before[-1].i == token.i - 1:
        who = before[-1]
        for child in before[:-1]:
            move(child, who, child.dep)
        if who.pos == "ADJ":
            who.pos, who.tag = "NOUN", "NN"
        who.dep = "nsubj"
    for child in token.children:
        if child.i > token.i and child.dep.startswith("acl"):
            child.dep = "xcomp" if _is_to(tokens, child) else "ccomp"


def _read_singular_as_verb(tokens: list[Token], token: Token) -> None:
    """In "Opponents of the measure fear that …" the verb was read as a noun of the subject.

    So with "Lawyers for the state plan to appeal."
    """
    at = token.i - tokens[0].i
    who = token.head
    if token.tag != "NN" or token.dep not in ("nmod", "compound") or not who.is_root:
        return
    cue = table().get(("verb", token.lower))
    is_subject = who.tag in ("NNS", "NNPS") and who.i < token.i and who.child("cop") is None
    if cue is None or not is_subject or at + 2 >= len(tokens):
        return
    clause = next((c for c in token.each("acl", "acl:relcl", "ccomp") if c.i > token.i), None)
    opening = tokens[at + 1].lower
    is_to = opening == "to" and "inf" in cue.acts and tokens[-1].text in ENDS
    if clause is None or not (is_to or (opening == "that" and "that" in cue.acts)):
        return
    if token.child("det") is not None and tokens[at - 1] is token.child("det"):
        return
    inner = next((c for c in token.children if c.i == token.i - 1), None)
    for child in [c for c in token.children if c.i < token.i and c is not inner]:
        move(child, inner or who, child.dep)
    if inner is not None:
        move(inner, who, "nmod")
    token.pos, token.tag, token.lemma = "VERB", "VBP", token.lower
    for child in [c for c in who.children if c.i > token.i or c.dep == "punct"]:
        move(child, token, child.dep)
    put_above(token, who)
    who.dep, clause.dep = "nsubj", "xcomp" if is_to else "ccomp"


def _read_noun_with_subject(token: Token) -> None:
    """In "Pollsters caution that it leans left" a noun that has a subject is a verb."""
    cue = table().get(("verb", token.lower)) if token.tag == "NN" else None
    who, clause = token.child("nsubj", "compound"), token.child("ccomp")
    if cue is None or who is None or clause is None or token.child("cop", "det") is not None:
        return
    is_that = any(m.lower == "that" for m in clause.each("mark"))
    if is_that and who.tag in ("NNS", "NNPS") and who.i < token.i < clause.i:
        _become_verb(token, "VBP")
        who.dep = "nsubj"


def _closes_relative(tokens: list[Token], token: Token) -> bool:
    """Whether a word read as a conjunct stands where the clause goes on after a relative one."""
    who = token.head
    if token.dep != "conj" or who.dep != "nsubj" or token.child("cc") is not None:
        return False
    has_other = any(c is not who and c.i > token.i for c in who.head.each("nsubj"))
    is_after = tokens[token.i - tokens[0].i - 1].text == ","
    return is_after and has_other and any(c.i < token.i for c in who.each("acl:relcl"))


_LOOSE = frozenset({"parataxis", "appos", "list", "dep", "ccomp", "conj"})


def _is_to(tokens: list[Token], clause: Token) -> bool:
    return any(c.lower == "to" and c.dep in ("mark", "aux") for c in clause.children)


def _is_verb_place(tokens: list[Token], token: Token, cue: Cue) -> bool:
    """Whether what stands after the word can only follow a verb, in a whole sentence."""
    at = token.i - tokens[0].i
    if at == 0 or at + 1 >= len(tokens):
        return False
    root = token
    while root.head is not root:
        root = root.head
    last = max(descendants(root), key=lambda t: t.i)
    before, after = tokens[at - 1], tokens[at + 1]
    if last.text not in ENDS or before.pos not in ("NOUN", "PROPN", "ADJ", "PRON", "PUNCT"):
        return False
    if after.lower == "to" and "inf" in cue.acts and at + 2 < len(tokens):
        return tokens[at + 2].tag == "VB"
    if "that" not in cue.acts:
        return False
    window = tokens[at + 1 : at + 5]
    if any(t.lower == "that" and t.tag in ("IN", "WDT") for t in window):
        return after.lower == "that" or after.pos in ("PROPN", "PRON")
    is_closing = after.text in ENDS and "quote" in cue.acts
    return is_closing and any(t.text in MARKS | {","} for t in tokens[max(0, at - 8) : at])


def _free_auxiliary(token: Token) -> None:
    """In "said retired general Pike" the cue was read as the auxiliary of the participle."""
    if not token.dep.startswith("aux") or token.lemma in AUXILIARIES or token.tag not in FINITE:
        return
    if ("verb", token.lemma) not in table():
        return
    verb = token.head
    token.pos = "VERB"
    put_above(token, verb)
    who = next((c for c in verb.children if c.i > verb.i and c.dep in ("obj", "nsubj")), None)
    for child in [c for c in verb.children if c.i < token.i or c.dep == "punct"]:
        move(child, token, child.dep)
    if who is not None and move(who, token, "nsubj"):
        move(verb, who, "amod")
    else:
        verb.dep = "nsubj"


def _read_noun_as_infinitive(tokens: list[Token], token: Token) -> None:
    """In "promised to sue" the infinitive was read as a noun after a preposition."""
    at = token.i - tokens[0].i
    if token.dep not in ("obl", "compound") or token.tag != "NN" or at < 2:
        return
    if tokens[at - 1].lower != "to":
        return
    thing = token.head if token.dep == "compound" and token.head.dep == "obl" else None
    if token.dep == "compound" and thing is None:
        return
    verb = token.head if thing is None else thing.head
    found = look_up(verb) if verb.pos == "VERB" else None
    if found is None or not {"inf", "obj_inf"} & set(found[0].acts) or "to" in found[0].acts:
        return
    to = tokens[at - 1]
    token.pos, token.tag, token.lemma, token.dep = "VERB", "VB", token.lower, "xcomp"
    to.dep = "mark"
    if thing is not None and move(token, verb, "xcomp"):  # "to exercise restraint"
        move(thing, token, "obj")
        move(to, token, "mark")


def _read_clause_as_object(token: Token) -> None:
    """In "disputed that figure" the object was read as a clause with "that" before it."""
    if token.dep != "ccomp" or token.tag not in ("NN", "NNS") or token.i < token.head.i:
        return
    mark = token.child("mark")
    is_plain = not any(c.dep in ("cop", "aux", *SUBJECTS, "ccomp") for c in token.children)
    if mark is not None and mark.lower == "that" and mark.i == token.i - 1 and is_plain:
        token.dep, mark.dep, mark.tag = "obj", "det", "DT"


def _read_as_active(token: Token) -> None:
    """A participle with a subject and no auxiliary is a past tense; "it" is then a source."""
    if any(c.dep in ("aux", "aux:pass", "cop") for c in token.children):
        return
    passive = token.child("nsubj:pass")
    if token.tag == "VBN" and passive is not None and passive.i < token.i:
        passive.dep, token.tag = "nsubj", "VBD"
    it = token.child("expl")
    if token.tag not in FINITE or token.lemma in IMPERSONAL:
        return
    if it is not None and it.lower == "it" and it.i < token.i:
        it.dep = "nsubj"


def _read_participle_as_title(tokens: list[Token], token: Token) -> None:
    """In ““It is late,” said retired general Pike” the general is no complement of "said"."""
    at = token.i - tokens[0].i
    if at == 0 or tokens[at - 1].text not in MARKS or _own_subject(token) is not None:
        return
    clause = next((c for c in token.each("ccomp", "xcomp") if c.i == token.i + 1), None)
    if clause is None or clause.tag not in ("VBD", "VBN") or _own_subject(clause) is not None:
        return
    names = [c for c in clause.children if c.i > clause.i and c.pos in ("NOUN", "PROPN")]
    if names and move(names[0], token, "nsubj"):
        move(clause, names[0], "amod")


IMPERSONAL = words("impersonal")


def _close_relative(tokens: list[Token], token: Token) -> None:
    """In "Ortega, a Democrat whose district includes Barker, called for hearings"."""
    at = token.i - tokens[0].i
    if at == 0 or tokens[at - 1].text != "," or _own_subject(token) is not None:
        return
    clause = next((t for t in words_above(token) if len(t.each("nsubj")) > 1), None)
    if clause is None or clause.i > token.i or clause.head is token:
        return
    who, inner = clause.each("nsubj")[:2]
    is_whose = any(c.lower == "whose" for c in inner.children) or inner.tag in ("WP", "WDT")
    if not is_whose or not who.i < inner.i < clause.i:
        return
    if not move(token, clause, "conj"):
        return
    put_above(token, clause)
    token.tag = "VBD" if token.tag == "VBN" else token.tag
    move(who, token, "nsubj")
    move(clause, who, "acl:relcl")
    for child in [c for c in clause.children if c.i > token.i]:
        move(child, token, child.dep)


def _set_question_aside(tokens: list[Token], token: Token) -> None:
    """In "Lee, asked if he was ill, said no" the one who was asked is the one who said it."""
    at, who = token.i - tokens[0].i, _own_subject(token)
    if token.lemma != "ask" or at == 0 or tokens[at - 1].text != "," or who is None:
        return
    for verb in sorted(descendants(token), key=lambda t: t.i):
        before = tokens[verb.i - tokens[0].i - 1].text
        if verb.i <= token.i + 1 or before != "," or _own_subject(verb) is not None:
            continue
        cue = _cue(verb)
        if cue is None or "quote" not in cue.acts or verb.tag not in FINITE:
            continue
        move(verb, token, "conj")
        put_above(verb, token)
        for child in [c for c in token.children if c.i > verb.i or c is who]:
            move(child, verb, child.dep)
        token.tag = "VBN"
        move(token, who, "acl")
        return


def words_above(token: Token) -> list[Token]:
    """The head of a token, that head's head, and so on to the root."""
    found = []
    while token.head is not token:
        token = token.head
        found.append(token)
    return found


def _take_subject_of_clause(tokens: list[Token], token: Token) -> None:
    """In "A poll released by X found that …" the poll is the subject of "found"."""
    if token.tag not in FINITE or _own_subject(token) is not None or token.dep == "conj":
        return
    before = [c for c in token.children if c.i < token.i and c.dep in CLAUSES]
    after = [c for c in token.children if c.i > token.i and c.dep in ("ccomp", "xcomp", "obj")]
    clause = before[-1] if before else None
    who = _own_subject(clause) if clause is not None else None
    is_tag = who is not None and _is_tag(tokens, token, who)
    if clause is None or who is None or who.tag in ("WP", "WDT", "EX") or not (after or is_tag):
        return
    if is_tag:
        for child in [c for c in clause.children if c.i < _left(who) and c is not who]:
            move(child, token, child.dep)
    below = descendants(clause)
    if _left(who) != _left(clause) or any(t.text in MARKS for t in below):
        return
    if any(c.dep in ("aux", "aux:pass", "cop") and c.tag != "VBG" for c in clause.children):
        return
    clause.children.remove(who)
    who.head, who.dep = token, "nsubj"
    token.children.append(who)
    token.children.sort(key=lambda c: c.i)
    move(clause, who, "acl")


def _is_tag(tokens: list[Token], token: Token, who: Token) -> bool:
    """Whether a cue ends the sentence after its own comma: "…, people briefed on it said."."""
    at, start = token.i - tokens[0].i, _left(who) - tokens[0].i
    ends = at + 1 < len(tokens) and tokens[at + 1].text in ENDS
    return ends and start > 0 and tokens[start - 1].text == ","


def _take_subject_after_mark(token: Token) -> None:
    """In "even as two diplomats said …" the diplomats were read as object of "as"."""
    if token.tag not in FINITE or _own_subject(token) is not None:
        return
    for child in token.each("obl"):
        case = child.child("case")
        if case is not None and child.i < token.i and case.lower in SUBORDINATORS:
            if not any(t.i > child.i and t.dep == "obl" for t in token.children if t.i < token.i):
                child.dep, case.dep = "nsubj", "mark"
                move(case, token, "mark")
            return


def _share_past_perfect(token: Token) -> None:
    """In "told them he had been warned but had sailed" the one who sailed is he."""
    near = [token, *token.each("advcl")]  # "urged them to go, arguing that it was … and was …"
    clause = next((c for t in near for c in t.each("ccomp") if c.i > t.i > 0), None)
    if clause is None:
        return
    helpers = {c.lower for c in clause.each("aux", "aux:pass", "cop")}
    helpers -= {c.lower for c in token.each("aux", "aux:pass")}
    for child in token.each("conj"):
        own = {c.lower for c in child.each("aux", "aux:pass", "cop")}
        # "argued it was wrong and could cost money", "said he was ill and had begun to rest"
        is_told = bool(own & MODALS) or ("had" in own and token.child("aux") is None)
        if child.i > clause.i and _own_subject(child) is None and (own & helpers or is_told):
            move(child, clause, "conj")


def _read_conjunct_as_clause(token: Token, cue: Cue) -> None:
    """In "says, among other things, that it failed" the clause was read as a second verb."""
    if "that" not in cue.acts or token.child("ccomp", "xcomp", "obj") is not None:
        return
    for child in token.each("conj", "advcl"):
        mark = child.child("mark")
        is_that = mark is not None and mark.lower == "that" and child.child("cc") is None
        if child.i > token.i and is_that and _own_subject(child) is not None:
            child.dep = "ccomp"
            return


def _take_object_as_subject(token: Token, cue: Cue) -> None:
    """In "estimate the storm caused $2 billion" the storm is the subject of what is said."""
    noun = next((c for c in token.each("obj") if c.i > token.i), None)
    if noun is None or "that" not in cue.acts:
        return
    last = max(t.i for t in descendants(noun))
    for clause in token.each("xcomp", "ccomp", "advcl", "parataxis"):
        below = min(t.i for t in descendants(clause) if t.dep != "punct")
        is_next = below in (last + 1, last + 2)
        if _is_finite(clause) and is_next and _own_subject(clause) is None:
            if clause.child("mark") is None and move(noun, clause, "nsubj"):
                clause.dep = "ccomp"
            return


def _is_finite(clause: Token) -> bool:
    helpers = clause.each("aux", "aux:pass", "cop")
    return clause.tag in FINITE or any(c.tag in FINITE | {"MD"} for c in helpers)


def _bind_quoted_predicate(tokens: list[Token], token: Token, cue: Cue) -> None:
    """In "found the agency “rewrote the law”" and "called him “a liar”" bind what is quoted."""
    noun = next((c for c in token.each("obj", "iobj") if c.i > token.i), None)
    if noun is None:
        return
    below = descendants(noun)
    at = max(t.i for t in below) + 1 - tokens[0].i
    first = min((t.i for t in below if t.text in MARKS and t.i > noun.i), default=None)
    at = at if first is None else first - tokens[0].i
    if at + 1 >= len(tokens) or tokens[at].text not in MARKS:
        return
    opening = tokens[at + 1]
    if opening.tag in FINITE | {"MD"} and "that" in cue.acts:
        predicate = opening if opening.pos == "VERB" or opening.head.i < at else opening.head
        if opening.dep in ("aux", "aux:pass", "cop"):
            predicate = opening.head
        is_free = _own_subject(predicate) is None and predicate is not token
        if is_free and move(predicate, token, "ccomp"):
            move(noun, predicate, "nsubj")
    elif "small" in cue.acts and token.child("xcomp") is None:
        inside = tokens[at + 1 : at + 40]
        closing = next((n for n, t in enumerate(inside) if t.text in MARKS), len(inside))
        span = inside[:closing]
        outer = [t for t in span if t.head not in span and t.dep != "punct"]
        if outer and outer[0].pos in ("NOUN", "PROPN", "ADJ") and outer[0] is not token:
            move(outer[0], token, "xcomp")
