"""Questions one asks of a clause: its subject, voice, negation, and how far a phrase reaches."""

from __future__ import annotations

from tasks.extract.holders import can_be_source
from tasks.extract.tree import Parse, Range, Token, descendants
from tasks.extract.words import words

SUBJECTS = ("nsubj", "nsubj:pass", "csubj", "csubj:pass", "nsubj:outer", "nsubj:xsubj")
NEGATORS = frozenset({"not", "n't", "n’t", "never", "nor", "neither", "no", "hardly", "scarcely"})
OBJECT_CONTROL = words("object_control")
COUNTED = frozenset("%$£€¥")  # "54% of voters", "$3 million"
DEEPEST = 20  # phrases inside phrases


def subject(token: Token) -> Token | None:
    """The subject a predicate has of its own, expletives left out."""
    own = [c for c in token.each(*SUBJECTS) if c.text[0].isalnum() or c.text in COUNTED]
    if not own:  # hung on the auxiliary instead
        own = [c for a in token.each("aux", "aux:pass") for c in a.each(*SUBJECTS)]
    if not own:
        return None
    found = own[-1] if own[-1].i < token.i else own[0]
    if found.lower in ("there", "it") and token.child("expl") is found:
        return None
    return found


def is_impersonal(token: Token) -> bool:
    """Whether the subject is an expletive: "it is said", "it is expected"."""
    if token.child("expl") is not None:
        return True
    own = token.child(*SUBJECTS)
    return own is not None and own.lower == "it" and is_passive(token)


def is_passive(token: Token) -> bool:
    """Whether a participle is passive, a participle that modifies a noun included."""
    if token.child("aux:pass", "nsubj:pass", "csubj:pass") is not None or _was_asked(token):
        return True
    if token.tag != "VBN":
        return False
    if any(c.dep == "aux" and c.lemma == "have" for c in token.children):
        return False
    if token.dep == "conj" and token.head.pos in ("VERB", "AUX"):
        return is_passive(token.head) and subject(token) is None
    return token.dep in ("acl", "advcl", "amod", "acl:relcl", "xcomp") and subject(token) is None


def _was_asked(token: Token) -> bool:
    """Whether somebody else asked: "Asked who did it, she said …", "said, when asked if …"."""
    is_form = token.lemma in ASKED and token.tag in ("VBN", "VBD")
    is_aside = token.dep in ("advcl", "acl", "ccomp", "parataxis", "dep")
    return is_form and is_aside and subject(token) is None and token.child("aux") is None


ASKED = frozenset({"ask", "press", "question", "quiz", "challenge", "remind"})


def controller(token: Token, depth: int = 0) -> Token | None:
    """Who does what a predicate says: its subject, or the one it inherits.

    A coordinated predicate takes the subject of the first, an open complement or participle that
    of the clause it hangs on, a participle after a noun that noun.
    """
    own = subject(token)
    if own is not None:
        return own
    if depth > 8 or token.head is token or token.child("expl") is not None:
        return None
    head = token.head
    if token.dep == "acl" and is_infinitive(token):
        return None
    if token.dep == "acl" and any(c.tag == "IN" and c.i < token.i for c in token.each(*LINKING)):
        return controller(_predicate_above(head), depth + 1)  # "took a step by agreeing to …"
    if token.dep == "advcl" and token.tag == "VBG" and not is_passive(head):
        quoted = head.child("obj")
        if quoted is not None and any(c.lower == "as" for c in token.each("mark")):
            return quoted  # "quoted an official as saying …"
    near = (*token.children, *head.children, *head.head.children)
    is_loose = token.tag == "VBG" and any(c.text == "," and c.i == token.i - 1 for c in near)
    if token.dep == "acl" and is_loose and not can_be_source(head, "document"):
        return controller(_predicate_above(head), depth + 1)  # "told a tale, calling me a liar"
    if token.dep in ("acl", "acl:relcl"):
        return head if head.pos in ("NOUN", "PROPN", "PRON", "NUM", "ADJ") else controller(head)
    if token.dep == "conj" and head.pos in ("NOUN", "PROPN"):
        return controller(head, depth + 1) if head.child("cop") else None
    if token.dep == "xcomp" or (token.dep == "advcl" and is_infinitive(token)):
        patient = head.child("obj", "iobj")
        if patient is not None and head.lemma in OBJECT_CONTROL:
            return patient
        if head.lemma in CALLING and (called := _called_on(head, token)) is not None:
            return called
    is_bare = (
        (token.dep == "advcl" and token.child("mark") is None)
        or token.tag in ("VBG", "VBN", "VB")
        or token.pos in ("ADJ", "NOUN")
    )
    is_open = token.dep == "advcl" or not is_finite(token)
    if token.dep in ("conj", "xcomp", "dep", "parataxis") or (
        token.dep in ("advcl", "ccomp") and is_bare and is_open
    ):
        if token.dep == "advcl" and is_passive(head):
            if head.lemma in ("accuse", "suspect"):  # "accused by rivals of favoring banks"
                return head.child("nsubj:pass")
            agent = agent_of(head)
            if agent is not None or head.child("nsubj:pass") is None:
                return agent
        return controller(head, depth + 1)
    return None


