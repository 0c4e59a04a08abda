"""Land the made stories, relate them and print how well: ``python -m tests.relations.measure``.

``dev``, ``held``, ``dev2``, ``held2``, ``held3``, ``held4`` or ``dev4`` (default: all) names the
part; ``--mistakes`` lists what is missed and wrong, which is for the dev parts only.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import get_args

import warehouse
from tasks.discover import discover
from tasks.extract import load_pipeline
from tasks.land import Run, land, stage
from tasks.relate import relate
from tasks.run_stages import run_stages
from tasks.settings import Settings
from tests.relations.scoring import Count, Measured
from tests.relations.truth import STORIES, Half, Story, load_stories
from warehouse import Lake

MEASURES = (
    "copies",
    "primaries",
    "corrections",
    "same_claims",
    "positions",
    "changes",
    "contradictions",
    "discrepancies",
)


def land_stories(lake: Lake, stories: Sequence[Story], staging: Path) -> None:
    """Take the articles of stories through every stage into a warehouse, and relate them."""
    paths = [STORIES / story.name / file for story in stories for file in story.articles]
    land_files(lake, paths, staging)


def land_files(lake: Lake, paths: Sequence[Path], staging: Path) -> None:
    """Take files through every stage into a warehouse, and relate them."""
    settings = Settings()
    run = Run.begin(settings=settings)
    nlp = load_pipeline(settings.pipeline)
    sources = discover(paths).sources
    staged = [
        stage(
            run_stages(source, settings, nlp),
            staging / f"{source.document_id}.arrow",
            settings=settings,
            run_id=run.run_id,
        )
        for source in sources
    ]
    land(lake, staged, sources=sources, run=run.end())
    relate(lake)


def measured(parts: Collection[Half], folder: Path) -> dict[str, Count]:
    """All figures of some parts of the stories; the warehouse is made in ``folder``."""
    stories = [story for part in parts for story in load_stories(part)]
    lake = Lake(folder / "lake")
    land_stories(lake, stories, folder)
    with warehouse.open(lake.path) as db:
        beside = Measured(db, stories)
        return {name: getattr(beside, name)() for name in MEASURES}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("half", nargs="?", choices=get_args(Half))
    parser.add_argument("--mistakes", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        counts = measured([given.half] if given.half else get_args(Half), Path(folder))
    for name, count in counts.items():
        print(
            f"{name:14} precision {count.precision:5.1f}  recall {count.recall:5.1f}  "
            f"F1 {count.f1:5.1f}  ({count.right} right of {count.found}, {count.wanted} wanted)"
        )
        if given.mistakes and given.half in ("dev", "dev2", "dev4"):
            for line in count.missed:
                print(f"    missed {line}")
            for line in count.wrong:
                print(f"    wrong  {line}")


if __name__ == "__main__":
    main()
