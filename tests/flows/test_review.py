"""``onrecord review``: decisions by id, what was missed, and tables of decisions."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

import warehouse
from flows.cli import app
from tests.conftest import Cli


@pytest.fixture
def lake(small_lake: Path, tmp_path: Path) -> Path:
    lake = Path(shutil.copytree(small_lake, tmp_path / "lake", symlinks=True))
    warehouse.Lake(lake).adopt()
    return lake


def ask(lake: Path, query: str) -> list[tuple]:
    with warehouse.open(lake) as record:
        return record.execute(query).fetchall()


def test_a_decision_shows_in_show_and_search(onrecord: Cli, lake: Path) -> None:
    ((key,),) = ask(lake, "select statement_id from statements where act = 'commit'")
    by = ("--by", "A. Editor", "-w", lake)
    done = onrecord("review", key[:10], "correct", "act=propose", "--reason", "no promise", *by)
    assert (done.returncode, done.stderr) == (0, "")
    shown = onrecord("show", key, "-w", lake).stdout
    assert "propose  (extracted: commit)" in shown
    assert "act: commit → propose" in shown
    assert "A. Editor" in shown
    assert "propose" in onrecord("search", "repair", "-w", lake).stdout
    named = ("correct", "speaker_name=Ann Lee", "--reason", "it was she")
    assert onrecord("review", key, *named, *by).returncode == 0
    ((claim,),) = ask(lake, f"select claim_id from claims where statement_id = '{key}' limit 1")
    assert "Ann Lee" in onrecord("show", claim, "-w", lake).stdout
    assert onrecord("review", key, "reject", "--reason", "none", *by).returncode == 0
    assert onrecord("search", "repair", "-w", lake).stdout.startswith("0 hits")
    assert onrecord("review", key, "accept", *by).returncode == 0
    assert ask(lake, "select act from current_statements where review_status = 'accepted'") == [
        ("propose",)
    ]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("KEY", "reject"), "--reason"),
        (("KEY", "correct"), "FIELD=VALUE"),
        (("KEY", "accept", "act=deny", "--reason", "x"), "FIELD=VALUE"),
        (("KEY", "correct", "act=shout", "--reason", "x"), "act is never shout"),
        (("ffff", "accept"), "Nothing has an id"),
        (("add", "nowhere.txt", "--cue", "said", "--content", "x"), "No document"),
        (("import", "none.csv"), "none.csv cannot be read"),
        (("KEY", "accept", "--by", " "), "Nobody is named"),
    ],
)
def test_what_cannot_be_decided_is_said(lake: Path, words: tuple[str, ...], message: str) -> None:
    ((key,),) = ask(lake, "select min(statement_id) from statements")
    given = [key if word == "KEY" else word for word in words]
    by = () if "--by" in given else ("--by", "Ed")
    done = CliRunner().invoke(app, ["review", *given, *by, "-w", str(lake)])
    # The command ends with status 2 for either: see test_relations.
    assert done.exit_code == 2 or isinstance(done.exception, warehouse.NotReviewable)
    assert message in f"{done.output} {done.exception}"
    assert ask(lake, "select count(*) from reviews") == [(0,)]


def test_what_was_missed_is_added(onrecord: Cli, lake: Path) -> None:
    place = str(ask(lake, "select uri from sources")[0][0])
    words = ("--source", "the mayor", "--cue", "promised", "--content", "the state pays")
    done = onrecord("review", "add", place, *words, "--by", "Ed", "--reason", "missed", "-w", lake)
    assert done.returncode == 0, done.stderr
    assert "Added as " in done.stdout
    assert "the state pays" in onrecord("search", "state", "-w", lake).stdout
    told = "select count(*) from told_claims where told_text = 'the state pays'"
    assert ask(lake, told) == [(1,)]
    assert warehouse.verify(warehouse.Lake(lake)) == []


def test_a_table_of_decisions_is_taken_whole_or_not_at_all(
    onrecord: Cli, lake: Path, tmp_path: Path
) -> None:
    keys = [key for (key,) in ask(lake, "select statement_id from statements order by 1")]
    table = tmp_path / "reviews.csv"
    lines = ["id,decision,by,reason", f"{keys[0]},accept,,", f"{keys[1]},correct act=warn,Ann,so"]
    table.write_text("\n".join([*lines, f"{keys[0]},shout,,"]))
    call = ["review", "import", str(table), "--by", "Ed", "-w", str(lake)]
    wrong = CliRunner().invoke(app, call)
    assert wrong.exit_code == 2
    assert "line 4" in " ".join(wrong.output.replace("│", " ").split())
    table.write_text("\n".join([*lines, f"{keys[0]},correct act=shout,,no"]))
    assert "line 4: act is never shout" in str(CliRunner().invoke(app, call).exception)
    table.write_bytes("\n".join([*lines, "Müller,accept,,"]).encode("cp1252"))
    assert "UTF-8" in CliRunner().invoke(app, call).output
    assert ask(lake, "select count(*) from reviews") == [(0,)]
    table.write_text("\n".join(lines).replace(",", ";"))  # as spreadsheets of many countries write
    assert onrecord("review", "import", table, "--by", "Ed", "-w", lake).returncode == 0
    found = ask(lake, "select reviewer, field_name, new_value from reviews order by all")
    assert found == [("Ann", "act", "warn"), ("Ed", "verdict", "accepted")]


def test_a_folder_without_a_warehouse_is_left_alone(tmp_path: Path) -> None:
    for words in (
        ("review", "abcdef", "accept", "--by", "Ed"),
        ("review", "add", "x.txt", "--cue", "said", "--content", "so", "--by", "Ed"),
        ("alert", "add", "bridge", "--search", "bridge"),
        ("alert", "remove", "bridge"),
    ):
        done = CliRunner().invoke(app, [*words, "-w", str(tmp_path / "lake")])
        assert isinstance(done.exception, warehouse.NotAWarehouse)
        assert not (tmp_path / "lake").exists()
