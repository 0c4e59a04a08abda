"""A statement in the making, in tokens."""

from __future__ import annotations

from dataclasses import dataclass, field

from tasks.extract.tree import Range, Token


@dataclass(slots=True, eq=False)
class Draft:
    """A statement before it is settled: token ranges, the heads they came from, and the rule.

    ``content_head`` is the head of the (first) content clause or phrase, None for a quotation
    whose clause is not known; ``is_negated`` tells that the cue itself is negated.
    """

    contents: list[Range]
    cue: Range | None
    head: Token | None
    source: Range | None
    act: str
    rule: str
    content_head: Token | None = None
    source_head: Token | None = None
    addressee: Range | None = None
    lemma: str | None = None
    frame: str = ""
    quotes: list[int] = field(default_factory=list)

    @property
    def first(self) -> int:
        """Index of the first content token."""
        return min(a for a, _ in self.contents)
