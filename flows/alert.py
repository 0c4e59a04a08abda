"""``onrecord alert``: wait for statements, and see what has come."""

from __future__ import annotations

import re
from typing import Annotated

import typer
from rich.padding import Padding
from rich.text import Text

from flows import terminal
from flows.options import ASK, LAKE, AsOfOption, Output, WarehouseOption

app = typer.Typer()
group = typer.Typer(
    no_args_is_help=True,
    help="Wait for statements: each run tells of the new ones that match.\n\n"
    "onrecord alert add bridge --search 'bridge \"not safe\"' --notify mailto:desk@example.org\n\n"
    "Hits stand in the table alert_hits and in alerts.atom in the warehouse (ONRECORD_ALERT_FEED), "
    "each is a Prefect event claim.matched. Copies of an article count once, and nothing that was "
    "on record before the alert is a hit.",
)
app.add_typer(group, name="alert", rich_help_panel=ASK)
NameArgument = Annotated[str, typer.Argument(help="What the alert is called.")]


@group.command("add")
def add(
    name: NameArgument,
    search: Annotated[
        str | None, typer.Option(help='Words that must all be said; a "phrase" as it stands.')
    ] = None,
    where: Annotated[
        str | None, typer.Option(help="Or SQL over the columns of current_statements.")
    ] = None,
    notify: Annotated[
        str | None, typer.Option(help="Where to send hits: https://… by POST, or mailto:ADDRESS.")
    ] = None,
    warehouse: WarehouseOption = LAKE,
) -> None:
    """Wait for statements from now on.

    The address is kept in the warehouse as it is. Mail needs a server: ONRECORD_SMTP.
    Example: onrecord alert add denials --where "act = 'deny' and speaker_name like '%Putin%'"
    """
    from warehouse import Lake
    from warehouse.alerting import add_alert

    if (search is None) == (where is None):
        raise typer.BadParameter("give either --search or --where")
    if where is not None:
        terminal.say_advice(f"select 1 from current_statements where ({where}\n)")
    snapshot = add_alert(Lake(warehouse), name, search=search, where=where, notify=notify)
    terminal.say_plain(f"Waiting for what comes after snapshot {snapshot.number}.")


@group.command("list")
def list_alerts(
    format: Annotated[Output, typer.Option("--format", help="Output.")] = Output.table,
    warehouse: WarehouseOption = LAKE,
    as_of: AsOfOption = None,
) -> None:
    """List what is waited for, and how much has come."""
    query = (
        "SELECT a.alert_name, coalesce(a.search_text, a.condition_sql) AS waits_for, a.notify_uri, "
        "date_trunc('second', a.created_at) AS created_at, count(h.alert_hit_id) AS hit_count "
        "FROM alerts a "
        "LEFT JOIN alert_hits h ON h.alert_id = a.alert_id GROUP BY ALL ORDER BY a.alert_name"
    )
    from warehouse import open as open_warehouse

    with open_warehouse(warehouse, as_of=as_of) as record:
        found = record.execute(query)
        terminal.say_rows([c[0] for c in found.description], found.fetchall(), format.value)


@group.command("remove")
def remove(name: NameArgument, warehouse: WarehouseOption = LAKE) -> None:
    """Wait no more; what has come stays in alert_hits."""
    from warehouse import Lake
    from warehouse.alerting import remove_alert

    remove_alert(Lake(warehouse), name)
    terminal.say_plain(f"{name} is removed.")


@group.command("hits")
def hits(
    name: NameArgument,
    format: Annotated[Output, typer.Option("--format", help="Output.")] = Output.table,
    warehouse: WarehouseOption = LAKE,
    as_of: AsOfOption = None,
) -> None:
    """Show what has come, the newest first, with the words that match."""
    from flows.search import reach
    from warehouse import open as open_warehouse

    query = "FROM matches WHERE alert_name = ? ORDER BY matched_at DESC, alert_hit_id"
    with open_warehouse(warehouse, as_of=as_of) as record:
        known = "SELECT 1 FROM alerts WHERE alert_name = $1 UNION ALL "
        known += "SELECT 1 FROM alert_hits WHERE alert_name = $1"
        if not record.execute(known, [name]).fetchall():
            terminal.say_error(f"There is no alert {name}.", "onrecord alert list")
            raise typer.Exit(2)
        found = record.execute(query, [name])
        names, rows = [column[0] for column in found.description], found.fetchall()
        limits = reach(record)
    if format is not Output.table:
        terminal.say_rows(names, rows, format.value)
        terminal.say_reach(limits, is_read=False)
        return
    for row in rows:
        hit = dict(zip(names, row, strict=True))
        who = Text(hit["speaker_name"] or "—", style="bold cyan")
        terminal.out.print(Text.assemble(who, "  ", (hit["act"], "magenta")))
        words = Text(" ".join(hit["content_text"].split()))
        for matched in hit["matched_texts"] or ():
            words.highlight_regex(rf"\b{re.escape(matched)}\b", style="black on yellow")
        terminal.out.print(Padding(words, (0, 0, 0, 2)))
        day = f"{hit['matched_at']:%Y-%m-%d %H:%M}"
        where = f"  {terminal.from_here(hit['uri'])}  {day}  {hit['statement_id']}"
        terminal.out.print(Text(where, style="dim"))
        terminal.out.print()
    terminal.out.print(f"{len(rows):,} hit{'' if len(rows) == 1 else 's'}", style="dim")
    terminal.say_reach(limits, is_read=True)
