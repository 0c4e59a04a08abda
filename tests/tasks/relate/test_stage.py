"""Relate as a whole: what comes out hangs on what is there, not on how it came there."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

import warehouse
from tasks.discover import discover
from tasks.extract import load_pipeline
from tasks.land import Redone, Run, describe, land, stage
from tasks.relate import relate, unrelated
from tasks.run_stages import run_stages
from tasks.settings import Settings
from tasks.values import Facts, Source
from tests.conftest import is_soak
from tests.relations.truth import STORIES
from warehouse import Decision, Lake, review_all

# What the module makes, it makes once.
pytestmark = pytest.mark.xdist_group("stage")

NAMES = ("02-dam-quillahuara", "05-halvorsen-ostrava", "08-carrow-sale")
TABLES = {
    "sketches": "*",
    "passages": "*",
    "tellings": "*",
    "same_claims": "*",
    "short_names": "*",
    "documents": "document_id, copy_group_id, is_primary_copy, supersedes_document_id",
}
RUN = Run.begin(settings=Settings())
Article = tuple[Source, Path]
Rows = dict[str, list[str]]


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> list[Article]:
    """Three stories, read and extracted once, each article staged."""
    folder = tmp_path_factory.mktemp("staged")
    settings = Settings()
    nlp = load_pipeline(settings.pipeline)
    sources = discover([STORIES / name for name in NAMES]).sources
    found = []
    for source in sources:
        if source.uri.endswith(".md"):
            record = run_stages(source, settings, nlp)
            target = folder / f"{source.document_id}.arrow"
            found.append((source, stage(record, target, settings=settings, run_id=RUN.run_id)))
    assert len(found) == 5 * len(NAMES)
    return found


def landed(folder: Path, batches: Sequence[Sequence[Article]], at_once: int = 200) -> Lake:
    lake = Lake(folder)
    for batch in batches:
        land(lake, [path for _, path in batch], sources=[s for s, _ in batch], run=RUN.end())
        relate(lake, at_once=at_once)
    return lake


def rows(lake: Lake) -> Rows:
    with warehouse.open(lake.path) as db:
        return {
            table: sorted(map(repr, db.sql(f"SELECT {columns} FROM {table}").fetchall()))
            for table, columns in TABLES.items()
        }


@pytest.fixture(scope="module")
def together(articles: list[Article], tmp_path_factory: pytest.TempPathFactory) -> Rows:
    return rows(landed(tmp_path_factory.mktemp("together") / "lake", [articles]))


def test_copies_and_same_claims_are_found(together: Rows) -> None:
    assert len(together["same_claims"]) > 60
    assert sum("True" not in row for row in together["documents"]) >= 5


@pytest.mark.parametrize("seed", range(3 if is_soak() else 1))
def test_the_order_of_arrival_does_not_matter(
    articles: list[Article], together: Rows, tmp_path: Path, seed: int
) -> None:
    mixed = random.Random(seed).sample(articles, len(articles))
    size = 1 + 3 * seed
    batches = [mixed[start : start + size] for start in range(0, len(mixed), size)]
    assert rows(landed(tmp_path / "lake", batches, at_once=2)) == together


def test_long_documents_are_related_few_at_a_time(
    together: Rows, articles: list[Article], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = Lake(tmp_path / "lake")
    land(lake, [path for _, path in articles], sources=[s for s, _ in articles], run=RUN)
    with warehouse.open(lake.path) as record:
        (total,) = record.execute("select sum(char_count) from documents").fetchall()[0]
    monkeypatch.setattr("tasks.relate.stage.CHARACTERS_AT_ONCE", total // 4)
    told: list[tuple[int, int]] = []
    relate(lake, on_documents=lambda done, of: told.append((done, of)))
    assert 4 <= len(told) <= 8
    assert told[-1] == (len(articles), len(articles))
    assert rows(lake) == together


def test_nothing_waits_and_nothing_is_published_twice(
    articles: list[Article], tmp_path: Path
) -> None:
    lake = landed(tmp_path / "lake", [articles[:3]])
    assert not unrelated(lake)
    assert relate(lake) is None


def test_a_forgotten_document_leaves_the_others_as_if_it_had_never_been(
    articles: list[Article], tmp_path: Path
) -> None:
    lake = landed(tmp_path / "lake", [articles])
    gone = articles[0][0]
    warehouse.forget(lake, str(gone.document_id), reason="court order", by="an editor")
    assert not warehouse.verify(lake)
    assert unrelated(lake)
    relate(lake)
    assert not warehouse.verify(lake)
    assert rows(lake) == rows(landed(tmp_path / "other", [articles[1:]]))


def test_a_document_done_again_is_related_again(
    articles: list[Article], together: Rows, tmp_path: Path
) -> None:
    lake = landed(tmp_path / "lake", [articles])
    again = articles[5:8]
    redone = Redone(frozenset(str(source.document_id) for source, _ in again))
    land(lake, [path for _, path in again], run=RUN.end(), redone=redone)
    assert not warehouse.verify(lake)
    assert len(unrelated(lake)) >= len(again)
    relate(lake)
    assert not warehouse.verify(lake)
    assert rows(lake) == together


def test_a_stated_date_makes_another_copy_the_primary(
    articles: list[Article], tmp_path: Path
) -> None:
    lake = landed(tmp_path / "lake", [articles])
    copy = next(s for s, _ in articles if s.uri.endswith("02-dam-quillahuara/2.md"))
    early = Facts(published_at=datetime(2020, 1, 1), date_rule="manifest")
    assert describe(lake, [replace(copy, stated=early)], note="dated") == 1
    relate(lake)
    with warehouse.open(lake.path) as db:
        found = db.sql(
            "SELECT is_primary_copy, copy_group_id = document_id FROM documents "
            f"WHERE document_id = '{copy.document_id}'"
        ).fetchall()
    assert found == [(True, True)]
    assert not warehouse.verify(lake)


def test_what_people_decide_is_compared(
    articles: list[Article], together: Rows, tmp_path: Path
) -> None:
    lake = landed(tmp_path / "lake", [articles])

    def ask(query: str) -> list[tuple]:
        with warehouse.open(lake.path) as db:
            return db.sql(query).fetchall()

    def decide(key: str, **values: str) -> None:
        review_all(lake, [Decision(key, name, new, "Ed", "why") for name, new in values.items()])
        relate(lake)
        assert not warehouse.verify(lake)

    ((key, act, name),) = ask(
        "SELECT statement_id, act, speaker_name FROM told_claims JOIN same_claims g USING "
        "(telling_id) WHERE stance = 'for' AND act = 'assert' AND speaker_name IS NOT NULL "
        "AND claim_id IS NOT NULL ORDER BY telling_id LIMIT 1"
    )
    told = f"SELECT DISTINCT stance, speakers FROM tellings WHERE statement_id = '{key}'"
    decide(key, act="deny", speaker_name="Ann Lee; Bo Chen")
    assert ask(told) == [("against", ["ann lee", "bo chen"])]
    decide(key, verdict="rejected")
    assert ask(told) == []
    decide(key, act=act, speaker_name=name, verdict="accepted")
    assert rows(lake) == together


def test_what_changes_no_claim_is_not_related_again(
    articles: list[Article], tmp_path: Path
) -> None:
    lake = landed(tmp_path / "lake", [articles[:2]])
    with warehouse.open(lake.path) as db:
        ((key, act),) = db.sql("SELECT statement_id, act FROM statements LIMIT 1").fetchall()
    values = {"verdict": "accepted", "addressee_text": "", "act": act}
    review_all(lake, [Decision(key, name, new, "Ed", "why") for name, new in values.items()])
    assert not unrelated(lake)
