"""Find who said what: statements and claims, over the parse of a document."""

from __future__ import annotations

from tasks.extract.adverbial import find_adverbial
from tasks.extract.claims import find_claims
from tasks.extract.dates import find_dates
from tasks.extract.direct import QuoteIndex, find_direct
from tasks.extract.holders import means_nobody
from tasks.extract.interview import find_interview
from tasks.extract.labelled import find_labelled
from tasks.extract.nominal import find_nominal
from tasks.extract.parse import parse
from tasks.extract.pipeline import load_pipeline
from tasks.extract.quotes import find_quotes
from tasks.extract.refine import refine
from tasks.extract.run_on import join_run_on
from tasks.extract.settle import settle
from tasks.extract.tree import Parse
from tasks.extract.unsaid import is_unsaid
from tasks.extract.verbal import find_verbal
from tasks.extract.worthiness import rate_claims
from tasks.values import Extraction

__all__ = ["Parse", "extract", "load_pipeline", "parse"]


def extract(parsed: Parse) -> Extraction:
    """All sentences, statements and claims of a parsed document; speakers are not resolved.

    Spans are code-point offsets into ``parsed.text``.
    """
    index = QuoteIndex(parsed, find_quotes(parsed))
    direct = find_direct(index)
    served = {d.head.i for d in direct if d.head is not None}
    drafts = [
        *direct,
        *find_labelled(parsed, [draft.first for draft in direct]),
        *find_interview(parsed),
        *find_verbal(parsed, served),
        *find_nominal(parsed),
        *find_adverbial(parsed),
    ]
    drafts = [
        draft
        for draft in drafts
        if not means_nobody(draft.source_head) and not is_unsaid(parsed, draft)
    ]
    refine(parsed, drafts)
    drafts += join_run_on(index, drafts)
    dates = find_dates(parsed)
    settled = settle(index, drafts, dates)
    statements = [statement for statement, _ in settled]
    extraction = Extraction(
        sentences=[parsed.span((s.first, s.end)) for s in parsed.sentences],
        statements=statements,
        claims=find_claims(parsed, [draft for _, draft in settled], statements, dates),
    )
    rate_claims(parsed, extraction)
    return extraction
