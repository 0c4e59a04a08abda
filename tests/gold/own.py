"""Compile our own marked articles, own_politics.txt, to the scorer's form, own_politics.jsonl.

``python -m tests.gold.own`` writes the file anew. The source holds one article after another: a
line "#### name dev|held", the text, a line "----", and one line for each statement,
"act: source | cue | content". A content in several pieces has " … " between them, "A ~ B" is all
from A to the next B, "-" stands for no source, and "?" before the act for a
statement that neither counts nor costs. Every second article is held out: figures are
taken on it, its mistakes are not read while rules are written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise, product
from pathlib import Path
from typing import Any

from tasks.values import Span

HERE = Path(__file__).parent
SOURCE, COMPILED = HERE / "own_politics.txt", HERE / "own_politics.jsonl"
ACTS = {
    "as": "assert",
    "ak": "acknowledge",
    "dn": "deny",
    "rj": "reject",
    "cm": "commit",
    "dm": "demand",
    "pp": "propose",
    "wn": "warn",
    "pr": "predict",
    "ac": "accuse",
    "sp": "support",
    "qu": "ask",
    "be": "believe",
}
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")


def compiled() -> list[dict[str, Any]]:
    """The marked articles in the scorer's form.

    Raises ValueError, which names the article and the line, for words that do not stand in its
    text, for a place that is in doubt and for two statements with one cue and content.
    """
    return [_article(block) for block in SOURCE.read_text(encoding="utf-8").split("#### ")[1:]]


def _article(block: str) -> dict[str, Any]:
    title, _, rest = block.partition("\n")
    name, part = title.split()
    body, _, marks = rest.partition("\n----\n")
    text = body.strip()
    claims = []
    for line in marks.strip().splitlines():
        try:
            claims.append(_claim(text, line))
        except ValueError as problem:
            raise ValueError(f"{name}: {line!r}: {problem}") from problem
    keys = [(str(c["cue_span"]), str(c["content_spans"])) for c in claims]
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise ValueError(f"{name}: marked twice: {twice}")
    return {"doc_id": name, "part": part, "text": text, "claims": claims}


def _claim(text: str, line: str) -> dict[str, Any]:
    act, _, fields = line.partition(": ")
    source, cue, content = fields.split(" | ")
    sources = [None] if source == "-" else list(_occurrences(text, source))
    choices = sorted(
        (_distance(s, c, spans), s or (0, 0), c, spans, s)
        for s, c, spans in product(
            sources, _occurrences(text, cue), _contents(text, content.split(" … "))
        )
        if not any(a < y and x < b for a, b in spans for x, y in ([c] if s is None else [c, s]))
    )
    if not choices:
        raise ValueError("the words do not stand in the text")
    if len(choices) > 1 and choices[0][0] == choices[1][0]:
        raise ValueError("two places are equally near")
    _, _, cue_span, spans, source_span = choices[0]
    claim = {
        "source_span": source_span,
        "cue_span": cue_span,
        "content_spans": spans,
        "act": ACTS[act.removeprefix("?")],
        "quote_type": _quote_type(text, spans),
    }
    return claim | ({"optional": True} if act.startswith("?") else {})


def _occurrences(text: str, words: str) -> Iterator[Span]:
    first = r"\b" if words[0].isalnum() else ""
    last = r"\b" if words[-1].isalnum() else ""
    found = False
    for match in re.finditer(first + re.escape(words) + last, text):
        found = True
        yield match.span()
    if not found:
        raise ValueError(f"no {words!r}")


def _contents(text: str, parts: list[str]) -> Iterator[list[Span]]:
    """Every way to place the pieces in order, each as near as can be to the one before."""
    first, *others = (_piece(text, part) for part in parts)
    for start in first:
        spans = [start]
        for piece in others:
            later = [span for span in piece if span[0] >= spans[-1][1]]
            if not later:
                break
            spans.append(later[0])
        else:
            yield spans


def _piece(text: str, part: str) -> list[Span]:
    opening, tilde, closing = part.partition(" ~ ")
    if not tilde:
        return list(_occurrences(text, part))
    ends = list(_occurrences(text, closing))
    starts = list(_occurrences(text, opening))
    pieces = ((a, next((e for s, e in ends if s >= b), None)) for a, b in starts)
    return [(a, end) for a, end in pieces if end is not None]


def _distance(source: Span | None, cue: Span, spans: list[Span]) -> int:
    to_content = min(max(a - cue[1], cue[0] - b, 0) for a, b in spans)
    gaps = sum(b[0] - a[1] for a, b in pairwise(spans))
    to_source = 0 if source is None else max(source[0] - cue[1], cue[0] - source[1], 0)
    return to_content + to_source + gaps


def _quote_type(text: str, spans: list[Span]) -> str:
    quotes = [m.span() for m in QUOTED.finditer(text)]
    whole = [any(a <= x and y <= b for a, b in quotes) for x, y in spans]
    opens = [text[x] in '“"' for x, _ in spans]
    if all(whole) and any(opens):
        return "direct"
    own = any(x <= a and b <= y for a, b in quotes for x, y in spans)
    return "mixed" if own else "indirect"


def main() -> None:
    """Write the compiled file."""
    rows = compiled()
    COMPILED.write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8"
    )
    for part in ("dev", "held"):
        own = [row for row in rows if row["part"] == part]
        print(f"{part}: {len(own)} articles, {sum(len(r['claims']) for r in own)} statements")


if __name__ == "__main__":
    main()
