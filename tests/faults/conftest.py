"""What faults befall: documents, and the record of a run that nothing happened to."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import is_soak


@pytest.fixture(scope="session")
def drop(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> Path:
    """Documents enough for several batches; with full counts one is a PDF read for seconds."""
    folder = tmp_path_factory.mktemp("faults") / "drop"
    folder.mkdir()
    for name in ("article-mixed.pdf", "article.md") if is_soak() else ("article.md",):
        (folder / name).write_bytes((seeds / name).read_bytes())
    for number in range(40 if is_soak() else 5):
        (folder / f"{number}.txt").write_text(
            f"Anna Green said that bridge {number} was safe. She promised to repair it."
        )
    return folder


@pytest.fixture(scope="session")
def whole(drop: Path, environment: dict[str, str]) -> Path:
    """The warehouse of a run that nothing happened to."""
    lake = drop.with_name("whole")
    command = [sys.executable, "-m", "flows", "ingest", str(drop), "-w", str(lake)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return lake
