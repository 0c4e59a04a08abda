"""Decisions of people: appended to ``reviews``, applied when the record is read.

Nothing that was extracted is changed: views put the latest decision in its place, and the row it
was taken on keeps its own value. Reviews survive whatever is extracted anew.
"""

from __future__ import annotations

from datetime import UTC, datetime

from warehouse.changes import Changes, Contents
from warehouse.errors import NotReviewable
from warehouse.ids import identifier
from warehouse.lake import Lake
from warehouse.schema import TABLES
from warehouse.snapshot import Snapshot

APART = "apart"
# What can be decided, and in which tables and columns the ids of its targets stand.
FIELDS = {
    "same_claim_id": (("tellings", "telling_id"), ("tellings", "statement_id")),
    "entity_id": (("entities", "entity_id"), ("statements", "statement_id")),
}


def review(lake: Lake, target: str, field: str, value: str, *, by: str, reason: str) -> Snapshot:
    """Record a decision of a person; it counts from this snapshot on.

    Args:
        lake: the warehouse.
        target: what it is about: the beginning of the id of a claim or statement, or of an entity.
        field: ``same_claim_id`` of a claim or statement; ``entity_id`` of an entity, to put it
            together with another, or of a statement, to give it another speaker.
        value: the id of another claim, statement or entity, or its beginning; for a claim also
            "apart": it is another claim than those that it was put together with.
        by: who decides.
        reason: why.

    Raises NotReviewable when there is no such thing to decide, or another WarehouseError.
    """
    if field not in FIELDS:
        raise NotReviewable(
            lake.path, f"{field} is not decided by review.", f"Fields: {', '.join(FIELDS)}."
        )
    now = datetime.now(UTC).replace(tzinfo=None)

    def changes(contents: Contents) -> Changes:
        target_id = _one(lake, contents, field, target)
        if value == APART and field == "same_claim_id":
            new = f"{target_id}-{APART}"
        else:
            new = _one(lake, contents, field, value)
        made = Changes()
        row = {
            "review_id": identifier("review", target_id, field, by, now.isoformat()),
            "target_id": target_id,
            "target_texts": _texts(contents, target_id),
            "field_name": field,
            "old_value": _value(contents, field, target_id),
            "new_value": new,
            "reason": reason,
            "reviewer": by,
            "reviewed_at": now,
        }
        made.add("reviews", [row])
        return made

    return lake.commit(changes, note=f"review by {by}")


def _one(lake: Lake, contents: Contents, field: str, prefix: str) -> str:
    """The id of the one thing that is meant by the beginning of an id."""
    found: set[str] = set()
    for table, column in FIELDS[field]:
        key = TABLES[table].primary_key[0]
        rows = contents.rows(table, [key], f"starts_with({column}, ?) LIMIT 2", [prefix])
        found = found or {row[key] for row in rows}
    if len(found) != 1:
        what = "Several things have" if found else "Nothing has"
        raise NotReviewable(
            lake.path,
            f"{what} an id that begins with {prefix}.",
            "Find the id of one claim: onrecord search WORDS --in claims",
        )
    return found.pop()


def _texts(contents: Contents, target_id: str) -> list[str]:
    """The words of a claim, statement or entity, kept with the decision that was taken on them."""
    columns = {
        "claims": ("claim_id", "claim_text"),
        "statements": ("statement_id", "content_text"),
        "entities": ("entity_id", "canonical_name"),
    }
    return [
        row[words]
        for table, (key, words) in columns.items()
        for row in contents.rows(table, [words], f"{key} = ?", [target_id])
    ]


def _value(contents: Contents, field: str, target_id: str) -> str | None:
    """What the record says before the decision."""
    if field == "entity_id":
        columns = ["entity_id"]
        rows = contents.rows("statement_speakers", columns, "statement_id = ?", [target_id])
        return rows[0]["entity_id"] if rows else target_id
    rows = contents.among("same_claims", "telling_id", [target_id], ["same_claim_id"])
    return rows[0]["same_claim_id"] if rows else target_id
