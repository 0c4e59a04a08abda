"""A warehouse of a million claims: what a commit, a query, a look-up and a check of it cost.

``python -m tests.bench.lake [COMMITS [FOLDER]]`` builds it, with 20 documents and 500 claims a
commit, and prints every figure; 2,000 commits make a million claims.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

import warehouse
from tasks.land import Redone, Run, land, stage
from tasks.settings import Settings
from tasks.values import DocumentRecord
from tests.bench.generated import batch, landed, record
from warehouse import Lake

DOCUMENTS_PER_COMMIT = 20
# Measured documents have seeds far from those of the generated ones.
FIRST_SEED = 10_000_000
SMALL_FILE_BYTES = 2**20
QUERIES = {
    "group by speaker": "select speaker_name, act, count(*) as n from statements group by all "
    "order by n desc, 1, 2 limit 20",
    "one document": "select count(*), min(cue_text) from statements where document_id = '{id}'",
    "text filter": "select count(*) from claims where claim_text ilike '%{word}%'",
    "unnest quantities": "select q.unit, sum(q.value) from (select unnest(quantities) as q from "
    "claims) group by all",
}
PRUNED = {
    "a document": "select sum(length(content_text)) from statements where document_id = '{id}'",
    "a speaker": "select sum(length(content_text)) from statements "
    "where speaker_name = '{speaker}'",
    "a week": "select sum(length(content_text)) from statements "
    "where first_landed_at between timestamp '2015-01-03' and timestamp '2015-01-10'",
    "a term": "select sum(len(char_starts)) from postings where term = '{word}'",
}


def build(folder: Path, commits: int, documents: int = DOCUMENTS_PER_COMMIT) -> Lake:
    """A lake of that many commits of generated documents."""
    lake = Lake(folder)
    for number in range(commits):
        lake.commit(batch(number, documents))
    return lake


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of this process for a piece of work."""
    start = time.process_time()
    work()
    return time.process_time() - start


@dataclass(frozen=True)
class CommitCost:
    """CPU seconds of one commit, the median and the mean of some: a new document, a new version of
    a document at its place, a document that is extracted anew soon after it landed, and one that
    landed with any of the lake's commits (in a fresh lake the former again)."""

    new: tuple[float, float]
    version: tuple[float, float]
    redone: tuple[float, float]
    held: tuple[float, float]


