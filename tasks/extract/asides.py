"""Contents around an aside ("X, he said, Y"), in a relative clause, or told by their place only."""

from __future__ import annotations

from tasks.extract.clauses import SUBJECTS, is_finite, negation, subject, trim
from tasks.extract.cues import Cue, look_up
from tasks.extract.draft import Draft
from tasks.extract.reach import VENUES, around
from tasks.extract.sources import make, source_of
from tasks.extract.tree import Parse, Range, Token
from tasks.extract.words import words

FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
DAYS = words("days")
TELLING = words("telling")
LONGEST_SETTING = 8  # tokens from a cue to the end of its sentence
LONGEST_GAP = 12  # tokens between a cue and the "that" of its clause


def parenthetical(parse: Parse, verb: Token, cue: Cue, particle: Token | None) -> Draft | None:
    """In "X, he said, Y" and "as he said" where the parser hangs the cue on the content."""
    if "that" not in cue.acts or ("that" in cue.weak and verb.lemma not in ("think", "know")):
        return None
    if negation(verb) is not None or verb.is_root:
        return None
    is_as = any(
        m.lower == "as" and m.dep in ("mark", "advmod") and m.i < verb.i for m in verb.children
    )
    if (verb.dep == "parataxis" and verb.i > verb.head.i) or (verb.dep == "advcl" and is_as):
        if source_of(verb) is None and not is_as:
            return None
        if any(c.dep in ("ccomp", "xcomp", "obj") for c in verb.children if not _is_hearer(c)):
            return None
        inserted = (verb.left, verb.right + 1)
        sentence = parse.sentence_of(verb)
        region = (
            (sentence.first, sentence.end)
            if verb.head.is_root
            else (verb.head.left, verb.head.right + 1)
        )
        if opens_relative(parse, inserted[0]):
            region = inserted[1], region[1]
        contents = around(parse, inserted, region)
        if contents:
            return make(
                parse,
                verb,
                contents,
                cue.acts["that"],
                "parenthetical",
                "that",
                particle,
                verb.head,
            )
    return None


def opens_relative(parse: Parse, start: int) -> bool:
    """Whether an aside stands where a relative clause begins, whose rest is what was said.

    "a call in which, she said, he swore": nobody says that there was a call but the author.
    """
    start += parse.tokens[start].text == ","
    if start < 3 or parse.tokens[start - 1].text != ",":
        return False
    before, noun = parse.tokens[start - 2], parse.tokens[start - 3]
    is_that = before.lower == "that" and noun.pos in ("NOUN", "PROPN")
    return is_that or before.tag in ("WDT", "WP", "WRB")


def _is_hearer(token: Token) -> bool:
    """Whether the object of an aside is who was told: "…, they have told an inquiry"."""
    return token.dep == "obj" and token.head.lemma in TELLING


def positional(parse: Parse, verb: Token, cue: Cue, particle: Token | None) -> Draft | None:
    """What stands after "that" when no complement was parsed: "told them yesterday that …"."""
    if "that" not in cue.acts or "that" in cue.weak or "quote" not in cue.acts:
        return None
    if verb.dep == "amod":
        return None
    limit = parse.sentence_of(verb).end
    for token in parse.tokens[verb.i + 1 : min(verb.i + LONGEST_GAP, limit)]:
        if token.pos in ("VERB", "AUX") or token.text in (",", ":", ";"):
            return None
        if token.lower != "that":
            continue
        rest = parse.tokens[token.i + 1 : limit]
        head = next((t for t in rest if t.tag in ("VBD", "VBZ", "VBP", "MD")), None)
        before = parse.tokens[token.i - 1]
        if head is None or head.i == token.i + 1 or before.pos == "ADP" or _is_told(before):
            return None
        content = trim(parse, (token.i + 1, limit))
        return make(parse, verb, [content], cue.acts["that"], "position", "that", particle, head)
    return None


def _is_told(noun: Token) -> bool:
    """Whether a noun before "that" has the clause: "repeated his claim that …"."""
    found = look_up(noun) if noun.pos == "NOUN" and noun.lemma not in VENUES else None
    return found is not None and "that" in found[0].acts


def in_relative(parse: Parse, verb: Token, cue: Cue, particle: Token | None) -> Draft | None:
    """What is said of a noun in a relative clause: "a plan that they said would lift wages"."""
    at = verb.i + 1
    if "that" not in cue.acts or at + 1 >= parse.sentence_of(verb).end:
        return None
    predicate = parse.tokens[at]
    if predicate.tag not in FINITE or verb.tag not in ("VBD", "VBP", "VBZ", "VBN"):
        return None
    who = source_of(verb)
    opening = parse.tokens[who.left - 1] if who is not None and who.left > 0 else None
    if who is None or opening is None or opening.lower not in ("that", "which", "who"):
        return None
    clause = predicate.head if predicate.dep in ("aux", "aux:pass", "cop") else predicate
    end = max(clause.right, at) + 1
    if parse.tokens[opening.i - 1].text == ",":
        end = next((t.i for t in parse.tokens[at:end] if t.text == ","), end)
    content = trim(parse, (at, end))
    return make(parse, verb, [content], cue.acts["that"], "clause", "that", particle, clause)


