"""``onrecord review``: decisions of people on what was extracted, and what was missed."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from flows import terminal
from flows.options import LAKE, UPKEEP, WarehouseOption

if TYPE_CHECKING:
    from warehouse import Decision

# The command that an id stands for: review 3f9a accept is review decide 3f9a accept.
_DECIDE = "decide"
_VERDICTS = {"accept": "accepted", "reject": "rejected"}
_COLUMNS = ("id", "decision", "by", "reason")

ByOption = Annotated[
    str, typer.Option(envvar="ONRECORD_REVIEWER", help="Who decides it; kept.", show_envvar=True)
]
ReasonOption = Annotated[str, typer.Option(help="Why; kept too. Only accept needs none.")]


class _ById(TyperGroup):
    """A group whose commands may be left out: an id in their place is decided on."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = [_DECIDE, *args]
        return super().parse_args(ctx, args)


app = typer.Typer()
group = typer.Typer(
    cls=_ById,
    no_args_is_help=True,
    help="Decide on what was extracted; the record shows it from now on, what was found stays.\n\n"
    "onrecord review ID accept --by NAME : it is right\n\n"
    "onrecord review ID reject --by NAME --reason WHY : it is none; it leaves all answers\n\n"
    "onrecord review ID correct act=deny speaker_name='Ann Lee' … : these values are wrong\n\n"
    "onrecord review ID same_claim_id=apart … : it is another claim than those beside it; "
    "same_claim_id=ID puts it to another one, entity_id=ID an entity together with another\n\n"
    "onrecord review add DOCUMENT … : it was missed;  onrecord review import FILE.csv : many\n\n"
    "Reviews are only added, of several on one value the latest counts. They stay when documents "
    "are done again; those that find no statement any more are in the view orphaned_reviews.",
)
app.add_typer(group, name="review", rich_help_panel=UPKEEP)


@group.command(_DECIDE)
def decide(
    id: Annotated[
        str, typer.Argument(help="A statement, claim or entity: its id, or its first digits.")
    ],
    decision: Annotated[
        list[str],
        typer.Argument(metavar="DECISION", help="accept, reject, or correct FIELD=VALUE …"),
    ],
    by: ByOption,
    reason: ReasonOption = "",
    warehouse: WarehouseOption = LAKE,
) -> None:
    """Accept, reject or correct one statement or claim: review ID … means review decide ID ….

    Of a statement: speaker_name, source_kind, act, commitment_kind, quote_type, polarity,
    certainty, condition_text, condition_kind, addressee_text, said_place, said_date. Of a claim:
    standalone_text, subject, predicate, object, polarity, certainty. FIELD= takes a value away.
    Example: onrecord review 3f9a correct act=deny --by "A. Editor" --reason "he denies it"
    """
    from tasks.relate import relate
    from warehouse import Lake, review_all

    decisions = _decisions(id, decision, by, reason)
    snapshot = review_all(Lake(warehouse), decisions)
    relate(Lake(warehouse))
    terminal.say_plain(f"Decided; it counts from snapshot {snapshot.number} on.")


def _decisions(target: str, words: list[str], by: str, reason: str) -> list[Decision]:
    """The decisions that the words of a command line or of a cell mean."""
    from warehouse import Decision

    verb, *values = words
    if verb in _VERDICTS and not values:
        if verb == "reject" and not reason.strip():
            raise typer.BadParameter("say why: --reason WHY")
        return [Decision(target, "verdict", _VERDICTS[verb], by, reason)]
    pairs = [word.partition("=") for word in (values if verb == "correct" else words)]
    if verb in _VERDICTS or not pairs or any(not equals for _, equals, _ in pairs):
        raise typer.BadParameter("give accept, reject, or FIELD=VALUE, as in correct act=deny")
    if not reason.strip():
        raise typer.BadParameter("say why: --reason WHY")
    return [Decision(target, field, value, by, reason) for field, _, value in pairs]


