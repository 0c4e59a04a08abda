"""Commands that measure the extraction on documents people have marked. No Prefect."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from flows import terminal
from flows.bounds import caps_set_here
from flows.options import MEASURE, PipelineOption

if TYPE_CHECKING:
    from tasks.evaluate import Evaluation

app = typer.Typer()
USAGE = 2
LONGEST = 60  # characters of a content that a list of mistakes shows


@app.command(rich_help_panel=MEASURE)
def mark(
    file: Annotated[Path, typer.Argument(help="The document to mark.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The file to write; FILE.marked.yaml.")
    ] = None,
    pipeline: PipelineOption = "onrecord",
) -> None:
    """Write a file to mark statements in, filled with what the extraction found.

    Correct it in an editor, then measure with onrecord evaluate. Example: onrecord mark story.pdf
    """
    from flows.bounds import largest_file_bytes
    from tasks.discover import discover
    from tasks.evaluate import mark as mark_record
    from tasks.read import Unreadable
    from tasks.run_stages import run_stages
    from tasks.settings import Settings

    found = discover([str(file)], largest_bytes=largest_file_bytes())
    target = out or file.with_name(file.name + ".marked.yaml")
    problem = found.issues[0] if found.issues else None
    if target.exists():
        raise typer.BadParameter(f"{target} exists; marks of yours may be in it", param_hint="out")
    chosen = Settings(pipeline=pipeline, caps=caps_set_here())
    try:
        record = run_stages(found.sources[0], chosen) if not problem else None
    except Unreadable as error:
        record, problem = None, error.issue
    if record is None:
        assert problem is not None
        terminal.say_error(problem.message, problem.remedy)
        raise typer.Exit(1)
    target.write_text(mark_record(record, str(target)), encoding="utf-8")
    count = len(record.extraction.statements)
    terminal.say_plain(f"{target}: {count} statements to check. Then:")
    terminal.say_plain(f"  {terminal.program()} evaluate {target}")


@app.command(rich_help_panel=MEASURE)
def evaluate(
    marked: Annotated[
        list[Path], typer.Argument(help="Marked documents: .yaml, .jsonl, or folders of them.")
    ],
    mistakes: Annotated[
        int, typer.Option(min=0, help="How many mistakes of each class to list.")
    ] = 5,
    pipeline: PipelineOption = "onrecord",
) -> None:
    """Measure precision and recall on documents that you have marked, and list mistakes.

    Start a marking with onrecord mark FILE. Example: onrecord evaluate marked/ --mistakes 20
    """
    from tasks.evaluate import evaluate as evaluate_documents
    from tasks.evaluate import read_marked
    from tasks.settings import Settings

    try:
        documents = [document for path in marked for document in read_marked(path)]
        with terminal.waiting("Extracting"):
            found = evaluate_documents(documents, Settings(pipeline=pipeline))
    except ValueError as problem:
        terminal.say_error(str(problem))
        raise typer.Exit(USAGE) from None
    say_evaluation(found, mistakes)


def say_evaluation(found: Evaluation, mistakes: int) -> None:
    """Precision, recall and F1 of every field, then mistakes by class, ``mistakes`` of each."""
    sums = found.tally.sums
    table = Table("field", show_edge=False, header_style="bold")
    for name in ("precision", "recall", "F1", "right, content given"):
        table.add_column(name, justify="right")
    for name, rates in found.tally.rates().items():
        asked = sums[f"with_{name}"]
        given = f"{100 * sums[f'right_{name}'] / asked:.1f} of {asked:.0f}" if asked else ""
        table.add_row(name, *(f"{rate:.1f}" for rate in rates), given)
    terminal.out.print(table)
    kinds = [
        f"{sums[f'matched_{kind}']:.0f} of {sums[f'gold_{kind}']:.0f} {kind}"
        for kind in ("direct", "mixed", "indirect")
        if sums[f"gold_{kind}"]
    ]
    terminal.say_plain(
        f"{sums['matched']:.0f} of {sums['gold']:.0f} marked statements found, in "
        f"{sums['predicted']:.0f} extracted. {', '.join(kinds)}."
    )
    say_mistakes(found, mistakes)


def say_mistakes(found: Evaluation, most: int) -> None:
    """Mistakes by class, with document and line."""
    from tasks.evaluate.mistakes import CLASSES

    for kind in CLASSES:
        those = [mistake for mistake in found.mistakes if mistake.kind == kind]
        if not those:
            continue
        terminal.out.print()
        terminal.out.print(Text(f"{kind}: {len(those)}", style="bold"))
        for mistake in those[:most]:
            line = Text(f"  {mistake.document}, line {mistake.line_number}: ", style="dim")
            line.append(_short(mistake.content), style="default")
            if mistake.wanted or mistake.found:
                same = _same_start(mistake.wanted, mistake.found)
                for name, text in (("marked", mistake.wanted), ("found ", mistake.found)):
                    line.append(f"\n      {name} {_short(text, same) or '—'}")
            terminal.out.print(line)


def _same_start(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _short(text: str, same: int = 0) -> str:
    """A long text cut; its first ``same`` characters are left out, for they tell nothing apart."""
    if same > LONGEST // 2:
        text = "… " + text[same - LONGEST // 4 :]
    return text if len(text) <= LONGEST else text[: LONGEST - 2] + " …"
