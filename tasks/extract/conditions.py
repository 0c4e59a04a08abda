"""Conditions: the words on which a proposition depends, and of what kind they are.

"If", "unless" and "until" tell by themselves; "when", "after", "upon" and "without" do so only
where the clause they belong to looks ahead ("will reopen when the storm has passed").
"""

from __future__ import annotations

from dataclasses import dataclass

from tasks.extract.clauses import is_infinitive, is_none, negation, subject, trim
from tasks.extract.tree import Parse, Range, Sentence, Token
from tasks.extract.words import words

# First words of a condition; the longest that fits counts. A later stage asks what follows them.
OPENERS: dict[tuple[str, ...], str] = {
    ("if", "and", "only", "if"): "if",
    ("if",): "if",
    ("unless",): "unless",
    ("until",): "until",
    ("till",): "until",
    ("once",): "once",
    ("provided",): "if",
    ("providing",): "if",
    ("assuming",): "if",
    ("lest",): "if",
    ("as", "long", "as"): "if",
    ("so", "long", "as"): "if",
    ("as", "soon", "as"): "once",
    ("in", "the", "event"): "in_the_event",
    ("in", "the", "case"): "in_the_event",
    ("in", "case"): "in_the_event",
    ("on", "condition"): "if",
    ("on", "the", "condition"): "if",
    ("subject", "to"): "if",
    ("contingent", "on"): "if",
    ("contingent", "upon"): "if",
    ("conditional", "on"): "if",
    ("in", "exchange", "for"): "if",
    ("in", "return", "for"): "if",
    ("without",): "unless",
    ("absent",): "unless",
    ("when",): "if",
    ("after",): "after",
    ("following",): "after",
    ("upon",): "once",
    ("should",): "if",
    ("had",): "if",
    ("were",): "if",
}
FIRST_WORDS = frozenset(opener[0] for opener in OPENERS)
PARTICIPLES = frozenset({"provided", "providing", "assuming"})
CLAUSAL = frozenset({"if", "unless", "until", "till", "once", "when", "after", "lest"})
PHRASAL = frozenset({"without", "absent", "following", "upon", "after", "until", "till"})
AHEAD_ONLY = frozenset({"when", "after", "following", "upon", "without", "absent"})
INVERTED = frozenset({"should", "had", "were"})
AHEAD = frozenset(
    "will would can could may might must should shall 'll ’ll 'd ’d wo ca".split()  # noqa: SIM905
)
# What follows "if" in an ellipsis: "if necessary", "if asked".
ELLIPTIC_TAGS = frozenset({"VBN", "VBD", "JJ"})
NO_CONDITION = frozenset({"anything", "only", "not", "any", "ever"})
DATES = words("days") | frozenset(
    """january february march april may june july august september october november december
    today tomorrow tonight now then recently noon midnight""".split()  # noqa: SIM905
)
# Parts of a time: "until the end of the month" tells when, and depends on nothing.
PARTS = frozenset({"end", "beginning", "start", "middle", "close", "turn"})
PERIODS = frozenset(
    """day week weekend month year decade century season spring summer autumn winter fall morning
    afternoon evening night hour""".split()  # noqa: SIM905
)
# What "you" do in "if you add up the figures": a way of putting it.
FIGURING = frozenset(
    "add count look ask include take compare consider believe like".split()  # noqa: SIM905
)
INSIDE = frozenset({"acl:relcl"})
# Verbs after which "if" means "whether".
ASKING = frozenset(
    """ask wonder know question inquire enquire see determine doubt check clear unclear sure unsure
    matter care consider find learn debate discuss decide test examine investigate
    understand remember""".split()  # noqa: SIM905
)
TELLING = frozenset({"say", "tell", "reveal", "show", "explain", "disclose"})  # only "not say if"
FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})
TOPS = frozenset({"obl", "advcl", "advmod", "nmod", "xcomp", "ccomp", "root"})
STOPS = frozenset({",", ".", ";", ":", "”", '"', "–", "—", "!", "?", ")"})
DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Condition:
    """The token range and kind of a condition, and the predicate that depends on it."""

    tokens: Range
    kind: str
    governor: Token | None


def find_conditions(parse: Parse, sentence: Sentence) -> list[Condition]:
    """The conditions of a sentence in text order, none inside another."""
    found: list[Condition] = []
    reach = sentence.first
    for token in parse.tokens[sentence.first : sentence.end]:
        if token.i < reach:
            continue
        opener = _opener(parse, token, sentence)
        if opener is None:
            continue
        condition = _condition(parse, token, opener, sentence)
        if condition is not None:
            found.append(condition)
            reach = condition.tokens[1]
    return found


