"""Atomic propositions: one predicate with its own arguments."""

from __future__ import annotations

from tasks.extract.draft import Draft
from tasks.extract.tree import Parse
from tasks.values import Claim


def find_claims(parse: Parse, drafts: list[Draft]) -> list[Claim]:
    return []
