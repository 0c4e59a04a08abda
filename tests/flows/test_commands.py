"""What the commands answer that read a warehouse, also when there is none."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import warehouse
from flows import cli, terminal
from tests.conftest import Cli

COMMANDS = (
    "ingest",
    "extract",
    "sql",
    "shell",
    "show",
    "search",
    "verify",
    "reprocess",
    "forget",
    "compare",
    "review",
    "serve",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_teaches_and_fits(command: str) -> None:
    done = CliRunner(env={"COLUMNS": "100"}).invoke(cli.app, [command, "--help"])
    assert done.exit_code == 0
    assert "Usage" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100


@pytest.mark.parametrize("format", ["table", "csv", "json"])
def test_a_reader_that_has_enough_ends_a_command_quietly(
    format: str, seeds_lake: Path, environment: dict[str, str]
) -> None:
    query = "select s.* from statements s, range(50)"  # more than a pipe holds
    command = [sys.executable, "-m", "flows", "sql", query, "-w", str(seeds_lake)]
    with subprocess.Popen(
        [*command, "--format", format], env=environment, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as asking:  # fmt: skip
        assert asking.stdout is not None
        assert asking.stderr is not None
        assert asking.stdout.readline()
        asking.stdout.close()
        assert asking.stderr.read() == b""
        assert asking.wait(60) == 141


def test_a_server_that_hangs_up_ends_no_command() -> None:
    program = """
import socket
from flows import terminal

terminal.heed_readers()
ours, theirs = socket.socketpair()
theirs.close()
try:
    ours.send(b"a")
except BrokenPipeError:
    print("told")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "told\n")


@pytest.mark.parametrize(
    "arguments",
    [("sql", "select 1"), ("shell",), ("show", "abc"), ("verify",)],
    ids=lambda a: a[0],
)
def test_no_warehouse_is_one_clear_line(
    arguments: tuple[str, ...], onrecord: Cli, tmp_path: Path
) -> None:
    done = onrecord(*arguments, "-w", tmp_path / "none")
    assert done.returncode == 3
    assert "none" in done.stderr
    assert "onrecord ingest" in done.stderr
    assert "Traceback" not in done.stderr


def test_wrong_usage_ends_with_status_2(onrecord: Cli) -> None:
    assert onrecord("ingest").returncode == 2
    assert onrecord("sql").returncode == 2
    assert onrecord("serve", "x", "--cron", "* * * * *", "--every", "5").returncode == 2


def test_sql_in_three_formats(onrecord: Cli, small_lake: Path) -> None:
    query = "select speaker_name, act, content_text from statements order by statement_id"
    as_csv = onrecord("sql", query, "-w", small_lake, "--format", "csv")
    records = list(csv.DictReader(io.StringIO(as_csv.stdout)))
    as_json = json.loads(onrecord("sql", query, "-w", small_lake, "--format", "json").stdout)
    assert records == as_json
    assert {record["speaker_name"] for record in records} >= {"Anna Green"}
    table = onrecord("sql", query, "-w", small_lake).stdout
    assert "Anna Green" in table
    assert max(map(len, table.splitlines())) <= 100


def test_heads_are_broken_at_underscores_alone(onrecord: Cli, small_lake: Path) -> None:
    """One was cut in the middle of a word once: "primary_document_c", "ount"."""
    columns = {
        "primary_document_count": "1",
        "told_text": "repeat('some words ', 30)",
        "first_speaker": "'Anna Maria Green'",
        "publisher_count": "2",
        "first_said": "timestamp '2024-01-01'",
    }
    query = "select " + ", ".join(f"{value} as {name}" for name, value in columns.items())
    told = onrecord("sql", query, "-w", small_lake).stdout
    assert set(re.findall(r"\w+", told[: told.index("━")])) == set(columns)


def test_a_wrong_query_is_a_usage_error(onrecord: Cli, small_lake: Path) -> None:
    done = onrecord("sql", "select nothing from nowhere", "-w", small_lake)
    assert done.returncode == 2
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_record_is_read_only(onrecord: Cli, small_lake: Path) -> None:
    done = onrecord("sql", "drop view statements", "-w", small_lake)
    assert done.returncode == 2
    assert "read-only" in done.stderr


def test_show_a_statement_and_a_claim(onrecord: Cli, small_lake: Path) -> None:
    for table, key in (("statements", "statement_id"), ("claims", "claim_id")):
        (found,) = json.loads(
            onrecord(
                "sql",
                f"select {key} as id from {table} limit 1",
                "-w",
                small_lake,
                "--format",
                "json",
            ).stdout
        )
        shown = onrecord("show", found["id"][:12], "-w", small_lake)
        assert shown.returncode == 0, shown.stderr
        assert "bridge" in shown.stdout
        assert re.search(r"line 1\b", shown.stdout)
        assert max(map(len, shown.stdout.splitlines())) <= 100


