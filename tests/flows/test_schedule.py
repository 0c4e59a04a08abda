"""Schedules that really run: they can silently create nothing (DESIGN, pins)."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

import warehouse
from flows.server import PrefectServer
from tests.conftest import Cli, is_soak
from tests.flows.prefect_api import api_of, ask

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("unattended")]


def landed(lake: Path) -> int:
    try:
        with warehouse.open(lake) as record:
            row = record.execute("select count(*) from runs where flow_run_id is not null")
            return int((row.fetchone() or (0,))[0])
    except warehouse.WarehouseError:
        return 0


def maintained(prefect_home: Path, lake: Path) -> list[str]:
    """Messages of completed maintenance runs of a lake, as the server has them."""
    asked = {
        "flows": {"name": {"any_": ["maintenance"]}},
        "flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}},
    }
    try:
        runs = ask(api_of(prefect_home), "flow_runs/filter", asked)
    except OSError:
        return []
    return [r["state"]["message"] for r in runs if r["parameters"]["warehouse"] == str(lake)]


@pytest.mark.parametrize(
    ("when", "is_maintained"),
    [
        # The sixth field of a cron expression is seconds: nobody waits for the minute.
        (["--watch", "10", "--maintain", "* * * * * */20"], True),
        pytest.param(
            ["--cron", "* * * * *", "--maintain", "off"],
            False,
            marks=pytest.mark.skipif(not is_soak(), reason="waits a minute more; make soak does"),
        ),
    ],
    ids=["watch", "cron"],
)
def test_scheduled_runs_happen(
    when: list[str],
    is_maintained: bool,
    tmp_path: Path,
    environment: dict[str, str],
    prefect_home: Path,
    onrecord: Cli,
) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    (drop / "a.txt").write_text("Anna Green said that the bridge was safe.\n")
    own = tmp_path / "flows"  # whoever runs Prefect has such a folder
    own.mkdir()
    (own / "__init__.py").write_text("raise RuntimeError('not On Record')\n")
    lake = tmp_path / "lake"

    def is_done() -> bool:
        found = any("0 findings" in message for message in maintained(prefect_home, lake))
        return landed(lake) > 0 and (found or not is_maintained)

    with (tmp_path / "log").open("w") as log:
        serving = subprocess.Popen(
            [sys.executable, "-P", "-m", "flows", "serve", str(drop), "-w", str(lake), *when],
            cwd=tmp_path,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + 170
        while not is_done() and time.monotonic() < deadline and serving.poll() is None:
            time.sleep(1)
        assert is_done(), (tmp_path / "log").read_text()
        assert is_maintained == bool(maintained(prefect_home, lake))
        told = onrecord("doctor", "--format", "json", "-w", lake)
        found = json.loads(told.stdout)
        schedules = [finding["message"] for finding in found if finding["check"] == "schedule"]
        name = "watch/take-arrivals" if is_maintained else "ingest/take-all-new"
        (line,) = [told for told in schedules if told.startswith(name)]
        assert " was due " in line, line
        assert " began " in line, line
    finally:
        serving.terminate()
        serving.wait(timeout=60)
    with warehouse.open(lake) as record:
        assert record.execute("select speaker_name from statements").fetchall() == [("Anna Green",)]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--cron", "soon"), 'Invalid cron string: "soon"'),
        (("--cron", "0 6 * * *", "--timezone", "Mars/Base"), "there is no time zone Mars/Base"),
    ],
)
def test_a_bad_time_is_refused_by_name(
    given: tuple[str, ...], said: str, onrecord: Cli, tmp_path: Path
) -> None:
    done = onrecord("serve", tmp_path, "-w", tmp_path / "lake", *given)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Scheduled" not in done.stdout
    assert "Traceback" not in done.stderr


def test_serve_says_that_a_given_server_is_away_and_when_it_is_back(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from flows import schedule

    answering = [True, False, False, False, True, True]
    asked: list[object] = []

    def pass_time(_seconds: float) -> None:
        if not answering:
            raise KeyboardInterrupt  # the test is over

    @contextlib.contextmanager
    def client(**_: object) -> Iterator[None]:
        yield

    monkeypatch.setattr("flows.schedule.time.sleep", pass_time)
    monkeypatch.setattr(schedule, "get_client", client)
    monkeypatch.setattr(schedule, "answers", lambda *_, **__: answering.pop(0))
    monkeypatch.setattr(schedule, "skip_needless", lambda *given: asked.append(given))
    with pytest.raises(KeyboardInterrupt):
        schedule._thin_out([uuid4()], PrefectServer("http://127.0.0.1:9/api", "given"))
    said = " ".join(capsys.readouterr().err.split())
    assert said.count("does not answer: nothing is run until it does") == 1
    assert said.count("answers again") == 1
    assert said.index("does not answer") < said.index("answers again")
    assert len(asked) == 3, "not while it is away"
