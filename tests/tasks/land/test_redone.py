"""Documents done again: only what is named, old rows replaced at once, what stays known kept."""

from dataclasses import replace
from datetime import datetime

import pytest

import warehouse
from tasks.land import (
    Choice,
    Redone,
    chosen_documents,
    describe,
    land,
    stored_bytes,
    stored_reading,
)
from tasks.segment.facts import set_facts
from tasks.settings import Settings
from tasks.values import NO_FACTS, DocumentRecord, Facts, Issue, Words
from tests.tasks.land.conftest import extraction_of

TEXT = "Byrne said it is so. Ahern denied that it rains."


def ask(lake, query: str) -> list[tuple]:
    with warehouse.open(lake.path) as record:
        return record.execute(query).fetchall()


def again(lake, source, run, staged, extraction):
    """Land a document in its own place, with another extraction from the stored reading."""
    document = DocumentRecord(stored_reading(lake, source), extraction)
    redone = Redone(frozenset({source.document_id}))
    return land(lake, [staged(document, run)], run=run.end(), redone=redone)


def chosen(lake, **choice):
    return chosen_documents(lake, Choice(**choice), Settings())


@pytest.mark.parametrize("is_page", [False, True])
def test_a_stored_reading_is_the_one_that_landed(lake, record, staged, run, is_page) -> None:
    document = record(TEXT, is_page=is_page)
    document.reading.title = "A title"
    document.reading.language_code = "en"
    land(lake, [staged(document, run())], run=run())
    (source,) = chosen(lake, where="true")
    stored = stored_reading(lake, source)
    assert stored.words[0].confidence == (pytest.approx(0.5) if is_page else None)
    for mine, theirs in zip(stored.words, document.reading.words, strict=True):
        assert replace(mine, confidence=None) == replace(theirs, confidence=None)
    assert stored == replace(document.reading, source=source, words=stored.words)
    assert source == replace(document.reading.source, path=source.path)


def test_new_rows_take_the_place_of_the_old_and_ids_and_first_times_stay(
    lake, record, staged, run
) -> None:
    land(lake, [staged(record(TEXT), run())], run=run())
    land(lake, [staged(record("Byrne said no.", "/in/b.txt"), run())], run=run())
    before = ask(lake, "select statement_id, first_landed_at from statements order by 1")
    words = ask(lake, "select * from words order by all")
    (source,) = chosen(lake, where="char_count > 20")
    extraction = extraction_of(TEXT)
    extraction.statements[0].act = "warn"
    extraction.mentions[1].entity = None
    extraction.statements[1].speakers[0].entity = None
    extraction.entities.pop()
    snapshot = again(lake, source, run("run2"), staged, extraction)
    assert ask(lake, "select statement_id, first_landed_at from statements order by 1") == before
    assert ask(lake, "select * from words order by all") == words
    acts = "select act, run_id from statements order by all"
    assert ask(lake, acts) == [("assert", "run1"), ("deny", "run2"), ("warn", "run2")]
    assert ask(lake, "select canonical_name from entities") == [("Byrne",)]  # Ahern is unnamed
    changed = f"select kind, reason from changes where snapshot_number = {snapshot.number}"
    assert ask(lake, changed) == [("edited", "pipeline")]
    assert warehouse.verify(lake) == []


def test_statements_that_are_found_no_more_go(lake, record, staged, run) -> None:
    land(lake, [staged(record(TEXT), run())], run=run())
    (source,) = chosen(lake, where="true")
    again(lake, source, run("run2"), staged, extraction_of(TEXT.partition(". ")[0] + "."))
    assert ask(lake, "select speaker_name from statements") == [("Byrne",)]
    assert ask(lake, "select kind, reason from changes order by snapshot_number desc limit 1") == [
        ("removed", "pipeline")
    ]
    assert warehouse.verify(lake) == []


def test_only_what_is_named_is_replaced(lake, record, staged, run) -> None:
    documents = [record(TEXT), record("Byrne said no.", "/in/b.txt")]
    land(lake, [staged(document, run()) for document in documents], run=run())
    named = Redone(frozenset({documents[0].reading.document_id}))
    for document in documents:
        document.extraction.statements[0].act = "warn"
    redone = [staged(document, run("run2")) for document in documents]
    land(lake, redone, run=run("run2"), redone=named)
    assert ask(
        lake, "select act from statements join sources using (document_id) where uri = '/in/b.txt'"
    ) == [("assert",)]


def test_a_superseded_document_stays_superseded(lake, record, staged, run) -> None:
    old, new = record(TEXT), record("Byrne said no.")
    land(lake, [staged(old, run())], run=run())
    land(lake, [staged(new, run("run2"))], run=run("run2"))
    query = "select document_id, is_current, supersedes_document_id from documents order by all"
    before = ask(lake, query)
    for source in chosen(lake, where="true"):
        again(lake, source, run("run3"), staged, extraction_of(stored_reading(lake, source).text))
    assert ask(lake, query) == before
    assert ask(lake, "select count(*) from sources where is_current") == [(1,)]
    assert warehouse.verify(lake) == []


def test_an_embedded_image_keeps_its_root(lake, record, staged, run) -> None:
    parent = record("Robinson said it is so.", "/in/a.md")
    picture = record("Ahern said it rains.", "/in/a.md#1", parent=parent.reading.document_id)
    parent.children.append(picture)
    land(lake, [staged(parent, run())], run=run())
    (source,) = chosen(lake, where="root_document_id <> document_id")
    assert source.parent_document_id == parent.reading.document_id
    again(lake, source, run("run2"), staged, extraction_of("Ahern said it rains."))
    root = "select root_document_id from documents where run_id = 'run2'"
    assert ask(lake, root) == [(parent.reading.document_id,)]


