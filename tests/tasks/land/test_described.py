"""What a manifest states reaches documents that are on record, without reading them again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import warehouse
from tasks.land import Run, describe, land
from tasks.values import DocumentRecord, Facts, Provenance
from warehouse import Lake

Record = Callable[..., DocumentRecord]
ASK = (
    "select publisher, published_at, date_rule, original_url, collection "
    "from documents join sources using (document_id) order by uri"
)


def answer(lake: Lake, sql: str = ASK) -> list[tuple[object, ...]]:
    with warehouse.open(lake.path) as record:
        return record.execute(sql).fetchall()


def test_a_manifest_describes_what_is_held(
    lake: Lake, record: Record, staged: Callable[..., Path], run: Callable[..., Run]
) -> None:
    first, second = record("Byrne said no."), record("Byrne said yes.", "/in/b.txt")
    begun = run()
    land(lake, [staged(first, begun), staged(second, begun)], run=begun)
    texts = answer(lake, "select * from statements order by 1")
    assert len(answer(lake, "select * from documents_without_date")) == 2
    day = datetime(2025, 3, 1)
    stated = replace(
        first.reading.source,
        stated=Facts(publisher="The Day", published_at=day, date_rule="manifest"),
        provenance=Provenance(original_url="https://x.y/a", collection="Bridges"),
    )
    assert describe(lake, [stated, second.reading.source], "test") == 1
    after = lake.current()
    assert answer(lake) == [
        ("The Day", day, "manifest", "https://x.y/a", "Bridges"),
        (None, None, None, None, "in"),
    ]
    assert answer(lake, "select * from statements order by 1") == texts
    assert answer(lake, "select uri from documents_without_date") == [("/in/b.txt",)]
    held = answer(
        lake, "select stated_columns from documents join sources using (document_id) order by uri"
    )
    assert held == [(["date_rule", "published_at", "publisher"],), (None,)]
    # Again, or with nothing stated: nothing is written.
    assert describe(lake, [stated], "test") == 0
    assert describe(lake, [second.reading.source], "test") == 0
    assert lake.current() == after
    assert not warehouse.verify(lake)


def test_what_is_stated_lands_with_a_new_document(
    lake: Lake, record: Record, staged: Callable[..., Path], run: Callable[..., Run]
) -> None:
    found = record("Byrne said no.")
    found.reading.source = replace(
        found.reading.source, provenance=Provenance(original_url="https://x.y/a")
    )
    found.reading.published_at = datetime(2025, 3, 1)
    found.reading.date_rule = "manifest"
    land(lake, [staged(found, run())], run=run())
    assert answer(lake) == [(None, datetime(2025, 3, 1), "manifest", "https://x.y/a", "in")]
