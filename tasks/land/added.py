"""Statements that a person added: found in the document's text, and found again in another one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tasks.land.rows import Origin, document_tables
from tasks.land.run import utc_now
from tasks.land.stored import Choice, chosen_documents, stored_reading
from tasks.settings import Settings
from tasks.values import Claim, DocumentRecord, Extraction, Source, Span, Speaker, Statement
from warehouse import Changes, Contents, Lake, NotReviewable, Snapshot, unrelate
from warehouse.reviewing import ADDED, VERDICT, check_reviewer, review_row
from warehouse.schema import JOINER

Row = dict[str, Any]

# The rule of a statement that no rule found.
BY_HAND = "review"
_QUOTED = re.compile(r"[“\"„«]([^“”\"„«»]+)[”\"“»]")
_MARKS = {"'": "['’‘]", "’": "['’‘]", '"': '["“”„]', "“": '["“”„]', "”": '["“”„]'}


@dataclass(frozen=True, slots=True)
class Wording:
    """What a person adds, in the words of the document.

    Attributes:
        content: what was said; the parts of a broken quotation are joined by " … ".
        cue: the word or words that attribute it.
        source: the words that name the source; None when there are none.
        speaker: the full name of who says it; None when the document does not settle it.
        act: a value of ``statements.act``.
    """

    content: str
    cue: str
    source: str | None = None
    speaker: str | None = None
    act: str = "assert"


class NotPlaced(ValueError):
    """Words do not stand in a text, or stand there more than once; ``str()`` says which."""


def placed(text: str, words: Wording) -> Statement:
    """The statement with these words in a text: case, quotation marks and line ends may differ.

    The content must stand there once; source and cue are looked up in its paragraph, those that
    stand nearest to it. Raises NotPlaced.
    """
    content = _content(text, words.content)
    cue = _nearest(text, words.cue, content)
    source = _nearest(text, words.source, content) if words.source else None
    quoted = [
        match.span(1)
        for match in _QUOTED.finditer(text)
        if any(start < match.end() and match.start() < end for start, end in content)
    ]
    quoted = [(max(q[0], c[0]), min(q[1], c[1])) for q in quoted for c in content]
    inside = tuple((start, end) for start, end in quoted if start < end)
    length = sum(end - start for start, end in content)
    covered = sum(end - start for start, end in inside)
    return Statement(
        content_spans=content,
        cue_span=cue,
        cue_lemma=None,
        source_span=source,
        act=words.act,
        # What is left of a quotation is at most its full stop and marks.
        quote_type="indirect" if not inside else "direct" if length - covered <= 3 else "mixed",
        rule=BY_HAND,
        source_kind="person" if words.speaker else "group" if source else "none",
        quoted_spans=inside,
        speakers=[Speaker(words.speaker, None, False)] if words.speaker else [],
        speaker_resolution="exact" if words.speaker else "unresolved" if source else "none",
    )


def _content(text: str, words: str) -> tuple[Span, ...]:
    first, *rest = (part for part in words.split(JOINER.strip()) if part.strip())
    found = _spans(text, first)
    if len(found) != 1:
        raise NotPlaced(_count(words, len(found)) + ("" if found else " as it is given"))
    spans = found
    for part in rest:
        later = [span for span in _spans(text, part) if span[0] >= spans[-1][1]]
        if not later:
            raise NotPlaced(f"“{part.strip()}” does not follow in the document")
        spans.append(later[0])
    return tuple(spans)


def _nearest(text: str, words: str, content: tuple[Span, ...]) -> Span:
    start = text.rfind("\n\n", 0, content[0][0]) + 1
    end = text.find("\n\n", content[-1][1])
    paragraph = text[start : len(text) if end < 0 else end]
    found = [(a + start, b + start) for a, b in _spans(paragraph, words)]
    outside = [s for s in found if all(s[1] <= c[0] or c[1] <= s[0] for c in content)]
    if not outside:
        raise NotPlaced(f"“{words}” does not stand beside the content, in its paragraph")
    return min(outside, key=lambda s: min(max(c[0] - s[1], s[0] - c[1]) for c in content))


def _spans(text: str, words: str) -> list[Span]:
    """Where words stand as whole words, whatever their case, marks and line ends."""
    parts = ["".join(_MARKS.get(c, re.escape(c)) for c in word) for word in words.split()]
    together = r"\s+".join(parts)
    return [match.span() for match in re.finditer(rf"(?<!\w){together}(?!\w)", text, re.I)]


def _count(words: str, count: int) -> str:
    if not count:
        return f"“{words}” does not stand in the document"
    return f"“{words}” stands {count} times in the document"


def add_statement(
    lake: Lake, document: str, words: Wording, *, by: str, reason: str
) -> tuple[str, Snapshot]:
    """Take a statement on record that was missed; its id, and the snapshot that has it.

    ``document`` is a document's id, its first digits, its URI or file. The document is to be
    related again. Raises NotReviewable when there is no one such document, or its text does not
    have the words once, or the statement is on record already.
    """
    check_reviewer(lake, by)
    source = _document(lake, document)
    reading = stored_reading(lake, source)
    try:
        statement = placed(reading.text, words)
    except NotPlaced as problem:
        raise NotReviewable(
            lake.path,
            f"{problem}.",
            "Copy the words from the document; give more of them where they stand several times.",
        ) from None
    extraction = Extraction(statements=[statement], claims=[Claim(statement.content_spans, 0)])
    document_id = str(source.document_id)
    now = utc_now()
    made_id = ""

    def changes(contents: Contents) -> Changes:
        nonlocal made_id
        (held,) = contents.among("documents", "document_id", [document_id])
        origin = Origin(held["run_id"], held["settings_hash"])
        record = DocumentRecord(reading, extraction)
        tables = document_tables(record, origin, held["root_document_id"])
        (row,) = tables["statements"].to_pylist()
        made_id = row["statement_id"]
        if contents.among("statements", "statement_id", [made_id], ["statement_id"]):
            raise NotReviewable(
                lake.path, "That statement is on record.", f"See it: onrecord show {made_id}"
            )
        beside = contents.among("statements", "document_id", [document_id], ["position"])
        row["position"] = 1 + max((other["position"] for other in beside), default=-1)
        row["first_landed_at"] = now
        made = Changes(reason="review")
        unrelate(contents, made, {document_id})
        made.add("statements", [row])
        speakers = tables["statement_speakers"].to_pylist()
        known = contents.among("entities", "canonical_name", [words.speaker or ""], ["entity_id"])
        for speaker in speakers:
            speaker["entity_id"] = known[0]["entity_id"] if len(known) == 1 else None
        made.add("statement_speakers", speakers)
        made.add("claims", _landed(tables["claims"].to_pylist(), now))
        target = {
            "id": made_id,
            "document_id": document_id,
            "texts": [row["content_text"], row["cue_text"], row["source_text"]],
            "value": None,
        }
        made.add("reviews", [review_row(target, VERDICT, ADDED, by, reason, now)])
        return made

    snapshot = lake.commit(changes, note=f"review by {by}")
    return made_id, snapshot


def _landed(rows: list[Row], at: Any) -> list[Row]:
    return [row | ({"first_landed_at": at} if "first_landed_at" in row else {}) for row in rows]


def _document(lake: Lake, name: str) -> Source:
    """The one document of that id, first digits of an id, URI or file. Raises NotReviewable."""
    path = str(Path(name).absolute())
    with lake.contents() as contents:
        where = "document_id IS NOT NULL AND (uri IN (?, ?) OR starts_with(document_id, ?))"
        values = [name, path, name.lower()]
        rows = contents.rows("sources", ["document_id", "is_current"], where, values)
    current = {row["document_id"] for row in rows if row["is_current"]}
    found = current or {row["document_id"] for row in rows}
    if len(found) != 1:
        raise NotReviewable(
            lake.path,
            f"{'Several documents are' if found else 'No document is'} meant by {name}.",
            'Give its URI or id: onrecord sql "select uri, document_id from current_documents"',
        )
    (source,) = chosen_documents(lake, Choice(where=f"document_id = '{found.pop()}'"), Settings())
    return source
