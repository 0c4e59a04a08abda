"""Documents marked by hand: two file forms, and a starting file to edit.

The first form is JSON lines: one object per document with ``doc_id``, ``text`` and ``claims``,
each with ``source_span``, ``cue_span``, ``content_spans``, ``speaker`` and so on; spans
are ``[start, end]`` into the text. The second is YAML for people: the text, then each statement by
its words and the line they stand on. ``mark`` writes it with what the extraction found.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tasks.values import DocumentRecord, Span, Statement

HEADER = """\
# Statements of {name}, as On Record found them: correct, remove and add, then measure with
#     onrecord evaluate {file}
# Every source, cue, content and condition is words of the text, copied exactly; a content in
# several pieces has one entry each. "line" says where the content begins. Fields that you take
# out of every statement are not measured. docs/statements.md says what counts as a statement.
"""
PLAIN = ("speaker", "act", "quote_type", "polarity", "certainty")


@dataclass(frozen=True, slots=True)
class MarkedDocument:
    """A document and its statements as the scorer reads them: spans into ``text``."""

    name: str
    text: str
    statements: list[dict[str, Any]]


def read_marked(path: Path) -> Iterator[MarkedDocument]:
    """The documents of a ``.jsonl`` or ``.yaml`` file, or of all such files of a folder.

    Raises ValueError, which names file, line and remedy, when a file is not of that form.
    """
    if path.is_dir():
        files = sorted(p for p in path.iterdir() if p.suffix in (".jsonl", ".yaml", ".yml"))
        if not files:
            raise ValueError(f"{path} holds no .jsonl or .yaml file; make one with `onrecord mark`")
        for file in files:
            yield from read_marked(file)
    elif path.suffix == ".jsonl":
        yield from _read_lines(path)
    else:
        yield _read_yaml(path)


def _read_lines(path: Path) -> Iterator[MarkedDocument]:
    for number, line in enumerate(_text_of(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            document = MarkedDocument(row["doc_id"], row["text"], row["claims"])
            length = len(document.text)
            spans = [span for claim in document.statements for span in claim["content_spans"]]
            if not all(0 <= start < end <= length for start, end in spans):
                raise ValueError("a content span lies outside the text")
        except (ValueError, KeyError, TypeError) as problem:
            raise ValueError(f"{path}, line {number}: {problem!r} is wrong or missing") from problem
        yield document


def _read_yaml(path: Path) -> MarkedDocument:
    try:
        content = yaml.safe_load(_text_of(path))
        text, rows = content["text"].removesuffix("\n"), content.get("statements") or []
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as problem:
        raise ValueError(f"{path} is not a marked document: {problem}") from problem
    return MarkedDocument(path.stem, text, [_spans_of(path, text, row) for row in rows])


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise ValueError(f"{path} can't be read: {problem}") from problem


def _spans_of(path: Path, text: str, row: dict[str, Any]) -> dict[str, Any]:
    """A statement given by its words, with their spans: the ones nearest to one another."""
    if not isinstance(row, dict) or not row.get("content"):
        raise ValueError(f"{path}: a statement has no content: {row!r}")
    where = f"{path}, statement on line {row.get('line', '?')} of the text"
    contents = row["content"] if isinstance(row["content"], list) else [row["content"]]
    at = _start_of_line(text, int(row.get("line", 1)))
    spans: list[Span] = []
    for words in contents:
        spans.append(_find(text, str(words), spans[-1][1] if spans else at, where, after=True))
    found: dict[str, Any] = {"content_spans": spans}
    middle = spans[0][0]
    for field in ("cue", "source", "condition"):
        if field in row:
            words = row[field]
            found[f"{field}_span"] = _find(text, str(words), middle, where) if words else None
            middle = found[f"{field}_span"][0] if field == "cue" and words else middle
    return found | {name: row[name] for name in (*PLAIN, "optional") if name in row}


def _start_of_line(text: str, line: int) -> int:
    starts = [0, *(n + 1 for n, character in enumerate(text) if character == "\n")]
    return starts[min(max(line, 1), len(starts)) - 1]


def _find(text: str, words: str, near: int, where: str, *, after: bool = False) -> Span:
    """The occurrence of ``words`` nearest to an offset, or the first one from there on."""
    starts = []
    start = text.find(words)
    while start >= 0:
        starts.append(start)
        start = text.find(words, start + 1)
    if not words or not starts:
        raise ValueError(f"{where}: the text does not hold {words!r}")
    ahead = [s for s in starts if s >= near]
    best = ahead[0] if after and ahead else min(starts, key=lambda s: abs(s - near))
    return best, best + len(words)


def mark(record: DocumentRecord, file: str) -> str:
    """A marking to start from: the text and what the extraction found, as YAML."""
    text, statements = record.reading.text, record.extraction.statements
    rows = [_row(text, statement) for statement in statements]
    name = Path(record.reading.source.uri).name
    marks: str = yaml.dump(
        {"text": _Block(text), "statements": rows},
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=96,
    )
    return HEADER.format(name=name, file=file) + marks


def _row(text: str, statement: Statement) -> dict[str, Any]:
    def words(span: Span | None) -> str | None:
        return text[slice(*span)] if span else None

    return {
        "line": text.count("\n", 0, statement.content_spans[0][0]) + 1,
        "source": words(statement.source_span),
        "cue": words(statement.cue_span),
        "content": [text[a:b] for a, b in statement.content_spans],
        "speaker": statement.speaker_name,
        "act": statement.act,
        "quote_type": statement.quote_type,
        "polarity": statement.polarity,
        "certainty": statement.certainty,
        "condition": words(statement.condition_span),
    }


class _Block(str):
    """A text that YAML shows line by line."""


class _Dumper(yaml.SafeDumper):
    """YAML as people write it."""


_Dumper.add_representer(
    _Block,
    lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style="|"),
)
