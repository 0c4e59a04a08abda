"""Give verbs the subject, object or clause that a neighbour took from them.

"In a post on X, Minister Joseph Wekesa claimed …", "urged calm and accused rivals of lying",
"called the bill “a gift”", "…, even as residents say otherwise": two things stand side by side
and parsers hang one on the other.
"""

from __future__ import annotations

from tasks.extract.cues import look_up
from tasks.extract.holders import can_be_source
from tasks.extract.misread import ENDS, FINITE, SUBJECTS, move, put_above
from tasks.extract.reach import OCCASIONS
from tasks.extract.tree import Token, descendants


def untangle(tokens: list[Token]) -> None:
    """Mend, in place, what stands beside another thing in one piece of text.

    ``tokens`` are the tokens of the piece with heads and children set, edges not yet.
    """
    base = tokens[0].i if tokens else 0
    for token in tokens:
        _set_circumstance_aside(token)
    for token in tokens:
        before = tokens[token.i - base - 1] if token.i > base else None
        _take_subject_from_apposition(token)
        _split_second_object(token)
        _lift_contrast(token)
        _read_clause_in_object(token)
        _read_subject_of_noun(token)
        _read_subject_after_conjunction(token)
        _read_object_as_subject(token)
        _read_fronted_clause(token)
        _read_adjective_as_verb(token)
        _read_source_as_auxiliary(token)
        _read_name_before_noun(token)
        _take_charge_from_agent(token)
        _give_agent_to_noun(token)
        _read_object_before_relative(tokens, token)
        _take_setting_from_content(token)
        _read_counted_participle(token)
        _read_apposition_as_clause(token)
        _read_it_as_object(token)
        _read_relatives_as_content(token)
        _give_verb_to_speaker(tokens, token)
        if before is not None:
            _read_accusation(token, before)
            _read_adjective_as_main(token, before)
            _read_that_as_object(before, token)
            _read_that_as_subject(before, token)
            _read_beside_as_main(tokens, token)
            _take_subject_before_aside(tokens, token)


# A clause after one of these says when or why it was said, never what.
CIRCUMSTANCES = frozenset({"after", "before", "because", "although", "though", "while"})


def _set_circumstance_aside(clause: Token) -> None:
    """In "said on Friday, days after he had left" nobody says the clause that tells when."""
    who = clause.child("nsubj")
    mark = clause.child("mark") or (who.child("case") if who is not None else None)
    is_after = clause.dep == "ccomp" and clause.i > clause.head.i
    if is_after and mark is not None and mark.lower in CIRCUMSTANCES:
        clause.dep = "advcl"


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
    if verb.lemma not in NAMING:
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
    mark, even = clause.child("mark"), clause.child("advmod")
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


def _read_adjective_as_main(token: Token, before: Token) -> None:
    """In "The envoy, Bo Lee, threatened tariffs unless …" the envoy does it."""
    thing, who = token.head, token.head.head
    if token.tag not in ("VBD", "VBN") or token.dep != "amod" or before.text != ",":
        return
    if thing.dep not in ("appos", "conj", "nmod") or not who.is_root or thing.tag != "NNS":
        return
    name = who.child("appos", "flat")
    is_named = name is not None and name.pos == "PROPN" and name.i < token.i
    if not is_named or who.child("cop", *SUBJECTS) is not None or look_up(token) is None:
        return
    thing.children.remove(token)
    token.head = who
    who.children.append(token)
    put_above(token, who)
    token.tag, token.pos, who.dep = "VBD", "VERB", "nsubj"
    move(thing, token, "obj")
    for mark in [c for c in who.each("punct") if c.i > token.i]:
        move(mark, token, "punct")


def _read_that_as_object(that: Token, token: Token) -> None:
    """In "dismissed that as fantasy" the word opens no clause."""
    clause = that.head
    if that.lower != "that" or that.dep != "mark" or token.lower != "as" or clause.i < token.i:
        return
    verb = clause.head
    if clause.dep == "ccomp" and clause.pos != "VERB" and verb.i == that.i - 1:
        that.pos, that.tag, clause.dep = "PRON", "DT", "obl"
        move(that, verb, "obj")


