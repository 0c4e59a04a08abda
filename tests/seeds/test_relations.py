"""The seed folder: six forms of one article are one article, however often it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

import warehouse
from tests.relations.measure import land_files
from warehouse import Lake

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeds")
    files = sorted(path for path in SEEDS.iterdir() if path.suffix != ".py")
    land_files(Lake(folder / "lake"), files, folder)
    return folder / "lake"


def ask(lake: Path, query: str) -> list[tuple[object, ...]]:
    with warehouse.open(lake) as record:
        return record.sql(query).fetchall()


def test_the_forms_of_the_article_are_one_group(lake: Path) -> None:
    groups = ask(
        lake,
        "select copy_group_id, count(*), count(*) filter (is_primary_copy) "
        "from documents group by 1 having count(*) > 1",
    )
    assert [(count, primaries) for _, count, primaries in groups] == [(5, 1)]


def test_a_speaker_is_counted_once_for_all_forms(lake: Path) -> None:
    ((counted, told),) = ask(
        lake,
        "select sum(statement_count), sum(telling_count) from statements_by_speaker "
        "where speaker_name = 'Volodymyr Zelensky'",
    )
    assert counted == 7
    assert told > 20


def test_a_pledge_is_one_with_its_tellings(lake: Path) -> None:
    found = ask(
        lake,
        "select r.document_count, r.primary_document_count, r.telling_count from retold_claims r "
        "where r.same_claim_id in (select same_claim_id from told_claims "
        "where speaker_name = 'United Kingdom; France' and commitment_kind = 'pledge')",
    )
    assert len(found) == 1
    documents, primaries, tellings = found[0]
    assert (documents, primaries) == (5, 1)
    assert tellings > 10


def test_a_threat_to_troops_is_not_joined_with_the_pledge_to_send_them(lake: Path) -> None:
    threats = ask(lake, "select same_claim_id from told_claims where speaker_name = 'Kremlin'")
    pledges = ask(
        lake,
        "select same_claim_id from told_claims "
        "where speaker_name = 'United Kingdom; France' and commitment_kind = 'pledge'",
    )
    assert threats and pledges
    assert not set(threats) & set(pledges)


def test_a_surname_leads_to_the_full_name_that_the_other_forms_give(lake: Path) -> None:
    held = {name for (name,) in ask(lake, "select speaker_name from statement_speakers")}
    shown = {name for (name,) in ask(lake, "select speaker_name from speakers")}
    assert "Starmer" in held
    assert "Starmer" not in shown
    assert "Keir Starmer" in shown


def test_the_article_does_not_contradict_itself(lake: Path) -> None:
    """A war "has drained resources" and is to be ended, in one sentence of all its forms."""
    assert ask(lake, "select * from contradictions") == []