CALLING = frozenset({"call", "appeal", "plead"})


def _called_on(verb: Token, deed: Token) -> Token | None:
    """Who is called on to do something: "called on Lee to resign", "appealed to them to stop"."""
    between = [c for c in verb.each("obl", "obj") if verb.i < c.i < deed.i]
    particle = verb.child("compound:prt")
    is_on = particle is not None and particle.lower == "on"
    return next(
        (
            c
            for c in between
            if is_on or any(m.lower in ("on", "upon", "to", "with") for m in c.each("case"))
        ),
        None,
    )


def _predicate_above(noun: Token) -> Token:
    """The verb that a noun depends on, or the top of its sentence."""
    while noun.head is not noun and noun.pos not in ("VERB", "AUX"):
        noun = noun.head
    return noun


LINKING = ("mark", "case")


def agent_of(token: Token) -> Token | None:
    """The agent of a passive: the noun of its by-phrase."""
    for child in token.children:
        is_by = any(c.dep == "case" and c.lower == "by" for c in child.children)
        is_date = (
            child.lower in DAYS or child.tag == "CD" or any(c.lower in DAYS for c in child.children)
        )
        if is_by and not is_date and child.dep in ("obl:agent", "obl", "nmod"):
            return child
    return None


def negation(token: Token) -> Token | None:
    """The word that negates a predicate, or None."""
    for child in token.children:
        if child.lower in NEGATORS and child.dep in (
            "advmod",
            "neg",
            "cc",
            "cc:preconj",
            "discourse",
        ):
            return child
        if child.lower == "longer" and any(c.lower == "no" for c in child.children):
            return child
    return _stopped_short(token) or _left_undone(token)


NOBODY = frozenset({"nobody", "none", "nothing", "no", "neither"})


def is_none(noun: Token) -> bool:
    """Whether a noun is one that there is not: "nobody", "no plan", "neither side"."""
    dets = (word.lower for word in noun.each("det"))
    return noun.lower in NOBODY or not NOBODY.isdisjoint(dets)


UNDONE = frozenset({"fail", "neglect", "omit", "forget", "refuse", "decline"})


def _left_undone(token: Token) -> Token | None:
    """The verb that tells what was not done: "failed to consider it"."""
    above = token.head
    return above if token.dep == "xcomp" and above.lemma in UNDONE and above.i < token.i else None


def _stopped_short(token: Token) -> Token | None:
    """The word by which a thing is left undone: "stopped short of saying", "refrained from"."""
    if token.tag != "VBG" or token.dep not in ("advcl", "acl", "xcomp"):
        return None
    above = token.head
    is_undone = above.lemma in ("short", "refrain", "abstain") and above.i < token.i
    return above if is_undone else None


def phrase(parse: Parse, head: Token, *, wide: bool = False) -> Range:
    """The noun phrase of ``head`` with its modifiers and appositions, as one token range.

    Relative clauses and what follows a comma without being an apposition or a coordinated name
    are left out, unless ``wide``.
    """
    first, last = head.i, head.i
    before = [c for c in head.children if c.i < head.i]
    for child in reversed(before):
        if child.dep in ("case", "mark", "punct", "cc", "cop", "aux", *SUBJECTS) or (
            child.dep in ("parataxis", "advcl", "discourse", "expl")
        ):
            if child.dep == "punct" and parse.tokens[child.i].text not in (
                "(",
                '"',
                "“",
                "'",
                "‘",
                "$",
            ):
                continue
            if child.dep != "punct":
                if child.dep in ("case", "mark", "cc", "cop") and child.right + 1 == first:
                    break
                continue
        if child.right + 1 >= first - 1:
            first = min(first, child.left)
    while first < head.i and parse.tokens[first].pos == "ADP":
        first += 1
    for child in [c for c in head.children if c.i > head.i]:
        if child.dep in ("punct", "cop", "aux", "case", *SUBJECTS) and not (
            child.dep == "case" and child.lower in ("'s", "’s", "'", "’")
        ):
            continue
        comma = any(
            t.text in (",", "–", "—", ";") and t.head in (head, child)
            for t in parse.tokens[last + 1 : child.i]
        )
        allowed = child.dep in ("appos", "conj", "flat", "compound", "nmod", "nummod", "nmod:desc")
        if comma and not ((allowed and not _is_setting(child)) or wide):
            break
        if child.dep in ("acl:relcl", "parataxis", "advcl") and not wide:
            break
        if child.lower in DAYS:
            break
        last = max(last, child.right)
        if child.dep in ("appos", "conj", "nmod", "list") and not wide:
            last = max(child.i, _without_relative(child, 1))
    return trim(parse, (first, last + 1))


