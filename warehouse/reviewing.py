"""Decisions of people: appended to ``reviews``, applied when the record is read.

Nothing that was extracted is changed: views put the latest decision in its place, and the row it
was taken on keeps its own value. Reviews survive whatever is extracted anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from warehouse.changes import Changes, Contents
from warehouse.errors import NotAWarehouse, NotReviewable
from warehouse.ids import content_key, identifier
from warehouse.lake import Lake
from warehouse.relating import unrelate
from warehouse.schema import TABLES
from warehouse.snapshot import Snapshot

Row = dict[str, Any]

APART = "apart"
VERDICT = "verdict"
ACCEPTED, REJECTED, ADDED = "accepted", "rejected", "added"
# What can be decided by naming another row, and in which tables and columns the ids of its targets
# stand.
FIELDS = {
    "same_claim_id": (("tellings", "telling_id"), ("tellings", "statement_id")),
    "entity_id": (("entities", "entity_id"), ("statements", "statement_id")),
}
# What can be corrected by giving a value. Source, cue and content are evidence: a statement with
# wrong ones is rejected and the right one added.
CORRECTABLE = {
    "statements": (
        *("speaker_name", "source_kind", "act", "commitment_kind", "quote_type", "polarity"),
        *("certainty", "condition_text", "condition_kind", "addressee_text"),
        *("said_place", "said_date"),
    ),
    "claims": ("standalone_text", "subject", "predicate", "object", "polarity", "certainty"),
}
# Corrections that must stand in the document.
_EVIDENCE = ("condition_text", "addressee_text")
_SPEAKER = ("speaker_name", "entity_id")  # what gives a statement another speaker
_KEYS = {"statements": "statement_id", "claims": "claim_id"}
_WORDS = {"statements": "content_text", "claims": "claim_text"}


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decides about one value.

    Attributes:
        target: the beginning of the id of a statement, claim or entity.
        field: ``verdict``, for a statement or claim; a column of ``CORRECTABLE``;
            ``same_claim_id`` of a claim or statement; or ``entity_id`` of an entity, to put it
            together with another, or of a statement, to give it another speaker.
        value: ``accepted`` or ``rejected`` for a verdict; the right value of a column, empty for
            none; the id of another claim, statement or entity, or its beginning; for a claim also
            "apart": it is another claim than those that it was put together with.
        by: who decides.
        reason: why.
    """

    target: str
    field: str
    value: str
    by: str
    reason: str


# What a statement or claim has to do with others does not hang on these.
_ASIDE = frozenset(
    ["source_kind", "quote_type", "condition_kind", "addressee_text", "said_place", "said_date"]
)


def review(lake: Lake, target: str, field: str, value: str, *, by: str, reason: str) -> Snapshot:
    """Record one decision; see ``Decision``. Raises as ``review_all``."""
    return review_all(lake, [Decision(target, field, value, by, reason)])


def review_all(lake: Lake, decisions: Sequence[Decision]) -> Snapshot:
    """Record decisions of people, all or none; they count from this snapshot on.

    What they change about claims is compared with others anew by the next ``tasks.relate.relate``;
    until then the documents that they stand in are related to none.

    Raises NotReviewable when there is no such thing to decide or nobody who decides it, or another
    WarehouseError.
    """
    if lake.current() is None:
        raise NotAWarehouse(lake.path)
    now = datetime.now(UTC).replace(tzinfo=None)

    def changes(contents: Contents) -> Changes:
        made = Changes()
        number = contents.snapshot.number + 1 if contents.snapshot else 1
        effects: dict[str, Row] = {}
        documents: set[str] = set()
        for place, decision in enumerate(decisions):
            # One after the other, so that of two about one value the later counts.
            try:
                row = _row(lake, contents, decision, now + timedelta(microseconds=place))
            except NotReviewable as error:
                error.place = place
                raise
            made.add("reviews", [row])
            effect = _effect(contents, row, number)
            if effect and (effect["kind"] != "edited" or row["target_id"] not in effects):
                effects[row["target_id"]] = effect
            if row["document_id"] and _is_other(contents, row):
                documents.add(row["document_id"])
        unrelate(contents, made, documents)
        made.add("changes", list(effects.values()))
        return made

    return lake.commit(changes, note=f"review by {', '.join(sorted({d.by for d in decisions}))}")


