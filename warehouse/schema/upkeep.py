"""Tables about the record itself: reviews, issues, runs, snapshots and the vocabulary."""

from __future__ import annotations

from warehouse.schema import enumerations as enum
from warehouse.schema.model import BIG, FEW_BYTES, ID, INT, TEXT, TEXTS, TIME, Column, Table

REVIEWS = Table(
    "reviews",
    "A decision of a person about one value, with the texts it was taken on. Rows are only "
    "added: of several about one value the latest counts, and the values that were extracted stay.",
    ("review_id",),
    (
        Column("review_id", ID, "Hash of target, field, reviewer and time.", is_nullable=False),
        Column("target_id", ID, "The statement, claim, mention or entity.", is_nullable=False),
        Column("document_id", ID, "The document it stands in; NULL for entities."),
        Column("target_texts", TEXTS, "The texts of the target when it was reviewed."),
        Column(
            "field_name", TEXT, "The column decided on; verdict for accepted, rejected and added."
        ),
        Column("old_value", TEXT, "Its value before."),
        Column("new_value", TEXT, "Its value from then on."),
        Column("reason", TEXT, "Why."),
        Column("reviewer", TEXT, "Who."),
        Column("reviewed_at", TIME, "When, UTC."),
        Column(
            "carried_from_review_id",
            ID,
            "The review that this one repeats, whose target is found in other words since.",
            references="reviews.review_id",
        ),
        Column(
            "content_key",
            ID,
            "What content_key the statement has from then on, where another speaker is decided.",
        ),
    ),
)

ISSUES = Table(
    "issues",
    "One problem with a source or document, and what to do about it.",
    ("issue_id",),
    (
        Column("issue_id", ID, "Hash of URI, stage, code, page and message.", is_nullable=False),
        Column("uri", TEXT, "The file or embedded image it is about.", is_nullable=False),
        Column("source_id", ID, "Its source.", references="sources.source_id"),
        Column("document_id", ID, "SHA-256 of its bytes; also of a document that is not held."),
        Column("page_number", INT, "Page, from 1; NULL when about the whole."),
        Column("stage", TEXT, "Where it was met.", enum.STAGE),
        Column("code", TEXT, "What it is.", enum.ISSUE_CODE),
        Column("severity", TEXT, "How bad it is.", enum.SEVERITY),
        Column("message", TEXT, "What happened, naming file and page."),
        Column("remedy", TEXT, "What to do about it."),
        Column("opened_run_id", ID, "Run that met it.", references="runs.run_id"),
        Column("closed_run_id", ID, "Run that found it gone.", references="runs.run_id"),
    ),
    keyed=("issue_id", "uri", "document_id"),
    merged_bytes=FEW_BYTES,
)

RUNS = Table(
    "runs",
    "One execution, linked to its Prefect flow run.",
    ("run_id",),
    (
        Column("run_id", ID, "The run.", is_nullable=False),
        Column("flow_run_id", ID, "Its flow run in Prefect."),
        Column("started_at", TIME, "When it began, UTC."),
        Column("ended_at", TIME, "When it ended, UTC; NULL while under way or killed."),
        Column("state", TEXT, "How it ended.", enum.RUN_STATE),
        Column("pipeline_version", TEXT, "Version of On Record."),
        Column("settings", TEXT, "Settings, as JSON."),
        Column("settings_hash", TEXT, "Hash of the settings."),
        Column("source_count", BIG, "New or changed sources landed."),
        Column("document_count", BIG, "Documents landed."),
        Column("page_count", BIG, "Pages landed."),
        Column("statement_count", BIG, "Statements landed."),
        Column("claim_count", BIG, "Claims landed."),
        Column("issue_count", BIG, "Issues opened."),
    ),
    keyed=("run_id",),
    merged_bytes=FEW_BYTES,
)

SNAPSHOTS = Table(
    "snapshots",
    "One published state of the whole warehouse.",
    ("snapshot_number",),
    (
        Column("snapshot_number", INT, "Its number, from 1.", is_nullable=False),
        Column("published_at", TIME, "When it was published, UTC."),
        Column("rows_added", BIG, "Rows added, over all tables."),
        Column("rows_removed", BIG, "Rows removed, over all tables."),
        Column("note", TEXT, "Why it was made."),
    ),
)

CHANGES = Table(
    "changes",
    "A statement that came, went or changed with a snapshot. A statement is there while its "
    "document is current.",
    ("snapshot_number", "statement_id"),
    (
        Column(
            "snapshot_number",
            INT,
            "Snapshot that brought the change.",
            references="snapshots.snapshot_number",
            is_nullable=False,
        ),
        Column(
            "statement_id",
            ID,
            "The statement; it may be on record no more.",
            is_nullable=False,
        ),
        Column("document_id", ID, "Its document.", is_nullable=False),
        Column("kind", TEXT, "What happened to it.", enum.CHANGE_KIND),
        Column("reason", TEXT, "Why.", enum.CHANGE_REASON),
    ),
)

FORGOTTEN = Table(
    "forgotten",
    "A document that was removed from every snapshot and is not taken on record again.",
    ("document_id",),
    (
        Column("document_id", ID, "SHA-256 of the bytes, in hexadecimal.", is_nullable=False),
        Column("reason", TEXT, "Why."),
        Column("forgotten_by", TEXT, "Who decided it."),
        Column("forgotten_at", TIME, "When, UTC."),
    ),
)

VOCABULARY = Table(
    "vocabulary",
    "A value of an enumeration: what it means, with an example.",
    ("table_name", "column_name", "value"),
    (
        Column("table_name", TEXT, "Table.", is_nullable=False),
        Column("column_name", TEXT, "Column.", is_nullable=False),
        Column("value", TEXT, "The value.", is_nullable=False),
        Column("meaning", TEXT, "What it means."),
        Column("example", TEXT, "An example."),
    ),
)
