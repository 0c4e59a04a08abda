"""``onrecord compare``: two documents word by word, or two statements or claims side by side."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.columns import Columns
from rich.panel import Panel
from rich.text import Text

from flows import terminal
from flows.options import ASK, LAKE, AsOfOption, WarehouseOption

if TYPE_CHECKING:
    import duckdb

app = typer.Typer()
SHOWN_AROUND = 8  # words on both sides of a change
WIDTH = 48  # columns of one of two panels at most
_GONE, _NEW = "red strike", "bold green"


@app.command(rich_help_panel=ASK)
def compare(
    one: Annotated[str, typer.Argument(help="A document, statement or claim: id or URI.")],
    other: Annotated[str, typer.Argument(help="Another of the same kind.")],
    warehouse: WarehouseOption = LAKE,
    as_of: AsOfOption = None,
) -> None:
    """Show what differs between two documents in words, or two tellings with their evidence.

    Of a copy or a corrected form, what was taken out and what was put in. Of two statements or
    claims, who says what, for or against the same claim.
    """
    from warehouse import open as open_warehouse

    with open_warehouse(warehouse, as_of=as_of) as record:
        texts = [_document(record, name) for name in (one, other)]
        if texts[0] is not None and texts[1] is not None:
            say_changes(texts[0], texts[1])
            return
        tellings = [_telling(record, name) for name in (one, other)]
        if tellings[0] is None or tellings[1] is None:
            missing = one if tellings[0] is None and texts[0] is None else other
            terminal.say_error(
                f"{missing} is no one document, statement or claim on record, or the two are not "
                "of one kind.",
                'Look it up: onrecord search, or onrecord sql "select uri from sources"',
            )
            raise typer.Exit(2)
        say_side_by_side(tellings[0], tellings[1])


def say_changes(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Print every place where two documents differ: [-taken out-] and {+put in+}, as wdiff does."""
    for name, row in (("one", one), ("other", other)):
        day = f", {row['published_at']:%Y-%m-%d}" if row["published_at"] else ""
        terminal.say_plain(f"{name}: {terminal.from_here(row['uri'])}{day}")
    before, after = one["text"].split(), other["text"].split()
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    places = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    shared = 2 * sum(block.size for block in matcher.get_matching_blocks())
    for _, start, end, new_start, new_end in places:
        line = Text("… " + " ".join(before[max(0, start - SHOWN_AROUND) : start]) + " ")
        if end > start:
            line.append(f"[-{' '.join(before[start:end])}-]", _GONE)
        if new_end > new_start:
            line.append(f"{{+{' '.join(after[new_start:new_end])}+}}", _NEW)
        line.append(" " + " ".join(before[end : end + SHOWN_AROUND]) + " …")
        terminal.out.print(line)
    share = shared / max(1, len(before) + len(after))
    terminal.say_plain(f"{len(places)} places differ; {share:.0%} of the words are the same.")


def say_side_by_side(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Print two tellings beside one another, and whether they tell the same claim."""
    panels = []
    width = min(WIDTH, (terminal.out.width - 1) // 2)
    for row in (one, other):
        where = terminal.from_here(row["uri"])
        day = f"{row['published_at']:%Y-%m-%d}" if row["published_at"] else "no date"
        body = Text()
        body.append(f"{row['who']}\n", "bold cyan")
        body.append(f"{row['told_text']}\n\n", "black on yellow")
        if row["condition_text"]:
            body.append(f"on condition: {row['condition_text']}\n\n", "green")
        body.append(f"… {' '.join(row['passage_text'].split()[1:-1])} …\n\n")
        body.append(f"{where}\n{day}, {row['place']}", "dim")
        panels.append(Panel(body, title=row["stance"], width=width))
    terminal.out.print(Columns(panels))
    if one["same_claim_id"] != other["same_claim_id"]:
        terminal.say_plain("They are not known to tell the same claim.")
    elif {one["stance"], other["stance"]} == {"for", "against"}:
        terminal.say_plain("They contradict one another: the same claim, for and against.")
    else:
        terminal.say_plain("They tell the same claim.")


def _document(record: duckdb.DuckDBPyConnection, name: str) -> dict[str, Any] | None:
    """The one document of an id, its beginning, or a URI."""
    uri = str(Path(name).absolute())
    return _one(
        record,
        """
        SELECT d.document_id, d.title, d.published_at, t.text,
            (SELECT min(uri) FROM sources s WHERE s.document_id = d.document_id) AS uri
        FROM documents d JOIN texts t ON t.document_id = d.document_id
        WHERE (length($name) >= 6 AND starts_with(d.document_id, $name)) OR d.document_id = (
            SELECT max(document_id) FROM sources WHERE uri IN ($name, $uri) AND is_current
        )
        """,
        {"name": name, "uri": uri},
    )


def _telling(record: duckdb.DuckDBPyConnection, name: str) -> dict[str, Any] | None:
    """The telling of a claim, or the first of a statement, by id or its beginning."""
    return _one(
        record,
        """
        SELECT t.*, coalesce(t.speaker_name, s.source_text, 'the author') AS who,
            substr(x.text, greatest(1, t.telling_span.char_start - 120),
                t.telling_span.char_end - t.telling_span.char_start + 240) AS passage_text,
            coalesce(if(d.media_type LIKE '%wordprocessingml%', 'block ', 'line ')
                || coalesce(s.evidence, c.evidence)[1].line_start,
                'page ' || coalesce(s.evidence, c.evidence)[1].page_number, '') AS place
        FROM told_claims t
        JOIN texts x ON x.document_id = t.document_id
        JOIN documents d ON d.document_id = t.document_id
        LEFT JOIN statements s ON s.statement_id = t.statement_id
        LEFT JOIN claims c ON c.claim_id = t.claim_id
        WHERE starts_with(t.telling_id, $name) OR starts_with(t.statement_id, $name)
        QUALIFY row_number() OVER (
            PARTITION BY coalesce(t.statement_id, t.telling_id) ORDER BY t.telling_span.char_start
        ) = 1
        """,
        {"name": name},
    )


def _one(
    record: duckdb.DuckDBPyConnection, query: str, values: dict[str, str]
) -> dict[str, Any] | None:
    found = record.execute(query, values)
    names = [column[0] for column in found.description]
    rows = found.fetchmany(2)
    return dict(zip(names, rows[0], strict=True)) if len(rows) == 1 else None
