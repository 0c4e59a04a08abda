"""Tables of alerts: what somebody waits for, and what has come since."""

from __future__ import annotations

from warehouse.schema.model import ID, INT, TEXT, TEXTS, TIME, Column, Table

ALERTS = Table(
    "alerts",
    "What somebody waits for: each new statement that has all of the words, or meets the "
    "condition, is a hit.",
    ("alert_id",),
    (
        Column("alert_id", ID, "Hash of name and time.", is_nullable=False),
        Column("alert_name", TEXT, "What it is called; no two have one name.", is_nullable=False),
        Column("search_text", TEXT, "Words and “phrases” that a statement must all have."),
        Column("condition_sql", TEXT, "Or a condition over the columns of current_statements."),
        Column("notify_uri", TEXT, "Where hits are sent: http(s): by POST, mailto: by mail."),
        Column("since_snapshot", INT, "Only what came after this snapshot is a hit."),
        Column("checked_snapshot", INT, "The last snapshot whose statements were looked at."),
        Column("created_at", TIME, "When it was made, UTC."),
    ),
)

ALERT_HITS = Table(
    "alert_hits",
    "A new statement that matches an alert: once each, copies of an article counted as one.",
    ("alert_hit_id",),
    (
        Column("alert_hit_id", ID, "Hash of alert and statement.", is_nullable=False),
        Column("alert_id", ID, "The alert; it may be removed since.", is_nullable=False),
        Column("alert_name", TEXT, "What the alert is called.", is_nullable=False),
        Column("statement_id", ID, "The statement.", is_nullable=False),
        Column("document_id", ID, "Its document.", is_nullable=False),
        Column("matched_texts", TEXTS, "The words of the content that match."),
        Column("snapshot_number", INT, "Snapshot that brought the statement."),
        Column("matched_at", TIME, "When it was met, UTC."),
        Column("notified_at", TIME, "When it was sent, UTC; NULL until then."),
    ),
)
