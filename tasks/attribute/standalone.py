"""Claims that can be read alone: the pronoun that is their subject replaced by whom it means."""

from __future__ import annotations

from bisect import bisect_left

from tasks.attribute.pronouns import HE, SHE
from tasks.attribute.speakers import Resolved, Resolver
from tasks.extract.tree import Parse, Token
from tasks.values import Claim, Extraction

JOINER = " "


def stand_alone(parse: Parse, resolver: Resolver, extraction: Extraction) -> None:
    """Fill ``standalone_text`` of every claim, and whether it is about its speaker.

    Only a subject that the document resolves is replaced; nothing else is put in.
    """
    starts = [t.start for t in parse.tokens]
    for claim in extraction.claims:
        parts = [parse.text[a:b] for a, b in claim.spans]
        token = parse.tokens[bisect_left(starts, claim.spans[0][0])]
        name = _subject_name(resolver, claim, token)
        if name is not None:
            parts[0] = name + parts[0][len(token.text) :]
            claim.is_about_speaker = _is_speaker(extraction, claim, name)
        claim.standalone_text = JOINER.join(parts)


def _subject_name(resolver: Resolver, claim: Claim, token: Token) -> str | None:
    """The person a subject "he" or "she" means; "it" is too often nobody, "I" changes the verb."""
    is_subject = token.dep in ("nsubj", "nsubj:pass") and claim.subject == token.text
    if not is_subject:
        return None
    if token.lower not in HE | SHE:
        return None
    found: Resolved = resolver.resolve((token.i, token.i + 1), [], None)
    return found.speakers[0].name if len(found.speakers) == 1 else None


def _is_speaker(extraction: Extraction, claim: Claim, name: str) -> bool | None:
    if claim.statement is None:
        return claim.is_about_speaker
    return name in [s.name for s in extraction.statements[claim.statement].speakers]
