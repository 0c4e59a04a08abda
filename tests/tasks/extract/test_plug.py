"""Another extractor in place of the rules, found by its entry point."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.extract import Parse, extract
from tasks.extract.plug import check, load_extractor
from tasks.run_stages import run_stages
from tasks.settings import Settings
from tasks.values import Claim, Extraction, Source, Statement

MODULE = """
from tasks.values import Extraction, Statement

def loud(parsed):
    end = parsed.text.index("!") + 1
    return Extraction(statements=[
        Statement(((0, end),), None, None, None, "assert", "direct", "loud")
    ])
"""


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[None]:
    """A package with an entry point, as pip would leave it."""
    (tmp_path / "loud_words.py").write_text(MODULE, encoding="utf-8")
    about = tmp_path / "loud_words-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: loud-words\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[onrecord.extractors]\nloud = loud_words:loud\n")
    sys.path.insert(0, str(tmp_path))
    yield
    sys.path.remove(str(tmp_path))


def test_the_rules_are_the_default() -> None:
    assert load_extractor() is extract


@pytest.mark.usefixtures("installed")
def test_an_installed_extractor_takes_their_place(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text("Fire! The mayor said it was late.\n", encoding="utf-8")
    source = Source(str(path), path, "test", 0)
    record = run_stages(source, Settings(extractor="loud"))
    assert [(s.rule, s.content_spans) for s in record.extraction.statements] == [
        ("loud", ((0, 5),))
    ]


@pytest.mark.usefixtures("installed")
def test_a_missing_one_is_named_with_what_there_is() -> None:
    with pytest.raises(
        ValueError, match="no extractor 'quiet' is installed; there are: loud, rules"
    ):
        load_extractor("quiet")


STATEMENT = Statement(((0, 5),), None, None, None, "assert", "direct", "loud")


@pytest.mark.parametrize(
    ("extraction", "message"),
    [
        (
            Extraction(statements=[Statement(((0, 9),), *[None] * 3, "assert", "direct", "x")]),
            "0 is",
        ),
        (Extraction(statements=[Statement((), *[None] * 3, "assert", "direct", "x")]), "0 is not"),
        (
            Extraction(
                statements=[Statement(((0, 5),), *[None] * 3, "ask", "direct", "x", parent=4)]
            ),
            "unknown parent",
        ),
        (Extraction(claims=[Claim(((3, 3),), None)]), "claim 0 is not in the text"),
        (Extraction(claims=[Claim(((0, 3),), 0)]), "unknown statement"),
    ],
)
def test_spans_of_another_extractor_are_checked(extraction: Extraction, message: str) -> None:
    parsed = Parse("Fire!", [], [], [], [])
    check(Extraction(statements=[STATEMENT]), parsed, "loud")
    with pytest.raises(ValueError, match=message):
        check(extraction, parsed, "loud")