@group.command("add")
def add(
    document: Annotated[str, typer.Argument(help="Its file, URI, or the first digits of its id.")],
    cue: Annotated[str, typer.Option(help="The word that attributes: said, denied …")],
    content: Annotated[str, typer.Option(help="What was said, in the words of the document.")],
    by: ByOption,
    reason: ReasonOption = "",
    source: Annotated[
        str | None, typer.Option(help="The words that name who says it; none if nobody is named.")
    ] = None,
    speaker: Annotated[str | None, typer.Option(help="The full name of who says it.")] = None,
    act: Annotated[str, typer.Option(help="What is done by it: assert, deny, commit …")] = "assert",
    warehouse: WarehouseOption = LAKE,
) -> None:
    """Take a statement on record that was missed; its words are looked up in the document.

    The content must stand there once, cue and source in its paragraph. " … " joins the parts of a
    broken quotation. Example: onrecord review add seeds/article.md --source "the mayor" --cue said
    --content "the bridge is safe" --speaker "Anna Green" --by "A. Editor" --reason missed
    """
    from tasks.land import Wording, add_statement
    from tasks.relate import relate
    from warehouse import Lake
    from warehouse.schema.enumerations import ACT

    if act not in ACT.names:
        raise typer.BadParameter(f"one of {', '.join(sorted(ACT.names))}", param_hint="--act")
    words = Wording(content, cue, source, speaker, act)
    key, snapshot = add_statement(Lake(warehouse), document, words, by=by, reason=reason)
    relate(Lake(warehouse))
    terminal.say_plain(f"Added as {key}; it counts from snapshot {snapshot.number} on.")


@group.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="CSV with the columns id, decision, by, reason.")],
    by: Annotated[
        str | None,
        typer.Option(envvar="ONRECORD_REVIEWER", help="Who decides where the file says nothing."),
    ] = None,
    warehouse: WarehouseOption = LAKE,
) -> None:
    """Record the decisions of a table, all or none; by and reason may be left out of accept.

    A decision is written as on the command line: accept, reject, or correct act=deny, one value a
    row. Example: onrecord review import reviews.csv --by "A. Editor"
    """
    from tasks.relate import relate
    from warehouse import Lake, NotReviewable, review_all

    decisions = _read(file, by)
    try:
        snapshot = review_all(Lake(warehouse), [decision for _, decision in decisions])
    except NotReviewable as error:
        line = decisions[error.place or 0][0]
        message = f"{file}, line {line}: {error.message} Nothing was decided."
        raise NotReviewable(error.path, message, error.remedy) from None
    relate(Lake(warehouse))
    count = len(decisions)
    terminal.say_plain(
        f"{count:,} decision{'' if count == 1 else 's'}; they count from snapshot "
        f"{snapshot.number} on."
    )


def _read(file: Path, by: str | None) -> list[tuple[int, Decision]]:
    """The decisions of a CSV file, each with its line; a bad line is wrong usage, named by number.

    Cells may be parted by commas, semicolons or tabs, as spreadsheets write them.
    """
    found: list[tuple[int, Decision]] = []
    try:
        lines = io.StringIO(file.read_text(encoding="utf-8-sig"), newline="")
        head = lines.readline()
        lines.seek(0)
        rows = csv.DictReader(lines, delimiter=max(",;\t", key=head.count))
        missing = [name for name in _COLUMNS[:2] if name not in (rows.fieldnames or ())]
        if missing:
            columns = f"line 1 names the columns: {', '.join(_COLUMNS)}"
            raise typer.BadParameter(f"{file} has no column {missing[0]}; {columns}")
        for row in rows:
            try:
                found += ((rows.line_num, decision) for decision in _decisions_of(row, by))
            except typer.BadParameter as problem:
                where = f"{file}, line {rows.line_num}: {problem.message}"
                raise typer.BadParameter(where) from None
    except UnicodeDecodeError as problem:
        raise typer.BadParameter(f"{file} is not in UTF-8: save it as “CSV UTF-8”") from problem
    except OSError as problem:
        raise typer.BadParameter(f"{file} cannot be read: {problem.strerror}") from problem
    except csv.Error as problem:
        raise typer.BadParameter(f"{file} cannot be read: {problem}") from problem
    if not found:
        raise typer.BadParameter(f"{file} has no decision")
    return found


def _decisions_of(row: dict[str, Any], by: str | None) -> list[Decision]:
    """The decisions of a line. Raises BadParameter when it is not whole."""
    if row.get(None):  # type: ignore[call-overload]  # csv keeps what has no column under None
        raise typer.BadParameter("more cells than columns: quote a cell that has a comma in it")
    who, words = row.get("by") or by, (row["decision"] or "").strip()
    if not who or not row["id"] or not words:
        raise typer.BadParameter("id, decision and by are needed")
    verb, space, rest = words.partition(" ")
    parts = [verb, rest] if space and verb == "correct" else [words]
    return _decisions(row["id"].strip(), parts, who, row.get("reason") or "")