def condition_of(parse: Parse, main: Token, within: Range) -> Condition | None:
    """The first condition inside a token range on which the predicate ``main`` depends.

    What depends on a clause below ``main`` counts unless that clause is a relative one or another
    statement's; what hangs on a word outside the range counts as well.
    """
    sentence = parse.sentence_of(main)
    for condition in find_conditions(parse, sentence):
        first, end = condition.tokens
        if not within[0] <= first < within[1]:
            continue
        governor = condition.governor
        if governor is None or not within[0] <= governor.i < within[1] or _reaches(governor, main):
            return Condition((first, min(end, within[1])), condition.kind, governor)
    return None


def _reaches(node: Token, main: Token) -> bool:
    """Whether a predicate is ``main`` or part of what it says."""
    for _ in range(DEEPEST):
        if node is main:
            return True
        if node.dep in INSIDE or node.head is node:
            return False
        if node.dep in ("ccomp", "advcl") and subject(node) is not None:
            return False
        node = node.head
    return False


def _opener(parse: Parse, token: Token, sentence: Sentence) -> tuple[str, ...] | None:
    if token.lower not in FIRST_WORDS:
        return None
    for length in (4, 3, 2, 1):
        key = tuple(t.lower for t in parse.tokens[token.i : min(token.i + length, sentence.end)])
        if len(key) == length and key in OPENERS:
            return key
    return None


def _condition(
    parse: Parse, token: Token, opener: tuple[str, ...], sentence: Sentence
) -> Condition | None:
    word, kind = opener[0], OPENERS[opener]
    before = parse.tokens[token.i - 1] if token.i > sentence.first else None
    if before is not None and before.lower in ("even", "as", "what", "ever", "but not"):
        return None
    if word in INVERTED:
        return _inverted(parse, token, kind, sentence)
    if word in PARTICIPLES and len(opener) == 1 and _leads_clause(parse, token, sentence):
        return Condition((token.i, _to_stop(parse, token.i, sentence)), kind, None)
    clause = _clause_of(token, opener)
    if clause is None:
        return _phrase(parse, token, opener, kind, sentence)
    if word == "if" and (_asks(clause, before) or _is_figured(clause)):
        return None
    if clause.dep == "root" and word != "if":
        return None
    if clause.dep in ("acl:relcl",) or _is_concession(parse, token, clause):
        return None
    governor = clause.head if clause.head is not clause else None
    only = before is not None and before.lower == "only"
    if word in ("until", "till") and not _is_open(clause) and not _looks_ahead(governor):
        return None  # "was kept there until she was eighteen" tells a time
    if word == "without" and not _needs(governor):
        return None  # "will take the lead without sending anybody"
    if word in AHEAD_ONLY and not only and not (_looks_ahead(governor) and _is_open(clause)):
        return None
    first = _led(parse, token, sentence) if len(opener) == 1 else token.i
    end = _end(parse, token, clause, governor)
    return Condition(trim(parse, (first, end)), kind, governor)


def _asks(clause: Token, before: Token | None) -> bool:
    """Whether "if" means "whether": "asked if", "would not say if"."""
    if clause.dep != "ccomp" or (before is not None and before.text == ","):
        return False
    lemma = clause.head.lemma
    return lemma in ASKING or (lemma in TELLING and negation(clause.head) is not None)


def _is_figured(clause: Token) -> bool:
    """Whether a clause only says how one gets there: "if you add up the figures"."""
    who = subject(clause)
    return who is not None and who.lower == "you" and clause.lemma in FIGURING


def _clause_of(token: Token, opener: tuple[str, ...]) -> Token | None:
    """The predicate of the clause that an opener begins; None when a noun follows."""
    if len(opener) > 1:
        heads = [token, token.head, token.head.head]
        return next(
            (
                h
                for h in heads
                if h.dep in ("advcl", "acl", "ccomp")
                and h.pos in ("VERB", "AUX", "ADJ")
                and h.i > token.i
            ),
            None,
        )
    head = token.head
    if token.dep in ("mark", "advmod", "case", "cc") and head.i > token.i:
        is_clause = (
            head.pos in ("VERB", "AUX", "ADJ")
            or head.child("cop", "nsubj", "nsubj:pass") is not None
        )
        if is_clause and (head.dep not in ("obl", "nmod") or subject(head) is not None):
            if token.lower == "if" and head.pos == "NOUN" and subject(head) is None:
                return None
            if token.lower == "once" and subject(head) is None and head.dep != "advcl":
                return None
            if token.lower in ("after", "once") and token.dep == "advmod" and head.dep != "advcl":
                return None
            return head
    if token.dep == "advcl" and token.lower in ("provided", "providing", "assuming"):
        return token
    return None


