"""Issues over time: opened when first met, closed when gone, never twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from tasks.land.rows import issue_row
from tasks.values import Issue
from warehouse import Changes, Contents, Lake

Row = dict[str, Any]


def changed_issues(
    contents: Contents,
    met: dict[str, Row],
    sources: dict[str, Row],
    fresh: Collection[str],
    retired: Collection[str],
    run_id: str,
    redone: Mapping[str, Collection[str]],
) -> tuple[list[Row], list[Row]]:
    """The rows to open and the rows to close.

    Args:
        contents: what the warehouse holds.
        met: issues of this batch, by id.
        sources: places that were looked at in this batch, by id.
        fresh: documents that land in this batch.
        retired: documents that are current no more.
        run_id: the run.
        redone: held documents that land again, each with the stages that were done again.

    An issue is gone when its place was read anew, or holds another document, without meeting it
    again, when its stage was done again without it, and when its document is no longer current.
    """
    place = {row["uri"]: row["source_id"] for row in sources.values()}
    for row in contents.among("sources", "uri", {row["uri"] for row in met.values()} - set(place)):
        if row["is_current"]:
            place[row["uri"]] = row["source_id"]
    held = {row["issue_id"]: row for row in contents.among("issues", "issue_id", met)}
    opened = [
        {**row, "source_id": place.get(row["uri"])}
        for issue_id, row in met.items()
        if issue_id not in held or held[issue_id]["closed_run_id"]
    ]
    documents_at: dict[str, set[str | None]] = defaultdict(set)
    for row in sources.values():
        documents_at[row["uri"]].add(row["document_id"])
    near = contents.among("issues", "uri", documents_at)
    near += contents.among("issues", "document_id", {*retired, *redone})
    closed = {
        row["issue_id"]: {**row, "closed_run_id": run_id}
        for row in near
        if not row["closed_run_id"]
        and row["issue_id"] not in met
        and (
            row["stage"] in redone[row["document_id"]]
            if row["document_id"] in redone
            else _is_gone(row, documents_at[row["uri"]], fresh, retired)
        )
    }
    return opened, list(closed.values())


def _is_gone(
    issue: Row, documents: set[str | None], fresh: Collection[str], retired: Collection[str]
) -> bool:
    about = issue["document_id"]
    return about in retired or any(
        document is None or document in fresh or document != about for document in documents
    )


def change_issues(lake: Lake, met: Iterable[Issue], stage: str, run_id: str) -> None:
    """Open the issues of a stage outside landing that a run met, and close those it did not.

    Publishes nothing when nothing differs. Raises WarehouseError.
    """
    rows = {row["issue_id"]: row for row in (issue_row(issue, run_id) for issue in met)}

    def changes(contents: Contents) -> Changes:
        where = "stage = ? AND closed_run_id IS NULL"
        held = {row["issue_id"]: row for row in contents.rows("issues", None, where, [stage])}
        made = Changes()
        opened = [row for key, row in rows.items() if key not in held]
        gone = [row | {"closed_run_id": run_id} for key, row in held.items() if key not in rows]
        made.replace("issues", [*opened, *gone])
        return made

    with lake.contents() as contents:
        differ = changes(contents)
    if differ.added:
        lake.commit(changes, note=f"run {run_id}: {stage}")
