"""Measure the extraction against documents that people have marked, and start such a marking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tasks.evaluate.marking import MarkedDocument, mark, read_marked
from tasks.evaluate.mistakes import Mistake, find_mistakes
from tasks.evaluate.scoring import Marked, Rates, Tally, marked
from tasks.read import Unreadable
from tasks.run_stages import extract_claims, read_document
from tasks.settings import Settings
from tasks.values import Extraction, Source

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["Evaluation", "MarkedDocument", "Mistake", "Rates", "evaluate", "mark", "read_marked"]


@dataclass(slots=True)
class Evaluation:
    """What was counted, and every mistake in order of documents."""

    tally: Tally = field(default_factory=Tally)
    mistakes: list[Mistake] = field(default_factory=list)


def evaluate(
    documents: Iterable[MarkedDocument], settings: Settings, nlp: Language | None = None
) -> Evaluation:
    """Read and extract each document's text with the stages themselves, and compare.

    Raises ValueError when a text is not in normal form, so that its spans would point elsewhere.
    """
    found = Evaluation()
    for document in documents:
        extraction = extract_text(document, settings, nlp)
        gold = [marked(document.text, row) for row in document.statements]
        predicted = as_marked(document.text, extraction)
        found.tally.add(gold, predicted)
        found.mistakes += find_mistakes(document, gold, predicted)
    return found


def extract_text(
    document: MarkedDocument, settings: Settings, nlp: Language | None = None
) -> Extraction:
    """The extraction of a marked document's text. Raises ValueError as ``evaluate`` does."""
    data = document.text.encode()
    source = Source(f"/{document.name}.txt", None, "marked", len(data))
    try:
        text = (reading := read_document(source, settings, data)).text
    except Unreadable:
        text = ""
    if text.rstrip() != document.text.rstrip():
        raise ValueError(
            f"{document.name}: the marked text is not in normal form; start from `onrecord mark`"
        )
    return extract_claims(reading, settings, nlp)


def as_marked(text: str, extraction: Extraction) -> list[Marked]:
    """The statements of an extraction as the scorer reads them."""
    return [
        marked(
            text,
            {
                "content_spans": s.content_spans,
                "source_span": s.source_span,
                "cue_span": s.cue_span,
                "speaker": s.speaker_name,
                "act": s.act,
                "quote_type": s.quote_type,
                "polarity": s.polarity,
                "certainty": s.certainty,
                "condition_span": s.condition_span,
            },
        )
        for s in extraction.statements
    ]
