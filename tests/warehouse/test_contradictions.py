"""The view contradictions, on rows made for it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path

import duckdb
import pyarrow as pa
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


@dataclass(frozen=True)
class Side:
    """A telling of the one claim there is."""

    statement_id: str
    stance: str
    entity_id: str | None
    speaker_name: str
    source_kind: str = "person"
    rule: str = "like_words"
    is_reviewed: bool = False


def contradictions(*sides: Side) -> list[tuple[str, str]]:
    """Statements for a claim, each with one against it."""
    told = pa.Table.from_pylist([asdict(side) for side in sides])
    with duckdb.connect() as db:
        db.register("told", told)
        db.execute(
            "CREATE VIEW reviewed_statements AS SELECT DISTINCT statement_id, source_kind FROM told"
        )
        db.execute(
            "CREATE VIEW speakers AS "
            "SELECT DISTINCT statement_id, entity_id, speaker_name FROM told"
        )
        db.execute(
            "CREATE VIEW told_claims AS SELECT 'claim' AS same_claim_id, statement_id, stance, "
            "rule, is_reviewed, TIMESTAMP '2026-01-01' AS published_at, true AS is_primary_copy, "
            "statement_id AS document_id, {'char_start': 0} AS telling_span, "
            "statement_id || stance AS telling_id, 'it closed' AS told_text, 'a.md' AS uri "
            "FROM told"
        )
        found = db.sql(VIEW.read_text("utf-8"))
        return found.project("for_statement_id, against_statement_id").fetchall()


ANN = Side("s1", "for", "ann", "Ann Lee")


@pytest.mark.parametrize(("entity_id", "source_kind", "is_found"), CASES)
def test_who_has_no_name_may_be_the_other(
    entity_id: str | None, source_kind: str, is_found: bool
) -> None:
    other = Side("s2", "against", entity_id, "somebody", source_kind)
    assert contradictions(ANN, other) == ([("s1", "s2")] if is_found else [])


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
    sides = [
        replace(ANN, rule=rules[0], is_reviewed=is_reviewed),
        Side("s2", "against", "bo", "Bo Ek", rule=rules[1], is_reviewed=is_reviewed),
    ]
    assert contradictions(*sides) == ([("s1", "s2")] if is_found else [])


def test_nobody_contradicts_anybody_with_a_statement_that_tells_it_both_ways() -> None:
    both = [ANN, replace(ANN, stance="against")]
    assert contradictions(*both) == []
    bo = Side("s2", "for", "bo", "Bo Ek")
    assert contradictions(*both, bo) == []
    assert contradictions(*both, bo, replace(ANN, statement_id="s3", stance="against")) == [
        ("s2", "s3")
    ]