def by_commas(parse: Parse, verb: Token, cue: Cue, particle: Token | None) -> Draft | None:
    """An aside set off by commas, however it was parsed: "It is a win, aides say, for him"."""
    if "that" not in cue.acts or verb.tag not in ("VBD", "VBP", "VBZ") or verb.i == 0:
        return None
    sentence = parse.sentence_of(verb)
    who = subject(verb)
    if who is None or who.i > verb.i or who.tag in ("WP", "WDT") or verb.i + 1 >= sentence.end:
        return None
    start, after = who.left - 1, parse.tokens[verb.i + 1]
    is_name = parse.tokens[sentence.first].tag in NAMING  # "Prices, he said, did not rise"
    if start <= sentence.first + (not is_name) or parse.tokens[start].text != ",":
        return None
    stop = verb.i + 1
    if (comma := _after_setting(parse, stop, sentence.end)) and "that" not in cue.weak:
        stop, after = comma, parse.tokens[comma]
    if after.text not in (",", "."):
        if "that" in cue.weak or "quote" not in cue.acts or not _is_setting(parse, stop):
            return None
        stop = sentence.end
    if any(t.text == "," for t in parse.tokens[who.left : verb.i]):
        return None
    if "that" in cue.weak and (after.text != "." or cue.act == "believe"):
        return None
    is_inside = opens_relative(parse, start)
    contents = around(parse, (start, stop), (stop if is_inside else sentence.first, sentence.end))
    before = parse.tokens[contents[0][0]] if contents else None
    if before is None or not any(
        t.tag in FINITE and t.i not in (verb.i,) for r in contents for t in parse.tokens[slice(*r)]
    ):
        return None
    is_open = (before.dep == "mark" and before.lower != "whether") or before.lower in OPENINGS
    if is_open and not (after.text == "," and _goes_on(parse, verb)):
        return None
    act, main = cue.acts["that"], _main_clause(verb, contents)
    return make(parse, verb, contents, act, "parenthetical", "that", particle, main)


def _main_clause(verb: Token, contents: list[Range]) -> Token | None:
    """The finite clause in a content that an aside interrupts, wherever it was hung."""
    near = [verb.head, *(c for c in verb.children if c.dep in ("ccomp", "parataxis"))]
    inside = [t for t in near if t is not verb and any(a <= t.i < b for a, b in contents)]
    return next((t for t in reversed(inside) if is_finite(t)), None)


NAMING = frozenset({"NNS", "NNP", "NNPS", "NN"})
OPENINGS = frozenset({"if", "when", "after", "as", "while", "although"})


def _goes_on(parse: Parse, verb: Token) -> bool:
    """Whether a whole clause follows an aside: "If it closes, they say, staff will be moved"."""
    rest = parse.tokens[verb.i + 2 : parse.sentence_of(verb).end]
    return any(
        t.tag in FINITE and c.dep in SUBJECTS and verb.i < c.i < t.i
        for t in rest
        for c in (t.head if t.dep in ("aux", "aux:pass", "cop") else t).children
    )


def _after_setting(parse: Parse, first: int, end: int) -> int:
    """The comma after no more than where or when: "talks, he said on Monday, had failed"; 0 else.

    The clause must go on with its verb.
    """
    comma = next((t.i for t in parse.tokens[first:end] if t.text == ","), 0)
    between = parse.tokens[first:comma]
    if not between or len(between) > LONGEST_SETTING or comma + 1 >= end:
        return 0
    is_opening = between[0].pos == "ADP" or between[0].lower in DAYS
    is_plain = is_opening and all(t.pos not in ("VERB", "AUX", "PUNCT") for t in between)
    return comma if is_plain and parse.tokens[comma + 1].tag in FINITE else 0


def _is_setting(parse: Parse, first: int) -> bool:
    """Whether a sentence ends in no more than where or when: "…, they reported on Monday."."""
    rest = parse.tokens[first : parse.sentence_of(parse.tokens[first]).end]
    if len(rest) > LONGEST_SETTING or rest[-1].text != ".":
        return False
    is_opening = rest[0].pos == "ADP" or rest[0].lower in DAYS or rest[0].lower in ("last", "this")
    return is_opening and all(t.pos not in ("VERB", "AUX", "PUNCT") for t in rest[:-1])
