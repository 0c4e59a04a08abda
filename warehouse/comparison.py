"""What changed between two snapshots: statements that came, went, or say something else now."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from warehouse.catalogue import files_sql
from warehouse.errors import Damaged, NotAWarehouse
from warehouse.lake import Lake
from warehouse.retention import snapshot_as_of
from warehouse.schema import TABLES
from warehouse.snapshot import Snapshot

# Columns that differ whenever a statement is landed again, though it says the same.
_OF_THE_RUN = ("run_id", "first_landed_at")
_TABLES = ("statements", "documents")
_TOLD = ("document_id", "speaker_name", "act", "content_text")


@dataclass(frozen=True, slots=True)
class Difference:
    """One statement that differs between two snapshots.

    ``kind`` is added, removed or edited. ``reason`` is new_document, new_version_of_document (a
    document that takes the place of an earlier one), removal (its document is gone) or pipeline
    (the document was there before and still is).
    """

    kind: str
    reason: str
    statement_id: str
    document_id: str
    speaker_name: str | None
    act: str | None
    content_text: str | None


def differences(lake: Lake, since: int | str, until: int | str | None = None) -> list[Difference]:
    """Statements that differ between ``since`` and ``until`` (the newest), ordered by kind and id.

    Both are snapshot numbers or times in ISO 8601. Raises NotAWarehouse, NoSnapshot or Damaged.
    """
    after = lake.current() if until is None else snapshot_as_of(lake, until)
    if after is None:
        raise NotAWarehouse(lake.path)
    before = snapshot_as_of(lake, since)
    with duckdb.connect() as connection:
        for side, snapshot in (("before", before), ("after", after)):
            _define(connection, lake, side, snapshot)
        try:
            rows = connection.execute(_query()).fetchall()
        except duckdb.Error as error:
            raise Damaged(lake.path, str(error).splitlines()[0]) from error
    return [Difference(*row) for row in rows]


def _define(
    connection: duckdb.DuckDBPyConnection, lake: Lake, side: str, snapshot: Snapshot
) -> None:
    for table in _TABLES:
        source = files_sql(lake.path, snapshot, TABLES[table])
        connection.execute(f"CREATE VIEW {table}_{side} AS SELECT * FROM {source}")


def _query() -> str:
    """Both sides joined by statement_id; the reason follows from where the document stands."""
    compared = [c.name for c in TABLES["statements"].columns if c.name not in _OF_THE_RUN]
    differs = " OR ".join(f'a."{name}" IS DISTINCT FROM b."{name}"' for name in compared)
    told = ", ".join(
        f"CASE WHEN a.statement_id IS NULL THEN b.{name} ELSE a.{name} END AS {name}"
        for name in _TOLD
    )
    return f"""
        WITH joined AS (
            SELECT CASE WHEN b.statement_id IS NULL THEN 'added'
                        WHEN a.statement_id IS NULL THEN 'removed' ELSE 'edited' END AS kind,
                   coalesce(a.statement_id, b.statement_id) AS statement_id, {told}
            FROM statements_after a FULL JOIN statements_before b
              ON a.statement_id = b.statement_id
            WHERE {differs}
        )
        SELECT j.kind,
               CASE WHEN now.document_id IS NULL THEN 'removal'
                    WHEN was.document_id IS NOT NULL THEN 'pipeline'
                    WHEN now.supersedes_document_id IS NOT NULL THEN 'new_version_of_document'
                    ELSE 'new_document' END AS reason,
               j.statement_id, j.document_id, j.speaker_name, j.act, j.content_text
        FROM joined j
        LEFT JOIN documents_before was ON was.document_id = j.document_id
        LEFT JOIN documents_after now ON now.document_id = j.document_id
        ORDER BY j.kind, j.statement_id
    """
