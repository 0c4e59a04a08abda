"""Alerts from the command line to a feed, a webhook and a mail, with real servers."""

from __future__ import annotations

import json
import shutil
import socket
import threading
import zipfile
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

import warehouse
from flows.notifying import NotSent, send, write_feed
from tests.conftest import Cli
from warehouse.alerting import add_alert

ATOM = "{http://www.w3.org/2005/Atom}"
HIT = {
    "alert_hit_id": "h1",
    "alert_name": "bridge",
    "matched_at": datetime(2026, 3, 1, 12),
    "matched_texts": ["bridge"],
    "speaker_name": "Anna Green",
    "act": "assert",
    "content_text": "The bridge is\nsafe & <sound>\x07",
    "title": None,
    "uri": "/in/a.txt",
    "statement_id": "s1",
}


class Listener(HTTPServer):
    """Answers POSTs with ``status`` and keeps what was sent."""

    status = 200

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        super().__init__(("127.0.0.1", 0), _Receiver)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook?token=secret"


class _Receiver(BaseHTTPRequestHandler):
    server: Listener

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.status == 200:
            self.server.received.append(json.loads(body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class Mailbox(Message):
    """Keeps the mails that come."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[Any] = []

    def handle_message(self, message: Any) -> None:
        self.mails.append(message)


def test_a_feed_is_atom_and_shows_the_match(tmp_path: Path) -> None:
    feed = tmp_path / "alerts.atom"
    write_feed(feed, [HIT])
    root = ElementTree.parse(feed).getroot()
    assert root.tag == f"{ATOM}feed"
    assert {f"{ATOM}id", f"{ATOM}title", f"{ATOM}updated"} <= {child.tag for child in root}
    entry = root.find(f"{ATOM}entry")
    title = entry.findtext(f"{ATOM}title")
    assert title == "bridge: Anna Green (assert): The bridge is safe & <sound>"
    content = entry.findtext(f"{ATOM}content").splitlines()
    assert content[1:] == ["Matched: bridge", "/in/a.txt", "onrecord show s1"]
    write_feed(feed, [])
    assert ElementTree.parse(feed).getroot().find(f"{ATOM}entry") is None


def test_hits_are_posted(listener: Listener) -> None:
    send(listener.url, "bridge", [HIT], smtp=None, sender="a@example.org")
    (told,) = listener.received
    assert told["alert"] == "bridge"
    assert told["hits"][0]["matched_texts"] == ["bridge"]


def test_hits_are_mailed() -> None:
    mailbox = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        smtp = f"smtp://127.0.0.1:{port}"
        send("mailto:desk@example.org", "bridge", [HIT], smtp=smtp, sender="a@example.org")
    finally:
        controller.stop()
    (mail,) = mailbox.mails
    assert mail["To"] == "desk@example.org"
    assert mail["Subject"] == "On Record: bridge: 1 new statement"
    assert "onrecord show s1" in mail.get_payload()


@pytest.mark.parametrize(
    ("status", "message"), [(500, "127.0.0.1 answers 500"), (404, "127.0.0.1 answers 404")]
)
def test_what_is_not_sent_says_so_without_secrets(
    listener: Listener, status: int, message: str
) -> None:
    listener.status = status
    with pytest.raises(NotSent, match=message) as failed:
        send(listener.url, "bridge", [HIT], smtp=None, sender="a@example.org")
    assert "secret" not in str(failed.value)


@pytest.mark.parametrize(
    ("uri", "smtp", "message"),
    [
        ("http://127.0.0.1:1/", None, "127.0.0.1 cannot be reached"),
        ("mailto:a@example.org", None, "ONRECORD_SMTP"),
        ("mailto:a@example.org", "smtp://127.0.0.1:1", "mail server 127.0.0.1"),
    ],
)
def test_a_server_that_is_not_there_is_named(uri: str, smtp: str | None, message: str) -> None:
    with pytest.raises(NotSent, match=message):
        send(uri, "bridge", [HIT], smtp=smtp, sender="a@example.org")


def ask(lake: Path, query: str) -> list[tuple]:
    with warehouse.open(lake) as record:
        return record.execute(query).fetchall()


@pytest.mark.server
@pytest.mark.xdist_group("server")
def test_a_day_at_the_desk(
    onrecord: Cli, small_lake: Path, tmp_path: Path, listener: Listener
) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    lake = Path(shutil.copytree(small_lake, tmp_path / "lake", symlinks=True))
    given = ("--search", "bridge", "--notify", listener.url, "-w", lake)
    assert onrecord("alert", "add", "bridge", *given).returncode == 0
    taken = onrecord("alert", "add", "bridge", *given)
    assert (taken.returncode, "onrecord alert remove" in taken.stderr) == (2, True)
    (drop / "b.txt").write_text(
        "“The bridge will be closed in May,” said Carl Weber, the clerk.\n\n"
        "“The road is open,” said Anna Green, the mayor of Ulm.\n"
    )
    listener.status = 503
    done = onrecord("ingest", drop, "-w", lake)
    assert done.returncode == 0
    assert "alert bridge: nothing was sent: 127.0.0.1 answers 503" in " ".join(done.stdout.split())
    assert "bridge" in (lake / "alerts.atom").read_text()
    listener.status = 200
    assert onrecord("ingest", drop, "-w", lake).returncode == 0
    ((notice,),) = [told["hits"] for told in listener.received]
    assert "bridge" in notice["content_text"]
    assert ask(lake, "select count(*) from alert_hits where notified_at is null") == [(0,)]
    assert ask(lake, "select count(*) from open_issues") == [(0,)]
    shown = onrecord("alert", "hits", "bridge", "-w", lake).stdout
    assert "Carl Weber" in shown
    assert shown.splitlines()[-2] == "1 hit"
    correct_and_look_back(onrecord, lake, notice["statement_id"], tmp_path / "closed.csv")
    assert warehouse.verify(warehouse.Lake(lake)) == []


def correct_and_look_back(onrecord: Cli, lake: Path, key: str, out: Path) -> None:
    """The rest of the day: find the hit again, see its evidence, correct it, and hand it on."""
    found = onrecord("search", "closed", "-w", lake)
    assert "Carl Weber" in found.stdout
    assert found.stdout.splitlines()[-1].startswith("Searched 2 documents, 2 pages")
    assert "line 1" in onrecord("show", key, "-w", lake).stdout
    right = ("correct", "act=predict", "--by", "A. Editor", "--reason", "he foresees it")
    assert onrecord("review", key, *right, "-w", lake).returncode == 0
    since = ("--since", "1", "--all", "--format", "json")
    changes = json.loads(onrecord("diff", *since, "-w", lake).stdout)
    assert key in {change["statement_id"] for change in changes}
    query = f"select act, review_status from current_statements where statement_id = '{key}'"
    assert onrecord("export", query, out, "-w", lake).returncode == 0
    assert out.read_text("utf-8").split() == ["act,review_status", "predict,corrected"]
    page, case = out.with_name("page.html"), out.with_name("case.zip")
    assert onrecord("report", page, "-w", lake).returncode == 0
    assert "Carl Weber" in page.read_text("utf-8")
    assert onrecord("bundle", key, case, "-w", lake).returncode == 0
    with zipfile.ZipFile(case) as packed:
        assert "he foresees it" in packed.read("rows/reviews.csv").decode()


def test_alerts_are_listed_and_removed(onrecord: Cli, small_lake: Path, tmp_path: Path) -> None:
    lake = Path(shutil.copytree(small_lake, tmp_path / "lake", symlinks=True))
    add_alert(warehouse.Lake(lake), "commitments", where="act = 'commit'")
    listed = json.loads(onrecord("alert", "list", "-w", lake, "--format", "json").stdout)
    assert [(row["waits_for"], row["hit_count"]) for row in listed] == [("act = 'commit'", 0)]
    assert onrecord("alert", "hits", "none", "-w", lake).returncode == 2
    assert onrecord("alert", "remove", "commitments", "-w", lake).returncode == 0
    assert onrecord("alert", "remove", "commitments", "-w", lake).returncode == 2