def check_reviewer(lake: Lake, by: str) -> None:
    """Raise NotReviewable when nobody is named who decides: a trail without a name is none.

    Raises NotAWarehouse where there is none.
    """
    if lake.current() is None:
        raise NotAWarehouse(lake.path)
    if not by.strip():
        raise NotReviewable(lake.path, "Nobody is named who decides.", "Say who: --by NAME")


def review_row(target: Row, field: str, new: str, by: str, reason: str, at: datetime) -> Row:
    """A row of ``reviews``; ``target`` has its id, document_id, texts and value before."""
    return {
        "review_id": identifier("review", target["id"], field, by, at.isoformat()),
        "target_id": target["id"],
        "document_id": target["document_id"],
        "target_texts": target["texts"],
        "field_name": field,
        "old_value": target["value"],
        "new_value": new,
        "reason": reason,
        "reviewer": by,
        "reviewed_at": at,
    }


def decided(contents: Contents, documents: Collection[str]) -> dict[str, dict[str, str | None]]:
    """What people decided last of the statements and claims of documents, by target and column.

    Of speaker_name and entity_id only the later is there; None stands for nothing of the kind.
    ``verdict`` is ``rejected`` where that is the last that was decided at all.
    """
    found: dict[str, dict[str, str | None]] = defaultdict(dict)
    rows = contents.among("reviews", "document_id", documents)
    for row in sorted(rows, key=lambda row: (row["reviewed_at"], row["review_id"])):
        field = row["field_name"]
        if field == "same_claim_id":
            continue
        own = found[row["target_id"]]
        for other in _SPEAKER if field in _SPEAKER else ():
            own.pop(other, None)
        own |= {VERDICT: "corrected", field: row["new_value"] or None}
    return dict(found)


def _row(lake: Lake, contents: Contents, decision: Decision, at: datetime) -> Row:
    field, value = decision.field, decision.value
    check_reviewer(lake, decision.by)
    if field in FIELDS:
        target_id = _one(lake, contents, FIELDS[field], decision.target)
        if value == APART and field == "same_claim_id":
            value = f"{target_id}-{APART}"
        else:
            value = _one(lake, contents, FIELDS[field], value)
        target = _related(contents, field, target_id)
    else:
        allowed = {name for names in CORRECTABLE.values() for name in names} | {VERDICT}
        if field not in allowed:
            raise NotReviewable(
                lake.path,
                f"{field} is not decided by review.",
                f"Fields: {', '.join(sorted({*FIELDS, *allowed} - {VERDICT}))}. Where source, cue "
                "or content is wrong, reject it and add the right one: onrecord review add.",
            )
        target = _reviewed(lake, contents, field, value, decision.target)
    row = review_row(target, field, value, decision.by, decision.reason, at)
    return row | {"content_key": decided_key(contents, row)}


def decided_key(contents: Contents, row: Row) -> str | None:
    """The content_key that a decision on who speaks gives a statement; None for other decisions."""
    if row["field_name"] not in _SPEAKER or row["document_id"] is None:
        return None
    name = row["new_value"]
    if row["field_name"] == "entity_id":
        known = contents.among("entities", "entity_id", [name], ["canonical_name"])
        name = known[0]["canonical_name"] if known else name
    return content_key(row["target_texts"][0], name)


def _is_other(contents: Contents, row: Row) -> bool:
    """Whether a decision may change which claims are the same."""
    field = row["field_name"]
    if field == "same_claim_id":
        return False
    before = decided(contents, [row["document_id"]]).get(row["target_id"], {})
    if (before.get(VERDICT) == REJECTED) != (row["new_value"] == REJECTED):
        return True
    return field not in _ASIDE | {VERDICT} and row["old_value"] != row["new_value"]


def _one(lake: Lake, contents: Contents, places: Sequence[tuple[str, str]], prefix: str) -> str:
    """The id of the one thing that is meant by the beginning of an id."""
    found: set[str] = set()
    for table, column in places:
        key = TABLES[table].primary_key[0]
        rows = contents.rows(table, [key], f"starts_with({column}, ?) LIMIT 6", [prefix])
        found = found or {row[key] for row in rows}
    if not found:
        raise NotReviewable(
            lake.path,
            f"Nothing has an id that begins with {prefix}.",
            "Find the id of one: onrecord search WORDS, or search WORDS --in claims",
        )
    if len(found) > 1:
        begun = ", ".join(sorted(key[:16] for key in found)[:5])
        raise NotReviewable(
            lake.path, f"{prefix} is the beginning of several ids: {begun} …", "Type more of it."
        )
    return found.pop()


