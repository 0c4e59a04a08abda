"""The cookbook is true: every query gives the table below it on the seed documents.

ONRECORD_REGENERATE=1 writes the real answers into it; look at the difference before committing it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

import warehouse
from tests.relations.measure import land_files
from warehouse import Lake
from warehouse.alerting import add_alert, ask_alerts
from warehouse.asking import macros
from warehouse.catalogue import VIEWS

COOKBOOK = Path(__file__).parents[1] / "docs" / "cookbook.md"
SEEDS = Path(__file__).parents[1] / "seeds"
STORIES = Path(__file__).parent / "relations" / "stories"
WITH_DATES = "# With dates"
RECIPE = re.compile(r"^## (.+?)\n\n```sql\n(.*?)```\n((?:\n\|.*?\n(?=\n|\Z))?)", re.S | re.M)
REGENERATE = os.environ.get("ONRECORD_REGENERATE") == "1"


# Views that others are made of; every other one is asked in a recipe.
BASE = {
    *("current_documents", "current_claims", "reviewed_statements", "reviewed_claims"),
    *("review_outcomes", "speakers"),
}


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The seed documents on record."""
    folder = tmp_path_factory.mktemp("cookbook")
    files = sorted(path for path in SEEDS.iterdir() if path.suffix != ".py")
    land_files(Lake(folder / "lake"), files, folder)
    with warehouse.open(folder / "lake") as opened:
        yield opened


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Three made stories in two runs, with an alert and an editor's decisions between them."""
    folder = tmp_path_factory.mktemp("dated")
    lake = Lake(folder / "lake")
    first, second = (
        [path for name in names for path in sorted((STORIES / name).glob("*.md"))]
        for names in (("02-dam-quillahuara", "04-dock-strike"), ("06-diesel-tax",))
    )
    land_files(lake, first, folder)
    add_alert(lake, "tax", search="tax")
    with warehouse.open(lake.path) as opened:
        query = "select statement_id from current_statements where starts_with(content_text, ?)"
        keys = [
            opened.execute(f"{query} and is_primary_copy order by 1", [words]).fetchall()[0][0]
            for words in ("a mediator should be appointed", "queues")
        ]
    warehouse.review(lake, keys[0], "act", "demand", by="A. Editor", reason="he asks for one")
    warehouse.review(lake, keys[1], "verdict", "rejected", by="A. Editor", reason="nobody speaks")
    land_files(lake, second, folder)
    ask_alerts(lake)
    with warehouse.open(lake.path) as opened:
        yield opened


def table(record: duckdb.DuckDBPyConnection, query: str) -> str:
    """The answer as a Markdown table."""
    found = record.sql(query)
    rows = [found.columns, ["---"] * len(found.columns), *found.fetchall()]
    cells = (["" if value is None else str(value) for value in row] for row in rows)
    lines = ("| " + " | ".join(cell.replace("\n", " ") for cell in row) + " |" for row in cells)
    return "\n".join(lines) + "\n"


def test_every_query_gives_its_answer(
    record: duckdb.DuckDBPyConnection, dated: duckdb.DuckDBPyConnection
) -> None:
    text = COOKBOOK.read_text(encoding="utf-8")
    parts = text.partition(f"\n{WITH_DATES}\n")
    recipes = [
        (asked, *recipe)
        for asked, part in ((record, parts[0]), (dated, parts[2]))
        for recipe in RECIPE.findall(part)
    ]
    assert len(recipes) >= 30
    assert len(recipes) == text.count("```sql")
    if REGENERATE:
        fresh = [
            RECIPE.sub(
                lambda m, asked=asked: f"## {m[1]}\n\n```sql\n{m[2]}```\n\n{table(asked, m[2])}",
                part,
            )
            for asked, part in ((record, parts[0]), (dated, parts[2]))
        ]
        COOKBOOK.write_text(parts[1].join(fresh), encoding="utf-8")
        return
    for asked, title, query, shown in recipes:
        answer = table(asked, query)
        assert answer.count("\n") > 2, f"{title}: no answer"
        assert shown.strip() == answer.strip(), title


def test_every_view_and_macro_is_asked() -> None:
    queries = " ".join(query for _, query, _ in RECIPE.findall(COOKBOOK.read_text("utf-8")))
    asked = set(re.findall(r"\b(?:from|join)\s+(\w+)", queries))
    assert set(VIEWS) - asked == BASE
    assert {call.partition("(")[0] for call in macros()} <= asked
