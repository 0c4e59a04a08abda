"""The command line: ``onrecord``.

Commands that do not run flows start without importing Prefect: imports that cost more than a few
milliseconds stand inside the command that needs them.
"""

from __future__ import annotations

import logging
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from flows import (
    alert,
    bundle,
    compare,
    export,
    operate,
    quality,
    report,
    review,
    search,
    terminal,
    upkeep,
)
from flows.options import (
    ASK,
    LAKE,
    RECORD,
    AliasOption,
    AsOfOption,
    Engine,
    EngineOption,
    ExtractorOption,
    LanguageOption,
    Output,
    PipelineOption,
    UiSamples,
    UiSamplesOption,
    WarehouseOption,
    WorkersOption,
    own_names,
    own_values,
)

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

    from flows.outcome import RunReport

DONE, FAILED, USAGE, WAREHOUSE = 0, 1, 2, 3

app = typer.Typer(
    name="onrecord",
    help="Turn documents into a queryable record of who claimed what, with the evidence.\n\n"
    "Start with [bold]onrecord ingest FOLDER[/bold], then ask with [bold]onrecord sql[/bold].\n\n"
    "Exit status: 0 done (also with issues), 1 too much failed, 2 wrong usage, "
    "3 the warehouse is in trouble.",
    rich_markup_mode="rich",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.add_typer(search.app)
app.add_typer(compare.app)
app.add_typer(export.app)
app.add_typer(alert.app)
app.add_typer(report.app)
app.add_typer(bundle.app)
app.add_typer(review.app)
app.add_typer(upkeep.app)
app.add_typer(operate.app)
app.add_typer(quality.app)


def _say_version(is_asked: bool) -> None:
    from importlib.metadata import version

    if is_asked:
        terminal.say_plain(f"On Record {version('onrecord')}")
        raise typer.Exit


@app.callback()
def settle_settings(
    context: typer.Context,
    config: Annotated[
        Path | None, typer.Option(help="Settings file in place of the usual.")
    ] = None,
    log_level: Annotated[
        str | None, typer.Option(help="Log lines from: off, error, warning, info, debug.")
    ] = None,
    log_format: Annotated[str | None, typer.Option(help="Log lines as text or json.")] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say which.")
    ] = False,
) -> None:
    """What every command begins with; the help is that of the program."""
    operate.begin(context, config=config, log_level=log_level, log_format=log_format)


class ExtractFormat(StrEnum):
    """Output of extract."""

    jsonl = "jsonl"
    table = "table"


@app.command(rich_help_panel=RECORD)
def ingest(
    paths: Annotated[
        list[str], typer.Argument(help="Files, folders or globs; - reads standard input.")
    ],
    warehouse: WarehouseOption = LAKE,
    collection: Annotated[
        str | None, typer.Option(help="File the documents under this name.")
    ] = None,
    workers: WorkersOption = None,
    ocr_engine: EngineOption = Engine.auto,
    ocr_languages: LanguageOption = "eng",
    pipeline: PipelineOption = "onrecord",
    aliases: AliasOption = None,
    extractor: ExtractorOption = "rules",
    manifest: Annotated[
        Path | None,
        typer.Option(help="CSV: path, and what you state of each file: published_at, publisher …"),
    ] = None,
    set_values: Annotated[
        list[str] | None, typer.Option("--set", help="State it of all files: publisher=NAME.")
    ] = None,
    batch_seconds: Annotated[
        float, typer.Option(min=0.1, help="Commit after about so many seconds of work.")
    ] = 30.0,
    rehash: Annotated[bool, typer.Option("--rehash", help="Hash unchanged files again.")] = False,
    ui_samples: UiSamplesOption = UiSamples.full,
    strict: Annotated[bool, typer.Option("--strict", help="Any issue ends with status 1.")] = False,
) -> None:
    """Read documents and land who claimed what in the warehouse.

    Files that the warehouse already holds unchanged are skipped; a killed run is simply started
    again. A manifest is applied to skipped files, too.
    Example: onrecord ingest seeds --warehouse lake
    """
    from warehouse import bucket_url

    own_names(aliases)
    state, report = _run_ingest(
        [terminal.stdin_as_file(warehouse) if path == "-" else path for path in paths],
        warehouse=bucket_url(warehouse) or str(warehouse),
        collection=collection,
        workers=workers,
        rehash=rehash,
        batch_seconds=batch_seconds,
        ocr_engine=ocr_engine.value,
        ocr_languages=tuple(ocr_languages.split("+")),
        pipeline=pipeline,
        aliases=str(aliases) if aliases else None,
        extractor=extractor,
        manifest=str(manifest) if manifest else None,
        stated=own_values(manifest, set_values or []),
        ui_samples=ui_samples.value,
    )
    is_failed = state.is_failed() or report.found_nothing or (strict and report.has_issues)
    raise typer.Exit(FAILED if is_failed else DONE)


