"""Score extracted statements against documents marked by hand.

The definitions are those of the project's shared scorer:

- content exact: the set of content spans is equal after quotation marks, blanks and punctuation
  at the edges are taken off;
- content partial: soft F1 (Johansson and Moschitti 2013; usual for PARC3). Precision is the mean
  share of a predicted content that gold covers, recall the mean share of a gold content that the
  prediction covers, in characters;
- joint: contents are matched one to one, best overlap first, from a Jaccard overlap of 0.3 on; a
  pair counts when the source is right as well;
- a source is right when four fifths of it lie in the gold one, or both overlap by half.

Statements marked "optional" neither count nor cost.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Span = tuple[int, int]
Spans = tuple[Span, ...]
EDGE = frozenset(" \t\r\n\u00a0\"'“”‘’`.,;:!?…–—-()[]")
MATCHED = 0.3
TITLES = frozenset(
    ("mr", "mrs", "ms", "dr", "sir", "dame", "lord", "the", "sen", "gov", "rep", "president", "of")
)


@dataclass(frozen=True, slots=True)
class Marked:
    """One statement as the scorer sees it."""

    contents: Spans
    source: Spans
    speaker: str | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    is_optional: bool = False


ATTRIBUTES = ("act", "quote_type", "polarity", "certainty")


def marked(text: str, row: dict[str, Any]) -> Marked:
    """A statement from one entry of "claims" in a gold or prediction file."""
    source = row.get("source_span")
    attributes = {k: row[k] for k in ATTRIBUTES if row.get(k)}
    if "condition_span" in row:
        condition = row["condition_span"]
        attributes["condition"] = tuple(condition) if condition else None
    return Marked(
        trimmed(text, (tuple(s) for s in row["content_spans"])),
        trimmed(text, [tuple(source)] if source else []),
        row.get("speaker"),
        attributes,
        bool(row.get("optional")),
    )


def trimmed(text: str, spans: Iterable[Span]) -> Spans:
    """Spans without punctuation, quotation marks and blanks at their edges."""
    found = set()
    for start, end in spans:
        a, b = start, min(end, len(text))
        while a < b and text[a] in EDGE:
            a += 1
        while b > a and text[b - 1] in EDGE:
            b -= 1
        found.add((a, b) if a < b else (start, end))
    return tuple(sorted(found))


def _size(spans: Iterable[Span]) -> int:
    return sum(b - a for a, b in spans)


def _common(one: Iterable[Span], other: Spans) -> int:
    return sum(max(0, min(b, d) - max(a, c)) for a, b in one for c, d in other)


def overlap(one: Spans, other: Spans) -> float:
    """Jaccard overlap of two span sets in characters."""
    common = _common(one, other)
    union = _size(one) + _size(other) - common
    return common / union if union else 0.0


def is_right_source(gold: Spans, predicted: Spans) -> bool:
    """Whether a predicted source mention is the gold one."""
    if not gold:
        return not predicted
    common = _common(gold, predicted)
    if not common:
        return False
    return common >= 0.8 * _size(predicted) or overlap(gold, predicted) >= 0.5


def is_right_name(gold: str | None, predicted: str | None) -> bool:
    """Whether two lists of names, joined by "; ", name the same: equal words or last words."""
    one, other = _names(gold), _names(predicted)
    return (
        bool(one)
        and len(one) == len(other)
        and all(any(_same(x, y) for y in other) for x in one)
        and all(any(_same(x, y) for x in one) for y in other)
    )


def _names(joined: str | None) -> list[list[str]]:
    names = []
    for name in (joined or "").split(";"):
        words = [w for w in re.findall(r"[^\W\d_]+", name.lower()) if w not in TITLES]
        if words:
            names.append(words)
    return names


def _same(one: list[str], other: list[str]) -> bool:
    if one[-1] == other[-1] and (min(len(one), len(other)) == 1 or one[0] == other[0]):
        return True
    return min(len(one), len(other)) > 1 and (set(one) <= set(other) or set(other) <= set(one))


def match(predicted: list[Spans], gold: list[Spans]) -> list[tuple[int, int]]:
    """Pairs of indices, best overlap first, each statement at most once."""
    pairs = sorted(
        (-overlap(p, g), i, j) for i, p in enumerate(predicted) for j, g in enumerate(gold)
    )
    used: tuple[set[int], set[int]] = (set(), set())
    found = []
    for negative, i, j in pairs:
        if -negative >= MATCHED and i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            found.append((i, j))
    return found


@dataclass(slots=True)
class Tally:
    """Sums over documents, from which the figures are drawn."""

    sums: Counter[str] = field(default_factory=Counter)

    def add(self, gold: list[Marked], predicted: list[Marked]) -> None:
        """Count one document."""
        predicted = _without_optional(gold, predicted)
        gold = [g for g in gold if not g.is_optional]
        sums = self.sums
        sums["gold"] += len(gold)
        sums["predicted"] += len(predicted)
        one, other = [g.contents for g in gold], [p.contents for p in predicted]
        sums["exact"] += sum((Counter(one) & Counter(other)).values())
        for name, spans, against in (("covered_gold", one, other), ("covered", other, one)):
            union = _union(against)
            for content in spans:
                sums[name] += _common(content, union) / _size(content)
        for i, j in match(other, one):
            self._add_pair(gold[j], predicted[i])

    def _add_pair(self, gold: Marked, predicted: Marked) -> None:
        sums = self.sums
        is_right = is_right_source(gold.source, predicted.source)
        sums["joint"] += is_right
        if gold.source:
            sums["with_source"] += 1
            sums["right_source"] += is_right
        if gold.speaker:
            sums["with_speaker"] += 1
            sums["right_speaker"] += is_right_name(gold.speaker, predicted.speaker)
        for name, value in gold.attributes.items():
            sums["with_" + name] += 1
            sums["right_" + name] += _is_same_value(name, value, predicted.attributes.get(name))

    def figures(self) -> dict[str, float]:
        """Percentages by name."""
        sums = self.sums
        found = {
            "content_partial_f1": _f1(sums["covered"], sums["covered_gold"], sums),
            "content_exact_f1": _f1(sums["exact"], sums["exact"], sums),
            "joint_f1": _f1(sums["joint"], sums["joint"], sums),
            "joint_precision": _share(sums["joint"], sums["predicted"]),
        }
        for name in ("source", "speaker", *ATTRIBUTES, "condition"):
            found[name] = _share(sums["right_" + name], sums["with_" + name])
        return {name: round(100 * value, 2) for name, value in found.items()}


def _is_same_value(name: str, gold: Any, predicted: Any) -> bool:
    if name != "condition":
        return bool(gold == predicted)
    if gold and predicted:
        return overlap((gold,), (predicted,)) >= 0.5
    return not gold and not predicted


def _without_optional(gold: list[Marked], predicted: list[Marked]) -> list[Marked]:
    """Predictions without those that find an optional statement better than a required one."""
    optional = [g.contents for g in gold if g.is_optional]
    required = [g.contents for g in gold if not g.is_optional]
    return [
        p
        for p in predicted
        if _best(p.contents, optional) < MATCHED
        or _best(p.contents, required) >= _best(p.contents, optional)
    ]


def _best(content: Spans, among: list[Spans]) -> float:
    return max((overlap(content, other) for other in among), default=0.0)


def _union(contents: list[Spans]) -> Spans:
    merged: list[list[int]] = []
    for start, end in sorted(s for spans in contents for s in spans):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return tuple((a, b) for a, b in merged)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _f1(for_precision: float, for_recall: float, sums: Counter[str]) -> float:
    precision = _share(for_precision, sums["predicted"])
    recall = _share(for_recall, sums["gold"])
    return _share(2 * precision * recall, precision + recall)
