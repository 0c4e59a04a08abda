"""``onrecord show``: one statement or claim in its context, its parts highlighted."""

from __future__ import annotations

from typing import Any

import duckdb
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from flows import terminal
from flows.search import reach
from flows.where import place_of

# What each part of a statement looks like; also the legend's order.
STYLES = {
    "source": "bold cyan",
    "cue": "bold magenta",
    "content": "black on yellow",
    "condition": "black on green",
}
CONTEXT_CHARACTERS = 300
OTHERS = 8  # tellings of the same claim by others
ATTRIBUTES = (
    "source_text",
    "cue_text",
    "content_text",
    "speaker_name",
    "speaker_resolution",
    "act",
    "commitment_kind",
    "quote_type",
    "polarity",
    "certainty",
    "condition_text",
    "addressee_text",
    "text_confidence_score",
    "rule",
)

CLAIM_ATTRIBUTES = ("subject", "predicate", "object", "polarity", "certainty", "standalone_text")


def show_row(record: duckdb.DuckDBPyConnection, id_prefix: str) -> dict[str, Any] | None:
    """Print the statement or claim whose id begins with ``id_prefix``; its row, None if none."""
    for table, key in (("statements", "statement_id"), ("claims", "claim_id")):
        rows = _dicts(
            record, f"select * from {table} where starts_with({key}, ?) limit 6", id_prefix
        )
        if len(rows) > 1:
            terminal.say_error(
                f"{id_prefix} is the beginning of several ids: "
                + ", ".join(row[key][:16] for row in rows[:5]),
                "Type more of it.",
            )
            return None
        if rows and table == "statements":
            _show_statement(record, rows[0])
        elif rows:
            _show_claim(record, rows[0])
        if rows:
            _say_reviews(record, rows[0][key])
            terminal.say_reach(reach(record), is_read=True)
            return rows[0]
    terminal.say_error(
        f"No statement or claim has an id that begins with {id_prefix}.",
        'Find one: onrecord sql "select statement_id, content_text from statements limit 10"',
    )
    return None


def _show_statement(record: duckdb.DuckDBPyConnection, statement: dict[str, Any]) -> None:
    marks = [("content", span) for span in statement["content_spans"]]
    marks += [
        (role, statement[f"{role}_span"])
        for role in ("condition", "cue", "source")
        if statement[f"{role}_span"]
    ]
    facts = _facts(record, statement)
    _add_values(facts, record, "statement_id", statement, ATTRIBUTES)
    facts.add_row("statement_id", statement["statement_id"])
    _print(record, statement["document_id"], marks, facts, "statement")
    _say_others(record, "statement_id", statement["statement_id"])


def _show_claim(record: duckdb.DuckDBPyConnection, claim: dict[str, Any]) -> None:
    marks = [("content", span) for span in claim["claim_spans"]]
    facts = _facts(record, claim)
    _add_values(facts, record, "claim_id", claim, CLAIM_ATTRIBUTES)
    who = "the document's author" if claim["is_author_claim"] else None
    if claim["statement_id"]:
        (said,) = _dicts(
            record,
            """
            select s.* replace (
                nullif(coalesce(r.speaker_name, s.speaker_name), '') as speaker_name
            )
            from statements s left join review_outcomes r on r.target_id = s.statement_id
            where s.statement_id = ?
            """,
            claim["statement_id"],
        )
        who = said["speaker_name"] or said["source_text"] or "an unnamed source"
        for role in ("cue", "source"):
            if said[f"{role}_span"]:
                marks.append((role, said[f"{role}_span"]))
        facts.add_row("statement_id", claim["statement_id"])
    facts.add_row("claimed by", who or "unknown")
    facts.add_row("claim_id", claim["claim_id"])
    _print(record, claim["document_id"], marks, facts, "claim")
    _say_others(record, "claim_id", claim["claim_id"])


def _add_values(
    facts: Table,
    record: duckdb.DuckDBPyConnection,
    key: str,
    row: dict[str, Any],
    names: tuple[str, ...],
) -> None:
    """Add what was extracted, or what a person says it is, and then what was extracted."""
    found = _dicts(record, "select * from corrections where target_id = ?", row[key])
    corrected = {correction["field_name"]: correction["corrected_value"] for correction in found}
    for name in names:
        value = row.get(name)
        shown = f"{value:.2f}" if isinstance(value, float) else str(value)
        if name in corrected:
            right = Text(corrected[name] or "none", style="bold green")
            facts.add_row(name, right + Text(f"  (extracted: {shown if value else 'none'})", "dim"))
        elif value is not None:
            facts.add_row(name, shown)