def test_issues_close_when_their_stage_is_done_again_without_them(
    lake, record, staged, run
) -> None:
    def issue(stage: str, code: str) -> Issue:
        return Issue("/in/a.txt", stage, code, "warning", code, "Nothing.")

    document = record(TEXT, issues=(issue("read", "low_ocr_confidence"),))
    document.extraction.issues = [issue("extract", "unsupported_language")]
    land(lake, [staged(document, run())], run=run())
    (source,) = chosen(lake, where="true")
    again(lake, source, run("run2"), staged, extraction_of(TEXT))
    assert ask(lake, "select code from open_issues") == [("low_ocr_confidence",)]
    fresh = record(TEXT)
    redone = Redone(frozenset({source.document_id}), is_reread=True)
    land(lake, [staged(fresh, run("run3"))], run=run("run3"), redone=redone)
    assert ask(lake, "select code from open_issues") == []
    assert warehouse.verify(lake) == []


def test_reading_again_replaces_the_words_and_adds_pictures(lake, record, staged, run) -> None:
    before = record(TEXT, is_page=True)
    before.reading.is_partial = True
    land(lake, [staged(before, run())], run=run())
    (source,) = chosen(lake, is_failed=True)
    after = record(TEXT, is_page=True)
    after.reading.words = Words(after.reading.words[:5])
    picture = record("Ahern said it snows.", "/in/a.txt#1", parent=source.document_id)
    after.children.append(picture)
    redone = Redone(frozenset({source.document_id}), is_reread=True)
    land(lake, [staged(after, run("run2"))], run=run("run2"), redone=redone)
    assert ask(lake, "select status, count(*) from documents group by all") == [("complete", 2)]
    of_document = f"from words where document_id = '{source.document_id}'"
    assert ask(lake, f"select count(*) {of_document}") == [(5,)]
    assert chosen(lake, is_failed=True) == []
    assert warehouse.verify(lake) == []


def test_what_a_manifest_stated_survives_reading_again(lake, record, staged, run) -> None:
    """Given with ingest or later, it reaches the stages once more, as if given again."""
    documents = [record("Byrne said no."), record("Byrne said yes.", "/in/b.txt")]
    stated = Facts(title="No", published_at=datetime(2025, 3, 1), date_rule="manifest")
    documents[0].reading.source = replace(documents[0].reading.source, stated=stated)
    set_facts(documents[0].reading, NO_FACTS, NO_FACTS)
    land(lake, [staged(document, run()) for document in documents], run=run())
    later = replace(documents[1].reading.source, stated=Facts(publisher="The Day"))
    assert describe(lake, [later], "test") == 1
    sources = chosen(lake, where="true")
    assert [source.stated for source in sources] == [stated, Facts(publisher="The Day")]
    # What a newer reader may find does not stand against it.
    found = Facts("Yes", "Daily", published_at=datetime(2020, 1, 1), date_rule="printed_line")
    again = [record("Byrne said no."), record("Byrne said yes.", "/in/b.txt")]
    for document, source in zip(again, sources, strict=True):
        document.reading.source = source
        set_facts(document.reading, found, NO_FACTS)
    redone = Redone(frozenset(str(s.document_id) for s in sources), is_reread=True)
    land(lake, [staged(d, run("run2")) for d in again], run=run("run2"), redone=redone)
    facts = "title, publisher, published_at, date_rule, stated_columns"
    held = f"select {facts} from documents join sources using (document_id) order by uri"
    assert ask(lake, held) == [
        ("No", "Daily", datetime(2025, 3, 1), "manifest", ["date_rule", "published_at", "title"]),
        ("Yes", "The Day", datetime(2020, 1, 1), "printed_line", ["publisher"]),
    ]
    assert warehouse.verify(lake) == []


CHOICES = [
    ({"where": "true"}, ["/in/a.txt", "/in/b.txt"]),
    (
        {"where": "document_id in (select document_id from sources where uri like '%b%')"},
        ["/in/b.txt"],
    ),
    ({"is_failed": True}, ["/in/b.txt"]),
    ({"is_failed": True, "where": "char_count > 1000"}, []),
    ({"is_outdated": True}, []),
]


@pytest.mark.parametrize(("choice", "uris"), CHOICES)
def test_choices(lake, record, staged, run, choice, uris) -> None:
    partial = record("Byrne said no.", "/in/b.txt")
    partial.reading.is_partial = True
    land(lake, [staged(d, run()) for d in (record(TEXT), partial)], run=run())
    assert [source.uri for source in chosen(lake, **choice)] == uris


def test_other_settings_make_documents_outdated(lake, record, staged, run) -> None:
    land(lake, [staged(record(TEXT), run())], run=run())
    other = Settings(pipeline="another")
    assert len(chosen_documents(lake, Choice(is_outdated=True), other)) == 1


def test_a_condition_that_is_none_says_so(lake, record, staged, run) -> None:
    land(lake, [staged(record(TEXT), run())], run=run())
    with pytest.raises(ValueError, match="nonsense"):
        chosen(lake, where="nonsense = 1")


def test_bytes_are_there_after_the_file_is_gone(lake, record, staged, run, tmp_path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    land(lake, [staged(record(TEXT, str(path), path=path), run())], run=run())
    path.unlink()
    (source,) = chosen(lake, where="true")
    assert stored_bytes(lake, source) == TEXT.encode()
    assert stored_bytes(lake, replace(source, document_id="0" * 64)) is None
