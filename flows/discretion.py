"""What must not reach Prefect's database: documents marked internal or confidential."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from tasks.values import Issue, Source
from warehouse import Lake

if TYPE_CHECKING:
    import duckdb

SENSITIVE = ("internal", "confidential")
HIDDEN_NAME = "(a sensitive document)"

# Documents with a place that is marked, and those found inside one. Common table expression.
HIDDEN_SQL = f"""
    marked as (select document_id from sources where sensitivity in {SENSITIVE}),
    hidden as (
        select document_id from marked where document_id is not null
        union
        select d.document_id from documents d
        join marked on marked.document_id = d.root_document_id
    )
"""


class Discretion:
    """Knows which files are sensitive: those that a manifest or the record marks so."""

    def __init__(self, lake: Lake, found: Iterable[Source] = ()) -> None:
        """
        Args:
            lake: the warehouse, whose sources count whether they are current or not.
            found: sources as they were found, with what is stated of them.
        """
        columns = ["uri", "document_id"]
        with lake.contents() as contents:
            rows = contents.rows("sources", columns, f"sensitivity IN {SENSITIVE}")
        marked = [source for source in found if source.provenance.sensitivity in SENSITIVE]
        self._uris = {row["uri"] for row in rows} | {source.uri for source in marked}
        documents = {row["document_id"] for row in rows} | {s.document_id for s in marked}
        self._documents = documents - {None}

    def hides(self, uri: str, document_id: str | None = None) -> bool:
        """Whether a place, or the file it is inside of, must not be shown."""
        return (
            uri in self._uris
            or document_id in self._documents
            or any(uri.startswith(f"{marked}#") for marked in self._uris)
        )

    def shown(self, issue: Issue) -> Issue:
        """An issue as it may be shown: of a sensitive document only its code."""
        if not self.hides(issue.uri, issue.document_id):
            return issue
        return replace(
            issue, uri=HIDDEN_NAME, message=f"{HIDDEN_NAME}: see onrecord sql", remedy=""
        )


def hidden_statements(record: duckdb.DuckDBPyConnection, lake: Lake, where: str) -> list[str]:
    """Ids of the statements of sensitive documents for which a condition over
    ``current_statements`` holds.

    What is marked now counts, also when an older snapshot is asked. Raises duckdb.Error.
    """
    query = f"SELECT statement_id, document_id, uri FROM current_statements WHERE ({where}\n)"
    found = record.execute(query).fetchall()
    discretion = Discretion(lake)
    return [key for key, document, uri in found if discretion.hides(uri, document)]
