"""The bottom layer: schema, identifiers, immutable Parquet storage, snapshots, DuckDB catalogue.

lake = warehouse.Lake("lake")
changes = warehouse.Changes()
changes.add("runs", [{"run_id": "20260101"}])
lake.commit(changes, note="why")
with warehouse.open("lake") as record:
    record.sql("select speaker_name, act, content_text from statements limit 5")
"""

from warehouse.changes import Changes, Contents
from warehouse.errors import (
    Damaged,
    DiskFull,
    LockedTooLong,
    NewerSchema,
    NoSnapshot,
    NotAWarehouse,
    NotReviewable,
    PermissionDenied,
    ReadOnly,
    Refused,
    UnknownColumn,
    WarehouseError,
)
from warehouse.forgetting import Forgotten, forget
from warehouse.lake import HeldDocument, KnownFile, Lake
from warehouse.opening import open_record as open
from warehouse.place import bucket_url
from warehouse.relating import unrelate
from warehouse.retention import KEPT_FOR, KeptSnapshot, Vacuumed, kept_snapshots, pin, unpin, vacuum
from warehouse.reviewing import Decision, review, review_all
from warehouse.snapshot import DataFile, Snapshot
from warehouse.verification import Finding, verify

__all__ = [
    "KEPT_FOR",
    "Changes",
    "Contents",
    "Damaged",
    "DataFile",
    "Decision",
    "DiskFull",
    "Finding",
    "Forgotten",
    "HeldDocument",
    "KeptSnapshot",
    "KnownFile",
    "Lake",
    "LockedTooLong",
    "NewerSchema",
    "NoSnapshot",
    "NotAWarehouse",
    "NotReviewable",
    "PermissionDenied",
    "ReadOnly",
    "Refused",
    "Snapshot",
    "UnknownColumn",
    "Vacuumed",
    "WarehouseError",
    "bucket_url",
    "forget",
    "kept_snapshots",
    "open",
    "pin",
    "review",
    "review_all",
    "unpin",
    "unrelate",
    "vacuum",
    "verify",
]
