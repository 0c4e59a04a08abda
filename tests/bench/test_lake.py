"""The warehouse at size: a few commits here, 2,000 commits and a million claims under make soak."""

from __future__ import annotations

import itertools
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import warehouse
from tests.bench import lake as bench
from tests.conftest import is_soak
from warehouse import Lake, storage
from warehouse.schema import TABLES

COMMITS, DOCUMENTS = (2000, 20) if is_soak() else (12, 3)
Row = dict[str, Any]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """The generated lake; ONRECORD_BENCH_LAKE names one that was built before."""
    built = os.environ.get("ONRECORD_BENCH_LAKE")
    if is_soak() and built:
        return Lake(built)
    folder = tmp_path_factory.mktemp("bench") / "lake"
    with pytest.MonkeyPatch.context() as patch:
        if not is_soak():  # so that files are merged here too
            patch.setattr(storage, "SMALL_BYTES", 2_000)
            patch.setattr(storage, "MAX_SMALL_FILES", 5)
        return bench.build(folder, COMMITS, DOCUMENTS)


def test_the_lake_is_as_large_as_said_and_sound(lake: Lake) -> None:
    snapshot = lake.current()
    assert snapshot is not None
    assert snapshot.row_count("documents") >= COMMITS * DOCUMENTS
    assert snapshot.row_count("claims") >= 25 * COMMITS * DOCUMENTS
    assert bench.small_files(lake) <= 200
    assert warehouse.verify(lake) == []


def test_merged_rows_stand_by_day_and_by_speaker(lake: Lake) -> None:
    """What lands together stands together, so that days are skipped; in a file, speakers are."""
    snapshot = lake.current()
    assert snapshot is not None
    merged = 0
    days: list[tuple[Any, Any]] = []
    for file in snapshot.tables["statements"]:
        columns = ["first_landed_at", "speaker_name"]
        times, speakers = pq.read_table(lake.path / file.path, columns=columns).columns
        days.append((min(times.to_pylist()), max(times.to_pylist())))
        merged += speakers.to_pylist() == sorted(speakers.to_pylist())
    assert merged >= 1
    assert all(end < begin for (_, end), (begin, _) in itertools.pairwise(sorted(days)))


@pytest.mark.parametrize("name", bench.QUERIES)
def test_queries_answer_as_by_hand(lake: Lake, name: str) -> None:
    ours, theirs = bench.query_ratio(lake, bench.QUERIES[name])  # asserts that both agree
    if is_soak():
        assert ours <= 1.1 * theirs + 0.002


@pytest.mark.skipif(not is_soak(), reason="small files are read whole")
@pytest.mark.parametrize("name", bench.PRUNED)
def test_filters_read_little(lake: Lake, name: str) -> None:
    part, whole = bench.pruning(lake, bench.PRUNED[name])
    # A speaker of many years speaks in every merged file, in one or two of its five row groups.
    assert part < (0.4 if name == "a speaker" else 0.2) * whole


def test_it_opens_at_once(lake: Lake) -> None:
    assert bench.opening_seconds(lake) < (0.1 if is_soak() else 0.5)


@pytest.mark.skipif(not is_soak(), reason="measures CPU seconds of a million claims")
@pytest.mark.timeout(3600)
def test_a_commit_costs_what_it_does_in_a_fresh_lake(lake: Lake, tmp_path: Path) -> None:
    copy = Lake(shutil.copytree(lake.path, tmp_path / "copy", symlinks=True))
    copy.adopt()
    here, fresh = bench.commit_costs(copy, Lake(tmp_path / "fresh"), 40, COMMITS)
    for name in ("new", "version", "redone", "held"):
        (median, _), (beside, _) = getattr(here, name), getattr(fresh, name)
        assert median <= 1.2 * beside, name


# --- ten planted corruptions ----------------------------------------------------------------------


def rewrite(lake: Lake, table: str, edit: Callable[[list[Row]], list[Row]]) -> None:
    """Change the first row behind the protocol's back, with hashes and counts that match."""
    snapshot = lake.current()
    assert snapshot is not None
    file = snapshot.tables[table][0]
    path = lake.path / file.path
    rows = storage.read_rows(lake.path, file, TABLES[table])
    first = pa.Table.from_pylist(edit(rows.slice(0, 1).to_pylist()), schema=rows.schema)
    pq.write_table(pa.concat_tables([first, rows.slice(1)]), path)
    truth = lake.path / "snapshots" / f"{snapshot.number:06d}.json"
    fields = json.loads(truth.read_text())
    found = fields["tables"][table][0]
    found.update(sha256=storage.file_sha256(path), row_count=pq.read_metadata(path).num_rows)
    truth.write_text(json.dumps(fields))


def value(column: str, planted: Any) -> Callable[[list[Row]], list[Row]]:
    return lambda rows: [row | {column: planted} for row in rows]


def flip_a_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)


OUTSIDE = [{"char_start": 3, "char_end": 400_000}]
IN_ROWS: list[tuple[str, Callable[[list[Row]], list[Row]], str]] = [
    ("statements", value("act", "shout"), "act has a value"),
    ("claims", value("claim_spans", OUTSIDE), "claim_spans lies outside"),
    ("claims", value("statement_id", "gone"), "statement_id leads to no row"),
    ("mentions", lambda rows: rows * 2, "mention_id occurs more than once"),
    ("documents", value("char_count", 7), "no text, or one of another length"),
    ("statement_speakers", value("entity_id", "nobody"), "entity_id leads to no row"),
]
IN_FILES: list[tuple[str, Callable[[Path], None], str]] = [
    ("words", flip_a_byte, "bytes have changed"),
    ("segments", Path.unlink, "is missing"),
    ("entities", lambda path: path.write_bytes(path.read_bytes()[:-20]), "bytes have changed"),
]


@pytest.mark.timeout(3600)
def test_each_of_ten_corruptions_is_found(lake: Lake, tmp_path: Path) -> None:
    copy = Lake(shutil.copytree(lake.path, tmp_path / "copy", symlinks=True))
    copy.adopt()
    for table, edit, _ in IN_ROWS:
        rewrite(copy, table, edit)
    snapshot = copy.current()
    assert snapshot is not None
    for table, damage, _ in IN_FILES:
        damage(copy.path / snapshot.tables[table][0].path)
    flip_a_byte(copy.path / "snapshots" / f"{snapshot.number:06d}.duckdb")
    told = [(finding.table, finding.message) for finding in warehouse.verify(copy)]
    for table, _, message in (*IN_ROWS, *IN_FILES, ("catalogue", None, "is not what was")):
        assert any(t == table and message in m for t, m in told), (table, message, told)
