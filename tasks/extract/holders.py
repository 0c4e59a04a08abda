"""Who can hold a view or make a statement: people, organisations, documents, names."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from tasks.extract.tree import Token
from tasks.extract.words import words

TABLE = Path(__file__).with_name("holders.toml")
PERSONAL = words("personal")


@cache
def holders() -> dict[str, frozenset[str]]:
    """Head nouns by section of holders.toml: people, organisation, document, ..."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {section: frozenset(words.split()) for section, words in table.items()}


AGENTIVE = ("ers", "ors", "ists", "ians", "eers", "crats", "men", "women", "folk")
THINGS = words("things")


def _is_agentive(head: Token) -> bool:
    """Whether a plural noun names people by its ending: "growers", "environmentalists"."""
    is_plural = head.tag == "NNS" and head.lower.endswith(AGENTIVE)
    return (is_plural or head.lower.endswith(("ist", "ologist"))) and head.lower not in THINGS


def can_be_source(head: Token | None, kind: str | None) -> bool:
    """Whether ``head`` may be the source of a cue that asks for this ``kind`` of source.

    ``kind`` is None (anything), "speaker" (people, organisations and names), "document" (those,
    and documents), "finding" (documents and those who find things out) or "record" (documents
    only). An absent source is allowed.
    """
    if head is None or kind is None:
        return True
    if head.tag in ("WDT", "WP") or (
        head.lower in ("that", "which") and head.head.dep.startswith("acl")
    ):
        clause = head.head
        while clause.dep not in ("acl:relcl", "acl") and clause.head is not clause:
            clause = clause.head
        return clause.head is clause or can_be_source(clause.head, kind)
    if kind == "record":
        return bool({head.lemma.lower(), head.lower} & holders()["document"])
    if kind != "finding" and (head.pos == "PROPN" or head.lower in PERSONAL):
        return True
    if head.text[0].isupper() and any(c.pos == "PROPN" for c in head.each("compound")):
        return kind != "finding"  # "Amnesty International", whatever the second word was read as
    words, lemma = holders(), head.lemma.lower()
    if kind == "finding":
        return bool({lemma, head.lower} & (words["document"] | words["finders"]))
    forms = {lemma, head.lower, head.lower.removesuffix("s")}
    if forms & (words["people"] | words["organisation"] | words["anonymous"]):
        return True
    if forms & words["partitive"]:
        inner = next((c for c in head.children if c.dep == "nmod"), None)
        return inner is None or can_be_source(inner, kind)
    if _is_agentive(head) or (kind == "document" and forms & words["document"]):
        return True
    return any(c.dep in ("appos", "flat") and c.pos == "PROPN" for c in head.children)


def means_nobody(head: Token | None) -> bool:
    """Whether a source says that there is none: "no one", "not everyone", "none of them"."""
    if head is None:
        return False
    if head.lower in NOBODY:
        return True
    return head.pos != "PROPN" and any(
        (c.lower == "no" and c.dep == "det") or (c.lower == "not" and c.i < head.i)
        for c in head.children
    )


NOBODY = frozenset({"nobody", "none", "neither"})
