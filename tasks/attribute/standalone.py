"""Claims that can be read alone: subjects put in where they stand elsewhere or are pronouns."""

from __future__ import annotations

from bisect import bisect_left

from tasks.attribute.pronouns import HE, IT, SHE, THEY
from tasks.attribute.resolved import Resolved
from tasks.attribute.speakers import Resolver
from tasks.extract.clauses import negation
from tasks.extract.tree import Parse, Token
from tasks.values import Claim, Extraction, Span, Statement

JOINER = " "
LINKS = frozenset({"that", "when", "where", "and", "but", "because", "while", "although"})
PRONOUNS = HE | SHE | IT | THEY | frozenset({"i", "we", "you", "this", "that", "who", "which"})


def stand_alone(parse: Parse, resolver: Resolver, extraction: Extraction) -> None:
    """Fill ``standalone_text`` of every claim, and whether it is about its speaker.

    A subject that is a pronoun the document resolves gives way to the name; one that stands
    elsewhere in the sentence is put in front, with the auxiliary it shares ("and was replaced").
    What is not certain stays as it is, and nothing else is put in.
    """
    starts = [t.start for t in parse.tokens]
    for claim in extraction.claims:
        tokens = [
            t
            for a, b in claim.spans
            for t in parse.tokens[bisect_left(starts, a) : bisect_left(starts, b)]
        ]
        spans = _without_link(parse, claim.spans, tokens)
        parts = [parse.text[a:b] for a, b in spans]
        statement = None if claim.statement is None else extraction.statements[claim.statement]
        if _is_apposition(claim, tokens):
            claim.standalone_text = f"{claim.subject} {claim.predicate} {claim.object}"
            continue
        shared = _shared(tokens)
        if shared and len(parts) > 1 and parts[0] == claim.subject:
            parts[1] = f"{shared} {parts[1]}"
        found = _resolved(parse, starts, resolver, claim, tokens, statement)
        found = found or _described(resolver, tokens)
        owned = None
        if found is None and statement is not None:
            owned = found = _owned(parse, starts, resolver, tokens, statement)
        if found is not None:
            (start, end), name = found
            at = next(n for n, (a, b) in enumerate(spans) if a <= start < b)
            before, after = start - spans[at][0], end - spans[at][0]
            parts[at] = parts[at][:before] + name + _in_full(parts[at][after:])
            if statement is not None and owned is None:
                claim.is_about_speaker = _is_speaker(statement, name, claim)
        elif tokens and _lacks_subject(claim, parts, tokens):
            subject = _outer_subject(claim, statement)
            if subject is not None:
                parts.insert(0, subject if tokens[0].lower == "to" else f"{subject} to")
        claim.standalone_text = JOINER.join(part for part in parts if part)


def _without_link(parse: Parse, spans: tuple[Span, ...], tokens: list[Token]) -> tuple[Span, ...]:
    """The spans without the word that ties the clause to its sentence: "where he was asked".

    "if" and "unless" stay: without them the claim would say more.
    """
    inside = {t.i for t in tokens}
    first = next((t for t in tokens if t.pos != "PUNCT"), None)
    if first is None or first.lower not in LINKS or first.i + 1 not in inside:
        return spans
    if first.head.i not in inside or first.head.head.i in inside - {first.head.i}:
        return spans  # it belongs to a clause inside: "When he came, all was over"
    start = parse.tokens[first.i + 1].start
    return tuple((max(a, start) if a <= first.start < b else a, b) for a, b in spans)


def _is_apposition(claim: Claim, tokens: list[Token]) -> bool:
    """Whether the claim says that two phrases name one thing: its verb is in neither."""
    return (
        claim.predicate in ("is", "are")
        and len(claim.spans) > 1
        and claim.subject is not None
        and claim.object is not None
        and all(t.lower != claim.predicate for t in tokens)
        and not any(t.dep == "conj" and t.head.child("cop") for t in tokens)
    )


def _shared(tokens: list[Token]) -> str:
    """The auxiliaries or copula that a second predicate shares with the first one."""
    inside = {t.i for t in tokens}
    for token in tokens:
        if token.dep != "conj" or token.head.i in inside or token.head.i > token.i:
            continue
        first = token.head
        if token.pos not in ("VERB", "ADJ", "NOUN", "PROPN") or negation(first) is not None:
            return ""
        if token.child("aux", "aux:pass") is not None:
            return ""
        if first.child("cop") is not None and token.child("cop") is None:
            helpers = first.each("aux", "cop")
        elif token.tag in ("VB", "VBN") and token.child("aux", "aux:pass") is None:
            helpers = first.each("aux", "aux:pass")
        else:
            return ""
        return " ".join(t.text for t in helpers if t.i < first.i)
    return ""


def _resolved(
    parse: Parse,
    starts: list[int],
    resolver: Resolver,
    claim: Claim,
    tokens: list[Token],
    statement: Statement | None,
) -> tuple[Span, str] | None:
    """Where the pronoun stands that is the subject, and whom it means; "I" changes the verb."""
    token = next(
        (t for t in tokens if t.text == claim.subject and t.dep in ("nsubj", "nsubj:pass")), None
    )
    if token is None:
        return None
    if token.lower in HE | SHE:
        found: Resolved = resolver.resolve((token.i, token.i + 1), [], None)
        if len(found.speakers) != 1 or not _is_sure(resolver, token, found, statement):
            return None
        return (token.start, token.end), found.speakers[0].name
    if token.lower in ("it", "they") and statement is not None and token is tokens[0]:
        source = _own_source(parse, starts, token, statement)
        return ((token.start, token.end), source) if source is not None else None
    return None


