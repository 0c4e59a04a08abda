"""Quotations without a cue of their own: they go on with a statement, or stand alone."""

from __future__ import annotations

from tasks.extract.clauses import phrase, subject
from tasks.extract.cues import look_up
from tasks.extract.direct import FINAL, QuoteIndex, introduce
from tasks.extract.draft import Draft
from tasks.extract.quotes import Quote
from tasks.extract.reach import FINITE
from tasks.extract.tree import Parse

LONGEST_GESTURE = 8  # tokens of a sentence such as "She smiled."


def join_run_on(index: QuoteIndex, drafts: list[Draft]) -> list[Draft]:
    """Give quotations without a cue to the statement they go on with; return those left alone.

    A quotation goes on when it opens a sentence right after the statement, or its paragraph does.
    """
    parse = index.parse
    owner = {n: d for d in drafts for n in d.quotes}
    covered = [False] * len(parse.tokens)
    for known in drafts:
        for a, b in known.contents:
            covered[a:b] = [True] * (b - a)
    alone: list[Draft] = []
    by_block = _by_block(parse, drafts)
    for number, quote in enumerate(index.quotes):
        first, end = quote.tokens
        if number in owner or covered[first]:
            continue
        near = by_block.get(quote.block, [])
        draft: Draft | None = owner.get(quote.continues) if quote.continues is not None else None
        if draft is None and first and parse.tokens[first - 1].text == ":":
            draft = _statement_with_colon(parse, near, first)
        if draft is None and first and parse.tokens[first - 1].text == ",":
            draft = _interrupted(index, near, first)
        if draft is None:
            draft = _reaching(index, near, quote)
        if draft is None and _stands_alone(index, quote):
            draft = _statement_before(index, near, owner, quote)
            if draft is None:
                draft = _after_gesture(index, quote) or _pulled(index, quote)
                if draft is not None:
                    alone.append(draft)
        if draft is None:
            continue
        owner[number] = draft
        draft.quotes.append(number)
        if (first, end) not in draft.contents:
            draft.contents.append((first, end))
        draft.contents.sort()
    return alone


def _by_block(parse: Parse, drafts: list[Draft]) -> dict[int, list[Draft]]:
    """For each block the drafts with a cue in it or in the block before, in their order."""
    found: dict[int, list[Draft]] = {}
    for draft in drafts:
        at = draft.cue[0] if draft.cue is not None else draft.head.i if draft.head else None
        if at is not None:
            block = parse.block_of(parse.tokens[at])
            found.setdefault(block, []).append(draft)
            found.setdefault(block + 1, []).append(draft)
    return found


def _statement_with_colon(parse: Parse, drafts: list[Draft], first: int) -> Draft | None:
    """The statement that ends in a colon right before token ``first``."""
    start = parse.sentence_of(parse.tokens[first - 1]).first
    inside = [
        d
        for d in drafts
        if d.head is not None
        and start <= d.head.i < first
        and d.source is not None
        and d.rule not in ("noun", "adjective")
    ]
    return inside[0] if inside else None


def _interrupted(index: QuoteIndex, drafts: list[Draft], first: int) -> Draft | None:
    """The statement that a quotation goes on with after its cue: “X,” she said, “and Y.”"""
    sentence = index.parse.sentence_of(index.parse.tokens[first])
    inside = [
        d
        for d in drafts
        if d.quotes
        and d.head is not None
        and sentence.first <= d.head.i < first
        and max(b for _, b in d.contents) <= d.head.i
    ]
    return inside[-1] if inside else None


def _reaching(index: QuoteIndex, drafts: list[Draft], quote: Quote) -> Draft | None:
    """The statement whose content breaks off right before a quotation: called it “X” and “Y”."""
    parse, first = index.parse, quote.tokens[0]
    block = parse.blocks[quote.block]
    at = first
    while at > block.first and parse.tokens[at - 1].text in LINKS:
        at -= 1
    near = [
        d
        for d in drafts
        if d.cue is not None and d.cue[0] < d.contents[0][0] and d.contents[-1][1] in (at, first)
    ]
    return near[0] if near else None


