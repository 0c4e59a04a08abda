"""The view position_steps, on rows made for it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

import warehouse

VIEW = Path(warehouse.__file__).parent / "views" / "position_steps.sql"
ROW = (
    "'claim' AS same_claim_id, true AS is_primary_copy, 'for' AS stance, 3 AS strength, "
    "NULL AS commitment_kind, {'char_start': 0} AS telling_span"
)

# Claims of the second occasion with the statement's condition, and what has changed.
CASES = [
    (["it will build a dam"], None, "condition_dropped"),
    (["it will build a dam"], "if banks refuse", "repeated"),
    # The condition stands in the other claim.
    (
        ["it will build a dam", "it will pay if banks refuse"],
        "if banks refuse",
        "condition_dropped",
    ),
    (["it will build a dam if banks refuse", "it will pay"], "if banks refuse", "repeated"),
]


@pytest.mark.parametrize(("claims", "condition", "change"), CASES)
def test_a_condition_belongs_to_the_claim_it_stands_in(
    claims: list[str], condition: str | None, change: str
) -> None:
    with duckdb.connect() as db:
        db.execute("CREATE TABLE speakers AS SELECT unnest(['s1', 's2']) AS statement_id")
        db.execute("ALTER TABLE speakers ADD COLUMN entity_id VARCHAR")
        db.execute("ALTER TABLE speakers ADD COLUMN speaker_name VARCHAR DEFAULT 'Ann Lee'")
        db.execute(
            "CREATE TABLE claims (statement_id VARCHAR, claim_id VARCHAR, claim_text VARCHAR)"
        )
        db.execute("INSERT INTO claims VALUES ('s1', 'c', 'it will build a dam')")
        for number, text in enumerate(claims):
            db.execute("INSERT INTO claims VALUES ('s2', ?, ?)", [f"c{number}", text])
        db.execute(
            f"CREATE TABLE told_claims AS SELECT {ROW}, statement_id, claim_id, "
            "claim_id AS telling_id, statement_id AS document_id, claim_text AS told_text, "
            "TIMESTAMP '2026-01-01' + to_days(CAST(statement_id = 's2' AS INTEGER)) "
            "AS published_at, "
            "CASE statement_id WHEN 's1' THEN 'if banks refuse' ELSE ? END AS condition_text "
            "FROM claims WHERE claim_id IN ('c', 'c0')",
            [condition],
        )
        rows = db.sql(VIEW.read_text("utf-8")).project("change").fetchall()
    assert rows[-1] == (change,)
