"""Which snapshots are kept: listing, pinning, looking back in time, and removing the others.

A snapshot's time to live begins when the next one takes its place, since until then readers open
it. Kept are the newest, those replaced lately, those that are pinned, and the last of each month.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from warehouse import keyfile, storage
from warehouse.errors import NoSnapshot, Refused
from warehouse.lake import LOCK_SECONDS, Lake
from warehouse.snapshot import Snapshot, catalogue_path, json_name

KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class KeptSnapshot:
    """A snapshot that can still be opened; ``pin_note`` is NULL unless it is pinned."""

    snapshot: Snapshot
    pin_note: str | None

    @property
    def is_pinned(self) -> bool:
        """Whether no vacuum removes it."""
        return self.pin_note is not None


@dataclass(frozen=True, slots=True)
class Vacuumed:
    """What a vacuum removed: numbers of snapshots, and data files with their bytes."""

    snapshot_numbers: tuple[int, ...]
    file_count: int
    byte_count: int


def kept_snapshots(lake: Lake) -> list[KeptSnapshot]:
    """Every snapshot that can be opened, oldest first; none before the first commit."""
    return [
        KeptSnapshot(lake.snapshot(number), _pin_note(lake, number))
        for number in lake.published_numbers()
    ]


def snapshot_as_of(lake: Lake, when: int | str) -> Snapshot:
    """The snapshot of a number, or the last that was published until a time in ISO 8601.

    Raises NoSnapshot, or Refused when ``when`` is neither.
    """
    numbers = lake.published_numbers()
    if isinstance(when, int) or when.isdecimal():
        return lake.snapshot(int(when))
    until = moment(lake, when)
    for number in reversed(numbers):
        snapshot = lake.snapshot(number)
        if _utc(snapshot.published_at) <= until:
            return snapshot
    raise NoSnapshot(lake.path, f"as old as {when}")


def moment(lake: Lake, when: str) -> datetime:
    """A time in ISO 8601, UTC unless it says otherwise. Raises Refused when it is none."""
    try:
        return _utc(when)
    except ValueError as error:
        raise Refused(
            lake.path,
            f"{when} is neither the number of a snapshot nor a time.",
            "Write 12, 2026-01-31 or 2026-01-31T18:00 (UTC).",
        ) from error


def pin(lake: Lake, number: int, note: str = "") -> None:
    """Keep a snapshot until it is unpinned. Raises NoSnapshot when it is not there."""
    with lake.written_alone():
        lake.snapshot(number)
        lake.place.write(_pin_name(number), note)


def unpin(lake: Lake, number: int) -> None:
    """Let a snapshot go with the next vacuum, when its time has come."""
    with lake.written_alone():
        lake.place.remove(_pin_name(number))


def vacuum(
    lake: Lake, older_than: timedelta = KEPT_FOR, *, lock_seconds: float = LOCK_SECONDS
) -> Vacuumed:
    """Remove snapshots replaced longer ago than ``older_than``, and data that none then lists.

    Raises WarehouseError; then what is left is whole, and the next vacuum removes the rest.
    """
    if lake.current() is None:
        return Vacuumed((), 0, 0)
    with lake.written_alone(lock_seconds):
        kept = kept_snapshots(lake)
        expired = _expired(kept, datetime.now(UTC) - older_than)
        for number in expired:
            # The JSON file first: without it the snapshot is gone, whatever is left of it.
            lake.place.remove(json_name(number))
            catalogue_path(lake.path, number).unlink(missing_ok=True)
        storage.sync_folder(lake.path / "snapshots")
        listed = {
            file.path
            for held in kept
            if held.snapshot.number not in expired
            for files in held.snapshot.tables.values()
            for file in files
        }
        unlisted = _unlisted(lake, listed, kept[-1].snapshot.number)
        for name in unlisted:
            lake.place.remove(name)
            keyfile.remove(lake.path / name)
    return Vacuumed(tuple(expired), len(unlisted), sum(unlisted.values()))


def _expired(kept: list[KeptSnapshot], until: datetime) -> list[int]:
    """Numbers of the snapshots that no rule keeps."""
    last_of_month = {held.snapshot.published_at[:7]: held.snapshot.number for held in kept}
    return [
        held.snapshot.number
        for held, following in itertools.pairwise(kept)
        if _utc(following.snapshot.published_at) <= until
        and not held.is_pinned
        and held.snapshot.number not in last_of_month.values()
    ]


def _unlisted(lake: Lake, listed: set[str], newest: int) -> dict[str, int]:
    """Data files of published snapshots that are not listed, with their bytes.

    Zero-row files stay, and files of a snapshot that another machine is about to publish.
    """
    found = {}
    for name, size in lake.place.data_files().items():
        number = name.rpartition("/")[2][:6]
        if number.isdecimal() and int(number) <= newest and name not in listed:
            found[name] = size
    return found


def _pin_name(number: int) -> str:
    return json_name(number).replace(".json", ".pin")


def _pin_note(lake: Lake, number: int) -> str | None:
    path = lake.path / _pin_name(number)
    return path.read_text("utf-8") if path.exists() else None


def _utc(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
