"""What a predicate is in words: its verb group and object, and whether it is negated."""

from __future__ import annotations

from tasks.extract.appositions import core
from tasks.extract.clauses import SUBJECTS, is_none, negation, subject, trim
from tasks.extract.tree import Parse, Token

# "Not merely a pause" is a pause, and more.
LIMITING = frozenset({"merely", "only", "just", "simply", "solely"})


def verb_group(parse: Parse, predicate: Token, *, with_negation: bool = True) -> str:
    """The verb with auxiliaries, negation, particle; a copula with its predicate.

    Without the negation where ``with_negation`` is false, or where it stands in the subject.
    """
    parts = [predicate]
    near = predicate.each("aux", "aux:pass", "cop", "compound:prt")
    parts += [t for t in near if t.i > outer_end(predicate)]
    own, word = subject(predicate), negation(predicate)
    is_before = own is not None and word is not None and word.i < own.i  # "not all are ready"
    if word is not None and word.head is predicate and with_negation and not is_before:
        limit = _limit_after(parse, word)
        parts += [word] if limit is None else [word, limit]
    parts.sort(key=lambda t: t.i)
    if _is_copular(predicate):
        return " ".join(t.text for t in parts if t is not predicate)
    if _has_shared_copula(predicate):
        is_shared = with_negation and not _is_instead(predicate)
        return verb_group(parse, predicate.head, with_negation=is_shared)
    return " ".join(t.text for t in parts)


def object_text(parse: Parse, predicate: Token) -> str | None:
    """The object, complement or predicate of a clause as written."""
    if _is_copular(predicate) or _has_shared_copula(predicate):
        skipped = (*SUBJECTS, "cop", "aux", "punct", "mark", "cc", "conj", "advcl", "parataxis")
        inside = [c for c in predicate.children if c.dep not in skipped]
        first = min(
            [
                predicate.i,
                *(
                    c.left
                    for c in inside
                    if c.i < predicate.i and c.dep not in ("advmod", "obl", "expl")
                ),
            ]
        )
        last = max([predicate.i, *(c.right for c in inside if c.i > predicate.i)])
        return parse.words(trim(parse, (first, last + 1)))
    for labels in (("obj",), ("ccomp", "xcomp"), ("obl", "obl:agent", "iobj")):
        child = predicate.child(*labels)
        if child is not None and child.i > predicate.i:
            if labels == ("obj",):
                return parse.words(core(parse, child))
            relative = child.child("acl:relcl", "appos")
            if relative is not None and relative.left > child.i:
                return parse.words(trim(parse, (max(child.left, predicate.i + 1), relative.left)))
            return parse.words(trim(parse, (max(child.left, predicate.i + 1), child.right + 1)))
    return None


def is_negated(parse: Parse, predicate: Token) -> bool:
    """Whether a predicate is denied, by its verb or by who or what it is said of."""
    has_none = _has_none(parse, predicate)
    if _has_shared_copula(predicate) and not _is_instead(predicate):
        predicate = predicate.head  # "is not wide and safe"
    word = negation(predicate)
    return (word is not None and _limit_after(parse, word) is None) or has_none


def _has_none(parse: Parse, predicate: Token) -> bool:
    """ "Nobody came", "had no plan"; not "did nothing but talk"."""
    return any(
        is_none(noun) and not _is_more(parse, noun)
        for noun in predicate.each("nsubj", "nsubj:pass", "obj")
    )


def _is_more(parse: Parse, noun: Token) -> bool:
    """Whether "nothing" is followed by what there is: "nothing but talk"."""
    after = parse.tokens[noun.i + 1].lower if noun.i + 1 < len(parse.tokens) else ""
    return noun.lower == "nothing" and after in ("but", "less", "short")


def _limit_after(parse: Parse, word: Token) -> Token | None:
    """ "Merely" in "not merely", by which nothing is denied."""
    after = parse.tokens[word.i + 1] if word.i + 1 < len(parse.tokens) else None
    return after if after is not None and after.lower in LIMITING else None


def _is_instead(predicate: Token) -> bool:
    """ "Not a pause, but a settlement" is a settlement."""
    return any(c.lower == "but" for c in predicate.each("cc"))


def outer_end(predicate: Token) -> int:
    """Where "the problem is (that)" ends before a clause of its own, else -1."""
    if predicate.child("nsubj:outer") is None:
        return -1
    copula = predicate.child("cop")
    return copula.i if copula is not None else -1


def _is_copular(predicate: Token) -> bool:
    return any(copula.i > outer_end(predicate) for copula in predicate.each("cop"))


def _has_shared_copula(predicate: Token) -> bool:
    head = predicate.head
    return (
        predicate.dep == "conj"
        and predicate.child("cop") is None
        and head.child("cop") is not None
        and is_second(predicate)
    )


def is_second(token: Token) -> bool:
    """The second of two things said of a subject: "is narrow and dangerous"."""
    return token.pos in ("ADJ", "NOUN", "PROPN") and subject(token) is None
