"""Land a batch: one atomic commit of all tables together.

What is already held is worked out under the warehouse's lock, so that two batches, or two runs,
never land the same document twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa

from tasks.land.check import violations
from tasks.land.currency import Family
from tasks.land.entities import distinct, merged
from tasks.land.issues import changed_issues
from tasks.land.places import changed_sources, left_sources, wanted_sources
from tasks.land.redone import (
    NOTHING_REDONE,
    ROWS_OF_EXTRACTION,
    ROWS_OF_READING,
    Redone,
    rows_of,
    set_column,
)
from tasks.land.reviewed import carry_reviews
from tasks.land.rows import issue_row, source_row
from tasks.land.run import Run, utc_now
from tasks.land.staged import Staged, read_staged, together
from tasks.values import Issue, Source
from warehouse import Changes, Contents, Lake, Snapshot, unrelate

Row = dict[str, Any]

_COUNTED = ("page", "statement", "claim")


def land(
    lake: Lake,
    staged: Sequence[Path],
    *,
    sources: Iterable[Source] = (),
    issues: Iterable[Issue] = (),
    run: Run,
    redone: Redone = NOTHING_REDONE,
    gone: Collection[str] = (),
) -> Snapshot:
    """Publish staged documents, sources, issues and the run's row as one new snapshot.

    Args:
        lake: the warehouse; made when it does not exist.
        staged: files that ``stage`` wrote, in any order.
        sources: places that were looked at: of the staged documents, of documents that the
            warehouse holds, and of files that could not be read. A source whose document is
            neither staged nor held lands as unreadable, so that the next run tries it again.
        issues: problems met outside the staged documents, whose own issues are in their files.
        run: the run; its row is replaced by its newest counts.
        gone: URIs at which there is no file any more: their places close.
        redone: documents that take the place of what the warehouse holds of them.

    Other documents that are held are left alone; their sources are added. A document whose
    rows break an invariant is left out and named in an issue. Raises WarehouseError; then nothing
    has changed.
    """
    batch = _Batch(run, list(sources), list(issues), redone, gone)
    batch.take(staged)
    return lake.commit(batch.changes, note=f"run {run.run_id}")


class _Batch:
    """One batch on its way: what was staged, and the changes that it makes."""

    def __init__(
        self,
        run: Run,
        sources: list[Source],
        issues: list[Issue],
        redone: Redone,
        gone: Collection[str],
    ) -> None:
        self._run = run
        self._redone = redone
        self._gone = gone
        self._sources = [source_row(source, run.run_id) for source in sources]
        self._issues = [issue_row(issue, run.run_id) for issue in issues]
        self._staged: list[Staged] = []

    def take(self, paths: Iterable[Path]) -> None:
        """Read staged files; one that is damaged or breaks an invariant becomes an issue."""
        parts = [part for path in sorted(paths) if (part := self._read(path))]
        self._staged = [together(parts)] if parts else []
        # All at once: to ask each document alone costs more than to land it.
        if any(violations(whole.tables) for whole in self._staged):
            sound = list(filter(self._is_sound, parts))
            self._staged = [together(sound)] if sound else []

    def _read(self, path: Path) -> Staged | None:
        try:
            return read_staged(path)
        except (OSError, pa.ArrowException, KeyError) as error:
            self._refuse(str(path), None, f"its staged rows cannot be read: {error}")
            return None

    def _is_sound(self, part: Staged) -> bool:
        found = violations(part.tables)
        if found:
            first = part.tables["sources"].slice(0, 1).to_pylist()[0]
            self._refuse(first["uri"], first["document_id"], "; ".join(found[:3]))
        return not found

    def _refuse(self, uri: str, document_id: str | None, why: str) -> None:
        issue = Issue(
            uri=uri,
            stage="land",
            code="inconsistent",
            severity="error",
            message=f"{uri} was left out: {why}",
            remedy="This is a fault of On Record: report it with the file, if you may share it.",
            document_id=document_id,
        )
        self._issues.append(issue_row(issue, self._run.run_id))

    def changes(self, contents: Contents) -> Changes:
        """What to add and replace, given what the warehouse holds."""
        changes = Changes()
        forgotten = {row["document_id"] for row in contents.rows("forgotten", ["document_id"])}
        fresh, again = self._documents(contents, forgotten)
        changes.originals = self._originals(fresh.keys() - again)
        self._refuse_forgotten(forgotten)
        found = wanted_sources(contents, self._all_sources(), fresh)
        sources = changed_sources(contents, found, fresh, self._run.run_id)
        left = left_sources(contents, self._gone, self._run.run_id)
        sources |= left
        found |= {key: {**row, "document_id": None} for key, row in left.items()}
        family = Family(contents, sources.values(), fresh.values())
        sources |= family.left_behind()
        retired = self._settle(changes, family, fresh, sources)
        self._add_rows(changes, set(fresh) - again)
        self._redone.replace_rows(changes, contents, self._staged, again)
        orphaned = carry_reviews(contents, changes, again)
        self._issues += [issue_row(issue, self._run.run_id) for issue in orphaned]
        unrelate(contents, changes, again | retired)
        self._merge_entities(changes, contents)
        met = self._issues_met(fresh)
        opened, closed = changed_issues(
            contents, met, found, {*fresh}, retired, self._run.run_id, self._redone.stages_of(again)
        )
        changes.replace("issues", [*opened, *closed])
        counts = {
            "source": len(sources),
            "document": len(fresh),
            **{name: self._added(changes, f"{name}s") for name in _COUNTED},
            "issue": len(opened),
        }
        changes.replace("runs", [self._run_row(contents, counts)])
        return changes

    def _documents(
        self, contents: Contents, forgotten: Collection[str]
    ) -> tuple[dict[str, Row], set[str]]:
        """Rows of the staged documents that land, by id; the ids of those held before."""
        rows: dict[str, Row] = {}
        for staged in self._staged:
            for row in staged.tables["documents"].to_pylist():
                if row["document_id"] not in forgotten:
                    rows.setdefault(row["document_id"], row)
        columns = None if self._redone.documents else ["document_id"]
        again = set()
        for held in contents.among("documents", "document_id", rows, columns):
            document_id = held["document_id"]
            if document_id in self._redone.documents:
                rows[document_id] = self._redone.document_row(held, rows[document_id])
                again.add(document_id)
            else:
                del rows[document_id]
        return rows, again

    def _originals(self, fresh: Collection[str]) -> dict[str, Path | bytes]:
        """Bytes to keep; a file that changed since it was read is an issue instead."""
        found: dict[str, Path | bytes] = {}
        for staged in self._staged:
            for document_id, content in staged.originals.items():
                if document_id not in fresh:
                    continue
                if isinstance(content, bytes) or _still_holds(content, document_id):
                    found[document_id] = content
                    continue
                issue = Issue(
                    uri=str(content),
                    stage="land",
                    code="changed",
                    severity="warning",
                    message=f"{content} changed while it was read; its earlier bytes are not kept",
                    remedy="Run again when it is no longer being written.",
                    document_id=document_id,
                )
                self._issues.append(issue_row(issue, self._run.run_id))
        return found

    def _settle(
        self,
        changes: Changes,
        family: Family,
        fresh: dict[str, Row],
        sources: dict[str, Row],
    ) -> set[str]:
        """Set who is current and who belongs to whom; ids of held documents no longer current."""
        retired = set()
        changed = []
        for document_id, row in family.documents.items():
            standing = asdict(family.standing(document_id))
            if document_id in fresh:
                fresh[document_id].update(standing)
            elif any(row[name] != value for name, value in standing.items()):
                changed.append({**row, **standing})
                if row["is_current"] and not standing["is_current"]:
                    retired.add(document_id)
        for source_id, row in family.sources.items():
            parent = row["parent_document_id"]
            if parent is None:
                continue
            is_current = family.standing(parent).is_current
            if row["is_current"] != is_current:
                closed = None if is_current else self._run.run_id
                sources[source_id] = {**row, "is_current": is_current, "closed_run_id": closed}
        changes.replace("documents", changed)
        changes.add("documents", list(fresh.values()))
        changes.replace("sources", list(sources.values()))
        return retired

    def _add_rows(self, changes: Changes, fresh: set[str]) -> None:
        """Rows of fresh documents, each document once."""
        now = pa.scalar(utc_now(), pa.timestamp("us"))
        for name in (*ROWS_OF_READING, *ROWS_OF_EXTRACTION):
            for rows in rows_of(self._staged, name, fresh):
                if "first_landed_at" in rows.column_names:
                    rows = set_column(rows, "first_landed_at", pa.repeat(now, rows.num_rows))
                changes.add(name, rows)

    def _merge_entities(self, changes: Changes, contents: Contents) -> None:
        """Put entities of staged documents together with those held; replace what changes."""
        rows = [row for staged in self._staged for row in distinct(staged.tables["entities"])]
        held = contents.among("entities", "entity_id", (row["entity_id"] for row in rows))
        known = {row["entity_id"]: row for row in held}
        together = merged([*held, *rows])
        changes.add("entities", [row for row in together if row["entity_id"] not in known])
        changes.replace(
            "entities", [row for row in together if row != known.get(row["entity_id"], row)]
        )

    def _refuse_forgotten(self, forgotten: Collection[str]) -> None:
        """An issue for every place that holds a forgotten document."""
        places = {row["uri"]: row["document_id"] for row in self._all_sources()}
        for uri, document_id in places.items():
            if document_id in forgotten:
                self._issues.append(issue_row(refusal(uri), self._run.run_id))

    def _all_sources(self) -> list[Row]:
        """Source rows of the batch: those handed over and those of the staged documents."""
        staged = [row for part in self._staged for row in part.tables["sources"].to_pylist()]
        # The places of a document that is done again are those it had.
        new = [row for row in staged if row["document_id"] not in self._redone.documents]
        return [*self._sources, *new]

    def _issues_met(self, fresh: dict[str, Row]) -> dict[str, Row]:
        """Issues of this batch by id; of staged documents only those that land."""
        staged = [row for part in self._staged for row in part.tables["issues"].to_pylist()]
        staged = [row for row in staged if row["document_id"] in fresh]
        return {row["issue_id"]: row for row in (*self._issues, *staged)}

    def _added(self, changes: Changes, table: str) -> int:
        return sum(rows.num_rows for rows in changes.added.get(table, ()))

    def _run_row(self, contents: Contents, counts: dict[str, int]) -> Row:
        """The run's row: what it is now, its counts added to those of earlier batches."""
        row = asdict(self._run)
        earlier = contents.among("runs", "run_id", [self._run.run_id])
        for name, count in counts.items():
            row[f"{name}_count"] = count + sum(before[f"{name}_count"] for before in earlier)
        if row["state"] is None:
            row["state"] = "completed_with_issues" if row["issue_count"] else "completed"
        return row


def refusal(uri: str) -> Issue:
    """The issue of a place that holds a forgotten document; it names no document."""
    return Issue(
        uri=uri,
        stage="land",
        code="forgotten",
        severity="warning",
        message=f"{uri} holds a document that was forgotten; it was not taken on record",
        remedy='Remove the file. Who forgot it and why: onrecord sql "from forgotten".',
    )


def _still_holds(path: Path, document_id: str) -> bool:
    """Whether a file still has the bytes that were read from it."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == document_id
    except OSError:
        return False
