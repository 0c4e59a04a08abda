"""What changed since a snapshot, told from the ``changes`` table: also when it is long vacuumed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC

import duckdb

from warehouse.catalogue import files_sql
from warehouse.errors import Damaged, NoSnapshot, NotAWarehouse
from warehouse.lake import Lake
from warehouse.retention import moment, snapshot_as_of
from warehouse.schema import TABLES
from warehouse.snapshot import Snapshot

_TABLES = ("changes", "statements", "snapshots")


@dataclass(frozen=True, slots=True)
class Difference:
    """One statement that differs between two snapshots.

    ``kind`` and ``reason`` are those of the ``changes`` table: the net effect, and why it first
    came about; what went and came back unchanged is no difference. The words are NULL when neither
    snapshot can tell them any more.
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

    Both are snapshot numbers or times in ISO 8601; ``since`` need not be kept any more. Raises
    NotAWarehouse, NoSnapshot or Damaged.
    """
    after = lake.current() if until is None else snapshot_as_of(lake, until)
    if after is None:
        raise NotAWarehouse(lake.path)
    with duckdb.connect() as connection:
        lake.place.prepare(connection)
        _define(connection, lake, "", after)
        try:
            first = _number(connection, lake, since, after)
            _define(connection, lake, "before_", _kept(lake, first) or after)
            rows = connection.execute(_QUERY, [first]).fetchall()
        except duckdb.Error as error:
            raise Damaged(lake.path, str(error).splitlines()[0]) from error
    return [Difference(*row) for row in rows]


def _define(
    connection: duckdb.DuckDBPyConnection, lake: Lake, prefix: str, snapshot: Snapshot
) -> None:
    for table in _TABLES:
        source = files_sql(lake.place.root, snapshot.tables.get(table, ()), TABLES[table])
        connection.execute(f"CREATE VIEW {prefix}{table} AS SELECT * FROM {source}")


def _number(
    connection: duckdb.DuckDBPyConnection, lake: Lake, since: int | str, after: Snapshot
) -> int:
    """The number of the last snapshot published until ``since``."""
    if isinstance(since, int) or since.isdecimal():
        number = int(since)
        if number > after.number:
            raise NoSnapshot(lake.path, since)
        return number
    until = moment(lake, since).astimezone(UTC).replace(tzinfo=None)
    query = "SELECT coalesce(max(snapshot_number), 0) FROM snapshots WHERE published_at <= ?"
    row = connection.execute(query, [until]).fetchone()
    return int(row[0]) if row else 0


def _kept(lake: Lake, number: int) -> Snapshot | None:
    try:
        return lake.snapshot(number)
    except NoSnapshot:
        return None


_QUERY = """
    WITH net AS (
        SELECT statement_id,
               any_value(document_id) AS document_id,
               arg_min(kind, snapshot_number) <> 'added' AS was,
               arg_max(kind, snapshot_number) <> 'removed' AS stays,
               bool_or(kind = 'edited') AS is_edited,
               arg_min(reason, snapshot_number) AS first_reason,
               arg_max(reason, snapshot_number) AS last_reason
        FROM changes
        WHERE snapshot_number > ?
        GROUP BY statement_id
    )
    SELECT CASE WHEN NOT was THEN 'added' WHEN NOT stays THEN 'removed' ELSE 'edited' END AS kind,
           CASE WHEN stays THEN first_reason ELSE last_reason END AS reason,
           n.statement_id,
           n.document_id,
           CASE WHEN s.statement_id IS NULL THEN b.speaker_name ELSE s.speaker_name END,
           CASE WHEN s.statement_id IS NULL THEN b.act ELSE s.act END,
           coalesce(s.content_text, b.content_text)
    FROM net n
    LEFT JOIN statements s ON s.statement_id = n.statement_id
    LEFT JOIN before_statements b ON b.statement_id = n.statement_id
    WHERE was <> stays OR (was AND is_edited)
    ORDER BY 1, 3
"""
