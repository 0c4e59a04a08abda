"""From the rows of a document to its passages and tellings: what is compared with others."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any

from tasks.relate.meaning import FEWEST_WORDS, meaning, packed
from tasks.relate.stance import BESIDE, stance, strength
from tasks.relate.wording import full_names, known_names, name_of, names_of, rarity, wording
from warehouse.search import terms_of

Row = dict[str, Any]

# A passage is about as long as a news article: what stands further apart is another context.
PASSAGE_LENGTH = 4_000
# By pairs of so many of its rarest names a passage meets others.
LOOKUP_NAMES = 7
_MOST_NAMES = 60
# With fewer words, as where the object is a pronoun, the phrases around them are core too.
_FEWEST = 2
# An object that says where or when, and a clause that says more of a noun.
_PLACED = re.compile(
    r"(?:above|across|after|along|around|before|behind|below|between|beyond|during|inside|near"
    r"|outside|over|throughout|under|within)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"(?<=\w)[, ]+(?:that|which|who|whose|whom|where)\b.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class DocumentRows:
    """What the warehouse holds of a document, as far as relations need it."""

    document_id: str
    title: str | None
    published_at: datetime | None
    text: str
    segments: Sequence[Row]
    statements: Sequence[Row]
    claims: Sequence[Row]
    speakers: dict[str, list[str]]  # names by statement


def passages(document: DocumentRows) -> list[Row]:
    """The rows of ``passages`` of a document: whole segments, one after another."""
    known = known_names(document.text)
    found = []
    for position, (start, end) in enumerate(_stretches(document)):
        words = f"{document.title or ''}\n{document.text[start:end]}"
        names = names_of(words, known)
        rarest = sorted(names, key=lambda name: (-rarity(name), -names[name], name))
        keys = combinations(sorted(rarest[:LOOKUP_NAMES]), 2)
        together = full_names(words)
        found.append(
            {
                "passage_id": f"{document.document_id}-{position}",
                "document_id": document.document_id,
                "position": position,
                "passage_span": {"char_start": start, "char_end": end},
                "names": sorted(rarest[:_MOST_NAMES]),
                "lookup_keys": [f"{a} {b}" for a, b in keys if frozenset((a, b)) not in together],
            }
        )
    return found


def _stretches(document: DocumentRows) -> list[tuple[int, int]]:
    spans = sorted(
        (span["char_start"], span["char_end"])
        for segment in document.segments
        for span in segment["segment_spans"]
    )
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and end - found[-1][0] <= PASSAGE_LENGTH:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found or [(0, len(document.text))]


def tellings(document: DocumentRows, parts: Sequence[Row]) -> list[Row]:
    """The rows of ``tellings`` of a document; ``parts`` are its passages."""
    known = known_names(document.text)
    statements = {row["statement_id"]: row for row in document.statements}
    own_claims = defaultdict(list)
    for claim in document.claims:
        own_claims[claim["statement_id"]].append(claim)
    found = []
    for claim in document.claims:
        statement = statements.get(claim["statement_id"])
        told = claim["standalone_text"] or claim["claim_text"]
        found.append(_telling(document, statement, claim, told, claim["claim_spans"], known))
    for statement in document.statements:
        if not own_claims[statement["statement_id"]] and statement["content_text"]:
            told, spans = statement["content_text"], statement["content_spans"]
            found.append(_telling(document, statement, None, told, spans, known))
    starts = [part["passage_span"]["char_start"] for part in parts]
    for row in found:
        at = bisect_right(starts, row["telling_span"]["char_start"]) - 1
        row["passage_id"] = parts[max(at, 0)]["passage_id"]
    return found


def _telling(
    document: DocumentRows,
    statement: Row | None,
    claim: Row | None,
    told: str,
    spans: Iterable[Row],
    known: frozenset[str],
) -> Row:
    row = claim or statement or {}
    is_compared = statement is not None and len(told.split()) >= FEWEST_WORDS
    meant = packed(meaning(" ".join(told.split()))) if is_compared else None
    for part in (row.get("condition_text"), (statement or {}).get("condition_text")):
        told = told.replace(part, " ") if part else told
    said = wording(told, known)
    stems = _core(claim, told)
    core = {t for t, stem in zip(said.terms, said.first_stems, strict=True) if stem in stems}
    if len(core) < _FEWEST:
        stems = set(terms_of(BESIDE.sub("", told)))
        core |= {t for t, stem in zip(said.terms, said.first_stems, strict=True) if stem in stems}
    core = core or set(said.terms)
    spans = list(spans)
    statement_id = statement["statement_id"] if statement is not None else None
    claim_id = claim["claim_id"] if claim is not None else None
    names = document.speakers.get(statement_id, []) if statement_id else []
    return {
        "telling_id": claim_id or statement_id,
        "document_id": document.document_id,
        "statement_id": statement_id,
        "claim_id": claim_id,
        "telling_span": {
            "char_start": min(span["char_start"] for span in spans),
            "char_end": max(span["char_end"] for span in spans),
        },
        "meaning": meant,
        "terms": [term for term in said.terms if term in core],
        "other_terms": [term for term in said.terms if term not in core],
        "names": list(said.names),
        "speakers": sorted({folded_name(name) for name in names}),
        "stance": stance(statement, claim, told, said.terms),
        "strength": strength(statement, claim, told),
    }


def _core(claim: Row | None, told: str) -> set[str]:
    """The stems of subject, predicate and object; of what has none, all but the circumstances."""
    if claim is None or not claim["predicate"]:
        return set(terms_of(BESIDE.sub("", told)))
    parts = [claim["subject"], claim["predicate"]]
    if claim["object"] and not _PLACED.match(claim["object"]):
        parts.append(claim["object"])
    texts = (_RELATIVE.sub("", BESIDE.sub("", part)) for part in parts if part)
    return {term for text in texts for term in terms_of(text)}


def folded_name(name: str) -> str:
    """A speaker's name as it is compared, word by word."""
    return " ".join(name_of(word) for word in name.split())
