"""The extractor as a plug: the rules of this project, or another one that an entry point names.

An extractor takes the parsed sentences of one document and gives back statements and claims;
reading, speakers, ids, evidence and landing stay as they are. A package offers one so:

    [project.entry-points."onrecord.extractors"]
    mine = "my_package:extract"
"""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import Protocol

from tasks.extract.tree import Parse
from tasks.values import Extraction, Span

GROUP = "onrecord.extractors"
DEFAULT = "rules"


class Extractor(Protocol):
    """Finds what is said in one document."""

    def __call__(self, parsed: Parse, /) -> Extraction:
        """Statements and claims, whose spans are code-point offsets into ``parsed.text``.

        ``parsed`` has tokens with UD labels, sentences, blocks and hints of names. Speakers,
        entities and mentions are left empty: they are resolved afterwards. The same document must
        give the same result every time, without state from one document to the next.
        """


def load_extractor(name: str = DEFAULT) -> Extractor:
    """The extractor called ``name``: "rules" is our own, others are entry points.

    Raises ValueError, which lists what is installed, when there is none of that name.
    """
    if name == DEFAULT:
        from tasks.extract import extract  # itself the plug's default

        return extract
    installed = {entry.name: entry for entry in entry_points(group=GROUP)}
    if name not in installed:
        known = ", ".join(sorted({DEFAULT, *installed}))
        raise ValueError(f"no extractor {name!r} is installed; there are: {known}")
    found: Extractor = installed[name].load()

    def checked(parsed: Parse) -> Extraction:
        extraction = found(parsed)
        check(extraction, parsed, name)
        return extraction

    return checked


def check(extraction: Extraction, parsed: Parse, name: str) -> None:
    """Raise ValueError when an extraction points outside its text or outside itself."""
    length, count = len(parsed.text), len(extraction.statements)

    def inside(*spans: Span | None) -> bool:
        return all(0 <= span[0] < span[1] <= length for span in spans if span is not None)

    for number, statement in enumerate(extraction.statements):
        single = (statement.source_span, statement.cue_span, statement.condition_span)
        if not statement.content_spans or not inside(*statement.content_spans, *single):
            raise ValueError(f"extractor {name!r}: a span of statement {number} is not in the text")
        if statement.parent is not None and not 0 <= statement.parent < count:
            raise ValueError(f"extractor {name!r}: statement {number} has an unknown parent")
    for number, claim in enumerate(extraction.claims):
        if not claim.spans or not inside(*claim.spans):
            raise ValueError(f"extractor {name!r}: a span of claim {number} is not in the text")
        if claim.statement is not None and not 0 <= claim.statement < count:
            raise ValueError(f"extractor {name!r}: claim {number} has an unknown statement")
