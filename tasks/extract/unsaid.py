"""What looks like a statement and is none: nobody says it, or nothing is said by it."""

from __future__ import annotations

from tasks.extract.clauses import is_passive
from tasks.extract.draft import Draft
from tasks.extract.holders import can_be_source
from tasks.extract.tree import Parse, Token
from tasks.extract.words import words

DISPUTED = words("disputed")
HELD = words("held_things")
GOING_ON = frozenset({"begin", "start", "end", "open", "continue"})
CAUSING = frozenset({"let", "help"})
KNOWING = frozenset({"know", "understand", "realize", "realise", "see"})
# With "as" and nobody who says so they tell what is done or what something is.
NAMELESS = frozenset({"cast", "treat", "identify", "rate", "rank", "style", "classify"})
HYPOTHETICAL = frozenset({"if", "unless"})
OPENING, CLOSING = frozenset({"“", "‘", '"', "``"}), frozenset({"”", "’", "''"})
CASED = 0.7  # share of long words in capitals that makes a headline


def is_unsaid(parse: Parse, draft: Draft) -> bool:
    """Whether a draft is no statement, by its verb and what stands around it."""
    verb = draft.head
    if verb is None or verb.pos not in ("VERB", "AUX", "ADJ"):
        return False
    return (
        _is_asked_who(parse, draft)
        or _is_of_title(parse, verb)
        or _is_supposed(verb)
        or (verb.dep == "amod" and verb.tag == "VBG")  # "backing vocals", "supporting roles"
        or (verb.lemma in KNOWING and verb.tag == "VB" and verb.head.lemma in CAUSING)
        or _is_done(draft, verb)
    )


def _is_asked_who(parse: Parse, draft: Draft) -> bool:
    """Whether a question asks who says it, or a clause only names what: "what I would ask is …"."""
    who = draft.source_head
    if who is None or who.tag not in ("WP", "WDT"):
        return False
    if who.lower in ("what", "whatever"):
        return True
    last = parse.tokens[parse.sentence_of(who).end - 1].text
    return who.lower == "who" and last == "?" and parse.sentence_of(who).first == who.i


def _is_of_title(parse: Parse, verb: Token) -> bool:
    """Whether a verb in a capital is part of a title: his novel “The Sea Said No”."""
    sentence = parse.sentence_of(verb)
    if not verb.text[0].isupper() or verb.i == sentence.first or verb.text.isupper():
        return False
    before = parse.tokens[sentence.first : verb.i]
    mark = next((t.text for t in reversed(before) if t.text in OPENING | CLOSING), "")
    if mark not in OPENING or not before[-1].text[0].isupper():
        return False
    long = [t.text for t in parse.tokens[sentence.first : sentence.end] if len(t.text) > 3]
    long = [word for word in long if word.isalpha()]
    return sum(word[0].isupper() for word in long) < CASED * len(long)


def _is_supposed(verb: Token) -> bool:
    """Whether it is open that anybody says it: "If Lee says so, we will go"."""
    mark = verb.child("mark")
    if mark is None or mark.lower not in HYPOTHETICAL or verb.dep != "advcl":
        return False
    return verb.tag in ("VBZ", "VBP", "VBD") and mark.i < verb.i


def _is_done(draft: Draft, verb: Token) -> bool:
    """Whether a verb tells what is done, not said, with the object it has here."""
    thing = draft.content_head
    lemma = thing.lemma.lower() if thing is not None else ""
    if verb.lemma in ("contest", "challenge") and draft.frame in ("obj", "thing"):
        return lemma not in DISPUTED  # a seat, a party, the status quo
    if verb.lemma == "lie":  # a town, or happiness in love
        return draft.source_head is None or not can_be_source(draft.source_head, "speaker")
    if verb.lemma == "contain":
        return lemma not in DISPUTED
    if verb.lemma == "defend" and draft.frame == "obj":
        return lemma in HELD
    if verb.lemma in NAMELESS and draft.frame == "as":
        return draft.source is None
    if verb.lemma == "voice" and is_passive(verb):
        return thing is not None and thing.pos == "PROPN"
    if draft.lemma == "come out":
        return draft.frame not in ("against", "quote")
    if verb.lemma in GOING_ON and draft.frame == "quote":
        return any(
            c.dep in ("obj", "xcomp", "compound:prt") and c.i > verb.i for c in verb.children
        )
    return verb.lemma == "charge" and draft.frame == "obj_for" and not is_passive(verb)
