"""``prefect.yaml``: what a work pool runs by itself, waited for with a real worker."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import warehouse
from flows.schedule import KEEP, TAKE_ALL, TAKE_ARRIVALS
from tests.flows.prefect_api import api_of, ask
from tests.flows.test_schedule import landed

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("unattended")]

Prefect = Callable[..., list[str]]


@pytest.fixture
def checkout(root: Path, tmp_path: Path) -> Path:
    """A checkout of its own, with a drop folder, and with a look every five seconds."""
    for name in ("flows", "tasks", "warehouse"):
        (tmp_path / name).symlink_to(root / name)
    plan = yaml.safe_load((root / "prefect.yaml").read_text())
    (look,) = [d for d in plan["deployments"] if d["name"] == TAKE_ARRIVALS]
    look["schedules"], look["parameters"]["settle_seconds"] = [{"interval": 5}], 1
    (tmp_path / "prefect.yaml").write_text(yaml.safe_dump(plan, sort_keys=False))
    (tmp_path / "drop").mkdir()
    (tmp_path / "drop" / "a.txt").write_text("Anna Green said that the bridge was safe.")
    return tmp_path


@pytest.fixture
def prefect(
    checkout: Path, environment: dict[str, str], prefect_home: Path
) -> Iterator[tuple[Prefect, dict[str, str]]]:
    """Prefect's own command line, as one types it, on the server of our home."""
    subprocess.run(
        [sys.executable, "-c", "from flows.server import use_server; use_server()"],
        env=environment,
        check=True,
        timeout=200,
    )
    from flows.server import quiet_environment

    given = environment | quiet_environment(prefect_home)
    given["PREFECT_API_URL"] = api_of(prefect_home)

    def command(*arguments: str) -> list[str]:
        return [sys.executable, "-m", "prefect", "--no-prompt", *arguments]

    yield command, given


def test_a_worker_runs_what_is_due(
    checkout: Path, prefect: tuple[Prefect, dict[str, str]], prefect_home: Path
) -> None:
    command, environment = prefect
    for arguments in (
        ("work-pool", "create", "onrecord", "--type", "process"),
        ("deploy", "--all"),
    ):
        done = subprocess.run(
            command(*arguments), cwd=checkout, env=environment, capture_output=True, text=True,
            timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
    with (checkout / "log").open("w") as log:
        worker = subprocess.Popen(
            command("worker", "start", "--pool", "onrecord"),
            cwd=checkout, env=environment, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
    api = api_of(prefect_home)
    tagged = {"deployments": {"tags": {"all_": ["onrecord"]}}}
    try:
        deadline = time.monotonic() + 150
        while not landed(checkout / "lake") and time.monotonic() < deadline:
            assert worker.poll() is None, (checkout / "log").read_text()
            time.sleep(1)
        deployments = {row["name"]: row for row in ask(api, "deployments/filter", tagged)}
    finally:
        for row in ask(api, "deployments/filter", tagged):
            ask(api, f"deployments/{row['id']}/pause_deployment", {})
        worker.terminate()
        try:
            worker.wait(timeout=20)
        except subprocess.TimeoutExpired:  # Prefect's waits for a run that it was just starting
            worker.kill()
            worker.wait()
    with warehouse.open(checkout / "lake") as record:
        assert record.execute("select speaker_name from statements").fetchall() == [("Anna Green",)]
    for name in (TAKE_ALL, TAKE_ARRIVALS, KEEP):
        assert_is_deployed(deployments[name])


def assert_is_deployed(deployment: dict[str, Any]) -> None:
    """Every deployment says what it does, has a time, and lets one run at a time commit."""
    assert deployment["description"]
    assert len(deployment["tags"]) == 2
    assert deployment["global_concurrency_limit"]["limit"] == 1
    assert [schedule["active"] for schedule in deployment["schedules"]] == [True]
    properties = deployment["parameter_openapi_schema"]["properties"]
    assert all(field.get("description") for field in properties.values())
    if deployment["name"] != KEEP:  # drop-downs of the form
        assert properties["ocr_engine"]["enum"] == ["auto", "tesserocr", "pytesseract"]
        assert properties["ui_samples"]["enum"] == ["full", "ids", "off"]