def _read_it_as_object(verb: Token) -> None:
    """In "called it a betrayal" the word is what was called so."""
    it, what = verb.child("expl"), verb.child("xcomp")
    if verb.lemma not in NAMING or it is None or what is None or verb.child("obj") is not None:
        return
    if verb.i < it.i < what.i and it.lower == "it" and what.pos in ("NOUN", "ADJ", "PROPN"):
        it.dep = "obj"


NAMING = frozenset({"call", "label", "brand", "dub", "deem", "consider"})


def _read_relatives_as_content(who: Token) -> None:
    """In "told them that demand from firms could double" nobody demands."""
    verb, clauses = who.head, who.each("acl:relcl")
    if who.dep not in ("obj", "iobj") or len(clauses) != 2 or not _takes_clause(verb):
        return
    thing, deed = clauses
    that = thing.child("nsubj")
    is_next = that is not None and that.lower == "that" and that.i == who.i + 1 == thing.i - 1
    if (
        not is_next
        or thing.tag not in ("VBP", "VB")
        or any(c.dep in SUBJECTS for c in deed.children)
    ):
        return
    if that is not None and verb.i < who.i and move(deed, verb, "ccomp"):
        thing.pos, thing.tag = "NOUN", "NN"
        move(thing, deed, "nsubj")
        move(that, deed, "mark")


def _read_that_as_subject(that: Token, token: Token) -> None:
    """In "believes that is within reach" something is within reach: "that" is no conjunction."""
    clause = that.head
    if that.lower != "that" or that.dep != "mark" or token.tag not in FINITE | {"MD"}:
        return
    is_next = clause.dep == "ccomp" and clause.head.i == that.i - 1
    if is_next and not any(c.dep in SUBJECTS for c in clause.children):
        that.dep, that.pos, that.tag = "nsubj", "PRON", "DT"


def _read_beside_as_main(tokens: list[Token], token: Token) -> None:
    """In "Its spokesman, Bo Lee, hit back, saying …" he hit back, and said so.

    So in "Its supporters, including the town, counter that it pays".
    """
    _free_from_relative(tokens, token)
    who = token.head
    if token.dep not in ("conj", "appos", "parataxis") or not who.is_root or who.i > token.i:
        return
    if token.child("cc", "mark", "aux", *SUBJECTS) is not None or who.pos not in ("NOUN", "PROPN"):
        return
    if token.tag not in FINITE | {"VB"} or who.child("cop", "case", *SUBJECTS) is not None:
        return
    at = token.i - tokens[0].i - 1
    while tokens[at].pos == "ADV" and at > 0:
        at -= 1
    is_many = who.tag in ("NNS", "NNPS")
    if tokens[at].text != "," or tokens[-1].text not in ENDS or (token.tag == "VB" and not is_many):
        return
    put_above(token, who)
    who.dep, token.pos = "nsubj", "VERB"
    token.tag = "VBP" if token.tag == "VB" else token.tag
    for child in [c for c in who.children if c.i > token.i]:
        move(child, token, child.dep)


def _free_from_relative(tokens: list[Token], token: Token) -> None:
    """In "The union, which represents staff, accused them of lying" it ends before "accused"."""
    clause, who = token.head, token.head.head
    if clause.dep != "acl:relcl" or not who.is_root or token.i < clause.i or token.pos != "VERB":
        return
    before = tokens[token.i - tokens[0].i - 1]
    opening = tokens[min(t.i for t in descendants(clause) if t.dep != "punct") - tokens[0].i - 1]
    if before.text != "," or opening.text != "," or token.tag not in FINITE | {"VBN"}:
        return
    has_content = token.child("obj", "ccomp", "xcomp") is not None
    is_bare = token.child("cc", "mark", "aux", "aux:pass", "obl:agent", *SUBJECTS) is None
    if has_content and is_bare and look_up(token) is not None:
        token.tag = "VBD" if token.tag == "VBN" else token.tag
        move(token, who, "parataxis")


