"""Commands that keep a warehouse in shape. Only ``reprocess`` runs a flow, and imports Prefect."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from flows import terminal
from flows.bounds import caps_set_here
from flows.options import (
    ASK,
    LAKE,
    UPKEEP,
    AliasOption,
    Engine,
    EngineOption,
    ExtractorOption,
    LanguageOption,
    Output,
    PipelineOption,
    WarehouseOption,
    WorkersOption,
    own_names,
)

app = typer.Typer()
snapshots_app = typer.Typer(help="List the snapshots that --as-of can open; pin those to keep.")
app.add_typer(snapshots_app, name="snapshots", rich_help_panel=UPKEEP)

NumberArgument = Annotated[int, typer.Argument(min=1, help="Number of the snapshot.")]


@app.command(rich_help_panel=UPKEEP)
def compact(warehouse: WarehouseOption = LAKE) -> None:
    """Merge small files. No row changes; onrecord vacuum then frees the room of the old ones."""
    from warehouse import Lake

    lake = Lake(warehouse)
    before = lake.current()
    after = lake.compact()
    if before is None or after.number == before.number:
        terminal.say_plain("Nothing to merge.")
        return
    counts = [sum(map(len, snapshot.tables.values())) for snapshot in (before, after)]
    terminal.say_plain(f"{counts[0]} files became {counts[1]}: snapshot {after.number}.")


@app.command(rich_help_panel=UPKEEP)
def vacuum(
    warehouse: WarehouseOption = LAKE,
    older_than: Annotated[
        float, typer.Option(min=0.0, help="Days since a newer snapshot took its place.")
    ] = 7.0,
) -> None:
    """Remove old snapshots and the data that only they list.

    The newest stays, and so do pinned ones and the last of each month.
    """
    from warehouse import Lake
    from warehouse import vacuum as vacuum_warehouse

    gone = vacuum_warehouse(Lake(warehouse), timedelta(days=older_than))
    terminal.say_plain(
        f"{len(gone.snapshot_numbers)} snapshots and {gone.file_count} files removed: "
        f"{gone.byte_count / 1e6:.1f} MB."
    )


@snapshots_app.callback(invoke_without_command=True)
def snapshots(context: typer.Context, warehouse: WarehouseOption = LAKE) -> None:
    """List the snapshots that --as-of can open; pin those to keep."""
    from warehouse import Lake, NotAWarehouse, kept_snapshots

    if context.invoked_subcommand:
        return
    kept = kept_snapshots(Lake(warehouse))
    if not kept:
        raise NotAWarehouse(warehouse)
    names = ["number", "published (UTC)", "rows added", "removed", "note", "pinned"]
    rows = [
        (s.number, _second(s.published_at), s.rows_added, s.rows_removed, s.note, held.pin_note)
        for held in kept
        for s in [held.snapshot]
    ]
    terminal.say_rows(names, rows, "table")


def _second(moment: str) -> str:
    """A time in ISO 8601, up to the next whole second, so that ``--as-of`` it means this."""
    found = datetime.fromisoformat(moment)
    return f"{found + timedelta(microseconds=-found.microsecond % 1_000_000):%Y-%m-%dT%H:%M:%S}"


@snapshots_app.command()
def pin(
    number: NumberArgument,
    note: Annotated[str, typer.Option(help="What it is kept for.")] = "",
    warehouse: WarehouseOption = LAKE,
) -> None:
    """Keep a snapshot whatever its age, for example one that an article cites."""
    from warehouse import Lake
    from warehouse import pin as pin_snapshot

    pin_snapshot(Lake(warehouse), number, note)
    terminal.say_plain(f"Snapshot {number} stays.")


@snapshots_app.command()
def unpin(number: NumberArgument, warehouse: WarehouseOption = LAKE) -> None:
    """Let a pinned snapshot go when its time has come."""
    from warehouse import Lake
    from warehouse import unpin as unpin_snapshot

    unpin_snapshot(Lake(warehouse), number)
    terminal.say_plain(f"Snapshot {number} goes when its time has come.")


@app.command(rich_help_panel=UPKEEP)
def adopt(
    folder: Annotated[Path, typer.Argument(help="The warehouse, where it stands now.")],
) -> None:
    """After moving or copying a warehouse: publish its catalogue for where it stands now."""
    from warehouse import Lake

    snapshot = Lake(folder).adopt()
    terminal.say_plain(f"{snapshot.folder} is a warehouse of its own: snapshot {snapshot.number}.")


@app.command(rich_help_panel=UPKEEP)
def reprocess(
    failed: Annotated[
        bool, typer.Option("--failed", help="Those read in part or with an error; reads again.")
    ] = False,
    outdated: Annotated[
        bool, typer.Option("--outdated", help="Those of another version or other settings.")
    ] = False,
    where: Annotated[
        str | None, typer.Option(help="Those that meet this SQL condition over documents.")
    ] = None,
    reread: Annotated[
        bool, typer.Option("--reread", help="Read the kept bytes again, not the stored text.")
    ] = False,
    warehouse: WarehouseOption = LAKE,
    workers: WorkersOption = None,
    ocr_engine: EngineOption = Engine.auto,
    ocr_languages: LanguageOption = "eng",
    pipeline: PipelineOption = "onrecord",
    aliases: AliasOption = None,
    extractor: ExtractorOption = "rules",
) -> None:
    """Do documents again that are on record; their new rows take the place of the old.

    Only what is named is done: several conditions must all be met. Files that never became a
    document are tried again by onrecord ingest. Examples:
    onrecord reprocess --failed ; onrecord reprocess --where "media_type = 'application/pdf'"
    """
    from tasks.land import Choice, chosen_documents
    from tasks.settings import Settings
    from warehouse import Lake, bucket_url

    choice = Choice(failed, outdated, where)
    if not choice:
        raise typer.BadParameter("say which documents: --failed, --outdated or --where SQL")
    languages = tuple(ocr_languages.split("+"))
    names, caps = own_names(aliases), caps_set_here()
    settings = Settings(ocr_engine.value, languages, pipeline, names, extractor, caps)
    try:
        chosen = chosen_documents(Lake(warehouse), choice, settings)
    except ValueError as problem:
        raise typer.BadParameter(str(problem), param_hint="--where") from problem
    if not chosen:
        terminal.say_plain("No document is so.")
        return
    raise typer.Exit(
        run_flow(
            "flows.reprocess",
            warehouse=bucket_url(warehouse) or str(warehouse),
            failed=failed,
            outdated=outdated,
            where=where,
            reread=reread,
            workers=workers,
            ocr_engine=ocr_engine.value,
            ocr_languages=languages,
            pipeline=pipeline,
            aliases=str(aliases) if aliases else None,
            extractor=extractor,
        )
    )


def run_flow(module: str, **parameters: Any) -> int:
    """Run the flow that a module is named after, on a server, and say what it came to."""
    from flows.server import use_server

    def load() -> Any:
        return getattr(import_module(module), module.rpartition(".")[2])

    with terminal.waiting("Looking for a Prefect server"):
        server = use_server(meanwhile=load)
    terminal.say_server(server)
    from flows.stopping import heeded

    with terminal.progress_bar(), server.answering(), heeded(load()) as run:
        state = run(**parameters, return_state=True)
    result = state.result(raise_on_failure=False)
    if isinstance(result, BaseException):
        raise result
    terminal.say_report(result, state.name)
    return 1 if state.is_failed() else 0


@app.command(rich_help_panel=UPKEEP)
def forget(
    document: Annotated[str, typer.Argument(help="A document_id, or the URI of its file.")],
    reason: Annotated[str, typer.Option(help="Why; kept in the table forgotten.")],
    by: Annotated[str, typer.Option(help="Who decides it; kept too.")],
    warehouse: WarehouseOption = LAKE,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove a document from every snapshot, its bytes and search; refuse it from now on.

    By URI, every version that stood there goes. Images found only inside it go too. It cannot be
    undone. Example: onrecord forget /in/leak.pdf --reason "court order" --by "A. Editor"
    """
    from tasks.relate import relate
    from warehouse import Lake
    from warehouse import forget as forget_document

    path = Path(document)
    name = str(path.absolute()) if path.exists() else document
    if not yes:
        typer.confirm(f"Forget {name} for good?", abort=True)
    done = forget_document(Lake(warehouse), name, reason=reason, by=by)
    relate(Lake(warehouse))  # what was grouped with it
    for document_id in done.document_ids:
        terminal.say_plain(f"{document_id} is forgotten.")
    terminal.say_plain(f"{done.snapshot_count} earlier snapshots were written anew without it.")


@app.command(rich_help_panel=ASK)
def diff(
    since: Annotated[
        str, typer.Option(help="A snapshot's number, or a time: 2026-01-31T18:00 (UTC).")
    ],
    until: Annotated[
        str | None, typer.Option("--until", "--as-of", help="The same; the newest if not given.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what differs in documents held before.")
    ] = False,
    format: Annotated[Output, typer.Option("--format", help="Output.")] = Output.table,
    warehouse: WarehouseOption = LAKE,
) -> None:
    """Show which statements are new since then: those of new documents, or all that differs.

    The table is for reading; --format csv or json has every column.
    """
    from warehouse import Lake
    from warehouse.comparison import Difference, differences

    found = differences(Lake(warehouse), since, until)
    names = [field.name for field in fields(Difference)]
    if format is Output.table:  # the statement's id leads to its document
        left_out = {"document_id"} if everything else {"document_id", "kind", "reason"}
        names = [name for name in names if name not in left_out]
    rows = [
        tuple(getattr(difference, name) for name in names)
        for difference in found
        if everything or difference.reason.startswith("new_")
    ]
    terminal.say_rows(names, rows, format.value)
