"""Blocks between segmenting and composing: what belongs together, in reading order."""

from __future__ import annotations

from dataclasses import dataclass, field

from tasks.read.raw import Cell, RawLine
from tasks.values import SegmentKind

# Kinds that follow the running text after U+000C (DESIGN 2, normalized text).
OUT_OF_FLOW: frozenset[SegmentKind] = frozenset(
    ("running_head", "page_number", "footnote", "caption")
)


@dataclass(slots=True)
class Block:
    """Lines that form one segment. ``page_number`` places a block that has no lines."""

    kind: SegmentKind
    lines: list[RawLine] = field(default_factory=list)
    level: int | None = None
    rows: list[list[Cell]] | None = None
    page_number: int = 1

    @property
    def string(self) -> str:
        """The words of all lines joined by one space."""
        return " ".join(line.string for line in self.lines)

    def every_line(self) -> list[RawLine]:
        """All lines in reading order, those of the cells of a table too."""
        cells = [cell for row in self.rows or () for cell in row]
        return [*self.lines, *(line for cell in cells for line in cell)]
