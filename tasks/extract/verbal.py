"""Statements whose cue is a verb and whose content is its complement."""

from __future__ import annotations

from tasks.extract.asides import (
    LONGEST_GAP,
    by_commas,
    in_relative,
    opens_relative,
    parenthetical,
    positional,
)
from tasks.extract.clauses import (
    holds_finite_verb,
    is_finite,
    is_impersonal,
    is_infinitive,
    is_passive,
    phrase,
    subject,
)
from tasks.extract.comments import opens_comment
from tasks.extract.cues import Cue, look_up
from tasks.extract.draft import Draft
from tasks.extract.holders import can_be_source
from tasks.extract.objects import object_and_preposition, object_phrase, predicative, prepositional
from tasks.extract.reach import COMPLETING, VENUES, after_cue, around, extended
from tasks.extract.sources import TELLING, make, noun_before, source_of, with_title
from tasks.extract.tree import Parse, Range, Token, descendants


def find_verbal(parse: Parse, skipped: set[int]) -> list[Draft]:
    """One draft for every verb cue with a complement; ``skipped`` are cues already served."""
    drafts = []
    for token in parse.tokens:
        if token.pos not in ("VERB", "AUX", "ADJ") or token.i in skipped:
            continue
        if token.pos == "ADJ" and token.tag not in ("VBN", "VBD"):
            continue
        found = look_up(token)
        if found is None:
            continue
        draft = _draft(parse, token, *found)
        if draft is not None:
            drafts.append(draft)
    return drafts


def _draft(parse: Parse, verb: Token, cue: Cue, particle: Token | None) -> Draft | None:
    for attempt in (
        in_relative,
        _clausal,
        _infinitive,
        _misread_infinitive,
        predicative,
        object_and_preposition,
        by_commas,
        object_phrase,
        prepositional,
        parenthetical,
        positional,
    ):
        draft = attempt(parse, verb, cue, particle)
        if draft is None:
            continue
        wanted = cue.sources.get(draft.frame)
        if not can_be_source(draft.source_head, wanted):
            continue
        if not _is_reported(verb, draft):
            return None
        if wanted and draft.source is None and draft.frame in UTTERED:
            continue  # an obligation or a support that nobody is said to utter
        return None if draft.source is None and _is_purpose(verb) else draft
    return None


def _is_reported(verb: Token, draft: Draft) -> bool:
    """Whether a draft reports what somebody holds or does with words.

    What a reader may want or know ("you may find that …"), a speaker's "I want to add", and what
    another act is about ("declined to say whether", "pledged to support") are no reports.
    """
    who = draft.source_head.lower if draft.source_head is not None else ""
    if who == "you" or _is_open(verb):
        return False
    if is_infinitive(verb) and verb.child("cop") is not None:
        return can_be_source(draft.source_head, "speaker")  # "that is not to say", not "is to say"
    if verb.tag == "VBG" and draft.frame in ("obj", "thing") and _is_occasion(verb):
        return False
    thing = verb.child("obj")
    if verb.lemma == "concede" and thing is not None and thing.lemma in SCORED:
        return False
    is_named = draft.source is not None
    is_hearsay = verb.lemma == "understand" and draft.frame == "that" and is_passive(verb)
    if not is_named and (
        (verb.lemma in FACTIVE and not is_hearsay)
        or (draft.frame, draft.act) == ("small", "assert")
        or (draft.frame, verb.lemma) == ("as", "refer")
    ):
        return False
    if verb.lemma in FACTIVE and (verb.tag == "VBG" or is_infinitive(verb)):
        return False
    if (verb.lemma, draft.frame) == ("consider", "obj") and verb.tag not in ("VBG", "VB"):
        return False  # "considers the deal dead" is no plan
    is_modal = any(c.lower in HYPOTHETICAL for c in verb.each("aux") if c.i < verb.i)
    if is_modal and (draft.frame in ("obj", "thing") or (not is_named and draft.frame != "that")):
        return False
    if who in ("i", "we") and verb.lemma in ("want", "wish", "like") and draft.frame == "inf":
        return False
    if not is_infinitive(verb) or verb.dep not in ("xcomp", "advcl", "acl", "ccomp"):
        return True
    outer = look_up(verb.head)
    if outer is None or not {"inf", "obj_inf", "to", "raise"} & set(outer[0].acts):
        return True
    act = outer[0].acts.get("inf", outer[0].acts.get("obj_inf", outer[0].act))
    return draft.frame not in SHORT and not (act == "reject" and draft.frame in ("that", "wh"))


def _is_open(verb: Token) -> bool:
    """Whether a question leaves open that it is said at all: "Will the minister admit that …?"."""
    who = verb.child("nsubj", "nsubj:pass")
    helper = verb.child("aux", "aux:pass")
    is_turned = who is not None and helper is not None and helper.i < who.i < verb.i
    is_first = helper is not None and verb.left == helper.i
    return is_turned and is_first and any(c.text == "?" for c in verb.children)


