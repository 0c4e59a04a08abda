"""The example notebook is true: every cell runs and prints what stands below it.

ONRECORD_REGENERATE=1 writes the real answers into it; look at the difference before committing it.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.relations.measure import land_files
from warehouse import Lake

NOTEBOOK = Path(__file__).parents[1] / "docs" / "notebook.ipynb"
REGENERATE = os.environ.get("ONRECORD_REGENERATE") == "1"


def run_cell(source: str, names: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """Run a cell as a notebook does; its outputs, in the form of nbformat 4."""
    body = ast.parse(source)
    last = body.body.pop() if isinstance(body.body[-1], ast.Expr) else None
    printed = io.StringIO()
    value = None
    with contextlib.redirect_stdout(printed):
        exec(compile(body, f"cell {number}", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), f"cell {number}", "eval"), names)
    outputs: list[dict[str, Any]] = []
    if text := printed.getvalue():
        lines = text.splitlines(keepends=True)
        outputs.append({"name": "stdout", "output_type": "stream", "text": lines})
    if value is not None:
        outputs.append(
            {
                "data": {"text/plain": repr(value).splitlines(keepends=True)},
                "execution_count": number,
                "metadata": {},
                "output_type": "execute_result",
            }
        )
    return outputs


def test_every_cell_gives_its_answer(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    land_files(Lake(tmp_path / "lake"), [seeds / "article.md"], tmp_path)
    monkeypatch.chdir(tmp_path)
    notebook = json.loads(NOTEBOOK.read_text("utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert len(cells) >= 6
    names: dict[str, Any] = {}
    for number, cell in enumerate(cells, 1):
        outputs = run_cell("".join(cell["source"]), names, number)
        if REGENERATE:
            cell |= {"execution_count": number, "outputs": outputs}
        assert cell["outputs"] == outputs, "".join(cell["source"])
    assert any(cell["outputs"] for cell in cells)
    if REGENERATE:
        text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
        NOTEBOOK.write_text(text, encoding="utf-8")
