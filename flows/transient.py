"""Try again what failed for a reason that may pass: a share that was away for a moment.

Whatever else fails would fail again: a bad document is an issue, a bug an error. Prefect's own
client repeats what a server does not answer. Nothing here imports Prefect, for workers.
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State, TaskRun
    from prefect.tasks import Task

DELAYS = [1.0, 5.0, 25.0]
# What network file systems and connections say while they are away.
TRANSIENT = {
    errno.EAGAIN, errno.EBUSY, errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.EIO, errno.ENETUNREACH,
    errno.ENOTCONN, errno.ESTALE, errno.ETIMEDOUT,
}  # fmt: skip


def may_pass(task: Task[..., Any], task_run: TaskRun, state: State[Any]) -> bool:
    """Whether a failed state's error is one that may pass."""
    return is_passing(state.result(raise_on_failure=False))


def is_passing(error: object) -> bool:
    """Whether an error, or one that it comes from, is one that may pass."""
    while isinstance(error, BaseException):
        if isinstance(error, OSError) and error.errno in TRANSIENT:
            return True
        error = error.__cause__
    return False
