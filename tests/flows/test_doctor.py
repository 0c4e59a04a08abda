"""The doctor: what it sees, what it says to do, its exit status."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from flows import terminal
from flows.doctor import BROKEN, GOOD, ODD, _rights, examine, punctuality
from flows.server_state import Deployment
from tasks.settings import Settings
from tests.conftest import Cli
from warehouse import Changes, Lake

NOW = datetime(2026, 3, 1, 6, 10, tzinfo=UTC)
DUE = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)


def seconds(count: int) -> datetime:
    return DUE + timedelta(seconds=count)


@pytest.mark.parametrize(
    ("deployment", "state", "words"),
    [
        (Deployment("a/b", is_paused=True), ODD, "a/b is paused"),
        (Deployment("a/b"), BROKEN, "has a schedule, but no run is planned"),
        (Deployment("a/b", next_due=seconds(900)), GOOD, "not been due yet; next 2026-03-01 06:15"),
        (
            Deployment("a/b", last_due=DUE, last_state="SCHEDULED", next_due=seconds(900)),
            BROKEN,
            "was due 2026-03-01 06:00:00 UTC and has not begun",
        ),
        (
            Deployment("a/b", last_due=DUE, last_state="SCHEDULED", is_in_line=True),
            GOOD,
            "waits for the run that is under way",
        ),
        (Deployment("a/b", last_due=seconds(590), last_state="SCHEDULED"), GOOD, "is due"),
        (
            Deployment("a/b", last_due=DUE, last_began=seconds(4), last_state="COMPLETED"),
            GOOD,
            "was due 2026-03-01 06:00:00 UTC, began 2026-03-01 06:00:04 UTC, completed",
        ),
        (
            Deployment("a/b", last_due=DUE, last_began=seconds(400), last_state="COMPLETED"),
            ODD,
            "began 2026-03-01 06:06:40",
        ),
        (
            Deployment("a/b", last_due=DUE, last_began=seconds(1), last_state="CRASHED"),
            BROKEN,
            "crashed",
        ),
        (Deployment("a/b", last_due=DUE, last_state="CANCELLED"), GOOD, "never began, cancelled"),
    ],
)
def test_punctuality(deployment: Deployment, state: str, words: str) -> None:
    found = punctuality(deployment, NOW)
    assert (found.check, found.state) == ("schedule", state)
    assert words in found.message
    assert bool(found.remedy) == (state != GOOD)


def test_what_is_broken_is_named_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    monkeypatch.setattr("flows.doctor.LEAST_FREE_BYTES", 1 << 60)
    monkeypatch.setattr("flows.pins.requires", lambda _: ["duckdb<1", "no-such-thing>=1", "rich"])
    lake = Lake(tmp_path / "lake")
    changes = Changes()
    changes.add("runs", [{"run_id": "a"}])
    lake.commit(changes)
    snapshot = lake.path / "snapshots" / "000001.json"
    later = f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%dT%H:%M:%S+00:00}"
    held = json.loads(snapshot.read_text()) | {"published_at": later}
    snapshot.chmod(0o644)
    snapshot.write_text(json.dumps(held))
    findings = examine(lake.path, Settings(ocr_languages=("xyz",), pipeline="no_such_model"))
    broken = {finding.check: finding for finding in findings if finding.state == BROKEN}
    assert set(broken) == {"packages", "tesseract", "model", "disk", "clock", "server"}
    assert all(finding.remedy for finding in broken.values())
    assert "duckdb" in broken["packages"].message
    assert "no-such-thing is missing" in broken["packages"].message
    assert broken["packages"].remedy == "pip install 'duckdb<1' 'no-such-thing>=1'"
    assert "tesseract-ocr-xyz" in broken["tesseract"].remedy
    assert "yet to come" in broken["clock"].message


def test_a_warehouse_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "snapshots").mkdir()
    (tmp_path / "snapshots" / "000001.json").write_text("{")
    (tmp_path / "catalog.duckdb").symlink_to("snapshots/000001.duckdb")
    found = [f for f in examine(tmp_path, Settings()) if f.check == "warehouse"]
    assert [f.state for f in found] == [BROKEN]


def test_exit_status_and_formats(onrecord: Cli, tmp_path: Path) -> None:
    home = {"ONRECORD_PREFECT_HOME": str(tmp_path / "home")}
    well = onrecord("doctor", cwd=tmp_path, **home)
    assert well.returncode == 0, well.stdout
    assert "none runs" in well.stdout
    assert well.stdout.count("GB free") == 1, "one disk is told once"
    ill = onrecord("doctor", "--ocr-languages", "xyz", "--format", "json", cwd=tmp_path, **home)
    assert ill.returncode == 1
    assert [f["check"] for f in json.loads(ill.stdout) if f["state"] == BROKEN] == ["tesseract"]


@pytest.mark.parametrize(("is_served", "said"), [(True, "onrecord serve"), (False, "Resume it")])
def test_a_paused_deployment_goes_on_where_it_was_made(is_served: bool, said: str) -> None:
    found = punctuality(Deployment("a/b", is_paused=True, is_served=is_served), NOW)
    assert said in found.remedy


def test_only_the_language_that_is_missing_is_named(tmp_path: Path) -> None:
    (found,) = [
        finding
        for finding in examine(tmp_path, Settings(ocr_languages=("eng", "xyz")))
        if finding.check == "tesseract"
    ]
    assert found.message.endswith("there is no Tesseract data for xyz")
    assert found.remedy == "sudo apt-get install -y tesseract-ocr tesseract-ocr-xyz"


def test_an_error_names_the_packages_it_may_come_from(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.say_bug(TypeError("unexpected argument"))
    assert "Please report it" in capsys.readouterr().err
    monkeypatch.setattr("flows.pins.requires", lambda _: ["duckdb<1", "rich"])
    terminal.say_bug(TypeError("unexpected argument"))
    said = " ".join(capsys.readouterr().err.split())
    assert "TypeError: unexpected argument" in said
    assert "Please report" not in said
    assert "pip install 'duckdb<1'" in said


def test_no_folder_of_others_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.doctor.os.access", lambda *_: False)
    monkeypatch.setenv("ONRECORD_PREFECT_HOME", str(tmp_path))
    monkeypatch.setattr("flows.doctor.os.geteuid", lambda: tmp_path.stat().st_uid + 1)
    lake = tmp_path / "new" / "lake"
    assert [found.remedy for found in _rights(lake)] == [
        f"sudo install -d -o $USER '{lake}', or name another folder",
        f"sudo chown -R $USER '{tmp_path}'",
    ]


def test_a_remedy_for_what_cannot_be_written_helps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.doctor.os.access", lambda *_: False)
    monkeypatch.setenv("ONRECORD_PREFECT_HOME", str(tmp_path))
    (own, _) = _rights(tmp_path)
    assert own.remedy == f"find '{tmp_path}' -type d -exec chmod u+wx {{}} +"
    read_only = SimpleNamespace(f_flag=os.ST_RDONLY)
    monkeypatch.setattr("flows.doctor.os.statvfs", lambda _: read_only)
    (found, _) = _rights(tmp_path)
    assert found.message == f"{tmp_path} lies on a read-only file system"
    assert "onrecord adopt" in found.remedy
