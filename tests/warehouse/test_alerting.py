"""Alerts meet what is new, once, however often it is told and read."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import warehouse
from warehouse import Changes, Lake
from warehouse.alerting import (
    BadAlert,
    NoSuchAlert,
    add_alert,
    alerts,
    ask_alerts,
    matches,
    remove_alert,
)
from warehouse.ids import content_key


@pytest.mark.parametrize(
    ("text", "search", "words"),
    [
        ("They promised peace.", "promise", ["promised"]),
        ("They promised peace.", "promise war", []),
        ("A peace deal, a deal of peace", '"peace deal"', ["peace", "deal"]),
        ("A deal of peace", '"peace deal"', []),
        ("The peace\u2014deal is near", "near “peace deal”", ["peace", "deal", "near"]),
        ("Peacekeepers", "peace", []),
    ],
)
def test_a_search_needs_all_words(text: str, search: str, words: list[str]) -> None:
    assert matches(text, search) == words


Landing = Callable[..., None]


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = Lake(tmp_path / "lake")
    land(lake, "old")
    return lake


def land(
    lake: Lake,
    key: str,
    words: str = "troops will come",
    group: str | None = None,
    before: str | None = None,
    polarity: str = "positive",
) -> None:
    """Land a document with one statement, in a group of copies or in the place of one before."""
    changes = Changes()
    document = {"document_id": key, "root_document_id": key, "is_current": True}
    document |= {"copy_group_id": group, "is_primary_copy": group in (None, key)}
    document |= {"supersedes_document_id": before}
    changes.add("documents", [document])
    if before is not None:
        with lake.contents() as contents:
            (row,) = contents.among("documents", "document_id", [before])
        changes.replace("documents", [row | {"is_current": False}])
    source = {"source_id": f"s{key}", "uri": f"/{key}", "document_id": key, "is_current": True}
    changes.add("sources", [source | {"first_seen_run_id": f"run-{key}"}])
    changes.add("texts", [{"document_id": key, "text": words}])
    now = datetime.now(UTC).replace(tzinfo=None)
    changes.add("runs", [{"run_id": f"run-{key}", "started_at": now}])
    if words:
        changes.add("statements", [statement(key, f"st-{key}", words) | {"polarity": polarity}])
    lake.commit(changes)


def statement(document: str, key: str, words: str) -> dict[str, Any]:
    row = {"statement_id": key, "document_id": document, "position": 0, "act": "commit"}
    row |= {"content_text": words, "content_key": content_key(words, None)}
    return row | {"content_spans": [{"char_start": 0, "char_end": len(words)}]}


def do_again(lake: Lake, document: str, key: str, words: str) -> None:
    """Find one other statement in a document that is on record."""
    changes = Changes()
    changes.remove("statements", "document_id", [document])
    changes.add("statements", [statement(document, key, words)])
    lake.commit(changes)


def hits(lake: Lake) -> list[tuple]:
    with warehouse.open(lake.path) as record:
        query = "select alert_name, statement_id, matched_texts from alert_hits order by all"
        return record.execute(query).fetchall()


def test_what_is_new_is_met_once(lake: Lake) -> None:
    add_alert(lake, "troops", search="troop")
    add_alert(lake, "promises", where="act = 'commit' -- all of them")
    assert ask_alerts(lake).hits == []
    land(lake, "new")
    land(lake, "other", "nothing")
    assert len(ask_alerts(lake).hits) == 3
    number = lake.current().number
    assert ask_alerts(lake).hits == []
    assert lake.current().number == number  # nothing new, nothing published
    assert hits(lake) == [
        ("promises", "st-new", []),
        ("promises", "st-other", []),
        ("troops", "st-new", ["troops"]),
    ]


def test_copies_are_folded_and_an_old_one_is_no_news(lake: Lake) -> None:
    add_alert(lake, "troops", search="troops")
    land(lake, "b", group="a")
    land(lake, "a", group="a")
    assert [hit["statement_id"] for hit in ask_alerts(lake).hits] == ["st-a"]  # the primary one
    land(lake, "c", group="a")  # in a later run
    assert ask_alerts(lake).hits == []
    land(lake, "again", group="old")  # of a document older than the alert
    assert ask_alerts(lake).hits == []


def test_what_is_read_anew_in_an_old_document_is_no_news(lake: Lake) -> None:
    land(lake, "mute", "")  # came without a statement, before the alert
    add_alert(lake, "peace", search="peace")
    do_again(lake, "old", "st-2", "peace")
    do_again(lake, "mute", "st-3", "peace")
    assert ask_alerts(lake).hits == []


def test_what_is_found_later_in_a_newer_document_is_met_once(lake: Lake) -> None:
    add_alert(lake, "peace", search="peace")
    land(lake, "mute", "")
    land(lake, "new", "war")
    assert ask_alerts(lake).hits == []
    do_again(lake, "mute", "st-3", "peace")
    do_again(lake, "new", "st-4", "that peace will come")
    assert [hit["statement_id"] for hit in ask_alerts(lake).hits] == ["st-3", "st-4"]
    do_again(lake, "new", "st-5", "peace will come")  # the same, cut otherwise
    assert ask_alerts(lake).hits == []
    do_again(lake, "new", "st-4", "that peace will come")
    assert ask_alerts(lake).hits == []


def test_a_new_version_tells_only_what_the_one_before_did_not(lake: Lake) -> None:
    add_alert(lake, "troops", search="troops")
    land(lake, "v2", before="old")
    land(lake, "v3", before="v2")
    assert ask_alerts(lake).hits == []
    land(lake, "v4", "troops left", before="v3")
    assert [hit["statement_id"] for hit in ask_alerts(lake).hits] == ["st-v4"]
    land(lake, "v5", "troops left", before="v4", polarity="negative")
    assert [hit["statement_id"] for hit in ask_alerts(lake).hits] == ["st-v5"]


def test_a_condition_that_can_be_asked_no_more_is_told_and_asked_again(lake: Lake) -> None:
    add_alert(lake, "cast", where="content_text::int > 0")
    land(lake, "new")
    asked = ask_alerts(lake)
    assert asked.hits == []
    assert "cast" in asked.problems
    assert alerts(lake)[0]["checked_snapshot"] == 1


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"where": "colour = 'red'"}, "colour"),
        ({"where": "true) ; drop view x; select (1"}, "no condition"),
        ({"search": "…"}, "words or a condition"),
        ({"search": "a", "where": "true"}, "words or a condition"),
        ({"search": "a", "notify": "ftp://x"}, "Nothing can be sent"),
    ],
)
def test_a_bad_alert_is_refused(lake: Lake, given: dict[str, str], message: str) -> None:
    with pytest.raises(BadAlert, match=message):
        add_alert(lake, "bad", **given)
    assert alerts(lake) == []


def test_names_are_taken_once(lake: Lake) -> None:
    add_alert(lake, "one", search="peace")
    with pytest.raises(NoSuchAlert, match="There is an alert one"):
        add_alert(lake, "one", search="war")
    remove_alert(lake, "one")
    with pytest.raises(NoSuchAlert, match="There is no alert one"):
        remove_alert(lake, "one")
