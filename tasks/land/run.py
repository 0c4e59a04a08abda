"""One execution, as it stands in the ``runs`` table."""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version

from tasks.settings import Settings

PIPELINE_VERSION = version("onrecord")


def utc_now() -> datetime:
    """The time, UTC, without a zone: as the warehouse keeps times."""
    return datetime.now(UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Run:
    """One execution: who it is, how it was set, when it began and ended.

    ``state`` is a run state of ``warehouse.schema``; None, once ended, lets landing say whether
    there were issues.
    """

    run_id: str
    started_at: datetime
    settings: str
    settings_hash: str
    flow_run_id: str | None = None
    pipeline_version: str = PIPELINE_VERSION
    ended_at: datetime | None = None
    state: str | None = "running"

    @classmethod
    def begin(cls, *, settings: Settings, flow_run_id: str | None = None) -> Run:
        """A run that begins now, under a new id that sorts by time."""
        now = utc_now()
        return cls(
            run_id=f"{now:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}",
            started_at=now,
            settings=json.dumps(asdict(settings), sort_keys=True),
            settings_hash=settings.settings_hash,
            flow_run_id=flow_run_id,
        )

    def end(self, state: str | None = None) -> Run:
        """This run, ended now."""
        return replace(self, ended_at=utc_now(), state=state)
