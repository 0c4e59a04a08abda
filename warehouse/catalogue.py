"""The DuckDB catalogue of a snapshot: views over exactly its files, with COMMENTs."""

from __future__ import annotations

import functools
import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path

import duckdb

from warehouse import asking, search
from warehouse.schema import SCHEMA_VERSION, TABLES, VOCABULARY, Table, vocabulary_rows
from warehouse.snapshot import DataFile, Snapshot
from warehouse.storage import schema_file, sync_file

# In the order in which they are made: a view may use those before it.
VIEWS = (
    "current_documents",
    "review_outcomes",
    "corrections",
    "reviewed_statements",
    "reviewed_claims",
    "current_statements",
    "current_claims",
    "orphaned_reviews",
    "matches",
    "speakers",
    "documents_without_date",
    "new_statements",
    "claim_quantities",
    "claim_dates",
    "claim_places",
    "claims_with_evidence",
    "statements_by_speaker",
    "commitments",
    "conditions",
    "repeated_statements",
    "speaker_roles",
    "told_claims",
    "retold_claims",
    "position_steps",
    "positions",
    "contradictions",
    "discrepancies",
    "copies",
    "red_lines",
    "predictions",
    "due",
    "spoken_about",
    "quotations",
    "unattributed_statements",
    "author_claims",
    "run_quality",
    "open_issues",
    "reach",
)

NO_FILES = Snapshot(0, SCHEMA_VERSION, "", "", None, 0, 0, "", {})

OPEN_SQL = """\
-- Opens the record read-only, always. Start with:  duckdb -init {folder}/open.sql
ATTACH {catalogue} AS record (READ_ONLY);
USE record;
"""


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def files_sql(lake: Path | str, files: Sequence[DataFile], table: Table) -> str:
    """The rows of a table's files that are on record, for the FROM of a query.

    ``lake`` is what stands in front of their paths: a folder, or the URL of a bucket.

    What files hide is left out with one filter over all those that hide any (``DataFile``).
    """
    hiding = [file for file in files if file.hidden_documents]
    if not hiding:
        return _scan(lake, files, table)
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    whole = [file for file in files if not file.hidden_documents]
    hidden = sorted({key for file in hiding for key in file.hidden_documents})
    return (
        f"(SELECT {columns} FROM {_scan(lake, whole, table)} "
        f"UNION ALL SELECT {columns} FROM {_scan(lake, hiding, table)} "
        f"WHERE document_id NOT IN ({', '.join(map(quoted, hidden))}))"
    )


def _scan(lake: Path | str, files: Sequence[DataFile], table: Table) -> str:
    """A table function over all rows of files; the zero-row file gives all columns if they do not.

    DuckDB guesses the rows of all files from the first, and plans joins by that: so it is not the
    zero-row file where there is another. Only files of an older schema need ``union_by_name``,
    which opens every file to plan a query.
    """
    is_uniform = all(file.schema == table.fingerprint for file in files)
    paths = [f"{lake}/{file.path}" for file in files]
    if not (files and is_uniform):
        paths.insert(0, str(schema_file(lake, table)))
    listed = ", ".join(map(quoted, paths))
    return f"read_parquet([{listed}]{'' if is_uniform else ', union_by_name = true'})"


def build(
    path: Path, lake: Path | str, snapshot: Snapshot, base: tuple[Path, Snapshot] | None = None
) -> None:
    """Write the catalogue of a snapshot to ``path``, durably, mode 0444.

    ``base`` is the catalogue of another snapshot of this folder, made by this version: then only
    tables that differ are defined anew. Storage version 1.0.0, which every DuckDB from 1.0 on opens
    without an extension.
    """
    fresh = path.with_suffix(".new")
    shutil.copyfile(base[0] if base else _template(path.parent), fresh)
    tables = [
        table
        for table in TABLES.values()
        if base is None or base[1].tables.get(table.name) != snapshot.tables.get(table.name)
    ]
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(f"ATTACH {quoted(str(fresh))} AS record")
        connection.execute("USE record")
        connection.execute("BEGIN")
        _define_files(connection, lake, snapshot, tables)
        connection.execute("COMMIT")
        connection.execute("USE memory")
        connection.execute("DETACH record")
    fresh.chmod(0o444)
    sync_file(fresh)
    fresh.replace(path)


def _template(folder: Path) -> Path:
    """A catalogue of no files, made once for a version of this package: most of the work."""
    path = folder / f"template-{definition_fingerprint()}.duckdb"
    if not path.exists():
        for old in folder.glob("template-*"):
            old.unlink()
        fresh = path.with_suffix(".new")
        fresh.write_bytes(_made_template())
        fresh.replace(path)
    return path


