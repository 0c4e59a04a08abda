"""A folder for the staged rows of one run, removed when the run ends, however it ends."""

from __future__ import annotations

import contextlib
import fcntl
import shutil
from collections.abc import Iterator
from pathlib import Path

from flows.server import is_locked
from warehouse.errors import from_os_error


@contextlib.contextmanager
def staging_folder(lake: Path, run_id: str) -> Iterator[Path]:
    """An empty folder inside the warehouse for this run; sweeps those of runs that were killed.

    A lock file in it is held while the run lives, so that no run sweeps another's.

    Raises:
        WarehouseError: the warehouse cannot be written.
    """
    root = lake / "staging"
    _sweep(root)
    folder = root / run_id
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise from_os_error(lake, error) from error
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            shutil.rmtree(folder)
            with contextlib.suppress(OSError):  # another run's folder is still in it
                root.rmdir()


def _sweep(root: Path) -> None:
    for folder in root.glob("*"):
        lock = folder / "lock"
        if lock.exists():
            with lock.open() as held:
                if is_locked(held):
                    continue
            shutil.rmtree(folder, ignore_errors=True)
