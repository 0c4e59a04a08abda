"""What a run of the ingest flow came to, for the command line and for tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from flows.progress import Progress
from tasks.land import Run
from tasks.values import Issue


@dataclass(frozen=True, slots=True)
class RunReport:
    """Counts and issues of one run, begun at ``started_at`` (UTC, without a zone).

    ``snapshot_number`` is what it left behind.
    """

    run_id: str
    started_at: datetime
    warehouse: str
    snapshot_number: int
    unchanged_count: int
    document_count: int
    failed_count: int
    page_count: int
    statement_count: int
    claim_count: int
    issues: tuple[Issue, ...] = field(default_factory=tuple)

    @classmethod
    def of(
        cls,
        progress: Progress,
        *,
        run: Run,
        warehouse: str,
        snapshot_number: int,
        unchanged_count: int,
        unreadable_count: int,
        issues: tuple[Issue, ...],
    ) -> RunReport:
        """The report of a run whose documents are counted in ``progress``.

        ``unreadable_count`` are the files that discovery already had to leave.
        """
        return cls(
            run_id=run.run_id,
            started_at=run.started_at,
            warehouse=warehouse,
            snapshot_number=snapshot_number,
            unchanged_count=unchanged_count,
            document_count=progress.done - progress.failed,
            failed_count=progress.failed + unreadable_count,
            page_count=progress.page_count,
            statement_count=progress.statement_count,
            claim_count=progress.claim_count,
            issues=issues,
        )

    @property
    def has_issues(self) -> bool:
        """Whether anything deserves a look: an error or a warning."""
        return any(issue.severity != "info" for issue in self.issues)

    @property
    def found_nothing(self) -> bool:
        """Whether there was no document at all, which an issue says: mostly a mistyped path."""
        return not self.found_count and self.has_issues

    @property
    def found_count(self) -> int:
        """Documents that were found, read or not."""
        return self.document_count + self.unchanged_count + self.failed_count

    @property
    def failed_share(self) -> float:
        """Documents without rows among all that were found, 0 to 1."""
        return self.failed_count / self.found_count if self.found_count else 0.0
