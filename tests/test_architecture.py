"""Rules of the house that linters do not know: names, sizes, imports that cost seconds."""

from __future__ import annotations

import ast
import importlib.metadata
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("flows", "tasks", "warehouse")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
MAX_LINES = 500
MAX_FUNCTION_LINES = 60
REASON = "# Longer than 500 lines because"
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "handlers"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_other_distribution_owns_our_package_names() -> None:
    owners = importlib.metadata.packages_distributions()
    for package in PACKAGES:
        assert set(owners.get(package, ["onrecord"])) == {"onrecord"}, (
            f"another installed distribution has a package {package}: {owners[package]}"
        )


def test_files_of_flows_shadow_nothing() -> None:
    """Prefect's loader puts flows/ first on sys.path."""
    taken = set(sys.stdlib_module_names) | set(importlib.metadata.packages_distributions())
    names = {path.stem for path in (ROOT / "flows").glob("*.py")} - {"__init__", "__main__"}
    assert not names & (taken - {"flows"}), names & taken
    assert not names & set(PACKAGES)


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_size_and_name(path: Path) -> None:
    text = path.read_text()
    assert not set(path.relative_to(ROOT).with_suffix("").parts) & VAGUE
    assert text.count("\n") <= MAX_LINES or REASON in text[:1500]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= MAX_FUNCTION_LINES, f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_public_things_have_docstrings(path: Path) -> None:
    tree = ast.parse(path.read_text())
    if path.stat().st_size:
        assert ast.get_docstring(tree), f"{path} says nothing about itself"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{node.name} has no docstring"


@pytest.mark.parametrize("command", ["extract", "sql", "show", "verify", "shell"])
def test_commands_without_flows_do_not_import_prefect(command: str, tmp_path: Path) -> None:
    document = tmp_path / "a.txt"
    document.write_text("Anna Green said the bridge was safe.")
    arguments = {
        "extract": [str(document)],
        "sql": ["select 1", "-w", str(tmp_path / "none")],
        "show": ["abc", "-w", str(tmp_path / "none")],
        "verify": ["-w", str(tmp_path / "none")],
        "shell": ["-w", str(tmp_path / "none")],
    }[command]
    program = f"""
import json, sys
sys.argv = ["onrecord", {command!r}, *{arguments!r}]
from flows.cli import main
try:
    main()
except SystemExit:
    pass
sys.stderr.write("\\n" + json.dumps([m for m in sys.modules if m.split(".")[0] == "prefect"]))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert json.loads(done.stderr.splitlines()[-1]) == []
