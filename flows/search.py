"""``onrecord search``: statements, claims or segments by their words, best first."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.padding import Padding
from rich.text import Text

from flows import terminal
from flows.options import ASK, LAKE, AsOfOption, Output, WarehouseOption

if TYPE_CHECKING:
    import duckdb

app = typer.Typer()
# The limits of what can be asked of segments: they have no speaker and no act.
_ALIKE = 0.88  # least Jaro-Winkler similarity of a name that may be meant
_NO_SPEAKER = "--speaker and --act need --in statements or --in claims: a segment has no speaker"


class Field(StrEnum):
    """What is searched."""

    statements = "statements"
    claims = "claims"
    segments = "segments"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: words ranked by BM25, phrases that must stand there, and filters."""

    words: str
    phrases: tuple[str, ...] = ()
    field_name: str = "statements"
    filters: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, words: list[str], field_name: str, **filters: Any) -> Question:
        """The question of a command line: an argument with a space in it is a phrase."""
        asked = [part for word in words for part in re.split(r'[“”"]', word)]
        phrases = tuple(part.strip() for part in asked if " " in part.strip())
        given = {name: value for name, value in filters.items() if value is not None}
        return cls(" ".join(asked), phrases, field_name, given)


@app.command(rich_help_panel=ASK)
def search(
    words: Annotated[list[str], typer.Argument(help='Words; a "quoted phrase" must stand there.')],
    inside: Annotated[
        Field, typer.Option("--in", help="What to search: what was said, or the whole text.")
    ] = Field.statements,
    speaker: Annotated[
        str | None, typer.Option(help="Part of the speaker's name, or any name known.")
    ] = None,
    act: Annotated[str | None, typer.Option(help="What was done: deny, commit, demand …")] = None,
    since: Annotated[
        datetime | None,
        typer.Option(help="Said, or else published, on or after this day.", formats=["%Y-%m-%d"]),
    ] = None,
    publisher: Annotated[str | None, typer.Option(help="Part of the publisher's name.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="So many at most.")] = 20,
    format: Annotated[Output, typer.Option("--format", help="Output.")] = Output.table,
    warehouse: WarehouseOption = LAKE,
    as_of: AsOfOption = None,
) -> None:
    """Find statements by their words, the best match first.

    All forms of a word match: promise finds promised. Rare words weigh more (BM25); more of the
    words found is better, none is required. A phrase is matched as it is written. Only current
    documents are searched.

    Examples: onrecord search ceasefire troops ; onrecord search '"peace deal"' --speaker Macron ;
    onrecord search bridge --act deny --since 2026-01-01 ; onrecord search harbour --in segments

    In SQL: select * from search_statements('ceasefire troops') join statements using
    (statement_id) order by score desc
    """
    from warehouse import open as open_warehouse
    from warehouse.schema.enumerations import ACT

    if inside is Field.segments and (speaker or act):
        raise typer.BadParameter(_NO_SPEAKER)
    if act is not None and act not in ACT.names:
        raise typer.BadParameter(f"one of {', '.join(sorted(ACT.names))}", param_hint="--act")
    if not any(map(str.strip, words)):
        raise typer.BadParameter("give words to search")
    asked = Question.of(
        words, inside.value, speaker=speaker, act=act, since=since, publisher=publisher
    )
    with open_warehouse(warehouse, as_of=as_of) as record:
        names, rows = found(record, asked, limit)
        limits = reach(record)
        hints = why_nothing(record, asked) if not rows else []
    if format is Output.table:
        say_hits([dict(zip(names, row, strict=True)) for row in rows])
    else:
        terminal.say_rows(names, rows, format.value)
    for hint in hints:
        terminal.say_hint(hint)
    terminal.say_reach(limits, is_read=format is Output.table)


def reach(record: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How far an answer from this record reaches: the one row of the ``reach`` view."""
    cursor = record.execute("SELECT * FROM reach")
    return dict(zip((c[0] for c in cursor.description), cursor.fetchall()[0], strict=True))


def why_nothing(record: duckdb.DuckDBPyConnection, asked: Question) -> list[str]:
    """What may be the cause of an answer without rows: words and names that are not on record."""
    from warehouse.search import forms_of, term_of

    hints = []
    for form in forms_of(asked.words):
        known = record.execute("SELECT 1 FROM postings WHERE term = ? LIMIT 1", [term_of(form)])
        if not known.fetchall():
            hints.append(f"No document has the word {form}.")
    if speaker := asked.filters.get("speaker"):
        hints += [hint for hint in [unknown_speaker(record, speaker)] if hint]
    if not hints and asked.field_name != "segments":
        hints.append("What was said has none of it; the whole text: --in segments")
    return hints


def unknown_speaker(record: duckdb.DuckDBPyConnection, name: str) -> str | None:
    """What to say when no speaker has a name, with names that are spelled alike; None when one has.

    Names are alike by the Jaro-Winkler similarity of their words.
    """
    query = f"""
        WITH called AS (
            SELECT speaker_name, speaker_name AS name FROM speakers
            UNION
            SELECT p.speaker_name, unnest(e.aliases)
            FROM speakers p JOIN entities e ON e.entity_id = p.entity_id
        ),
        spelled AS (
            SELECT speaker_name, lower(strip_accents(name)) AS folded,
                lower(strip_accents($name)) AS asked
            FROM called
            WHERE name IS NOT NULL
        ),
        words AS (
            SELECT *, unnest(list_append(string_split(folded, ' '), folded)) AS word FROM spelled
        ),
        parts AS (
            SELECT *, unnest(list_append(string_split(asked, ' '), asked)) AS part FROM words
        )
        SELECT speaker_name, bool_or(contains(folded, asked)) AS has_it,
            max(jaro_winkler_similarity(word, part)) AS likeness
        FROM parts
        GROUP BY speaker_name
        HAVING has_it OR likeness >= {_ALIKE}
        ORDER BY has_it DESC, likeness DESC, speaker_name
        LIMIT 3
    """
    rows = record.execute(query, {"name": name}).fetchall()
    if rows and rows[0][1]:
        return None
    alike = "; ".join(str(row[0]) for row in rows)
    return f"No speaker has the name {name}." + (f" Spelled alike: {alike}." if alike else "")


def found(
    record: duckdb.DuckDBPyConnection, asked: Question, limit: int
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Names of columns, and the rows that match, the best first and ties by id."""
    from warehouse.search import phrase_pattern, terms_of

    query = _QUERIES[asked.field_name]
    text = _TEXTS[asked.field_name]
    conditions: list[str] = []
    values: list[Any] = [terms_of(asked.words)]
    for phrase in asked.phrases:
        conditions.append(f"regexp_matches({text}, ?)")
        values.append(phrase_pattern(phrase))
    for name, value in asked.filters.items():
        conditions.append(_SINCE[asked.field_name] if name == "since" else _FILTERS[name])
        values += [value] * conditions[-1].count("?")
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    cursor = record.execute(f"{query} {where} ORDER BY score DESC, id LIMIT {limit}", values)
    return [column[0] for column in cursor.description], cursor.fetchall()


def say_hits(hits: list[dict[str, Any]]) -> None:
    """Print hits for reading: who, the words, where; the same words said again are one hit."""
    groups: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for hit in hits:
        head = "  ".join(str(hit[name]) for name in _HEADS if hit.get(name) is not None)
        words = next(str(hit[name]) for name in _WORDS if name in hit)
        who = hit.get("speaker_name") or hit.get("source_text") or ""
        groups.setdefault((who, head, words), []).append(hit)
    for (name, head, words), same in groups.items():
        best = same[0]
        who = Text(name or ("—" if "speaker_name" in best else ""), style="bold cyan")
        terminal.out.print(Text.assemble(who, "  " if who else "", (head, "magenta")))
        terminal.out.print(Padding(Text(" ".join(words.split())), (0, 0, 0, 2)))
        where = [best["file"], best["published"], f"score {best['score']}", best["id"]]
        terminal.out.print(Text("  " + "  ".join(str(w) for w in where if w), style="dim"))
        if also := list(dict.fromkeys(hit["file"] for hit in same[1:])):
            line = Text("also in " + ", ".join(also), style="dim")
            terminal.out.print(Padding(line, (0, 0, 0, 2)))
        terminal.out.print()
    count = f"{len(hits):,} hit{'' if len(hits) == 1 else 's'}"
    again = f", {len(groups):,} when the same words are counted once"
    show = "; onrecord show ID shows one on its page" if hits else ""
    terminal.out.print(count + (again if len(groups) < len(hits) else "") + show, style="dim")


_DOCUMENT = "parse_filename(d.uri) AS file, d.published_at::DATE AS published"
_QUERIES = {
    "statements": f"""
        SELECT round(f.score, 2) AS score, s.speaker_name, s.source_text, s.act,
               s.content_text, {_DOCUMENT}, s.statement_id AS id
        FROM statements_with_terms(?) f
        JOIN reviewed_statements s ON s.statement_id = f.statement_id
        JOIN current_documents d ON d.document_id = f.document_id
    """,
    "claims": f"""
        SELECT round(f.score, 2) AS score, s.speaker_name, s.source_text, s.act,
               c.claim_text, {_DOCUMENT}, c.claim_id AS id
        FROM claims_with_terms(?) f
        JOIN reviewed_claims c ON c.claim_id = f.claim_id
        JOIN current_documents d ON d.document_id = f.document_id
        LEFT JOIN reviewed_statements s ON s.statement_id = c.statement_id
    """,
    "segments": f"""
        SELECT round(f.score, 2) AS score, g.kind, g.first_page AS page,
               substr(t.text, g.segment_spans[1].char_start + 1,
                      g.segment_spans[-1].char_end - g.segment_spans[1].char_start) AS segment_text,
               {_DOCUMENT}, g.segment_id AS id
        FROM segments_with_terms(?) f
        JOIN segments g ON g.segment_id = f.segment_id
        JOIN current_documents d ON d.document_id = f.document_id
        JOIN texts t ON t.document_id = f.document_id
    """,
}
_HEADS = ("act", "kind", "page")
_WORDS = ("content_text", "claim_text", "segment_text")
_TEXTS = {
    "statements": "s.content_text",
    "claims": "c.claim_text",
    "segments": "segment_text",
}
_SINCE = {
    "statements": "coalesce(s.said_date, d.published_at) >= ?",
    "claims": "coalesce(s.said_date, d.published_at) >= ?",
    "segments": "d.published_at >= ?",
}
_FILTERS = {
    "speaker": "(contains(lower(s.speaker_name), lower(?)) "
    "OR s.statement_id IN (SELECT statement_id FROM said_by(?)))",
    "act": "s.act = ?",
    "publisher": "contains(lower(d.publisher), lower(?))",
}
