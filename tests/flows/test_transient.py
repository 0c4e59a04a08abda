"""Only what may pass is tried again."""

from __future__ import annotations

import errno

import pytest
from prefect.states import Failed

from flows.ingest import land_batch
from flows.reprocess import land_again
from flows.transient import DELAYS, may_pass


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "is_tried_again"),
    [
        (OSError(errno.ESTALE, "Stale file handle"), True),
        (TimeoutError(errno.ETIMEDOUT, "Connection timed out"), True),
        (caused(RuntimeError("no commit"), OSError(errno.EIO, "Input/output error")), True),
        (OSError(errno.ENOSPC, "No space left on device"), False),
        (PermissionError(errno.EACCES, "Permission denied"), False),
        (FileNotFoundError(errno.ENOENT, "No such file"), False),
        (ValueError("a bug"), False),
    ],
)
def test_what_is_tried_again(error: Exception, is_tried_again: bool) -> None:
    state = Failed(data=error)
    assert may_pass(land_batch, None, state) == is_tried_again  # type: ignore[arg-type]


@pytest.mark.parametrize("landing", [land_batch, land_again])
def test_landing_waits_longer_each_time(landing: object) -> None:
    assert getattr(landing, "retry_condition_fn") is may_pass  # noqa: B009
    assert getattr(landing, "retries") == len(DELAYS)  # noqa: B009
    assert sorted(DELAYS) == DELAYS
