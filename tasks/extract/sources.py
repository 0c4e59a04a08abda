"""Whose statement it is: the source and the addressee of a verb cue."""

from __future__ import annotations

from tasks.extract.clauses import agent_of, controller, is_impersonal, is_passive, phrase, trim
from tasks.extract.draft import Draft
from tasks.extract.holders import holders
from tasks.extract.tree import Parse, Range, Token, descendants
from tasks.extract.words import words

DAYS = words("days")
TELLING = words("telling")
RAISED = frozenset({"obj_inf"})


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
    source_head = antecedent(source_of(verb)) or noun_before(parse, verb)
    source = with_title(parse, phrase(parse, source_head)) if source_head is not None else None
    if source is not None:
        source = _without_month(parse, source)
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


def _without_month(parse: Parse, source: Range) -> Range:
    """A source without when it spoke: "in March a review concluded that …"."""
    first, end = source
    at = first
    while at < end - 1 and (parse.tokens[at].lower in MONTHS or parse.tokens[at].text.isdigit()):
        at += 1
    is_after = at > first and parse.tokens[at].tag == "DT"
    return (at, end) if is_after else source


MONTHS = words("months")


def noun_before(parse: Parse, verb: Token) -> Token | None:
    """The noun before a cue without a subject: "Asked about it, his lawyer, Ann Lee, said".

    Only for finite verbs that ask for a source; a noun after a preposition is none. After a
    comma the noun may stand before an aside: "Lee, asked whether he was ill, said".
    """
    is_bare = verb.tag in ("VBD", "VBZ", "VBP") and verb.dep not in ("conj", "xcomp")
    if not is_bare or is_passive(verb) or verb.child("expl") is not None:
        return None
    first = parse.sentence_of(verb).first
    at = verb.i - 1
    while at > first and parse.tokens[at].pos == "ADV":
        at -= 1
    if parse.tokens[at].text != ",":
        return _free_noun(parse, at, first)
    commas = [t.i for t in parse.tokens[at:first:-1] if t.text == ","][:MOST_COMMAS]
    found = (_free_noun(parse, comma - 1, first) for comma in commas)
    return next((noun for noun in found if noun is not None), None)


def _free_noun(parse: Parse, at: int, first: int) -> Token | None:
    """The noun phrase that ends at token ``at`` and depends on nothing in an aside."""
    noun = parse.tokens[at]
    if at < first or noun.pos not in ("NOUN", "PROPN", "PRON") or noun.tag in ("WP", "WDT"):
        return None
    comma = next((t.i for t in parse.tokens[at:first:-1] if t.text == ","), first - 1)
    while (
        not _is_loose(noun)
        and noun.head.i < noun.i
        and (
            (noun.dep in NOMINAL and noun.head.pos in ("NOUN", "PROPN"))
            or (comma < noun.head.i and noun.head.pos in ("NOUN", "PROPN", "ADJ", "ADV", "PRON"))
        )
    ):
        noun = noun.head
    if noun.pos in ("ADJ", "ADV"):  # "one person close to him said"
        own = noun.child("nsubj", "nsubj:pass")
        if own is None:
            return None
        noun = own
    case = noun.child("case")
    if case is not None and case.i < noun.i and case.lower != "of":
        return None
    is_in_aside = noun.head.pos == "VERB" and comma < noun.head.i < noun.i
    is_object = noun.lower in DAYS or noun.lower in PRONOUNS_OF_OBJECTS
    return None if is_in_aside or is_object else noun


def _is_loose(noun: Token) -> bool:
    """Whether a conjunct has no conjunction: "require a fix, sources told" coordinates nothing."""
    if noun.dep != "conj" or noun.child("cc") is not None:
        return False
    return not any(c.child("cc") for c in [noun, *noun.head.each("conj"), *noun.each("conj")])


MOST_COMMAS = 3
NOMINAL = frozenset({"appos", "flat", "compound", "nmod", "nmod:desc", "conj", "list", "dep"})
PRONOUNS_OF_OBJECTS = frozenset({"him", "her", "them", "us", "me", "it"})


def with_title(parse: Parse, source: Range) -> Range:
    """A name with the title before it that was read as part of another phrase.

    "…, league president Bo Carver said": nouns between a comma or mark and the name belong to it.
    """
    first, end = source
    if parse.tokens[first].pos != "PROPN":
        return source
    start, limit = first, parse.sentence_of(parse.tokens[first]).first
    while start > limit and parse.tokens[start - 1].pos in ("NOUN", "PROPN", "ADJ"):
        start -= 1
    is_edge = start == limit or parse.tokens[start - 1].text in (",", "”", '"', "’")
    return (start, end) if is_edge else source


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
    noun = _bearer(noun) if source.lower == "who" else noun
    is_noun = noun.pos in ("NOUN", "PROPN", "PRON") and noun.i < source.i
    if clause.dep.startswith("acl") and is_noun:
        return noun
    return source if source.tag == "IN" else _bearer(_noun_of_relative(source))


def _bearer(noun: Token) -> Token:
    """The person in "Lucia Ortega of Nevada, who said": a place or an employer is no "who".

    Nor is what a person heads: "Tim Cole, the chairman of the Republican Party, who …".
    """
    while noun.pos == "PROPN" and noun.dep == "nmod" and _is_person(noun.head):
        case = noun.child("case")
        if case is None or case.lower not in ("of", "from", "in", "at"):
            break
        noun = noun.head
        while noun.dep in ("flat", "compound", "appos") and noun.head.pos == "PROPN":
            noun = noun.head
    return noun


def _is_person(noun: Token) -> bool:
    return noun.pos == "PROPN" or noun.lemma.lower() in holders()["people"]


def _noun_of_relative(pronoun: Token) -> Token:
    """The noun right before ", who said": its clause may hang on the verb before."""
    clause = pronoun.head
    nouns = [t for t in descendants(clause.head) if t.i < pronoun.i and t.pos in ("NOUN", "PROPN")]
    last = max(nouns, key=lambda t: t.i, default=None)
    if last is None or last.i < pronoun.i - 2:
        return pronoun
    while last.dep in ("flat", "compound") and last.head.pos in ("NOUN", "PROPN"):
        last = last.head
    return last


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
    return verb.child("iobj", "obj") if frame not in ("obj", "thing") else None
