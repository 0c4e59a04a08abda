"""``onrecord bundle``: statements with all that proves them, to be checked without On Record."""

from __future__ import annotations

import hashlib
import io
import re
import tempfile
import zipfile
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from flows import terminal
from flows.options import ASK, LAKE, AsOfOption, WarehouseOption

if TYPE_CHECKING:
    import duckdb

app = typer.Typer()
USAGE = 2
# Of a longer PDF only the pages that the statements stand on are handed on.
_LONG_PAGES = 30
_ID = re.compile(r"[0-9a-f]{1,64}")
_README = """Who said what, with the evidence: {title}

index.html    every statement in its context and on its page; opens in any browser, offline
rows/         statements, claims, documents, where they were found (sources) and what people
              decided (reviews), as CSV and Parquet; columns.csv says what each column means
originals/    the documents as they were read; of long PDFs the pages the statements stand on
pictures/     the page of each statement, its source, cue, content and condition marked
SHA256SUMS    check that nothing has changed, in this folder:
              Linux    sha256sum -c SHA256SUMS
              macOS    shasum -a 256 -c SHA256SUMS
              Windows  certutil -hashfile FILE SHA256, and compare

A whole document's SHA-256 is its document_id; its file is named after the first 12 digits of it.
rule in rows/statements.csv and pipeline_version in rows/documents.csv tell what found a statement.
Made by On Record {version} from snapshot {number} of {published}. On Record says who claimed what,
never whether it is true.
{left_out}"""
_ROWS = {
    "statements": "SELECT * FROM current_statements WHERE {chosen} ORDER BY statement_id",
    "claims": "SELECT * FROM current_claims WHERE {chosen} ORDER BY claim_id",
    "reviews": "SELECT * FROM reviews WHERE target_id IN (SELECT statement_id FROM chosen) "
    "OR target_id IN (SELECT claim_id FROM claims WHERE {chosen}) ORDER BY ALL",
    "documents": "SELECT * FROM documents WHERE document_id IN "
    "(SELECT document_id FROM statements WHERE {chosen}) ORDER BY document_id",
    "sources": "SELECT * FROM sources WHERE document_id IN "
    "(SELECT document_id FROM statements WHERE {chosen}) ORDER BY uri, source_id",
}
# What the columns of these files mean; two files are of views, not of the tables of that name.
_COLUMNS = """
    SELECT replace(table_name, 'current_', '') AS file, column_name, data_type, comment AS meaning
    FROM duckdb_columns()
    WHERE schema_name = 'main' AND table_name IN
        ('current_statements', 'current_claims', 'documents', 'sources', 'reviews')
    ORDER BY file, column_index
"""
_CHOSEN = "statement_id IN (SELECT statement_id FROM chosen)"


class NothingChosen(ValueError):
    """No statement is meant, or no query is."""


@app.command(rich_help_panel=ASK)
def bundle(
    which: Annotated[
        str, typer.Argument(metavar="ID|QUERY", help="A statement_id, or SQL that gives some.")
    ],
    out: Annotated[Path, typer.Argument(help="The file to write: case.zip.")],
    is_discreet: Annotated[
        bool, typer.Option("--without-sensitive", help="Leave out documents marked sensitive.")
    ] = False,
    title: Annotated[str, typer.Option(help="What its page is called.")] = "Who said what",
    warehouse: WarehouseOption = LAKE,
    as_of: AsOfOption = None,
) -> None:
    """Pack statements with their rows, documents, pictures of pages and reviews into one ZIP.

    A colleague or a lawyer can check it without On Record: index.html opens offline, and sha256sum
    -c SHA256SUMS tells that nothing has changed.

    Examples: onrecord bundle 1cb476cad9b5 case.zip ; onrecord bundle "select statement_id from
    said_by('Starmer')" starmer.zip --without-sensitive
    """
    from warehouse import open as open_warehouse

    terminal.say_advice(which)
    with terminal.waiting("Packing"), open_warehouse(warehouse, as_of=as_of) as record:
        try:
            hidden = choose(record, which, warehouse, is_discreet)
            with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
                left_out = hidden if is_discreet else 0
                count = fill(Path(folder), record, warehouse, title, left_out)
                out.write_bytes(packed(Path(folder)))
        except NothingChosen as error:
            terminal.say_error(str(error), "Look for some: onrecord search WORDS")
            raise typer.Exit(USAGE) from error
        except OSError as error:
            terminal.say_error(f"{out} cannot be written: {error.strerror or error}")
            raise typer.Exit(USAGE) from error
    size = out.stat().st_size / 1e6
    terminal.say_plain(f"{count:,} statement{'' if count == 1 else 's'}, {size:.1f} MB: {out}")
    terminal.say_sensitive(hidden, is_left_out=is_discreet)


