"""``onrecord report``: one page that opens anywhere, of who said what, with the words in place."""

from __future__ import annotations

import json
from collections import defaultdict
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows import terminal
from flows.options import ASK, LAKE, AsOfOption, WarehouseOption

if TYPE_CHECKING:
    import duckdb

app = typer.Typer()
USAGE = 2
# A page of more is slow to send and to open.
MOST_BYTES = 20_000_000
# What is said of a statement when it is opened, with the words for it.
FACTS = {
    "source_text": "Source, as written",
    "speaker_resolution": "Speaker known by",
    "commitment_kind": "Kind of commitment",
    "quote_type": "Quotation",
    "polarity": "Polarity",
    "certainty": "Certainty",
    "text_confidence_score": "Words read with confidence",
    "rule": "Rule",
    "review_status": "Reviewed",
    "statement_id": "statement_id",
}
# How much of an id is shown: onrecord show finds it by its beginning.
_ID_DIGITS = 20


@app.command(rich_help_panel=ASK)
def report(
    out: Annotated[Path, typer.Argument(help="The page to write: report.html.")],
    where: Annotated[
        str, typer.Option(help="Which statements: a condition over current_statements.")
    ] = "true",
    title: Annotated[str, typer.Option(help="What the page is called.")] = "Who said what",
    pictures: Annotated[
        int, typer.Option(min=0, help="Cuts of pages for so many statements at most.")
    ] = 300,
    is_discreet: Annotated[
        bool, typer.Option("--without-sensitive", help="Leave out documents marked sensitive.")
    ] = False,
    warehouse: WarehouseOption = LAKE,
    as_of: AsOfOption = None,
) -> None:
    """Write one self-contained page: totals, plots, and every statement with its evidence.

    It opens in any browser, without a network and without On Record: search, filters, each
    statement in its context and on its page.

    Examples: onrecord report report.html ; onrecord report ukraine.html --title "On Ukraine"
    --where "content_text ilike '%Ukraine%' and published_at > '2026-01-01'"
    """
    import duckdb

    from flows.discretion import hidden_statements
    from warehouse import Lake
    from warehouse import open as open_warehouse
    from warehouse.advice import reason

    terminal.say_advice(f"select 1 from current_statements where ({where}\n)")
    with terminal.waiting("Writing the page"), open_warehouse(warehouse, as_of=as_of) as record:
        try:
            hidden = hidden_statements(record, Lake(warehouse), where)
            chosen = f"({where}\n)"
            if is_discreet:
                record.execute("CREATE TEMP TABLE hidden AS SELECT unnest(?) AS key", [hidden])
                chosen += " AND statement_id NOT IN (SELECT key FROM hidden)"
            told = gathered(record, warehouse, chosen, title, pictures)
            told |= {"where": "" if where == "true" else where}
            told |= {"hidden": len(hidden) if is_discreet else 0}
        except duckdb.Error as error:
            terminal.say_error(
                f"--where: {reason(error)}",
                'Its columns: onrecord sql "describe current_statements"',
            )
            raise typer.Exit(USAGE) from error
    try:
        out.write_text(page(told), encoding="utf-8", newline="\n")
    except OSError as error:
        terminal.say_error(f"{out} cannot be written: {error.strerror}", "Name another file.")
        raise typer.Exit(USAGE) from error
    count, drawn, size = len(told["rows"]), len(told["pictures"]), out.stat().st_size / 1e6
    terminal.say_plain(
        f"{count:,} statement{'' if count == 1 else 's'}, {drawn:,} on a cut of the page, "
        f"{size:.1f} MB: {out}"
    )
    if told["left_out"]:
        terminal.say_plain(f"{told['left_out']:,} left out so that it stays below 20 MB.")
    terminal.say_sensitive(len(hidden), is_left_out=is_discreet)


