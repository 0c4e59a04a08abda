"""What views count, counted again in Python from the rows that were landed: nothing counts twice.

Statements by several speakers, claims with several numbers, copies, documents that stand no more,
statements that people rejected, corrected or gave another speaker.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import warehouse
from warehouse import Changes, Decision, Lake
from warehouse.ids import content_key

Row = dict[str, Any]
NAMES = {"e1": "Ann Lee", "e2": "Bo Lee", "e3": "Cy Ray", "e4": "Di Fox"}
ACTS = ("assert", "deny", "commit")
WORDS = ("it rains", "it snows", "the dam holds")


@dataclass
class Made:
    """A record: its documents by id, its statements and claims with what people decided applied."""

    documents: dict[str, Row] = field(default_factory=dict)
    statements: dict[str, Row] = field(default_factory=dict)
    numbers: list[tuple[str, float]] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    def current(self) -> list[tuple[Row, Row]]:
        """Statements of current documents that were not rejected, each with its document."""
        return [
            (row, self.documents[row["document_id"]])
            for row in self.statements.values()
            if self.documents[row["document_id"]]["is_current"] and not row["is_rejected"]
        ]


def document(chance: random.Random, key: str) -> Row:
    dated = chance.random() < 0.7
    return {
        "document_id": key,
        "root_document_id": key,
        "is_current": chance.random() < 0.8,
        "publisher": chance.choice(["Post", "Herald", None]),
        "published_at": datetime(2026, 1, chance.randint(1, 28)) if dated else None,
        "copy_group_id": chance.choice(["d0", "d1", key]),
        "is_primary_copy": chance.choice([True, False]),
        "page_count": chance.randint(1, 3),
    }


def made(chance: random.Random) -> tuple[Changes, Made]:
    """Rows of a dozen documents and what will be decided on some of their statements."""
    changes, model = Changes(), Made()
    for number in range(12):
        row = document(chance, f"d{number}")
        key = row["document_id"]
        model.documents[key] = row
        changes.add("documents", [row])
        for place in range(chance.randint(1, 2)):  # one document may stand in two places
            source = {"source_id": f"{key}-{place}", "uri": f"/{key}/{place}", "is_current": True}
            changes.add("sources", [source | {"document_id": key}])
        for place in range(chance.randint(0, 4)):
            statement(chance, changes, model, key, place)
    people = [{"entity_id": e, "canonical_name": n, "kind": "person"} for e, n in NAMES.items()]
    changes.add("entities", people)
    return changes, model


def statement(
    chance: random.Random, changes: Changes, model: Made, document_id: str, place: int
) -> None:
    key = f"{document_id}s{place}"
    speakers = chance.choices(list(NAMES), k=chance.randint(0, 3))  # also the same one twice
    name = "; ".join(NAMES[e] for e in speakers) or None
    words = chance.choice(WORDS)
    shared: Row = {"document_id": document_id, "statement_id": key, "position": place}
    row = shared | {"speaker_name": name, "act": chance.choice(ACTS), "content_text": words}
    row |= {"content_key": content_key(words, name)}
    changes.add("statements", [row])
    for position, entity in enumerate(speakers):
        said = {"position": position, "entity_id": entity, "speaker_name": NAMES[entity]}
        changes.add("statement_speakers", [shared | said])
    model.statements[key] = row | {"is_rejected": False, "names": [NAMES[e] for e in speakers]}
    decide(chance, model, key)
    for number in range(chance.randint(0, 2)):
        values = [float(chance.randint(1, 9)) for _ in range(chance.randint(0, 3))]
        claim: Row = {"claim_id": f"{key}c{number}", "claim_text": words}
        claim["quantities"] = [{"text": "n", "value": value} for value in values]
        changes.add("claims", [shared | claim])
        model.numbers += [(key, value) for value in values]


def decide(chance: random.Random, model: Made, key: str) -> None:
    row = model.statements[key]
    chosen = chance.random()
    by: Row = {"by": "Ed", "reason": "so"}
    if chosen < 0.15:
        model.decisions.append(Decision(key, "verdict", "rejected", **by))
        row["is_rejected"] = True
    elif chosen < 0.3:
        row["act"] = chance.choice(ACTS)
        model.decisions.append(Decision(key, "act", row["act"], **by))
    elif chosen < 0.45:
        names = chance.choice([["Di Fox"], ["Ann Lee", "Cy Ray"], ["Nobody Known"]])
        model.decisions.append(Decision(key, "speaker_name", "; ".join(names), **by))
        row["names"] = names
        row["content_key"] = content_key(row["content_text"], "; ".join(names))


def by_speaker(model: Made) -> set[tuple[object, ...]]:
    """Rows of statements_by_speaker: name, act, statements, tellings, documents, publishers."""
    found: dict[tuple[str, str], list[tuple[Row, Row]]] = defaultdict(list)
    for row, about in model.current():
        for name in set(row["names"]):
            found[name, row["act"]].append((row, about))
    return {
        (
            *key,
            len({row["content_key"] for row, about in rows if about["is_primary_copy"]}),
            len({row["statement_id"] for row, _ in rows}),
            len({about["document_id"] for _, about in rows}),
            len({about["publisher"] for _, about in rows if about["is_primary_copy"]} - {None}),
        )
        for key, rows in found.items()
    }


@pytest.mark.parametrize("seed", range(4))
def test_views_count_what_is_there_once(tmp_path: Path, seed: int) -> None:
    changes, model = made(random.Random(seed))
    lake = Lake(tmp_path / "lake")
    lake.commit(changes)
    warehouse.review_all(lake, model.decisions)
    current = model.current()
    ids = {row["statement_id"] for row, _ in current}
    with warehouse.open(lake.path) as record:

        def ask(query: str) -> list[tuple[Any, ...]]:
            return record.execute(query).fetchall()

        counts = "statement_count, telling_count, document_count, publisher_count"
        rows = ask(f"select speaker_name, act, {counts} from statements_by_speaker")
        assert len(rows) == len(set(rows))
        assert set(rows) == by_speaker(model)
        for asked in ("Lee", "Cy Ray", "Nobody Known"):
            meant = sorted(
                row["statement_id"]
                for row, _ in current
                if any(asked in name for name in row["names"])
            )
            assert ask(f"select statement_id from said_by('{asked}') order by 1") == [
                (key,) for key in meant
            ]
        numbers = [value for key, value in model.numbers if key in ids]
        assert ask("select count(*), coalesce(sum(value), 0) from claim_quantities") == [
            (len(numbers), sum(numbers))
        ]
        unnamed = sorted(row["statement_id"] for row, _ in current if not row["names"])
        assert ask("select statement_id from unattributed_statements order by 1") == [
            (key,) for key in unnamed
        ]
        fresh = ask("select statement_id from new_statements")
        assert sorted(fresh) == sorted((key,) for key in ids)
        documents = [row for row in model.documents.values() if row["is_current"]]
        undated = sum(row["published_at"] is None for row in documents)
        pages = sum(row["page_count"] for row in documents)
        assert ask("select document_count, page_count, undated_count from reach") == [
            (len(documents), pages, undated)
        ]
        promised = sum(row["act"] == "commit" for row, _ in current)
        assert ask("select count(*) from commitments") == [(promised,)]
        tellings: dict[str, set[str]] = defaultdict(set)
        for row, about in current:
            tellings[row["content_key"]].add(about["document_id"])
        again = {(key, len(held)) for key, held in tellings.items() if len(held) > 1}
        assert set(ask("select content_key, document_count from repeated_statements")) == again


def test_what_was_extracted_stays_told_when_it_was_nothing(tmp_path: Path) -> None:
    changes, model = made(random.Random(7))
    lake = Lake(tmp_path / "lake")
    lake.commit(changes)
    key = min(model.statements)
    for place in ("Cork", "Galway"):
        warehouse.review(lake, key, "said_place", place, by="Ed", reason=f"it was {place}")
    with warehouse.open(lake.path) as record:
        query = "select extracted_value, corrected_value, reason from corrections"
        assert record.execute(query).fetchall() == [(None, "Galway", "it was Galway")]
