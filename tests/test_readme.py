"""The README is true: every ``$ command`` in its console blocks gives the output below it.

ONRECORD_REGENERATE=1 writes the real output into the README instead of comparing; look at the
difference before committing it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("server")]

BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.S)
REGENERATE = os.environ.get("ONRECORD_REGENERATE") == "1"


@dataclass(frozen=True)
class Command:
    """One command of the README and the output it shows."""

    line: str
    output: str


def commands(block: str) -> list[Command]:
    """The commands of a console block, in order."""
    parts = re.split(r"^\$ ", block, flags=re.M)[1:]
    split = (part.partition("\n") for part in parts)
    return [Command(line, output.rstrip("\n")) for line, _, output in split]


def real_output(line: str, folder: Path, environment: dict[str, str]) -> str:
    """Standard output of a command as README readers see it, without trailing blanks."""
    if line == "make run":
        line = "make -s run"
    bin_folder = Path(sys.executable).parent
    done = subprocess.run(
        ["bash", "-c", line],
        cwd=folder,
        env=environment | {"PATH": f"{bin_folder}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    lines = [text.rstrip() for text in done.stdout.replace(f"{folder}/", "").splitlines()]
    # What make says of a first set-up depends on what is there already.
    lines = [text for text in lines if not text.startswith(("Setting up", "Installing"))]
    return "\n".join(lines).strip("\n")


def test_commands_give_the_output_they_show(
    root: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    # Set up here, since a set-up over there would bind this environment to that checkout.
    subprocess.run(["make", "-s", "setup"], cwd=root, check=True, timeout=280)
    # A checkout of its own, so that how tables break does not depend on where the project lies.
    for name in ("Makefile", "pyproject.toml", "uv.lock", ".venv"):
        (tmp_path / name).symlink_to(root / name)
    shutil.copytree(root / "seeds", tmp_path / "seeds")
    readme = root / "README.md"
    text = readme.read_text()
    fresh = text
    for block in BLOCK.findall(text):
        written = ""
        for command in commands(block):
            output = real_output(command.line, tmp_path, environment)
            written += f"$ {command.line}\n" + (f"{output}\n" if output else "")
            if not REGENERATE:
                assert output == command.output, command.line
        fresh = fresh.replace(block, written)
    assert BLOCK.findall(text), "the README has no console block"
    if REGENERATE:
        readme.write_text(fresh)


def test_the_switch_is_off_in_ci() -> None:
    assert not (REGENERATE and os.environ.get("CI"))