def test_show_an_unknown_id(onrecord: Cli, small_lake: Path) -> None:
    done = onrecord("show", "zzzz", "-w", small_lake)
    assert done.returncode == 2
    assert "zzzz" in done.stderr


def test_the_shell_opens_read_only(onrecord: Cli, small_lake: Path) -> None:
    done = onrecord("shell", "-w", small_lake, stdin="select count(*) as n from documents;\n")
    assert done.returncode == 0, done.stderr
    assert "1" in done.stdout


def test_a_value_that_no_column_has_is_warned_of(onrecord: Cli, small_lake: Path) -> None:
    query = "select count(*) as n from statements where act = 'promise'"
    done = onrecord("sql", query, "-w", small_lake, "--format", "csv")
    assert done.returncode == 0
    assert done.stdout.splitlines() == ["n", "0"]
    assert "act is never 'promise'" in done.stderr
    assert "commit" in done.stderr
    right = onrecord("sql", query.replace("promise", "commit"), "-w", small_lake)
    assert right.stderr == ""


# Commands that change a warehouse, run a server, or list what --as-of takes.
NOT_READING = {
    *("review decide", "review add", "review import", "alert add", "alert remove"),
    *("ingest", "reprocess", "forget", "compact", "vacuum", "adopt", "serve"),
    *("snapshots", "snapshots pin", "snapshots unpin", "settings", "doctor"),
}


def commands(group: Any, before: str = "") -> Iterator[tuple[str, set[str]]]:
    """Every command with its options."""
    for name, command in getattr(group, "commands", {}).items():
        options = {option for parameter in command.params for option in parameter.opts}
        yield before + name, options
        yield from commands(command, f"{before}{name} ")


def test_every_command_that_reads_a_warehouse_takes_as_of() -> None:
    found = dict(commands(typer.main.get_command(cli.app)))
    reading = {name for name, options in found.items() if "--warehouse" in options} - NOT_READING
    assert reading >= {"sql", "shell", "show", "search", "verify", "diff"}
    assert {name for name in reading if "--as-of" not in found[name]} == set()
    assert found.keys() >= NOT_READING


def test_every_reading_command_looks_back(onrecord: Cli, small_lake: Path, tmp_path: Path) -> None:
    lake = Path(shutil.copytree(small_lake, tmp_path / "copy", symlinks=True))
    changes = warehouse.Changes()
    changes.add("runs", [{"run_id": "later", "state": "shout"}])
    warehouse.Lake(lake).commit(changes)
    count = "select count(*) as n from runs;\n"
    for number, expected in (("1", "1"), ("2", "2")):
        shell = onrecord("shell", "--as-of", number, "-w", lake, stdin=f".mode csv\n{count}")
        assert shell.stdout.split()[-1] == expected, shell.stderr
    assert onrecord("verify", "--as-of", "1", "-w", lake).returncode == 0
    assert onrecord("verify", "-w", lake).returncode == 3
    words = ("search", "bridge", "--format", "json", "-w", lake, "--as-of")
    assert json.loads(onrecord(*words, "1").stdout)
    assert onrecord(*words, "9").returncode == 3
    since = ("diff", "--since", "0", "--all", "--format", "json", "-w", lake, "--as-of")
    assert json.loads(onrecord(*since, "1").stdout)
    assert onrecord(*since, "9").returncode == 3
    gone = onrecord("show", "abc", "--as-of", "9", "-w", lake)
    assert (gone.returncode, "onrecord snapshots" in gone.stderr) == (3, True)


def test_rows_that_are_too_wide_stand_one_below_the_other(
    capsys: pytest.CaptureFixture[str],
) -> None:
    names = ["document_count", "started_at", *(f"words_{number}" for number in range(9))]
    row = [3, datetime(2026, 1, 31, 12, 0, 0, 123), "What was said there", None, *["so it is"] * 7]
    terminal.say_table(names, [row])
    tall = [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines()]
    assert [[cell.strip() for cell in line] for line in tall[1:5]] == [
        ["document_count", "3"],
        ["started_at", "2026-01-31 12:00:00"],
        ["words_0", "What was said there"],
        ["words_2", "so it is"],
    ]
    terminal.say_table([f"a_long_name_{number}" for number in range(9)], [[1] * 9])
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 100
    assert lines[0].split("┃")[0].strip() == "a_"


def test_a_name_cannot_colour_the_terminal() -> None:
    assert terminal.from_here("a\x1b[31m\n\tb") == "a\ufffd[31m\n\tb"
    assert terminal._shown("a\x9bm\r") == "a\ufffdm\ufffd"


def test_the_version_is_said(onrecord: Cli) -> None:
    assert onrecord("--version").stdout == f"On Record {version('onrecord')}\n"


def test_a_current_folder_that_is_gone_is_named(environment: dict[str, str]) -> None:
    inside = f'cd "$(mktemp -d)" && rmdir "$PWD" && exec "{sys.executable}" -P -m flows doctor'
    done = subprocess.run(["bash", "-c", inside], env=environment, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("error the current folder is not there any more")
