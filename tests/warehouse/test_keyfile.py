"""The keys beside a data file: none that is there is missed, few files are opened for nothing."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from warehouse import Changes, Contents, Lake, keyfile, storage
from warehouse.schema import TABLES

NAMES = st.sets(st.text(max_size=8), min_size=1)


def write(data: Path, values: list[str | None]) -> Path:
    rows = pa.table({"uri": pa.array(values, pa.string()), "size": pa.nulls(len(values))})
    keyfile.write(data, rows, ["uri"])
    return data.with_suffix(".keys")


def may_hold(data: Path, wanted: keyfile.Hashes) -> bool:
    """As a process asks that has not read the keys before."""
    keyfile.forget_keys()
    return keyfile.may_hold(str(data), wanted, "")


def hashes(*keys: str) -> keyfile.Hashes:
    return keyfile.hashes(pa.array(keys, pa.string()))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys") / "000001-00.parquet"


@given(held=NAMES, others=st.sets(st.text(max_size=8)))
def test_no_key_that_is_held_is_missed(data: Path, held: set[str], others: set[str]) -> None:
    write(data, [None, *held])
    for key in held:
        assert may_hold(data, hashes(key, *others))


def test_keys_that_are_not_held_are_told_apart(data: Path) -> None:
    write(data, [f"/in/{number}" for number in range(5000)])
    absent = (hashes(f"/out/{number}") for number in range(5000))
    assert sum(may_hold(data, key) for key in absent) <= 1


DAMAGE: list[tuple[str, Callable[[bytes], bytes | None]]] = [
    ("missing", lambda content: None),
    ("empty", lambda content: b""),
    ("cut", lambda content: content[:-4]),
    ("no keys", lambda content: bytes(4)),
    ("zeros", lambda content: bytes(len(content))),
    ("flipped", lambda content: content[:9] + bytes([content[9] ^ 1]) + content[10:]),
]


def do_harm(path: Path, damage: Callable[[bytes], bytes | None]) -> None:
    content = damage(path.read_bytes())
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)


@pytest.mark.parametrize("damage", [d for _, d in DAMAGE], ids=[name for name, _ in DAMAGE])
def test_damaged_keys_are_not_believed(data: Path, damage: Callable[[bytes], bytes | None]) -> None:
    path = write(data, ["a", "b", "c"])
    assert not may_hold(data, hashes("x"))
    do_harm(path, damage)
    assert may_hold(data, hashes("x"))


def rows_of(data: Path, *documents: str) -> dict[str, int] | None:
    keyfile.forget_keys()
    return keyfile.row_counts(str(data), documents, "")


@given(held=st.lists(st.text(max_size=8), min_size=1), others=st.sets(st.text(max_size=8)))
@example(held=[""], others={"\x00"})
def test_rows_of_documents_are_counted(data: Path, held: list[str], others: set[str]) -> None:
    keyfile.write_counts(data, pa.chunked_array([held], pa.string()))
    asked = sorted({*held, *others})
    assert rows_of(data, *asked) == {key: held.count(key) for key in asked if key in held}


@pytest.mark.parametrize("damage", [d for _, d in DAMAGE], ids=[name for name, _ in DAMAGE])
def test_damaged_counts_are_not_believed(
    data: Path, damage: Callable[[bytes], bytes | None]
) -> None:
    keyfile.write_counts(data, pa.chunked_array([["a", "b", "a"]], pa.string()))
    path = data.with_suffix(".rows")
    assert rows_of(data, "a", "x") == {"a": 2}
    do_harm(path, damage)
    assert rows_of(data, "a", "x") is None


LISTS = st.lists(st.sets(st.sampled_from("abcdefghij"), max_size=5), min_size=1, max_size=30)


def listed(held: Sequence[Collection[str]]) -> pa.ListArray:
    return pa.array([sorted(keys) for keys in held], pa.list_(pa.string()))


def pairs_meeting(data: Path, wanted: list[set[str]], least: int) -> list[tuple[int, int]] | None:
    keyfile.forget_keys()
    index = keyfile.read_index(str(data), "")
    return None if index is None else pairs_of(index, wanted, least)


def pairs_of(index: keyfile.Index, wanted: list[set[str]], least: int) -> list[tuple[int, int]]:
    one, two = keyfile.Wanted.of(listed(wanted)).meeting(index, least)
    return list(zip(one.tolist(), two.tolist(), strict=True))


@given(held=LISTS, wanted=LISTS, least=st.integers(1, 3))
def test_rows_are_found_by_the_keys_they_share(
    data: Path, held: list[set[str]], wanted: list[set[str]], least: int
) -> None:
    lists = pa.chunked_array([listed(held)])
    keyfile.write_index(data, lists)
    met = [
        (one, two)
        for one, own in enumerate(wanted)
        for two, keys in enumerate(held)
        if len(keys & own) >= least
    ]
    assert pairs_meeting(data, wanted, least) == (met if any(held) else None)
    assert pairs_of(keyfile.index_of(lists), wanted, least) == met


@pytest.mark.parametrize("damage", [d for _, d in DAMAGE], ids=[name for name, _ in DAMAGE])
def test_a_damaged_index_is_not_believed(
    data: Path, damage: Callable[[bytes], bytes | None]
) -> None:
    keyfile.write_index(data, pa.chunked_array([listed(["ab", "", "b"])]))
    path = data.with_suffix(".index")
    assert pairs_meeting(data, [{"b"}], 1) == [(0, 0), (0, 2)]
    do_harm(path, damage)
    assert pairs_meeting(data, [{"b"}], 1) is None


def test_an_index_that_has_gone_since_is_not_missed(data: Path) -> None:
    keyfile.write_index(data, pa.chunked_array([listed(["a"])]))
    assert pairs_meeting(data, [{"a"}], 1) == [(0, 0)]
    data.with_suffix(".index").unlink()
    assert keyfile.read_index(str(data), "") is None


def document(name: str, title: str) -> Changes:
    row: dict[str, Any] = {"document_id": name, "root_document_id": name, "is_current": True}
    place = {"source_id": f"s{name}", "uri": f"/{name}", "document_id": name, "is_current": True}
    changes = Changes()
    changes.replace("documents", [row | {"title": title, "char_count": 0, "page_count": 0}])
    changes.replace("sources", [place])
    return changes


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    """Six documents, each in a file of its own."""
    monkeypatch.setattr(storage, "SMALL_BYTES", 0)
    lake = Lake(tmp_path / "lake")
    for name in "abcdef":
        lake.commit(document(name, "first"))
    return lake


def test_a_commit_opens_only_the_files_that_hold_what_it_replaces(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def read_column(folder: Path, file: storage.DataFile, *rest: Any) -> Any:
        asked.append(file.path)
        return really_read(folder, file, *rest)

    really_read = storage.read_column
    monkeypatch.setattr(storage, "read_column", read_column)
    lake.commit(document("c", "second"))
    assert asked == ["data/sources/000003-00.parquet", "data/documents/000003-00.parquet"]
    titles = titles_of(lake.contents())
    assert titles == dict.fromkeys("abdef", "first") | {"c": "second"}


def test_rows_are_found_and_replaced_without_keys(lake: Lake) -> None:
    """As in a warehouse that an older version wrote."""
    for path in lake.path.glob("data/*/*.keys"):
        path.unlink()
    keyfile.forget_keys()
    lake.commit(document("c", "second"))
    with lake.contents() as contents:
        assert [r["title"] for r in contents.among("documents", "document_id", ["c"])] == ["second"]
        assert len(contents.rows("documents")) == len(contents.rows("sources")) == 6


def titles_of(contents: Contents) -> dict[str, str]:
    with contents:
        return {row["document_id"]: row["title"] for row in contents.rows("documents")}


def passage(document_id: str, position: int, keys: list[str]) -> dict[str, Any]:
    key = f"{document_id}-{position}"
    own = {"passage_id": key, "document_id": document_id, "position": position}
    return own | {"lookup_keys": keys, "names": ["x"]}


@pytest.mark.parametrize("is_indexed", [True, False])
def test_rows_that_share_keys_are_found_with_an_index_and_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_indexed: bool
) -> None:
    monkeypatch.setattr(storage, "SMALL_BYTES", 0)
    lake = Lake(tmp_path / "lake")
    groups = 3 * TABLES["passages"].group_rows
    for name in "abc":
        changes = Changes()
        rows = [passage(name, n, [f"{n % 7}", f"{n % 11}", f"{name}{n}"]) for n in range(groups)]
        changes.add("passages", rows)
        lake.commit(changes)
    gone = Changes()
    gone.remove("passages", "document_id", ["b"])
    lake.commit(gone)
    if not is_indexed:
        for path in lake.path.glob("data/*/*.index"):
            path.unlink()
    keyfile.forget_keys()
    wanted = [{"a5", f"b{groups - 1}"}, {f"c{groups - 2}", f"c{groups - 1}", "a5", "none"}]
    columns = ["passage_id", "document_id", "lookup_keys"]
    with lake.contents() as contents:
        met = {
            (one, rows.column("passage_id")[two].as_py())
            for rows, pairs in contents.sharing("passages", columns, listed(wanted))
            for one, two in zip(*pairs, strict=True)
        }
        assert met == {(0, "a-5"), (1, "a-5"), (1, f"c-{groups - 2}"), (1, f"c-{groups - 1}")}
        ((rows, (one, two)),) = contents.sharing(
            "passages", columns, listed([{"x"}, {"3", "5", "c38"}]), 3
        )
        assert rows.column("passage_id").to_pylist() == ["c-38"]
        assert rows.column("lookup_keys").to_pylist() == [["3", "5", "c38"]]
        assert (one.tolist(), two.tolist()) == ([1], [0])
