"""Files that are still being written are left for another time."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tasks.discover import changed_files, discover, settled_files

TEXT = "Anna Green said no."


@dataclass
class Known:
    size: int
    modified_at_ns: int | None
    inode: int | None
    document_id: str | None


def known(path: Path, document_id: str | None = "d") -> dict[str, Known]:
    status = path.stat()
    return {str(path): Known(status.st_size, status.st_mtime_ns, status.st_ino, document_id)}


def taken(folder: Path, between: Callable[[], object], after: Callable[[], object]) -> list[str]:
    """Names that two looks and a discovery give, with things happening between them."""
    first = changed_files([folder], {})
    between()
    settled = settled_files(first, changed_files([folder], {}))
    after()
    found = discover([folder], settled=settled)
    assert not found.unreadable
    return [Path(source.uri).name for source in found.sources]


def nothing() -> None:
    pass


def grow(path: Path) -> None:
    with path.open("a") as file:
        file.write(" More.")


def touch(path: Path) -> None:
    os.utime(path, ns=(1, 1))


def swap(path: Path) -> None:
    other = path.with_name(".other")
    other.write_text(TEXT)
    os.utime(other, ns=(path.stat().st_mtime_ns,) * 2)
    other.replace(path)


@pytest.mark.parametrize("change", [grow, touch, swap, Path.unlink])
@pytest.mark.parametrize("is_late", [False, True])
def test_what_changes_between_the_looks_or_after_is_left(
    change: Callable[[Path], object], is_late: bool, tmp_path: Path
) -> None:
    for name in ("still.txt", "moving.txt"):
        (tmp_path / name).write_text(TEXT)

    def happen() -> None:
        change(tmp_path / "moving.txt")

    moments = (nothing, happen) if is_late else (happen, nothing)
    assert taken(tmp_path, *moments) == ["still.txt"]
    if change is not Path.unlink:
        assert taken(tmp_path, nothing, nothing) == ["moving.txt", "still.txt"]


def test_a_file_renamed_into_place_is_taken_once_it_has_its_name(tmp_path: Path) -> None:
    half = tmp_path / "a.txt.part"
    half.write_text(TEXT)
    assert taken(tmp_path, nothing, nothing) == []
    assert taken(tmp_path, lambda: half.rename(tmp_path / "a.txt"), nothing) == []
    assert taken(tmp_path, nothing, nothing) == ["a.txt"]


def test_a_new_file_after_the_looks_waits(tmp_path: Path) -> None:
    assert taken(tmp_path, nothing, lambda: (tmp_path / "a.txt").write_text(TEXT)) == []


def test_known_files_are_no_news_and_unreadable_ones_only_when_tried_again(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("")
    stale = tmp_path / "b.txt"
    stale.symlink_to(tmp_path / "nowhere")
    before = known(path, None) | {str(stale): Known(0, None, None, None)}
    assert changed_files([tmp_path], before, is_retried=False) == {}
    assert set(changed_files([tmp_path], before)) == {str(path), str(stale)}
    assert changed_files([tmp_path], known(path) | {str(stale): before[str(stale)]},
                         is_retried=False) == {}  # fmt: skip
    quiet = discover([tmp_path], known=before, settled={})
    assert (quiet.sources, quiet.unreadable, quiet.issues) == ([], [], [])
    assert len(discover([tmp_path], known=before).unreadable) == 2


def test_a_name_that_is_not_utf8_is_said_when_it_is_new_or_changed(tmp_path: Path) -> None:
    bad = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    bad.write_text(TEXT)
    looked = changed_files([tmp_path], {}, is_retried=False)
    (found,) = discover([tmp_path], settled=looked).unreadable
    before = {found.uri: Known(found.size, found.modified_at_ns, found.inode, None)}
    assert changed_files([tmp_path], before, is_retried=False) == {}
    later = discover([tmp_path], known=before, settled={})
    assert (later.unreadable, later.issues, later.gone) == ([], [], [])
    grow(bad)
    assert changed_files([tmp_path], before, is_retried=False).keys() == {found.uri}


def test_a_held_file_that_is_the_same_is_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    assert len(discover([tmp_path], known=known(path), settled={}).unchanged) == 1
    grow(path)
    assert discover([tmp_path], known=known(tmp_path / "a.txt"), settled={}).unchanged
    stale = {str(path): Known(1, 1, 1, "d")}
    left = discover([tmp_path], known=stale, settled={})
    assert (left.sources, left.unchanged, left.gone) == ([], [], [])
