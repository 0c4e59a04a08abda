"""One server per home, shared by commands, gone with its last user, even one that was killed."""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import psutil
import pytest

import warehouse
from flows import terminal
from flows.server import PrefectServer, ServerUnavailable, answers, use_server
from tests.conftest import Cli, is_soak

PROGRAM = """
import sys, time
from flows.server import use_server
server = use_server()
print(server.kind, server.api_url, flush=True)
time.sleep(600)
"""


def client(home: Path) -> subprocess.Popen[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdout=subprocess.PIPE,
        text=True,
        env=environment | {"ONRECORD_PREFECT_HOME": str(home)},
    )


@pytest.mark.server
@pytest.mark.xdist_group("server")
def test_clients_share_a_server_that_ends_with_the_last(tmp_path: Path) -> None:
    first, second = client(tmp_path), client(tmp_path)
    try:
        assert first.stdout is not None
        assert second.stdout is not None
        one, two = first.stdout.readline().split(), second.stdout.readline().split()
        assert {one[0], two[0]} == {"temporary", "running"}
        assert one[1] == two[1]
        assert answers(one[1])
        with urllib.request.urlopen(one[1].removesuffix("/api") + "/ui-settings") as response:
            assert json.load(response)["api_url"] == "/api", "the UI must ask its own server"
        server = psutil.Process(json.loads((tmp_path / "server.json").read_text())["pid"])
        ends = [end for c in server.net_connections("inet") for end in (c.laddr, c.raddr) if end]
        assert {end.ip for end in ends} == {"127.0.0.1"}, (
            "others must neither reach it nor hear of it"
        )
        with urllib.request.urlopen(one[1] + "/admin/settings") as response:
            assert json.load(response)["server"]["analytics_enabled"] is False
        first.send_signal(signal.SIGKILL)
        first.wait()
        time.sleep(3)
        assert answers(two[1]), "the server must stay while a client is left"
    finally:
        for process in (first, second):
            process.kill()
            process.wait()
    server.wait(timeout=15)
    assert not answers(two[1])


@pytest.mark.server
@pytest.mark.xdist_group("server")
def test_a_silent_given_server_is_named_and_another_takes_standard_input(
    onrecord: Cli, tmp_path: Path
) -> None:
    text, silent = "Anna Green said that the bridge was safe.\n", "http://127.0.0.1:9/api"
    done = onrecord("ingest", "-", "-w", tmp_path / "lake", stdin=text, PREFECT_API_URL=silent)
    assert done.returncode == 0, done.stdout + done.stderr
    with warehouse.open(tmp_path / "lake") as record:
        assert record.execute("select speaker_name from statements").fetchall() == [("Anna Green",)]
        ((kept,),) = record.execute("select uri from sources").fetchall()
    assert Path(kept).read_text() == text, "what came by a pipe is kept as evidence"
    assert f"No Prefect server answers at PREFECT_API_URL={silent}" in done.stderr


