"""Is the record sound? Each check is a query that returns the failing rows; none means it holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse import catalogue, storage
from warehouse.errors import NotAWarehouse
from warehouse.lake import Lake
from warehouse.retention import snapshot_as_of
from warehouse.schema import TABLES, TEXT_OF, Column, Table
from warehouse.schema.model import SPAN, SPANS
from warehouse.snapshot import DataFile, Snapshot

# A finding shows so many of the failing rows.
SHOWN_ROWS = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: the check, the table, what failed and a few of the rows."""

    check: str
    table: str
    message: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """A query that returns the failing rows, each as one column of text."""

    name: str
    table: str
    message: str
    query: str


def verify(lake: Lake, share: float = 1.0, *, as_of: int | str | None = None) -> list[Finding]:
    """Everything that is wrong with the newest snapshot, or that ``as_of``; empty when it is sound.

    First the files: each is there, has the bytes and rows that were published, and can be read;
    originals have the hash that names them; the catalogue is the one published. Then, over the
    files that are sound, the invariants: ids occur once and resolve, spans lie inside their
    texts, texts equal their spans, values are of their enumeration, each document is all there.

    ``share`` is how much of the files and originals is read to check their bytes, 0 to 1: another
    part each day. All of them must be there, and the invariants are checked in full.

    Raises NotAWarehouse, NewerSchema, PermissionDenied, or Damaged when the snapshot itself cannot
    be read.
    """
    snapshot = lake.current() if as_of is None else snapshot_as_of(lake, as_of)
    if snapshot is None:
        raise NotAWarehouse(lake.path)
    part = _Part(share, date.today().toordinal())
    damaged = dict(_damaged(lake, snapshot, part))
    findings = [Finding("file", *problem) for problem in damaged.values()]
    findings += _originals(lake, part)
    if as_of is None and not lake.place.is_bucket:
        findings += _catalogue(lake.path, snapshot)
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        catalogue.define(connection, lake.path, _without(snapshot, set(damaged)))
        for check in checks():
            findings += _failing(connection, check)
    return findings


def checks() -> Iterator[Check]:
    """Every invariant of the tables, as queries generated from the schema."""
    for table in TABLES.values():
        yield _unique(table)
        for column in table.columns:
            if column.references:
                yield _resolves(table, column)
            if column.enumeration:
                yield _enumerated(table, column)
            if not column.is_nullable:
                yield _filled(table, column)
            if column.type in (SPAN, SPANS):
                yield _inside(table, column)
        for text, spans in TEXT_OF.get(table.name, {}).items():
            yield _cuts(table, text, table.column(spans))
    yield from _WHOLE_DOCUMENTS


# --- files --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Part:
    """The part of all files whose bytes are read on a day; in 1 / share days every file is."""

    share: float
    day: int

    def __contains__(self, name: str) -> bool:
        place = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) / 2**32
        return (place - self.day * self.share) % 1.0 < self.share


def _damaged(lake: Lake, snapshot: Snapshot, part: _Part) -> Iterator[tuple[str, tuple[str, str]]]:
    """Paths of files that are not what was published, with their table and what is wrong."""
    for table, files in snapshot.tables.items():
        for file in files:
            if problem := _problem(lake, file, file.path in part):
                yield file.path, (table, f"{file.path} {problem}")


def _without(snapshot: Snapshot, damaged: set[str]) -> Snapshot:
    """The snapshot without some files, so that the rest is still checked."""
    tables = {
        name: tuple(file for file in files if file.path not in damaged)
        for name, files in snapshot.tables.items()
    }
    return replace(snapshot, tables=tables)


def _catalogue(lake: Path, snapshot: Snapshot) -> Iterator[Finding]:
    path = lake / "catalog.duckdb"
    expected = f"{snapshot.number:06d}.duckdb"
    if not path.is_symlink() or path.readlink().name != expected:
        yield Finding("catalogue", "catalogue", f"catalog.duckdb does not lead to {expected}")
    elif not path.exists() or storage.file_sha256(path) != snapshot.catalogue_sha256:
        yield Finding("catalogue", "catalogue", f"snapshots/{expected} is not what was published")


