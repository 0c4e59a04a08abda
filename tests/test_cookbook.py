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

COOKBOOK = Path(__file__).parents[1] / "docs" / "cookbook.md"
SEEDS = Path(__file__).parents[1] / "seeds"
RECIPE = re.compile(r"^## (.+?)\n\n```sql\n(.*?)```\n((?:\n\|.*?\n(?=\n|\Z))?)", re.S | re.M)
REGENERATE = os.environ.get("ONRECORD_REGENERATE") == "1"


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The seed documents on record."""
    folder = tmp_path_factory.mktemp("cookbook")
    files = sorted(path for path in SEEDS.iterdir() if path.suffix != ".py")
    land_files(Lake(folder / "lake"), files, folder)
    with warehouse.open(folder / "lake") as opened:
        yield opened


def table(record: duckdb.DuckDBPyConnection, query: str) -> str:
    """The answer as a Markdown table."""
    found = record.sql(query)
    rows = [found.columns, ["---"] * len(found.columns), *found.fetchall()]
    cells = (["" if value is None else str(value) for value in row] for row in rows)
    lines = ("| " + " | ".join(cell.replace("\n", " ") for cell in row) + " |" for row in cells)
    return "\n".join(lines) + "\n"


def test_every_query_gives_its_answer(record: duckdb.DuckDBPyConnection) -> None:
    text = COOKBOOK.read_text(encoding="utf-8")
    recipes = RECIPE.findall(text)
    assert len(recipes) >= 15
    assert len(recipes) == text.count("```sql")
    if REGENERATE:
        fresh = RECIPE.sub(
            lambda m: f"## {m[1]}\n\n```sql\n{m[2]}```\n\n{table(record, m[2])}", text
        )
        COOKBOOK.write_text(fresh, encoding="utf-8")
        return
    for title, query, shown in recipes:
        answer = table(record, query)
        assert answer.count("\n") > 2, f"{title}: no answer"
        assert shown.strip() == answer.strip(), title
