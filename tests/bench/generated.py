"""Generated documents: random sentences with statements and claims, landed as real ones are.

A document has 12 statements of two claims each and a claim of its author: 25 claims, about 400
words. Texts repeat after ``TEMPLATES`` batches, ids never do.
"""

from __future__ import annotations

import functools
import hashlib
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from tasks.land.rows import Origin, document_tables
from tasks.values import (
    Claim,
    DocumentRecord,
    Entity,
    Extraction,
    Mention,
    Page,
    Quantity,
    Reading,
    Segment,
    Source,
    Speaker,
    Statement,
    Word,
    Words,
)
from warehouse import Changes
from warehouse.schema import TABLES

CLAIMS_PER_DOCUMENT = 25
STATEMENTS = 12
TEMPLATES = 30
_ACTS = ("assert", "deny", "commit", "demand", "predict")
_FIRST_DAY = datetime(2015, 1, 1)


@functools.cache
def _vocabulary() -> list[str]:
    chance = random.Random(1)
    return [
        "".join(chance.choices("aeioulmnrstdkpbg", k=chance.randint(3, 10))) for _ in range(8000)
    ]


@functools.cache
def _names() -> list[str]:
    chance = random.Random(2)
    words = [word.title() for word in _vocabulary()]
    return [f"{chance.choice(words)} {chance.choice(words)}" for _ in range(4000)]


def _words(chance: random.Random, count: int) -> str:
    vocabulary = _vocabulary()
    return " ".join(vocabulary[int(len(vocabulary) * chance.random() ** 3)] for _ in range(count))


def record(seed: int) -> DocumentRecord:
    """A document with its statements and claims; the same seed gives the same."""
    chance = random.Random(seed)
    found = Extraction()
    text, segments = "", []
    for number in range(STATEMENTS):
        name = _names()[int(len(_names()) * chance.random() ** 2)]
        start = len(text)
        text += f"{name} said "
        content = len(text)
        text += _words(chance, 12)
        middle = len(text)
        text += f" and {chance.randint(2, 900)} "
        second = len(text) - 4
        text += _words(chance, 12)
        end = len(text)
        text += ". " + _words(chance, 5) + "."
        source = (start, start + len(name))
        found.entities.append(Entity(name, "person"))
        found.sentences += [(start, end + 1), (end + 2, len(text))]
        found.statements.append(
            Statement(
                content_spans=((content, end),),
                cue_span=(source[1] + 1, content - 1),
                cue_lemma="say",
                source_span=source,
                act=chance.choice(_ACTS),
                quote_type="indirect",
                rule="generated",
                speakers=[Speaker(name, number, False)],
                speaker_resolution="exact",
            )
        )
        quantity = Quantity((second, second + 3), value=chance.randint(2, 900), unit="ship")
        found.claims += [
            Claim(((content, middle),), number, subject="it", predicate="be"),
            Claim(((second, end),), number, predicate="have", quantities=[quantity]),
        ]
        found.mentions.append(Mention(source, "person", "source", number, "exact", number))
        segments.append(Segment("paragraph", None, ((start, len(text)),), 1, 1))
        text += "\n\n"
    text = text.strip()
    found.claims.append(Claim(((0, 10),), None, predicate="be"))
    return DocumentRecord(_reading(seed, text, segments), found)


def _reading(seed: int, text: str, segments: list[Segment]) -> Reading:
    words, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        words.append(Word(1, (at, at + len(word)), line_number=text.count("\n", 0, at) + 1))
        at += len(word)
    document_id = hashlib.sha256(f"{seed} {text}".encode()).hexdigest()
    source = Source(f"/generated/{seed}.txt", None, "generated", len(text), 1, seed, "text/plain")
    source = Source(**{**_fields(source), "document_id": document_id})
    return Reading(
        source=source,
        document_id=document_id,
        media_type="text/plain",
        text=text,
        pages=[Page(1, None, None, 0, "text", None, (0, len(text)))],
        words=Words(words),
        segments=segments,
        read_method="text",
        engine_fingerprint="generated",
        title=f"Document {seed}",
        language_code="en",
    )


def _fields(source: Source) -> dict[str, object]:
    return {name: getattr(source, name) for name in Source.__slots__}


@functools.cache
def _template(number: int, documents: int) -> dict[str, pa.Table]:
    """The rows of some documents, all tables."""
    parts: dict[str, list[pa.Table]] = {}
    for seed in range(number * documents, (number + 1) * documents):
        made = record(seed)
        origin = Origin("generated", "generated")
        for name, rows in document_tables(made, origin, made.reading.document_id).items():
            parts.setdefault(name, []).append(rows)
    return {name: pa.concat_tables(tables) for name, tables in parts.items()}


# Columns that hold ids of a document's own rows.
_OWN_IDS = {
    "document_id",
    "root_document_id",
    "source_id",
    "segment_id",
    "statement_id",
    "parent_statement_id",
    "claim_id",
    "mention_id",
    "uri",
}


# Where an id has the mark of its batch.
_MARKED = (8, 16)


def _mark(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()[:8]


def landed(number: int, documents: int, place: int) -> DocumentRecord:
    """A document of batch ``number``, as reading what has landed again would give it."""
    made = record((number % TEMPLATES) * documents + place)
    start, end = _MARKED
    made.reading.document_id = (
        made.reading.document_id[:start] + _mark(number) + made.reading.document_id[end:]
    )
    made.reading.source = replace(made.reading.source, document_id=made.reading.document_id)
    return made


def batch(number: int, documents: int) -> Changes:
    """Batch ``number`` of so many documents: rows of its template under ids of their own.

    Documents are published about a day after those of the batch before.
    """
    mark = _mark(number)
    changes = Changes()
    for name, rows in _template(number % TEMPLATES, documents).items():
        for index, field in enumerate(rows.schema):
            if field.name in _OWN_IDS and name != "issues":
                values = rows.column(index)
                fresh = pc.utf8_replace_slice(values, *_MARKED, mark)
                rows = rows.set_column(index, field, fresh)
            elif field.name in ("published_at", "first_landed_at", "said_date"):
                day = _FIRST_DAY + timedelta(days=number, seconds=index)
                value = pa.scalar(day, pa.timestamp("us")).cast(field.type, safe=False)
                rows = rows.set_column(index, field, pa.repeat(value, rows.num_rows))
        if name == "entities":
            if number < TEMPLATES:
                changes.add(name, _first_of_each(rows, number, documents))
            continue
        changes.add(name, rows)
    run = {"run_id": f"run{number:06d}", "state": "completed", "document_count": documents}
    changes.add("runs", [run | {"started_at": datetime.now(UTC).replace(tzinfo=None)}])
    if number == 0:
        changes.add("runs", [{"run_id": "generated", "state": "completed"}])
    return changes


def _first_of_each(rows: pa.Table, number: int, documents: int) -> pa.Table:
    """Entities that no earlier template has."""
    known = {
        key
        for earlier in range(number)
        for key in _template(earlier, documents)["entities"]["entity_id"].to_pylist()
    }
    kept: dict[str, dict[str, object]] = {}
    for row in rows.to_pylist():
        if row["entity_id"] not in known:
            kept.setdefault(row["entity_id"], row)
    return pa.Table.from_pylist(list(kept.values()), schema=TABLES["entities"].arrow)
