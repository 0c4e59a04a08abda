"""A user's own names are part of the settings, by content and not by place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.settings import Settings, read_aliases


def test_equal_tables_are_equal_settings(tmp_path: Path) -> None:
    for name in ("a.tsv", "b.tsv"):
        (tmp_path / name).write_text("state\tUnited Kingdom\tAlbion\tGB\n", encoding="utf-8")
    first, second = (Settings(aliases=read_aliases(tmp_path / n)) for n in ("a.tsv", "b.tsv"))
    assert first.settings_hash == second.settings_hash != Settings().settings_hash


def test_a_bad_table_is_named(tmp_path: Path) -> None:
    (tmp_path / "names.tsv").write_text("Albion\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"names\.tsv: line 1 of the alias table: a kind"):
        read_aliases(tmp_path / "names.tsv")
    with pytest.raises(ValueError, match=r"none\.tsv"):
        read_aliases(tmp_path / "none.tsv")
