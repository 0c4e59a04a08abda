"""Our own marked articles are what their source compiles to, and say what the scorer needs."""

from __future__ import annotations

import json

import pytest

from tests.gold import own


def test_the_shipped_file_is_the_compiled_source() -> None:
    shipped = own.COMPILED.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in shipped] == json.loads(json.dumps(own.compiled()))


def test_every_second_article_is_held_out() -> None:
    assert [row["part"] for row in own.compiled()] == ["dev", "held"] * 11


ARTICLE = "Ann said it rains. Bob said it rains. She said it is late."


def test_a_question_mark_makes_a_statement_optional() -> None:
    assert "optional" not in own._claim(ARTICLE, "as: Bob | said | it rains")
    assert own._claim(ARTICLE, "?as: Bob | said | it rains")["optional"] is True


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("as: Bob | said | it rains", ["Bob", "said", "it rains"]),
        ("as: She | said | it ~ late", ["She", "said", "it is late"]),
        ("be: - | said | is … late", [None, "said", "is", "late"]),
    ],
)
def test_a_line_finds_its_words(line: str, found: list[str | None]) -> None:
    claim = own._claim(ARTICLE, line)
    spans = [claim["source_span"], claim["cue_span"], *claim["content_spans"]]
    assert [ARTICLE[s[0] : s[1]] if s else None for s in spans] == found


@pytest.mark.parametrize("line", ["as: Cid | said | it rains", "as: - | said | it rains"])
def test_words_that_are_missing_or_in_doubt_are_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"no 'Cid'|equally near"):
        own._claim(ARTICLE, line)
