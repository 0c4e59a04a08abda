"""Alerts as a Prefect task: ask them of what is new, tell of the hits, try again what failed."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.events import emit_event

from flows.configuration import configuration
from flows.discretion import Discretion
from flows.notifying import IN_FEED, NotSent, discreet, hits, send, write_feed
from tasks.land import change_issues
from tasks.values import Issue
from warehouse import Changes, Contents, Lake
from warehouse.alerting import alerts, ask_alerts

Row = dict[str, Any]

MATCHED = "claim.matched"
FEED = "alerts.atom"  # in the warehouse, unless the setting alert_feed names another file


@task(name="ask alerts", task_run_name="ask alerts", cache_policy=NO_CACHE, persist_result=False)
def tell_of_matches(
    lake: Lake, run_id: str, ui_samples: Literal["full", "ids", "off"] = "full"
) -> list[Issue]:
    """Ask all alerts of what is new, and tell of the hits; the issues met.

    Hits stand in ``alert_hits`` and in the feed, each is an event, and what an alert sends is sent.
    What could not be sent is an issue and is tried again by the next run.
    """
    if not alerts(lake):
        return []
    asked = ask_alerts(lake)
    get_run_logger().info("%d new alert hits", len(asked.hits))
    issues = [_issue(name, f"it cannot be asked: {why}") for name, why in asked.problems.items()]
    discretion = Discretion(lake)
    if asked.hits:
        keys = {hit["alert_hit_id"] for hit in asked.hits}
        for hit in hits(lake):
            if hit["alert_hit_id"] in keys:
                _emit(hit, lake, discretion, ui_samples)
    chosen = configuration()
    issues += _feed(lake, discretion, Path(chosen["alert_feed"].value or lake.path / FEED))
    issues += _send(lake, discretion, chosen["smtp"].value, str(chosen["mail_from"].value))
    change_issues(lake, issues, "alert", run_id)
    for issue in issues:
        get_run_logger().warning("%s: %s", issue.code, issue.message)
    return issues


def _emit(
    hit: Row, lake: Lake, discretion: Discretion, ui_samples: Literal["full", "ids", "off"]
) -> None:
    is_open = ui_samples == "full" and not discretion.hides(hit["uri"], hit["document_id"])
    told = hit if is_open else discreet(hit)
    emit_event(
        MATCHED,
        resource={
            "prefect.resource.id": f"onrecord.statement.{hit['statement_id']}",
            "prefect.resource.name": hit["alert_name"],
        },
        payload={"warehouse": str(lake.path)}
        | {name: value if value is None else _plain(value) for name, value in told.items()},
    )


def _feed(lake: Lake, discretion: Discretion, feed: Path) -> list[Issue]:
    """Write the newest hits; an issue when that cannot be. An earlier failure is made up for."""
    newest = hits(lake, limit=IN_FEED)
    told = [discreet(h) if discretion.hides(h["uri"], h["document_id"]) else h for h in newest]
    try:
        if told or not feed.exists():
            write_feed(feed, told)
    except OSError as error:
        return [
            Issue(
                uri=str(feed),
                stage="alert",
                code="alert_failed",
                severity="warning",
                message=f"the feed {feed} cannot be written: {error.strerror}",
                remedy="Make room for it, or name another file: ONRECORD_ALERT_FEED. The next run "
                "writes it.",
            )
        ]
    return []


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, datetime) else value


def _send(lake: Lake, discretion: Discretion, smtp: str | None, sender: str) -> list[Issue]:
    """Send what waits, alert by alert; note what was sent, and return an issue for what was not."""
    addresses = {a["alert_id"]: a["notify_uri"] for a in alerts(lake) if a["notify_uri"]}
    with lake.contents() as contents:
        rows = contents.rows("alert_hits", None, "notified_at IS NULL")
    waiting = {row["alert_hit_id"]: row for row in rows if row["alert_id"] in addresses}
    by_alert: dict[str, list[Row]] = defaultdict(list)
    for hit in hits(lake, "notified_at IS NULL"):
        if row := waiting.get(hit["alert_hit_id"]):
            is_hidden = discretion.hides(hit["uri"], hit["document_id"])
            by_alert[row["alert_id"]].append(discreet(hit) if is_hidden else hit)
    sent: list[Row] = []
    issues = []
    for alert_id, found in by_alert.items():
        name = found[0]["alert_name"]
        try:
            send(addresses[alert_id], name, found, smtp=smtp, sender=sender)
        except NotSent as problem:
            issues.append(_issue(name, f"nothing was sent: {problem}"))
        else:
            now = datetime.now(UTC).replace(tzinfo=None)
            sent += [waiting[hit["alert_hit_id"]] | {"notified_at": now} for hit in found]

    def changes(_: Contents) -> Changes:
        made = Changes()
        made.replace("alert_hits", sent)
        return made

    if sent:
        lake.commit(changes, note="alerts sent")
    return issues


def _issue(name: str, why: str) -> Issue:
    return Issue(
        uri=f"alert:{name}",
        stage="alert",
        code="alert_failed",
        severity="warning",
        message=f"alert {name}: {why}",
        remedy="Its hits are kept and tried again by the next run: onrecord alert hits " + name,
    )