def _reviewed(lake: Lake, contents: Contents, field: str, value: str, prefix: str) -> Row:
    """The statement or claim to correct or judge. Raises NotReviewable when the value is wrong."""
    target_id = _one(lake, contents, tuple(_KEYS.items()), prefix)
    for table, key in _KEYS.items():
        for row in contents.among(table, key, [target_id]):
            if field not in (VERDICT, *CORRECTABLE[table]):
                raise NotReviewable(
                    lake.path,
                    f"{field} is no value of {table}.",
                    f"Fields of {table}: {', '.join(CORRECTABLE[table])}.",
                )
            if field != VERDICT:
                _check(lake, contents, table, row, field, value)
            before = _latest(contents, target_id, field)
            held = None if field == VERDICT or row[field] is None else str(row[field])
            return {
                "id": target_id,
                "document_id": row["document_id"],
                "texts": [row[_WORDS[table]]],
                "value": held if before is None else before,
            }
    raise AssertionError("found by id just now")


def _check(lake: Lake, contents: Contents, table: str, row: Row, field: str, value: str) -> None:
    """Raise NotReviewable unless the column can have the value; an empty one is none."""
    if not value:
        return
    column = TABLES[table].column(field)
    if column.enumeration and value not in column.enumeration.names:
        raise NotReviewable(
            lake.path,
            f"{field} is never {value}.",
            f"It is one of: {', '.join(v.value for v in column.enumeration.values)}.",
        )
    if field == "said_date":
        try:
            date.fromisoformat(value)
        except ValueError:
            raise NotReviewable(
                lake.path, f"{value} is no date.", "Give a day: 2026-01-31."
            ) from None
    if field in _EVIDENCE:
        (text,) = contents.among("texts", "document_id", [row["document_id"]], ["text"])
        if value not in text["text"]:
            raise NotReviewable(
                lake.path,
                f"“{value}” does not stand in the document.",
                "Give the words as they stand there: onrecord show ID",
            )


def _latest(contents: Contents, target_id: str, field: str) -> str | None:
    """What was last decided of a value; None when nothing was."""
    where = "target_id = ? AND field_name = ? ORDER BY reviewed_at DESC LIMIT 1"
    rows = contents.rows("reviews", ["new_value"], where, [target_id, field])
    return rows[0]["new_value"] if rows else None


def _related(contents: Contents, field: str, target_id: str) -> Row:
    """A claim, statement or entity whose group or entity is decided."""
    columns = {
        "claims": ("claim_id", "claim_text"),
        "statements": ("statement_id", "content_text"),
        "entities": ("entity_id", "canonical_name"),
    }
    target: Row = {"id": target_id, "document_id": None, "texts": [], "value": None}
    for table, (key, words) in columns.items():
        wanted = [words] + ([] if table == "entities" else ["document_id"])
        for row in contents.rows(table, wanted, f"{key} = ?", [target_id]):
            target["texts"].append(row[words])
            target["document_id"] = row.get("document_id")
    target["value"] = _value(contents, field, target_id)
    return target


def _value(contents: Contents, field: str, target_id: str) -> str | None:
    """What the record says before the decision."""
    if field == "entity_id":
        columns = ["entity_id"]
        rows = contents.rows("statement_speakers", columns, "statement_id = ?", [target_id])
        return rows[0]["entity_id"] if rows else target_id
    rows = contents.among("same_claims", "telling_id", [target_id], ["same_claim_id"])
    return rows[0]["same_claim_id"] if rows else target_id


def _effect(contents: Contents, row: Row, number: int) -> Row | None:
    """What a decision does to a statement that stands in the answers; None when nothing."""
    if row["field_name"] == "same_claim_id" or row["old_value"] == row["new_value"]:
        return None
    held = contents.among("statements", "statement_id", [row["target_id"]], ["document_id"])
    documents = contents.among(
        "documents", "document_id", (r["document_id"] for r in held), ["is_current"]
    )
    if not any(document["is_current"] for document in documents):
        return None
    was_rejected = _latest(contents, row["target_id"], VERDICT) == REJECTED
    if row["new_value"] == REJECTED:
        kind = "removed"
    elif row["field_name"] != VERDICT:
        kind = "added" if was_rejected else "edited"
    elif was_rejected:
        kind = "added"
    else:
        return None
    return {
        "snapshot_number": number,
        "statement_id": row["target_id"],
        "document_id": row["document_id"],
        "kind": kind,
        "reason": "review",
    }
