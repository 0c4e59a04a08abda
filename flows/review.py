"""``onrecord review``: a person's decision about what belongs together."""

from __future__ import annotations

from typing import Annotated

import typer

from flows import terminal
from flows.options import LAKE, UPKEEP, WarehouseOption

app = typer.Typer()


@app.command(rich_help_panel=UPKEEP)
def review(
    id: Annotated[
        str, typer.Argument(help="A claim, statement or entity: its id, or its first digits.")
    ],
    decision: Annotated[str, typer.Argument(metavar="FIELD=VALUE", help="What it is instead.")],
    by: Annotated[str, typer.Option(help="Who decides it; kept.")],
    reason: Annotated[str, typer.Option(help="Why; kept too.")],
    warehouse: WarehouseOption = LAKE,
) -> None:
    """Decide what belongs together; the record shows it from now on, what was found stays.

    same_claim_id=apart takes a claim or statement out of its group, same_claim_id=ID puts it to
    another one. entity_id=ID puts an entity together with another, or gives a statement another
    speaker. Example: onrecord review 3f9a same_claim_id=apart --by "A. Editor" --reason "other dam"
    """
    from warehouse import Lake
    from warehouse import review as decide

    field, equals, value = decision.partition("=")
    if not equals or not value:
        raise typer.BadParameter("give FIELD=VALUE, as in same_claim_id=apart")
    snapshot = decide(Lake(warehouse), id, field, value, by=by, reason=reason)
    terminal.say_plain(f"Decided; it counts from snapshot {snapshot.number} on.")
