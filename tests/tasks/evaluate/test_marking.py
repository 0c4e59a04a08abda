"""Marked documents: what people write is found in the text; what is wrong is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.evaluate import evaluate, mark, read_marked
from tasks.run_stages import run_stages
from tasks.settings import Settings
from tasks.values import DocumentRecord, Source

TEXT = """\
The mayor said the bridge is safe.

The engineers said the bridge is not safe. “It may fall,” said Anna Berg, who built it.
"""


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> DocumentRecord:
    folder = tmp_path_factory.mktemp("marking")
    path = folder / "story.txt"
    path.write_text(TEXT, encoding="utf-8")
    return run_stages(Source(str(path), path, "test", 0), Settings())


def test_what_was_extracted_is_all_right_when_nothing_is_changed(
    record: DocumentRecord, tmp_path: Path
) -> None:
    file = tmp_path / "story.yaml"
    file.write_text(mark(record, "story.yaml"), encoding="utf-8")
    (document,) = read_marked(file)
    assert document.text == record.reading.text
    spans = [tuple(s.content_spans) for s in record.extraction.statements]
    assert [tuple(row["content_spans"]) for row in document.statements] == spans
    found = evaluate([document], Settings())
    assert found.mistakes == []
    assert set(found.tally.rates()["joint"]) == {100.0}


MARKED = """\
text: |
  The mayor said the bridge is safe.

  The engineers said the bridge is not safe. “It may fall,” said Anna Berg, who built it.
statements:
- {line: 1, source: The mayor, cue: said, content: the bridge is safe, act: deny}
- {line: 3, source: Anna Berg, cue: said, content: "“It may fall,”", speaker: Berta Berg}
- {line: 3, source: the public, cue: built, content: built it}
"""


def test_words_are_found_where_the_line_says(tmp_path: Path) -> None:
    file = tmp_path / "story.yaml"
    file.write_text(MARKED.replace("source: the public, ", ""), encoding="utf-8")
    (document,) = read_marked(file)
    text, rows = document.text, document.statements
    assert [text[slice(*row["content_spans"][0])] for row in rows] == [
        "the bridge is safe",
        "“It may fall,”",
        "built it",
    ]
    assert rows[1]["cue_span"][0] > text.index("fall"), "the cue nearest to the content"
    mistakes = [
        (m.kind, m.line_number, m.wanted, m.found)
        for m in evaluate([document], Settings()).mistakes
    ]
    assert ("wrong act", 1, "deny", "assert") in mistakes
    assert ("wrong speaker", 3, "Berta Berg", "Anna Berg") in mistakes
    assert ("missed", 3, "", "") in mistakes
    assert "spurious" in {kind for kind, *_ in mistakes}, "the engineers' statement is not marked"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.yaml", MARKED, "line 3 of the text: the text does not hold 'the public'"),
        ("a.yaml", "text: [", "is not a marked document"),
        ("a.yaml", "text: |\n  Words.\nstatements:\n- {line: 1}\n", "a statement has no content"),
        ("a.jsonl", '{"doc_id": "a"}\n', "line 1: KeyError('text') is wrong or missing"),
        (
            "a.jsonl",
            '{"doc_id": "a", "text": "Words.", "claims": [{"content_spans": [[2, 90]]}]}',
            "a content span lies outside the text",
        ),
        ("none.yaml", None, "can't be read"),
    ],
)
def test_what_is_wrong_is_named(
    tmp_path: Path, name: str, content: str | None, message: str
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=r"^\S+(jsonl|yaml)") as raised:
        list(read_marked(tmp_path / name))
    assert message in str(raised.value)


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="onrecord mark"):
        list(read_marked(tmp_path))


def test_a_text_that_reading_would_change_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"doc_id": "a", "text": "Two\\u0000 words.", "claims": []}', encoding="utf-8")
    with pytest.raises(ValueError, match="not in normal form"):
        evaluate(read_marked(file), Settings())
