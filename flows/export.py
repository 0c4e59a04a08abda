"""``onrecord export``: rows of any question as a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from flows import terminal
from flows.options import ASK, LAKE, AsOfOption, WarehouseOption

app = typer.Typer()


@app.command(rich_help_panel=ASK)
def export(
    asked: Annotated[
        list[str],
        typer.Argument(metavar="[QUERY|VIEW] OUT", help="What to write, and into which file."),
    ],
    is_claim_review: Annotated[
        bool,
        typer.Option("--claimreview", help="Write reviewed statements as schema.org ClaimReview."),
    ] = False,
    warehouse: WarehouseOption = LAKE,
    as_of: AsOfOption = None,
) -> None:
    """Write the rows of a query, view or macro into OUT.csv, OUT.jsonl or OUT.parquet.

    Views have the ids to join them by: statement_id, claim_id, document_id. In CSV, lists and
    structs are JSON. --claimreview writes JSON-LD, a skeleton for each statement that a person
    accepted, corrected or added; whether it is true is left for you to fill in.

    Examples: onrecord export commitments promises.csv ; onrecord export "said_by('Starmer')"
    starmer.parquet ; onrecord export --claimreview reviews.json
    """
    import duckdb

    from warehouse import open as open_warehouse
    from warehouse.exporting import NoSuchFormat, NotOneQuery, claim_reviews, export_rows

    if len(asked) != (1 if is_claim_review else 2):
        raise typer.BadParameter("give QUERY and OUT, or --claimreview and OUT")
    out = Path(asked[-1])
    if is_claim_review and out.suffix.lower() not in (".json", ".jsonld"):
        raise typer.BadParameter(f"{out.name} ends in none of .json, .jsonld")
    terminal.say_advice(asked[0])
    with open_warehouse(warehouse, as_of=as_of) as record:
        try:
            if is_claim_review:
                found = claim_reviews(record)
                count = len(found["@graph"])
                text = json.dumps(found, ensure_ascii=False, indent=1, default=str)
                out.write_text(text + "\n", encoding="utf-8")
            else:
                count = export_rows(record, asked[0], out)
        except (duckdb.IOException, OSError) as error:
            terminal.say_error(f"{out} cannot be written: {str(error).splitlines()[0]}")
            raise typer.Exit(2) from None
        except (NoSuchFormat, NotOneQuery) as error:
            raise typer.BadParameter(str(error)) from None
        except duckdb.Error as error:
            terminal.say_error(str(error), 'What there is: onrecord sql "show tables"')
            raise typer.Exit(2) from None
    noun = "reviewed statement" if is_claim_review else "row"
    terminal.say_plain(f"{count:,} {noun}{'' if count == 1 else 's'} in {out}")
