"""Writers that are killed or run at once, clients that misbehave, disks that refuse."""

import multiprocessing
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

import warehouse
import warehouse.ids
from tests.conftest import is_soak
from warehouse import Changes, Lake
from warehouse.catalogue import VIEWS, view_source

SPAWN = multiprocessing.get_context("spawn")
ROWS_PER_BATCH = 40

# A writer of batches: one run, and as many issues that name it, in one commit.
WRITER = """
import sys
from pathlib import Path
from warehouse import Changes, Lake

lake, name, count = Lake(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for number in range(count):
    changes, run = Changes(), f"{name}-{number}"
    changes.add("runs", [{"run_id": run}])
    rows = [{"issue_id": f"{run}-{i}", "uri": run, "opened_run_id": run} for i in range(40)]
    changes.add("issues", rows)
    changes.originals = {__import__("hashlib").sha256(run.encode()).hexdigest(): run.encode()}
    snapshot = lake.commit(changes)
    print(run, flush=True)
"""


WHOLE_SQL = "select count(*) = 40 * (select count(*) from runs) from issues"


def writer(lake: Lake, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(lake.path), name, str(count)],
        stdout=subprocess.PIPE,
        text=True,
    )


def batches(lake: Lake) -> dict[str, int]:
    """Issues of every run as a reader sees them; the runs without issues too."""
    with warehouse.open(lake.path) as record:
        return dict(
            record.execute(
                "select r.run_id, count(i.issue_id) from runs r "
                "full join issues i on i.opened_run_id = r.run_id group by 1"
            ).fetchall()
        )


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def commit_run(lake: Lake, name: str) -> None:
    changes = Changes()
    changes.add("runs", [{"run_id": name}])
    lake.commit(changes)


def test_writers_at_once_land_every_batch_once_and_readers_see_whole_ones(lake: Lake) -> None:
    writers, commits = 4, 20 if is_soak() else 5
    running = [writer(lake, f"w{n}", commits) for n in range(writers)]
    reads = 0
    while any(process.poll() is None for process in running):
        if (lake.path / "catalog.duckdb").exists():
            assert set(batches(lake).values()) == {ROWS_PER_BATCH}
            reads += 1
            with duckdb.connect(lake.path / "catalog.duckdb", read_only=True) as client:
                assert client.execute(WHOLE_SQL).fetchone() == (True,)
    assert [process.returncode for process in running] == [0] * writers
    expected = {f"w{n}-{number}" for n in range(writers) for number in range(commits)}
    assert batches(lake) == dict.fromkeys(expected, ROWS_PER_BATCH)
    assert reads > 5
    assert warehouse.verify(lake) == []


MAINTAINER = """
import sys, time
from datetime import timedelta
from pathlib import Path
from warehouse import Lake, vacuum

lake, done = Lake(sys.argv[1]), Path(sys.argv[2])
while not done.exists():
    if lake.current():
        lake.compact()
        print(vacuum(lake, timedelta(seconds=float(sys.argv[3]))).file_count, flush=True)
    time.sleep(0.05)
"""

READER = """
import sys
from pathlib import Path
import warehouse

done, reads = Path(sys.argv[2]), 0
while not done.exists():
    if (Path(sys.argv[1]) / "catalog.duckdb").exists():
        with warehouse.open(sys.argv[1]) as record:
            assert record.execute(sys.argv[3]).fetchone() == (True,)
        reads += 1
print(reads)
"""


@pytest.mark.timeout(1800)
def test_upkeep_loses_no_batch_and_disturbs_no_reader(tmp_path: Path) -> None:
    writers, commits, kept_seconds = 4, 20 if is_soak() else 3, 10.0 if is_soak() else 3.0
    for time_over in range(5 if is_soak() else 1):
        lake, done = Lake(tmp_path / f"lake{time_over}"), tmp_path / f"done{time_over}"
        upkeep = script(MAINTAINER, lake.path, done, kept_seconds)
        readers = [script(READER, lake.path, done, WHOLE_SQL) for _ in range(2)]
        try:
            running = [writer(lake, f"w{n}", commits) for n in range(writers)]
            assert [process.wait() for process in running] == [0] * writers
            time.sleep(kept_seconds + 1)  # so that at least one vacuum finds something to remove
        finally:
            done.touch()  # else they would run on after a failure
        outputs = [process.communicate(timeout=60)[0] for process in (upkeep, *readers)]
        assert [process.returncode for process in (upkeep, *readers)] == [0, 0, 0]
        assert sum(map(int, outputs[0].split())) > 0
        assert min(map(int, outputs[1:])) > 5
        expected = {f"w{n}-{number}" for n in range(writers) for number in range(commits)}
        assert batches(lake) == dict.fromkeys(expected, ROWS_PER_BATCH)
        with warehouse.open(lake.path) as record:
            assert record.execute("select count(*) from runs").fetchone() == (writers * commits,)
        warehouse.vacuum(lake, timedelta(0))
        assert orphans(lake) == set()
        assert warehouse.verify(lake) == []