def _say_reviews(record: duckdb.DuckDBPyConnection, target_id: str) -> None:
    """Print what people decided on a row, in the order of time."""
    rows = _dicts(
        record, "select * from reviews where target_id = ? order by reviewed_at", target_id
    )
    if not rows:
        return
    trail = Table(title="Reviews", title_justify="left", box=None)
    for name in ("when (UTC)", "who", "what", "why"):
        trail.add_column(name, overflow="fold")
    for row in rows:
        what = row["new_value"] or "none"
        if row["field_name"] != "verdict":
            what = f"{row['field_name']}: {row['old_value'] or 'none'} → {what}"
        when = f"{row['reviewed_at']:%Y-%m-%d %H:%M}"
        trail.add_row(when, Text(row["reviewer"]), Text(what), Text(row["reason"] or ""))
    terminal.out.print(trail)


def _say_others(record: duckdb.DuckDBPyConnection, column: str, key: str) -> None:
    """Print who else tells the same claim, for and against, each with its words and place."""
    rows = _dicts(
        record,
        f"""
        WITH own AS (SELECT * FROM told_claims WHERE {column} = ?)
        SELECT DISTINCT
            o.stance = any_value(t.stance) OVER () AS is_agreed,
            coalesce(o.speaker_name, 'the author') AS who,
            o.stance, o.told_text, o.uri, o.published_at, o.telling_id,
            o.statement_id IS NULL AS is_narrated
        FROM told_claims o JOIN own t
            ON t.same_claim_id = o.same_claim_id AND o.telling_id <> t.telling_id
        WHERE o.is_primary_copy
        ORDER BY is_narrated, is_agreed, o.published_at, o.telling_id
        LIMIT {OTHERS}
        """,
        key,
    )
    if not rows:
        return
    others = Table(title="The same claim, also told by", title_justify="left", box=None)
    for name in ("who", "stance", "in which words", "where"):
        others.add_column(name, overflow="fold")
    for row in rows:
        style = "" if row["is_agreed"] else "bold red"
        day = f"{row['published_at']:%Y-%m-%d} " if row["published_at"] else ""
        where = day + terminal.from_here(row["uri"])
        others.add_row(row["who"], Text(row["stance"], style), row["told_text"], where)
    terminal.out.print(others)


def _facts(record: duckdb.DuckDBPyConnection, row: dict[str, Any]) -> Table:
    """A grid that begins with the document: title, file, date, page or lines."""
    (document,) = _dicts(
        record,
        "select title, publisher, published_at, media_type, "
        "(select min(uri) from sources s where s.document_id = d.document_id) as uri "
        "from documents d where document_id = ?",
        row["document_id"],
    )
    media_type = document.pop("media_type")
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim")
    facts.add_column(overflow="fold")
    for name, value in document.items():
        if value is not None:
            facts.add_row(name, terminal.from_here(str(value)))
    facts.add_row("where", _where(row["evidence"] or [], media_type))
    return facts


def _where(evidence: list[dict[str, Any]], media_type: str) -> str:
    of_content = [part for part in evidence if part["role"] == "content"] or evidence
    return place_of(of_content, media_type)


def _print(
    record: duckdb.DuckDBPyConnection,
    document_id: str,
    marks: list[tuple[str, dict[str, int]]],
    facts: Table,
    title: str,
) -> None:
    (whole,) = _dicts(record, "select text from texts where document_id = ?", document_id)
    text = whole["text"]
    start = _edge(text, min(span["char_start"] for _, span in marks), -1)
    end = _edge(text, max(span["char_end"] for _, span in marks), 1)
    context = Text(text[start:end])
    for role, span in marks:
        context.stylize(STYLES[role], span["char_start"] - start, span["char_end"] - start)
    legend = Text("  ").join(
        Text(role, style=style) for role, style in STYLES.items() if role in dict(marks)
    )
    terminal.out.print(Panel(context, title=title, subtitle=legend, padding=(1, 2)))
    terminal.out.print(facts)


def _edge(text: str, position: int, step: int) -> int:
    """The end of the paragraph on that side, or a word's edge some hundred characters away."""
    if step < 0:
        paragraph = text.rfind("\n\n", 0, position)
        edge = 0 if paragraph < 0 else paragraph + 2
        near = position - CONTEXT_CHARACTERS
        return edge if edge >= near else text.find(" ", near) + 1
    paragraph = text.find("\n\n", position)
    edge = len(text) if paragraph < 0 else paragraph
    far = position + CONTEXT_CHARACTERS
    return edge if edge <= far else text.rfind(" ", 0, far)


def _dicts(record: duckdb.DuckDBPyConnection, query: str, *values: Any) -> list[dict[str, Any]]:
    found = record.execute(query, list(values))
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
