"""The view contradictions, on rows made for it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

import warehouse

VIEW = Path(warehouse.__file__).parent / "views" / "contradictions.sql"

# Entity and kind of source of who tells the claim against Ann Lee; whether that is a contradiction.
CASES = [
    ("bo", "person", True),
    ("acme", "organisation", True),
    # "Residents" are others than she is, "the operator" may be herself.
    (None, "group", True),
    (None, "document", True),
    (None, "organisation", False),
    (None, "person", False),
]


def contradictions(
    entity_id: str | None, source_kind: str, rules: tuple[str, str], is_reviewed: bool = False
) -> list[tuple[str, str]]:
    """Who contradicts whom when Ann Lee tells a claim and somebody tells it against her."""
    with duckdb.connect() as db:
        db.execute("CREATE TABLE reviewed_statements (statement_id VARCHAR, source_kind VARCHAR)")
        rows = "VALUES ('s1', 'person'), ('s2', ?)"
        db.execute(f"INSERT INTO reviewed_statements {rows}", [source_kind])
        db.execute(
            "CREATE TABLE speakers AS SELECT * FROM (VALUES ('s1', 'ann', 'Ann Lee'), "
            "('s2', CAST(? AS VARCHAR), 'somebody')) t(statement_id, entity_id, speaker_name)",
            [entity_id],
        )
        db.execute(
            "CREATE TABLE told_claims AS SELECT 'claim' AS same_claim_id, statement_id, "
            "CASE statement_id WHEN 's1' THEN 'for' ELSE 'against' END AS stance, "
            "CASE statement_id WHEN 's1' THEN ? ELSE ? END AS rule, ? AS is_reviewed, "
            "TIMESTAMP '2026-01-01' AS published_at, true AS is_primary_copy, "
            "statement_id AS document_id, {'char_start': 0} AS telling_span, "
            "statement_id AS telling_id, 'it closed' AS told_text, 'a.md' AS uri "
            "FROM reviewed_statements",
            [*rules, is_reviewed],
        )
        return db.sql(VIEW.read_text("utf-8")).project("for_speaker, against_speaker").fetchall()


@pytest.mark.parametrize(("entity_id", "source_kind", "is_found"), CASES)
def test_who_has_no_name_may_be_the_other(
    entity_id: str | None, source_kind: str, is_found: bool
) -> None:
    rows = contradictions(entity_id, source_kind, ("first_telling", "like_words"))
    assert rows == ([("Ann Lee", "somebody")] if is_found else [])


@pytest.mark.parametrize(
    ("rules", "is_reviewed", "is_found"),
    [
        (("like_words", "like_words"), False, True),
        (("like_words", "by_another"), False, True),
        (("by_another", "first_telling"), False, True),
        # Each is like some telling of the claim, but that the two tell the same is not sure.
        (("by_another", "by_another"), False, False),
        (("by_another", "by_another"), True, True),  # a person said so
    ],
)
def test_two_that_only_others_join_are_not_set_against_one_another(
    rules: tuple[str, str], is_reviewed: bool, is_found: bool
) -> None:
    rows = contradictions("bo", "person", rules, is_reviewed)
    assert rows == ([("Ann Lee", "somebody")] if is_found else [])
