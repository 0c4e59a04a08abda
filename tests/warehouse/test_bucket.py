"""A warehouse in a bucket: same rows as in a folder, two machines at once, killed writers, errors.

A machine is a process with a cache folder of its own; the bucket is moto's, on loopback.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import obstore
import pytest
from obstore.store import S3Store

import warehouse
from tests.conftest import BUCKET_URL as URL
from tests.conftest import Cli, is_soak
from tests.warehouse.test_forgetting import add_document, documents, key_of
from warehouse import Changes, Contents, Lake, WarehouseError, place
from warehouse.place import place_of

WHY = {"reason": "court order", "by": "Editor"}
Machine = Callable[[str], Lake]


@pytest.fixture
def machine(
    bucket: S3Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Lake]:
    """The warehouse in the bucket as a machine of that name sees it."""

    def on(name: str) -> Lake:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / name))
        return Lake(URL)

    return on


def names_in(bucket: S3Store, prefix: str = "") -> set[str]:
    return {meta["path"] for batch in obstore.list(bucket, prefix=prefix) for meta in batch}


def run(name: str) -> Changes:
    changes = Changes()
    changes.add("runs", [{"run_id": name}])
    return changes


def landed(*names: str) -> Changes:
    changes = Changes()
    for name in names:
        add_document(changes, name)
    return changes


def tables_of(location: Path | str) -> dict[str, list[tuple[Any, ...]]]:
    """All rows but those with times of publishing."""
    with warehouse.open(location) as record:
        return {
            name: sorted(record.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
            for name in warehouse.schema.TABLES
            if name not in ("snapshots", "changes")
        }


def run_ids(lake: Lake) -> list[str]:
    with warehouse.open(lake.path) as record:
        return [key for (key,) in record.execute("SELECT run_id FROM runs ORDER BY ALL").fetchall()]


def test_rows_are_those_of_a_folder_and_another_machine_sees_them(
    machine: Machine, tmp_path: Path
) -> None:
    here, folder = machine("here"), Lake(tmp_path / "lake")
    for lake in (here, folder):
        lake.commit(landed("one", "two"))
        lake.commit(landed("three"))
    away = machine("away")
    assert tables_of(away.path) == tables_of(folder.path)
    assert warehouse.verify(away) == warehouse.verify(folder)
    with warehouse.open(URL, as_of=1) as record:
        assert record.execute("SELECT count(*) FROM documents").fetchone() == (2,)
    assert away.held_documents().keys() == folder.held_documents().keys()


@pytest.mark.skipif(not is_soak(), reason="ingests the seed twice; make soak runs it")
def test_the_seed_lands_in_a_bucket_as_in_a_folder(
    bucket: S3Store, onrecord: Cli, seed_text: Path, tmp_path: Path
) -> None:
    environment = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    environment["XDG_CACHE_HOME"] = str(tmp_path / "cache")
    query = "SELECT statement_id, content_text, speaker_name FROM statements ORDER BY ALL"
    told = []
    for location in (URL, str(tmp_path / "lake")):
        done = onrecord("ingest", seed_text, "--warehouse", location, **environment)
        assert done.returncode == 0, done.stderr
        asked = onrecord("sql", query, "--format", "csv", "--warehouse", location, **environment)
        told.append(asked.stdout)
    assert told[0] == told[1]
    assert told[0].count("\n") > 10
    assert names_in(bucket, "originals/")


def test_originals_are_fetched_on_demand(machine: Machine) -> None:
    changes = landed("one")
    changes.originals[key_of("one")] = b"secret one"
    machine("here").commit(changes)
    away = machine("away")
    assert not (away.path / "originals").exists()
    assert away.original(key_of("one")).read_bytes() == b"secret one"
    assert not away.original(key_of("two")).exists()


def test_who_is_overtaken_commits_on_top(machine: Machine) -> None:
    here, away = machine("here"), machine("away")
    here.commit(run("first"))
    asked = []

    def changes(contents: Contents) -> Changes:
        asked.append({row["run_id"] for row in contents.rows("runs", ["run_id"])})
        if len(asked) == 1:
            away.commit(run("between"))
        return run("last")

    assert here.commit(changes).number == 3
    assert asked == [{"first"}, {"first", "between"}]
    assert run_ids(away) == ["between", "first", "last"]
    here.compact()
    warehouse.vacuum(here, timedelta(0))
    assert run_ids(machine("third")) == ["between", "first", "last"]


WRITER = """
import sys
from warehouse import Changes, Lake
lake, name, count = Lake(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for number in range(count):
    def changes(contents):
        held = {row["run_id"] for row in contents.rows("runs", ["run_id"])}
        added = Changes()
        for key in (f"{name}-{number}", f"both-{number}"):
            if key not in held:
                added.add("runs", [{"run_id": key}])
        return added
    lake.commit(changes)
    print(number, flush=True)
"""


def writer(lake: Lake, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(lake.path), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_two_machines_that_write_at_once_lose_nothing_and_land_nothing_twice(
    machine: Machine,
) -> None:
    count = 20 if is_soak() else 4
    writers = [writer(machine(name), name, count) for name in ("a", "b")]
    assert [each.wait(timeout=120) for each in writers] == [0, 0]
    expected = [f"{name}-{n}" for name in ("a", "b", "both") for n in range(count)]
    assert run_ids(machine("reader")) == sorted(expected)


def test_a_killed_writer_leaves_no_half_batch(machine: Machine, bucket: S3Store) -> None:
    for turn in range(8 if is_soak() else 2):
        killed = writer(machine("killed"), f"killed-{turn}", 1000)
        assert killed.stdout
        killed.stdout.readline()
        time.sleep(0.05 * turn)
        killed.kill()
        killed.wait()
        killed.stdout.close()
    reader = machine("reader")
    assert warehouse.verify(reader) == []
    found = run_ids(reader)
    for turn in range(2):  # both rows of a commit or none
        own = {key.rpartition("-")[2] for key in found if key.startswith(f"killed-{turn}-")}
        assert own <= {key.rpartition("-")[2] for key in found if key.startswith("both-")}
    obstore.put(bucket, "data/runs/000001-00-dead.parquet", b"torn")
    survivor = machine("survivor")
    survivor.commit(run("after"))
    assert warehouse.vacuum(survivor).file_count >= 1
    assert "data/runs/000001-00-dead.parquet" not in names_in(bucket)
    assert run_ids(reader) == sorted([*found, "after"])


def test_pins_and_vacuum_are_those_of_all_machines(
    machine: Machine, bucket: S3Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warehouse.storage, "SMALL_BYTES", 0)
    here, away = machine("here"), machine("away")
    for name in ("one", "two", "three"):
        here.commit(run(name))
    warehouse.pin(away, 1, "cited")
    here.compact()
    assert warehouse.vacuum(here, timedelta(0)).snapshot_numbers == (2, 3)
    kept = warehouse.kept_snapshots(away)
    assert [(held.snapshot.number, held.pin_note) for held in kept] == [(1, "cited"), (4, None)]
    warehouse.unpin(here, 1)
    assert warehouse.vacuum(away, timedelta(0)).snapshot_numbers == (1,)
    listed = {f.path for files in kept[-1].snapshot.tables.values() for f in files}
    assert {n for n in names_in(bucket, "data/") if n.endswith(".parquet")} == listed
    assert run_ids(machine("third")) == ["one", "three", "two"]


def test_what_is_forgotten_is_in_no_object(machine: Machine, bucket: S3Store) -> None:
    here = machine("here")
    changes = landed("one", "two")
    changes.originals[key_of("one")] = b"secret one"
    here.commit(changes)
    here.commit(landed("three"))
    done = warehouse.forget(machine("away"), key_of("one"), **WHY)
    assert done.document_ids == (key_of("one"),)
    assert f"originals/{key_of('one')}" not in names_in(bucket)
    assert "forgetting" not in names_in(bucket)
    third = machine("third")
    assert documents(third, 1) == {"secret two"}
    for name in names_in(bucket, "data/"):
        assert b"secret one" not in bytes(obstore.get(bucket, name).bytes())
    assert documents(here, 3) == {"secret two", "secret three"}


def test_verify_reads_the_bucket_not_its_copy(machine: Machine, bucket: S3Store) -> None:
    here = machine("here")
    snapshot = here.commit(landed("one"))
    (texts,) = snapshot.tables["texts"]
    obstore.put(bucket, texts.path, b"torn")
    (documents_file,) = snapshot.tables["documents"]
    obstore.delete(bucket, documents_file.path)
    messages = [finding.message for finding in warehouse.verify(here) if finding.check == "file"]
    assert messages == [
        f"{documents_file.path} is missing",
        f"{texts.path} is not what was published: its bytes have changed",
    ]


def test_the_working_copy_may_be_deleted(machine: Machine) -> None:
    here = machine("here")
    here.commit(landed("one"))
    shutil.rmtree(here.path)
    place_of.cache_clear()
    again = machine("here")
    again.commit(landed("two"))
    assert documents(again, 2) == {"secret one", "secret two"}


@pytest.mark.parametrize(
    ("url", "environment", "message"),
    [
        ("s3://records-not-there/x", {}, "there is no such bucket. Make it"),
        (URL, {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, "the storage cannot be reached. Check"),
    ],
)
def test_errors_are_one_line_with_a_remedy(
    machine: Machine,
    monkeypatch: pytest.MonkeyPatch,
    url: str,
    environment: dict[str, str],
    message: str,
) -> None:
    machine("here")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    for ask in (lambda: warehouse.open(url), lambda: Lake(url).commit(run("one"))):
        with pytest.raises(WarehouseError) as raised:
            ask()
        assert str(raised.value).startswith(f"{url}: {message}")
        assert "\n" not in str(raised.value)


def test_an_empty_bucket_is_no_warehouse(machine: Machine) -> None:
    with pytest.raises(warehouse.NotAWarehouse, match=f"^{URL} holds no warehouse"):
        warehouse.open(machine("here").path)


def test_without_the_extra_the_error_says_how_to_add_it(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "warehouse.bucket", raising=False)
    monkeypatch.setitem(sys.modules, "obstore", None)
    place_of.cache_clear()
    with pytest.raises(WarehouseError, match=r"pip install 'onrecord\[object-storage\]'"):
        machine("fresh").current()


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("s3://records/news", "s3://records/news"),
        ("s3://records/news/", "s3://records/news"),
        (Path("s3://records/news"), "s3://records/news"),
        ("s3", None),
        ("/tmp/s3:/x", None),
        ("lake", None),
    ],
)
def test_what_is_a_bucket(location: Path | str, url: str | None) -> None:
    assert place.bucket_url(location) == url
