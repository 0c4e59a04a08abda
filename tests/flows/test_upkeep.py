"""The commands that keep a warehouse in shape."""

import json
import shutil
from pathlib import Path

import pytest

import warehouse
from tests.conftest import Cli
from warehouse import Changes, Lake


@pytest.fixture
def lake(small_lake: Path, tmp_path: Path) -> Path:
    """A copy of the small warehouse, so that its own stays as it is."""
    return Path(shutil.copytree(small_lake, tmp_path / "copy", symlinks=True))


def test_snapshots_are_adopted_listed_pinned_and_vacuumed(onrecord: Cli, lake: Path) -> None:
    adopted = onrecord("adopt", lake)
    assert adopted.returncode == 0
    assert "snapshot 2" in adopted.stdout
    pinned = onrecord("snapshots", "pin", "1", "--note", "cited", "-w", lake)
    assert pinned.returncode == 0
    listed = onrecord("snapshots", "-w", lake).stdout.splitlines()
    assert all(len(line) <= 100 for line in listed)
    (line,) = (line for line in listed if line.strip().startswith("1 "))
    assert line.rstrip().endswith("cited")
    moment = line.split("│")[1].strip()
    first = onrecord("sql", "from snapshots", "--as-of", moment, "--format", "csv", "-w", lake)
    assert first.stdout.splitlines()[-1].startswith("1,")
    changes = Changes()
    changes.add("runs", [{"run_id": "later"}])
    Lake(lake).commit(changes)
    gone = onrecord("vacuum", "--older-than", "0", "-w", lake)
    assert gone.stdout.startswith("1 snapshots and ")
    query = "select count(*) as runs from runs"
    first = onrecord("sql", query, "--as-of", "1", "--format", "csv", "-w", lake)
    assert first.stdout.split() == ["runs", "1"]
    assert onrecord("sql", query, "--format", "csv", "-w", lake).stdout.split() == ["runs", "2"]
    vacuumed = onrecord("sql", query, "--as-of", "2", "-w", lake)
    assert vacuumed.returncode == 3
    assert "onrecord snapshots" in vacuumed.stderr
    assert "Nothing to merge" in onrecord("compact", "-w", lake).stdout


@pytest.mark.parametrize(
    "arguments",
    [("compact", "-w"), ("snapshots", "-w"), ("adopt",), ("snapshots", "pin", "1", "-w")],
    ids=" ".join,
)
def test_no_warehouse_is_one_clear_line(
    arguments: tuple[str, ...], onrecord: Cli, tmp_path: Path
) -> None:
    done = onrecord(*arguments, tmp_path / "none")
    assert done.returncode == 3
    assert "none" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_time_that_is_none_says_how_to_write_one(onrecord: Cli, small_lake: Path) -> None:
    done = onrecord("sql", "select 1", "--as-of", "yesterday", "-w", small_lake)
    assert done.returncode == 2
    assert "2026-01-31" in done.stderr


def test_diff_tells_what_is_new(onrecord: Cli, lake: Path) -> None:
    assert onrecord("adopt", lake).returncode == 0
    with warehouse.open(lake) as record:
        (statements,) = record.execute("select count(*) from statements").fetchone() or (0,)
    changes = Changes()
    with Lake(lake).contents() as contents:
        (row,) = contents.rows("statements", where="true LIMIT 1")
    changes.replace("statements", [row | {"act": "deny"}])
    Lake(lake).commit(changes)
    assert len(diff(onrecord, lake, "--since", "2")) == 0  # no document is new
    (edited,) = diff(onrecord, lake, "--since", "2", "--all")
    assert (edited["kind"], edited["reason"]) == ("edited", "pipeline")
    assert edited["statement_id"] == row["statement_id"]
    assert statements > 1
    lines = onrecord("diff", "--since", "2", "--all", "-w", lake).stdout.splitlines()
    assert any("edited" in line and row["statement_id"] in line for line in lines)
    assert all(len(line) <= 100 for line in lines)


def diff(onrecord: Cli, lake: Path, *arguments: str) -> list[dict[str, str]]:
    done = onrecord("diff", *arguments, "--format", "json", "-w", lake)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, str]] = json.loads(done.stdout)
    return found


def test_forget_asks_first_and_leaves_an_audit_row(onrecord: Cli, lake: Path) -> None:
    with warehouse.open(lake) as record:
        ((uri, document_id),) = record.execute("select uri, document_id from sources").fetchall()
    why = ("--reason", "court order", "--by", "Editor", "-w", lake)
    refused = onrecord("forget", uri, *why, stdin="n\n")
    assert refused.returncode == 1
    done = onrecord("forget", uri, *why, "--yes")
    assert done.returncode == 0, done.stderr
    assert f"{document_id} is forgotten." in done.stdout
    with warehouse.open(lake, as_of=1) as record:
        assert record.execute("select count(*) from documents").fetchone() == (0,)
    unknown = onrecord("forget", uri, *why, "--yes")
    assert unknown.returncode == 3
    assert "neither the id nor the URI" in unknown.stderr
    shown = onrecord("sql", "select reason from forgotten", "--format", "csv", "-w", lake)
    assert shown.stdout.splitlines() == ["reason", "court order"]
