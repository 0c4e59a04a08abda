"""What a batch leaves in the warehouse, over one run and several."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

import warehouse
from tasks.land import land
from tasks.values import Issue

TEXT = "Robinson said the bridge is closed. Byrne denied the road is open."


def ask(lake, query: str) -> list[tuple]:
    with warehouse.open(lake.path) as record:
        return record.execute(query).fetchall()


def counts(lake) -> dict[str, int]:
    snapshot = lake.current()
    return {name: snapshot.row_count(name) for name in snapshot.tables if name != "snapshots"}


def problem(uri: str, code: str = "empty", document_id: str | None = None) -> Issue:
    return Issue(uri, "read", code, "error", f"{uri} is {code}", "Look at it.", None, document_id)


def test_a_document_lands_in_every_table(lake, record, staged, run) -> None:
    document = record(TEXT)
    run = run()
    land(lake, [staged(document, run)], sources=[document.reading.source], run=run)
    assert ask(lake, "select speaker_name, act, cue_text, content_text from statements") == [
        ("Robinson", "assert", "said", "the bridge is closed"),
        ("Byrne", "deny", "denied", "the road is open"),
    ]
    found = counts(lake)
    assert {name: found[name] for name in found if not found[name]} == {
        "sketches": 0,
        "passages": 0,
        "tellings": 0,
        "same_claims": 0,
        "short_names": 0,
        "reviews": 0,
        "alerts": 0,
        "alert_hits": 0,
        "issues": 0,
        "forgotten": 0,
    }
    assert found["words"] == 12
    assert ask(lake, "select document_count, statement_count, claim_count, state from runs") == [
        (1, 2, 2, "running")
    ]
    assert ask(lake, "select first_landed_at is not null from statements") == [(True,), (True,)]
    view = "select speaker_name, passage_text, uri, line_number, page_number from "
    assert ask(lake, f"{view} claims_with_evidence order by 1") == [
        ("Byrne", "Byrne denied the road is open", "/in/a.txt", 1, None),
        ("Robinson", "Robinson said the bridge is closed", "/in/a.txt", 1, None),
    ]


def test_spans_cut_their_texts_in_sql(lake, record, staged, run) -> None:
    land(lake, [staged(record("“Écoute” 𝒜. " + TEXT), run())], run=run())
    assert ask(
        lake,
        "select bool_and(content_text = substr(text, content_spans[1].char_start + 1, "
        "content_spans[1].char_end - content_spans[1].char_start)), count(*) "
        "from statements join texts using (document_id)",
    ) == [(True, 2)]


def test_landing_again_changes_only_the_run(lake, record, staged, run) -> None:
    document = record(TEXT, issues=(problem("/in/a.txt", "low_ocr_confidence"),))
    bad = replace(document.reading.source, uri="/in/bad", document_id=None)
    first: dict[str, int] = {}
    for name in ("run1", "run2"):
        snapshot = land(
            lake,
            [staged(document, run(name))],
            sources=[document.reading.source, bad],
            issues=[problem("/in/bad")],
            run=run(name),
        )
        found = {**counts(lake), "runs": 1}
        assert found["issues"] == 2
        first = first or found
    assert found == first
    assert (snapshot.rows_added, snapshot.rows_removed) == (1, 0)
    assert ask(lake, "select distinct run_id from statements") == [("run1",)]


def test_batches_at_once_land_a_document_once(lake, record, staged, run) -> None:
    paths = [staged(record(TEXT), run(f"run{n}")) for n in range(3)]
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(lambda n: land(lake, [paths[n]], run=run(f"run{n}")), range(3)))
    found = counts(lake)
    assert (found["documents"], found["statements"], found["runs"]) == (1, 2, 3)
    assert warehouse.verify(lake) == []


def test_batches_of_a_run_add_up(lake, record, staged, run) -> None:
    for text in (TEXT, "Ahern said it rains."):
        land(lake, [staged(record(text, f"/in/{len(text)}"), run())], run=run())
    land(lake, [], issues=[problem("/in/x")], run=run().end())
    assert ask(lake, "select document_count, statement_count, issue_count, state from runs") == [
        (2, 3, 1, "completed_with_issues")
    ]


def test_two_places_of_the_same_bytes_are_one_document(lake, record, staged, run) -> None:
    document = record(TEXT)
    copy = replace(document.reading.source, uri="/in/copy.txt")
    land(lake, [staged(document, run())], sources=[document.reading.source, copy], run=run())
    assert counts(lake)["documents"] == 1
    assert ask(lake, "select uri, source_count from current_documents") == [("/in/a.txt", 2)]
    later = replace(copy, uri="/in/later.txt")
    land(lake, [], sources=[later], run=run("run2"))
    assert ask(lake, "select source_count from current_documents") == [(3,)]


def test_a_changed_file_supersedes_its_document(lake, record, staged, run) -> None:
    old = record(TEXT, issues=(problem("/in/a.txt", "no_text"),))
    new = record("Ahern said it rains.")
    land(lake, [staged(old, run("run1"))], run=run("run1"))
    land(lake, [staged(new, run("run2"))], sources=[new.reading.source], run=run("run2"))
    old_id, new_id = old.reading.document_id, new.reading.document_id
    query = "select document_id, is_current, supersedes_document_id from documents order by run_id"
    assert ask(lake, query) == [(old_id, False, None), (new_id, True, old_id)]
    assert ask(lake, "select document_id, is_current, closed_run_id from sources order by 3") == [
        (old_id, False, "run2"),
        (new_id, True, None),
    ]
    assert ask(lake, "select speaker_name from claims_with_evidence") == [("Ahern",)]
    assert ask(lake, "select closed_run_id from issues") == [("run2",)]
    # The first content comes back: its document is held, and current again.
    land(lake, [], sources=[old.reading.source], run=run("run3"))
    assert ask(lake, query) == [(old_id, True, None), (new_id, False, old_id)]
    assert warehouse.verify(lake) == []


def test_an_old_document_stays_current_while_another_place_holds_it(
    lake, record, staged, run
) -> None:
    old, new = record(TEXT), record("Ahern said it rains.")
    other = replace(old.reading.source, uri="/in/other.txt")
    land(lake, [staged(old, run())], sources=[other], run=run())
    land(lake, [staged(new, run("run2"))], run=run("run2"))
    assert ask(lake, "select count(*) from documents where is_current") == [(2,)]


def test_an_unreadable_file_is_tried_again_and_its_issue_closed(lake, record, staged, run) -> None:
    document = record(TEXT)
    source = document.reading.source
    land(lake, [], sources=[source], issues=[problem(source.uri, "crash")], run=run("run1"))
    assert lake.known_files()[source.uri].document_id is None
    assert ask(lake, "select code, uri from open_issues") == [("crash", source.uri)]
    land(lake, [], sources=[source], issues=[problem(source.uri, "timeout")], run=run("run2"))
    assert ask(lake, "select code from open_issues") == [("timeout",)]
    land(lake, [staged(document, run("run3"))], sources=[source], run=run("run3"))
    assert ask(lake, "select code from open_issues") == []
    known = lake.known_files()[source.uri]
    assert known == warehouse.KnownFile(source.size, 1, 7, source.document_id)
    land(lake, [], sources=[source], issues=[problem(source.uri, "crash")], run=run("run4"))
    assert ask(lake, "select code, opened_run_id from open_issues") == [("crash", "run4")]
    assert warehouse.verify(lake) == []


def test_the_issues_of_a_held_document_stay_open(lake, record, staged, run) -> None:
    document = record(TEXT, issues=(problem("/in/a.txt", "low_ocr_confidence"),))
    land(lake, [staged(document, run())], run=run())
    land(lake, [], sources=[document.reading.source], run=run("run2"))
    assert ask(lake, "select code from open_issues") == [("low_ocr_confidence",)]


def test_a_document_that_breaks_an_invariant_is_left_out(lake, record, staged, run) -> None:
    good, bad = record(TEXT), record("Ahern said it rains.", "/in/bad.txt")
    bad.extraction.claims[0].spans = ((5, 500),)
    run = run()
    sources = [good.reading.source, bad.reading.source]
    land(lake, [staged(bad, run), staged(good, run)], sources=sources, run=run)
    assert ask(lake, "select uri from current_documents") == [("/in/a.txt",)]
    ((uri, code, message, remedy),) = ask(
        lake, "select uri, code, message, remedy from open_issues"
    )
    assert (uri, code) == ("/in/bad.txt", "inconsistent")
    assert "claims.claim_spans lies outside its text" in message
    assert remedy
    assert lake.known_files()["/in/bad.txt"].document_id is None


def test_a_torn_staged_file_costs_only_its_document(lake, record, staged, run, tmp_path) -> None:
    run = run()
    torn = staged(record("Ahern said it rains.", "/in/b.txt"), run)
    torn.write_bytes(torn.read_bytes()[:1000])
    empty = tmp_path / "empty.arrow"
    empty.touch()
    land(lake, [torn, empty, staged(record(TEXT), run)], run=run)
    assert counts(lake)["documents"] == 1
    assert ask(lake, "select code from open_issues") == [("inconsistent",), ("inconsistent",)]


def test_entities_are_merged_whatever_the_order(lake, record, staged, run, tmp_path) -> None:
    texts = {"a": "Byrne said it is so.", "b": "Byrne denied it is so.", "c": "Byrne said no."}
    outcomes = []
    for number, order in enumerate(("abc", "cba")):
        lake = warehouse.Lake(tmp_path / str(number))
        for name in order:
            document = record(texts[name], f"/in/{name}")
            (entity,) = document.extraction.entities
            entity.aliases = (f"Mr {name}", "Byrne")
            entity.country_code = {"a": None, "b": "IE", "c": "GB"}[name]
            entity.represents = "Ireland" if name == "c" else None
            land(lake, [staged(document, run())], run=run())
        query = "select * exclude entity_id from entities order by canonical_name"
        outcomes.append(ask(lake, query))
    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert [row[:4] for row in outcomes[0]] == [
        ("Byrne", "person", ["Mr a", "Mr b", "Mr c"], "GB"),
        ("Ireland", "state", [], "GB"),
    ]
    assert outcomes[0][0][4] is not None


def images(record):
    """A picture, two documents that hold it, and the picture as a file."""
    picture = "Ahern said it rains."
    parents = []
    for name in ("a", "b"):
        text = f"Robinson said {name} is so."
        parent = record(text, f"/in/{name}.md")
        child = record(picture, f"/in/{name}.md#1", parent=parent.reading.document_id, is_page=True)
        parent.children.append(child)
        parents.append(parent)
    return parents, record(picture, "/in/p.png", is_page=True)


def test_an_embedded_image_rolls_up_to_its_document(lake, record, staged, run) -> None:
    (parent, _), _ = images(record)
    land(lake, [staged(parent, run())], sources=[parent.reading.source], run=run())
    query = "select root_document_id, uri from current_documents order by uri"
    root = parent.reading.document_id
    assert ask(lake, query) == [(root, "/in/a.md"), (root, "/in/a.md#1")]
    new = record("Byrne said no.", "/in/a.md")
    land(lake, [staged(new, run("run2"))], run=run("run2"))
    assert ask(lake, query) == [(new.reading.document_id, "/in/a.md")]
    land(lake, [], sources=[parent.reading.source], run=run("run3"))
    assert ask(lake, query) == [(root, "/in/a.md"), (root, "/in/a.md#1")]
    assert warehouse.verify(lake) == []


def test_roots_do_not_depend_on_what_lands_first(lake, record, staged, run, tmp_path) -> None:
    outcomes = []
    for number, order in enumerate(((0, 1, 2), (2, 1, 0), (1, 2, 0))):
        lake = warehouse.Lake(tmp_path / str(number))
        for index in order:
            parents, picture = images(record)
            document = [*parents, picture][index]
            land(lake, [staged(document, run())], run=run())
        query = "select document_id, root_document_id, is_current from documents order by 1"
        outcomes.append(ask(lake, query))
        if number == 0:
            assert (picture.reading.document_id, picture.reading.document_id, True) in outcomes[0]
    assert all(outcome == outcomes[0] for outcome in outcomes)


def test_an_image_in_two_documents_belongs_to_the_first_that_is_current(
    lake, record, staged, run
) -> None:
    parents, picture = images(record)
    land(lake, [staged(parent, run()) for parent in parents], run=run())
    first, second = sorted(parent.reading.document_id for parent in parents)
    key = picture.reading.document_id
    root = f"select root_document_id, is_current from documents where document_id = '{key}'"
    assert ask(lake, root) == [(first, True)]
    assert ask(lake, f"select count(*) from segments where document_id = '{key}'") == [(1,)]
    assert warehouse.verify(lake) == []
    (gone,) = [parent for parent in parents if parent.reading.document_id == first]
    new = record("Byrne said no.", gone.reading.source.uri)
    land(lake, [staged(new, run("run2"))], run=run("run2"))
    assert ask(lake, root) == [(second, True)]


def test_own_documents_are_their_own_roots_from_the_start(lake, record, staged, run) -> None:
    (parent, _), picture = images(record)
    own = frozenset({picture.reading.document_id})
    land(lake, [staged(parent, run(), own)], run=run())
    assert ask(lake, "select bool_and(document_id = root_document_id) from documents") == [(True,)]


def test_originals_outlive_the_files(lake, record, staged, run, tmp_path: Path) -> None:
    path, changed = tmp_path / "a.txt", tmp_path / "b.txt"
    path.write_text(TEXT)
    changed.write_text("something else by now")
    documents = [
        record(TEXT, str(path), path=path),
        record("Ahern said it rains.", str(changed), path=changed),
    ]
    land(lake, [staged(document, run()) for document in documents], run=run())
    kept = lake.path / "originals" / documents[0].reading.document_id
    path.write_text("edited in place")
    assert kept.read_text() == TEXT
    assert ask(lake, "select code, uri from open_issues") == [("changed", str(changed))]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_rows_do_not_depend_on_batches(lake, record, staged, run, size: int) -> None:
    texts = [TEXT, "Ahern said it rains.", "Robinson said the bridge is closed."]
    paths = [staged(record(text, f"/in/{n}"), run()) for n, text in enumerate(texts)]
    for start in range(0, len(paths), size):
        land(lake, paths[start : start + size], run=run())
    query = "select * exclude first_landed_at from statements order by statement_id"
    found = ask(lake, query)
    assert len(found) == 4
    assert len({row[0] for row in found}) == 4
    repeated = "select speaker_name, telling_count, document_count from repeated_statements"
    assert ask(lake, repeated) == [("Robinson", 2, 2)]
    spoken = "select statement_count, document_count from statements_by_speaker"
    assert ask(lake, f"{spoken} where speaker_name = 'Robinson'") == [(1, 2)]


def test_a_deleted_file_closes_its_place_and_not_its_document(lake, record, staged, run) -> None:
    document, picture = record(TEXT), record("Ahern said it rains.", "/in/a.txt#1")
    picture.reading.source = replace(
        picture.reading.source, parent_document_id=document.reading.document_id
    )
    document.children.append(picture)
    copy = replace(document.reading.source, uri="/in/copy.txt")
    land(lake, [staged(document, run())], sources=[copy], run=run())
    land(lake, [], issues=[problem("/in/bad")], sources=[replace(copy, uri="/in/bad",
         document_id=None)], run=run("run2"))  # fmt: skip
    land(lake, [], gone=["/in/a.txt", "/in/bad", "/in/never"], run=run("run3"))
    closed = (
        "select uri, is_current, closed_run_id from sources where closed_run_id is not null order "
        "by 1"
    )
    assert ask(lake, closed) == [("/in/a.txt", False, "run3"), ("/in/bad", False, "run3")]
    assert ask(lake, "select count(*) from open_issues") == [(0,)]
    land(lake, [], gone=["/in/copy.txt"], run=run("run4"))
    assert ask(lake, closed)[-1] == ("/in/copy.txt", True, "run4")
    assert lake.known_files() == {}
    current = "select uri from current_documents where uri not like '%#%'"
    assert ask(lake, current) == [("/in/copy.txt",)]
    land(lake, [], sources=[document.reading.source], run=run("run5"))  # it is back
    assert ask(lake, current) == [("/in/a.txt",)]
    assert ask(lake, "select count(*) from documents where is_current") == [(2,)]
    assert ask(lake, "select count(*) from changes where snapshot_number > 1") == [(0,)]
    assert warehouse.verify(lake) == []


def test_what_moved_and_was_corrected_is_current_no_more(lake, record, staged, run) -> None:
    first = record(TEXT)
    land(lake, [staged(first, run())], run=run())
    land(lake, [], gone=["/in/a.txt"], run=run("run2"))
    moved = replace(first.reading.source, uri="/in/b.txt")
    land(lake, [], sources=[moved], run=run("run3"))
    land(lake, [staged(record("Ahern said it rains.", "/in/b.txt"), run("run4"))], run=run("run4"))
    assert ask(lake, "select uri from current_documents") == [("/in/b.txt",)]
    assert ask(lake, "select count(*) from documents where not is_current") == [(1,)]
    assert warehouse.verify(lake) == []


def test_new_content_at_the_place_of_a_deleted_file_supersedes_it(
    lake, record, staged, run
) -> None:
    land(lake, [staged(record(TEXT), run())], run=run())
    land(lake, [], gone=["/in/a.txt"], run=run("run2"))
    land(lake, [staged(record("Ahern said it rains."), run("run3"))], run=run("run3"))
    assert ask(
        lake, "select count(*) from documents where is_current and supersedes_document_id != ''"
    ) == [(1,)]
    assert ask(lake, "select count(*) from current_documents") == [(1,)]
    assert warehouse.verify(lake) == []
