"""Title, author and dates: what a document prints, what its format states, and which wins."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tasks.run_stages import read_document
from tasks.settings import Settings
from tasks.values import Facts, Reading, Source

PROSE = (
    "The minister said on Tuesday that the bridge would be built before the end of the year, "
    "and that nothing else had been decided about the road to the north of the town."
)


def read(text: str, name: str = "a.txt", stated: Facts | None = None) -> Reading:
    source = Source(f"/x/{name}", Path(f"/x/{name}"), "test", len(text), stated=stated or Facts())
    return read_document(source, Settings(), text.encode())


@pytest.mark.parametrize(
    ("text", "name", "date", "rule"),
    [
        (f"A bridge for the town\n\nMarch 1, 2025\n\n{PROSE}", "a.txt", 1, "printed_line"),
        (f"A bridge\n\nPublished: Saturday, 1 March 2025, 8:30 am GMT\n\n{PROSE}", "a.txt", 1,
         "printed_line"),
        (f"A bridge\n\nBy Jo Day | 1 March 2025\n\n{PROSE}", "a.txt", 1, "printed_line"),
        (f"A bridge\n\nLONDON, March 1, 2025 (Reuters) - {PROSE}", "a.txt", 1, "dateline"),
        (f"A bridge\n\nLONDON, March 1 (Reuters) - {PROSE}", "a.txt", None, None),
        (f"A bridge\n\nUpdated 2 March 2025\n\n{PROSE}", "a.txt", None, None),
        (f"A bridge\n\nOn 1 March 2025 the town burned.\n\n{PROSE}", "a.txt", None, None),
        (f"A bridge\n\n{PROSE}", "2025-03-01-a.txt", 1, "file_name"),
        (f"A bridge\n\n3 March 2025\n\n{PROSE}", "2025-03-01-a.txt", 3, "printed_line"),
        (f"---\ndate: 2025-03-01\n---\n# B\n\n3 March 2025\n\n{PROSE}", "a.md", 1, "front_matter"),
        (f"---\ndate: [no\n---\n# B\n\n{PROSE}", "a.md", None, None),
    ],
)  # fmt: skip
def test_dates_and_their_rules(text: str, name: str, date: int | None, rule: str | None) -> None:
    reading = read(text, name)
    assert reading.published_at == (datetime(2025, 3, date) if date else None)
    assert reading.date_rule == rule


def test_front_matter_states_all_facts() -> None:
    reading = read(
        "---\ntitle: 'The bridge: why'\nauthors:\n  - Jo Day\n  - name: Al Pine\n"
        "publisher: The Day\ndate: 2025-03-01T08:00:00+01:00\nlastmod: 2 March 2025\n---\n"
        f"# Another\n\n{PROSE}",
        "a.md",
    )
    assert (reading.title, reading.byline) == ("The bridge: why", "Jo Day, Al Pine")
    assert reading.publisher == "The Day"
    assert reading.published_at == datetime(2025, 3, 1, 7)
    assert reading.updated_at == datetime(2025, 3, 2)


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("By Jo Day", "Jo Day"),
        ("By Jo Day and Ursula von der Leyen, The Day", "Jo Day and Ursula von der Leyen, The Day"),
        ("by JO DAY", "JO DAY"),
        ("Written by Jo Day, 1 March 2025", "Jo Day"),
        ("By the river", None),
        ("By Monday the town was dry.", None),
    ],
)
def test_bylines(line: str, byline: str | None) -> None:
    assert read(f"A bridge for the town\n\n{line}\n\n{PROSE}").byline == byline


@pytest.mark.parametrize(
    ("start", "dateline"),
    [
        ("LONDON, March 3 (Reuters) - ", "LONDON, March 3 (Reuters)"),
        ("WASHINGTON (AP) — ", "WASHINGTON (AP)"),
        ("NEW YORK — ", "NEW YORK"),
        ("The minister - ", None),
    ],
)
def test_datelines(start: str, dateline: str | None) -> None:
    assert read(f"A bridge for the town\n\n{start}{PROSE}").dateline == dateline


def test_the_manifest_wins_and_leaves_the_rest() -> None:
    stated = Facts(publisher="Another", published_at=datetime(2024, 1, 1), date_rule="manifest")
    text = f"---\ntitle: T\npublisher: The Day\ndate: 2025-03-01\n---\nBy Jo Day\n\n{PROSE}"
    reading = read(text, "a.md", stated)
    assert (reading.title, reading.byline) == ("T", "Jo Day")
    assert (reading.publisher, reading.date_rule) == ("Another", "manifest")
    assert reading.published_at == datetime(2024, 1, 1)
