"""Where the extraction and a marking differ, statement by statement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tasks.evaluate.marking import MarkedDocument
from tasks.evaluate.scoring import Marked, Spans, compare, match, settle

# In the order they are listed: what costs a reader most comes first.
CLASSES = (
    "wrong source",
    "wrong speaker",
    "spurious",
    "missed",
    "wrong content",
    "wrong cue",
    "wrong act",
    "wrong quote_type",
    "wrong polarity",
    "wrong certainty",
    "wrong condition",
)
FIELD_VALUES = {"source", "cue"}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One difference: its class, where it is, what was marked, and what was extracted."""

    kind: str
    document: str
    line_number: int
    content: str
    wanted: str
    found: str


def find_mistakes(
    document: MarkedDocument, gold: list[Marked], predicted: list[Marked]
) -> list[Mistake]:
    """All differences in one document, in text order."""
    gold, predicted = settle(gold, predicted)
    pairs = match([p.contents for p in predicted], [g.contents for g in gold])
    text = document.text

    def mistake(kind: str, at: Marked, wanted: str, found: str) -> Mistake:
        line = text.count("\n", 0, at.contents[0][0]) + 1
        return Mistake(kind, document.name, line, _words(text, at.contents), wanted, found)

    hit, used = {j for _, j in pairs}, {i for i, _ in pairs}
    mistakes = [mistake("missed", g, "", "") for j, g in enumerate(gold) if j not in hit]
    mistakes += [mistake("spurious", p, "", "") for i, p in enumerate(predicted) if i not in used]
    for i, j in pairs:
        for kind, wanted, found in _differences(text, gold[j], predicted[i]):
            mistakes.append(mistake(kind, gold[j], wanted, found))
    return sorted(mistakes, key=lambda m: (m.line_number, CLASSES.index(m.kind), m.content))


def _differences(text: str, gold: Marked, predicted: Marked) -> Iterator[tuple[str, str, str]]:
    if gold.contents != predicted.contents:
        yield "wrong content", _words(text, gold.contents), _words(text, predicted.contents)
    if not gold.source and predicted.source:
        yield "wrong source", "", _words(text, predicted.source)
    for name, is_right in compare(gold, predicted).items():
        if not is_right and name != "joint":
            yield f"wrong {name}", _value(text, gold, name), _value(text, predicted, name)


def _value(text: str, statement: Marked, name: str) -> str:
    if name in FIELD_VALUES:
        return _words(text, getattr(statement, name))
    if name == "speaker":
        return statement.speaker or ""
    value: Any = statement.attributes.get(name)
    if name == "condition":
        return _words(text, (value,)) if value else ""
    return str(value or "")


def _words(text: str, spans: Spans) -> str:
    return " … ".join(text[a:b] for a, b in spans)
