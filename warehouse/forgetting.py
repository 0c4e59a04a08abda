"""``onrecord forget``: a document leaves every kept snapshot and is not taken on record again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from warehouse import erasure
from warehouse.changes import Changes, Contents
from warehouse.errors import NotAWarehouse, WarehouseError
from warehouse.lake import LOCK_SECONDS, Lake

# So many digits of a document's id name it.
SHORTEST_ID = 12


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was forgotten: documents, embedded images among them, and snapshots written anew."""

    document_ids: tuple[str, ...]
    snapshot_count: int


class NothingToForget(WarehouseError):
    """No document of that id or URI is on record."""


def forget(
    lake: Lake, name: str, *, reason: str, by: str, lock_seconds: float = LOCK_SECONDS
) -> Forgotten:
    """Remove documents from all snapshots, originals and search; refuse them from now on.

    ``name`` is a document's id, or its first digits, or a URI: then every version that stood there
    goes. Images found only inside them go too. Files that only hold other documents stay as they
    are. Raises NothingToForget or another WarehouseError; when it was interrupted, the next commit
    finishes it.
    """
    if lake.current() is None:
        raise NotAWarehouse(lake.path)
    now = datetime.now(UTC).replace(tzinfo=None)
    chosen: set[str] = set()

    def changes(contents: Contents) -> Changes:
        chosen.update(erasure.family(contents, _named(lake, contents, name)))
        removed = erasure.erasure(contents, chosen)
        rows = [
            {"document_id": key, "reason": reason, "forgotten_by": by, "forgotten_at": now}
            for key in sorted(chosen)
        ]
        removed.add("forgotten", rows)
        lake.place.write(erasure.NOTE, "\n".join(sorted(chosen)))
        return removed

    lake.commit(changes, note="forgotten", lock_seconds=lock_seconds)
    with lake.written_alone(lock_seconds):
        lake.place.write(erasure.NOTE, "\n".join(sorted(chosen)))  # another may have taken it away
        count = erasure.finish(lake)
    return Forgotten(tuple(sorted(chosen)), count)


def _named(lake: Lake, contents: Contents, name: str) -> set[str]:
    places = contents.rows("sources", ["document_id"], "uri = ?", [name])
    found = {row["document_id"] for row in places} - {None}
    if not found and len(name) >= SHORTEST_ID:
        where = "starts_with(document_id, ?)"
        rows = contents.rows("documents", ["document_id"], where, [name.lower()])
        found = {row["document_id"] for row in rows}
    if not found:
        raise NothingToForget(
            lake.path,
            f"{name} is neither the id nor the URI of a document on record.",
            'Look it up: onrecord sql "select uri, document_id from sources"',
        )
    if len(found) > 1 and not places:
        raise NothingToForget(
            lake.path, f"{name} is the beginning of several ids.", "Type more of it."
        )
    return found
