"""What can go wrong with a warehouse, each error with what to do about it."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import duckdb

from warehouse.place import name_of


class WarehouseError(Exception):
    """A warehouse cannot be read or written. ``str()`` is the message followed by the remedy."""

    def __init__(self, path: Path, message: str, remedy: str) -> None:
        self.path = path
        name = name_of(path)
        self.message = message.replace(str(path), name)
        self.remedy = remedy.replace(str(path), name)
        super().__init__(f"{self.message} {self.remedy}")


class NotAWarehouse(WarehouseError):
    """The folder is missing, or nothing has been published in it yet."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            f"{path} holds no warehouse.",
            f"Make one with: onrecord ingest PATH... --warehouse {path}",
        )


class NewerSchema(WarehouseError):
    """The warehouse was written by a newer version of On Record."""

    def __init__(self, path: Path, found: int, known: int) -> None:
        self.found = found
        self.known = known
        super().__init__(
            path,
            f"{path} has schema version {found}; this On Record knows up to {known}.",
            "Upgrade On Record: pip install --upgrade onrecord",
        )


class LockedTooLong(WarehouseError):
    """Another process kept the writers' lock for longer than the caller would wait."""

    def __init__(self, path: Path, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(
            path,
            f"Another process has been writing to {path} for more than {seconds:g} s.",
            "Wait for it to end, or stop it, and try again; nothing was changed.",
        )


class DiskFull(WarehouseError):
    """The file system has no room left; the last snapshot is whole."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            f"No room left on the disk of {path}.",
            "Free some space and try again; the last snapshot is whole.",
        )


class PermissionDenied(WarehouseError):
    """The file system refuses to read or write; the last snapshot is whole."""

    def __init__(self, path: Path, action: str = "write to") -> None:
        super().__init__(
            path,
            f"No permission to {action} {path}.",
            "Change the owner or mode of the folder, or choose another with --warehouse.",
        )


class ReadOnly(WarehouseError):
    """The warehouse lies on a file system that is mounted read-only."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            f"{path} lies on a read-only file system.",
            "It can be queried; to write, copy it elsewhere and run: onrecord adopt DIR",
        )


class ExtraMissing(WarehouseError):
    """The warehouse lies in a bucket, and what reads buckets is not installed."""

    def __init__(self) -> None:
        super().__init__(
            Path(),
            "A warehouse in a bucket needs more than is installed.",
            "Add it: pip install 'onrecord[object-storage]'",
        )


# What a storage says, part by part of its answer: what that means, and what to do.
_ANSWERS = (
    ("NoSuchBucket", "there is no such bucket", "Make it, or correct the name."),
    (
        "169.254.169.254",
        "no credentials were found",
        "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a role.",
    ),
    (
        "403 Forbidden",
        "access is denied",
        "Check the credentials, and that they may list, read, write and delete there.",
    ),
    (
        "error sending request",
        "the storage cannot be reached",
        "Check the network, AWS_REGION and AWS_ENDPOINT_URL; the last snapshot is whole.",
    ),
)


class Unreachable(WarehouseError):
    """A bucket cannot be read or written; the last snapshot is whole."""

    def __init__(self, url: str, answer: str) -> None:
        first = answer.partition("\n")[0]
        known = (told[1:] for told in _ANSWERS if told[0] in answer)
        meaning, remedy = next(known, (first, "Try again; the last snapshot is whole."))
        super().__init__(Path(url), f"{url}: {meaning}.", remedy)


class Damaged(WarehouseError):
    """A file that the snapshot lists is missing or is not what was written."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(
            path, f"{path} is damaged: {what}.", f"See: onrecord verify --warehouse {path}"
        )


class NoSnapshot(WarehouseError):
    """No snapshot of that number or time is kept."""

    def __init__(self, path: Path, wanted: int | str) -> None:
        super().__init__(
            path,
            f"{path} keeps no snapshot {wanted}: it was vacuumed, or never published.",
            f"See which are kept: onrecord snapshots --warehouse {path}",
        )


class UnknownColumn(WarehouseError):
    """Rows handed to a commit do not have the columns that the schema has."""

    def __init__(self, path: Path, table: str, detail: str) -> None:
        super().__init__(
            path,
            f"Rows for table {table} do not fit its schema: {detail}.",
            "Make the rows with warehouse.schema.",
        )


class Refused(WarehouseError):
    """What was asked cannot be done as it was said; the warehouse is well."""


class NotReviewable(Refused):
    """There is no such thing to decide on, or it is not decided by review.

    ``place`` is which of several decisions is meant, from 0; None when there is only one.
    """

    place: int | None = None


FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_DENIED = {errno.EACCES, errno.EPERM}


def from_os_error(path: Path, error: OSError) -> WarehouseError:
    """The warehouse error that says what an operating-system error means for the user."""
    if error.errno in FULL:
        return DiskFull(path)
    if error.errno == errno.EROFS:
        return ReadOnly(path)
    if error.errno in _DENIED:
        return PermissionDenied(path)
    return WarehouseError(
        path,
        f"{path} cannot be written: {error.strerror or error}.",
        "The last snapshot is whole; try again when the cause is gone.",
    )


def from_duckdb_error(path: Path, error: duckdb.Error) -> WarehouseError:
    """The same for an error of DuckDB, which says what the system said in its message only."""
    said = str(error)
    for number in (*FULL, *_DENIED, errno.EROFS):
        if os.strerror(number) in said:
            return from_os_error(path, OSError(number, os.strerror(number)))
    return WarehouseError(
        path,
        f"DuckDB failed on {path}: {said.splitlines()[0]}",
        "The last snapshot is whole; see: onrecord verify",
    )
