"""Say who the sources are: speakers, mentions and entities of a document."""

from __future__ import annotations

from bisect import bisect_left

from tasks.attribute.mentions import list_mentions
from tasks.attribute.names import register_names
from tasks.attribute.resolved import Resolved
from tasks.attribute.speakers import Resolver
from tasks.attribute.standalone import stand_alone
from tasks.attribute.where import place_claims
from tasks.extract.tree import Parse, Range
from tasks.values import Extraction, Span, Statement

__all__ = ["attribute"]


def attribute(parsed: Parse, extraction: Extraction, aliases: str = "") -> Extraction:
    """Fill in speakers, kinds of sources, mentions and entities; returns ``extraction`` itself.

    Speakers are resolved inside the document only. A speaker that no evidence supports stays
    unresolved: NULL beats a wrong name. ``aliases`` is the text of a user's table of names;
    raises ValueError when a row of it is bad.
    """
    register = register_names(parsed, aliases)
    resolver = Resolver(parsed, register)
    starts = [t.start for t in parsed.tokens]
    outcome: dict[int, Resolved] = {}
    order = sorted(
        range(len(extraction.statements)), key=lambda n: _order(extraction.statements, n)
    )
    for number in order:
        statement = extraction.statements[number]
        outer = outcome.get(statement.parent) if statement.parent is not None else None
        above = extraction.statements[statement.parent] if statement.parent is not None else None
        floor = _quotation(starts, statement, above)
        outcome[number] = found = _resolve(resolver, starts, statement, outer, floor)
        statement.speakers = found.speakers
        statement.speaker_resolution = found.resolution
        statement.source_kind = found.kind if statement.source_span is not None else "none"
    resolver.unnamed.spoke.clear()  # a claim is told in full with names alone
    stand_alone(parsed, resolver, extraction)
    place_claims(parsed, register, extraction.claims)
    extraction.entities = register.entities
    extraction.mentions = list_mentions(parsed, register, extraction.statements)
    return extraction


def _order(statements: list[Statement], number: int) -> tuple[int, int]:
    """Outer statements before those nested in them, then in text order of the source."""
    depth, parent = 0, statements[number].parent
    while parent is not None:
        depth, parent = depth + 1, statements[parent].parent
    span = statements[number].source_span or statements[number].content_spans[0]
    return depth, span[0]


def _resolve(
    resolver: Resolver,
    starts: list[int],
    statement: Statement,
    outer: Resolved | None,
    floor: int,
) -> Resolved:
    if statement.source_span is None:
        return Resolved()
    hidden = [_range(starts, span) for span in statement.content_spans]
    return resolver.resolve(_range(starts, statement.source_span), hidden, outer, floor)


def _quotation(starts: list[int], statement: Statement, above: Statement | None) -> int:
    """The first token of the quotation that a source is spoken in; 0 outside quotations."""
    if above is None or statement.source_span is None:
        return 0
    at = statement.source_span[0]
    return next((bisect_left(starts, a) for a, b in above.quoted_spans if a <= at < b), 0)


def _range(starts: list[int], span: Span) -> Range:
    first = bisect_left(starts, span[0])
    return first, max(first + 1, bisect_left(starts, span[1]))
