"""Settings: where each value comes from, and bad ones refused by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.configuration import SETTINGS, BadSetting, configuration
from tests.conftest import Cli


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without a settings file, and a user without one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_defaults_are_good_values() -> None:
    held = configuration(environment={})
    assert [held[s.name].origin for s in SETTINGS] == ["default"] * len(SETTINGS)
    assert all(s.is_good(s.default) for s in SETTINGS if s.default is not None)


def test_what_stands_nearer_wins(tmp_path: Path) -> None:
    (tmp_path / "onrecord.toml").write_text('workers = 3\nocr_languages = "eng+fra"\n')
    held = configuration(environment={"ONRECORD_WORKERS": "2"})
    assert (held["workers"].value, held["workers"].origin) == ("2", "ONRECORD_WORKERS")
    assert held["ocr_languages"].origin == str(tmp_path / "onrecord.toml")
    assert held["batch_seconds"].origin == "default"
    assert held.chosen() == {"workers": "2", "ocr_languages": "eng+fra"}


def test_a_named_file_takes_the_place_of_the_usual_one(tmp_path: Path) -> None:
    (tmp_path / "onrecord.toml").write_text("workers = 3")
    (tmp_path / "other.toml").write_text("port = 4300")
    for held in (
        configuration(tmp_path / "other.toml", {}),
        configuration(environment={"ONRECORD_CONFIG": str(tmp_path / "other.toml")}),
    ):
        assert held.chosen() == {"port": "4300"}
    (tmp_path / "config" / "onrecord").mkdir(parents=True)
    (tmp_path / "onrecord.toml").rename(tmp_path / "config" / "onrecord" / "onrecord.toml")
    home = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    assert configuration(environment=home).chosen() == {"workers": "3"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("worker = 2", "there is no setting worker; did you mean workers?"),
        ("colour = 2", "there is no setting colour; onrecord settings lists them"),
        ("workers = 0", "workers is '0'; it must be a whole number from 1"),
        ("workers = 1.5", "workers is '1.5'"),
        ("port = 70000", "a whole number from 1 to 65535"),
        ('batch_seconds = "soon"', "it must be a number from 0.1"),
        ('ui_samples = "none"', "one of full, ids, off"),
        ('ocr_languages = "eng fra"', "codes joined by +"),
        ('warehouse = ""', "warehouse is ''"),
        ("workers =", "onrecord.toml: Invalid value"),
    ],
)
def test_bad_files_are_refused_by_name(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "onrecord.toml").write_text(text)
    with pytest.raises(BadSetting) as refused:
        configuration(environment={})
    assert message in str(refused.value)
    assert str(tmp_path / "onrecord.toml") in str(refused.value)


def test_a_closed_home_is_named() -> None:
    with pytest.raises(BadSetting, match=r"onrecord\.toml: .*; set HOME, or name a file"):
        configuration(environment={"XDG_CONFIG_HOME": "/" + "x" * 300})  # no such name can be


def test_commands_take_their_defaults_from_it(
    onrecord: Cli, small_lake: Path, tmp_path: Path
) -> None:
    (tmp_path / "onrecord.toml").write_text(f'warehouse = "{small_lake}"\n')
    for command in (("sql", "select 1"), ("snapshots",), ("snapshots", "unpin", "1")):
        done = onrecord(*command, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    at_home = {"ONRECORD_WAREHOUSE": "~/lake", "HOME": str(small_lake.parent)}
    assert onrecord("sql", "select 1", **at_home).returncode == 0
    flag = onrecord("sql", "select 1", "-w", tmp_path / "none", cwd=tmp_path)
    assert flag.returncode == 3


def test_the_command_prints_value_and_origin(onrecord: Cli, tmp_path: Path) -> None:
    done = onrecord(
        *("--log-level", "info", "settings", "--workers", "2", "--format", "json"),
        cwd=tmp_path,
        ONRECORD_PORT="4300",
    )
    rows = {row["setting"]: (row["value"], row["from"]) for row in json.loads(done.stdout)}
    assert rows["workers"] == ("2", "--workers")
    assert rows["port"] == ("4300", "ONRECORD_PORT")
    assert rows["log_level"] == ("info", "--log-level")
    assert rows["host"] == ("127.0.0.1", "default")


def test_a_password_is_not_printed_and_variables_of_others_are_left_alone(
    onrecord: Cli, tmp_path: Path
) -> None:
    given = {"ONRECORD_SMTP": "smtp://desk:hunter@2@mail.example", "ONRECORD_OWN": "x"}
    done = onrecord("settings", "--format", "csv", cwd=tmp_path, **given)
    assert done.returncode == 0
    assert "smtp://desk:…@mail.example" in done.stdout
    assert "hunter" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "environment", "message"),
    [
        (("settings",), {"ONRECORD_WORKERS": "many"}, "ONRECORD_WORKERS: workers is 'many'"),
        (("--log-level", "loud", "settings"), {}, "--log-level: log_level is 'loud'"),
        (("--config", "none.toml", "settings"), {}, "none.toml: No"),
        (("extract", "a.txt"), {"ONRECORD_PIPELINE": "nope"}, "'--pipeline': there is no 'nope'"),
        (("settings",), {"ONRECORD_EXTRACTOR": "nope"}, "ONRECORD_EXTRACTOR)"),
        (("settings",), {"ONRECORD_WORKER": "2"}, "did you mean ONRECORD_WORKERS?"),
        (("extract", "a.txt", "--ocr-languages", "eng,fra"), {}, "must be codes joined by +"),
        (("extract", "a.txt", "--aliases", "no.tsv"), {}, "--aliases: no.tsv: No"),
        (("ingest", "a.txt", "--extractor", "nope"), {}, "'--extractor': there is no 'nope'"),
    ],
)
def test_bad_values_end_with_status_2(
    onrecord: Cli,
    tmp_path: Path,
    arguments: tuple[str, ...],
    environment: dict[str, str],
    message: str,
) -> None:
    done = onrecord(*arguments, cwd=tmp_path, **environment)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
