"""What was forgotten is not taken on record again, neither as a file nor as an image inside one."""

import warehouse
from tasks.land import land

WHY = {"reason": "court order", "by": "Editor"}


def ask(lake, query: str) -> list[tuple]:
    with warehouse.open(lake.path) as record:
        return record.execute(query).fetchall()


def test_a_forgotten_document_is_refused_with_an_issue(lake, record, staged, run) -> None:
    document = record("Byrne said it is so.")
    land(lake, [staged(document, run())], run=run())
    warehouse.forget(lake, "/in/a.txt", **WHY)
    assert ask(lake, "select count(*) from sources") == [(0,)]
    for number in (2, 3):
        again = run(f"run{number}")
        land(lake, [staged(document, again)], sources=[document.reading.source], run=again)
        assert ask(lake, "select count(*) from documents") == [(0,)]
        assert ask(lake, "select code, uri from open_issues") == [("forgotten", "/in/a.txt")]
    other = record("Byrne said no.")  # other content at the same place is welcome
    land(lake, [staged(other, run("run4"))], run=run("run4"))
    assert ask(lake, "select content_text from statements") == [("no",)]
    assert ask(lake, "select count(*) from open_issues") == [(0,)]
    assert warehouse.verify(lake) == []


def test_a_forgotten_image_is_refused_inside_a_new_document(lake, record, staged, run) -> None:
    picture = "Ahern said it rains."
    for name in ("a", "b"):
        parent = record(f"Robinson said {name} is so.", f"/in/{name}.md")
        child = record(picture, f"/in/{name}.md#1", parent=parent.reading.document_id)
        parent.children.append(child)
        land(lake, [staged(parent, run(name))], run=run(name))
        if name == "a":
            warehouse.forget(lake, child.reading.document_id, **WHY)
    assert ask(lake, "select speaker_name from statements") == [("Robinson",), ("Robinson",)]
    assert ask(lake, "select code, uri from open_issues") == [("forgotten", "/in/b.md#1")]
    assert not (lake.path / "originals" / child.reading.document_id).exists()
    assert warehouse.verify(lake) == []
