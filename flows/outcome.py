"""What a run of the ingest flow came to, for the command line and for tests."""

from __future__ import annotations

from dataclasses import dataclass, field

from tasks.values import Issue


@dataclass(frozen=True, slots=True)
class RunReport:
    """Counts and issues of one run; ``snapshot_number`` is what it left behind."""

    run_id: str
    warehouse: str
    snapshot_number: int
    unchanged_count: int
    document_count: int
    failed_count: int
    page_count: int
    statement_count: int
    claim_count: int
    issues: tuple[Issue, ...] = field(default_factory=tuple)

    @property
    def has_issues(self) -> bool:
        """Whether anything deserves a look: an error or a warning."""
        return any(issue.severity != "info" for issue in self.issues)

    @property
    def failed_share(self) -> float:
        """Documents without rows among all that were found, 0 to 1."""
        found = self.document_count + self.unchanged_count + self.failed_count
        return self.failed_count / found if found else 0.0
