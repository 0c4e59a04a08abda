"""Atomic propositions: one predicate with its own arguments, in contents and in narration."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from tasks.extract.appositions import core, find_apposition
from tasks.extract.clauses import (
    OBJECT_CONTROL,
    controller,
    is_finite,
    is_infinitive,
    is_passive,
    is_past_ability,
    subject,
    trim,
)
from tasks.extract.conditions import condition_of
from tasks.extract.draft import Draft
from tasks.extract.embedded import Standing, is_inverted_condition, standing
from tasks.extract.factuality import factuality
from tasks.extract.predicates import is_negated, is_second, object_text, outer_end, verb_group
from tasks.extract.quantities import find_quantities
from tasks.extract.sources import antecedent
from tasks.extract.tree import Parse, Range, Token, descendants
from tasks.values import Claim, Statement, TimeExpression

MODALS = {
    "may": "possible",
    "might": "possible",
    "could": "possible",
}
PROBABLE = frozenset({"likely", "probably", "apparently", "presumably"})
FUTURE = frozenset({"will", "shall", "'ll", "’ll", "wo"})
CONDITIONS = frozenset(
    """if unless until once provided providing assuming whether long soon""".split()  # noqa: SIM905
)
FIRST_PERSON = frozenset({"i", "we", "my", "our", "me", "us"})
DEEPEST = 20  # coordinated predicates one below the other
# Predicates that share the subject of another one.
SHARING = frozenset({"conj", "advcl", "acl"})
BARE_FRAMES = frozenset({"inf", "obj_inf", "raise", "ing"})


def find_claims(
    parse: Parse,
    drafts: list[Draft],
    statements: Sequence[Statement],
    dates: Sequence[TimeExpression],
) -> list[Claim]:
    """The claims of a document in text order.

    A coordinated predicate is a claim of its own and shares the subject of the first. The verbs
    that attribute a statement, questions and headings are no claims. ``Claim.statement`` is the
    index of the innermost of ``drafts`` whose content holds the predicate; ``statements`` are
    theirs, and ``dates`` those of the document in text order.
    """
    cues = {i for d in drafts if d.cue for i in range(*d.cue)}
    owners = _owners(parse, drafts)
    bare = {
        d.content_head.i for d in drafts if d.content_head is not None and d.frame in BARE_FRAMES
    }
    claims = []
    for sentence in parse.sentences:
        is_heading = parse.blocks[sentence.block].kind == "heading"
        is_question = "?" in [
            t.text for t in parse.tokens[max(sentence.first, sentence.end - 2) : sentence.end]
        ]
        for token in parse.tokens[sentence.first : sentence.end]:
            owner = owners[token.i]
            if token.dep == "appos" and not is_heading:
                claims += find_apposition(parse, token, owner, drafts)
            if token.i in cues or is_question or (is_heading and owner is None):
                continue
            if not _is_predicate(token, bare) or is_inverted_condition(token):
                continue
            held = _standing(token, owner, drafts)
            if held == "denied" or (held == "open" and owner is None):
                continue
            claim = _claim(parse, token, owner, drafts)
            if claim is not None:
                is_main = owner is not None and _is_main(token, drafts[owner])
                statement = statements[owner] if owner is not None and is_main else None
                is_open = token.i in bare or is_infinitive(token)
                is_asked = any(m.lower in ("whether", "if") for m in token.each("mark"))
                code = factuality(claim, statement, is_open)
                claim.factuality_code = "Uu" if is_asked or held == "open" else code
                claims.append(claim)
    _share_out(parse, claims, dates)
    return claims


def _standing(token: Token, owner: int | None, drafts: list[Draft]) -> Standing:
    """Whether it is asserted; how what a cue itself bears on stands, the statement says."""
    is_main = owner is not None and _is_main(token, drafts[owner])
    return "asserted" if is_main else standing(token)


def _is_main(token: Token, draft: Draft) -> bool:
    """Whether a predicate is what the cue itself bears on, not a clause inside of it."""
    node = token
    while node.dep == "conj" and node.head is not node:
        node = node.head
    if draft.content_head is not None:
        head = draft.content_head
        return node is head or (node.head is head and node.dep == "xcomp")
    return not any(a <= node.head.i < b for a, b in draft.contents) or node.is_root


def _share_out(parse: Parse, claims: list[Claim], dates: Sequence[TimeExpression]) -> None:
    """Give every claim the dates and quantities that stand in it."""
    quantities = find_quantities(parse, dates)
    date_starts = [d.span[0] for d in dates]
    quantity_starts = [q.span[0] for q in quantities]
    for claim in claims:
        for start, end in claim.spans:
            inside = range(bisect_left(date_starts, start), bisect_left(date_starts, end))
            claim.dates += [dates[n] for n in inside if dates[n].span[1] <= end]
            inside = range(bisect_left(quantity_starts, start), bisect_left(quantity_starts, end))
            claim.quantities += [quantities[n] for n in inside if quantities[n].span[1] <= end]


def _owners(parse: Parse, drafts: list[Draft]) -> list[int | None]:
    """For each token the index of the innermost draft whose content holds it."""
    owners: list[int | None] = [None] * len(parse.tokens)
    by_size = sorted(range(len(drafts)), key=lambda n: -sum(b - a for a, b in drafts[n].contents))
    for number in by_size:
        for first, end in drafts[number].contents:
            owners[first:end] = [number] * (end - first)
    return owners


def _is_predicate(token: Token, bare: set[int], depth: int = 0) -> bool:
    """Whether a token heads a clause that asserts something by itself."""
    if token.i in bare:
        return True
    if depth > DEEPEST:
        return False
    if token.dep in ("aux", "aux:pass", "cop", "amod", "compound", "xcomp", "case", "mark"):
        return False
    if any(c.lower in ("rather", "instead") for c in token.each("cc")):
        return False  # "rather than aid" tells what is not so
    if token.dep == "conj" and token.head.child("cop") is not None and is_second(token):
        return _is_predicate(token.head, bare, depth + 1)
    is_copular = token.child("cop") is not None
    if is_copular and any(c.lower == "how" for c in token.each("advmod")):
        return False  # "how close a deal is"
    has_modal = any(c.tag == "MD" for c in token.each("aux"))
    if token.pos not in ("VERB", "AUX") and not is_copular and not has_modal:
        return False
    if token.dep == "conj":
        if any(c.lower in CONDITIONS for c in token.each("mark")):
            return False  # "but only if the money comes"
        head = token.head
        if head.pos not in ("VERB", "AUX") and head.child("cop") is None:
            return False
        is_open = head.dep == "xcomp"
        return _is_predicate(head.head if is_open else head, bare, depth + 1)
    if token.dep in ("advcl", "acl") and subject(token) is None:
        return _is_misread_conjunct(token)
    if is_infinitive(token):
        return False
    if token.dep in ("acl",):
        return False
    if token.dep == "advcl" and any(c.lower in CONDITIONS for c in token.each("mark")):
        return False
    if _is_measure(token):
        return False
    if token.tag == "VBN" and token.child("nsubj") is not None and token.child("aux") is None:
        return True  # a past tense that the tagger took for a participle: "20 houses burned"
    if token.dep == "acl:relcl" and _lacks_its_object(token):
        return False
    if token.dep == "ccomp" and token.child("mark") is not None and subject(token) is not None:
        return True  # also a subjunctive: "demanded that it be closed"
    return token.tag in ("VBD", "VBZ", "VBP") or any(
        c.dep in ("aux", "aux:pass", "cop") and c.tag in ("VBD", "VBZ", "VBP", "MD")
        for c in token.children
    )


def _is_measure(token: Token) -> bool:
    """What something is compared with: "faster than we feared", "as strong as it ever was"."""
    marks = {mark.lower for mark in token.each("mark")}
    is_equal = any(word.lower == "as" for word in token.head.each("advmod"))
    return "than" in marks or ("as" in marks and is_equal)


def _lacks_its_object(token: Token) -> bool:
    """ "the clock he had made": what was made stands outside of the clause."""
    own = subject(token)
    if own is None or own.tag in ("WP", "WDT", "WP$") or own.lower == "that":
        return False
    if any(c.tag == "WP$" for c in own.children) or is_passive(token):
        return False
    asides = token.child("obj", "ccomp", "xcomp", "cop", "advmod")
    return token.pos in ("VERB", "AUX") and asides is None


def _is_misread_conjunct(token: Token) -> bool:
    """A finite verb without subject or conjunction, read as an adjunct: "won, lost and left"."""
    if token.child("mark") is not None or token.child("aux", "aux:pass") is not None:
        return False
    is_finite = token.tag == "VBD" or (token.tag == "VBP" and token.dep == "advcl")
    return is_finite and (token.head.pos in ("VERB", "AUX") or token.head.is_root)


def _claim(parse: Parse, predicate: Token, owner: int | None, drafts: list[Draft]) -> Claim | None:
    contents = drafts[owner].contents if owner is not None else None
    tokens = [t for t in _own_tokens(predicate) if t.i > outer_end(predicate)]
    if contents is not None:
        tokens = [t for t in tokens if any(a <= t.i < b for a, b in contents)]
    ranges = _ranges(parse, tokens)
    if not ranges:
        return None
    own = subject(predicate)
    opener = own.child("case") if own is not None else None
    if (
        own is not None and opener is not None and opener.lower == "as"
    ):  # "especially as strikes go on"
        tokens = [t for t in tokens if not own.left <= t.i <= opener.i]
        ranges = _ranges(parse, tokens)
    who = _who(parse, predicate, own)
    if who is None and owner is not None and not is_finite(predicate):
        who = drafts[owner].source_head
    if who is None and predicate.child("expl") is None:
        return None
    if who is not None and who.tag == "WP" and who is own:
        return None  # nobody knows who: "who leads the group"
    if who is not None and who is not own and (own is not None or predicate.dep in SHARING):
        shared = core(parse, who, predicate)
        if contents is None or any(a <= shared[0] < b for a, b in contents):
            rest = [r for r in ranges if r[0] >= shared[1]]
            if own is not None:  # a relative pronoun, in whose place its noun stands
                rest = [(max(a, own.i + 1), b) for a, b in rest if b > own.i + 1]
            ranges = [shared, *_joined(parse, rest)]
    return Claim(
        spans=tuple(s for r in ranges for s in parse.spans(r)),
        statement=owner,
        subject=_subject_text(parse, who, predicate),
        predicate=verb_group(parse, predicate),
        object=object_text(parse, predicate),
        polarity="negative" if is_negated(parse, predicate) else "positive",
        certainty=_certainty(predicate),
        tense=_tense(predicate),
        context_text=_context(parse, predicate),
        condition_text=_condition(parse, predicate),
        is_about_speaker=_is_about_speaker(who, drafts[owner] if owner is not None else None),
    )


def _who(parse: Parse, predicate: Token, own: Token | None) -> Token | None:
    """The subject of a predicate, inherited or named by a relative pronoun."""
    who = antecedent(own) if own is not None else controller(predicate)
    if own is None and is_infinitive(predicate) and predicate.dep == "acl":
        verb = predicate.head.head
        if verb.lemma in OBJECT_CONTROL and predicate.head.dep in ("obj", "iobj"):
            return predicate.head  # "urged both sides to stop"
    if own is None and who is None and predicate.dep in ("advcl", "acl"):
        return predicate.head if predicate.head.pos in ("NOUN", "PROPN") else None
    if who is not None and who.tag in ("WP", "WDT"):
        found = antecedent(who)
        if found is who:
            found = _noun_before(parse, who)
        return found
    return who


def _subject_text(parse: Parse, who: Token | None, predicate: Token) -> str | None:
    """The words of the subject; of a clause all: "that the bridge is safe" is clear."""
    if who is None or any(mark.lower == "if" for mark in who.each("mark")):
        return None
    if who.dep.startswith("csubj") and who.head is predicate:
        return parse.words(trim(parse, (who.left, who.right + 1)))
    return parse.words(core(parse, who, predicate))


def _noun_before(parse: Parse, pronoun: Token) -> Token:
    """The head of the words right before ", who had fled", or the pronoun itself."""
    at = pronoun.i - 1
    if at >= 0 and parse.tokens[at].text == ",":
        at -= 1
    if at < parse.sentence_of(pronoun).first:
        return pronoun
    noun = parse.tokens[at]
    while noun.head is not noun and noun.head.right <= at and noun.head.pos in ("NOUN", "PROPN"):
        noun = noun.head
    is_nominal = noun.pos in ("NOUN", "PROPN") or noun.dep.startswith("nsubj")
    return noun if is_nominal else pronoun


def _joined(parse: Parse, ranges: list[Range]) -> list[Range]:
    """Ranges without punctuation at their edges, empty ones left out."""
    trimmed = [trim(parse, r) for r in ranges if r[0] < r[1]]
    return [r for r in trimmed if any(t.text[0].isalnum() for t in parse.tokens[r[0] : r[1]])]


def _own_tokens(predicate: Token) -> list[Token]:
    """The tokens of a clause without the clauses coordinated with it or set beside it."""
    found: list[Token] = [predicate]
    for child in predicate.children:
        is_clause = child.pos in ("VERB", "AUX") or child.child("cop") is not None
        if child.dep in ("conj", "parataxis") and is_clause:
            continue
        if child.dep in ("cc", "mark", "punct", "discourse"):
            continue
        is_twin = child.dep == "conj" and predicate.child("cop") is not None
        if (is_twin and is_second(child)) or _is_misread_conjunct_of(child, predicate):
            continue
        found += descendants(child)
    return sorted(found, key=lambda t: t.i)


def _is_misread_conjunct_of(child: Token, predicate: Token) -> bool:
    if child.dep not in ("advcl", "acl") or subject(child) is not None:
        return False
    return child.i > predicate.i and _is_misread_conjunct(child)


def _ranges(parse: Parse, tokens: list[Token]) -> list[Range]:
    """Runs of adjoining tokens, punctuation at their edges taken off."""
    runs: list[Range] = []
    for token in tokens:
        if runs and token.i <= runs[-1][1] + 1 and _only_marks(parse, runs[-1][1], token.i):
            runs[-1] = (runs[-1][0], token.i + 1)
        else:
            runs.append((token.i, token.i + 1))
    trimmed = [_closed(parse, trim(parse, r)) for r in runs]
    return [r for r in trimmed if any(t.text[0].isalnum() for t in parse.tokens[r[0] : r[1]])]


def _closed(parse: Parse, tokens: Range) -> Range:
    """A range with the mark that closes a quotation in it: was "a little uneasy"."""
    first, end = tokens
    is_open = sum(t.text == '"' for t in parse.tokens[first:end]) % 2 == 1
    after = [t.text for t in parse.tokens[end : end + 2]]
    if is_open and after[:1] == ['"']:
        return first, end + 1
    is_stopped = is_open and after[1:] == ['"'] and after[0] in (".", ",", "!", "?")
    return (first, end + 2) if is_stopped else tokens


def _only_marks(parse: Parse, first: int, end: int) -> bool:
    return all(t.pos == "PUNCT" for t in parse.tokens[first:end])


def _certainty(predicate: Token) -> str:
    for child in predicate.children:
        is_modal = child.dep == "aux" and child.lower in MODALS
        if is_modal and not is_past_ability(child, predicate):
            return MODALS[child.lower]
    if predicate.lower in PROBABLE or any(c.lower in PROBABLE for c in predicate.children):
        return "probable"
    return "certain"


def _tense(predicate: Token) -> str | None:
    """One of "past", "present" or "future", by the first finite verb; infinitives look ahead."""
    verbs = sorted([predicate, *predicate.each("aux", "aux:pass", "cop")], key=lambda t: t.i)
    if any(v.lower in FUTURE for v in verbs):
        return "future"
    finite = next((v for v in verbs if v.tag in ("VBD", "VBZ", "VBP")), None)
    if finite is not None:
        return "past" if finite.tag == "VBD" else "present"
    if is_infinitive(predicate):
        return "future"
    return None


def _context(parse: Parse, predicate: Token) -> str:
    sentence = parse.sentence_of(predicate)
    return parse.words((sentence.first, sentence.end))


def _condition(parse: Parse, predicate: Token) -> str | None:
    sentence = parse.sentence_of(predicate)
    found = condition_of(parse, predicate, (sentence.first, sentence.end))
    return parse.words(found.tokens) if found is not None else None


def _is_about_speaker(who: Token | None, draft: Draft | None) -> bool | None:
    """Whether the subject is the speaker: "I", "we", or the source's own pronoun or action."""
    if draft is None:
        return None
    if who is None:
        return False
    return who.lower in FIRST_PERSON or who is draft.source_head
