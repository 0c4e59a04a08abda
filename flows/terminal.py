"""What a person sees on the terminal: progress, the closing summary, tables; 100 columns."""

from __future__ import annotations

import atexit
import contextlib
import csv
import errno
import hashlib
import io
import json
import os
import re
import select
import shutil
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Literal, NoReturn

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from flows.doctor import Finding
    from flows.outcome import RunReport
    from flows.progress import Progress
    from flows.server import PrefectServer
    from tasks.values import Issue

MAX_WIDTH = 100
ISSUES_SHOWN = 20

out = Console()
err = Console(stderr=True)
for console in (out, err):
    if console.width > MAX_WIDTH or not console.is_terminal:
        console.width = MAX_WIDTH

# What would move the cursor or change the colours: files and documents of others may hold it.
_CONTROLS = dict.fromkeys({*range(32), *range(127, 160)} - {ord("\n"), ord("\t")}, "\ufffd")

# Worst first.
COLOURS = {"error": "red", "warning": "yellow", "info": "dim"}


# A disk that is full, or one that is only read.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


def speak_any_script() -> None:
    """Let a terminal of few letters show ? for the others; what is piped on is UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper) or stream.encoding.lower() == "utf-8":
            continue
        if stream.isatty():
            stream.reconfigure(errors="replace")
        else:
            stream.reconfigure(encoding="utf-8")


# What a shell says of a command that SIGPIPE has ended.
UNREAD = 141


def heed_readers() -> None:
    """End quietly, as other programs do, once nobody reads on: ``onrecord … | head``.

    Only for what is written to the terminal's streams; a server that hangs up is another matter.
    """

    def end(_number: int, _frame: FrameType | None) -> None:
        asked = select.poll()
        for stream in (1, 2):
            asked.register(stream, 0)  # errors are told unasked
        if any(state & select.POLLERR for _, state in asked.poll(0)):
            os._exit(UNREAD)

    signal.signal(signal.SIGPIPE, end)


@contextlib.contextmanager
def waiting(what: str) -> Iterator[None]:
    """A spinner on a terminal, nothing elsewhere, while something takes seconds."""
    if not err.is_terminal:
        yield
        return
    with err.status(what):
        yield


def say_server(server: PrefectServer) -> None:
    """Tell which Prefect server records the run."""
    if server.silent_url:
        err.print(
            f"No Prefect server answers at PREFECT_API_URL={server.silent_url}; this run will not "
            "be seen there.",
            style="yellow",
            highlight=False,
        )
    where = {
        "given": f"Using the Prefect server at {server.api_url} (PREFECT_API_URL).",
        "running": f"Using the Prefect server that runs at {server.ui_url}.",
        "temporary": f"Started a temporary Prefect server at {server.ui_url}; it ends with this "
        "command. `onrecord serve` keeps one.",
    }[server.kind]
    err.print(where, style="dim", highlight=False)
    from flows.server import clock_trouble

    if apart := clock_trouble(server.seconds_ahead):
        say_warning(
            f"{apart[0].upper()}{apart[1:]}: what is scheduled begins late, and the UI "
            "looks for runs at other times. On both: timedatectl set-ntp true"
        )


@contextlib.contextmanager
def progress_bar() -> Iterator[None]:
    """A bar that follows the run of this process; plain lines when not on a terminal."""
    from flows.progress import listening

    bar = Bar(
        TextColumn("Reading"),
        BarColumn(bar_width=36),
        MofNCompleteColumn(),
        TextColumn("{task.fields[found]}", style="dim"),
        TimeRemainingColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
    shown = bar.add_task("documents", total=None, found="")

    def show(progress: Progress) -> None:
        failed = f", {progress.failed} failed" if progress.failed else ""
        bar.update(
            shown,
            total=progress.total,
            completed=progress.done,
            found=f"{progress.statement_count:,} statements{failed}",
        )

    with bar, listening(show):
        yield


def say_report(report: RunReport, state_name: str | None) -> None:
    """The closing summary: counts, issues with their files, where the record is, what next."""
    out.print()
    facts = Table.grid(padding=(0, 2))
    facts.add_column(justify="right", style="bold")
    facts.add_column()
    for count, noun in (
        (report.document_count, "document"),
        (report.page_count, "page"),
        (report.statement_count, "statement"),
        (report.claim_count, "claim"),
        (len(report.issues), "issue"),
    ):
        facts.add_row(f"{count:,}", noun if count == 1 else f"{noun}s")
    if report.unchanged_count:
        facts.add_row(f"{report.unchanged_count:,}", "unchanged, skipped")
    if report.failed_count:
        facts.add_row(f"{report.failed_count:,}", Text("failed", style="red"))
    out.print(facts)
    if report.issues:
        out.print()
        say_issues(report.issues)
    out.print()
    if report.found_nothing:
        say_plain(f"{state_name or 'Done'}. No document was found.")
        return
    say_plain(f"{state_name or 'Done'}. The record is in {report.warehouse}.")
    say_plain("Ask it:")
    say_plain(
        f"  {program()} sql -w {report.warehouse} "
        '"select speaker_name, act, content_text from statements limit 5"'
    )


def from_here(text: str) -> str:
    """Text with paths below the current folder as a person there would type them."""
    return text.replace(f"{Path.cwd()}{os.sep}", "").translate(_CONTROLS)


def program() -> str:
    """How the reader can call us: by name when the shell would find it, else by path."""
    called = Path(sys.argv[0])
    found = shutil.which("onrecord")
    if called.name != "onrecord" or (found and Path(found).samefile(called)):
        return "onrecord"
    near = os.path.relpath(called)
    return str(called) if near.startswith(os.pardir) else near


def say_issues(issues: Sequence[Issue]) -> None:
    """Each problem with its file and page, and the remedy beneath."""
    worst_first = sorted(issues, key=lambda issue: list(COLOURS).index(issue.severity))
    for issue in worst_first[:ISSUES_SHOWN]:
        line = Text()
        line.append(f"{issue.severity} ", style=COLOURS[issue.severity])
        line.append(f"{issue.code}  ", style="bold")
        line.append(from_here(issue.message))
        out.print(line, soft_wrap=False)
        out.print(Text("    " + from_here(issue.remedy), style="dim"))
    if len(issues) > ISSUES_SHOWN:
        say_plain(f"… and {len(issues) - ISSUES_SHOWN} more: select * from open_issues")


def say_plain(text: str) -> None:
    """A line as it is: no markup, no wrapping, so that it can be copied."""
    out.print(text, markup=False, highlight=False, soft_wrap=True)


def say_error(message: str, remedy: str | None = None) -> None:
    """An error on standard error, with what to do about it."""
    err.print(f"[red]error[/red] {escape(message)}", highlight=False)
    if remedy:
        err.print(escape(remedy), style="dim", highlight=False)


def say_warning(message: str) -> None:
    """A warning on standard error, so that it does not mix with results."""
    err.print(f"[yellow]warning[/yellow] {escape(message)}", highlight=False)


def say_sensitive(count: int, *, is_left_out: bool) -> None:
    """That a file to hand on has, or has not, what sensitive documents say."""
    if count and is_left_out:
        say_plain(f"{count:,} left out, of documents marked sensitive.")
    elif count:
        of = f"{count:,} of them {'is' if count == 1 else 'are'} of documents marked sensitive"
        say_warning(f"{of}: --without-sensitive leaves them out.")


def say_hint(text: str) -> None:
    """What may help, on standard error."""
    err.print(escape(text), style="yellow", highlight=False)


def say_advice(query: str) -> None:
    """Warn of comparisons in a query, or a condition, that can never be true."""
    from warehouse.advice import unknown_values

    for column, literal, values in unknown_values(query):
        say_warning(f"{column} is never {literal!r}; it is one of {', '.join(values)}.")


def say_bug(error: Exception) -> None:
    """An error of On Record or of a wrong package: one line, and the traceback in a file."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="onrecord-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        traceback.print_exception(error, file=log)
    from flows.pins import misfits, remedy

    if wrong := misfits():
        what = "; ".join(wrong.values())
        say_error(
            f"{type(error).__name__}: {error}",
            f"It may come from packages that On Record is not made for: {what}\n"
            f"Nothing that has landed is lost. Try again after: {remedy(wrong)}\n"
            f"What happened is in {log.name}",
        )
        return
    say_error(
        f"On Record met an error of its own: {type(error).__name__}: {error}",
        f"Nothing that has landed is lost. Please report it with {log.name}",
    )


