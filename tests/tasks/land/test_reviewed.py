"""Decisions outlive a document that is done again: they stand, move with the words, or are told."""

from dataclasses import replace

import pytest

import warehouse
from tasks.land import Choice, Redone, Wording, add_statement, chosen_documents, land
from tasks.land import stored_reading as stored
from tasks.settings import Settings
from tasks.values import DocumentRecord
from tests.tasks.land.conftest import extraction_of
from warehouse import review
from warehouse.ids import content_key

TEXT = "Byrne said it is so. Ahern denied that it rains. Nolan adds that all is well."
STATUS = "select content_text, review_status from current_statements order by 1"


def ask(lake, query: str) -> list[tuple]:
    with warehouse.open(lake.path) as record:
        return record.execute(query).fetchall()


@pytest.fixture
def reviewed(lake, record, staged, run):
    """A document with three statements: one accepted, one corrected, one added."""
    land(lake, [staged(record(TEXT, "/in/a.txt"), run())], run=run())
    keys = dict(ask(lake, "select content_text, statement_id from statements"))
    review(lake, keys["it is so"], "verdict", "accepted", by="Ed", reason="")
    review(lake, keys["that it rains"], "act", "warn", by="Ed", reason="a warning")
    words = Wording("all is well", "adds", "Nolan", "Nolan")
    add_statement(lake, "/in/a.txt", words, by="Ed", reason="missed")
    return lake


def done_again(lake, staged, run, extraction, reading=None) -> None:
    """Land the document of the lake in its own place."""
    (source,) = chosen_documents(lake, Choice(where="true"), Settings())
    document = DocumentRecord(reading or stored(lake, source), extraction)
    redone = Redone(frozenset({str(source.document_id)}), is_reread=reading is not None)
    land(lake, [staged(document, run)], run=run.end(), redone=redone)


def test_reviews_stand_when_the_same_words_are_found(reviewed, staged, run) -> None:
    before = ask(reviewed, STATUS)
    assert before == [
        ("all is well", "added"),
        ("it is so", "accepted"),
        ("that it rains", "corrected"),
    ]
    done_again(reviewed, staged, run("run2"), extraction_of(TEXT))
    assert ask(reviewed, STATUS) == before
    assert ask(reviewed, "select count(*) from reviews") == [(3,)]
    assert warehouse.verify(reviewed) == []


def test_a_review_moves_to_what_covers_most_of_its_words(reviewed, staged, run) -> None:
    shorter = extraction_of(TEXT)
    ((key,),) = ask(reviewed, "select statement_id from statements where cue_text = 'denied'")
    review(reviewed, key, "speaker_name", "Ann Lee", by="Ed", reason="it was she")
    start, end = shorter.statements[1].content_spans[0]
    shorter.statements[1].content_spans = ((start + len("that "), end),)
    shorter.claims[1].spans = shorter.statements[1].content_spans
    done_again(reviewed, staged, run("run2"), shorter)
    assert ("it rains", "corrected") in ask(reviewed, STATUS)
    kept = "select act, content_key from current_statements where content_text = 'it rains'"
    assert ask(reviewed, kept) == [("warn", content_key("it rains", "Ann Lee"))]
    assert ask(reviewed, "select count(*) from orphaned_reviews") == [(0,)]
    done_again(reviewed, staged, run("run3"), extraction_of(TEXT))  # and back, with nothing lost
    assert ("that it rains", "corrected") in ask(reviewed, STATUS)
    assert ask(reviewed, "select count(*) from orphaned_reviews") == [(0,)]
    assert warehouse.verify(reviewed) == []


def test_what_is_found_no_more_is_an_issue_until_it_is_found(reviewed, staged, run) -> None:
    fewer = extraction_of(TEXT)
    for found in (fewer.statements, fewer.claims):
        del found[1]
    fewer.mentions.clear()
    done_again(reviewed, staged, run("run2"), fewer)
    orphans = "select field_name, new_value, target_texts from orphaned_reviews"
    assert ask(reviewed, orphans) == [("act", "warn", ["that it rains"])]
    ((message,),) = ask(reviewed, "select message from open_issues where code = 'orphaned_review'")
    assert "“that it rains” (act: warn)" in message
    assert "/in/a.txt" in message
    done_again(reviewed, staged, run("run3"), extraction_of(TEXT))
    assert ask(reviewed, orphans) == []
    assert ask(reviewed, "select count(*) from open_issues") == [(0,)]
    assert ("that it rains", "corrected") in ask(reviewed, STATUS)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Oh! " + TEXT, [("all is well", "added")]),  # moved by what stands before it
        (TEXT.replace("all is well", "all is lost"), []),
    ],
)
def test_an_added_statement_is_looked_up_in_another_text(
    reviewed, record, staged, run, text, status
) -> None:
    (source,) = chosen_documents(reviewed, Choice(where="true"), Settings())
    fresh = record(text, "/in/a.txt").reading
    fresh = replace(fresh, source=source, document_id=source.document_id)
    done_again(reviewed, staged, run("run2"), extraction_of(text), fresh)
    found = [row for row in ask(reviewed, STATUS) if row[1] == "added"]
    assert found == status
    assert len(ask(reviewed, "from orphaned_reviews")) == 1 - len(status)
    assert warehouse.verify(reviewed) == []
