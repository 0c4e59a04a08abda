"""Documents done again through a real Prefect server: first what Tesseract's absence left."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

import warehouse
from tests.conftest import Cli, is_soak


def ask(lake: Path, query: str) -> list[tuple[object, ...]]:
    with warehouse.open(lake) as record:
        return record.execute(query).fetchall()


def path_without_tesseract(folder: Path) -> str:
    """A PATH on which everything is but Tesseract."""
    folder.mkdir()
    for place in reversed(os.environ["PATH"].split(os.pathsep)):
        for program in Path(place).glob("*"):
            if program.name != "tesseract":
                link = folder / program.name
                link.unlink(missing_ok=True)
                link.symlink_to(program)
    return str(folder)


@pytest.mark.server
@pytest.mark.xdist_group("server")
@pytest.mark.skipif(not is_soak(), reason="ingests and redoes a scan; make soak does")
def test_a_document_left_partial_without_tesseract_is_completed(
    onrecord: Cli, small_lake: Path, tmp_path: Path, seeds: Path
) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    lake = Path(shutil.copytree(small_lake, tmp_path / "lake", symlinks=True))
    shutil.copy(next(seeds.glob("*mixed.pdf")), drop / "mixed.pdf")
    assert onrecord("alert", "add", "all", "--where", "true", "-w", lake).returncode == 0
    bare = path_without_tesseract(tmp_path / "bin")
    engine = ("--ocr-engine", "pytesseract")
    done = onrecord("ingest", drop, "-w", lake, *engine, PATH=bare)
    assert done.returncode == 0, done.stdout + done.stderr
    status = "select parse_filename(uri), status from documents join sources using (document_id) "
    assert ask(lake, f"{status} order by 1") == [("a.txt", "complete"), ("mixed.pdf", "partial")]
    before = ask(lake, "select count(*) from statements")[0][0]
    told = "select count(*), count(distinct statement_id), bool_or(uri like '%.txt') from matches"
    ((told_first, *_),) = ask(lake, told)
    assert told_first > 0
    (drop / "mixed.pdf").unlink()  # the warehouse has kept its bytes
    feed = {"ONRECORD_ALERT_FEED": str(drop)}
    redone = onrecord("reprocess", "--failed", "-w", lake, *engine, **feed)
    assert redone.returncode == 0, redone.stdout + redone.stderr
    said = " ".join(redone.stdout.split())
    assert f"the feed {drop} cannot be written: Is a directory" in said
    assert "ONRECORD_ALERT_FEED" in said
    ((told_now, told_once, is_old_told),) = ask(lake, told)
    assert told_first < told_now == told_once  # what OCR found in a document newer than the alert
    assert not is_old_told
    assert ask(lake, f"{status} order by 1") == [("a.txt", "complete"), ("mixed.pdf", "complete")]
    assert ask(lake, "select count(*) from statements")[0][0] > before
    assert ask(lake, "select count(*) from open_issues where code = 'ocr_unavailable'") == [(0,)]
    assert ask(lake, "select count(distinct run_id) from documents") == [(2,)]
    assert onrecord("verify", "-w", lake).returncode == 0
    assert "No document is so" in onrecord("reprocess", "--failed", "-w", lake).stdout
    again = onrecord("reprocess", "--where", "media_type = 'application/pdf'", "-w", lake)
    assert again.returncode == 0, again.stdout + again.stderr
    assert ask(lake, told)[0][0] == told_now
    changed = "select count(*) from changes where snapshot_number > {}"
    last = ask(lake, "select max(snapshot_number) from snapshots")[0][0]
    assert ask(lake, changed.format(int(str(last)) - 2)) == [(0,)]  # the same rows again


@pytest.mark.parametrize(
    ("arguments", "message"),
    [((), "--failed"), (("--where", "nonsense = 1"), "nonsense")],
    ids=["nothing named", "no condition"],
)
def test_wrong_usage_says_what_to_say(
    arguments: tuple[str, ...], message: str, onrecord: Cli, small_lake: Path
) -> None:
    done = onrecord("reprocess", *arguments, "-w", small_lake)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
