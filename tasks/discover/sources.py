"""Find the files to read: folders, globs, single files and standard input."""

from __future__ import annotations

import atexit
import glob
import hashlib
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from tasks.discover.media_type import ARCHIVES, HEAD_BYTES, READABLE, media_type_of
from tasks.values import Issue, Source

# Files above this size are named in an issue and left alone, if not told otherwise: 1 GiB.
LARGEST_FILE_BYTES = 1 << 30
# Programs are text, but no documents: a folder's are left alone, a file that is named is read.
_PROGRAM_NAMES = (".py", ".sh")
_REMEDY = "Save it as PDF, DOCX, HTML, text, Markdown or an image, or leave it out."
_UNPACK = "Unpack it and ingest the folder: archives are not entered."
_OTHER_REMEDIES = dict.fromkeys(ARCHIVES, _UNPACK)
# Caches of programs, as hidden as names that begin with a dot.
_CACHE_NAMES = ("__pycache__",)
# Browsers and copying programs call a file so until it is whole.
_PARTIAL_NAMES = (".part", ".partial", ".crdownload", ".download", ".filepart")

# Size in bytes, modification time in ns and inode; 0, None and None for what cannot be looked at.
FileStat = tuple[int, int | None, int | None]


class KnownFile(Protocol):
    """What the record knows of a file it has read: the stat values of that time."""

    @property
    def size(self) -> int: ...
    @property
    def modified_at_ns(self) -> int | None: ...
    @property
    def inode(self) -> int | None: ...
    @property
    def document_id(self) -> str | None: ...


@dataclass(slots=True)
class Discovery:
    """What was found: sources to read, sources that have not changed, and those not readable.

    ``unreadable`` are files without a document; each has an issue of the same URI in ``issues``.
    ``gone`` are the URIs of known files in the folders given that are there no more.
    """

    sources: list[Source] = field(default_factory=list)
    unchanged: list[Source] = field(default_factory=list)
    unreadable: list[Source] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


class _Rejected(Exception):
    """A file that cannot become a source to read."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code, self.remedy = code, remedy


def discover(
    paths: Sequence[str | os.PathLike[str]],
    *,
    collection: str | None = None,
    known: Mapping[str, KnownFile] | None = None,
    rehash: bool = False,
    settled: Mapping[str, FileStat] | None = None,
    largest_bytes: int = LARGEST_FILE_BYTES,
) -> Discovery:
    """Find all sources under ``paths``: files, folders, glob patterns, or "-" for standard input.

    Folders are searched to the bottom in sorted order; hidden entries, and names that a copying
    program gives to half a file, are skipped, links to folders are not followed. The URI of a file
    is its absolute path. A source whose URI, size, modification time and inode are those in
    ``known`` is unchanged and is not hashed again unless ``rehash``. Equal bytes at two paths are
    two sources of one document. A file found twice counts once. The collection defaults to the
    folder that was given, or to the folder of a file that was given. With ``settled``, new and
    changed files that are not in it, or are other by now, are left for another time
    (``tasks.discover.settled``). A file of more than ``largest_bytes`` is not readable.
    """
    discovery = Discovery()
    seen: set[str] = set()
    for given in (os.fspath(path) for path in paths):
        if given == "-":
            _add(discovery, None, collection or "stdin", {}, rehash, None, largest_bytes)
            continue
        matches = matching(given)
        if not matches:
            discovery.issues.append(_issue(uri_of(os.path.abspath(given)), _nothing_at(given)))  # noqa: PTH100
        for top in matches:
            name = collection or uri_of((top if top.is_dir() else top.parent).name) or "/"
            for path in files_in(top, discovery):
                if uri_of(path) not in seen:
                    seen.add(uri_of(path))
                    _add(discovery, path, name, known or {}, rehash, settled, largest_bytes)
            discovery.gone += _gone(top, known or {}, seen)
    return discovery


def _gone(top: Path, known: Iterable[str], seen: Collection[str]) -> list[str]:
    """Known files inside a folder that are there no more; those ``seen`` are, whatever the name."""
    if not top.is_dir():
        return []
    inside = (uri for uri in known if uri.startswith(f"{top}{os.sep}".replace("//", "/")))
    return [uri for uri in inside if uri not in seen and not os.path.lexists(uri)]


def uri_of(path: str | Path) -> str:
    """A path as it stands in the record, which is UTF-8: bytes of it that are not, as \\xNN."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def matching(given: str) -> list[Path]:
    """The absolute path of what was given, or what it matches as a pattern."""
    path = Path(given).expanduser()
    if path.exists() or path.is_symlink():
        return [Path(os.path.abspath(path))]  # noqa: PTH100 - keeps links, unlike resolve()
    found = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207 - absolute patterns
    return [Path(os.path.abspath(match)) for match in found]  # noqa: PTH100


def _nothing_at(given: str) -> _Rejected:
    return _Rejected("unreadable", f"there is nothing at {uri_of(given)}", "Check the path.")


def files_in(top: Path, discovery: Discovery) -> Iterator[Path]:
    """Files under a folder, sorted by path; the path itself when it is not a folder."""
    if not top.is_dir():
        yield top
        return

    def on_error(error: OSError) -> None:
        folder = uri_of(error.filename)
        rejected = _Rejected(
            "unreadable",
            f"the folder {folder} cannot be opened: {error.strerror}",
            f"Give yourself the right to read it: chmod u+rx '{folder}'",
        )
        discovery.issues.append(_issue(folder, rejected))

    for folder, folders, names in os.walk(top, onerror=on_error):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in _CACHE_NAMES
        )
        for name in sorted(names):
            path = Path(folder, name)
            if name.startswith(".") or name.endswith(_PARTIAL_NAMES):
                continue
            if name.endswith(_PROGRAM_NAMES):
                discovery.issues.append(_left_alone(path))
            else:
                yield path


