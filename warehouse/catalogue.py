"""The DuckDB catalogue of a snapshot: views over exactly its files, with COMMENTs."""

from __future__ import annotations

import functools
from importlib import resources
from pathlib import Path

import duckdb

from warehouse import search
from warehouse.schema import TABLES, VOCABULARY, Table, vocabulary_rows
from warehouse.snapshot import Snapshot
from warehouse.storage import schema_file, sync_file

# In the order in which they are made: a view may use those before it.
VIEWS = (
    "current_documents",
    "new_statements",
    "claim_quantities",
    "claim_dates",
    "claim_places",
    "claims_with_evidence",
    "statements_by_speaker",
    "commitments",
    "conditions",
    "repeated_statements",
    "open_issues",
)

OPEN_SQL = """\
-- Opens the record read-only, always. Start with:  duckdb -init {folder}/open.sql
ATTACH {catalogue} AS record (READ_ONLY);
USE record;
"""


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def files_sql(lake: Path, snapshot: Snapshot, table: Table) -> str:
    """A table function over a table's files; the zero-row file first gives all columns."""
    paths = [schema_file(lake, table)]
    paths += [lake / file.path for file in snapshot.tables.get(table.name, ())]
    listed = ", ".join(quoted(str(path)) for path in paths)
    return f"read_parquet([{listed}], union_by_name = true)"


def build(path: Path, lake: Path, snapshot: Snapshot) -> None:
    """Write the catalogue of a snapshot to ``path``, durably, mode 0444.

    Storage version 1.0.0, which every DuckDB from 1.0 on opens without an extension.
    """
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(f"ATTACH {quoted(str(path))} AS record (STORAGE_VERSION 'v1.0.0')")
        connection.execute("USE record")
        define(connection, lake, snapshot)
        connection.execute("USE memory")
        connection.execute("DETACH record")
    path.chmod(0o444)
    sync_file(path)


def define(connection: duckdb.DuckDBPyConnection, lake: Path, snapshot: Snapshot) -> None:
    """Make tables and views of a snapshot, with their COMMENTs, in the current database."""
    connection.execute("BEGIN")
    for table in TABLES.values():
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        source = files_sql(lake, snapshot, table)
        connection.execute(f'CREATE VIEW "{table.name}" AS SELECT {columns} FROM {source}')
        _comment(connection, "VIEW", table)
    _define_vocabulary(connection)
    for name in VIEWS:
        connection.execute(f'CREATE VIEW "{name}" AS {view_source(name)[2]}')
    for macro in search.macros():
        connection.execute(macro)
    _comment_views(connection)
    connection.execute("COMMIT")


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
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"
    ).fetchall()
    for view, column in columns:
        if view in VIEWS:
            meaning = view_source(view)[1].get(column) or comments[column]
            statements.append(f'COMMENT ON COLUMN "{view}"."{column}" IS {quoted(meaning)}')
    connection.execute(";\n".join(statements))