def _take_subject_before_aside(tokens: list[Token], verb: Token) -> None:
    """In "One, who asked not to be named, said: …" the one is who said it."""
    if verb.tag not in FINITE or not _takes_clause(verb) or verb.child(*SUBJECTS) is not None:
        return
    for who in verb.each("ccomp"):
        aside = who.child("acl:relcl")
        if who.i > verb.i or aside is None or who.child("cop", "mark", *SUBJECTS) is not None:
            continue
        is_closed = tokens[verb.i - 1 - tokens[0].i].text == ","
        if is_closed and who.pos in ("NOUN", "PROPN", "PRON", "NUM") and who.i < aside.i < verb.i:
            who.dep = "nsubj"
            return


def _read_apposition_as_clause(token: Token) -> None:
    """In "expects a surplus, a figure that they reject" the figure explains the surplus."""
    verb = token.head
    thing = verb.child("obj")
    if token.dep != "ccomp" or token.pos != "NOUN" or thing is None or not thing.i < token.i:
        return
    is_bare = token.child("cop", "mark", "case", *SUBJECTS) is None
    comma = token.child("punct")
    if is_bare and token.child("det") and comma is not None and comma.text == ",":
        move(token, thing, "appos")


def _give_verb_to_speaker(tokens: list[Token], token: Token) -> None:
    """In "claimed the reply was late and called on her to go" no reply calls on anybody.

    In "said they were “determined” and pointed to new funds" the quotation ends what they are.
    """
    inner, verb = token.head, token.head.head
    if token.dep != "conj" or token.tag not in FINITE | {"VBN"} or token.pos != "VERB":
        return
    if inner.dep != "ccomp" or verb.tag not in FINITE or not _takes_clause(verb):
        return
    thing, who = inner.child("nsubj", "nsubj:pass"), verb.child("nsubj")
    if thing is None or who is None or look_up(token) is None:
        return
    if thing.pos != "NOUN" and thing.lower != "it":
        return
    link = token.child("cc")
    is_quoted = link is not None and tokens[link.i - 1 - tokens[0].i].text in ('"', "”")
    is_agent = can_be_source(thing, "document") and thing.lower != "it"
    if (is_agent and not is_quoted) or not can_be_source(who, "speaker"):
        return
    has_content = token.child("xcomp", "ccomp", "advcl", "obl") is not None
    is_active = has_content and token.child("obl:agent") is None
    if is_active and link is not None and not any(c.dep in SUBJECTS for c in token.children):
        token.tag = "VBD" if token.tag == "VBN" else token.tag
        move(token, verb, "conj")


def _read_clause_in_object(verb: Token) -> None:
    """In "saying the senator first needed to change" what is said is a clause, no thing."""
    thing = verb.child("obj")
    if verb.pos != "VERB" or thing is None or thing.i < verb.i or not _takes_clause(verb):
        return
    deed = next((c for c in thing.each("acl") if c.tag in FINITE), None)
    if deed is None or deed.i < thing.i or any(c.dep in SUBJECTS for c in deed.children):
        return
    move(deed, verb, "ccomp")
    move(thing, deed, "nsubj")


def _takes_clause(verb: Token) -> bool:
    found = look_up(verb)
    return found is not None and "that" in found[0].acts


def _read_subject_of_noun(token: Token) -> None:
    """In "Clinton aides concede" the first name is part of the subject."""
    noun = token.head
    if token.dep != "nsubj" or token.pos != "PROPN" or noun.pos != "NOUN" or noun.dep != "nsubj":
        return
    if token.i == noun.i - 1 and noun.child("cop", "aux") is None:
        token.dep = "compound"