def _run_ingest(paths: list[str], **parameters: Any) -> tuple[State[Any], RunReport]:
    """Run the main flow on a server, say what came of it, and return its state and report."""
    from flows.server import use_server

    with terminal.waiting("Looking for a Prefect server"):
        server = use_server(meanwhile=_import_flows)
    terminal.say_server(server)
    from flows.ingest import ingest as ingest_flow
    from flows.stopping import heeded

    with terminal.progress_bar(), server.answering(), heeded(ingest_flow) as run:
        state: State[Any] = run(paths, **parameters, return_state=True)
    result = state.result(raise_on_failure=False)
    if isinstance(result, BaseException):
        raise result
    report = cast("RunReport", result)
    terminal.say_report(report, state.name)
    return state, report


def _import_flows() -> None:
    import flows.ingest  # noqa: F401 - it takes seconds, so it is done while the server starts


@app.command(rich_help_panel=RECORD)
def extract(
    files: Annotated[list[str], typer.Argument(help="Files, folders or globs; - reads stdin.")],
    format: Annotated[ExtractFormat, typer.Option("--format", help="Output.")] = (
        ExtractFormat.jsonl
    ),
    ocr_engine: EngineOption = Engine.auto,
    ocr_languages: LanguageOption = "eng",
    pipeline: PipelineOption = "onrecord",
    aliases: AliasOption = None,
    extractor: ExtractorOption = "rules",
) -> None:
    """Print who claimed what in a few files: the stages alone, no Prefect, no warehouse.

    One JSON object per document: document_id, uri, title and dates, text, statements, claims,
    issues; spans are \\[start, end] into text. Example: onrecord extract seeds/*.txt --format table
    """
    from flows.bounds import caps_set_here
    from flows.extract_files import extract_files
    from tasks.settings import Settings

    languages = tuple(ocr_languages.split("+"))
    names, caps = own_names(aliases), caps_set_here()
    settings = Settings(ocr_engine.value, languages, pipeline, names, extractor, caps)
    all_read = True
    for document in extract_files(files, settings):
        if format is ExtractFormat.jsonl:
            terminal.write_json_line(document)
        else:
            terminal.say_document(document)
        all_read = all_read and not is_lost(document)
    raise typer.Exit(DONE if all_read else FAILED)


def is_lost(document: dict[str, Any]) -> bool:
    """Whether a document could not be read; a file that was rightly left alone is not lost."""
    return document["text"] is None and any(
        issue["severity"] != "info" for issue in document["issues"]
    )


@app.command(rich_help_panel=ASK)
def sql(
    query: Annotated[str, typer.Argument(help="One SQL query; the record is read-only.")],
    warehouse: WarehouseOption = LAKE,
    format: Annotated[Output, typer.Option("--format", help="Output.")] = Output.table,
    as_of: AsOfOption = None,
) -> None:
    """Ask the record in SQL (DuckDB).

    Begin with current_statements and current_claims; views such as commitments, red_lines, due,
    positions and open_issues each answer one question, as do said_by('NAME'), said_for('STATE'),
    claims_about('NAME') and phrase('WORDS'). docs/cookbook.md asks each of them.
    What there is: onrecord sql "select view_name, comment from duckdb_views() where not internal"
    Example: onrecord sql "select * from statements_by_speaker limit 10"
    """
    import duckdb

    from flows.search import reach, unknown_speaker
    from warehouse import open as open_warehouse
    from warehouse.asking import is_asked_by, names_asked

    terminal.say_advice(query)
    with open_warehouse(warehouse, as_of=as_of) as record:
        try:
            if not duckdb.extract_statements(query):
                raise typer.BadParameter("there is no query")
            found = record.execute(query)
            names = [column[0] for column in found.description or []]
            rows = found.fetchall() if names else []
            limits = reach(record) if is_asked_by(query) else None
            asked = [] if rows else names_asked(query)
            hints = [hint for name in asked if (hint := unknown_speaker(record, name))]
        except duckdb.Error as error:
            terminal.say_error(str(error), 'What there is: onrecord sql "show tables"')
            raise typer.Exit(USAGE) from None
    terminal.say_rows(names, rows, format.value)
    for hint in hints:
        terminal.say_hint(hint)
    if limits:
        terminal.say_reach(limits, is_read=format is Output.table)


