"""Relate: find the copies of new documents, and which tellings are of one claim.

Runs after landing, on documents that have no sketch yet: those that are new, those that were done
again and those whose group lost a member. What comes out depends on what the warehouse holds, not
on the order in which it came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import Any

import pyarrow as pa

from tasks.relate.copies import grouped, sketch_row
from tasks.relate.near import Passages, near_passages
from tasks.relate.reviewed import as_reviewed
from tasks.relate.same import Grouping
from tasks.relate.short_names import ShortNames
from tasks.relate.sketch import sketch
from tasks.relate.tellings import DocumentRows, passages, tellings
from warehouse import Changes, Contents, Lake, Snapshot
from warehouse.schema import TABLES

Row = dict[str, Any]

# Memory holds the rows of so many documents, of so many characters together, and of those like
# them, at a time.
DOCUMENTS_AT_ONCE = 200
CHARACTERS_AT_ONCE = 500_000

OnDocuments = Callable[[int, int], None]


def relate(
    lake: Lake, *, at_once: int = DOCUMENTS_AT_ONCE, on_documents: OnDocuments | None = None
) -> Snapshot | None:
    """Relate every document that is not related yet; the last snapshot published, if any.

    At most ``at_once`` documents, fewer long ones, are one commit. ``on_documents`` is told how
    many are done, and of how many. Raises WarehouseError.
    """
    waiting = sorted(unrelated(lake))
    snapshot, done = None, 0
    for batch in _batches(lake, waiting, at_once):
        snapshot = lake.commit(partial(_changes, documents=batch), note="related")
        done += len(batch)
        if on_documents is not None:
            on_documents(done, len(waiting))
    return snapshot


def _batches(lake: Lake, waiting: Sequence[str], at_once: int) -> Iterator[list[str]]:
    """Documents in their order, so many that memory holds them; one that is longer stands alone."""
    with lake.contents() as contents:
        rows = contents.among("documents", "document_id", waiting, ["document_id", "char_count"])
    sizes = {row["document_id"]: row["char_count"] or 0 for row in rows}
    batch: list[str] = []
    characters = 0
    for document_id in waiting:
        size = sizes.get(document_id, 0)
        if batch and (len(batch) == at_once or characters + size > CHARACTERS_AT_ONCE):
            yield batch
            batch, characters = [], 0
        batch.append(document_id)
        characters += size
    if batch:
        yield batch


def unrelated(lake: Lake) -> set[str]:
    """Ids of the documents that wait for being related.

    Every sketch is of a document on record, so it is known how many wait: mostly they are in the
    files written last, and the others need not be read.
    """
    with lake.contents() as contents:
        if (held := contents.snapshot) is None:
            return set()
        count = held.row_count("documents") - held.row_count("sketches")
        found: set[str] = set()
        files, at_once = list(held.tables.get("documents", ())), 1
        while files and len(found) < count:
            files, last = files[:-at_once], files[-at_once:]
            rows = contents.rows("documents", ["document_id"], files=last)
            keys = {row["document_id"] for row in rows}
            related = contents.among("sketches", "document_id", keys, ["document_id"])
            found |= keys - {row["document_id"] for row in related}
            at_once *= 2
        return found


def _changes(contents: Contents, documents: Sequence[str]) -> Changes:
    found = _read(contents, documents)
    changes = Changes()
    sketches = [sketch(document.document_id, document.text) for document in found]
    changes.replace("documents", grouped(contents, sketches))
    changes.add("sketches", [sketch_row(made) for made in sketches])
    parts: list[Row] = []
    told: list[Row] = []
    for document in found:
        own = passages(document)
        parts += own
        told += tellings(document, own)
    made = {"passages": _table("passages", parts), "tellings": _table("tellings", told)}
    published = {document.document_id: document.published_at for document in found}
    for table, rows in made.items():
        changes.remove(table, "document_id", published)
        changes.add(table, rows)
    fresh = Passages(made["passages"])
    grouping = Grouping(contents, made["tellings"], fresh, published)
    short_names = ShortNames(contents, published)
    for near in near_passages(contents, fresh, published):
        grouping.compare(near)
        short_names.compare(near.document_pairs())
    changes.replace("same_claims", grouping.settled())
    changes.replace("short_names", short_names.rows())
    return changes


def _table(name: str, rows: list[Row]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=TABLES[name].arrow)


def _read(contents: Contents, documents: Collection[str]) -> list[DocumentRows]:
    columns = ["document_id", "title", "published_at"]
    rows = contents.among("documents", "document_id", documents, columns)
    texts = {
        row["document_id"]: row["text"] for row in contents.among("texts", "document_id", documents)
    }
    held = {
        table: contents.among(table, "document_id", documents, wanted)
        for table, wanted in _WANTED.items()
    }
    of_document = {
        table: _by_document(rows) for table, rows in as_reviewed(contents, documents, held).items()
    }
    found = []
    for row in sorted(rows, key=lambda row: row["document_id"]):
        key = row["document_id"]
        names: dict[str, list[str]] = defaultdict(list)
        for speaker in of_document["statement_speakers"][key]:
            names[speaker["statement_id"]].append(speaker["speaker_name"])
        found.append(
            DocumentRows(
                document_id=key,
                title=row["title"],
                published_at=row["published_at"],
                text=texts.get(key, ""),
                segments=of_document["segments"][key],
                statements=of_document["statements"][key],
                claims=of_document["claims"][key],
                speakers=names,
            )
        )
    return found


_WANTED = {
    "segments": ["document_id", "kind", "segment_spans"],
    "statements": [
        "document_id",
        "statement_id",
        "act",
        "commitment_kind",
        "polarity",
        "certainty",
        "content_text",
        "content_spans",
        "condition_text",
    ],
    "claims": [
        "document_id",
        "claim_id",
        "statement_id",
        "claim_text",
        "standalone_text",
        "claim_spans",
        "subject",
        "predicate",
        "object",
        "condition_text",
        "polarity",
        "certainty",
    ],
    "statement_speakers": ["document_id", "statement_id", "speaker_name"],
}


def _by_document(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["document_id"]].append(row)
    return found