def _read_subject_after_conjunction(verb: Token) -> None:
    """In "resigned after a leaked memo revealed that …" the memo is no setting of "resigned"."""
    if verb.dep != "advcl" or verb.tag not in FINITE or look_up(verb) is None:
        return
    if any(c.dep in (*SUBJECTS, "expl", "aux:pass") for c in verb.children):
        return
    for noun in verb.head.each("obl"):
        case = noun.child("case")
        is_next = max(t.i for t in descendants(noun)) == verb.i - 1
        if is_next and case is not None and case.lower in ("after", "before", "since", "as"):
            move(noun, verb, "nsubj")
            move(case, verb, "mark")
            return


def _read_object_as_subject(verb: Token) -> None:
    """In "The memo shows officials warned her" the officials did the warning."""
    deed = verb.head
    who = verb.child("obj")
    if verb.dep != "ccomp" or verb.tag not in FINITE or who is None or not _takes_clause(verb):
        return
    has_subject = any(c.dep in (*SUBJECTS, "expl") for c in deed.children)
    if has_subject or verb.child("nsubj") is None or deed.tag not in FINITE or verb.i > deed.i:
        return
    if max(t.i for t in descendants(who)) == deed.i - 1 and verb.child("ccomp") is None:
        put_above(verb, deed)
        deed.dep = "ccomp"
        move(who, deed, "nsubj")


def _read_fronted_clause(verb: Token) -> None:
    """In "A quake in the north struck the coast, the agency reported" the quake has its verb."""
    who = verb.each("nsubj")
    if len(who) != 2 or not _takes_clause(verb) or not who[0].i < who[1].i < verb.i:
        return
    first, second = who
    opening = min(t.i for t in descendants(second))
    has_comma = any(c.text == "," and c.i == opening - 1 for t in who for c in t.children)
    has_comma = has_comma or any(c.text == "," and c.i == opening - 1 for c in verb.children)
    below = sorted(descendants(first), key=lambda t: t.i)
    deed = next(
        (t for t in below if t.dep == "acl" and t.tag in ("VBN", "VBD") and t.i > first.i), None
    )
    if not has_comma or deed is None or verb.child("ccomp") is not None:
        return
    if move(deed, verb, "ccomp"):
        deed.tag = "VBD"
        move(first, deed, "nsubj")


def _read_adjective_as_verb(token: Token) -> None:
    """In "Its head, Ana Diaz, advised residents not to return" somebody advised."""
    listener = token.head
    if token.tag != "VBN" or token.dep != "amod" or token.child("nsubj") is None:
        return
    deed = listener.head
    mark = deed.child("mark")
    if listener.dep != "nsubj" or deed is listener or mark is None or mark.lower != "to":
        return
    listener.children.remove(token)
    token.head = deed
    deed.children.append(token)
    put_above(token, deed)
    token.tag, token.pos, deed.dep = "VBD", "VERB", "xcomp"
    move(listener, token, "obj")
    for clause in [c for c in deed.each("advcl") if c.i > deed.i and c.tag == "VBG"]:
        if any(c.text == "," for c in clause.children):
            move(clause, token, "advcl")  # ", warning that …" is said by the same


def _read_source_as_auxiliary(token: Token) -> None:
    """In "according to research published on Tuesday" the research is the source."""
    published, case = token.head, token.child("case")
    if case is None or case.lemma != "accord" or token.dep not in ("aux", "aux:pass", "nsubj:pass"):
        return
    if published.tag == "VBN" and published.i == token.i + 1 and published.head is not published:
        put_above(token, published)
        token.dep, token.pos, token.tag = "obl", "NOUN", "NN"
        published.dep = "acl"


def _read_name_before_noun(noun: Token) -> None:
    """In "accused by Sanders supporters" the supporters did it, and they are no surname."""
    name = noun.head
    if noun.dep != "flat" or noun.tag != "NNS" or not noun.text.islower() or name is noun:
        return
    if name.pos == "PROPN" and noun.i > name.i:
        put_above(noun, name)
        name.dep = "compound"
        for child in [c for c in name.children if c.dep not in ("flat", "compound")]:
            move(child, noun, child.dep)


