"""The invented stories the encoder is trained on: claims, each told many ways, with near misses.

The files lie in ``tellings/``. ``##`` begins a story, ``#`` a claim; below it ``+`` is a telling
for it, ``-`` one against, ``~`` one with another figure or date, and ``x`` a near miss: another
claim in like words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "tellings"


@dataclass(slots=True)
class Claim:
    """A claim: its tellings, for and against, and what only looks like one."""

    name: str
    tellings: list[str] = field(default_factory=list)
    near_misses: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Story:
    """A story whose claims tempt one another."""

    headline: str
    claims: list[Claim] = field(default_factory=list)


def read_stories(folder: Path = FOLDER) -> list[Story]:
    """All stories, in the order of files and lines.

    Raises ValueError, naming file and line, for a line that is none of these.
    """
    found: list[Story] = []
    for path in sorted(folder.glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            mark, _, text = line.partition(" ")
            text = text.strip()
            if mark == "##":
                found.append(Story(text))
            elif mark == "#" and found:
                found[-1].claims.append(Claim(text))
            elif mark in ("+", "-", "~") and found and found[-1].claims:
                found[-1].claims[-1].tellings.append(text)
            elif mark == "x" and found and found[-1].claims:
                found[-1].claims[-1].near_misses.append(text)
            elif line.strip():
                raise ValueError(f"{path.name}, line {number}: begins with none of ## # + - ~ x")
    return found
