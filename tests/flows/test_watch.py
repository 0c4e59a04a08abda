"""The watch flow: what arrives is taken once, when it is whole; what is sensitive is not shown."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import warehouse
from tests.flows.prefect_api import api_of, ask, events_of

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("unattended")]

Watched = tuple[Path, list[list[str]], str, list[str]]
PROGRAM = """
import json, os, sys, threading, time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from flows.server import use_server

use_server()
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.sorting import FlowRunSort
from flows.ingest import ingest
from flows.schedule import Plan, skip_needless
from flows.watch import watch
from warehouse import Lake
from warehouse.alerting import add_alert

drop, lake = Path(sys.argv[1]), sys.argv[2]

def look():
    state = watch([str(drop)], lake, settle_seconds=1.0, workers=1, return_state=True)
    print("state", json.dumps([state.name, state.message]), flush=True)

def copy_slowly(path):
    with path.open("a") as file:
        while not stop.is_set():
            file.write("Bo Hill said that the road was open. ")
            file.flush()
            time.sleep(0.1)

if __name__ == "__main__":
    (drop / "a.txt").write_text("Anna Green said that the bridge was safe.")
    (drop / "half.txt.part").write_text("Half a sent")
    (drop / "empty.txt").write_text("")
    (drop / os.fsdecode(b"caf\\xe9.txt")).write_text("Bo Hill said that the road was open.")
    stop = threading.Event()
    writer = threading.Thread(target=copy_slowly, args=[drop / "b.txt"])
    writer.start()
    look()
    stop.set()
    writer.join()
    look()
    look()
    add_alert(Lake(lake), "safe or open", where="content_text like 'the %'")
    (drop / "new").write_text("Anna Green denied that the bridge was safe.")
    os.replace(drop / "new", drop / "a.txt")
    (drop / "c.txt").write_bytes((drop / "b.txt").read_bytes())
    look()
    (drop / "b.txt").unlink()
    (drop / "c.txt").unlink()
    look()
    look()
    drop.rename(drop.with_name("away"))
    look()
    closed = drop.parent / "closed"
    closed.mkdir()
    (closed / "secret-papers.txt").write_text("Cara Moss said that the vault was open.")
    (closed / "secret-broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    state = ingest([str(closed)], lake, workers=1, announces=True, ui_samples="full",
                   stated={"sensitivity": "confidential"}, return_state=True)
    print("secret", state.state_details.flow_run_id)
    (look_often,) = Plan([str(drop)], Path(lake), watch_seconds=600).deployments()
    with get_client(sync_client=True) as client:
        client.delete_deployment(look_often.apply())  # with what other tests left of this name
    served, due = look_often.apply(), datetime.now(UTC)
    span = {"start_time": due - timedelta(minutes=95), "end_time": due + timedelta(minutes=20)}
    with get_client(sync_client=True) as client:
        client.request("POST", f"/deployments/{served}/schedule",
                       json={name: str(when) for name, when in span.items()} | {"min_runs": 12})
        print("skipped", skip_needless(client, served), skip_needless(client, served))
        states = [run.state.name for run in client.read_flow_runs(
            flow_run_filter=FlowRunFilter.model_validate({"deployment_id": {"any_": [served]}}),
            sort=FlowRunSort.EXPECTED_START_TIME_ASC)]
        print("left", " ".join(states))
        client.delete_deployment(served)