def gathered(
    record: duckdb.DuckDBPyConnection, lake: Path, where: str, title: str, pictures: int
) -> dict[str, Any]:
    """All that the page shows, as plain values; statements as rows, documents and names by number.

    Raises duckdb.Error when ``where`` is no condition over ``current_statements``.
    """
    from flows.report_rows import cuts, statements
    from flows.search import reach

    found = statements(record, where)
    published = record.execute(
        "SELECT snapshot_number, published_at::DATE::VARCHAR FROM snapshots "
        "ORDER BY snapshot_number DESC LIMIT 1"
    ).fetchone()
    limits = reach(record)
    documents: dict[str, int] = {}
    told: list[dict[str, Any]] = []
    rows: list[list[Any]] = []
    room = MOST_BYTES * 9 // 10
    for row in found:
        if row["document_id"] not in documents:
            documents[row["document_id"]] = len(told)
            told.append({name: row[name] for name in ("title", "publisher", "uri", "read_method")})
            told[-1] |= {"uri": terminal.from_here(row["uri"]), "document_id": row["document_id"]}
        values = _values(row, documents[row["document_id"]])
        room -= len(json.dumps(values, ensure_ascii=False).encode())
        if room < 0:
            break
        rows.append(values)
    drawn = cuts(record, lake, found[: len(rows)], pictures, max(0, room))
    return {
        "title": title,
        "where": where,
        "hidden": 0,
        "snapshot": published,
        "reach": limits,
        "facts": FACTS,
        "meanings": _meanings(record),
        "documents": told,
        "rows": rows,
        "left_out": len(found) - len(rows),
        "reviews": _trails(record, [row["statement_id"] for row in found[: len(rows)]]),
        "pictures": {key[:_ID_DIGITS]: cut for key, cut in drawn.items()},
    }


def _meanings(record: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """What the values of facts mean, by column: the page is read by who has no dictionary."""
    query = "SELECT column_name, value, meaning FROM vocabulary WHERE table_name = 'statements'"
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for column, value, meaning in record.execute(query).fetchall():
        if column in FACTS:
            found[column][value] = meaning.removeprefix("NULL: ")
    return found


def _trails(record: duckdb.DuckDBPyConnection, keys: list[str]) -> dict[str, list[Any]]:
    """What people decided, by the id of the statement: day, who, what and why, the first first."""
    found = record.execute(
        "SELECT target_id, reviewed_at::DATE::VARCHAR, reviewer, CASE field_name "
        "WHEN 'verdict' THEN new_value ELSE format('{}: {} → {}', field_name, "
        "coalesce(nullif(old_value, ''), 'none'), coalesce(nullif(new_value, ''), 'none')) END, "
        "reason FROM reviews WHERE target_id IN (SELECT unnest(?)) ORDER BY reviewed_at, review_id",
        [keys],
    )
    trails: dict[str, list[Any]] = defaultdict(list)
    for key, *decided in found.fetchall():
        trails[key[:_ID_DIGITS]].append(decided)
    return trails


def _values(row: dict[str, Any], document: int) -> list[Any]:
    """A statement as the page takes it: report.js names the same columns in the same order."""
    facts = [row[name] for name in FACTS]
    facts[-1] = row["statement_id"][:_ID_DIGITS]
    day = row["day"].isoformat() if row["day"] else None
    who = row["speaker_name"] or row["source_text"]
    place = (row["page_number"], row["line_number"], row["is_primary_copy"] is False)
    # Most contents stand whole in the context: they are not written twice.
    content = row["content_text"]
    if content == "".join(text for letters, text in row["pieces"] if "c" in letters):
        content = None
    return [who, row["act"], day, document, *place, content, row["pieces"], facts]


def page(told: dict[str, Any]) -> str:
    """The page itself. What documents say is data in it, never markup: ``<`` is written as JSON
    allows, so that nothing in a text ends the script it stands in.
    """
    data = json.dumps(told, ensure_ascii=False, separators=(",", ":"), default=str)
    for character in "<>&\u2028\u2029":
        data = data.replace(character, f"\\u{ord(character):04x}")
    parts = {name: _part(f"report.{name}") for name in ("css", "js")} | {"data": data}
    text = _part("report.html")
    for name, part in parts.items():
        head, _, tail = text.partition(f"/*{name}*/")
        text = head + part + tail
    return text


def _part(name: str) -> str:
    return resources.files("flows").joinpath("page", name).read_text("utf-8")
