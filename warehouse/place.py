"""Where a warehouse lies: in a folder, or in a bucket of which a folder here is the working copy.

Everything else reads and writes paths inside the folder. It asks the place for what may not be
there yet, and hands it what has to last.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import re
from collections.abc import Iterable
from pathlib import Path

import duckdb

from warehouse.durable import write_text

# A Path writes s3://bucket as s3:/bucket.
_BUCKET = re.compile(r"s3:/{1,2}(?P<name>[^/].*?)/*")
_MARK = "bucket.json"


class Overtaken(Exception):
    """Another machine published a snapshot of this number first: nothing of ours is on record."""


class Place:
    """A folder on this machine, and what every other place can do.

    Names are relative to the warehouse: ``snapshots/000001.json``. ``root`` is what DuckDB's views
    name in front of them. ``file_mark`` goes into names of data files where several machines write.
    """

    is_bucket = False
    file_mark = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = str(folder)

    def refresh(self) -> None:
        """Let the folder show what is published now: snapshots, pins and notes."""

    def prepare(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Let a connection read the files under ``root``."""

    def fetch(self, name: str, *, is_anew: bool = False) -> Path:
        """The file of that name in the folder; ``is_anew`` also when it was fetched before."""
        return self.folder / name

    def fetch_keys(self, name: str) -> None:
        """Have the keys beside a data file in the folder."""

    def fetch_original(self, document_id: str) -> Path:
        """The kept bytes of a document as a file; there is none when they were not kept."""
        return self.fetch(f"originals/{document_id}")

    def originals(self) -> list[str]:
        """Ids of the documents whose bytes are kept."""
        return sorted(path.name for path in (self.folder / "originals").glob("[0-9a-f]" * 64))

    def data_files(self) -> dict[str, int]:
        """Every data file, listed by a snapshot or not, with its size in bytes."""
        found = sorted((self.folder / "data").glob("*/*.parquet"))
        return {path.relative_to(self.folder).as_posix(): path.stat().st_size for path in found}

    def keep(self, names: Iterable[str]) -> None:
        """Keep files of the folder where the warehouse lies, before a snapshot lists them."""

    def publish(self, name: str, text: str, files: Iterable[str]) -> None:
        """Put the JSON of the next snapshot in place: from then on it and its ``files`` are true.

        Raises Overtaken when another machine was first; then ``files`` are gone.
        """
        write_text(self.folder / name, text)

    def write(self, name: str, text: str) -> None:
        """Put a small text in place, whole or not at all, whatever stood there."""
        write_text(self.folder / name, text)

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        (self.folder / name).unlink(missing_ok=True)


def bucket_url(location: Path | str) -> str | None:
    """The URL of a bucket and prefix, which a Path may have garbled; None for a folder."""
    bucket = _BUCKET.fullmatch(str(location))
    return "s3://" + bucket["name"] if bucket else None


def working_folder(location: Path | str) -> Path:
    """The folder in which a warehouse is worked on: itself, or the copy here of a bucket's."""
    if url := bucket_url(location):
        return _copy_of(url)
    return Path(location).resolve()  # one folder, one name: views hold absolute paths


def _copy_of(url: str) -> Path:
    """The working copy of a bucket, marked as such; another endpoint means another bucket."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    told = json.dumps({"url": url, "endpoint": endpoint})
    name = re.sub(r"[^\w.-]+", "-", url.removeprefix("s3://"))
    key = hashlib.sha256(told.encode()).hexdigest()[:8]
    folder = home.resolve() / "onrecord" / f"{name}-{key}"
    if not (folder / _MARK).exists():
        folder.mkdir(parents=True, exist_ok=True)
        write_text(folder / _MARK, told)
    return folder


def name_of(folder: Path) -> str:
    """What a person calls a warehouse that is worked on in a folder: the folder, or a URL."""
    mark = folder / _MARK
    return str(json.loads(mark.read_text("utf-8"))["url"]) if mark.exists() else str(folder)


@functools.cache
def place_of(folder: Path) -> Place:
    """Where the warehouse lies that is worked on in a folder.

    Raises WarehouseError when that is a bucket and what reads buckets is not installed.
    """
    mark = folder / _MARK
    if not mark.exists():
        return Place(folder)
    from warehouse.bucket import Bucket  # an extra, and slow to import

    return Bucket(folder, **json.loads(mark.read_text("utf-8")))
