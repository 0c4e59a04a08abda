"""A warehouse in a bucket of object storage, worked on in a folder of this machine.

The bucket holds what a folder would: snapshots' JSON files, data and originals. A snapshot is
published by putting its JSON file under a condition: that there is none of that name. Of two
machines that publish at once the second is told, and commits anew on top of the first. Data files
bear a mark of their writer, so that none overwrites another's; what a killed writer uploaded is
listed by no snapshot, and a vacuum removes it. The folder holds copies only: it may be deleted
whenever nobody writes.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from warehouse.errors import ExtraMissing, Unreachable
from warehouse.keyfile import SUFFIXES
from warehouse.place import Overtaken, Place

try:
    import obstore
    from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError
    from obstore.fsspec import FsspecStore
    from obstore.store import S3Store
except ImportError as error:
    raise ExtraMissing from error

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig, S3Config

# A request that fails is tried again for so long; then a person is told.
_RETRY: RetryConfig = {"max_retries": 4, "retry_timeout": timedelta(seconds=30)}
_CONNECT = timedelta(seconds=5)
_NOTES = ("forgetting",)


class Bucket(Place):
    """A bucket and prefix, ``url``, with its working copy in ``folder``.

    ``endpoint`` is the address of a storage that is not Amazon's. Credentials and region are those
    of the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION), or
    of the machine's role.
    """

    is_bucket = True

    def __init__(self, folder: Path, url: str, endpoint: str | None) -> None:
        super().__init__(folder)
        self.root = url
        self.file_mark = f"-{secrets.token_hex(4)}"
        self._asked: set[str] = set()  # data files beside which was looked: they never change
        is_plain = (endpoint or "").startswith("http://")  # named by the user: it is meant
        options: ClientConfig = {"connect_timeout": _CONNECT, "allow_http": is_plain}
        config: S3Config = {"endpoint": endpoint} if endpoint else {}
        with self._told():
            self._store = S3Store.from_url(
                url, config=config, client_options=options, retry_config=_RETRY
            )
            self._files = FsspecStore(
                "s3", config=config, client_options=options, retry_config=_RETRY
            )

    def refresh(self) -> None:
        """Mirror the snapshots' JSON files, the pins and the notes.

        They are known by their ETags: an erasure replaces JSON files of older snapshots.
        """
        known = self._read_tags()
        found = self._listed("snapshots/") | self._listed(*_NOTES)
        for name, tag in found.items():
            if known.get(name) != tag or not (self.folder / name).exists():
                with contextlib.suppress(FileNotFoundError):  # removed since it was listed
                    self.fetch(name, is_anew=True)
        for name in known.keys() - found.keys():
            (self.folder / name).unlink(missing_ok=True)
        if known != found:
            self._put_in_place("tags.json", json.dumps(found).encode())

    def prepare(self, connection: duckdb.DuckDBPyConnection) -> None:
        connection.register_filesystem(self._files)

    def fetch(self, name: str, *, is_anew: bool = False) -> Path:
        """Raises FileNotFoundError when the bucket has no such file."""
        path = self.folder / name
        if is_anew or not path.exists():
            with self._told():
                self._put_in_place(name, obstore.get(self._store, name).stream())
        return path

    def fetch_keys(self, name: str) -> None:
        if name in self._asked:
            return
        for suffix in SUFFIXES:
            with contextlib.suppress(FileNotFoundError):  # not every file has both
                self.fetch(Path(name).with_suffix(suffix).as_posix())
        self._asked.add(name)

    def fetch_original(self, document_id: str) -> Path:
        with contextlib.suppress(FileNotFoundError):
            self.fetch(f"originals/{document_id}")
        return self.folder / "originals" / document_id

    def originals(self) -> list[str]:
        return sorted(name.partition("/")[2] for name in self._listed("originals/"))

    def data_files(self) -> dict[str, int]:
        found = self._sizes("data/")
        return {name: size for name, size in found.items() if name.endswith(".parquet")}

    def keep(self, names: Iterable[str]) -> None:
        for name in names:
            path = self.folder / name
            for each in (path, *(path.with_suffix(suffix) for suffix in SUFFIXES)):
                if each.exists():
                    with self._told():
                        obstore.put(self._store, each.relative_to(self.folder).as_posix(), each)

    def publish(self, name: str, text: str, files: Iterable[str]) -> None:
        files = list(files)
        self.keep(files)
        try:
            with self._told():
                obstore.put(self._store, name, text.encode(), mode="create")
        except AlreadyExistsError as error:
            # An answer may be lost and the request be tried again: then it is ours that is there.
            if self.fetch(name, is_anew=True).read_text("utf-8") != text:
                for file in files:
                    if file.startswith("data/"):
                        self.remove(file)
                raise Overtaken from error
        self._put_in_place(name, text.encode())

    def write(self, name: str, text: str) -> None:
        with self._told():
            obstore.put(self._store, name, text.encode())
        self._put_in_place(name, text.encode())

    def remove(self, name: str) -> None:
        beside = SUFFIXES if name.endswith(".parquet") else ()
        for each in (name, *(Path(name).with_suffix(suffix).as_posix() for suffix in beside)):
            with self._told(), contextlib.suppress(FileNotFoundError, NotFoundError):
                obstore.delete(self._store, each)
            (self.folder / each).unlink(missing_ok=True)

    def _listed(self, *prefixes: str) -> dict[str, str]:
        """ETags of what lies under prefixes, by name."""
        return {
            meta["path"]: meta["e_tag"] or "" for prefix in prefixes for meta in self._metas(prefix)
        }

    def _sizes(self, prefix: str) -> dict[str, int]:
        return {meta["path"]: meta["size"] for meta in self._metas(prefix)}

    def _metas(self, prefix: str) -> Iterator[obstore.ObjectMeta]:
        with self._told():
            for batch in obstore.list(self._store, prefix=prefix):
                yield from batch

    def _read_tags(self) -> dict[str, str]:
        try:
            tags: dict[str, str] = json.loads((self.folder / "tags.json").read_text("utf-8"))
        except FileNotFoundError:
            return {}
        return tags

    def _put_in_place(self, name: str, content: Iterable[bytes] | bytes) -> None:
        """Write a file of the folder, whole or not at all; processes may do so at once."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, fresh = tempfile.mkstemp(dir=self.folder, prefix="fetched-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                for block in (content,) if isinstance(content, bytes) else content:
                    file.write(block)
            Path(fresh).replace(path)
        except BaseException:
            Path(fresh).unlink()
            raise

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what the storage answers into a warehouse error; a file it lacks stays what it is.

        A condition that does not hold stays what it is, too.
        """
        try:
            yield
        except AlreadyExistsError:
            raise
        except FileNotFoundError as error:
            if "NoSuchBucket" in str(error):
                raise Unreachable(self.root, str(error)) from error
            raise
        except BaseError as error:
            raise Unreachable(self.root, str(error)) from error