def _in_full(rest: str) -> str:
    """What follows a pronoun, its contracted verb written out: "he’d vote" is "Lee would vote"."""
    for short, full in (("ll", " will"), ("d", " would")):
        if rest[:1] in ("'", "’") and rest[1:].startswith(f"{short} "):
            return full + rest[1 + len(short) :]
    return rest


def _is_sure(
    resolver: Resolver, pronoun: Token, found: Resolved, statement: Statement | None
) -> bool:
    """Whether nobody else can be meant by "he" or "she" inside what somebody said.

    Who speaks of himself by a name in the same sentence is; in quoted words it can be anybody.
    """
    if statement is None:
        return True
    if any(a <= pronoun.start < b for a, b in statement.quoted_spans):
        return False
    name = found.speakers[0].name
    if name in [speaker.name for speaker in statement.speakers]:
        return True
    near = (n.person for n in resolver.register.names if n.head.sentence == pronoun.sentence)
    return any(person is not None and person.name == name for person in near)


def _described(resolver: Resolver, tokens: list[Token]) -> tuple[Span, str] | None:
    """Where a surname or a definite description is the subject, and the full name it means."""
    inside = {t.i for t in tokens}
    for token in tokens:
        if token.dep not in ("nsubj", "nsubj:pass") or token.head.i not in inside:
            continue
        name = resolver.full_name(token)
        first = resolver.parse.tokens[token.left]
        whole = all(i in inside for i in range(token.left, token.right + 1))
        is_bare = token.left == token.right
        if name is None or not whole or (not is_bare and first.lower != "the"):
            return None
        if not is_bare and token.lower in name.lower():
            first = resolver.parse.tokens[token.left + 1]  # "the Ministry of Defence"
        return (first.start, resolver.parse.tokens[token.right].end), name
    return None


def _owned(
    parse: Parse, starts: list[int], resolver: Resolver, tokens: list[Token], statement: Statement
) -> tuple[Span, str] | None:
    """The possessive of the subject where it means the speaker: "Anna Weber’s staff was ill".

    "he said his staff was ill" says whose it is; where another name agrees, nothing is put in.
    """
    subjects = (t for t in tokens if t.dep in ("nsubj", "nsubj:pass"))
    owner = next((c for t in subjects for c in t.each("nmod:poss") if c.tag == "PRP$"), None)
    if owner is None or owner.lower not in HE | SHE | {"its", "their"}:
        return None
    if owner.lower in ("its", "their"):
        name = _own_source(parse, starts, owner, statement)
    else:
        meant: Resolved = resolver.resolve((owner.i, owner.i + 1), [], None)
        names = [s.name for s in meant.speakers]
        name = names[0] if names and names == [s.name for s in statement.speakers] else None
    if name is None:
        return None
    mark = "’" if owner.lower == "their" and name.endswith("s") else "’s"
    return (owner.start, owner.end), name + mark


def _own_source(
    parse: Parse, starts: list[int], pronoun: Token, statement: Statement
) -> str | None:
    """The source as whom "it", "they", "its" or "their" stands: "the ministry said it would pay".

    Only the first word of a content that nothing quotes, right after its source.
    """
    span = statement.source_span
    is_first = statement.content_spans[0][0] == pronoun.start
    if span is None or statement.quote_type != "indirect" or not is_first:
        return None
    if span[1] > pronoun.start or statement.source_kind == "person":
        return None
    cue = statement.cue_span
    between = range(bisect_left(starts, span[1]), bisect_left(starts, cue[0]) if cue else 0)
    if any(parse.tokens[i].pos in ("NOUN", "PROPN", "VERB") for i in between):
        return None  # "Cumulus hailed the decision, but said it came too late"
    text = parse.text[slice(*span)].split(",")[0]
    first = bisect_left(starts, span[0])
    last = parse.tokens[bisect_left(starts, span[0] + len(text)) - 1]
    if parse.tokens[first].lower in PRONOUNS:
        return None
    is_many = last.tag in ("NNS", "NNPS")
    return text if is_many == (pronoun.lower in THEY) else None


def _lacks_subject(claim: Claim, parts: list[str], tokens: list[Token]) -> bool:
    """Whether a bare infinitive stands without whom it speaks of: "to send two ships"."""
    if claim.subject is None:
        return False
    if claim.subject.lower() in PRONOUNS:
        if not claim.is_about_speaker or claim.subject.lower() not in HE | SHE:
            return False
    elif any(claim.subject in part for part in parts):
        return False
    return tokens[0].tag in ("VB", "TO") or tokens[0].lower in ("to", "not")


def _outer_subject(claim: Claim, statement: Statement | None) -> str | None:
    """Who a bare infinitive speaks of, by name where it is the speaker."""
    if statement is not None and claim.is_about_speaker and len(statement.speakers) == 1:
        return statement.speakers[0].name
    return claim.subject if (claim.subject or "").lower() not in PRONOUNS else None


def _is_speaker(statement: Statement, name: str, claim: Claim) -> bool:
    return name in [s.name for s in statement.speakers] or bool(claim.is_about_speaker)