@pytest.mark.server
@pytest.mark.xdist_group("server")
@pytest.mark.skipif(not is_soak(), reason="ingests twice; make soak does")
def test_a_given_server_is_used(onrecord: Cli, prefect_home: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Anna Green said that the bridge was safe.\n")
    assert onrecord("ingest", tmp_path / "a.txt", "-w", tmp_path / "one").returncode == 0
    given = json.loads((prefect_home / "server.json").read_text())["api_url"]
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4 broken")
    logged = ("--log-level", "info", "--log-format", "json", "ingest")
    files = (tmp_path / "a.txt", tmp_path / "b.pdf")
    done = onrecord(*logged, *files, "-w", tmp_path / "two", PREFECT_API_URL=given)
    assert done.returncode == 0
    assert f"Using the Prefect server at {given}" in done.stderr
    lines = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    (issue,) = [line for line in lines if "code" in line]
    assert (issue["code"], issue["level"]) == ("truncated", "warning")
    assert issue["uri"] == str(tmp_path / "b.pdf")
    assert {line["level"] for line in lines} >= {"info", "warning"}
    assert all(line["flow_run"].endswith("into two") for line in lines)


@pytest.mark.parametrize("is_healthy", [True, False])
def test_a_taken_port_is_named(
    is_healthy: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Healthy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if is_healthy else 500)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("ONRECORD_PREFECT_HOME", str(tmp_path))
    with HTTPServer(("127.0.0.1", 0), Healthy) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        # A server of another home that answers there is none of ours.
        with pytest.raises(ServerUnavailable, match=f"port {other.server_port}: Address already"):
            use_server(other.server_port)
        other.shutdown()


def test_a_password_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, onrecord: Cli
) -> None:
    """What a server with PREFECT_SERVER_API_AUTH_STRING answers: health to all, else 401."""

    class Guarded(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            key = self.headers.get("Authorization")
            open_to = self.path.endswith("/health") or key == "Basic ZGVzazpwYXNz"
            self.send_response(200 if open_to else 401)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    with HTTPServer(("127.0.0.1", 0), Guarded) as guarded:
        threading.Thread(target=guarded.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{guarded.server_port}/api"
        told = onrecord("doctor", "-w", tmp_path / "lake", PREFECT_API_URL=url)
        assert told.returncode == 1
        assert "it asks for a password" in told.stdout
        assert "Set PREFECT_API_AUTH_STRING=USER:PASSWORD" in told.stdout
        done = onrecord("ingest", tmp_path, "-w", tmp_path / "lake", PREFECT_API_URL=url)
        assert done.returncode == 1
        assert f"{url.removesuffix('/api')} asks for a password. Set" in done.stderr
        monkeypatch.setenv("PREFECT_API_URL", url)
        monkeypatch.setenv("PREFECT_API_AUTH_STRING", "desk:word")
        with pytest.raises(ServerUnavailable, match="another than that of"):
            use_server()
        monkeypatch.setenv("PREFECT_API_AUTH_STRING", "desk:pass")
        assert use_server().kind == "given"
        guarded.shutdown()


@pytest.mark.parametrize(
    ("seconds", "said"), [(600, "seconds ahead of"), (-600, "seconds behind"), (5, None)]
)
def test_another_clock_is_told(
    seconds: int,
    said: str | None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    class Elsewhen(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def date_time_string(self, timestamp: float | None = None) -> str:
            return super().date_time_string(time.time() + seconds)

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    with HTTPServer(("127.0.0.1", 0), Elsewhen) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("PREFECT_API_URL", f"http://127.0.0.1:{server.server_port}/api")
        terminal.say_server(use_server())
        server.shutdown()
    told = " ".join(capsys.readouterr().err.split())
    if said:
        assert re.search(rf"The server's clock is (59\d|60\d) {said}", told)
    else:
        assert "clock" not in told


def test_a_home_that_cannot_be_written_is_named(onrecord: Cli, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    given = {"ONRECORD_PREFECT_HOME": str(tmp_path / "home" / "prefect")}
    done = onrecord("ingest", tmp_path, "-w", tmp_path / "lake", **given)
    assert done.returncode == 1
    assert f"Prefect's home {tmp_path}/home/prefect cannot be" in " ".join(done.stderr.split())


def test_an_address_that_is_not_here_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("ONRECORD_PREFECT_HOME", str(tmp_path))
    with pytest.raises(ServerUnavailable, match=r"listen on 192\.0\.2\.1, port .*--host"):
        use_server(host="192.0.2.1")  # of nobody (RFC 5737)


def test_a_server_of_ours_has_ended_when_nobody_holds_its_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_PREFECT_HOME", str(tmp_path))
    ours = PrefectServer("http://127.0.0.1:9/api", "running")
    given = PrefectServer(ours.api_url, "given")
    assert ours.has_ended()
    with (tmp_path / "server.lock").open("w") as lock:
        assert ours.has_ended()
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert not ours.has_ended()
    assert not given.has_ended(), "a server elsewhere may come back"


def test_a_second_serve_leaves_the_first_its_deployments(onrecord: Cli, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with (home / "serve.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("process 7, drop into lake")
        lock.flush()
        given = {"ONRECORD_PREFECT_HOME": str(home)}
        done = onrecord("serve", "other", "--watch", "60", cwd=tmp_path, **given)
    assert done.returncode == 1
    told = " ".join(done.stderr.split())
    assert "`onrecord serve` runs already: process 7, drop into lake." in told
    assert not (home / "server.json").exists()
