"""From drafts to statements: no duplicates, quotations kept whole, nesting found, spans cut."""

from __future__ import annotations

from collections.abc import Sequence

from tasks.extract.attributes import Attributes, attributes_of
from tasks.extract.direct import QuoteIndex
from tasks.extract.draft import Draft
from tasks.extract.setting import Setting, setting_of
from tasks.extract.tree import Parse, Range
from tasks.values import Span, Statement, TimeExpression


def settle(
    index: QuoteIndex, drafts: list[Draft], dates: Sequence[TimeExpression]
) -> list[tuple[Statement, Draft]]:
    """The statements of a document in text order, each with the draft it came from.

    ``dates`` are those of the document in text order.
    """
    parse = index.parse
    for draft in drafts:
        draft.contents = _closed(index, draft)
    drafts = [d for d in _distinct(drafts) if d.contents]
    drafts.sort(key=lambda d: (d.first, -_size(d), d.cue or (0, 0)))
    parents = _parents(drafts)
    pairs = []
    for number, draft in enumerate(drafts):
        setting = setting_of(parse, draft, dates)
        statement = _statement(index, draft, attributes_of(parse, draft), setting)
        statement.parent = parents[number]
        statement.is_nested = parents[number] is not None
        pairs.append((statement, draft))
    return pairs


def _closed(index: QuoteIndex, draft: Draft) -> list[Range]:
    """Contents that reach to the end of a quotation they began or break off in."""
    parse = index.parse
    outer = index.at[draft.cue[0]] if draft.cue else -1
    closed: list[Range] = []
    for first, end in draft.contents:
        last_quote = index.at[end - 1]
        if last_quote >= 0 and last_quote != outer:
            quote = index.quotes[last_quote]
            if quote.tokens[0] >= first:
                end = max(end, quote.tokens[1])
        if outer >= 0:  # a cue inside a quotation: its content stays inside
            a, b = index.quotes[outer].inner
            first, end = max(first, a), min(end, b)
        if end > first and first - 1 >= 0:
            q = index.at[first]
            if (
                q >= 0
                and q != outer
                and index.quotes[q].tokens[0] == first - 1
                and end >= index.quotes[q].tokens[1]
            ):
                first -= 1
        if end > first and any(t.text[0].isalnum() for t in parse.tokens[first:end]):
            closed.append((first, end))
    closed.sort()
    merged: list[Range] = []
    for first, end in closed:
        if merged and first < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((first, end))
    return merged


def _size(draft: Draft) -> int:
    return sum(b - a for a, b in draft.contents)


def _distinct(drafts: list[Draft]) -> list[Draft]:
    """The drafts without those that share a cue, or a content when they have none."""
    kept: dict[tuple[object, ...], Draft] = {}
    for draft in drafts:
        key: tuple[object, ...] = ("cue", draft.cue) if draft.cue else ("content", *draft.contents)
        if key not in kept or _size(draft) > _size(kept[key]):
            kept[key] = draft
    return list(kept.values())


def _parents(drafts: list[Draft]) -> list[int | None]:
    """For each draft the smallest other one whose content holds its content and its cue."""
    parents: list[int | None] = []
    open_drafts: list[int] = []
    for number, draft in enumerate(drafts):
        reach = max(b for _, b in draft.contents)
        first = min(draft.first, draft.cue[0] if draft.cue else draft.first)
        open_drafts = [
            n for n in open_drafts if max(b for _, b in drafts[n].contents) > draft.first
        ]
        holders = [n for n in open_drafts if n != number and _holds(drafts[n], draft)]
        parents.append(min(holders, key=lambda n: _size(drafts[n])) if holders else None)
        if reach > first:
            open_drafts.append(number)
    return parents


def _holds(outer: Draft, inner: Draft) -> bool:
    if _size(outer) <= _size(inner):
        return False
    return all(
        any(a <= x and y <= b for a, b in outer.contents)
        for x, y in [*inner.contents, *([inner.cue] if inner.cue else [])]
    )


def _statement(index: QuoteIndex, draft: Draft, found: Attributes, setting: Setting) -> Statement:
    parse = index.parse
    quoted, quote_type = _quoted(index, draft)
    return Statement(
        content_spans=tuple(s for r in draft.contents for s in parse.spans(r)),
        cue_span=parse.span(draft.cue) if draft.cue else None,
        cue_lemma=draft.lemma,
        source_span=parse.span(draft.source) if draft.source else None,
        act=found.act,
        quote_type=quote_type,
        rule=draft.rule,
        polarity=found.polarity,
        certainty=found.certainty,
        is_content_negated=found.is_content_negated,
        commitment_kind=found.commitment_kind,
        quoted_spans=quoted,
        negation_spans=_spans(parse, found.negations),
        hedge_spans=_spans(parse, found.hedges),
        condition_span=parse.span(found.condition) if found.condition else None,
        condition_kind=found.condition_kind,
        addressee_span=parse.span(setting.addressee) if setting.addressee else None,
        venue_text=setting.venue,
        said_place=setting.place,
        said_date=setting.day,
        said_date_rule=setting.rule,
    )


def _spans(parse: Parse, ranges: list[Range] | None) -> tuple[Span, ...]:
    return tuple(sorted(parse.span(r) for r in ranges or []))


def _quoted(index: QuoteIndex, draft: Draft) -> tuple[tuple[Span, ...], str]:
    """The quoted parts of the content, and whether all, some or none of it is quoted."""
    if draft.rule in ("label", "pull_quote", "interview"):
        return (), "direct"
    outer = {index.at[draft.cue[0]]} if draft.cue else set()
    spans: list[Span] = []
    words = quoted_words = 0
    for first, end in draft.contents:
        numbers = sorted({index.at[i] for i in range(first, end)} - outer - {-1})
        for number in numbers:
            a, b = index.quotes[number].tokens
            a, b = max(a, first), min(b, end)
            spans.append(index.parse.span((a, b)))
        for token in index.parse.tokens[first:end]:
            if token.pos != "PUNCT":
                words += 1
                quoted_words += index.at[token.i] >= 0 and index.at[token.i] not in outer
    if not quoted_words:
        return (), "indirect"
    is_direct = (
        quoted_words == words
        and (draft.rule == "quotation" or not draft.head)
        and not (draft.head is not None and _is_introduced_by_that(index, draft))
    )
    return tuple(spans), "direct" if is_direct else "mixed"


def _is_introduced_by_that(index: QuoteIndex, draft: Draft) -> bool:
    first = draft.first
    return first > 0 and index.parse.tokens[first - 1].lower == "that"