def _take_charge_from_agent(verb: Token) -> None:
    """In "accused by rivals of favoring banks" the charge does not belong to the rivals.

    Nor does it belong to the banks in "accused opponents of the banks of lying".
    """
    agent = verb.child("obl:agent")
    if verb.lemma not in ("accuse", "suspect"):
        return
    whom = verb.child("obj") if agent is None else agent
    for token in descendants(whom) if whom is not None else ():
        mark, copula = token.child("mark"), token.child("cop")
        is_deed = token.tag == "VBG" or (copula is not None and copula.tag == "VBG")
        is_inside = token.dep in ("acl", "nmod") and (whom is agent or token.head is not whom)
        if is_deed and is_inside and mark is not None and mark.lower == "of":
            move(token, verb, "advcl")
            return


def _give_agent_to_noun(verb: Token) -> None:
    """In "denied claims by owners that it had failed" owners claim, and what is their claim."""
    noun, agent = verb.child("obj"), verb.child("obl:agent")
    if noun is None or agent is None or verb.child("aux:pass", "nsubj:pass") is not None:
        return
    case = agent.child("case")
    if case is None or case.lower != "by" or case.i != noun.i + 1 or look_up(noun) is None:
        return
    move(agent, noun, "nmod")
    for clause in list(agent.each("acl", "acl:relcl")):
        mark = clause.child("mark")
        if mark is not None and mark.lower == "that" and clause.child(*SUBJECTS) is not None:
            move(clause, noun, "acl")


def _read_object_before_relative(tokens: list[Token], verb: Token) -> None:
    """In "said the law, which took effect in May, had failed" the law has failed, said they."""
    thing = verb.child("obj") if verb.pos == "VERB" else None
    found = look_up(verb) if thing is not None and thing.i > verb.i else None
    if thing is None or found is None or "that" not in found[0].acts or "obj" in found[0].acts:
        return
    base = tokens[0].i
    after = tokens[max(t.i for t in descendants(thing) if t.dep != "punct") + 1 - base :]
    before = tokens[thing.i + 1 - base :]
    rest = before if [t.tag for t in before[1:2]] in (["WDT"], ["WP"], ["WP$"]) else after
    if len(rest) < 4 or rest[0].text != "," or rest[1].tag not in ("WDT", "WP", "WP$"):
        return
    close = next((n for n, t in enumerate(rest[2:-1], 2) if t.text == ","), None)
    if close is None:
        return
    helper = rest[close + 1]
    main = helper.head if helper.pos == "AUX" and helper.head.i > helper.i else helper
    relative = next((t for t in rest[1:close] if t.dep.endswith("relcl")), None)
    is_main = helper.tag in FINITE | {"MD"} and main.child(*SUBJECTS) is None
    if (
        relative is None
        or not is_main
        or main is relative
        or verb.child("ccomp") not in (None, main)
    ):
        return
    if move(main, verb, "ccomp") and move(thing, main, "nsubj"):
        move(relative, thing, "acl:relcl")


def _take_setting_from_content(clause: Token) -> None:
    """In "said on Facebook his country stood by" the words before the content tell where."""
    cue = clause.head
    if clause.dep != "ccomp" or look_up(cue) is None:
        return
    for setting in clause.each("obl"):
        case = setting.child("case")
        is_next = case is not None and case.i == cue.i + 1 and case.lower in ("on", "in", "via")
        if is_next and setting.lower in OCCASIONS:
            move(setting, cue, "obl")
            return


def _read_counted_participle(token: Token) -> None:
    """In "has 1,243 pledged delegates" nobody pledges."""
    count, thing = token.child("nsubj"), token.child("obj")
    if token.tag in ("VBD", "VBN") and count is not None and thing is not None:
        is_between = count.i == token.i - 1 and thing.i == token.i + 1
        if is_between and count.text[0].isdigit():
            token.tag, token.pos = "JJ", "ADJ"
