"""Alerts: what somebody waits for, and the new statements that match it, once each.

A statement is new when it and its document came after the alert was made. What is found anew in a
document older than the alert is no news, and neither is a copy of what was told before: of a group
of copies, and of the versions of a document, the words of a speaker count once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import duckdb

from warehouse.advice import reason
from warehouse.changes import Changes, Contents
from warehouse.errors import NotAWarehouse, Refused
from warehouse.ids import identifier
from warehouse.lake import Lake
from warehouse.opening import open_record
from warehouse.search import WORD, phrase_pattern, term_of, terms_of
from warehouse.snapshot import Snapshot

Row = dict[str, Any]

_MARKS = '“”"'
# Statements that came after snapshot $1, those of primary copies first. What a speaker told before
# in the same words, in a copy or an earlier version of the document, came with that (told_first);
# what is said first and then denied is told twice.
# A document came with its first statements; one that had none, at the earliest after the last
# snapshot before the run that found it.
_NEW_SQL = """
    WITH RECURSIVE first_seen AS (
        SELECT statement_id, min(snapshot_number) AS snapshot_number
        FROM changes
        WHERE kind = 'added'
        GROUP BY statement_id
    ),
    fresh AS (
        SELECT s.*, f.snapshot_number, content_key || coalesce(polarity, '') AS words
        FROM current_statements s
        JOIN first_seen f ON f.statement_id = s.statement_id
        WHERE f.snapshot_number > $1
    ),
    versions AS (
        SELECT document_id, document_id AS version_id FROM fresh
        UNION
        SELECT v.document_id, d.supersedes_document_id
        FROM versions v
        JOIN documents d ON d.document_id = v.version_id
        WHERE d.supersedes_document_id IS NOT NULL
    ),
    before AS (
        SELECT DISTINCT v.document_id, c.document_id AS held_id
        FROM versions v
        JOIN documents d ON d.document_id = v.version_id
        JOIN documents c ON coalesce(c.copy_group_id, c.document_id)
            = coalesce(d.copy_group_id, d.document_id)
    ),
    told AS (
        SELECT
            b.document_id,
            content_key || coalesce(polarity, '') AS words,
            min(f.snapshot_number) AS told_first
        FROM reviewed_statements s
        JOIN first_seen f ON f.statement_id = s.statement_id
        JOIN before b ON b.held_id = s.document_id
        WHERE s.content_key IN (SELECT content_key FROM fresh)
        GROUP BY ALL
    ),
    came AS (
        SELECT document_id, min(snapshot_number) AS snapshot_number
        FROM changes
        WHERE kind = 'added' AND reason IN ('new_document', 'new_version_of_document')
        GROUP BY document_id
    ),
    found AS (
        SELECT s.document_id, 1 + count(DISTINCT n.snapshot_number) AS snapshot_number
        FROM sources s
        JOIN runs r ON r.run_id = s.first_seen_run_id
        LEFT JOIN snapshots n ON n.published_at <= r.started_at
        WHERE s.document_id IN (SELECT document_id FROM fresh)
            AND s.document_id NOT IN (SELECT document_id FROM came)
        GROUP BY s.document_id
    )
    SELECT
        s.statement_id,
        s.document_id,
        s.content_text,
        s.snapshot_number,
        coalesce(s.copy_group_id, s.document_id) || coalesce(s.words, s.statement_id) AS words,
        coalesce(t.told_first, s.snapshot_number) AS told_first,
        coalesce(c.snapshot_number, f.snapshot_number, 0) AS came_with
    FROM fresh s
    LEFT JOIN told t ON t.document_id = s.document_id AND t.words = s.words
    LEFT JOIN came c ON c.document_id = s.document_id
    LEFT JOIN found f ON f.document_id = s.document_id
    ORDER BY s.is_primary_copy DESC NULLS LAST, s.document_id, s.statement_id
"""
# Hits whose statement is on record no more: it may stand there in other words.
_GONE_SQL = """
    SELECT alert_id, document_id, matched_texts
    FROM alert_hits
    WHERE document_id IN (SELECT unnest(?))
        AND statement_id NOT IN (SELECT statement_id FROM statements)
