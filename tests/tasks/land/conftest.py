"""Small records made from sentences such as "Byrne said no.", and a warehouse to land in."""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tasks.land import Run, stage
from tasks.settings import Settings
from tasks.values import (
    Box,
    Claim,
    DocumentRecord,
    Entity,
    Extraction,
    Issue,
    Mention,
    Page,
    Reading,
    Segment,
    Source,
    Speaker,
    Statement,
    Word,
    Words,
)
from warehouse import Lake

SENTENCE = re.compile(r"[^.\s][^.]*\.")
SAID = re.compile(r"(?P<source>\w+) (?P<cue>said|denied) (?P<content>[^.]+)\.")


def words_of(text: str, is_page: bool) -> list[Word]:
    """Words ten points high on lines of five words, or on the lines of a file."""
    words = []
    for number, match in enumerate(re.finditer(r"\S+", text)):
        line, place = divmod(number, 5)
        box = Box(place * 50.0, line * 20.0, place * 50.0 + 45, line * 20.0 + 10)
        words.append(
            Word(1, match.span(), box=box, confidence=0.5 + place / 10)
            if is_page
            else Word(1, match.span(), line_number=text.count("\n", 0, match.start()) + 1)
        )
    return words


def extraction_of(text: str) -> Extraction:
    found = Extraction(sentences=[match.span() for match in SENTENCE.finditer(text)])
    for match in SAID.finditer(text):
        names = [entity.canonical_name for entity in found.entities]
        if match["source"] not in names:
            found.entities.append(Entity(match["source"], "person"))
            names.append(match["source"])
        entity = names.index(match["source"])
        statement = Statement(
            content_spans=(match.span("content"),),
            cue_span=match.span("cue"),
            cue_lemma={"said": "say", "denied": "deny"}[match["cue"]],
            source_span=match.span("source"),
            act={"said": "assert", "denied": "deny"}[match["cue"]],
            quote_type="indirect",
            rule="test",
            speakers=[Speaker(match["source"], entity, False)],
        )
        index = len(found.statements)
        found.statements.append(statement)
        found.claims.append(Claim((match.span("content"),), index, predicate="be"))
        found.mentions.append(
            Mention(match.span("source"), "person", "source", entity, "exact", index)
        )
    return found


def make_record(
    text: str,
    uri: str = "/in/a.txt",
    *,
    is_page: bool = False,
    children: tuple[DocumentRecord, ...] = (),
    issues: tuple[Issue, ...] = (),
    path: Path | None = None,
    parent: str | None = None,
    collection: str = "in",
) -> DocumentRecord:
    """A record of a document whose bytes are its text."""
    data = text.encode()
    document_id = hashlib.sha256(data).hexdigest()
    source = Source(uri, path, collection, len(data), 1, 7, "text/plain", document_id, parent)
    reading = Reading(
        source=source,
        document_id=document_id,
        media_type="text/plain",
        text=text,
        pages=[Page(1, None, None, 0, "ocr" if is_page else "text", None, (0, len(text)))],
        words=Words(words_of(text, is_page)),
        segments=[Segment("paragraph", None, ((0, len(text)),), 1, 1)] if text else [],
        read_method="ocr" if is_page else "text",
        engine_fingerprint="test 1",
        issues=list(issues),
    )
    return DocumentRecord(reading, extraction_of(text), list(children))


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


@pytest.fixture
def record() -> Callable[..., DocumentRecord]:
    return make_record


@pytest.fixture
def staged(tmp_path: Path) -> Callable[..., Path]:
    """Stage a record in a file of its own."""

    def to_file(record: DocumentRecord, run: Run, own: frozenset[str] = frozenset()) -> Path:
        number = len(list(tmp_path.glob("*.arrow")))
        return stage(
            record,
            tmp_path / f"{number}.arrow",
            settings=Settings(),
            run_id=run.run_id,
            own_documents=own,
        )

    return to_file


@pytest.fixture
def run() -> Callable[[str], Run]:
    def begin(name: str = "run1") -> Run:
        return Run(name, datetime(2026, 1, 1), "{}", Settings().settings_hash)

    return begin