def script(source: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", source, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.timeout(1800)
def test_a_killed_writer_leaves_nothing_half_done(lake: Lake) -> None:
    chance = random.Random(20260101)
    acknowledged: set[str] = set()
    for number in range(50 if is_soak() else 6):
        process = writer(lake, f"k{number}", 1000)
        assert process.stdout is not None
        acknowledged.add(process.stdout.readline().strip())  # it is under way
        time.sleep(chance.uniform(0, 0.6))
        process.send_signal(signal.SIGKILL)
        acknowledged |= set(process.stdout.read().splitlines())
        process.wait()
        found = batches(lake)
        assert set(found.values()) == {ROWS_PER_BATCH}
        assert acknowledged <= set(found)
        # A last batch may have been published without its writer living to say so.
        acknowledged = set(found)
    before = time.monotonic()
    commit_run(lake, "after")  # the lock is free, and what was left behind is swept
    assert time.monotonic() - before < 10
    assert warehouse.verify(lake) == []
    assert orphans(lake) == set()


def orphans(lake: Lake) -> set[Path]:
    """Files that no snapshot lists."""
    listed = {lake.path / name for name in ("lock", "open.sql", "catalog.duckdb")}
    for path in (lake.path / "snapshots").glob("*.json"):
        snapshot = lake.snapshot(int(path.stem))
        listed |= {path, path.with_suffix(".duckdb")}
        data = {lake.path / f.path for files in snapshot.tables.values() for f in files}
        listed |= data | {path.with_suffix(end) for path in data for end in (".keys", ".rows")}
    there = {path for path in lake.path.rglob("*") if not path.is_dir()}
    originals = {path for path in there if path.parent.name == "originals"}
    with warehouse.open(lake.path) as record:
        runs = {row[0] for row in record.execute("select run_id from runs").fetchall()}
    kept = {lake.path / "originals" / warehouse.ids.document_id(run.encode()) for run in runs}
    return {
        p for p in there - listed - originals if not p.name.startswith(("empty-", "template-"))
    } | (originals - kept)


# --- clients in DuckDB's default mode -------------------------------------------------------------

CLIENT = """
import sys, time
import duckdb

client = duckdb.connect(sys.argv[1])
client.execute("set checkpoint_threshold = '1TB'")
client.execute("select * from runs").fetchall()
client.execute("create or replace view runs as select 'edited' as run_id")
print("ready", flush=True)
time.sleep(60)
"""


@pytest.fixture
def client(lake: Lake) -> Iterator[subprocess.Popen[str]]:
    """A client that opened the catalogue for writing, edited a view and stays."""
    commit_run(lake, "one")
    process = subprocess.Popen(
        [sys.executable, "-c", CLIENT, str(lake.path / "catalog.duckdb")],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    # Mode 0444 keeps out everyone but root; root gets in, and must do no harm either.
    assert process.stdout.readline() == ("ready\n" if os.geteuid() == 0 else "")
    yield process
    process.kill()
    process.wait()


def run_ids(connection: duckdb.DuckDBPyConnection) -> list[str]:
    with connection:
        return [row[0] for row in connection.execute("select run_id from runs").fetchall()]


def test_a_client_that_stays_blocks_nobody(lake: Lake, client) -> None:
    assert run_ids(warehouse.open(lake.path)) == ["one"]
    for name in ("two", "three"):
        commit_run(lake, name)
        catalogue = lake.path / "catalog.duckdb"
        assert run_ids(duckdb.connect(catalogue, read_only=True))[-1] == name
    assert run_ids(warehouse.open(lake.path)) == ["one", "two", "three"]


def test_the_wal_of_a_killed_client_reaches_no_other_reader(lake: Lake, client) -> None:
    client.kill()
    client.wait()
    assert run_ids(warehouse.open(lake.path)) == ["one"]
    commit_run(lake, "two")
    assert run_ids(warehouse.open(lake.path)) == ["one", "two"]
    assert run_ids(duckdb.connect(lake.path / "catalog.duckdb", read_only=True)) == ["one", "two"]


# --- disks that refuse ----------------------------------------------------------------------------


def as_nobody(path: Path, queue) -> None:
    """Read and write as a user without rights; what happened goes to the queue."""
    for name in VIEWS:
        view_source(name)  # while the interpreter's own files can be read
    if os.geteuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
    lake = Lake(path)
    queue.put(run_ids(warehouse.open(path)))
    try:
        commit_run(lake, "two")
    except warehouse.WarehouseError as error:
        queue.put(error.__class__.__name__)


def test_a_folder_without_rights_can_be_read_and_says_so_when_written(public: Path) -> None:
    lake = Lake(public / "lake")
    commit_run(lake, "one")
    seen = outcome(as_nobody, lake.path)
    assert seen == [["one"], "PermissionDenied"]
    moved = lake.path.rename(public / "moved")  # and where it cannot be adopted
    assert outcome(as_nobody, moved) == [["one"], "PermissionDenied"]


@pytest.fixture
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that other users can look into and not write to."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        if os.geteuid() != 0:
            subprocess.run(["chmod", "-R", "u+w", name], check=True)


def outcome(function, *arguments) -> list[object]:
    queue = SPAWN.Queue()
    process = SPAWN.Process(target=function, args=(*arguments, queue))
    process.start()
    process.join(60)
    assert process.exitcode == 0
    found = []
    while not queue.empty():
        found.append(queue.get())
    return found


def with_little_room(path: Path, limit: int, queue) -> None:
    """Write where no file may grow past ``limit`` bytes, as on a disk that is nearly full."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    changes = Changes()
    rows = [{"issue_id": random.Random(n).randbytes(40).hex(), "uri": "u"} for n in range(2000)]
    changes.add("issues", rows)
    try:
        Lake(path).commit(changes)
    except warehouse.WarehouseError as error:
        queue.put(error.__class__.__name__)


@pytest.mark.parametrize("limit", [1_000, 50_000, 300_000], ids=["notes", "data", "catalogue"])
def test_a_full_disk_leaves_the_last_snapshot_whole(lake: Lake, limit: int) -> None:
    commit_run(lake, "one")
    files = sorted(lake.path.rglob("*"))
    assert outcome(with_little_room, lake.path, limit) == ["DiskFull"]
    assert sorted(lake.path.rglob("*")) == files
    assert run_ids(warehouse.open(lake.path)) == ["one"]
    commit_run(lake, "two")
    assert warehouse.verify(lake) == []
