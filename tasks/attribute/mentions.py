"""The names of a document as rows: where each stands, whom it means, what part it plays."""

from __future__ import annotations

from bisect import bisect_left

from tasks.attribute.names import Name, Register
from tasks.extract.tree import Parse
from tasks.values import Mention, Statement


def list_mentions(parse: Parse, register: Register, statements: list[Statement]) -> list[Mention]:
    """One mention per name; its role comes from the statement it is source or addressee of."""
    mentions = []
    starts = [n.tokens[0] for n in register.names]
    roles: dict[int, tuple[str, int]] = {}
    token_starts = [t.start for t in parse.tokens]
    for number, statement in enumerate(statements):
        for role, span in (
            ("addressee", statement.addressee_span),
            ("source", statement.source_span),
        ):
            if span is None:
                continue
            first = bisect_left(token_starts, span[0])
            end = bisect_left(token_starts, span[1])
            for n in range(bisect_left(starts, first), bisect_left(starts, end)):
                roles[n] = (role, number)
    for n, name in enumerate(register.names):
        role, number = roles.get(n, (_role(name), -1))
        mentions.append(
            Mention(
                span=parse.span(name.tokens),
                kind=name.kind,
                role=role,
                entity=name.entity,
                resolution=name.resolution,
                statement=number if number >= 0 else None,
            )
        )
    return mentions


def _role(name: Name) -> str:
    if name.head.dep in ("nsubj", "nsubj:pass"):
        return "subject"
    if name.head.dep in ("obj", "iobj"):
        return "object"
    return "other"
