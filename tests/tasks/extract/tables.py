"""Hand-made tables of sentences with what is expected of them, and how well they are met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

DATA = Path(__file__).with_name("data")
Item = tuple[object, ...]


def rows(path: Path) -> Iterator[tuple[str, list[list[str]]]]:
    """Sentences with the fields of each expected item; lines that begin with "#" are remarks."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        text, _, items = line.partition("\t")
        found = [] if items == "-" else items.split(" ; ")
        yield text, [item.strip().split("|") for item in found]


class Tally:
    """Counts of expected, found and agreeing items; as a string the sentences that differ."""

    def __init__(self) -> None:
        self.sentences = self.expected = self.found = self.right = 0
        self.differing: list[str] = []

    def add(self, text: str, expected: Sequence[Item], found: Sequence[Item]) -> None:
        """Count one sentence; items agree when they are equal."""
        right = sum((Counter(expected) & Counter(found)).values())
        self.sentences += 1
        self.expected += len(expected)
        self.found += len(found)
        self.right += right
        if right < max(len(expected), len(found)):
            self.differing.append(f"{text}\n    expected {expected}\n    found    {found}")

    @property
    def precision(self) -> float:
        """Share of what was found that was expected, in percent."""
        return 100 * self.right / max(1, self.found)

    @property
    def recall(self) -> float:
        """Share of what was expected that was found, in percent."""
        return 100 * self.right / max(1, self.expected)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, in percent."""
        return 200 * self.right / max(1, self.found + self.expected)

    def __str__(self) -> str:
        figures = f"P {self.precision:.1f} R {self.recall:.1f} F1 {self.f1:.1f}"
        return "\n".join([figures, *self.differing])
