"""Statements whose cue is "according to" or an adverb such as "reportedly"."""

from __future__ import annotations

from tasks.extract.clauses import is_finite, phrase, subject, trim
from tasks.extract.cues import look_up
from tasks.extract.draft import Draft
from tasks.extract.reach import around
from tasks.extract.tree import Parse, Range, Token, descendants

# Complex prepositions that name a source, with the number of their words.
PREPOSITIONS = {
    ("according", "to"): 2,
    ("in", "the", "words", "of"): 4,
    ("in", "the", "opinion", "of"): 4,
    ("in", "the", "view", "of"): 4,
}


def find_adverbial(parse: Parse) -> list[Draft]:
    """Drafts of "according to X" and of hearsay adverbs."""
    drafts = []
    for token in parse.tokens:
        if token.lower in ("according", "in", "by"):
            length = next(
                (
                    n
                    for words, n in PREPOSITIONS.items()
                    if tuple(t.lower for t in parse.tokens[token.i : token.i + n]) == words
                ),
                0,
            )
            if _is_own_view(parse, token):
                drafts.append(_own_view(parse, token))
            if length:
                draft = _according(parse, token, length)
                if draft is not None:
                    drafts.append(draft)
        elif token.pos == "ADV":
            found = look_up(token)
            if found is not None:
                draft = _hearsay(parse, token, found[0].act)
                if draft is not None:
                    drafts.append(draft)
    return drafts


def _is_own_view(parse: Parse, token: Token) -> bool:
    """Whether "in his view" stands here, at the start of a sentence or between commas.

    So with "by her own count".
    """
    following = parse.tokens[token.i + 1 : token.i + 4]
    if len(following) < 2 or following[1].sentence != token.sentence:
        return False
    is_edge = token.i == parse.sentence_of(token).first or parse.tokens[token.i - 1].text == ","
    nouns = COUNTS if token.lower == "by" else VIEWS
    return is_edge and following[0].tag == "PRP$" and _view(parse, token).lower in nouns


def _view(parse: Parse, token: Token) -> Token:
    """The noun of "in his view", "by her own count"."""
    view = parse.tokens[token.i + 2]
    is_own = view.lower == "own" and view.i + 1 < len(parse.tokens)
    return parse.tokens[view.i + 1] if is_own else view


def _own_view(parse: Parse, token: Token) -> Draft:
    owner, view = parse.tokens[token.i + 1], _view(parse, token)
    sentence = parse.sentence_of(token)
    contents = around(parse, (token.i, view.i + 1), (sentence.first, sentence.end))
    return Draft(
        contents=contents,
        cue=(view.i, view.i + 1),
        head=view,
        source=(owner.i, owner.i + 1),
        act="assert" if token.lower == "by" else "believe",
        rule="according_to",
        source_head=owner,
        lemma=view.lower,
        frame="according",
    )


VIEWS = frozenset({"view", "opinion", "estimation", "telling", "judgment", "mind"})
COUNTS = frozenset({"reckoning", "account", "count", "tally", "estimate", "estimates", "telling"})


def _according(parse: Parse, token: Token, length: int) -> Draft | None:
    sentence = parse.sentence_of(token)
    first = token.i + length
    if first >= sentence.end or not parse.tokens[first].text[0].isalnum():
        return None
    head = parse.tokens[first]
    limit = _first_comma(parse, first, sentence.end) if token.i == sentence.first else sentence.end
    while (
        head.head is not head
        and first <= head.head.i < limit
        and head.head.left >= token.i - 1
        and (head.head.pos in ("NOUN", "PROPN", "PRON", "NUM", "SYM"))
    ):
        head = head.head
    source = phrase(parse, head)
    source = (first, max(source[1], first + 1))
    if token.i == sentence.first:
        source = _without_subject(parse, source, head)
    source = _to_comma(parse, source, sentence.end)
    marked = head.head
    if token.head is marked and marked is not head and marked.tag == "VBN":
        source = source[0], max(source[1], marked.right + 1)  # "according to people briefed on it"
        head = marked
    start = token.i
    inserted: Range = (start, _end_of_phrase(parse, source[1], head, sentence.end))
    region = _region(parse, token, head, (sentence.first, sentence.end))
    contents = around(parse, inserted, region)
    if not contents and limit < sentence.end:  # all was read as part of the source
        source = first, limit
        contents = around(parse, (start, limit), region)
    if not contents:
        return None
    clause = head.head if head.head is not head else None
    return Draft(
        contents,
        (token.i, token.i + length),
        token,
        trim(parse, source),
        "assert",
        "according_to",
        clause,
        head,
        None,
        "according to",
        "according",
    )