def leave(status: int) -> NoReturn:
    """End this process at once, with what has been said."""
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status)


def say_no_more() -> None:
    """Close standard error when this process ends: C libraries list there what an error held."""
    atexit.register(lambda: os.dup2(os.open(os.devnull, os.O_WRONLY), 2))


def say_findings(findings: Sequence[Finding]) -> None:
    """What the doctor saw: a line each, and the remedy beneath what is not right."""
    colours = {"good": "green", "odd": "yellow", "broken": "red"}
    table = Table.grid(padding=(0, 2))
    for _ in range(2):
        table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for finding in findings:
        state = Text(finding.state, style=colours[finding.state])
        table.add_row(state, Text(finding.check, style="bold"), Text(finding.message))
        if finding.remedy:
            table.add_row("", "", Text(finding.remedy, style="dim"))
    out.print(table)


def say_table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Rows of a query as a table that fits the terminal; too many columns one below the other."""
    width = shutil.get_terminal_size().columns if out.is_terminal else MAX_WIDTH
    shown = [[_shown(value) for value in row] for row in rows]
    parts = [max(map(len, re.findall(r"[^_]+_?|_", name) or [""])) for name in names]
    if _least_width(parts, shown) > width:
        _say_tall(names, shown)
    else:
        table = Table(show_edge=False, header_style="bold", row_styles=("", "dim"))
        is_tight = _least_width(list(map(len, names)), shown) > width
        for position, name in enumerate(names):
            is_number = bool(rows) and isinstance(rows[0][position], (int, float))
            justify: Literal["left", "right"] = "right" if is_number else "left"
            column = [row[position] for row in shown]
            least = _least(column)
            head = _broken(name, least) if is_tight else Text(name)
            least = max(least, *map(len, head.plain.split("\n")))
            table.add_column(head, justify=justify, overflow="fold", min_width=least)
        for row in shown:
            table.add_row(*map(Text, row))
        out.print(table, width=width, crop=False)
    out.print(f"{len(rows):,} row{'' if len(rows) == 1 else 's'}", style="dim")


# A column of words may be as narrow as this; one of ids, days and numbers is shown whole.
_NARROW, _WHOLE = 12, 20


def _shown(value: Any) -> str:
    """A value as a person reads it: a time to the second."""
    if isinstance(value, datetime):
        value = value.replace(microsecond=0)
    return "" if value is None else str(value).translate(_CONTROLS)


def _least(column: Sequence[str]) -> int:
    """The width below which a column cannot be read: words can be folded, values not."""
    longest = max(map(len, column), default=0)
    is_value = longest <= _WHOLE and not any(" " in cell for cell in column)
    return longest if is_value else min(longest, _NARROW)


def _broken(name: str, width: int) -> Text:
    """A name as it heads a column so wide: broken at its underscores where it is longer."""
    lines = [""]
    for part in re.findall(r"[^_]+_?|_", name):
        if lines[-1] and len(lines[-1]) + len(part) > width:
            lines.append("")
        lines[-1] += part
    return Text("\n".join(lines))


def _least_width(heads: Sequence[int], shown: Sequence[Sequence[str]]) -> int:
    """The least width of a table in which every column can be read under heads so wide."""
    least = (max(head, _least([row[at] for row in shown])) for at, head in enumerate(heads))
    return sum(width + 3 for width in least) - 1


def _say_tall(names: Sequence[str], shown: Sequence[Sequence[str]]) -> None:
    """Rows one below the other, a line for each value that is there."""
    for number, row in enumerate(shown, 1):
        facts = Table.grid(padding=(0, 2))
        facts.add_column(style="dim", no_wrap=True)
        facts.add_column(overflow="fold")
        for name, value in zip(names, row, strict=True):
            if value:
                facts.add_row(name, Text(value))
        out.print(Rule(f"row {number:,}", align="left", style="dim"))
        out.print(facts)


def say_rows(names: Sequence[str], rows: Sequence[Sequence[Any]], format: str) -> None:
    """Rows of a query as a table, CSV or JSON (a list of objects)."""
    if format == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)
    elif format == "json":
        objects = [dict(zip(names, row, strict=True)) for row in rows]
        sys.stdout.write(json.dumps(objects, ensure_ascii=False, default=str, indent=1) + "\n")
    else:
        say_table(names, rows)


# Columns of the reach view that limit an answer, and how a person says it.
_LIMITS = {
    "failed_count": "could not be read",
    "partial_count": "read in part",
    "undated_count": "without date",
    "low_ocr_count": "with doubtful OCR",
    "other_language_count": "not in English",
}


def say_reach(reach: dict[str, int], *, is_read: bool) -> None:
    """How far an answer reaches: below it when a person reads it, else on standard error."""
    documents, pages = reach["document_count"], reach["page_count"]
    limits = [f"{reach[name]:,} {words}" for name, words in _LIMITS.items() if reach[name]]
    plural = "" if documents == 1 else "s"
    (out if is_read else err).print(
        f"Searched {documents:,} document{plural}, {pages:,} page{'' if pages == 1 else 's'}"
        f"{': ' if limits else '; all read whole and dated'}{', '.join(limits)}.",
        style="dim",
        highlight=False,
    )


def write_json_line(value: dict[str, Any]) -> None:
    """One JSON object on one line of standard output, written at once."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def say_document(document: dict[str, Any]) -> None:
    """The statements of one document as a table, then its issues."""
    out.print()
    out.print(Text(from_here(document["uri"]), style="bold"))
    if document["statements"]:
        table = Table(show_edge=False, header_style="bold")
        table.add_column("who", style="cyan", overflow="fold", max_width=24)
        table.add_column("act", style="magenta")
        table.add_column("what", overflow="fold")
        for statement in document["statements"]:
            who = statement["speaker_name"] or statement["source_text"] or "—"
            table.add_row(Text(who), statement["act"], Text(statement["content_text"]))
        out.print(table)
    out.print(
        f"{len(document['statements'])} statements, {len(document['claims'])} claims", style="dim"
    )
    for issue in document["issues"]:
        line = Text(f"{issue['severity']} ", style=COLOURS[issue["severity"]])
        out.print(line + Text(f"{issue['code']}  {from_here(issue['message'])}", style="default"))
        out.print(Text("    " + issue["remedy"], style="dim"))


def wait_for_interrupt() -> None:
    """Sleep until Ctrl-C or a termination signal."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait()


def stdin_as_file(lake: Path) -> str:
    """The path of a file that holds the bytes of standard input.

    It is kept in the warehouse folder under the hash of its content: the flow runs in other
    processes, and evidence must outlive the pipe.
    """
    from warehouse.place import working_folder

    data = sys.stdin.buffer.read()
    folder = working_folder(lake) / "stdin"
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / hashlib.sha256(data).hexdigest()[:16]
    kept.write_bytes(data)
    return str(kept)
