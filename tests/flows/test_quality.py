"""Marking a document and measuring on it, from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Cli

STORY = "The mayor said the bridge is safe. “It will hold,” said the engineer Anna Berg.\n"


@pytest.mark.parametrize("command", ["mark", "evaluate"])
def test_help_teaches_and_fits(command: str, onrecord: Cli) -> None:
    shown = onrecord(command, "--help").stdout
    assert "Example" in shown
    assert max(map(len, shown.splitlines())) <= 100


def test_a_corrected_marking_is_measured(onrecord: Cli, tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    assert "2 statements" in onrecord("mark", tmp_path / "story.txt").stdout
    marked = tmp_path / "story.txt.marked.yaml"
    marked.write_text(
        marked.read_text(encoding="utf-8").replace("source: The mayor", "source: said"),
        encoding="utf-8",
    )
    measured = onrecord("evaluate", marked).stdout
    assert "2 of 2 marked statements found, in 2 extracted" in measured
    assert "wrong source: 1" in measured
    assert max(map(len, measured.splitlines())) <= 100


def test_marks_are_never_overwritten(onrecord: Cli, tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "story.txt.marked.yaml").write_text("mine", encoding="utf-8")
    again = onrecord("mark", tmp_path / "story.txt")
    assert again.returncode == 2
    assert (tmp_path / "story.txt.marked.yaml").read_text(encoding="utf-8") == "mine"


def test_what_cannot_be_read_is_named(onrecord: Cli, tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    lost = onrecord("mark", tmp_path / "broken.pdf")
    assert lost.returncode == 1
    assert "broken.pdf" in lost.stderr
    wrong = onrecord("evaluate", tmp_path / "broken.pdf")
    assert wrong.returncode == 2
    assert "Traceback" not in lost.stderr + wrong.stderr
