"""Decisions of people outlive what is extracted anew: they are carried over, or told as orphaned.

Ids are made from words, so most reviews simply still stand. A review whose statement or claim is
found no more is repeated for the one that has its words, or covers most of them; a statement that
a person added is put where its words stand now. What cannot be placed is an issue, never dropped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from tasks.land.added import BY_HAND, NotPlaced, Wording, placed
from tasks.land.evidence import Layout
from tasks.land.rows import statement_words
from tasks.land.stored import word_value
from tasks.values import Issue, Words
from warehouse import Changes, Contents
from warehouse.ids import identifier
from warehouse.reviewing import decided_key

Row = dict[str, Any]

_UNITS = {
    "statements": ("statement_id", "content_text", "content_spans"),
    "claims": ("claim_id", "claim_text", "claim_spans"),
}


@dataclass(frozen=True, slots=True)
class _Unit:
    """A statement or claim: what a review may be about."""

    table: str
    document_id: str
    text: str | None
    places: frozenset[int]  # the characters that it covers


def carry_reviews(contents: Contents, changes: Changes, again: Collection[str]) -> list[Issue]:
    """Keep what people decided on documents that are done again; an issue for what cannot be.

    To be called when ``changes`` has the new rows of the documents ``again``; statements that a
    person added and reviews that move to another target are added to it.
    """
    reviews = contents.among("reviews", "document_id", again)
    if not reviews:
        return []
    texts = {key: _text(contents, changes, key) for key in {r["document_id"] for r in reviews}}
    moved = {key for key, (before, after) in texts.items() if before != after}
    _keep_added(contents, changes, {key: after for key, (_, after) in texts.items()})
    rows = {name: contents.among(name, "document_id", texts) for name in _UNITS}
    held = _units(rows)
    found = _units({name: _added(changes, name, set(texts)) for name in _UNITS})
    chains = defaultdict(list)
    for row in reviews:
        chains[row["carried_from_review_id"] or row["review_id"]].append(row)
    orphans = []
    for root, chain in sorted(chains.items()):
        if any(row["target_id"] in found for row in chain):
            continue
        last = next((row for row in chain if row["target_id"] in held), chain[0])
        target_id = _successor(last, held, found, is_moved=last["document_id"] in moved)
        if target_id is None:
            orphans.append(last)
            continue
        key = identifier("review", target_id, root)
        carried = {"review_id": key, "target_id": target_id, "carried_from_review_id": root}
        words = decided_key(contents, last | {"target_texts": [found[target_id].text]})
        changes.add("reviews", [last | carried | {"content_key": words}])
    return [_issue(contents, row) for row in orphans]


def _text(contents: Contents, changes: Changes, document_id: str) -> tuple[str, str]:
    """The text of a document before and after."""
    (before,) = contents.among("texts", "document_id", [document_id], ["text"])
    after = _added(changes, "texts", {document_id})
    return before["text"], after[0]["text"] if after else before["text"]


def _added(changes: Changes, table: str, documents: Collection[str]) -> list[Row]:
    rows = (row for part in changes.added.get(table, ()) for row in part.to_pylist())
    return [row for row in rows if row["document_id"] in documents]


def _units(tables: dict[str, list[Row]]) -> dict[str, _Unit]:
    found = {}
    for name, rows in tables.items():
        key, text, spans = _UNITS[name]
        for row in rows:
            covered = {
                place
                for span in row[spans] or ()
                for place in range(span["char_start"], span["char_end"])
            }
            found[row[key]] = _Unit(name, row["document_id"], row[text], frozenset(covered))
    return found


def _successor(
    review: Row, held: dict[str, _Unit], found: dict[str, _Unit], *, is_moved: bool
) -> str | None:
    """What has the words of the target now, or most of its place; None unless it is just one."""
    before = held.get(review["target_id"])
    text = before.text if before else (review["target_texts"] or [None])[0]
    beside = {
        key: unit
        for key, unit in found.items()
        if unit.document_id == review["document_id"] and (not before or unit.table == before.table)
    }
    same = [key for key, unit in beside.items() if unit.text == text]
    if before and not is_moved:
        if len(same) != 1:
            same = [k for k in same or beside if beside[k].places == before.places]
        if not same:
            same = [key for key, unit in beside.items() if _is_most(unit.places, before.places)]
    return same[0] if len(same) == 1 else None


def _is_most(a: frozenset[int], b: frozenset[int]) -> bool:
    """Whether two places share more than half of what they cover together."""
    return 2 * len(a & b) > len(a | b)


def _keep_added(contents: Contents, changes: Changes, texts: dict[str, str]) -> None:
    """Put statements that a person added beside the new ones, where their words stand now."""
    found = {row["statement_id"] for row in _added(changes, "statements", texts)}
    kept = {}
    for document_id, text in texts.items():
        held = contents.among("statements", "document_id", [document_id])
        own = [r for r in held if r["rule"] == BY_HAND and r["statement_id"] not in found]
        if not own:
            continue
        words = _added(changes, "words", {document_id})
        words = words or contents.among("words", "document_id", [document_id])
        layout = Layout(Words(map(word_value, sorted(words, key=lambda word: word["position"]))))
        for row in own:
            if fresh := _placed(row, text, layout):
                kept[row["statement_id"]] = fresh
    changes.add("statements", list(kept.values()))
    for table in ("statement_speakers", "claims"):
        rows = contents.among(table, "statement_id", kept)
        if table == "claims":  # the whole content is the claim of an added statement
            rows = [_claim(row, kept[row["statement_id"]]) for row in rows]
        changes.add(table, rows)


def _claim(row: Row, statement: Row) -> Row:
    evidence = [item for item in statement["evidence"] if item["role"] == "content"]
    return {**row, "claim_spans": statement["content_spans"], "evidence": evidence}


def _placed(row: Row, text: str, layout: Layout) -> Row | None:
    """The row of an added statement in the text as it is now; None when its words are not there."""
    wording = Wording(
        row["content_text"], row["cue_text"], row["source_text"], row["speaker_name"], row["act"]
    )
    try:
        fresh = statement_words(placed(text, wording), text, layout)
    except NotPlaced:
        return None
    same = ("content_text", "cue_text", "source_text")  # what its id is made from
    return {**row, **fresh} if all(fresh[name] == row[name] for name in same) else None


def _issue(contents: Contents, review: Row) -> Issue:
    places = contents.among("sources", "document_id", [review["document_id"]], ["uri"])
    uri = min((row["uri"] for row in places), default=review["document_id"])
    words = (review["target_texts"] or [""])[0]
    return Issue(
        uri=uri,
        stage="review",
        code="orphaned_review",
        severity="warning",
        message=f"{uri}: what {review['reviewer']} decided on is found no more: “{words}” "
        f"({review['field_name']}: {review['new_value']})",
        remedy="Review what is there now, or add it: onrecord review add. All of them: "
        "select * from orphaned_reviews",
        document_id=review["document_id"],
    )
