"""Finding files: what becomes a source, what is unchanged, what is named in an issue."""

from __future__ import annotations

import hashlib
import io
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from tasks.discover import discover


@dataclass
class Known:
    size: int
    modified_at_ns: int | None
    inode: int | None
    document_id: str | None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    top = tmp_path / "drop"
    (top / "b").mkdir(parents=True)
    (top / ".hidden").mkdir()
    (top / "b" / "same.txt").write_text("He said so.")
    (top / "a.txt").write_text("He said so.")
    (top / "note.md").write_text("# Note")
    (top / ".hidden" / "x.txt").write_text("x")
    (top / ".x.txt").write_text("x")
    return top


def test_a_folder_is_searched_in_order(folder: Path) -> None:
    found = discover([folder])
    names = [Path(source.uri).relative_to(folder).as_posix() for source in found.sources]
    assert names == ["a.txt", "note.md", "b/same.txt"]
    assert {source.collection for source in found.sources} == {"drop"}
    assert [s.media_type for s in found.sources] == ["text/plain", "text/markdown", "text/plain"]
    same = {s.document_id for s in found.sources if s.media_type == "text/plain"}
    assert same == {hashlib.sha256(b"He said so.").hexdigest()}
    assert not found.issues


def test_a_file_given_twice_counts_once(folder: Path) -> None:
    found = discover([folder, folder / "a.txt", str(folder / "*.txt")], collection="mine")
    assert len(found.sources) == 3
    assert {source.collection for source in found.sources} == {"mine"}


def test_unchanged_files_are_not_hashed_again(folder: Path) -> None:
    first = discover([folder / "a.txt"]).sources[0]
    known = {first.uri: Known(first.size, first.modified_at_ns, first.inode, "remembered")}
    again = discover([folder / "a.txt"], known=known)
    assert [s.document_id for s in again.unchanged] == ["remembered"]
    assert not again.sources
    assert discover([folder / "a.txt"], known=known, rehash=True).sources == [first]
    (folder / "a.txt").write_text("He said more.")
    assert discover([folder / "a.txt"], known=known).sources


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.pdf", b"", "empty"),
        ("renamed.txt", b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200), "wrong_type"),
        ("archive.pdf", b"PK\x03\x04" + bytes(100), "wrong_type"),
        ("letter.rtf", b"{\\rtf1\\ansi He said so.}", "wrong_type"),
        ("files.tgz", b"\x1f\x8b\x08" + bytes(100), "wrong_type"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "good.txt").write_text("Good.")
    found = discover([tmp_path])
    assert [Path(s.uri).name for s in found.sources] == ["good.txt"]
    assert [Path(s.uri).name for s in found.unreadable] == [name]
    (issue,) = found.issues
    assert issue.code == code
    assert issue.uri.endswith(name)
    assert name in issue.message
    assert issue.remedy


def test_special_files_dead_links_and_missing_paths(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "dead").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop").symlink_to(tmp_path)
    found = discover([tmp_path, tmp_path / "missing.txt"])
    assert {i.code for i in found.issues} == {"wrong_type", "unreadable"}
    assert len(found.issues) == 3
    assert not found.sources


def test_a_name_that_is_not_utf8_costs_only_its_file(tmp_path: Path) -> None:
    bad = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    for path in (bad, tmp_path / "café.txt", tmp_path / "a\nb.txt"):
        path.write_text("Anna Green said that the bridge was safe.")
    for given in ([tmp_path], [bad, tmp_path]):
        found = discover(given)
        assert sorted(Path(source.uri).name for source in found.sources) == ["a\nb.txt", "café.txt"]
        (issue,), (unreadable,) = found.issues, found.unreadable
        assert issue.message == f"the name of {tmp_path}/caf\\xe9.txt is not UTF-8"
        assert issue.uri == unreadable.uri == f"{tmp_path}/caf\\xe9.txt"
    known = {unreadable.uri: Known(0, 0, 0, None)}
    assert discover([tmp_path], known=known).gone == []
    bad.unlink()
    assert discover([tmp_path], known=known).gone == [unreadable.uri]


def test_in_a_folder_whose_name_is_not_utf8_no_file_is_read(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    folder.mkdir()
    for name in ("a.txt", "b.py", "c.pdf"):
        (folder / name).write_text("Anna Green said that the bridge was safe.")
    os.mkfifo(folder / "pipe")
    for given in ([tmp_path], [folder], [folder / "a.txt", folder / "missing.txt"]):
        found = discover(given)
        assert not found.sources
        assert len(found.unreadable) == (1 if len(given) == 2 else 3)
        for issue in found.issues:
            assert f"{issue.uri}{issue.message}{issue.remedy}".encode()
        for source in found.unreadable:
            assert f"{source.uri}{source.collection}".encode()


def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    secret.chmod(0)
    user = os.geteuid()
    if user == 0:
        # Root may read every file; nobody may not, but must get as far as the folder.
        for folder in (tmp_path, *tmp_path.parents):
            if folder.name.startswith(("test_", "popen-", "pytest-")):
                folder.chmod(0o755)
        os.seteuid(65534)
    try:
        (issue,) = discover([tmp_path]).issues
    finally:
        os.seteuid(user)
    assert issue.code == "unreadable"
    assert "chmod" in issue.remedy


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"He said so.")))
    (source,) = discover(["-"]).sources
    assert source.path is not None
    assert source.path.read_bytes() == b"He said so."
    assert source.uri.startswith("stdin:")


def test_programs_in_a_folder_are_left_alone_and_said_so(tmp_path: Path) -> None:
    (tmp_path / "make.py").write_text("print(1)")
    (tmp_path / ".hidden.py").write_text("print(1)")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "make.txt").write_text("cache")
    (tmp_path / "a.txt").write_text("Anna Green said no.")
    found = discover([tmp_path])
    assert [Path(source.uri).name for source in found.sources] == ["a.txt"]
    assert [(Path(i.uri).name, i.code, i.severity) for i in found.issues] == [
        ("make.py", "wrong_type", "info")
    ]
    assert not found.unreadable
    assert discover([tmp_path / "make.py"]).sources


def test_known_files_of_a_folder_that_are_there_no_more_are_gone(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.txt").write_text("There.")
    (tmp_path / "info.txt").write_text("Beside.")
    names = ("in/a.txt", "in/b.txt", "in/deep/c.txt", "in-other/d.txt", "info.txt", "stdin:1")
    known = {str(tmp_path / name): Known(1, 1, 1, "x") for name in names}
    gone = [str(tmp_path / name) for name in ("in/b.txt", "in/deep/c.txt")]
    assert discover([folder], known=known).gone == gone
    assert discover([folder / "a.txt"], known=known).gone == []
    assert discover([tmp_path / "none"], known=known).gone == []
