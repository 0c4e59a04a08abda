"""A table of constructions: the text, and the statements that must be found in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tasks.extract import Parse, extract

# text, [(source, cue, content parts joined by " … ", act, quote type)]
CONSTRUCTIONS = [
    pytest.param(
        "The minister said that the bridge would reopen in May.",
        [("The minister", "said", "the bridge would reopen in May", "assert", "indirect")],
        id="clause",
    ),
    pytest.param(
        "“We will not leave,” the mayor said on Monday. “This is our home.”",
        [("the mayor", "said", "“We will not leave,” … “This is our home.”", "assert", "direct")],
        id="run on",
    ),
    pytest.param(
        "According to the company, sales fell by a third.",
        [("the company", "According to", "sales fell by a third", "assert", "indirect")],
        id="according to",
    ),
    pytest.param(
        "Norway pledged to send two ships to the region.",
        [("Norway", "pledged", "to send two ships to the region", "commit", "indirect")],
        id="infinitive",
    ),
]


@pytest.mark.parametrize(("text", "expected"), CONSTRUCTIONS)
def test_construction(
    read: Callable[[str], Parse], text: str, expected: list[tuple[str, ...]]
) -> None:
    found = []
    for s in extract(read(text)).statements:
        source = text[slice(*s.source_span)] if s.source_span else None
        cue = text[slice(*s.cue_span)] if s.cue_span else None
        content = " … ".join(text[a:b] for a, b in s.content_spans)
        found.append((source, cue, content, s.act, s.quote_type))
    for statement in expected:
        assert statement in found