def choose(record: duckdb.DuckDBPyConnection, which: str, lake: Path, is_discreet: bool) -> int:
    """Put the statements that are meant into the temporary table ``chosen``; how many are of
    sensitive documents: they are left out if ``is_discreet``.

    Raises NothingChosen.
    """
    from flows.discretion import hidden_statements
    from warehouse import Lake

    asked = which.strip().rstrip(";")
    query = _of_id(record, asked) if _ID.fullmatch(asked) else _of_query(record, asked)
    record.execute(
        "CREATE TEMP TABLE chosen AS SELECT DISTINCT statement_id FROM current_statements "
        f"WHERE statement_id IN (SELECT asked.statement_id FROM ({query}\n) AS asked)"
    )
    ((count,),) = record.execute("SELECT count(*) FROM chosen").fetchall()
    hidden = hidden_statements(record, Lake(lake), _CHOSEN)
    if is_discreet:
        record.execute("DELETE FROM chosen WHERE statement_id IN (SELECT unnest(?))", [hidden])
    if not count:
        raise NothingChosen(f"{which} means no statement of a current document.")
    if is_discreet and count == len(hidden):
        raise NothingChosen(f"{which} means statements of documents marked sensitive only.")
    return len(hidden)


def _of_id(record: duckdb.DuckDBPyConnection, begin: str) -> str:
    """A query for the statement whose id begins so, or that a claim of such an id is part of.

    Raises NothingChosen.
    """
    for table, key in (("statements", "statement_id"), ("claims", "claim_id")):
        rows = record.execute(
            f"SELECT {key}, statement_id FROM {table} WHERE starts_with({key}, ?) "
            f"ORDER BY {key} LIMIT 6",
            [begin],
        ).fetchall()
        if len(rows) > 1:
            ids = ", ".join(key[:16] for key, _ in rows[:5])
            raise NothingChosen(f"{begin} is the beginning of several ids: {ids}. Type more of it.")
        if rows and rows[0][1] is None:
            raise NothingChosen(f"{begin} is a claim of the document's author: no statement.")
        if rows:
            return f"SELECT '{rows[0][1]}' AS statement_id"
    raise NothingChosen(f"No statement or claim has an id that begins with {begin}.")


def _of_query(record: duckdb.DuckDBPyConnection, asked: str) -> str:
    """A query, view or macro that has a column statement_id. Raises NothingChosen."""
    import duckdb

    from warehouse.advice import reason

    try:
        columns = record.execute(f"SELECT * FROM ({asked}\n) AS asked LIMIT 0").description
    except duckdb.Error as error:
        raise NothingChosen(f"{asked} is no id, and no query: {reason(error)}") from error
    names = [column[0] for column in columns]
    if "statement_id" not in names:
        raise NothingChosen(f"There is no column statement_id but {', '.join(names)} in {asked}.")
    return asked