def _problem(lake: Lake, file: DataFile, is_read: bool) -> str | None:
    try:
        path = lake.place.fetch(file.path, is_anew=is_read)
        if is_read and storage.file_sha256(path) != file.sha256:
            return "is not what was published: its bytes have changed"
        rows = pq.read_metadata(path).num_rows
    except FileNotFoundError:
        return "is missing"
    except (OSError, pa.ArrowException) as error:
        return f"cannot be read: {error}"
    if rows != file.row_count:
        return f"has {rows} rows instead of {file.row_count}"
    return _problem_of_hidden(lake.path, file) if is_read and file.hidden_documents else None


def _problem_of_hidden(lake: Path, file: DataFile) -> str | None:
    found = storage.read_column(lake, file, "document_id")
    rows = sum(storage.counted(found, storage.arrow_keys(file.hidden_documents)).values())
    expected = file.hidden_row_count
    return None if rows == expected else f"hides {rows} rows instead of {expected}"


def _originals(lake: Lake, part: _Part) -> Iterator[Finding]:
    for name in lake.place.originals():
        path = f"originals/{name}"
        if name in part and storage.file_sha256(lake.place.fetch(path, is_anew=True)) != name:
            yield Finding("original", "documents", f"{path} has other bytes")


# --- invariants ---------------------------------------------------------------------------------


def _failing(connection: duckdb.DuckDBPyConnection, check: Check) -> Iterator[Finding]:
    found = connection.execute(check.query)
    rows = found.fetchmany(SHOWN_ROWS)
    if rows:
        shown = tuple(str(row[0]) for row in rows)
        yield Finding(check.name, check.table, check.message, shown)


def _key(table: Table) -> str:
    parts = " || ' ' || ".join(f'CAST(t."{name}" AS VARCHAR)' for name in table.primary_key)
    return parts if len(table.primary_key) > 1 else f'CAST(t."{table.primary_key[0]}" AS VARCHAR)'


def _unique(table: Table) -> Check:
    """Keys are counted by their hash first: 8 bytes for each of millions of words, not 70."""
    key = ", ".join(f't."{name}"' for name in table.primary_key)
    again = f'SELECT hash({key}) FROM "{table.name}" t GROUP BY 1 HAVING count(*) > 1'
    return Check(
        "unique",
        table.name,
        f"{' and '.join(table.primary_key)} occurs more than once",
        f'SELECT any_value({_key(table)}) FROM "{table.name}" t WHERE hash({key}) IN ({again}) '
        f"GROUP BY {key} HAVING count(*) > 1",
    )


def _resolves(table: Table, column: Column) -> Check:
    assert column.references
    target, key = column.references.split(".")
    return Check(
        "reference",
        table.name,
        f"{column.name} leads to no row of {target}",
        f'SELECT {_key(table)} FROM "{table.name}" t ANTI JOIN "{target}" r '
        f'ON r."{key}" = t."{column.name}" WHERE t."{column.name}" IS NOT NULL',
    )


def _enumerated(table: Table, column: Column) -> Check:
    assert column.enumeration
    values = ", ".join(catalogue.quoted(value.value) for value in column.enumeration.values)
    return Check(
        "enumeration",
        table.name,
        f"{column.name} has a value that is not in the vocabulary",
        f'SELECT {_key(table)} || \': \' || t."{column.name}" FROM "{table.name}" t '
        f'WHERE t."{column.name}" NOT IN ({values})',
    )


def _filled(table: Table, column: Column) -> Check:
    return Check(
        "filled",
        table.name,
        f"{column.name} is NULL",
        f'SELECT {_key(table)} FROM "{table.name}" t WHERE t."{column.name}" IS NULL',
    )


def _items(table: Table, column: Column) -> str:
    """Rows with each of their spans as ``span``."""
    if column.type == SPAN:
        return f'(SELECT *, "{column.name}" AS span FROM "{table.name}")'
    return f'(SELECT *, unnest("{column.name}") AS span FROM "{table.name}")'


def _inside(table: Table, column: Column) -> Check:
    return Check(
        "span",
        table.name,
        f"{column.name} lies outside the text",
        f"SELECT {_key(table)} FROM {_items(table, column)} t "
        "JOIN documents d ON d.document_id = t.document_id WHERE t.span IS NOT NULL AND NOT "
        "coalesce(0 <= t.span.char_start AND t.span.char_start <= t.span.char_end "
        "AND t.span.char_end <= d.char_count, false)",
    )