def _is_concession(parse: Parse, token: Token, clause: Token) -> bool:
    """ "The plan is good, if expensive", "if anything", "if not the first"."""
    if token.lower != "if":
        return False
    following = parse.tokens[token.i + 1] if token.i + 1 < len(parse.tokens) else None
    if following is None or (following.lower in NO_CONDITION and following.lower != "only"):
        return following is None or subject(clause) is None
    short = subject(clause) is None and clause.pos == "ADJ"
    return short and clause.head.pos == "ADJ" and clause.lower not in ("necessary", "possible")


def _looks_ahead(governor: Token | None) -> bool:
    """Whether a predicate, or one that it is an open complement of, speaks of what is to come."""
    node, steps = governor, 0
    while node is not None and steps < 4:
        if is_infinitive(node) or any(
            c.lower in AHEAD and c.dep in ("aux", "aux:pass") for c in node.children
        ):
            return not any(c.lower == "have" and c.dep == "aux" for c in node.children)
        if node.dep not in ("xcomp", "conj", "obj", "obl", "nmod", "advcl", "acl"):
            return False
        node, steps = node.head, steps + 1
    return False


def _is_open(clause: Token) -> bool:
    """Whether a clause has no past tense of its own: "when the storm has passed"."""
    tags = {clause.tag, *(c.tag for c in clause.each("aux", "aux:pass", "cop"))}
    return "VBD" not in tags


def _inverted(parse: Parse, token: Token, kind: str, sentence: Sentence) -> Condition | None:
    """ "Should the deficit grow", "Had the pilot turned back", "Were the treaty to fail"."""
    following = parse.tokens[token.i + 1] if token.i + 1 < sentence.end else None
    if following is None or following.pos not in ("DET", "NOUN", "PROPN", "PRON", "ADJ"):
        return None
    if any(t.text == "?" for t in parse.tokens[token.i : sentence.end]):
        return None
    end = _to_stop(parse, token.i, sentence)
    is_first = token.i == sentence.first or parse.tokens[token.i - 1].text in ("“", '"', "that")
    if is_first:
        rest = parse.tokens[end : sentence.end]
        is_led = end < sentence.end and any(t.lower in AHEAD for t in rest)
        return Condition((token.i, end), kind, None) if is_led else None
    before = parse.tokens[sentence.first : token.i]
    is_late = token.lower == "should" and following.pos in ("DET", "PRON", "PROPN")
    if not is_late or not any(t.lower in AHEAD for t in before):
        return None
    return Condition((token.i, end), kind, None)


def _leads_clause(parse: Parse, token: Token, sentence: Sentence) -> bool:
    """Whether "provided" or "assuming" begins a clause with a subject and a verb of its own."""
    end = _to_stop(parse, token.i, sentence)
    inside = parse.tokens[token.i + 1 : end]
    if not inside or inside[0].pos not in ("DET", "NOUN", "PROPN", "PRON", "ADJ", "SCONJ"):
        return False
    if not any(t.tag in FINITE for t in inside[1:]):
        return False
    if token.i == sentence.first:
        return end < sentence.end
    return any(t.lower in AHEAD for t in parse.tokens[sentence.first : token.i])


def _to_stop(parse: Parse, first: int, sentence: Sentence) -> int:
    """The end of the words from ``first`` up to the next mark."""
    stop = next((t.i for t in parse.tokens[first + 1 : sentence.end] if t.text in STOPS), None)
    return sentence.end if stop is None else stop


def _phrase(
    parse: Parse, token: Token, opener: tuple[str, ...], kind: str, sentence: Sentence
) -> Condition | None:
    """A condition without a verb: "in the event of an attack", "after a ceasefire"."""
    word = opener[0]
    if len(opener) == 1 and word in ("if",):
        return _elliptic(parse, token, kind, sentence)
    if word == "unless" and token.dep in ("case", "mark") and token.head.i > token.i:
        noun = token.head  # a verb read as a noun: "unless the city steps in"
        return Condition(trim(parse, (token.i, noun.right + 1)), kind, noun.head)
    if len(opener) == 1 and word not in PHRASAL:
        return None
    if word in CLAUSAL | PHRASAL and len(opener) == 1:
        noun = token.head
        if token.dep not in ("case", "mark") or noun.i < token.i:
            return None
        verb = _verb_after(parse, token, noun, sentence)
        if verb is not None:
            return _misread_clause(parse, token, verb, kind, sentence)
        if noun.lower in DATES or noun.lower[0].isdigit() or noun.child("nummod") is not None:
            return None
        if any(t.lower in ("p.m.", "a.m.", "pm", "am") for t in noun.children) or _is_time(noun):
            return None
        if word in AHEAD_ONLY and not _looks_ahead(noun.head):
            return None
        if word in ("after", "following") and noun.pos == "PROPN":
            return None
        if word in ("without", "absent") and not _needs(noun.head):
            return None
        return Condition(trim(parse, (token.i, noun.right + 1)), kind, noun.head)
    last = token.i + len(opener) - 1
    end = max(t.right for t in parse.tokens[token.i : last + 1] if t.left >= token.i) + 1
    top = parse.tokens[token.i]
    while top.dep not in TOPS and top.head.i >= token.i and top.head.left >= token.i:
        top = top.head
    if top.left >= token.i:
        end = max(end, top.right + 1)
    if end <= last + 1:
        end = _to_stop(parse, token.i, sentence)
    if any(t.lower in ("anonymity", "background") for t in parse.tokens[token.i : end]):
        return None
    if word == "subject" and not (_looks_ahead(top) or _looks_ahead(top.head)):
        return None
    return Condition(trim(parse, (token.i, min(end, sentence.end))), kind, top.head)