def fill(
    folder: Path, record: duckdb.DuckDBPyConnection, lake: Path, title: str, left_out: int
) -> int:
    """Write everything of a bundle into a folder; the number of statements."""
    from flows.report import gathered, page
    from warehouse.exporting import export_rows

    record.execute("SET threads = 1")  # rows and bytes in the same order each time
    (folder / "rows").mkdir()
    for name, query in _ROWS.items():
        for ending in ("csv", "parquet"):
            export_rows(record, query.format(chosen=_CHOSEN), folder / "rows" / f"{name}.{ending}")
    export_rows(record, _COLUMNS, folder / "rows" / "columns.csv")
    rows = _dicts(record, f"SELECT * FROM current_statements WHERE {_CHOSEN} ORDER BY statement_id")
    undrawn = _draw(folder / "pictures", record, lake, rows)
    originals, notes = _copy_originals(folder / "originals", record, lake, rows)
    told = gathered(record, lake, _CHOSEN, title, len(rows))
    told |= {"where": "", "hidden": left_out}
    drawn = {path.stem: f"pictures/{path.name}" for path in _files(folder / "pictures")}
    told["files"] = {"originals": originals, "pictures": drawn}
    (folder / "index.html").write_text(page(told), encoding="utf-8", newline="\n")
    number, published = told["snapshot"] or (0, "")
    notes += [f"Left out, of documents marked sensitive: {left_out}."] * bool(left_out)
    text = _README.format(
        title=title,
        version=version("onrecord"),
        number=number,
        published=published,
        left_out="\n".join(["", *notes, *undrawn]),
    )
    (folder / "README.txt").write_text(text.rstrip() + "\n", encoding="utf-8", newline="\n")
    sums = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n"
        for path in _files(folder)
    ]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8", newline="\n")
    return len(rows)


def _draw(
    folder: Path, record: duckdb.DuckDBPyConnection, lake: Path, rows: list[dict[str, Any]]
) -> list[str]:
    """Draw each statement on its page; what could not be drawn, and why."""
    from flows.evidence_picture import draw_evidence
    from tasks.read.page_picture import NoPicture

    folder.mkdir()
    undrawn = []
    for row in rows:
        try:
            draw_evidence(record, lake, row, folder / f"{row['statement_id'][:20]}.png")
        except NoPicture as error:
            undrawn.append(f"No picture of {row['statement_id'][:20]}: {error}.")
    return undrawn


def _copy_originals(
    folder: Path, record: duckdb.DuckDBPyConnection, lake: Path, rows: list[dict[str, Any]]
) -> tuple[dict[str, str], list[str]]:
    """The bytes of the documents, of a long PDF a new one of the pages that count; where each is,
    seen from the page, by document_id, and what is not whole.
    """
    from warehouse import Lake

    folder.mkdir()
    pages: dict[str, set[int]] = defaultdict(set)
    names: dict[str, str] = {}
    found: dict[str, str] = {}
    notes: list[str] = []
    for row in rows:
        names[row["document_id"]] = re.sub(r"[^\w.-]+", "_", Path(row["uri"]).name)[-80:]
        standing = {part["page_number"] for part in row["evidence"] or []} - {None}
        pages[row["document_id"]] |= standing
    query = "SELECT document_id, page_count FROM documents WHERE media_type = 'application/pdf'"
    page_counts = dict(record.execute(query).fetchall())
    for document_id, name in sorted(names.items()):
        kept = Lake(lake).original(document_id)
        if not kept.exists():
            notes.append(f"Not kept, so not here: {name} ({document_id}).")
            continue
        target = folder / f"{document_id[:12]}-{name}"
        if (page_counts.get(document_id) or 0) > _LONG_PAGES and pages[document_id]:
            target = target.with_suffix(".pages.pdf")
            numbers = sorted(pages[document_id])
            _cut(kept, target, numbers)
            notes.append(
                f"{target.name} holds of {page_counts[document_id]} pages these: "
                f"{', '.join(map(str, numbers))}. It is made anew, so its SHA-256 is its own."
            )
        else:
            target.write_bytes(kept.read_bytes())
        found[document_id] = f"{folder.name}/{quote(target.name)}"
    return found, notes


def _cut(source: Path, target: Path, numbers: list[int]) -> None:
    import pikepdf

    with pikepdf.open(source) as whole, pikepdf.new() as part:
        for number in numbers:
            part.pages.append(whole.pages[number - 1])
        part.save(target, deterministic_id=True)


def packed(folder: Path) -> bytes:
    """The files of a folder as a ZIP: the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in _files(folder):
            name = path.relative_to(folder).as_posix()
            about = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            about.external_attr = 0o644 << 16
            archive.writestr(about, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _dicts(record: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    cursor = record.execute(query)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
