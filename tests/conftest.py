"""Fixtures for all tests: where things are, full or reduced counts, the command line."""

from __future__ import annotations

import fcntl
import logging
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from obstore.store import S3Store

# How long an example takes says nothing here: speed is a benchmark, never a timed test.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("OMP_THREAD_LIMIT", "1")

BUCKET_URL = "s3://records/news/2026"
Cli = Callable[..., "subprocess.CompletedProcess[str]"]


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Made files hold the time they were made at: their bytes are no name for a test."""
    return argname if isinstance(val, bytes) else None


def is_soak() -> bool:
    """Whether full counts are wanted (make soak)."""
    return os.environ.get("ONRECORD_SOAK") == "1"


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The sample documents."""
    return ROOT / "seeds"


@pytest.fixture(scope="session")
def seed_text(seeds: Path) -> Path:
    """The seed document itself, a text file."""
    return next(seeds.glob("*.txt"))


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A Prefect home of its own; its server stays until the session ends, to be started once."""
    home = tmp_path_factory.mktemp("prefect")
    with (home / "clients.lock").open("a") as clients:
        fcntl.flock(clients, fcntl.LOCK_SH)
        yield home


@pytest.fixture(scope="session")
def environment(prefect_home: Path) -> dict[str, str]:
    """The environment of commands: our own Prefect home, no server of the developer's."""
    given = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    return given | {"ONRECORD_PREFECT_HOME": str(prefect_home), "COLUMNS": "100"}


@pytest.fixture
def onrecord(environment: dict[str, str]) -> Cli:
    """Run the command line as a user does: ``onrecord("ingest", "seeds", cwd=folder)``."""

    def run(
        *arguments: str | Path, cwd: Path | None = None, stdin: str | None = None, **more: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "flows", *map(str, arguments)],
            cwd=cwd,
            env=environment | more,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def seeds_lake(
    tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str], root: Path
) -> Path:
    """The seeds, ingested once through a real Prefect server for all who only read them."""
    lake = tmp_path_factory.mktemp("ingest") / "lake"
    done = subprocess.run(
        [sys.executable, "-m", "flows", "ingest", "seeds", "--warehouse", str(lake)],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "CompletedWithIssues" in done.stdout
    assert "image_missing" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    return lake


@pytest.fixture(scope="session")
def small_lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of one small document, landed by the stages without Prefect."""
    from tasks.discover import discover
    from tasks.land import Run, land, stage
    from tasks.run_stages import run_stages
    from tasks.settings import Settings
    from warehouse import Lake

    folder = tmp_path_factory.mktemp("small")
    (folder / "a.txt").write_text(
        "“The bridge is safe,” said Anna Green, the mayor of Ulm. She promised to repair it if "
        "the state pays 3 million euros.\n"
    )
    settings = Settings()
    run = Run.begin(settings=settings)
    (source,) = discover([folder / "a.txt"]).sources
    staged = stage(
        run_stages(source, settings), folder / "a.arrow", settings=settings, run_id=run.run_id
    )
    land(Lake(folder / "lake"), [staged], sources=[source], run=run.end())
    return folder / "lake"


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The address of an S3 server on loopback."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    moto = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    yield f"http://{host}:{port}"
    moto.stop()


@pytest.fixture
def bucket(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Store]:
    """An empty bucket, which the environment leads to, at ``BUCKET_URL``."""
    from obstore.store import S3Store

    for name, value in {
        "AWS_ENDPOINT_URL": s3_server,
        "AWS_ACCESS_KEY_ID": "reader",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL_S3", raising=False)
    for method, path in [("POST", "moto-api/reset"), ("PUT", "records")]:
        request = urllib.request.Request(f"{s3_server}/{path}", method=method)
        urllib.request.urlopen(request).close()
    options: Any = {"allow_http": True}
    yield S3Store.from_url(BUCKET_URL, config={"endpoint": s3_server}, client_options=options)