def _is_occasion(verb: Token) -> bool:
    """Whether a participle only says when: "must show a passport when requesting a ballot"."""
    return any(c.i < verb.i and c.lower in OCCASIONS for c in verb.children)


SCORED = frozenset({"goal", "penalty", "corner", "run", "try", "wicket", "seat", "set", "lead"})
OCCASIONS = frozenset({"when", "for", "before", "without"})
UTTERED = frozenset({"obj_inf", "obj", "thing", "obj_for", "to", "pair_to", "pair_on", "pair_at"})
HYPOTHETICAL = frozenset({"would", "could", "may", "might", "can", "should"})
FACTIVE = frozenset({"know", "realize", "realise", "understand", "see", "learn", "hear"})
SHORT = frozenset({"obj", "for", "of", "about", "to", "on", "with", "against"})


def _is_purpose(verb: Token) -> bool:
    """Whether a cue is an infinitive or a bare form that nobody is said to perform."""
    if is_passive(verb):
        return False
    return is_infinitive(verb) or (verb.tag == "VB" and subject(verb) is None)


def _clausal(parse: Parse, verb: Token, cue: Cue, particle: Token | None) -> Draft | None:
    frame = "that" if "that" in cue.acts else "wh" if "wh" in cue.acts else None
    if frame is None:
        return None
    after = sorted((c for c in verb.children if c.i > verb.i), key=lambda c: not _is_full(c))
    before = [c for c in verb.children if c.i < verb.i]
    is_aside = any(t.text == "," for t in parse.tokens[verb.i + 1 : verb.i + 2])
    is_first = is_aside or _is_told_first(parse, verb, before)
    inside = [*before, *after] if is_first else [*after, *_hung_on_phrase(parse, verb), *before]
    for clause in inside:
        if is_infinitive(clause) or not _may_be_content(verb, clause):
            continue
        if is_aside and clause.i < verb.i and clause.dep == "advcl":
            continue
        if clause.tag == "VBG" and not is_finite(clause) and not _opens_with_gerund(verb, clause):
            continue
        is_clause = holds_finite_verb(clause) or (_opens_with_mark(clause) and clause.i > verb.i)
        if not _is_full(clause) and (frame in cue.weak or not is_clause):
            continue
        if clause.i < verb.i and (_opens_with_participle(clause) or _has_infinitive(verb)):
            continue  # "Asked whether she would go, she said …" opens with a clause of its own
        if frame == "wh" and not _is_question(clause):
            continue
        act = cue.acts[frame]
        if _is_question(clause) and "wh" in cue.acts:
            act = cue.acts["wh"]
        if clause.i > verb.i:
            aside = by_commas(parse, verb, cue, particle) if subject(clause) is None else None
            if aside is not None:  # "Whether it works, he says, is another question"
                return aside
            floor = (particle.i if particle is not None and particle.i > verb.i else verb.i) + 1
            content = after_cue(parse, verb, clause, floor)
            is_said = content is not None and not opens_comment(parse, *content)
            contents = [content] if content and is_said else []
        else:
            contents = _before_cue(parse, verb, clause)
        if contents:
            return make(parse, verb, contents, act, "clause", frame, particle, clause)
    return None


def _is_told_first(parse: Parse, verb: Token, before: list[Token]) -> bool:
    """Whether the content stands before the cue and its subject: "It is over, she said, in …"."""
    who = subject(verb)
    if who is None or who.i > verb.i or who.left == 0:
        return False
    is_comma = parse.tokens[who.left - 1].text == ","
    return is_comma and any(c.dep == "ccomp" and _is_full(c) and is_finite(c) for c in before)


def _has_infinitive(verb: Token) -> bool:
    """Whether an infinitive after the cue is its content, so that nothing before it is."""
    return any(c.dep == "xcomp" and c.i > verb.i and is_infinitive(c) for c in verb.children)


def _opens_with_participle(clause: Token) -> bool:
    """Whether a clause before the cue has no subject: "Asked whether it was true, she said"."""
    if subject(clause) is not None or clause.child("expl") is not None or clause.pos != "VERB":
        return False
    return clause.tag in ("VBN", "VBG", "VBD", "VB") and clause.left >= clause.i - 1