def _is_time(noun: Token) -> bool:
    """Whether a noun is a time, or a part of one: "the end of the month"."""
    if noun.lemma in PERIODS:
        return True
    times = noun.each("nmod", "compound")
    return noun.lemma in PARTS and any(t.lemma in PERIODS or t.lower in DATES for t in times)


def _verb_after(parse: Parse, token: Token, noun: Token, sentence: Sentence) -> Token | None:
    """The verb of a clause whose subject was read as the object of "until" or "after"."""
    if noun.head.i > noun.i and noun.dep.startswith("nsubj"):
        return noun.head
    at = noun.right + 1
    if at >= sentence.end or parse.tokens[at].tag not in FINITE or noun.head.i > noun.i:
        return None
    return parse.tokens[at] if parse.tokens[at].pos != "AUX" else parse.tokens[at].head


def _misread_clause(
    parse: Parse, token: Token, verb: Token, kind: str, sentence: Sentence
) -> Condition | None:
    governor = verb.head if verb.head is not verb else None
    if token.lower in AHEAD_ONLY and not (_looks_ahead(governor) and _is_open(verb)):
        return None
    if token.lower == "without" and not _needs(governor):
        return None  # "would save money without firing anybody"
    end = min(max(verb.right, verb.i) + 1, _to_stop(parse, token.i, sentence))
    return Condition(trim(parse, (_led(parse, token, sentence), end)), kind, governor)


def _needs(governor: Token | None) -> bool:
    """Whether nothing happens without it: "will not pay without …"."""
    if governor is None:
        return False
    if negation(governor) is not None or is_none(governor):
        return True
    return any(is_none(noun) for noun in governor.each("nsubj", "nsubj:pass", "obj"))


def _elliptic(parse: Parse, token: Token, kind: str, sentence: Sentence) -> Condition | None:
    """ "If necessary", "if asked", "if convicted": a word in place of a clause."""
    at = token.i + 1
    if at >= sentence.end:
        return None
    word = parse.tokens[at]
    is_alone = at + 1 >= sentence.end or parse.tokens[at + 1].text in STOPS
    if (word.tag not in ELLIPTIC_TAGS and not is_alone) or word.lower in NO_CONDITION:
        return None
    governor = token.head if token.head is not word else word.head
    if governor.pos == "ADJ" and word.lower not in ("necessary", "possible", "needed"):
        return None
    return Condition((token.i, at + 1), kind, governor)


def _led(parse: Parse, token: Token, sentence: Sentence) -> int:
    """The first token with an adverb before it that belongs to it: "immediately after"."""
    before = parse.tokens[token.i - 1] if token.i > sentence.first else None
    is_adverb = before is not None and before.lower.endswith("ly") and before.pos == "ADV"
    is_own = before is not None and before.head in (token, token.head) and before.lower != "only"
    return token.i - 1 if is_adverb and is_own else token.i


def _end(parse: Parse, token: Token, clause: Token, governor: Token | None) -> int:
    """Where a clause ends: before the main clause when that follows."""
    end = clause.right + 1
    if governor is not None and token.i < governor.i < end:
        end = governor.left if governor.left > clause.i else governor.i
    if governor is not None and _looks_ahead(governor):
        end = max(end, _second_clause(parse, clause, governor, end))
    for t in parse.tokens[clause.i : end]:
        after = parse.tokens[t.i + 1] if t.i + 1 < len(parse.tokens) else None
        if t.text == "," and after is not None and after.lower in ("but", "yet"):
            return t.i
    return end


def _second_clause(parse: Parse, clause: Token, governor: Token, end: int) -> int:
    """The end of "and the money is lost", hung on the main clause, after "if the state refuses"."""
    for other in governor.each("conj"):
        joined = other.child("cc")
        present = {other.tag, *(c.tag for c in other.each("aux", "aux:pass", "cop"))}
        is_next = joined is not None and joined.i == end and other.left == end
        if is_next and present & {"VBZ", "VBP"} and subject(other) is not None:
            return other.right + 1
    return end
