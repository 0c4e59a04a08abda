"""Automations: installed by one command, again without doubles, and really acting."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import pytest

from tests.conftest import Cli, is_soak
from tests.flows.prefect_api import api_of, ask, events_of

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("unattended")]

# A deployment, made as ``onrecord serve`` makes it.
DEPLOYED = """
import sys
from pathlib import Path
from flows.server import use_server

use_server()
from flows.schedule import Plan

for deployment in Plan(["drop"], Path(sys.argv[1]), watch_seconds=86400).deployments():
    deployment.apply()
"""
ARRIVING = """
import sys
from flows.server import use_server

use_server()
from flows.watch import watch

if __name__ == "__main__":
    state = watch([sys.argv[1]], sys.argv[2], settle_seconds=0.1, workers=1, return_state=True)
    assert state.name == "Completed", state
"""
KILLED = """
import os, signal, sys, time
from flows.server import use_server

use_server()
from prefect import flow

@flow(name="killed")
def killed():
    time.sleep(45)
    os.kill(os.getpid(), signal.SIGKILL)

killed()
"""


def program(text: str, environment: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, "-c", text, *arguments], env=environment, timeout=200)


def arrive(folder: Path, environment: dict[str, str], count: int) -> None:
    """So many documents arrive at once, and one look takes them on record."""
    (folder / "drop").mkdir()
    for number in range(count):
        (folder / "drop" / f"{number}.txt").write_text(f"Anna Green said bridge {number} was safe.")
    (script := folder / "arriving.py").write_text(ARRIVING)
    command = [sys.executable, script, folder / "drop", folder / "lake"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stdout + done.stderr


def waited_for(found: Callable[[], list[Any]], seconds: float) -> list[Any]:
    """What is found once anything is, or nothing after so many seconds."""
    deadline = time.monotonic() + seconds
    while not (rows := found()) and time.monotonic() < deadline:
        time.sleep(0.5)
    return rows


def ours(api: str) -> dict[str, dict[str, Any]]:
    rows = ask(api, "automations/filter", {})
    return {row["name"]: row for row in rows if row["name"].startswith("onrecord")}


def test_they_are_installed_once_and_documents_that_arrive_start_one_run(
    onrecord: Cli, environment: dict[str, str], prefect_home: Path, tmp_path: Path
) -> None:
    program(DEPLOYED, environment, str(tmp_path / "lake"))
    install = ("automations", "install", "--webhook", "http://127.0.0.1:9/hook")
    for _ in range(2):
        done = onrecord(*install, "--on-arrival", "watch/take-arrivals")
        assert done.returncode == 0, done.stdout + done.stderr
    api = api_of(prefect_home)
    found = ours(api)
    assert len(found) == 3
    assert sorted(action["type"] for row in found.values() for action in row["actions"]) == [
        "call-webhook",
        "change-flow-run-state",
        "run-deployment",
    ]
    assert "each documents.landed starts watch/take-arrivals" in done.stdout
    missing = onrecord("automations", "install", "--on-arrival", "watch/none")
    assert missing.returncode == 2
    told = " ".join(missing.stderr.replace("│", "").split())
    assert "there is no deployment watch/none; there are: " in told
    assert "watch/take-arrivals" in told
    wrong = onrecord("automations", "install", "--webhook", "hooks.example.org")
    assert (wrong.returncode, "is no address" in wrong.stderr) == (2, True)
    asked = {
        "deployments": {"name": {"any_": ["take-arrivals"]}},
        "flow_runs": {"tags": {"is_null_": False}},
    }

    def started() -> list[dict[str, Any]]:
        runs = ask(api, "flow_runs/filter", asked)
        return [run for run in runs if (run["created_by"] or {}).get("type") == "AUTOMATION"]

    arrive(tmp_path, environment, 7)
    assert len(waited_for(started, 30)) == 1
    for name, count in (("document.arrived", 7), ("documents.landed", 1)):
        here = [
            e for e in events_of(api, name) if e["payload"]["warehouse"].startswith(str(tmp_path))
        ]
        assert len(here) == count, name
    assert here[0]["payload"]["document_count"] == 7
    assert len(started()) == 1
    for row in found.values():
        delete(api, row["id"])


class Hook(BaseHTTPRequestHandler):
    """Keeps what is posted."""

    posted: ClassVar[list[dict[str, str]]] = []

    def do_POST(self) -> None:
        self.posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


def test_a_run_that_fails_is_posted(
    onrecord: Cli, environment: dict[str, str], prefect_home: Path, tmp_path: Path
) -> None:
    (bad := tmp_path / "torn.pdf").write_bytes(b"%PDF-1.7 torn")
    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        hook = f"http://127.0.0.1:{server.server_port}/hook"
        assert onrecord("automations", "install", "--webhook", hook).returncode == 0
        done = onrecord("ingest", str(bad), "-w", str(tmp_path / "lake"))
        assert done.returncode == 1, "nothing could be read"
        assert "torn.pdf" in done.stdout
        assert "Traceback" not in done.stdout + done.stderr
        posted = waited_for(lambda: Hook.posted, 30)
        server.shutdown()
    # At least once: an automation that was just made anew may still act beside the new one.
    assert {(told["flow_run"], told["state"]) for told in posted} == {
        ("torn.pdf into lake", "Failed")
    }
    assert "100% of the documents failed (limit 90%)" in posted[0]["message"]
    assert "/runs/flow-run/" in posted[0]["url"]
    api = api_of(prefect_home)
    for row in ours(api).values():
        delete(api, row["id"])


def delete(api: str, automation_id: str) -> None:
    request = urllib.request.Request(f"{api}/automations/{automation_id}", method="DELETE")
    urllib.request.urlopen(request, timeout=30).close()


@pytest.mark.skipif(not is_soak(), reason="heartbeats take minutes; make soak waits for them")
def test_a_killed_run_is_marked_crashed(
    onrecord: Cli, environment: dict[str, str], prefect_home: Path
) -> None:
    assert onrecord("automations", "install", "--silent-after", "60").returncode == 0
    program(KILLED, environment)
    api = api_of(prefect_home)
    asked = {
        "flows": {"name": {"any_": ["killed"]}},
        "flow_runs": {"state": {"type": {"any_": ["CRASHED"]}}},
    }
    (run,) = waited_for(lambda: list(ask(api, "flow_runs/filter", asked)), 180)
    assert "No heartbeat for 60 seconds" in run["state"]["message"]
    for row in ours(api).values():
        delete(api, row["id"])


@pytest.mark.parametrize(
    ("parameters", "event", "told"),
    [
        ({"run_id", "warehouse", "mine"}, "documents.landed", {"run_id", "warehouse"}),
        # Its own warehouse, not that of the run.
        ({"warehouse", "paths"}, "documents.landed", None),
        ({"document_id", "uri", "mine"}, "document.arrived", {"document_id", "uri"}),
    ],
)
def test_a_flow_is_told_of_what_it_asks_for(
    parameters: set[str], event: str, told: set[str] | None
) -> None:
    from prefect.client.schemas.responses import DeploymentResponse

    from flows.automations import _arrival

    schema = {"properties": {name: {} for name in parameters}}
    made = DeploymentResponse.model_construct(id=uuid4(), parameter_openapi_schema=schema)
    found, automation = _arrival(made, "report/mine")
    trigger, (action,) = automation.trigger.model_dump(), automation.actions
    assert {found} == {event} == trigger["expect"]
    given = action.model_dump()["parameters"]
    assert (given and set(given)) == told
    for word in told or ():
        assert f"event.payload.{word} " in given[word]["template"]