def _left_alone(path: Path) -> Issue:
    uri = uri_of(path)
    return Issue(
        uri=uri,
        stage="discover",
        code="wrong_type",
        severity="info",
        message=f"{uri} is a program and was left alone",
        remedy="Name the file itself to read it.",
    )


def _add(
    discovery: Discovery,
    path: Path | None,
    collection: str,
    known: Mapping[str, KnownFile],
    rehash: bool,
    settled: Mapping[str, FileStat] | None,
    largest_bytes: int,
) -> None:
    """Look at one file, or at standard input when there is no path, and put it where it belongs."""
    source = Source(uri_of(path) if path else "stdin", path, collection, 0)
    before = known.get(source.uri)
    is_held = before is not None and before.document_id is not None
    if settled is not None and source.uri not in settled and not is_held:
        return
    try:
        if path and source.uri != str(path):
            size, modified_at_ns, inode = stat_of(path)
            source = replace(source, size=size, modified_at_ns=modified_at_ns, inode=inode)
            raise _badly_named(source.uri)
        path = path or _spooled_input()
        source = _with_stat(replace(source, path=path))
        if before is not None and is_held and not rehash and _is_same(before, source):
            discovery.unchanged.append(replace(source, document_id=before.document_id))
            return
        if settled is not None and settled.get(source.uri) != _stat_values(source):
            return
        media_type, document_id = _look_at(path, largest_bytes)
        if settled is not None and stat_of(path) != _stat_values(source):
            return
        source = replace(source, media_type=media_type, document_id=document_id)
        if source.uri == "stdin":
            source = replace(source, uri=f"stdin:{document_id[:16]}")
        discovery.sources.append(source)
    except _Rejected as rejected:
        discovery.unreadable.append(source)
        discovery.issues.append(_issue(source.uri, rejected))


def _with_stat(source: Source) -> Source:
    """The source with its size, modification time and inode."""
    assert source.path is not None
    try:
        status = source.path.stat()
    except OSError as error:
        raise _cannot_open(source.path, error) from error
    if not stat.S_ISREG(status.st_mode):
        raise _Rejected(
            "wrong_type",
            f"{source.path} is not a regular file",
            "Leave out pipes, sockets and devices.",
        )
    return replace(
        source,
        size=status.st_size,
        modified_at_ns=status.st_mtime_ns,
        inode=status.st_ino,
    )


def _is_same(before: KnownFile, source: Source) -> bool:
    return (before.size, before.modified_at_ns, before.inode) == _stat_values(source)


def _stat_values(source: Source) -> FileStat:
    return source.size, source.modified_at_ns, source.inode


def stat_of(path: Path) -> FileStat:
    """Size, modification time and inode of a file, by which a change of it is told."""
    try:
        status = path.stat()
    except OSError:
        return 0, None, None
    if not stat.S_ISREG(status.st_mode):
        return 0, None, None
    return status.st_size, status.st_mtime_ns, status.st_ino


def _look_at(path: Path, largest_bytes: int) -> tuple[str, str]:
    """Media type and SHA-256 of a file.

    Raises:
        _Rejected: it is empty, too large, of a kind that is not read, or cannot be opened.
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            head = file.read(HEAD_BYTES)
            media_type = _readable_type(path, head, size, largest_bytes)
            digest.update(head)
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    except OSError as error:
        raise _cannot_open(path, error) from error
    return media_type, digest.hexdigest()


def _readable_type(path: Path, head: bytes, size: int, largest_bytes: int) -> str:
    if not head:
        raise _Rejected("empty", f"{path} is empty", "Copy the file again from where it came.")
    if size > largest_bytes:
        raise _Rejected(
            "too_large",
            f"{path} has {size:,} bytes, more than the {largest_bytes:,} that are read",
            "Split the file and ingest its parts, or set file_megabyte_cap higher.",
        )
    media_type = media_type_of(head, path.name)
    if media_type not in READABLE:
        raise _Rejected(
            "wrong_type",
            f"{path} is {media_type}, which is not read",
            _OTHER_REMEDIES.get(media_type, _REMEDY),
        )
    return media_type


def _badly_named(uri: str) -> _Rejected:
    message = f"the name of {uri} is not UTF-8"
    return _Rejected("unreadable", message, "Rename the file, or its folder.")


def _cannot_open(path: Path, error: OSError) -> _Rejected:
    if isinstance(error, PermissionError):
        remedy = f"Give yourself the right to read it: chmod u+r '{path}'"
    else:
        remedy = "Check that the file is there and the disk is well."
    return _Rejected("unreadable", f"{path} cannot be opened: {error.strerror}", remedy)


def _spooled_input() -> Path:
    """Standard input as a file that is removed when this program ends."""
    folder = Path(tempfile.mkdtemp(prefix="onrecord-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "stdin"
    with path.open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    return path


def _issue(uri: str, rejected: _Rejected) -> Issue:
    return Issue(uri, "discover", rejected.code, "error", str(rejected), rejected.remedy)