"""


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Watched:
    """The warehouse, the states of the looks, the flow run that took a sensitive document, and
    what was said."""
    folder = tmp_path_factory.mktemp("watch")
    (folder / "drop").mkdir()
    program = folder / "program.py"
    program.write_text(PROGRAM)
    done = subprocess.run(
        [sys.executable, program, folder / "drop", folder / "lake"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    states = [json.loads(line.removeprefix("state ")) for line in lines if line[:6] == "state "]
    (secret,) = [line.split()[1] for line in lines if line.startswith("secret ")]
    return folder / "lake", states, secret, lines


def test_of_looks_that_are_due_the_first_waits(watched: Watched) -> None:
    lines = watched[3]
    (skipped,) = [line for line in lines if line.startswith("skipped ")]
    assert skipped == "skipped 9 0", lines[-1]
    (left,) = [line.split()[1:] for line in lines if line.startswith("left ")]
    assert left[:10] == ["Scheduled"] + ["Skipped"] * 9
    assert set(left[10:]) == {"Scheduled"}, "one that is yet to come"


def test_what_arrives_is_taken_once_when_it_is_whole(watched: Watched, prefect_home: Path) -> None:
    lake, (*states, away), *_ = watched
    assert away == [
        "CompletedWithIssues",
        f"0 files, none new; there is nothing at {lake.parent / 'drop'}",
    ]
    names = [name for name, _ in states]
    quiet = "NothingNew"
    assert names == ["CompletedWithIssues", "Completed", quiet, "Completed", "Completed", quiet]
    counts = [message.split(" statements")[0] for _, message in states]
    assert counts[0].startswith("1 documents")
    assert counts[1].startswith("1 documents")
    assert counts[3].startswith("1 documents")
    assert counts[4].startswith("0 documents")
    with warehouse.open(lake) as record:
        rows = record.execute(
            "select parse_filename(uri, false, 'forward_slash'), is_current, closed_run_id is null "
            "from sources where uri not like '%secret%' order by all"
        ).fetchall()
        current = record.execute(
            "select count(*) from current_documents where uri not like '%secret%'"
        ).fetchall()
        whole = record.execute("select max(length(text)) from texts").fetchall()
        said = record.execute(
            "select parse_filename(uri, false, 'forward_slash') from open_issues "
            "where uri not like '%secret%' order by all"
        ).fetchall()
    assert rows == [
        ("a.txt", False, False),  # replaced
        ("a.txt", True, True),
        ("b.txt", True, False),  # deleted: the document stays
        ("c.txt", True, False),
        ("caf\\xe9.txt", True, True),
        ("empty.txt", True, True),
    ]
    assert said == [("caf\\xe9.txt",), ("empty.txt",)]
    assert current == [(2,)]
    assert whole[0][0] > 500, "the file that was copied slowly was taken too early"
    events = events_when_stored(prefect_home, lake, "document.arrived", 4)
    arrived = [event["payload"]["document_id"] for event in events]
    assert len(arrived) == len(set(arrived)) == 4


def events_when_stored(
    prefect_home: Path, lake: Path, name: str, count: int
) -> list[dict[str, Any]]:
    """The events of a warehouse once there are so many; the server stores them in batches."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        found = events_of(api_of(prefect_home), name)
        found = [event for event in found if event["payload"].get("warehouse") == str(lake)]
        if len(found) >= count:
            break
        time.sleep(0.5)
    return found


def test_each_hit_of_an_alert_is_an_event(watched: Watched, prefect_home: Path) -> None:
    lake = watched[0]
    with warehouse.open(lake) as record:
        rows = record.execute(
            "select content_text, speaker_name, statement_id from matches order by all"
        ).fetchall()
    assert [row[:2] for row in rows] == [
        ("the bridge was safe", "Anna Green"),
        ("the vault was open", "Cara Moss"),
    ]
    events = {
        event["resource"]["prefect.resource.id"]: event["payload"]
        for event in events_when_stored(prefect_home, lake, "claim.matched", 2)
    }
    bridge, vault = (events[f"onrecord.statement.{row[2]}"] for row in rows)
    assert bridge["alert_name"] == vault["alert_name"] == "safe or open"
    assert bridge["content_text"] == "the bridge was safe"
    assert vault["statement_id"] == rows[1][2]
    feed = (lake / "alerts.atom").read_text("utf-8")
    assert "Anna Green (deny): the bridge was safe" in feed
    assert f"onrecord show {rows[1][2]}" in feed
    for words in ("secret-", "vault", "Cara"):
        assert words not in json.dumps(vault) + feed


def test_sensitive_documents_are_not_shown_in_prefect(watched: Watched, prefect_home: Path) -> None:
    lake, _, run, _ = watched
    api = api_of(prefect_home)
    events = events_when_stored(prefect_home, lake, "document.arrived", 4)
    asked = {"artifacts": {"flow_run_id": {"any_": [run]}}}
    artifacts = {row["key"]: row["data"] for row in ask(api, "artifacts/filter", asked)}
    logs = ask(api, "logs/filter", {"logs": {"flow_run_id": {"any_": [run]}}})
    shown = json.dumps([artifacts, [log["message"] for log in logs], events])
    assert "a sensitive document" in artifacts["documents"]
    assert "a sensitive document" in artifacts["issues"]
    assert any("a sensitive document" in log["message"] for log in logs)
    for words in ("secret-", "vault", "Cara"):
        assert words not in shown
    with warehouse.open(lake) as record:
        rows = record.execute("select 1 from statements where speaker_name = 'Cara Moss'")
        assert rows.fetchall()