def _may_be_content(verb: Token, clause: Token) -> bool:
    if clause.dep in ("ccomp", "csubj:pass") or clause.head is not verb:
        return True
    if clause.dep in ("obj", "iobj", "obl") and clause.tag in ("WP", "WRB") and clause.i > verb.i:
        return True  # a free relative: "explains what it is"
    mark = clause.child("mark")
    if clause.i < verb.i and mark is not None and mark.lower == "whether":
        return clause.dep == "advcl" and verb.lemma != "ask"  # "Whether it works is open, said Lee"
    if clause.dep not in ("advcl", "obj", "acl:relcl", "xcomp", "parataxis") or clause.i < verb.i:
        return False
    if _opens_with_gerund(verb, clause):
        return True
    if any(c.lower == "that" and c.dep == "mark" and c.i > verb.i for c in clause.children):
        return clause.dep == "advcl"
    opening = next((c for c in clause.children if c.i >= clause.left and c.i == clause.left), None)
    if opening is None or opening.i > verb.i + 1:
        return False
    return (
        opening.lower in ("why", "how", "whether", "where", "what", "who")
        and clause.dep != "acl:relcl"
    )


def _opens_with_gerund(verb: Token, clause: Token) -> bool:
    """Whether a gerund right after the cue opens a finite clause: "said losing it would hurt"."""
    return clause.tag == "VBG" and clause.i == verb.i + 1 and holds_finite_verb(clause)


def _hung_on_phrase(parse: Parse, verb: Token) -> list[Token]:
    """That-clauses of a verb that the parser hung on its addressee or on the form it spoke in.

    "told supporters in Florida that he would not go", "said in an interview that he was ill".
    """
    nouns = [c for c in verb.each("obl") if c.lemma in VENUES]
    if verb.lemma in TELLING:
        nouns += verb.each("obj", "iobj")
    found = []
    for noun in nouns:
        for clause in noun.each("acl", "ccomp", "acl:relcl"):
            who = subject(clause)
            opens = parse.tokens[clause.left].lower == "that"
            if clause.i > verb.i and opens and who is not None and who.lower != "that":
                found.append(clause)
    return found


def _opens_with_mark(clause: Token) -> bool:
    mark = clause.child("mark")
    return mark is not None and mark.i == clause.left


def _is_full(clause: Token) -> bool:
    return subject(clause) is not None or clause.child("expl") is not None or _is_question(clause)


def _is_question(clause: Token) -> bool:
    return any(
        t.tag in ("WP", "WRB", "WDT", "WP$") or (t.lower in ("whether", "if") and t.dep == "mark")
        for t in descendants(clause)
        if t.i <= clause.i and (t is clause or t.head is clause or t.head.head is clause)
    )


def _before_cue(parse: Parse, verb: Token, clause: Token) -> list[Range]:
    sentence = parse.sentence_of(verb)
    first = sentence.first if verb.is_root else clause.left
    inserted = cue_clause(parse, verb, clause)
    who = source_of(verb) or noun_before(parse, verb)
    if who is not None and clause.i < who.i < verb.i:
        start = with_title(parse, (who.left, who.i + 1))[0]
        inserted = (start, max(inserted[1], verb.i + 1))
    end = max(clause.right + 1, inserted[1]) if clause.right > verb.i else inserted[0]
    if opens_relative(parse, inserted[0]):
        return around(parse, inserted, (inserted[1], sentence.end))
    return around(parse, inserted, (first, max(end, inserted[1])))


def cue_clause(parse: Parse, verb: Token, content: Token) -> Range:
    """The tokens of a parenthetical cue with its subject and adverbials: ", he said on Monday,"."""
    first, end = verb.i, verb.i + 1
    for child in verb.children:
        if child is content or child.dep in ("punct", "ccomp", "parataxis", "conj", "cc"):
            continue
        if child.dep == "advcl" and look_up(child) is None and child.left < verb.i:
            continue
        if (
            child.right < content.left
            or child.left > content.right
            or child.dep in ("nsubj", "nsubj:pass", "aux", "aux:pass", "obj", "iobj")
        ):
            if child.left < verb.i and child.i < content.i:
                continue
            first, end = min(first, child.left), max(end, child.right + 1)
    while first - 1 >= 0 and parse.tokens[first - 1].lower == "as":
        first -= 1
    return first, end


def _infinitive(parse: Parse, verb: Token, cue: Cue, particle: Token | None) -> Draft | None:
    """To-infinitives: "pledged to leave", "urged them to leave", "is expected to leave"."""
    patient = verb.child("obj", "iobj")
    if patient is None and particle is not None:  # "called on Congress to act"
        patient = next((c for c in verb.each("obl") if particle in c.children), None)
    clause = _infinitive_of(verb, patient)
    if clause is None:
        return _gerund(parse, verb, cue, particle)
    if clause.dep == "advcl" and not ({"inf", "obj_inf"} & set(cue.acts)):
        return None
    own = subject(clause)
    if patient is None and own is not None and own.i < clause.i:
        patient = own
    passive = is_passive(verb)
    has_patient = passive or (patient is not None and patient.i < clause.i)
    is_belief = cue.acts.get("raise") == "believe"
    frame = "inf"
    if has_patient:
        if "raise" in cue.acts and ((passive and is_belief) or cue.acts.get("obj_inf") is None):
            return _raised(parse, verb, cue, particle, clause, patient, passive)
        frame = "obj_inf" if "obj_inf" in cue.acts else "inf"
        if frame == "inf" and (passive or clause.dep != "advcl" or "obj" in cue.acts):
            return None
    if frame not in cue.acts:
        return None
    content = after_cue(parse, verb, clause, _infinitive_start(clause, verb.i + 1))
    if content is None:
        return None
    return make(parse, verb, [content], cue.acts[frame], "infinitive", frame, particle, clause)


