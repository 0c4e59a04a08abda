"""Kill a worker, the server or a scheduled run at work: restarted, it ends in the same rows."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from flows.server import _free_port
from tests.conftest import Cli, is_soak
from tests.flows.prefect_api import api_of, ask
from tests.flows.test_ingest import CONTENT_TABLES, query, rows

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("unattended")]

slow = pytest.mark.skipif(not is_soak(), reason="waits for minutes; make soak runs it")


def waited_for(found: Callable[[], object], seconds: float = 90) -> object:
    deadline = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
    return value


def workers(lake: Path) -> list[int]:
    """The processes that are reading documents into a warehouse, as their beats say."""
    found = []
    for beat in lake.glob("staging/*/*.beat"):
        try:
            found.append(int(beat.read_text().split()[0]))
        except (FileNotFoundError, IndexError):
            continue
    return found


def alive_in(lake: Path) -> list[psutil.Process]:
    """Those of them that are alive: a run that was ended leaves its beats to the next."""
    found = []
    for pid in workers(lake):
        with contextlib.suppress(psutil.NoSuchProcess):
            found.append(psutil.Process(pid))
    return found


@pytest.fixture
def begun(
    environment: dict[str, str], drop: Path, tmp_path: Path
) -> Iterator[Callable[..., object]]:
    """Begin an ingest into the warehouse ``killed`` and come back when its workers read."""
    begun: list[subprocess.Popen[str]] = []

    def begin(**more: str) -> subprocess.Popen[str]:
        command = [
            sys.executable,
            "-m",
            "flows",
            "ingest",
            str(drop),
            "-w",
            str(tmp_path / "killed"),
        ]
        run = subprocess.Popen(
            [*command, "--batch-seconds", "0.1"], env=environment | more, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        begun.append(run)
        waited_for(lambda: workers(tmp_path / "killed"))
        return run

    yield begin
    for run in begun:
        run.kill()
        run.communicate()


def assert_same(killed: Path, whole: Path) -> None:
    for table in CONTENT_TABLES:
        assert rows(killed, table) == rows(whole, table), table
    assert not (killed / "staging").exists()


def test_a_killed_worker_costs_nothing(
    begun: Callable[..., subprocess.Popen[str]], whole: Path, tmp_path: Path
) -> None:
    run = begun()
    os.kill(workers(tmp_path / "killed")[0], signal.SIGKILL)
    out, err = run.communicate(timeout=200)
    assert run.returncode == 0, out + err
    assert query(tmp_path / "killed", "select 1 from issues where code = 'crash'") == []
    assert_same(tmp_path / "killed", whole)


@slow
def test_a_killed_server_is_named_and_what_is_left_is_done_by_the_next_run(
    begun: Callable[..., subprocess.Popen[str]],
    onrecord: Cli,
    drop: Path,
    whole: Path,
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    run = begun(ONRECORD_PREFECT_HOME=str(home))
    os.kill(json.loads((home / "server.json").read_text())["pid"], signal.SIGKILL)
    out, err = run.communicate(timeout=400)
    assert run.returncode == 1, out + err
    assert "does not answer any more" in err
    assert "Traceback" not in err
    assert "Error logging" not in err
    assert_same(tmp_path / "killed", whole)  # it went on without the server
    again = onrecord("ingest", drop, "-w", tmp_path / "killed")
    assert again.returncode == 0, again.stdout + again.stderr
    assert_same(tmp_path / "killed", whole)


@slow
def test_serve_ends_with_its_server_and_says_so(
    environment: dict[str, str], drop: Path, tmp_path: Path
) -> None:
    own = environment | {"ONRECORD_PREFECT_HOME": str(tmp_path / "home")}
    serve = ["serve", str(drop), "-w", str(tmp_path / "lake"), "--watch", "600"]
    port = ["--maintain", "off", "--port", str(_free_port())]
    with (tmp_path / "log").open("w") as log:
        serving = subprocess.Popen(
            [sys.executable, "-m", "flows", *serve, *port], env=own, stdout=log, stderr=log
        )
        try:
            waited_for(lambda: "Scheduled" in (tmp_path / "log").read_text())
            os.kill(json.loads((tmp_path / "home" / "server.json").read_text())["pid"], 9)
            assert serving.wait(timeout=60) == 1
        finally:
            serving.kill()
            serving.wait()
    told = (tmp_path / "log").read_text()
    assert "does not answer any more" in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    "how", ["cancelled", pytest.param("interrupted", marks=slow), pytest.param("ended", marks=slow)]
)
def test_a_run_of_the_command_line_ends_when_a_person_says_so(
    how: str,
    begun: Callable[..., subprocess.Popen[str]],
    prefect_home: Path,
    drop: Path,
    tmp_path: Path,
) -> None:
    run = begun()
    at_work = alive_in(tmp_path / "killed")
    api = api_of(prefect_home)
    asked = {"flow_runs": {"state": {"type": {"any_": ["RUNNING"]}}}}
    (held,) = [
        row
        for row in ask(api, "flow_runs/filter", asked)
        if row["parameters"]["paths"] == [str(drop)]
    ]
    assert set(held["tags"]) == {"onrecord", "ingest"}
    its_own = {"task_runs": {"flow_run_id": {"any_": [held["id"]]}}}
    tasks = waited_for(lambda: list(ask(api, "task_runs/filter", its_own)))
    assert isinstance(tasks, list)
    # Each tag of a task is asked of the server before it begins, and fails it when that is gone.
    assert [task["tags"] for task in tasks] == [[]] * len(tasks)
    if how == "cancelled":
        cancelling = {"state": {"type": "CANCELLING", "name": "Cancelling"}}
        ask(api, f"flow_runs/{held['id']}/set_state", cancelling)
    else:
        run.send_signal(signal.SIGINT if how == "interrupted" else signal.SIGTERM)
    out, err = run.communicate(timeout=60)
    assert run.returncode == (143 if how == "ended" else 130), out + err
    assert "What was committed stays" in " ".join(err.split())
    assert "leaked" not in err
    assert not psutil.wait_procs(at_work, timeout=20)[1]
    states = ask(api, f"flow_run_states/?flow_run_id={held['id']}")
    states.sort(key=lambda state: str(state["timestamp"]))
    assert states[-1]["type"] == "CANCELLED"
    # It would be posted to whoever asked to hear of crashes.
    assert "CRASHED" not in {state["type"] for state in states}


@slow
def test_a_cancelled_run_ends_with_its_workers_and_the_next_does_the_rest(
    environment: dict[str, str],
    onrecord: Cli,
    drop: Path,
    whole: Path,
    prefect_home: Path,
    tmp_path: Path,
) -> None:
    lake = tmp_path / "killed"
    serve = ["serve", str(drop), "-w", str(lake), "--every", "5", "--maintain", "off"]
    serving = subprocess.Popen([sys.executable, "-m", "flows", *serve], env=environment)
    api = api_of(prefect_home)

    def cancel_as_the_ui(run_id: str) -> None:
        cancelling = {"state": {"type": "CANCELLING", "name": "Cancelling"}}
        ask(api, f"flow_runs/{run_id}/set_state", cancelling)

    def cancel_by_command(run_id: str) -> None:
        prefect = [Path(sys.executable).with_name("prefect"), "flow-run", "cancel", run_id]
        subprocess.run(prefect, env=environment | {"PREFECT_API_URL": api}, check=True)

    try:
        for cancel in (cancel_as_the_ui, cancel_by_command):
            waited_for(lambda: alive_in(lake), seconds=200)
            at_work = alive_in(lake)
            asked = {"flow_runs": {"state": {"type": {"any_": ["RUNNING"]}}}}
            (run,) = [r for r in ask(api, "flow_runs/filter", asked) if r["parameters"]["paths"]
                      == [str(drop)]]  # fmt: skip
            cancel(run["id"])
            _, alive = psutil.wait_procs(at_work, timeout=60)
            assert not alive
            waited_for(
                lambda run=run: ask(api, f"flow_runs/{run['id']}")["state_type"] == "CANCELLED"
            )
    finally:
        serving.terminate()
        serving.wait(timeout=60)
    assert onrecord("ingest", drop, "-w", lake).returncode == 0
    assert_same(lake, whole)
