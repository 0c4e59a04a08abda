"""Set the edges of contents right once all statements of a document are known.

A content ends where the next statement of the same sentence begins, and an aside that names
another source ("…, according to X", "…, the survey found") stays outside.
"""

from __future__ import annotations

from tasks.extract.clauses import SUBJECTS
from tasks.extract.comments import without_comment
from tasks.extract.draft import Draft
from tasks.extract.reach import around
from tasks.extract.tree import Parse, Range, Token

LINKS = frozenset({"and", "but", "while", "whereas", "though", "although", "with"})
PHRASES = frozenset({"noun", "object", "predicative", "preposition", "object_and_preposition"})
RELATIVES = frozenset({"WDT", "WP", "WP$", "WRB"})
MARKS = frozenset({"“", '"', "‘"})
TRIMMED = frozenset({"clause", "infinitive", "raising", "preposition", "object", "noun"})


def refine(parse: Parse, drafts: list[Draft]) -> None:
    """Cut, in place, what belongs to another statement off the contents of ``drafts``."""
    by_sentence: dict[int, list[Draft]] = {}
    for draft in drafts:
        if draft.head is not None and draft.contents:
            by_sentence.setdefault(draft.head.sentence, []).append(draft)
    for draft in drafts:
        if draft.rule in PHRASES and draft.contents:
            draft.contents[-1] = _without_relative(parse, draft.contents[-1])
        if draft.rule == "preposition" and draft.act == "demand":
            draft.contents[-1] = _without_narrative(parse, draft.contents[-1])
        if draft.rule in TRIMMED and draft.contents:
            draft.contents[-1] = without_comment(parse, draft.contents[-1])
    for group in by_sentence.values():
        for outer in group:
            if outer.rule not in TRIMMED or outer.head is None:
                continue
            for inner in group:
                if inner is not outer:
                    _cut(parse, outer, inner)


def _without_narrative(parse: Parse, content: Range) -> Range:
    """A phrase without what happened before: "appealed for help after a man was killed"."""
    first, end = content
    for token in parse.tokens[first + 1 : end]:
        above = token.head
        is_clause = above.dep in SUBJECTS or above.child(*SUBJECTS) is not None
        if token.lower in ("after", "when") and token.dep in ("mark", "case") and is_clause:
            return first, token.i
    return content


def _without_relative(parse: Parse, content: Range) -> Range:
    """A phrase without the author's aside on it: "a blow for Lee, whose rating has slipped"."""
    first, end = content
    for token in parse.tokens[first + 1 : end]:
        if token.text in MARKS:
            return content
        if token.tag in RELATIVES and parse.tokens[token.i - 1].text == ",":
            return first, token.i - 1
    return content


def _cut(parse: Parse, outer: Draft, inner: Draft) -> None:
    first, end = outer.contents[-1]
    if inner.head is None or inner.cue is None:
        return
    if outer.source is not None and _is_added(parse, outer, inner):
        inner.source, inner.source_head = outer.source, outer.source_head
    at = inner.cue[0]
    if inner.source is not None and inner.source != outer.source:
        at = min(at, inner.source[0])
    if not first < at < end:
        return
    if outer.head is not None and outer.head.i > first:
        return
    start = _aside_start(parse, outer, inner, (first, end))
    if start is None:
        start = _rival_start(parse, inner, first)
    if start is None and outer.source is not None and inner.source == outer.source:
        start = _participle_start(parse, inner)
    if start is not None and start - first >= 2:
        (kept, *_) = around(parse, (start, end), (first, end)) or [(first, end)]
        outer.contents[-1] = kept


def _aside_start(parse: Parse, outer: Draft, inner: Draft, content: Range) -> int | None:
    """Where an aside with a cue of its own begins that closes the content after a comma."""
    if inner.cue is None or inner.source is None:
        return None
    start = min(inner.cue[0], inner.source[0])
    is_last = max(inner.cue[1], inner.source[1]) >= content[1] - 3
    opening = [token.lower for token in parse.tokens[start - 2 : start]]
    if opening == [",", "as"] and is_last and start - 2 > content[0]:
        return start - 2  # "…, as the government had demanded"
    holds_cue = outer.cue is not None and any(a <= outer.cue[0] < b for a, b in inner.contents)
    is_inside = inner.rule == "parenthetical" and holds_cue  # "…, aides say, although …"
    if parse.tokens[start - 1].text != "," or not (is_last or is_inside):
        return None
    return start - 1 if holds_cue or inner.rule == "according_to" else None


def _is_added(parse: Parse, outer: Draft, inner: Draft) -> bool:
    """Whether a participle goes on with what was said: "said he saw no risk, adding that …".

    What he saw does not add anything: who says it is who said the first. So it is with "said it
    had no plans, denying a report".
    """
    head, who = inner.head, inner.source_head
    if head is None or who is None or head.tag != "VBG" or who.tag != "PRP":
        return False
    is_added = head.lemma in ADDING and inner.frame == "that"
    is_answer = head.lemma in ANSWERING and parse.tokens[head.i - 1].text == ","
    return who.head is outer.content_head and (is_added or is_answer)


ADDING = frozenset({"add", "argue", "note", "say", "warn", "insist", "stress", "explain"})
ANSWERING = frozenset({"deny", "reject", "dismiss", "accuse", "blame", "urge", "call", "describe"})


def _participle_start(parse: Parse, inner: Draft) -> int | None:
    """Where the same source goes on with a participle: "denied it, calling the claim absurd"."""
    head = inner.head
    if head is None or head.tag != "VBG" or parse.tokens[head.i - 1].text not in (",", "and"):
        return None
    return head.i - 1


def _is_bare(verb: Token) -> bool:
    """Whether a verb is an infinitive without a helper such as "does" in "does say"."""
    return verb.tag == "VB" and verb.child("aux") is None


def _rival_start(parse: Parse, inner: Draft, first: int) -> int | None:
    """Where a coordinated clause with a source and cue of its own begins: ", but critics say …"."""
    if inner.source is None or inner.cue is None or inner.rule in ("noun", "adjective", "adverb"):
        return None
    at = inner.source[0]
    if not first + 2 < at < inner.cue[0] or inner.head is None or _is_bare(inner.head):
        return None
    at -= 1
    while at > first and parse.tokens[at].pos == "ADV":
        at -= 1
    if parse.tokens[at].text == ";":
        return at
    if parse.tokens[at].lower not in LINKS:
        return None
    is_absolute = inner.head.tag == "VBG"
    if parse.tokens[at - 1].text in (",", "”", '"') or is_absolute:
        return at - 1 if parse.tokens[at - 1].text == "," else at
    return None
