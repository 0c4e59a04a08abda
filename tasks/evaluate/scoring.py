"""Score extracted statements against those marked by hand.

The definitions are those usual for PARC3 and PolNeAR:

- content exact: the set of content spans is equal after quotation marks, blanks and punctuation
  at the edges are taken off;
- content partial: soft F1 (Johansson and Moschitti 2013; usual for PARC3). Precision is the mean
  share of a predicted content that gold covers, recall the mean share of a gold content that the
  prediction covers, in characters;
- joint: contents are matched one to one, best overlap first, from a Jaccard overlap of 0.3 on; a
  pair counts when the source is right as well;
- a source is right when four fifths of it lie in the gold one, or both overlap by half; a cue
  when both share a character;
- fields are counted over the matched pairs: precision and recall ask for the content and the field.

Statements marked "optional" neither count nor cost.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

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
    cue: Spans = ()
    speaker: str | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    is_optional: bool = False


ATTRIBUTES = ("act", "quote_type", "polarity", "certainty")
FIELDS = ("source", "speaker", "cue", *ATTRIBUTES, "condition")


class Rates(NamedTuple):
    """Precision, recall and their harmonic mean, in percent."""

    precision: float
    recall: float
    f1: float

    @classmethod
    def of(cls, precision: float, recall: float) -> Rates:
        """From precision and recall as shares."""
        f1 = _share(2 * precision * recall, precision + recall)
        return cls(100 * precision, 100 * recall, 100 * f1)


def marked(text: str, row: dict[str, Any]) -> Marked:
    """A statement from one entry of "claims" in a gold or prediction file."""
    source, cue = row.get("source_span"), row.get("cue_span")
    attributes = {k: row[k] for k in ATTRIBUTES if row.get(k)}
    if "condition_span" in row:
        condition = row["condition_span"]
        attributes["condition"] = tuple(condition) if condition else None
    return Marked(
        trimmed(text, (tuple(s) for s in row["content_spans"])),
        trimmed(text, [tuple(source)] if source else []),
        trimmed(text, [tuple(cue)] if cue else []),
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


def compare(gold: Marked, predicted: Marked) -> dict[str, bool]:
    """For each field that gold says something about, whether the matched statement agrees."""
    found = {"joint": is_right_source(gold.source, predicted.source)}
    if gold.source:
        found["source"] = found["joint"]
    if gold.cue:
        found["cue"] = _common(gold.cue, predicted.cue) > 0
    if gold.speaker:
        found["speaker"] = is_right_name(gold.speaker, predicted.speaker)
    for name, value in gold.attributes.items():
        found[name] = _is_same_value(name, value, predicted.attributes.get(name))
    return found


def settle(gold: list[Marked], predicted: list[Marked]) -> tuple[list[Marked], list[Marked]]:
    """The gold statements that count, and the predictions that find one of them or none at all."""
    return [g for g in gold if not g.is_optional], _without_optional(gold, predicted)


@dataclass(slots=True)
class Tally:
    """Sums over documents, from which the figures are drawn."""

    sums: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def add(self, gold: list[Marked], predicted: list[Marked]) -> None:
        """Count one document."""
        gold, predicted = settle(gold, predicted)
        sums = self.sums
        sums["gold"] += len(gold)
        sums["predicted"] += len(predicted)
        one, other = [g.contents for g in gold], [p.contents for p in predicted]
        sums["exact"] += sum((Counter(one) & Counter(other)).values())
        for name, spans, against in (("covered_gold", one, other), ("covered", other, one)):
            union = _union(against)
            for content in spans:
                sums[name] += _common(content, union) / _size(content)
        for statement in gold:
            sums[f"gold_{statement.attributes.get('quote_type')}"] += 1
        for i, j in match(other, one):
            sums["matched"] += 1
            sums[f"matched_{gold[j].attributes.get('quote_type')}"] += 1
            for name, is_right in compare(gold[j], predicted[i]).items():
                sums["with_" + name] += 1
                sums["right_" + name] += is_right

    def rates(self) -> dict[str, Rates]:
        """Precision, recall and F1 of contents and of every field, by name."""
        sums = self.sums
        found = {
            "content_partial": _rates(sums["covered"], sums["covered_gold"], sums),
            "content_exact": _rates(sums["exact"], sums["exact"], sums),
            "content_matched": _rates(sums["matched"], sums["matched"], sums),
            "joint": _rates(sums["right_joint"], sums["right_joint"], sums),
        }
        for name in FIELDS:
            # Only gold statements that say something about the field, and as large a share of
            # the predictions, are asked for it.
            right, share = sums["right_" + name], _share(sums["with_" + name], sums["matched"])
            found[name] = Rates.of(
                _share(right, share * sums["predicted"]), _share(right, share * sums["gold"])
            )
        return found

    def figures(self) -> dict[str, float]:
        """The figures that are pinned, in percent: F1, and how often a field is right."""
        sums, rates = self.sums, self.rates()
        found = {
            "content_partial_f1": rates["content_partial"].f1,
            "content_exact_f1": rates["content_exact"].f1,
            "joint_f1": rates["joint"].f1,
            "joint_precision": rates["joint"].precision,
        }
        for name in FIELDS:
            found[name] = 100 * _share(sums["right_" + name], sums["with_" + name])
        for kind in ("direct", "mixed", "indirect"):
            found[f"{kind}_recall"] = 100 * _share(sums[f"matched_{kind}"], sums[f"gold_{kind}"])
        return {name: round(value, 2) for name, value in found.items()}


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


def _rates(for_precision: float, for_recall: float, sums: defaultdict[str, float]) -> Rates:
    return Rates.of(_share(for_precision, sums["predicted"]), _share(for_recall, sums["gold"]))