def _is_setting(child: Token) -> bool:
    """Whether a phrase after a comma says where or when: "Mr. Lee, in a letter, …"."""
    case = child.child("case")
    return child.dep == "nmod" and case is not None and case.lower in SETTING_CASES


SETTING_CASES = frozenset({"in", "on", "at", "during", "after", "before", "by", "with"})


def _without_relative(head: Token, depth: int) -> int:
    """The last token of a phrase before a relative clause or an aside in it."""
    last = head.i
    if depth > DEEPEST:
        return last
    for child in head.children:
        if child.i < head.i:
            continue
        if child.dep in ("acl:relcl", "advcl", "parataxis"):
            break
        if child.dep == "punct":
            continue
        last = max(last, _without_relative(child, depth + 1))
    return last


EDGE = words("edge")
DANGLING = frozenset({"and", "but"})
DAYS = words("days")


def trim(parse: Parse, tokens: Range) -> Range:
    """A range without punctuation at its edges; brackets and quotation marks stay when paired."""
    first, end = _glued(parse, tokens)
    while end - first > 1 and (
        parse.tokens[end - 1].text in EDGE or parse.tokens[end - 1].lower in DANGLING
    ):
        end -= 1
    while end - first > 1 and parse.tokens[first].text in EDGE:
        first += 1
    inside = [t.text for t in parse.tokens[first:end]]
    for mark_open, mark_close in (("(", ")"), ("[", "]"), ("“", "”")):
        if len(inside) > 1 and inside[-1] == mark_close and mark_open not in inside:
            end -= 1
            break
        is_open = mark_open in inside and mark_close not in inside[inside.index(mark_open) :]
        if is_open and inside[0] != mark_open and end < len(parse.tokens):
            end += parse.tokens[end].text == mark_close  # "the World Health Organization (WHO)"
            break
        if inside and inside[0] == mark_open and mark_close not in inside and end - first > 1:
            first += 1
            break
    return first, end


def _glued(parse: Parse, tokens: Range) -> Range:
    """A range widened to whole hyphenated words: "co-founder" is three tokens to some parsers."""
    first, end = tokens
    sentence = parse.sentence_of(parse.tokens[first])
    while end < sentence.end and _is_hyphenated(parse, end):
        end += 1
    while first > sentence.first and _is_hyphenated(parse, first):
        first -= 1
    return first, end


def _is_hyphenated(parse: Parse, i: int) -> bool:
    """Whether no blank stands between tokens ``i - 1`` and ``i`` and one of them is a hyphen."""
    before, token = parse.tokens[i - 1], parse.tokens[i]
    return (
        before.end == token.start
        and ("-" in (before.text, token.text))
        and (before.text != "--" and token.text != "--")
    )


def holds_finite_verb(token: Token) -> bool:
    """Whether any word below a token is a finite verb: a clause, however it was attached."""
    return any(t.tag in ("VBD", "VBZ", "VBP", "MD") for t in descendants(token))


def is_finite(token: Token) -> bool:
    """Whether a clause has a finite verb or an auxiliary."""
    if token.tag in ("VBD", "VBZ", "VBP", "MD"):
        return True
    return any(
        c.dep in ("aux", "aux:pass", "cop")
        and c.tag in ("VBD", "VBZ", "VBP", "MD", "VB")
        and c.lower != "to"
        for c in token.children
    ) and not is_infinitive(token)


def is_infinitive(token: Token) -> bool:
    """Whether a clause is a to-infinitive."""
    return any(c.lower == "to" and c.dep in ("mark", "aux") for c in token.children)


def is_past_ability(modal: Token, main: Token) -> bool:
    """In "could not find", "could have won" the modal is ability in the past, no possibility."""
    if modal.lower != "could":
        return False
    return negation(main) is not None or any(
        c.dep == "aux" and c.lemma == "have" for c in main.children
    )