def _first_comma(parse: Parse, first: int, end: int) -> int:
    """The comma after which a sentence that opens with its source goes on."""
    return next((t.i for t in parse.tokens[first:end] if t.text == ","), end)


def _to_comma(parse: Parse, source: Range, limit: int) -> Range:
    """The source up to the first comma when no verb stands before it.

    "According to a person familiar with the matter, the company …".
    """
    for token in parse.tokens[source[1] : limit]:
        if token.text == "," or (token.text == "." and token.i + 2 >= limit):
            return source[0], token.i
        if token.pos in ("VERB", "AUX", "PUNCT"):
            break
    return source


def _without_subject(parse: Parse, source: Range, head: Token) -> Range:
    """The source up to its first comma when the clause would otherwise have no subject.

    "According to the report, the driver had been drinking": parsers take "the driver" for an
    apposition.
    """
    clause = head.head
    if clause is head or clause.i < source[1] or subject(clause) is not None:
        return source
    comma = next((t.i for t in parse.tokens[source[0] : source[1]] if t.text == ","), None)
    return source if comma is None else (source[0], comma)


def _end_of_phrase(parse: Parse, end: int, head: Token, limit: int) -> int:
    """The end of the source phrase with a relative clause after it."""
    relative = [c for t in descendants(head) for c in t.each("acl:relcl", "acl")]
    for child in sorted(relative, key=lambda c: c.left):
        if child.left in (end, end + 1):
            end = max(end, child.right + 1)
    return min(end, limit)


def _region(parse: Parse, token: Token, head: Token, sentence: Range) -> Range:
    """The clause that the phrase qualifies, when it does not stand at an edge of the sentence."""
    if token.i == sentence[0]:
        return sentence
    governor = head.head
    if governor.head is governor or governor.pos not in ("VERB", "AUX"):
        return sentence
    is_last = parse.tokens[token.i - 1].text == "," and head.right + 2 >= sentence[1]
    if is_last and (governor.dep == "ccomp" or not is_finite(governor)):
        return sentence
    shares = governor.dep == "conj" and subject(governor) is None  # "burned it and is out"
    if shares and is_last:
        return sentence
    if governor.dep in ("conj", "ccomp", "advcl") and governor.left > sentence[0]:
        first = governor.left
        while first < governor.i and parse.tokens[first].dep in ("cc", "mark", "punct"):
            first += 1
        return first, max(governor.right, head.right) + 1
    return sentence


def _hearsay(parse: Parse, adverb: Token, act: str) -> Draft | None:
    clause = adverb.head
    if clause is adverb:
        return None
    while clause.pos not in ("VERB", "AUX") and clause.child("cop") is None:
        if clause.head is clause:
            break
        clause = clause.head
    sentence = parse.sentence_of(adverb)
    first, end = clause.left, clause.right + 1
    if clause.is_root:
        first, end = sentence.first, sentence.end
    for child in clause.each("conj", "parataxis"):
        if child.left > adverb.i and child.child("nsubj", "nsubj:pass") is not None:
            end = min(end, child.left)
    while first < end and parse.tokens[first].dep in ("cc", "mark", "punct"):
        first += 1
    contents = around(parse, (adverb.i, adverb.i + 1), trim(parse, (first, end)))
    if not contents:
        return None
    if adverb.i - first < 1 or len(contents) == 1:
        contents = contents[:1]
    return Draft(
        contents,
        (adverb.i, adverb.i + 1),
        adverb,
        None,
        act,
        "adverb",
        clause,
        None,
        None,
        adverb.lower,
        "adverb",
    )