LINKS = frozenset({",", "and", "but", "or"})
DASHES = frozenset({"—", "–", "-", "--"})


def _stands_alone(index: QuoteIndex, quote: Quote) -> bool:
    """Whether the quotation is one or more whole sentences of its own."""
    parse, (first, end) = index.parse, quote.tokens
    if quote.is_single or end - first < 5:
        return False
    starts = first in (
        parse.sentence_of(parse.tokens[first]).first,
        parse.blocks[quote.block].first,
    )
    if not starts and parse.tokens[first - 1].text[-1] not in FINAL | {"”", '"'}:
        return False
    if quote.is_open or parse.tokens[end - 2].text in FINAL:
        return True
    is_last = end >= parse.sentence_of(parse.tokens[end - 1]).end
    return is_last or parse.tokens[end].text in FINAL or _is_signed(parse, quote)


def _is_signed(parse: Parse, quote: Quote) -> bool:
    """Whether a paragraph is a quotation and who said it after a dash: “We won,” – Ann Lee."""
    block, end = parse.blocks[quote.block], quote.tokens[1]
    rest = parse.tokens[end : block.end]
    is_whole = quote.tokens[0] == block.first and len(rest) > 1 and rest[0].text in DASHES
    return is_whole and rest[1].pos == "PROPN" and not any(t.tag in FINITE for t in rest)


def _statement_before(
    index: QuoteIndex, drafts: list[Draft], owner: dict[int, Draft], quote: Quote
) -> Draft | None:
    parse, first = index.parse, quote.tokens[0]
    if first == 0:
        return None
    before = first - 1
    while before > 0 and parse.tokens[before].text in FINAL:
        before -= 1
    if index.at[first - 1] >= 0 and index.at[first - 1] in owner:
        return owner[index.at[first - 1]]
    same_block = parse.block_of(parse.tokens[first - 1]) == quote.block
    sentence = parse.sentence_of(parse.tokens[before])
    inside = [
        d
        for d in drafts
        if d.head is not None
        and sentence.first <= d.head.i < sentence.end
        and index.at[d.head.i] < 0
    ]
    inside = [
        d
        for d in inside
        if d.rule not in ("noun", "adjective", "noun_is", "object") and d.source is not None
    ]
    if not same_block:
        inside = [d for d in inside if d.quotes]
        if parse.blocks[parse.block_of(parse.tokens[first - 1])].kind != "paragraph":
            return None
    roots = [d for d in inside if d.head is not None and (d.head.is_root or d.quotes)]
    return next(iter(reversed(roots or inside)), None)


def _after_gesture(index: QuoteIndex, quote: Quote) -> Draft | None:
    """The statement that a short sentence of its own introduces: Lee smiled. “It is possible.”"""
    parse, first = index.parse, quote.tokens[0]
    if first == parse.blocks[quote.block].first or parse.tokens[first - 1].text != ".":
        return None
    sentence = parse.sentence_of(parse.tokens[first - 1])
    verb = next(t for t in parse.tokens[sentence.first : sentence.end] if t.is_root)
    found = look_up(verb) if verb.pos == "VERB" and index.at[verb.i] < 0 else None
    if found is None or set(found[0].acts) != {"quote"} or first - verb.i > LONGEST_GESTURE:
        return None
    return introduce(parse, verb) if subject(verb) is not None else None


def _pulled(index: QuoteIndex, quote: Quote) -> Draft | None:
    """A quotation that is a paragraph of its own, perhaps with "– Name" after it."""
    parse, (first, end) = index.parse, quote.tokens
    block = parse.blocks[quote.block]
    if first != block.first or block.kind == "heading":
        return None
    rest = parse.tokens[end : block.end]
    draft = Draft([], None, None, None, "assert", "pull_quote", quotes=[])
    if rest and rest[0].text in DASHES and len(rest) <= 16:
        name = next((t for t in rest[1:] if t.pos in ("PROPN", "NOUN")), None)
        if name is not None:
            draft.source_head = name
            draft.source = (rest[1].i, min(phrase(parse, name)[1], block.end))
        return draft
    if all(t.pos == "PUNCT" for t in rest) and end - first >= 6:
        return draft
    return None