def _infinitive_of(verb: Token, patient: Token | None) -> Token | None:
    """The to-infinitive of a verb, also when the parser hung it on the object."""
    for clause in verb.children:
        is_complement = clause.dep in ("xcomp", "ccomp", "advcl") and clause.i > verb.i
        is_misread = clause.dep == "obl" and clause.tag == "VB" and clause.i > verb.i
        if (is_complement or is_misread) and is_infinitive(clause):
            return clause
    settings = [
        c
        for c in verb.each("obl", "xcomp")
        if c.i > verb.i and not any(m.lower in COMPLETING for m in c.each("case", "mark"))
    ]
    hung = [c for s in settings for b in descendants(s) for c in b.each("acl", "xcomp", "advcl")]
    below = [c for c in hung if is_infinitive(c) and c.head.i <= verb.i + LONGEST_GAP // 2]
    if below and _is_setting(below[0].head) and below[0].left > settings[0].i:
        return below[0]
    if patient is None or look_up(patient) is not None:
        return None
    below = [c for t in descendants(patient) for c in t.each("acl") if is_infinitive(c)]
    own = (c for c in below if c.i > patient.i and (c.head is patient or not look_up(c.head)))
    return next(own, None)  # also "advised people with asthma to stay indoors"


def _is_setting(noun: Token) -> bool:
    """Whether a word only says where: "promised at his hearing to go", not "a plan to go"."""
    return noun.lower in VENUES or look_up(noun) is None


def _misread_infinitive(
    parse: Parse, verb: Token, cue: Cue, particle: Token | None
) -> Draft | None:
    """In "urged Greece to implement reforms", "to" may be read as a preposition."""
    patient = verb.child("obj", "iobj")
    if "obj_inf" not in cue.acts or patient is None or patient.i < verb.i:
        return None
    at = patient.right + 1
    limit = parse.sentence_of(verb).end
    if at + 1 >= limit or parse.tokens[at].lower != "to" or parse.tokens[at + 1].tag != "VB":
        return None
    top = parse.tokens[at]
    while top.head is not top and top.head is not verb and top.head.i > verb.i:
        top = top.head
    content = extended(parse, verb, (at, max(top.right, at + 1) + 1))
    act = cue.acts["obj_inf"]
    return make(
        parse, verb, [content], act, "infinitive", "obj_inf", particle, parse.tokens[at + 1]
    )


def _infinitive_start(clause: Token, floor: int) -> int:
    to = next((c for c in clause.children if c.lower == "to" and c.dep in ("mark", "aux")), clause)
    before = [c.left for c in clause.children if c.dep == "advmod" and c.i == to.i - 1]
    return max(floor, min([to.i, *before]))


def _raised(
    parse: Parse,
    verb: Token,
    cue: Cue,
    particle: Token | None,
    clause: Token,
    patient: Token | None,
    passive: bool,
) -> Draft | None:
    infinitive = after_cue(parse, verb, clause, _infinitive_start(clause, verb.i + 1))
    if infinitive is None:
        return None
    contents = [infinitive]
    if passive:
        theme = verb.child("nsubj:pass")
        if theme is not None and not is_impersonal(verb):
            is_relative = theme.tag in ("WP", "WDT")
            contents = [infinitive] if is_relative else [phrase(parse, theme), infinitive]
    elif patient is not None:
        contents = [(patient.left, infinitive[1])]
    return make(parse, verb, contents, cue.acts["raise"], "raising", "raise", particle, clause)


def _gerund(parse: Parse, verb: Token, cue: Cue, particle: Token | None) -> Draft | None:
    if "ing" not in cue.acts:
        return None
    for clause in verb.children:
        if (
            clause.tag == "VBG"
            and clause.dep in ("xcomp", "ccomp", "obj", "advcl")
            and clause.i > verb.i
        ):
            if clause.dep == "advcl" and any(
                t.text == "," for t in parse.tokens[verb.i : clause.left + 1]
            ):
                continue
            if clause.dep == "advcl" and clause.child("mark") is not None:
                continue
            floor = max(verb.i, particle.i if particle else 0) + 1
            content = after_cue(parse, verb, clause, floor)
            if content:
                return make(
                    parse, verb, [content], cue.acts["ing"], "gerund", "ing", particle, clause
                )
    return None
