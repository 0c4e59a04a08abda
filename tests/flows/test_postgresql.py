"""Prefect's database on PostgreSQL, as in the documented set-up of several machines."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from tests.conftest import Cli, is_soak
from tests.flows.test_ingest import query

pytestmark = [
    pytest.mark.server,
    pytest.mark.xdist_group("unattended"),
    pytest.mark.skipif(not is_soak(), reason="starts a database and a server; make soak runs it"),
]


def program(name: str) -> str:
    """The path of a program of PostgreSQL; Debian keeps them beside the PATH."""
    beside = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = shutil.which(name) or (str(beside[-1]) if beside else None)
    if found is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    return found


@pytest.fixture
def database() -> Iterator[str]:
    """An empty database on loopback, as HOST:PORT/NAME; removed afterwards."""
    own: str | None = None
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        own = "postgres"
        if own not in {user.pw_name for user in pwd.getpwall()}:
            pytest.skip("there is no user postgres to run it as")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        if own:
            shutil.chown(folder, own)
        data = f"{folder}/data"

        def run(name: str, *arguments: str) -> None:
            command = [program(name), "-D", data, *arguments]
            subprocess.run(command, user=own, check=True, cwd=folder, stdout=subprocess.DEVNULL)

        run("initdb", "-A", "trust", "-U", "prefect")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder}"
        run("pg_ctl", "-o", options, "-l", f"{folder}/log", "-w", "start")
        try:
            yield f"prefect@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-m", "immediate", "-w", "stop")


async def states(database: str) -> list[str]:
    """The states of the flow runs that the database holds."""
    connection = await asyncpg.connect(f"postgresql://{database}")
    try:
        return [row["state_name"] for row in await connection.fetch("select * from flow_run")]
    finally:
        await connection.close()


def test_a_run_is_kept_in_postgresql(database: str, onrecord: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Anna Green said that the bridge was safe.")
    done = onrecord(
        "ingest",
        tmp_path / "a.txt",
        "-w",
        tmp_path / "lake",
        ONRECORD_PREFECT_HOME=str(tmp_path / "home"),
        PREFECT_SERVER_DATABASE_CONNECTION_URL=f"postgresql+asyncpg://{database}",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert query(tmp_path / "lake", "select count(*) from statements") == [(1,)]
    assert not list((tmp_path / "home").glob("prefect.db*"))
    assert asyncio.run(states(database)) == ["Completed"]
