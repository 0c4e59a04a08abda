"""``onrecord search``: words, phrases, fields and filters, on a warehouse of two articles."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

import warehouse
from flows.search import Question, found, say_hits
from tasks.land import Run, land, stage
from tasks.settings import Settings
from tests.conftest import Cli
from tests.tasks.land.conftest import make_record
from warehouse import Changes, Lake
from warehouse.alerting import add_alert
from warehouse.alerting import matches as alert_matches
from warehouse.asking import macros
from warehouse.search import phrase_pattern

TEXTS = {
    "/in/a.txt": "Byrne said the peace deal is near. Ahern denied that troops promised peace.",
    "/in/b.txt": "Robinson said a deal for peace talks. Byrne said troops will leave the harbour.",
}


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("search")
    lake = Lake(folder / "lake")
    run = Run.begin(settings=Settings())
    for number, (uri, text) in enumerate(TEXTS.items()):
        record = make_record(text, uri)
        staged = stage(record, folder / f"{number}", settings=Settings(), run_id=run.run_id)
        land(lake, [staged], sources=[record.reading.source], run=run.end())
    with lake.contents() as contents:
        rows = contents.rows("documents", where="char_count > 0 ORDER BY char_count")
    changes = Changes()
    for row, publisher, month in zip(rows, ("Herald", "Courier"), (1, 6), strict=True):
        changes.replace(
            "documents", [row | {"publisher": publisher, "published_at": datetime(2026, month, 1)}]
        )
    lake.commit(changes)
    return lake.path


ASKED: list[tuple[list[str], dict[str, Any], set[str]]] = [
    (["harbour"], {}, {"troops will leave the harbour"}),
    (["promise"], {}, {"that troops promised peace"}),
    (["left"], {}, {"troops will leave the harbour"}),
    (["peace deal"], {}, {"the peace deal is near"}),
    (['"peace deal" troops'], {}, {"the peace deal is near"}),
    (["PEACE", "talk"], {"speaker": "robin"}, {"a deal for peace talks"}),
    (["troops"], {"act": "deny"}, {"that troops promised peace"}),
    (["troops"], {"publisher": "herald"}, {"that troops promised peace"}),
    (["troops"], {"since": datetime(2026, 3, 1)}, {"troops will leave the harbour"}),
    (["troops"], {"since": datetime(2027, 1, 1)}, set()),
    (["nowhere"], {}, set()),
    (["%", "'"], {}, set()),
]


@pytest.mark.parametrize(("words", "filters", "texts"), ASKED, ids=str)
def test_statements_are_found(lake: Path, words, filters, texts) -> None:
    with warehouse.open(lake) as record:
        names, rows = found(record, Question.of(words, "statements", **filters), 20)
        assert {row[names.index("content_text")] for row in rows} == texts
        claims, rows = found(record, Question.of(words, "claims", **filters), 20)
        assert {row[claims.index("claim_text")] for row in rows} == texts


def test_segments_are_found_and_the_best_comes_first(lake: Path) -> None:
    with warehouse.open(lake) as record:
        names, rows = found(record, Question.of(["harbour", "troops"], "segments"), 20)
        assert [row[names.index("segment_text")] for row in rows] == list(TEXTS.values())[::-1]
        assert len(found(record, Question.of(["harbour", "troops"], "segments"), 1)[1]) == 1


def test_the_same_words_are_one_hit(capsys: pytest.CaptureFixture[str]) -> None:
    one = {"score": 2.0, "speaker_name": "Byrne", "act": "assert", "content_text": "it\nrains"}
    where = {"published": None, "id": "x1", "source_text": None}
    say_hits([one | where | {"file": "a.txt"}, one | where | {"file": "b.txt", "score": 1.0}])
    assert [line.rstrip() for line in capsys.readouterr().out.splitlines()] == [
        "Byrne  assert",
        "  it rains",
        "  a.txt  score 2.0  x1",
        "  also in b.txt",
        "",
        "2 hits, 1 when the same words are counted once; onrecord show ID shows one on its page",
    ]


@pytest.mark.parametrize(
    ("phrase", "text", "matches"),
    [
        ("peace deal", "The peace\ndeal", True),
        ("peace deal", "“Peace” deal!", True),
        ("peace deal", "peace ideal", False),
        ("peace deal", "peacedeal", False),
        ("a.c", "abc", False),
        ("deal’s end", "a deal's end", True),
        ("peace deal", "“peace,” … “deal”", False),
    ],
)
def test_phrases_match_words_in_order(lake: Path, phrase: str, text: str, matches: bool) -> None:
    with warehouse.open(lake) as record:
        query = "select regexp_matches(?, ?)"
        assert record.execute(query, [text, phrase_pattern(phrase)]).fetchone() == (matches,)
    assert bool(alert_matches(text, f'"{phrase}"')) == matches
    # The macro asks the same.
    with duckdb.connect() as record:
        facts = (
            "title publisher collection published_at is_primary_copy uri page_number line_number"
        )
        names = f"statement_id document_id speaker_name act {facts}".split()
        columns = ", ".join(f"NULL AS {name}" for name in names)
        row = f"SELECT ? AS content_text, ? AS quoted_text, {columns}"
        record.execute(f"CREATE TABLE current_statements AS {row}", [text, text])
        record.execute(macros()["phrase(words)"][1])
        found = record.execute("SELECT is_quoted FROM phrase(?)", [phrase]).fetchall()
        assert found == [(True,)] * matches
        assert record.execute("FROM phrase(' ')").fetchall() == []


def test_the_command(onrecord: Cli, lake: Path) -> None:
    done = onrecord("search", "troops", "--act", "deny", "--format", "json", "-w", lake)
    (row,) = json.loads(done.stdout)
    assert (row["speaker_name"], row["file"]) == ("Ahern", "a.txt")
    earlier = onrecord("search", "harbour", "--as-of", "1", "--format", "json", "-w", lake)
    assert json.loads(earlier.stdout) == []
    assert "--in segments" in onrecord("search", "--help").stdout
    shown = onrecord("search", "troops", "--act", "deny", "-w", lake).stdout
    assert [line.rstrip() for line in shown.splitlines()[:2]] == [
        "Ahern  deny",
        "  that troops promised peace",
    ]
    assert "a.txt" in shown.splitlines()[2]
    reach = "Searched 2 documents, 2 pages; all read whole and dated."
    assert shown.splitlines()[-2].startswith("1 hit;")
    assert shown.splitlines()[-1] == reach
    assert onrecord("search", "nowhere", "-w", lake).stdout == f"0 hits\n{reach}\n"
    assert reach in done.stderr
    assert "No document has the word nowhere." in onrecord("search", "nowhere", "-w", lake).stderr
    alike = onrecord("search", "troops", "--speaker", "Ahren", "-w", lake).stderr
    assert alike == "No speaker has the name Ahren. Spelled alike: Ahern.\n"
    assert onrecord("search", " ", "-w", lake).returncode == 2
    wrong = onrecord("search", "troops", "--act", "shout", "-w", lake)
    assert wrong.returncode == 2
    assert "accuse" in wrong.stderr
    wrong = onrecord("search", "troops", "--in", "segments", "--speaker", "x", "-w", lake)
    assert wrong.returncode == 2


@pytest.mark.parametrize("command", ["show", "alert hits", "sql"])
def test_answers_end_with_their_reach(
    command: str, onrecord: Cli, small_lake: Path, tmp_path: Path
) -> None:
    lake = Lake(shutil.copytree(small_lake, tmp_path / "lake", symlinks=True))
    add_alert(lake, "bridge", search="bridge")
    with warehouse.open(lake.path) as record:
        ((key,),) = record.execute("select min(statement_id) from statements").fetchall()
    words = {"show": ("show", key), "alert hits": ("alert", "hits", "bridge")}
    asked = words.get(command, ("sql", "select act from said_by('Anna Green')"))
    answer = onrecord(*asked, "-w", lake.path)
    assert answer.stdout.splitlines()[-1] == "Searched 1 document, 1 page: 1 without date."
    if command != "show":
        rows = onrecord(*asked, "-w", lake.path, "--format", "csv")
        assert "Searched" not in rows.stdout
        assert rows.stderr.startswith("Searched 1 document")


def test_a_name_that_nobody_has_is_said(onrecord: Cli, small_lake: Path) -> None:
    for name, hint in (("Anna Gren", "Spelled alike: Anna Green."), ("Xqz", "the name Xqz.")):
        done = onrecord("sql", f"select act from said_by('{name}')", "-w", small_lake)
        assert (done.returncode, hint in done.stderr) == (0, True)
    known = onrecord("sql", "from said_by('Green') where act = 'deny'", "-w", small_lake)
    assert known.stderr == ""


def test_queries_of_tables_do_not_tell_a_reach(onrecord: Cli, small_lake: Path) -> None:
    assert "Searched" not in onrecord("sql", "select act from statements", "-w", small_lake).stdout
