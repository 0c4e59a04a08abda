"""The view speaker_roles, on rows made for it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

import warehouse

VIEW = Path(warehouse.__file__).parent / "views" / "speaker_roles.sql"


@pytest.mark.parametrize(
    ("source_text", "names", "roles"),
    [
        ("Defence Minister Ann Lee", ["Ann Lee"], [("Ann Lee", "Defence Minister")]),
        ("Ann Lee, the owner of Acme", ["Ann Lee"], [("Ann Lee", "owner of Acme")]),
        ("Ann Lee", ["Ann Lee"], []),
        # Who speaks together is no role of one another.
        ("Norway and Sweden", ["Norway", "Sweden"], []),
        ("the UK and France", ["United Kingdom", "France"], []),
    ],
)
def test_a_role_stands_beside_a_name(
    source_text: str, names: list[str], roles: list[tuple[str, str]]
) -> None:
    with duckdb.connect() as db:
        db.execute(
            "CREATE TABLE current_statements AS SELECT 's' AS statement_id, ? AS source_text, "
            "'d' AS document_id, TIMESTAMP '2026-01-01' AS published_at",
            [source_text],
        )
        db.execute(
            "CREATE TABLE speakers AS "
            "SELECT 's' AS statement_id, name AS entity_id, name AS speaker_name "
            "FROM (SELECT unnest(?) AS name)",
            [names],
        )
        found = db.sql(VIEW.read_text("utf-8")).project("speaker_name, role_text").fetchall()
    assert found == roles