@app.command(rich_help_panel=ASK)
def shell(warehouse: WarehouseOption = LAKE, as_of: AsOfOption = None) -> None:
    """Open the record in the DuckDB shell, read-only."""
    import shutil
    import signal
    import subprocess

    from warehouse.opening import catalogue_of

    beside = Path(sys.executable).with_name("duckdb")
    program = str(beside) if beside.exists() else shutil.which("duckdb")
    if program is None:
        terminal.say_error("The DuckDB shell is not installed.", "pip install duckdb-cli")
        raise typer.Exit(USAGE)
    with catalogue_of(warehouse, as_of=as_of) as catalogue:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the shell
        done = subprocess.run([program, "-readonly", str(catalogue)], check=False)
    raise typer.Exit(done.returncode)


@app.command(rich_help_panel=ASK)
def show(
    id: Annotated[str, typer.Argument(help="A statement_id or claim_id, or its first digits.")],
    warehouse: WarehouseOption = LAKE,
    as_of: AsOfOption = None,
    image: Annotated[
        Path | None, typer.Option(help="Also draw it on its page, into this file: out.png.")
    ] = None,
) -> None:
    """Show a statement or claim in its context, with document, page and speaker."""
    from flows.show import show_row
    from warehouse import open as open_warehouse

    with open_warehouse(warehouse, as_of=as_of) as record:
        row = show_row(record, id)
        if row is None or (image is not None and not _draw(record, warehouse, row, image)):
            raise typer.Exit(USAGE)


def _draw(record: Any, warehouse: Path, row: dict[str, Any], target: Path) -> bool:
    """Draw a row on its page and say so; whether it could be drawn."""
    from flows.evidence_picture import draw_evidence
    from tasks.read.page_picture import NoPicture

    try:
        count = draw_evidence(record, warehouse, row, target)
    except (NoPicture, OSError, ValueError) as error:
        terminal.say_error(f"Nothing was drawn: {error}")
        return False
    terminal.say_plain(f"Drawn on {count} page{'s' if count > 1 else ''}: {target}")
    return True


@app.command(rich_help_panel=ASK)
def verify(warehouse: WarehouseOption = LAKE, as_of: AsOfOption = None) -> None:
    """Check that every span, text, id and file of the record is as it should be."""
    from warehouse import Lake
    from warehouse import verify as verify_warehouse

    with terminal.waiting("Checking"):
        findings = verify_warehouse(Lake(warehouse), as_of=as_of)
    for finding in findings:
        terminal.say_error(f"{finding.table}: {finding.message}", "\n".join(finding.rows))
    if findings:
        raise typer.Exit(WAREHOUSE)
    terminal.say_plain("Nothing found: every row shows its words, every id resolves.")


def main() -> None:
    """Entry point of ``onrecord``: errors of the warehouse or server end with one clear line."""
    terminal.speak_any_script()
    terminal.heed_readers()
    # A server that has gone is told once; Prefect would say of each log line that it is lost.
    logging.raiseExceptions = False
    try:
        try:
            app()
        finally:
            sys.stdout.flush()  # at the interpreter's end nothing heeds a reader that has gone
    except Exception as error:  # noqa: BLE001 - a bug of ours: keep the traceback, spare the user
        from flows.server import ServerUnavailable

        status = _told(error)
        if isinstance(error, ServerUnavailable):
            # An ordinary end would offer each event to the server that has gone, for eight seconds.
            terminal.leave(status)
        terminal.say_no_more()
        sys.exit(status)


def _told(error: Exception) -> int:
    """Say what ended a command; its exit status."""
    from flows.configuration import BadSetting
    from flows.server import ServerUnavailable
    from warehouse import Refused, WarehouseError

    if isinstance(error, Refused | WarehouseError):
        terminal.say_error(error.message, error.remedy)
        return USAGE if isinstance(error, Refused) else WAREHOUSE
    if isinstance(error, BadSetting | ServerUnavailable):
        terminal.say_error(str(error))
        return USAGE if isinstance(error, BadSetting) else FAILED
    if isinstance(error, OSError) and error.errno in terminal.NO_ROOM:
        where = error.filename or "the output"
        terminal.say_error(
            f"{where} cannot be written: {error.strerror}", "Make room, or write to another place."
        )
        return FAILED
    terminal.say_bug(error)
    return FAILED
