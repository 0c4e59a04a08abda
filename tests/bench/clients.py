"""The record as other programs open it: several DuckDBs, the DuckDB shell, Polars and pandas."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from warehouse import Lake

# Each in an environment of its own: what is installed, and a program that prints counts as JSON.
TABLES = ("documents", "statements", "claims", "postings")
BY_DUCKDB = """
import json, sys, duckdb
with duckdb.connect(sys.argv[1], read_only=True) as record:
    found = {t: record.execute(f"select count(*) from {t}").fetchone()[0] for t in sys.argv[3:]}
    record.execute("select * from claims_with_evidence limit 1").fetchall()
    words = "select count(*) from search_statements('said')"
    assert record.execute(words).fetchone()[0] >= 0
print(json.dumps(found))
"""
BY_POLARS = """
import json, sys, polars
files = json.load(open(sys.argv[2]))
def rows(path, hidden):
    return polars.scan_parquet(path).filter(~polars.col("document_id").is_in(hidden))
def count(table):
    found = polars.concat([rows(*file).select("document_id") for file in files[table]])
    return found.select(polars.len()).collect().item()
print(json.dumps({t: count(t) for t in sys.argv[3:]}))
"""
BY_PANDAS = """
import json, sys, pandas
files = json.load(open(sys.argv[2]))
def count(path, hidden):
    return (~pandas.read_parquet(path, columns=["document_id"])["document_id"].isin(hidden)).sum()
print(json.dumps({t: int(sum(count(*file) for file in files[t])) for t in sys.argv[3:]}))
"""
CLIENTS: dict[str, tuple[list[str], str]] = {
    "DuckDB 1.4": (["duckdb>=1.4,<1.5"], BY_DUCKDB),
    "DuckDB 1.5": (["duckdb>=1.5,<1.6"], BY_DUCKDB),
    "DuckDB 2.0": (["duckdb>=2.0,<2.1"], BY_DUCKDB),
    "Polars": (["polars"], BY_POLARS),
    "pandas": (["pandas", "pyarrow"], BY_PANDAS),
}


def environment(folder: Path, packages: list[str]) -> Path:
    """A Python with these packages, made with pip; its interpreter."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, *packages], check=True, capture_output=True)
    return python


def counts(lake: Lake, python: Path, program: str) -> dict[str, int]:
    """Rows per table, as a program under another interpreter counts them."""
    snapshot = lake.current()
    assert snapshot is not None
    files = {
        t: [(str(lake.path / f.path), f.hidden_documents) for f in snapshot.tables[t]]
        for t in TABLES
    }
    listed = python.parent / "files.json"
    listed.write_text(json.dumps(files))
    command = [str(python), "-c", program, str(lake.path / "catalog.duckdb"), str(listed), *TABLES]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, int] = json.loads(done.stdout)
    return found


def shell_counts(lake: Lake) -> dict[str, int]:
    """The same by the DuckDB shell of the package duckdb-cli."""
    beside = Path(sys.executable).with_name("duckdb")
    program = str(beside) if beside.exists() else str(shutil.which("duckdb"))
    parts = ", ".join(f"(select count(*) from {t}) as {t}" for t in TABLES)
    command = [program, "-readonly", "-json", str(lake.path / "catalog.duckdb"), f"select {parts}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    (found,) = json.loads(done.stdout)
    return dict(found)