"""


class NoSuchAlert(Refused):
    """There is no alert of that name, or already one."""


class BadAlert(Refused):
    """What an alert should wait for cannot be asked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was found when alerts were asked: rows of ``alert_hits``, and why some could not be."""

    hits: list[Row] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)  # name of the alert: what is wrong


def alerts(lake: Lake) -> list[Row]:
    """The rows of ``alerts``, by name."""
    with lake.contents() as contents:
        return contents.rows("alerts", None, "true ORDER BY alert_name")


def add_alert(
    lake: Lake,
    name: str,
    *,
    search: str | None = None,
    where: str | None = None,
    notify: str | None = None,
) -> Snapshot:
    """Wait for statements, from now on, that have all words of ``search`` or for which ``where``,
    a condition over the columns of ``current_statements``, holds.

    ``notify`` is an http(s): or mailto: URI. Raises BadAlert, NoSuchAlert when the name is taken,
    or another WarehouseError.
    """
    held = lake.current()
    if held is None:
        raise NotAWarehouse(lake.path)
    if not name.strip():
        raise BadAlert(lake.path, "An alert needs a name.", "Give one: onrecord alert add NAME …")
    if (search is None) == (where is None) or (search is not None and not terms_of(search)):
        raise BadAlert(lake.path, "An alert waits for words or a condition.", "Give one of them.")
    if where is not None and (problem := _problem(lake, where)):
        columns = 'Its columns: onrecord sql "describe current_statements"'
        raise BadAlert(lake.path, f"That is no condition: {problem}", columns)
    if notify is not None and not re.match(r"(https?://|mailto:)\S+", notify):
        raise BadAlert(
            lake.path, f"Nothing can be sent to {notify}.", "Give http(s)://… or mailto:…"
        )
    now = datetime.now(UTC).replace(tzinfo=None)

    def changes(contents: Contents) -> Changes:
        if contents.rows("alerts", ["alert_id"], "alert_name = ?", [name]):
            raise NoSuchAlert(
                lake.path, f"There is an alert {name}.", f"onrecord alert remove {name!r}"
            )
        number = contents.snapshot.number if contents.snapshot else 0
        made = Changes()
        row = {
            "alert_id": identifier("alert", name, now.isoformat()),
            "alert_name": name,
            "search_text": search,
            "condition_sql": where,
            "notify_uri": notify,
            "since_snapshot": number,
            "checked_snapshot": number,
            "created_at": now,
        }
        made.add("alerts", [row])
        return made

    return lake.commit(changes, note=f"alert {name}")


def remove_alert(lake: Lake, name: str) -> Snapshot:
    """Wait no more; earlier hits stay. Raises NoSuchAlert, or another WarehouseError."""
    if lake.current() is None:
        raise NotAWarehouse(lake.path)

    def changes(contents: Contents) -> Changes:
        rows = contents.rows("alerts", ["alert_id"], "alert_name = ?", [name])
        if not rows:
            raise NoSuchAlert(lake.path, f"There is no alert {name}.", "onrecord alert list")
        made = Changes()
        made.remove("alerts", "alert_id", (row["alert_id"] for row in rows))
        return made

    return lake.commit(changes, note=f"alert {name} removed")


def ask_alerts(lake: Lake) -> Asked:
    """Look at what is new for every alert, and land what matches in ``alert_hits``.

    Publishes nothing when nothing is new. Raises WarehouseError.
    """
    waiting = alerts(lake)
    held = lake.current()
    if not waiting or held is None:
        return Asked()
    asked = Asked()
    with open_record(lake.path, as_of=held.number) as record:
        since = min(alert["checked_snapshot"] for alert in waiting)
        new = record.execute(_NEW_SQL, [since])
        names = [column[0] for column in new.description]
        rows = [dict(zip(names, row, strict=True)) for row in new.fetchall()]
        if not rows:
            return asked
        for alert in waiting:
            fresh = _unfolded(rows, alert)
            try:
                asked.hits.extend(_hits(record, alert, fresh))
            except duckdb.Error as error:
                asked.problems[alert["alert_name"]] = reason(error)
        asked.hits[:] = _not_reworded(record, asked.hits)

    def changes(contents: Contents) -> Changes:
        made = Changes()
        keys = {hit["alert_hit_id"] for hit in asked.hits}
        known = contents.among("alert_hits", "alert_hit_id", keys, ["alert_hit_id"])
        for row in known:
            keys.remove(row["alert_hit_id"])
        asked.hits[:] = [hit for hit in asked.hits if hit["alert_hit_id"] in keys]
        made.add("alert_hits", asked.hits)
        ids = [alert["alert_id"] for alert in waiting]
        standing = contents.among("alerts", "alert_id", ids)
        could = [row for row in standing if row["alert_name"] not in asked.problems]
        made.replace("alerts", [row | {"checked_snapshot": held.number} for row in could])
        return made

    lake.commit(changes, note="alerts asked")
    return asked


def _problem(lake: Lake, where: str) -> str | None:
    """What is wrong with a condition; None when it can be asked."""
    with open_record(lake.path) as record:
        try:
            query = f"SELECT 1 FROM current_statements WHERE ({where}\n) LIMIT 0"
            if len(duckdb.extract_statements(query)) != 1:
                return "it is several statements"
            record.execute(query)
        except duckdb.Error as error:
            return reason(error)
    return None


def _unfolded(rows: Sequence[Row], alert: Row) -> list[Row]:
    """The rows that are new for an alert, of the same words in copies the first."""
    fresh: dict[str, Row] = {}
    for row in rows:
        is_later = row["came_with"] > alert["since_snapshot"]
        if is_later and row["told_first"] > alert["checked_snapshot"]:
            fresh.setdefault(row["words"], row)
    return list(fresh.values())


def _hits(record: duckdb.DuckDBPyConnection, alert: Row, fresh: Sequence[Row]) -> Iterable[Row]:
    """Rows of ``alert_hits`` of one alert."""
    matching: dict[str, list[str]]
    if alert["condition_sql"] is not None:
        query = (
            "SELECT statement_id FROM current_statements WHERE statement_id IN (SELECT unnest(?)) "
            f"AND ({alert['condition_sql']}\n)"
        )
        wanted = [row["statement_id"] for row in fresh]
        matching = {key: [] for (key,) in record.execute(query, [wanted]).fetchall()}
    else:
        found = ((row, matches(row["content_text"], alert["search_text"])) for row in fresh)
        matching = {row["statement_id"]: words for row, words in found if words}
    now = datetime.now(UTC).replace(tzinfo=None)
    for row in fresh:
        if row["statement_id"] in matching:
            yield {
                "alert_hit_id": identifier("alert_hit", alert["alert_id"], row["statement_id"]),
                "alert_id": alert["alert_id"],
                "alert_name": alert["alert_name"],
                "statement_id": row["statement_id"],
                "document_id": row["document_id"],
                "matched_texts": matching[row["statement_id"]],
                "snapshot_number": row["snapshot_number"],
                "matched_at": now,
            }


def _not_reworded(record: duckdb.DuckDBPyConnection, hits: Sequence[Row]) -> list[Row]:
    """The hits without one for each earlier hit whose words the document, done again, has no more.

    That statement was told of; it is most likely the one found now, cut otherwise.
    """
    documents = sorted({hit["document_id"] for hit in hits})
    gone = Counter(
        (a, d, tuple(w)) for a, d, w in record.execute(_GONE_SQL, [documents]).fetchall()
    )
    kept = []
    for hit in hits:
        key = (hit["alert_id"], hit["document_id"], tuple(hit["matched_texts"]))
        if gone[key]:
            gone[key] -= 1
        else:
            kept.append(hit)
    return kept


def matches(text: str, search: str) -> list[str]:
    """The words of a text that a search means, as they stand there; none unless all are there.

    All forms of a word match; what stands in quotation marks must stand there as a phrase.
    """
    pieces = re.split(f"[{_MARKS}]", search)
    if not all(re.search(_python(phrase_pattern(p)), text) for p in pieces[1::2] if p.strip()):
        return []
    wanted = set(terms_of(search))
    found = [match[0] for match in WORD.finditer(text) if term_of(match[0].lower()) in wanted]
    is_all = wanted <= {term_of(word.lower()) for word in found}
    return list(dict.fromkeys(found)) if is_all else []


def _python(pattern: str) -> str:
    """A pattern for DuckDB as one for ``re``."""
    return pattern.replace(r"[^\pL\pN…]", r"(?:(?!…)[\W_])").replace(r"[^\pL\pN]", r"[\W_]")
