"""What the commands say of copies, contradictions and decisions about them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

import warehouse
from tasks.relate import relate
from tests.conftest import Cli
from tests.relations.measure import land_stories
from tests.relations.truth import STORIES, load_stories
from warehouse import Lake, unrelate
from warehouse.changes import Changes

STORY = "02-dam-quillahuara"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of one story: copies, a correction, a minister and a mine that contradict."""
    folder = tmp_path_factory.mktemp("story")
    stories = [story for story in load_stories("dev") if story.name == STORY]
    land_stories(Lake(folder / "lake"), stories, folder)
    return folder / "lake"


@pytest.fixture
def lake(made: Path, tmp_path: Path) -> Path:
    """A copy to decide in."""
    shutil.copytree(made, tmp_path / "lake", symlinks=True)
    Lake(tmp_path / "lake").adopt()
    return tmp_path / "lake"


def ask(lake: Path, query: str) -> list[Any]:
    with warehouse.open(lake) as record:
        return record.sql(query).fetchall()


def clash(lake: Path) -> tuple[str, str]:
    """The statements of a minister and of the mine that she contradicts."""
    ((one, other),) = ask(
        lake,
        "select for_statement_id, against_statement_id from contradictions "
        "where for_speaker = 'Lucía Paredes' limit 1",
    )
    return one, other


def test_what_a_correction_changed_is_shown_in_words(made: Path, onrecord: Cli) -> None:
    done = onrecord("compare", STORIES / STORY / "1.md", STORIES / STORY / "3.md", "-w", made)
    assert done.returncode == 0
    assert "At least [-14-]{+17+} people were killed" in " ".join(done.stdout.split())
    assert "3 places differ" in done.stdout


def test_two_sides_stand_beside_one_another(made: Path, onrecord: Cli) -> None:
    done = onrecord("compare", *clash(made), "-w", made)
    assert done.returncode == 0
    assert "They contradict one another" in done.stdout
    assert "Lucía Paredes" in done.stdout
    assert "line " in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_what_cannot_be_compared_is_named(made: Path, onrecord: Cli) -> None:
    done = onrecord("compare", STORIES / STORY / "1.md", "ffffff", "-w", made)
    assert done.returncode == 2
    assert "ffffff is no one document" in done.stderr
    assert "Traceback" not in done.stderr


def test_show_tells_who_else_says_so_and_who_denies_it(made: Path, onrecord: Cli) -> None:
    done = onrecord("show", clash(made)[0], "-w", made)
    assert done.returncode == 0
    assert "also told by" in done.stdout
    assert "against" in done.stdout


def group_of(lake: Path, statement: str) -> str:
    ((group, *_),) = ask(
        lake, f"select same_claim_id from told_claims where statement_id = '{statement}' limit 1"
    )
    return str(group)


def test_a_person_takes_a_claim_out_of_its_group_and_the_decision_stays(
    lake: Path, onrecord: Cli
) -> None:
    one, other = clash(lake)
    assert group_of(lake, one) == group_of(lake, other)
    before = Lake(lake).current()
    done = onrecord(
        "review", other, "same_claim_id=apart", "--by", "A. Editor", "--reason", "no", "-w", lake
    )
    assert done.returncode == 0
    assert group_of(lake, one) != group_of(lake, other)
    assert clash_count(lake, other) == 0
    with warehouse.open(lake, as_of=str(before.number)) as record:
        assert record.sql("select count(*) from reviews").fetchall() == [(0,)]
    everything = {row[0] for row in ask(lake, "select document_id from documents")}
    with Lake(lake).contents() as contents:
        changes = Changes()
        unrelate(contents, changes, everything)
    Lake(lake).commit(changes)
    relate(Lake(lake))
    assert group_of(lake, one) != group_of(lake, other)
    assert not warehouse.verify(Lake(lake))


def clash_count(lake: Path, statement: str) -> int:
    found = ask(
        lake, f"select count(*) from contradictions where against_statement_id = '{statement}'"
    )
    return int(found[0][0])


def test_a_person_puts_a_claim_to_another(lake: Path) -> None:
    one, _ = clash(lake)
    ((lone,),) = ask(
        lake,
        "select telling_id from told_claims where telling_id not in "
        "(select telling_id from same_claims) order by telling_id limit 1",
    )
    telling = ask(lake, f"select telling_id from told_claims where statement_id = '{one}'")[0][0]
    warehouse.review(Lake(lake), lone, "same_claim_id", telling, by="A. Editor", reason="same")
    ((group, is_reviewed),) = ask(
        lake, f"select same_claim_id, is_reviewed from told_claims where telling_id = '{lone}'"
    )
    assert (group, is_reviewed) == (group_of(lake, one), True)


def test_a_person_puts_two_entities_together(lake: Path) -> None:
    names = {"Lucía Paredes", "Jorge Huamán"}
    held = dict(ask(lake, "select canonical_name, entity_id from entities where kind = 'person'"))
    assert names <= held.keys()
    entity, other = held["Jorge Huamán"], held["Lucía Paredes"]
    warehouse.review(Lake(lake), entity, "entity_id", other, by="A. Editor", reason="a test")
    found = {name for (name,) in ask(lake, "select speaker_name from speakers")}
    assert "Jorge Huamán" not in found
    assert "Lucía Paredes" in found


@pytest.mark.parametrize(
    ("target", "decision", "message"),
    [
        ("ffffffff", "same_claim_id=apart", "Nothing has an id"),
        ("", "same_claim_id=apart", "beginning of several ids"),
        ("ffffffff", "rule=mine", "rule is not decided by review"),
        ("ffffffff", "act=deny", "Nothing has an id"),
    ],
)
def test_what_cannot_be_decided_is_refused_by_name(
    made: Path, onrecord: Cli, target: str, decision: str, message: str
) -> None:
    done = onrecord("review", target, decision, "--by", "me", "--reason", "why", "-w", made)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