@functools.cache
def _made_template() -> bytes:
    with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
        made = Path(folder) / "template.duckdb"
        with duckdb.connect(config={"threads": 1}) as connection:
            connection.execute(f"ATTACH {quoted(str(made))} AS record (STORAGE_VERSION 'v1.0.0')")
            connection.execute("USE record")
            define(connection, Path(folder), NO_FILES)
            connection.execute("USE memory")
            connection.execute("DETACH record")
        return made.read_bytes()


@functools.cache
def definition_fingerprint() -> str:
    """A hash of all that a template is made from."""
    texts = [repr(TABLES), repr(vocabulary_rows()), *search.macros(), *asking.definitions()]
    texts += [repr(view_source(name)) for name in VIEWS]
    texts += [Path(__file__).read_text("utf-8")]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:8]


def define(connection: duckdb.DuckDBPyConnection, lake: Path | str, snapshot: Snapshot) -> None:
    """Make tables and views of a snapshot, with their COMMENTs, in the current database."""
    connection.execute("BEGIN")
    connection.execute("CREATE SCHEMA files")
    tables = TABLES.values()
    _define_files(connection, lake, NO_FILES, tables)  # a view that is made opens the files below
    for table in TABLES.values():
        connection.execute(f'CREATE VIEW "{table.name}" AS SELECT * FROM files."{table.name}"')
        _comment(connection, "VIEW", table)
    _define_vocabulary(connection)
    for name in VIEWS:
        connection.execute(f'CREATE VIEW "{name}" AS {view_source(name)[2]}')
    for macro in (*search.macros(), *asking.definitions()):
        connection.execute(macro)
    _comment_views(connection)
    _define_files(connection, lake, snapshot, tables)
    connection.execute("COMMIT")


def _define_files(
    connection: duckdb.DuckDBPyConnection,
    lake: Path | str,
    snapshot: Snapshot,
    tables: Iterable[Table],
) -> None:
    """One view per table over its files; all else in a catalogue is the same for all snapshots."""
    for table in tables:
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        source = files_sql(lake, snapshot.tables.get(table.name, ()), table)
        connection.execute(
            f'CREATE OR REPLACE VIEW files."{table.name}" AS SELECT {columns} FROM {source}'
        )


def _define_vocabulary(connection: duckdb.DuckDBPyConnection) -> None:
    columns = ", ".join(f"{column.name} VARCHAR" for column in VOCABULARY.columns)
    connection.execute(f"CREATE TABLE vocabulary ({columns})")
    rows = ", ".join(
        "(" + ", ".join(quoted(value) for value in row) + ")" for row in vocabulary_rows()
    )
    connection.execute(f"INSERT INTO vocabulary VALUES {rows}")
    _comment(connection, "TABLE", VOCABULARY)


def _comment(connection: duckdb.DuckDBPyConnection, kind: str, table: Table) -> None:
    statements = [f'COMMENT ON {kind} "{table.name}" IS {quoted(table.description)}']
    statements += [
        f'COMMENT ON COLUMN "{table.name}"."{column.name}" IS {quoted(column.comment)}'
        for column in table.columns
    ]
    connection.execute(";\n".join(statements))


@functools.cache
def view_source(name: str) -> tuple[str, dict[str, str], str]:
    """The comment, the comments on columns of its own, and the query of an analyst view.

    The file begins with the comment as ``--`` lines; lines ``-- column: text`` follow for columns
    that no table has under that name.
    """
    text = resources.files("warehouse").joinpath("views", f"{name}.sql").read_text("utf-8")
    lines = text.splitlines()
    head = [line.removeprefix("--").strip() for line in lines if line.startswith("--")]
    query = "\n".join(line for line in lines if not line.startswith("--")).strip().rstrip(";")
    about, columns = [], {}
    for line in head:
        column, colon, meaning = line.partition(": ")
        if colon and column.isidentifier():
            columns[column] = meaning
        else:
            about.append(line)
    return " ".join(about), columns, query


def _comment_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Comments on the analyst views; a column that a table has under that name means the same."""
    comments = {c.name: c.comment for table in TABLES.values() for c in table.columns}
    statements = [f'COMMENT ON VIEW "{name}" IS {quoted(view_source(name)[0])}' for name in VIEWS]
    columns = connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() "
        "WHERE NOT internal AND schema_name <> 'files'"
    ).fetchall()
    for view, column in columns:
        if view in VIEWS:
            meaning = view_source(view)[1].get(column) or comments[column]
            statements.append(f'COMMENT ON COLUMN "{view}"."{column}" IS {quoted(meaning)}')
    connection.execute(";\n".join(statements))
