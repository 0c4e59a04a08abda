"""Broken files that others collected: each is read, or named with a remedy."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tasks.discover import discover
from tasks.read import Unreadable
from tasks.run_stages import read_document
from tasks.settings import Settings
from tasks.values import Issue
from tests.conftest import ROOT, is_soak
from warehouse.schema import ISSUE_CODES

CORPORA = ROOT.parent / "shared" / "corpora"
# Isolation allows 60 seconds and more for every page; a file of one page must not come near.
SLOWEST_SECONDS = 60.0


def files(folder: str) -> list[Path]:
    """The files of a set: all in soak, else every seventh."""
    found = sorted((CORPORA / folder).glob("*")) if (CORPORA / folder).is_dir() else []
    return found if is_soak() else found[::7]


def issues_of(path: Path) -> list[Issue]:
    """The issues of a file; asserts that it is read or named."""
    found = discover([path])
    if not found.sources:
        assert found.issues
        return found.issues
    (source,) = found.sources
    begun = time.process_time()
    try:
        reading = read_document(source, Settings())
    except Unreadable as unreadable:
        return [unreadable.issue]
    assert time.process_time() - begun < SLOWEST_SECONDS
    for word in reading.words:
        assert 0 <= word.span[0] < word.span[1] <= len(reading.text)
    # A page of which nothing could be read says so.
    assert reading.text or reading.issues
    return reading.issues


@pytest.mark.timeout(900)
@pytest.mark.parametrize("folder", ["hostile_pdf", "hostile_image"])
def test_collected_files_are_read_or_named(folder: str) -> None:
    every = files(folder)
    if not every:
        pytest.skip(f"the collection {folder} is not at hand")
    for path in every:
        for issue in issues_of(path):
            assert issue.code in ISSUE_CODES, path
            assert issue.remedy, path
            assert path.name in issue.message, path
