"""Decisions of people: answers show them, tables keep what was extracted, nonsense is refused."""

import shutil
from pathlib import Path
from typing import Any

import pytest

import warehouse
from tasks.relate import relate
from warehouse import Decision, Lake, NotReviewable, review, review_all
from warehouse.ids import content_key
from warehouse.reviewing import decided


@pytest.fixture
def lake(small_lake: Path, tmp_path: Path) -> Lake:
    """A warehouse of one document to decide on."""
    lake = Lake(shutil.copytree(small_lake, tmp_path / "lake", symlinks=True))
    lake.adopt()
    return lake


def ask(lake: Lake, query: str, *values: Any) -> list[tuple]:
    with warehouse.open(lake.path) as record:
        return record.execute(query, list(values)).fetchall()


def promise(lake: Lake) -> str:
    ((key,),) = ask(lake, "select statement_id from statements where act = 'commit'")
    return str(key)


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("act", "deny", "deny"),
        ("certainty", "possible", "possible"),
        ("condition_text", "", None),
        ("said_date", "2026-02-03", "2026-02-03"),
        ("addressee_text", "the mayor", "the mayor"),
        ("speaker_name", "Ann Lee", "Ann Lee"),
    ],
)
def test_answers_show_what_was_decided(
    lake: Lake, field: str, value: str, shown: str | None
) -> None:
    key = promise(lake)
    ((before,),) = ask(
        lake, f"select {field}::varchar from statements where statement_id = '{key}'"
    )
    review(lake, key[:8], field, value, by="Ed", reason="why")
    one = f"select {field}::varchar, review_status from current_statements where statement_id = ?"
    assert ask(lake, one, key) == [(shown, "corrected")]
    assert ask(
        lake,
        one.replace("current_statements", "statements").replace("review_status", "rule = 'review'"),
        key,
    ) == [(before, False)]
    both = "select extracted_value, corrected_value, reason, reviewer from corrections"
    assert ask(lake, both) == [(before, shown, "why", "Ed")]
    changed = ask(lake, "select kind, reason from changes order by snapshot_number desc limit 1")
    assert changed == [("edited", "review")] or value == (before or "")
    assert warehouse.verify(lake) == []


def test_what_is_rejected_leaves_the_answers_until_it_is_accepted(lake: Lake) -> None:
    key = promise(lake)
    counts = (
        "select (select count(*) from current_statements where statement_id = $1), "
        "(select count(*) from commitments where statement_id = $1), "
        "(select count(*) from claims_with_evidence where statement_id = $1) > 0, "
        "(select count(*) from said_by('Green') where statement_id = $1), "
        "(select count(*) from statements where statement_id = $1)"
    )
    assert ask(lake, counts, key) == [(1, 1, True, 1, 1)]
    review(lake, key, "verdict", "rejected", by="Ed", reason="none")
    assert ask(lake, counts, key) == [(0, 0, False, 0, 1)]
    review(lake, key, "verdict", "accepted", by="Ann", reason="")
    assert ask(lake, counts, key) == [(1, 1, True, 1, 1)]
    kinds = ask(lake, "select kind from changes where reason = 'review' order by snapshot_number")
    assert kinds == [("removed",), ("added",)]


def test_a_given_speaker_is_found_by_name(lake: Lake) -> None:
    key = promise(lake)
    review(lake, key, "speaker_name", "Ann Lee; Anna Green", by="Ed", reason="both")
    named = "select speaker_name, entity_id is null from speakers where statement_id = ? order by 1"
    assert ask(lake, named, key) == [("Ann Lee", True), ("Anna Green", False)]
    found = "select count(*) from said_by('Ann Lee') where statement_id = ?"
    assert ask(lake, found, key) == [(1,)]
    review(lake, key, "speaker_name", "", by="Ed", reason="nobody knows")
    assert ask(lake, named, key) == []


def test_another_speaker_is_another_content_key(lake: Lake) -> None:
    key = promise(lake)
    one = "select content_text, content_key from current_statements where statement_id = ?"
    ((words, before),) = ask(lake, one, key)
    assert before == content_key(words, "Anna Green")
    review(lake, key, "speaker_name", "Ann Lee", by="Ed", reason="why")
    assert ask(lake, one, key) == [(words, content_key(words, "Ann Lee"))]
    ((entity, name),) = ask(
        lake,
        "select entity_id, canonical_name from entities where canonical_name like '% %' "
        "order by 1 limit 1",
    )
    review(lake, key, "entity_id", entity, by="Ed", reason="why")
    assert ask(lake, one, key) == [(words, content_key(words, name))]
    review(lake, key, "speaker_name", "", by="Ed", reason="nobody knows")
    assert ask(lake, one, key) == [(words, content_key(words, None))]
    assert ask(lake, "select content_key from statements where statement_id = ?", key) == [
        (before,)
    ]


def test_decisions_read_from_the_tables_are_those_of_the_view(lake: Lake) -> None:
    first, second = (key for (key,) in ask(lake, "select statement_id from statements limit 2"))
    for target, field, value in (
        (first, "verdict", "rejected"),
        (first, "act", "warn"),
        (first, "speaker_name", "Ann Lee"),
        (second, "act", "deny"),
        (second, "condition_text", ""),
        (second, "verdict", "rejected"),
    ):
        review(lake, target, field, value, by="Ed", reason="why")
    relate(lake)
    ((telling,),) = ask(lake, "select min(telling_id) from tellings")
    review(lake, telling, "same_claim_id", "apart", by="Ed", reason="decides no value")
    with lake.contents() as contents:
        (document,) = contents.rows("documents", ["document_id"])
        found = decided(contents, [document["document_id"]])
    assert found == {
        first: {"verdict": "corrected", "act": "warn", "speaker_name": "Ann Lee"},
        second: {"verdict": "rejected", "act": "deny", "condition_text": None},
    }
    view = "select review_status, act, speaker_name, condition_text from review_outcomes "
    assert ask(lake, view + "where target_id = ?", first) == [
        ("corrected", "warn", "Ann Lee", None)
    ]
    assert ask(lake, view + "where target_id = ?", second) == [("rejected", "deny", None, "")]


def test_of_several_decisions_the_last_counts(lake: Lake) -> None:
    key = promise(lake)
    acts = [Decision(key, "act", act, "Ed", "why") for act in ("deny", "warn", "predict")]
    review_all(lake, acts)
    assert ask(lake, "select act from current_statements where statement_id = ?", key) == [
        ("predict",)
    ]
    olds = ask(lake, "select extracted_value, corrected_value from corrections")
    assert olds == [("commit", "predict")]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("act", "shout", "act is never shout"),
        ("said_date", "May", "May is no date"),
        ("condition_text", "if pigs fly", "does not stand in the document"),
        ("content_text", "all", "not decided by review"),
        ("predicate", "is", "no value of statements"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    lake: Lake, field: str, value: str, message: str
) -> None:
    key = promise(lake)
    good = Decision(key, "act", "deny", "Ed", "why")
    with pytest.raises(NotReviewable, match=message):
        review_all(lake, [good, Decision(key, field, value, "Ed", "why")])
    assert ask(lake, "select count(*) from reviews") == [(0,)]
