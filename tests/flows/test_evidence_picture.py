"""``show --image``: the page with the parts of a statement where they stand."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import warehouse
from flows.evidence_picture import COLOURS, draw_evidence
from tasks.discover import discover
from tasks.land import Run, land, stage
from tasks.read.page_picture import NoPicture, page_picture
from tasks.run_stages import run_stages
from tasks.settings import Settings
from tests.conftest import Cli
from warehouse import Lake


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> Path:
    """An image, a PDF and a text on record; their folder is gone."""
    folder = tmp_path_factory.mktemp("evidence")
    drop = folder / "drop"
    drop.mkdir()
    for path in (seeds / "figure (1).png", seeds / "article-two-columns.pdf"):
        shutil.copy(path, drop)
    (drop / "a.txt").write_text("Byrne said that the bridge was closed.")
    settings, run = Settings(), Run.begin(settings=Settings())
    found = discover([drop])
    staged = [
        stage(run_stages(source, settings), folder / str(number), settings=settings, run_id="r")
        for number, source in enumerate(found.sources)
    ]
    land(Lake(folder / "lake"), staged, sources=found.sources, run=run.end())
    shutil.rmtree(drop)
    return folder / "lake"


def statements(lake: Path, media_type: str) -> list[dict[str, object]]:
    with warehouse.open(lake) as record:
        found = record.execute(
            "select s.* from statements s join documents using (document_id) "
            "where media_type = ? order by statement_id",
            [media_type],
        )
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.mark.parametrize("media_type", ["image/png", "application/pdf"])
def test_every_part_is_marked_and_nothing_else(lake: Path, tmp_path: Path, media_type: str) -> None:
    row = statements(lake, media_type)[0]
    boxes = [part for part in row["evidence"] if part["page_number"] == 1] or row["evidence"]
    number = boxes[0]["page_number"]
    with warehouse.open(lake) as record:
        assert draw_evidence(record, lake, row, tmp_path / "out.png") >= 1
    data = (lake / "originals" / str(row["document_id"])).read_bytes()
    plain, scale = page_picture(data, media_type, number)
    drawn = np.asarray(Image.open(tmp_path / "out.png"))[44 : 44 + plain.height, : plain.width]
    changed = (np.abs(drawn.astype(int) - np.asarray(plain).astype(int)) > 8).any(axis=2)
    inside = np.zeros_like(changed)
    for part in boxes:
        x0, top, x1, bottom = (round(part[side] * scale) for side in ("x0", "top", "x1", "bottom"))
        assert changed[top:bottom, x0:x1].mean() > 0.5, part
        inside[max(0, top - 6) : bottom + 7, max(0, x0 - 6) : x1 + 7] = True
    assert not (changed & ~inside).any()
    assert {part["role"] for part in boxes} <= set(COLOURS)


def test_the_passage_of_a_text_is_set_in_type_and_marked(
    lake: Path, tmp_path: Path, onrecord: Cli
) -> None:
    (row,) = statements(lake, "text/plain")
    done = onrecord("show", row["statement_id"], "-w", lake, "--image", tmp_path / "out.png")
    assert done.returncode == 0, done.stderr
    drawn = np.asarray(Image.open(tmp_path / "out.png"))[44:].astype(int)
    for role, colour in COLOURS.items():
        outline = (np.abs(drawn - colour) < 3).all(axis=2)
        assert outline.any() == (role in {part["role"] for part in row["evidence"]}), role
    with warehouse.open(lake) as record:
        query = f"select min(claim_id) from claims where statement_id = '{row['statement_id']}'"
        ((claim,),) = record.execute(query).fetchall()
    done = onrecord("show", claim, "-w", lake, "--image", tmp_path / "claim.png")
    drawn = np.asarray(Image.open(tmp_path / "claim.png"))[44:].astype(int)
    assert (np.abs(drawn - COLOURS["content"]) < 3).all(axis=2).any()


def test_bytes_that_were_not_kept_are_named(lake: Path, tmp_path: Path, onrecord: Cli) -> None:
    row = statements(lake, "image/png")[0]
    bare = tmp_path / "lake"
    shutil.copytree(lake, bare, symlinks=True)
    (bare / "originals" / str(row["document_id"])).unlink()
    with warehouse.open(bare) as record, pytest.raises(NoPicture, match=r"figure \(1\)\.png"):
        draw_evidence(record, bare, row, tmp_path / "out.png")
    done = onrecord("show", row["statement_id"], "-w", bare, "--image", tmp_path / "out.png")
    assert done.returncode == 2
    assert "Nothing was drawn" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_says_what_it_drew(lake: Path, tmp_path: Path, onrecord: Cli) -> None:
    key = statements(lake, "image/png")[0]["statement_id"]
    done = onrecord("show", key, "-w", lake, "--image", tmp_path / "out.png")
    assert done.returncode == 0, done.stderr
    assert "Drawn on 1 page" in done.stdout
    assert Image.open(tmp_path / "out.png").size[0] >= 720
    done = onrecord("show", key, "-w", lake, "--image", tmp_path / "out.nothing")
    assert done.returncode == 2