def _cuts(table: Table, text: str, spans: Column) -> Check:
    cut = "substr(x.text, {0}.char_start + 1, {0}.char_end - {0}.char_start)"
    if spans.type == SPAN:
        texts = cut.format(f't."{spans.name}"')
        source = f'"{table.name}" t JOIN texts x ON x.document_id = t.document_id'
        query = f'SELECT {_key(table)} FROM {source} WHERE t."{text}" IS DISTINCT FROM {texts}'
    else:
        keys = ", ".join(f'"{name}"' for name in table.primary_key)
        numbered = (
            f'(SELECT {keys}, document_id, "{text}", unnest("{spans.name}") AS span, '
            f'generate_subscripts("{spans.name}", 1) AS number FROM "{table.name}" '
            f'WHERE len("{spans.name}") > 1)'
        )
        only = cut.format(f't."{spans.name}"[1]')  # most have one span: no grouping for them
        joined = f"string_agg({cut.format('t.span')}, ' … ' ORDER BY t.number)"
        query = (
            f"SELECT {_key(table)} FROM {numbered} t JOIN texts x ON x.document_id = t.document_id "
            f'GROUP BY {", ".join(f"t.{name}" for name in table.primary_key)}, t."{text}" '
            f'HAVING t."{text}" IS DISTINCT FROM {joined} '
            f'UNION ALL SELECT {_key(table)} FROM "{table.name}" t '
            "JOIN texts x ON x.document_id = t.document_id "
            f'WHERE len(t."{spans.name}") = 1 AND t."{text}" IS DISTINCT FROM {only} '
            f'UNION ALL SELECT {_key(table)} FROM "{table.name}" t '
            f'WHERE t."{text}" IS NOT NULL AND coalesce(len(t."{spans.name}"), 0) = 0'
        )
    return Check("text", table.name, f"{text} is not what {spans.name} cuts out", query)


_WHOLE_DOCUMENTS = (
    Check(
        "whole",
        "documents",
        "a document has no text, or one of another length",
        "SELECT d.document_id FROM documents d LEFT JOIN texts x USING (document_id) "
        "WHERE x.text IS NULL OR length(x.text) <> d.char_count",
    ),
    Check(
        "whole",
        "documents",
        "a document has more or fewer pages than it should",
        "SELECT d.document_id FROM documents d LEFT JOIN (SELECT document_id, count(*) AS pages "
        "FROM pages GROUP BY document_id) p USING (document_id) "
        "WHERE coalesce(p.pages, 0) <> d.page_count",
    ),
    Check(
        "whole",
        "documents",
        "a document cannot be searched",
        "SELECT x.document_id FROM texts x ANTI JOIN postings p USING (document_id) "
        "WHERE regexp_matches(x.text, '[A-Za-z0-9]')",
    ),
    Check(
        "whole",
        "documents",
        "a document was found nowhere",
        "SELECT d.document_id FROM documents d ANTI JOIN sources s "
        "ON s.document_id = d.document_id",
    ),
    Check(
        "forgotten",
        "documents",
        "a forgotten document is on record",
        "SELECT d.document_id FROM documents d JOIN forgotten f USING (document_id)",
    ),
    Check(
        "current",
        "documents",
        "is_current differs from that of its sources",
        "SELECT d.document_id FROM documents d LEFT JOIN (SELECT document_id, "
        "bool_or(is_current) AS is_current FROM sources GROUP BY document_id) s "
        "USING (document_id) WHERE d.is_current <> coalesce(s.is_current, false)",
    ),
    Check(
        "speakers",
        "statements",
        "speaker_name is not that of its speakers",
        "SELECT s.statement_id FROM statements s LEFT JOIN (SELECT statement_id, "
        "string_agg(speaker_name, '; ' ORDER BY position) AS names FROM statement_speakers "
        "GROUP BY statement_id) p USING (statement_id) "
        "WHERE s.speaker_name IS DISTINCT FROM p.names",
    ),
)
