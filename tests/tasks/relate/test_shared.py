"""A corpus that shares paragraphs, names and claims: what comes out hangs on nothing else."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any

import pytest

import warehouse
from tasks.relate import copies, near, relate, same
from tasks.relate.components import Components
from tasks.relate.likeness import LIKE, NAMED_CONTEXT, Told, likeness, share_of
from tasks.relate.near import NEAREST, NEIGHBOURS
from tasks.relate.same import contexts_of, is_one_claim, told_of
from tasks.relate.wording import concepts
from tests.bench.relations import rows_of
from tests.conftest import is_soak
from warehouse import Changes, Lake

# What the module makes, it makes once.
pytestmark = pytest.mark.xdist_group("shared")

Row = dict[str, Any]
Article = dict[str, list[Row]]

DOCUMENTS = 60
PEOPLE = ("Orla Kellan", "Bram Ostrowe", "Ines Quarto", "Kellan")
PLACES = ("Vellbrück", "Tarsovia", "Quillahuara")
CLAIMS = (
    ("the council {} close the old bridge in {}, near the harbour", ("will", "may", "must")),
    ("the council {} shut the old bridge in {}", ("will", "will not")),
    ("the company {} sell the northern plant in {}, near the river", ("will", "could")),
    ("the company {} buy the largest plant in {}", ("should not", "must")),
    ("the ministry {} cut the new tax in {}", ("will", "will not")),
    ("the ministry {} reduce the new wage in {} by 14 percent", ("will", "may")),
)
TABLES = {
    "passages": "*",
    "tellings": "*",
    "same_claims": "*",
    "short_names": "*",
    "documents": "document_id, copy_group_id, is_primary_copy, supersedes_document_id",
}


def article(number: int) -> Article:
    """A document of paragraphs that others have too; a few are long, undated or mere copies."""
    chance = random.Random(number // 2 if number % 7 == 1 else number)
    said = []
    for _ in range(chance.choice((2, 3, 5))):
        claim, verbs = chance.choice(CLAIMS)
        told = claim.format(chance.choice(verbs), chance.choice(PLACES))
        said.append((chance.choice(PEOPLE), told))
    day = datetime(2024, 1, 1) + timedelta(days=chance.randint(0, 9))
    made: Row = {"said": said, "day": day if number % 5 else None}
    made["publisher"] = f"Publisher {chance.randint(1, 3)}"
    found: Article = defaultdict(list)
    for table, row in rows_of(str(number), f"Report {number % 4}", made):
        found[table].append(row)
    for claim_row in found["claims"]:
        kind = chance.random()
        if kind < 0.15:
            claim_row["statement_id"] = None  # told by the author
        elif kind < 0.3:
            found["claims"] = [row for row in found["claims"] if row is not claim_row]
    people = sorted({who for who, _ in said})
    for place, who in enumerate(people):
        key = found["documents"][0]["document_id"]
        mention = {"mention_id": f"{key[:24]}m{place}", "document_id": key, "position": place}
        found["mentions"].append(mention | {"entity_id": f"person {who}", "kind": "person"})
    return found


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return [article(number) for number in range(DOCUMENTS)]


def landed(folder: Path, batches: Sequence[Sequence[Article]], at_once: int) -> Lake:
    lake = Lake(folder)
    people = [
        {"entity_id": f"person {who}", "kind": "person", "canonical_name": who} for who in PEOPLE
    ]
    lake.commit(_changes([{"entities": people}]))
    for batch in batches:
        lake.commit(_changes(batch))
        relate(lake, at_once=at_once)
    return lake


def _changes(batch: Sequence[Article]) -> Changes:
    changes = Changes()
    for made in batch:
        for table, found in made.items():
            changes.add(table, found)
    return changes


def rows(lake: Lake) -> dict[str, list[str]]:
    with warehouse.open(lake.path) as db:
        return {
            table: sorted(map(repr, db.sql(f"SELECT {columns} FROM {table}").fetchall()))
            for table, columns in TABLES.items()
        }


@pytest.fixture(scope="module")
def together(articles: list[Article], tmp_path_factory: pytest.TempPathFactory) -> Lake:
    return landed(tmp_path_factory.mktemp("together") / "lake", [articles], DOCUMENTS)


@pytest.mark.parametrize("seed", range(3 if is_soak() else 1))
def test_neither_order_nor_batches_nor_parts_matter(
    articles: list[Article],
    together: Lake,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
) -> None:
    monkeypatch.setattr(near, "PASSAGES_AT_ONCE", 1 + 4 * seed)
    monkeypatch.setattr(near, "FRESH_AT_ONCE", 9 - 4 * seed)
    monkeypatch.setattr(copies, "_FEW", 2 * seed)
    mixed = random.Random(seed).sample(articles, len(articles))
    size = 7 + 12 * seed
    batches = [mixed[start : start + size] for start in range(0, len(mixed), size)]
    assert rows(landed(tmp_path / "lake", batches, 5 + 3 * seed)) == rows(together)


def test_a_forgotten_document_leaves_the_others_as_if_it_had_never_been(
    articles: list[Article], together: Lake, tmp_path: Path
) -> None:
    with warehouse.open(together.path) as db:
        # The one by which most names are known to be short.
        ((gone,),) = db.sql(
            "SELECT other_document_id FROM short_names GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
        ).fetchall()
    lake = landed(tmp_path / "lake", [articles], DOCUMENTS)
    warehouse.forget(lake, gone, reason="court order", by="an editor")
    relate(lake)
    left = [made for made in articles if made["documents"][0]["document_id"] != gone]
    assert rows(lake) == rows(landed(tmp_path / "other", [left], DOCUMENTS))


def test_groups_are_those_of_judging_every_pair(together: Lake) -> None:
    with together.contents() as contents:
        passages = contents.rows("passages")
        tellings = contents.rows("tellings")
        same = contents.rows("same_claims")
    sets = Components()
    told: dict[str, list[Told]] = defaultdict(list)
    for telling in told_of(tellings, contexts_of(passages)):
        told[telling.passage_id].append(telling)
    for one, other in _pairs_of_passages(passages):
        for here in told[one]:
            for there in told[other]:
                shared = len(_tokens(here) & _tokens(there))
                if here is not there and shared >= 2 and likeness(here, there) >= LIKE:
                    sets.join((here.telling_id, there.telling_id))
    found = defaultdict(set)
    for row in same:
        found[row["same_claim_id"]].add(row["telling_id"])
    assert len(same) > DOCUMENTS
    assert sorted(map(sorted, found.values())) == sorted(sets.groups())


def test_tellings_that_are_connected_are_not_judged(
    articles: list[Article], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged = 0

    def counting(one: Told, other: Told) -> bool:
        nonlocal judged
        judged += 1
        return is_one_claim(one, other)

    monkeypatch.setattr(same, "is_one_claim", counting)
    lake = landed(tmp_path / "lake", [articles], 10)
    with lake.contents() as contents:
        tellings = len(contents.rows("tellings", ["telling_id"]))
    # Every telling meets those of most documents; what is far in meaning stays apart.
    assert judged < 3 * tellings


def _pairs_of_passages(passages: list[Row]) -> set[tuple[str, str]]:
    """Every pair of passages that is compared, worked out from one pair of documents at a time."""
    of_document: dict[str, list[Row]] = defaultdict(list)
    for row in passages:
        of_document[row["document_id"]].append(row)
    found = set()
    for one, other in combinations_with_replacement(sorted(of_document), 2):
        pairs = []
        for here in of_document[one]:
            for there in of_document[other]:
                names = share_of(frozenset(here["names"]), frozenset(there["names"]))
                is_met = here is there or set(here["lookup_keys"]) & set(there["lookup_keys"])
                apart = abs(here["position"] - there["position"])
                if is_met and names >= NAMED_CONTEXT and (one != other or apart <= NEIGHBOURS):
                    pairs.append((-names, apart, here["passage_id"], there["passage_id"]))
        for place in (2, 3):
            for passage in {pair[place] for pair in pairs}:
                of_passage = sorted(pair for pair in pairs if pair[place] == passage)
                kept = of_passage if one == other else of_passage[:NEAREST]
                found.update((pair[2], pair[3]) for pair in kept)
    return found


def _tokens(told: Told) -> set[str | int]:
    groups = concepts().groups
    terms = (*told.terms, *told.other_terms)
    return {*terms, *told.names, *(group for term in terms for group in groups.get(term, ()))}