def commit_costs(
    lake: Lake, fresh: Lake, count: int, commits: int
) -> tuple[CommitCost, CommitCost]:
    """What commits cost in a lake of so many generated ``commits``, and in a fresh one.

    ``count`` of each kind, in turn here and there: other programs disturb both alike.
    """
    settings = Settings()
    first = [record(FIRST_SEED + n) for n in range(count)]
    second = [record(FIRST_SEED + count + n) for n in range(count)]
    for before, after in zip(first, second, strict=True):
        after.reading.source = replace(after.reading.source, uri=before.reading.source.uri)
    old = [landed(n * commits // count, DOCUMENTS_PER_COMMIT, 0) for n in range(count)]
    with tempfile.TemporaryDirectory() as folder:

        def landing(into: Lake, made: DocumentRecord, is_redone: bool) -> float:
            run = Run.begin(settings=settings)
            target = Path(folder) / "staged"
            staged = stage(made, target, settings=settings, run_id=run.run_id)
            sources = [] if is_redone else [made.reading.source]
            redone = Redone(frozenset({made.reading.document_id} if is_redone else ()))
            return cpu(lambda: land(into, [staged], sources=sources, run=run.end(), redone=redone))

        def costs(
            here: list[DocumentRecord], there: list[DocumentRecord], is_redone: bool = False
        ) -> list[tuple[float, float]]:
            """The median and the mean in the lake, and in the fresh one."""
            pairs = zip(here, there, strict=True)
            taken = [
                (landing(lake, one, is_redone), landing(fresh, other, is_redone))
                for one, other in pairs
            ]
            return [
                (statistics.median(side), statistics.mean(side))
                for side in zip(*taken, strict=True)
            ]

        kinds = [costs(first, first), costs(second, second)]
        for made in second:
            made.extraction.statements[0].act = "warn"
        kinds += [costs(second, second, True), costs(old, second, True)]
    here, there = (CommitCost(*side) for side in zip(*kinds, strict=True))
    return here, there


def filled(query: str, lake: Lake) -> str:
    """The query with a document, a rare speaker and a rare word that the lake holds."""
    with warehouse.open(lake.path) as found:
        ((document_id, speaker, word),) = found.execute(
            "select document_id, speaker_name, regexp_extract(content_text, '[a-z]{7,}') "
            "from statements where length(speaker_name) > 0 order by statement_id limit 1"
        ).fetchall()
    return query.format(id=document_id, speaker=speaker, word=word)


def by_hand(connection: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    """Views as an analyst writes them: read_parquet over the same files, less what they hide."""
    snapshot = lake.current()
    assert snapshot is not None
    for table in ("statements", "claims", "postings"):
        files = snapshot.tables[table]
        whole = [str(lake.path / file.path) for file in files if not file.hidden_documents]
        parts = [f"select * from read_parquet({whole})"] if whole else []
        parts += [
            f"select * from read_parquet('{lake.path / file.path}') "
            f"where document_id not in {(*file.hidden_documents, '')}"
            for file in files
            if file.hidden_documents
        ]
        connection.execute(f"create view {table} as {' union all '.join(parts)}")


def query_ratio(lake: Lake, query: str, rounds: int = 7) -> tuple[float, float]:
    """CPU seconds of a query by the catalogue, and by hand; the least of some rounds each."""
    asked = filled(query, lake)
    with warehouse.open(lake.path) as ours, duckdb.connect() as theirs:
        by_hand(theirs, lake)
        for connection in (ours, theirs):
            connection.execute("set threads = 1")
        assert ours.execute(asked).fetchall() == theirs.execute(asked).fetchall()
        best = [float("inf"), float("inf")]
        for _ in range(rounds):
            for index, connection in enumerate((ours, theirs)):
                taken = cpu(lambda c=connection: c.execute(asked).fetchall())  # type: ignore[misc]
                best[index] = min(best[index], taken)
    return best[0], best[1]


_BYTES_READ = """
import sys, warehouse
from pathlib import Path
def read(): return int(Path("/proc/self/io").read_text().split()[1])
with warehouse.open(sys.argv[1]) as record:
    record.execute("set enable_progress_bar = false")
    before = read()
    record.execute(sys.argv[2]).fetchall()
    print(read() - before)
"""


def bytes_read(lake: Lake, query: str) -> int:
    """Bytes that a query reads from files, in a process of its own."""
    command = [sys.executable, "-c", _BYTES_READ, str(lake.path), query]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(done.stdout)


def pruning(lake: Lake, query: str) -> tuple[int, int]:
    """Bytes read by a query that filters, and by the same query without its filter."""
    whole = query.partition(" where ")[0]
    return bytes_read(lake, filled(query, lake)), bytes_read(lake, whole)


def opening_seconds(lake: Lake, rounds: int = 10) -> float:
    """Wall seconds to open the record, the least of some rounds."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        warehouse.open(lake.path).close()
        taken.append(time.perf_counter() - start)
    return min(taken)


def small_files(lake: Lake) -> int:
    """The most files below a megabyte that any table has."""
    snapshot = lake.current()
    assert snapshot is not None
    return max(
        sum(file.byte_count < SMALL_FILE_BYTES for file in files)
        for files in snapshot.tables.values()
    )


def report(lake: Lake, fresh: Lake, commits: int, count: int = 40) -> Table:
    """Every figure of a lake, beside a fresh one where that is the measure."""
    table = Table(title="The warehouse at size", title_justify="left")
    for name in ("what", "here", "beside", "ratio", "limit"):
        table.add_column(name, justify="left" if name == "what" else "right")
    # Before the commits: what "held" lands anew has other segment ids than its generated rows.
    start = time.perf_counter()
    findings = warehouse.verify(lake)
    verifying = time.perf_counter() - start
    big, small = commit_costs(lake, fresh, count, commits)
    for name in ("new", "version", "redone", "held"):
        for index, kind in enumerate(("median", "mean")):
            ours, theirs = getattr(big, name)[index], getattr(small, name)[index]
            table.add_row(
                f"commit, {name}, {kind} CPU s, beside a fresh lake",
                f"{ours:.3f}",
                f"{theirs:.3f}",
                f"{ours / theirs:.2f}",
                "1.2",
            )
    for name, query in QUERIES.items():
        ours, theirs = query_ratio(lake, query)
        row = (f"{ours:.3f}", f"{theirs:.3f}", f"{ours / theirs:.2f}", "1.1")
        table.add_row(f"query, {name}, CPU s, beside read_parquet", *row)
    for name, query in PRUNED.items():
        part, whole = pruning(lake, query)
        row = (f"{part / 1e6:.2f}", f"{whole / 1e6:.2f}", f"{part / whole:.2f}", "")
        table.add_row(f"MB read for {name}, beside the whole", *row)
    table.add_row("small files, most of any table", str(small_files(lake)), "", "", "200")
    table.add_row("open, wall ms", f"{1000 * opening_seconds(lake):.0f}", "", "", "100")
    table.add_row("verify, wall s", f"{verifying:.0f}", "", "", "120")
    table.add_row("findings", str(len(findings)), "", "", "0")
    return table


def main() -> None:
    """Build a lake, or take one that is there, and print its figures."""
    commits = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(scratch) / "lake"
        lake = Lake(folder)
        if lake.current() is None:
            build(folder, commits)
        snapshot = lake.current()
        assert snapshot is not None
        console = Console(width=110)
        counts = ", ".join(
            f"{snapshot.row_count(name):,} {name}" for name in ("documents", "statements", "claims")
        )
        console.print(f"{snapshot.number} commits: {counts}; {os.cpu_count()} cores")
        console.print(report(lake, Lake(Path(scratch) / "fresh"), commits))


if __name__ == "__main__":
    main()
