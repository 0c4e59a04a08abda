"""Statements in quotation marks: find the cue of every quotation."""

from __future__ import annotations

from tasks.extract.clauses import is_passive, phrase, subject, trim
from tasks.extract.cues import Cue, look_up
from tasks.extract.draft import Draft
from tasks.extract.holders import can_be_source
from tasks.extract.quotes import Quote
from tasks.extract.reach import FINITE
from tasks.extract.sources import make
from tasks.extract.tree import Parse, Range, Token
from tasks.extract.words import words

FINAL = frozenset({".", "!", "?", "…", "..."})
CONTRASTS = frozenset({"while", "whereas", "though", "although"})
PAUSE = frozenset({",", "—", "–", "-", "--"})
LONGEST_TAG = 10  # tokens from a verb after a full stop to the end: “It is over.” she said
WINDOW = 30  # tokens a cue may stand away from the quotation it introduces or closes


class QuoteIndex:
    """The quotations of a document and which of them a token stands in."""

    def __init__(self, parse: Parse, quotes: list[Quote]) -> None:
        self.parse = parse
        self.quotes = quotes
        self.at = [-1] * len(parse.tokens)
        for number, quote in enumerate(quotes):
            for i in range(*quote.tokens):
                self.at[i] = number

    def end_of(self, i: int) -> int:
        """The end of the quotation that token ``i`` stands in, or ``i`` itself."""
        return self.quotes[self.at[i]].tokens[1] if self.at[i] >= 0 else i


def find_direct(index: QuoteIndex) -> list[Draft]:
    """One draft for every cue that introduces, interrupts or closes a quotation."""
    parse = index.parse
    drafts: dict[int, Draft] = {}
    for number, quote in enumerate(index.quotes):
        cue = None if quote.continues is not None else cue_of(index, number)
        if cue is None:
            continue
        if cue.i not in drafts:
            drafts[cue.i] = introduce(parse, cue)
        draft = drafts[cue.i]
        draft.quotes.append(number)
        draft.contents.append(_whole(index, quote, cue))
        end = quote.tokens[1]
        is_after = draft.source is None or draft.source[0] > cue.i
        if is_after and _is_name_only(parse, end, cue.i):
            draft.source = trim(parse, (end, cue.i))
            draft.source_head = parse.tokens[draft.source[0]]
    for draft in drafts.values():
        draft.contents.sort()
        _take_second_clause(parse, draft)
        _take_subject_before(parse, draft)
    return list(drafts.values())


def _take_second_clause(parse: Parse, draft: Draft) -> None:
    """Go on to the end of the sentence after: said “X” and that Y was true."""
    first, end = draft.contents[-1]
    if draft.head is None or draft.head.i > first or end + 2 >= len(parse.tokens):
        return
    if parse.tokens[end].lower in ("and", "but") and parse.tokens[end + 1].lower == "that":
        sentence = parse.sentence_of(parse.tokens[end])
        draft.contents[-1] = trim(parse, (first, sentence.end))


def _take_subject_before(parse: Parse, draft: Draft) -> None:
    """Take the subject that stands before the cue: The plan, he wrote, “puts people first”."""
    first = draft.contents[0][0]
    if draft.head is None or draft.source is None or not draft.source[0] < draft.head.i < first:
        return
    opening, start = parse.tokens[first + 1], parse.sentence_of(draft.head).first
    before = parse.tokens[start : draft.source[0]]
    is_predicate = (
        opening.tag in ("VBZ", "VBD", "VBP", "MD") and parse.tokens[first - 1].text == ","
    )
    if not is_predicate or len(before) < 2 or before[-1].text != ",":
        return
    is_phrase = not any(t.tag in ("VBZ", "VBD", "VBP", "MD", "VBG") for t in before)
    if is_phrase and before[0].pos in ("DET", "NOUN", "PROPN", "PRON", "ADJ", "NUM"):
        draft.contents.insert(0, trim(parse, (start, draft.source[0])))


def introduce(parse: Parse, verb: Token) -> Draft:
    """A draft without content for the verb that introduces a quotation."""
    found = look_up(verb)
    cue, particle = found if found else (Cue(verb.lemma, {"quote": "assert"}, frozenset()), None)
    act = cue.acts.get("quote", cue.act)
    draft = make(parse, verb, [], act, "quotation", "quote", particle, None)
    if draft.source is None and not is_passive(verb):
        inverted = _inverted_subject(parse, verb)
        if inverted is not None:
            draft.source_head = inverted
            draft.source = phrase(parse, inverted)
    return draft


def _inverted_subject(parse: Parse, verb: Token) -> Token | None:
    """The name after a quotative that the parser took for its object: "said Smith"."""
    for child in verb.children:
        is_after = child.i > verb.i and child.dep in ("obj", "iobj", "dep", "obl:npmod", "xcomp")
        is_name = child.pos in ("PROPN", "NOUN", "PRON") and child.child("case") is None
        if is_after and is_name:
            return child
    return None


def _whole(index: QuoteIndex, quote: Quote, cue: Token) -> Range:
    """The quotation, with the words before it when it starts in mid-sentence before its cue."""
    parse = index.parse
    first, end = quote.tokens
    sentence = parse.sentence_of(parse.tokens[first])
    if cue.i < first or sentence.first >= first:
        return first, end
    before = [t for t in parse.tokens[sentence.first : first] if index.at[t.i] < 0]
    if len(before) != first - sentence.first or not before:
        return first, end
    if any(t.text in (":", ";") for t in before) or before[0].text in PAUSE:
        return first, end
    start = sentence.first
    while start < first and parse.tokens[start].dep == "cc":
        start += 1
    return start, end


def cue_of(index: QuoteIndex, number: int) -> Token | None:
    """The cue verb of a quotation: before it, or after it."""
    quote = index.quotes[number]
    before = _cue_before(index, quote)
    if before is not None:
        return before
    return None if quote.is_open else _cue_after(index, quote)


def _cue_before(index: QuoteIndex, quote: Quote) -> Token | None:
    parse, first = index.parse, quote.tokens[0]
    block = parse.blocks[quote.block]
    j = first - 1
    if j < block.first:
        return _cue_in_block_before(index, quote)
    lead = parse.tokens[j].text
    if lead not in (",", ":") and lead.lower() not in ("that",) and not _is_near(parse, quote, j):
        return None
    if lead.lower() == "that" and _is_subject(parse, quote):
        return None
    floor = max(block.first, first - WINDOW)
    k = j
    while k >= floor:
        token = parse.tokens[k]
        if (token.text in FINAL and k < j) or (index.at[k] >= 0 and k < j):
            break
        if token.tag == "VBG" and token.dep == "acl" and parse.tokens[k - 1].text != ",":
            k -= 1
            continue  # "an hour after Bolt confirming it: “It is madness.”"
        if _introduces(token) and (lead == ":" or _is_clear_between(parse, token, j)):
            if _content_is_outside(index, quote, token):
                return None
            return token
        if lead != ":" and token.pos == "VERB" and subject(token) is not None:
            break
        k -= 1
    return _tone(parse, quote, j) if lead == ":" else None


def _tone(parse: Parse, quote: Quote, colon: int) -> Token | None:
    """What tells how somebody speaks before a colon: "Lee was blunt: “…”", "left no doubt: “…”"."""
    sentence = parse.sentence_of(parse.tokens[colon])
    lead = parse.tokens[sentence.first : colon]
    tone = next((t for t in reversed(lead) if t.lower in TONES or _is_doubtless(t)), None)
    who = tone.child("nsubj") if tone is not None else None
    if tone is None or who is None or who.lower == "it" or not can_be_source(who, "speaker"):
        return None
    is_last = tone.pos != "ADJ" or all(t.pos == "ADV" for t in lead[tone.i + 1 - sentence.first :])
    is_whole = parse.tokens[quote.tokens[1] - 2].text in FINAL | {","}
    return tone if is_last and is_whole and _is_utterance(parse, quote) else None


def _is_doubtless(verb: Token) -> bool:
    thing = verb.child("obj") if verb.lemma == "leave" else None
    return thing is not None and thing.lemma.lower() == "doubt"


TONES = words("tones")


def _is_subject(parse: Parse, quote: Quote) -> bool:
    """Whether a quotation only names what the clause is about: that “no harm” had been found."""
    first, end = quote.tokens
    follows = parse.tokens[end].tag if end < len(parse.tokens) else ""
    is_clause = any(t.tag in FINITE for t in parse.tokens[first:end])
    return follows in FINITE and not is_clause


def _cue_in_block_before(index: QuoteIndex, quote: Quote) -> Token | None:
    """The cue of a quotation that is a paragraph of its own after "…, she said:"."""
    parse, first = index.parse, quote.tokens[0]
    if first == 0 or parse.tokens[first - 1].text not in (":", ","):
        return None
    sentence = parse.sentence_of(parse.tokens[first - 1])
    verbs = [t for t in parse.tokens[sentence.first : first] if _introduces(t)]
    roots = [t for t in verbs if t.is_root]
    return next(iter(roots or verbs[::-1]), None)


def _introduces(token: Token) -> bool:
    if token.pos not in ("VERB", "AUX"):
        return False
    found = look_up(token)
    return found is not None and "quote" in found[0].acts


def _is_near(parse: Parse, quote: Quote, j: int) -> bool:
    """Whether the quotation follows its verb at once: he said "…" or told them "…"."""
    token = parse.tokens[j]
    if _introduces(token):
        return _is_utterance(parse, quote)
    is_near = token.dep in ("obj", "iobj", "compound:prt") and token.head.i >= j - 4
    return is_near and _introduces(token.head) and _is_utterance(parse, quote)


def _is_utterance(parse: Parse, quote: Quote) -> bool:
    """Whether a quotation right after a verb is speech, no mere object: reflected “the mood”."""
    first, end = quote.tokens
    inside = parse.tokens[first + 1 : end]
    is_open = inside[0].text[0].isupper() or inside[0].pos in ("INTJ", "ADV", "PART")
    return is_open or any(t.tag in ("VBD", "VBZ", "VBP", "MD", "VB") for t in inside)


def _is_clear_between(parse: Parse, verb: Token, j: int) -> bool:
    """Whether only objects and adverbials of the verb stand between it and the quotation."""
    for token in parse.tokens[verb.i + 1 : j + 1]:
        if token.dep in ("punct", "mark", "compound:prt", "advmod"):
            continue
        node = token
        while node.head is not node and node.head is not verb and node.head.i > verb.i:
            node = node.head
        if (
            node.head is verb
            and node.dep in ("ccomp", "xcomp", "conj", "parataxis")
            and (node.i <= j)
        ):
            return False
    return j - verb.i <= 16


def _content_is_outside(index: QuoteIndex, quote: Quote, verb: Token) -> bool:
    """Whether the clause of the cue goes on past the quotation: said "happy days" were here."""
    for clause in verb.each("ccomp"):
        if clause.i > quote.tokens[1] and index.parse.tokens[quote.tokens[1] - 2].text not in (
            FINAL | {","}
        ):
            return True
    return False


def _cue_after(index: QuoteIndex, quote: Quote) -> Token | None:
    parse = index.parse
    block = parse.blocks[quote.block]
    i = quote.tokens[1]
    last = parse.tokens[quote.tokens[1] - 2].text if quote.tokens[1] >= 2 else ""
    has_pause = last in FINAL | {","} or last in PAUSE
    while i < block.end and (parse.tokens[i].text in PAUSE or parse.tokens[i].text in ")]"):
        has_pause = True
        i += 1
    if i >= block.end or not has_pause or parse.tokens[i].dep == "cc":
        return None
    opening = parse.tokens[i]
    is_new = opening.pos in ("DET", "ADJ", "NOUN", "PRON")
    if last == "." and opening.text[0].isupper() and is_new:
        return None  # “We will not accept it.” The group later apologized.
    limit = min(parse.sentence_of(parse.tokens[i]).end, i + WINDOW)
    for token in parse.tokens[i:limit]:
        if index.at[token.i] >= 0 or token.text in (":", ";"):
            return None
        if token.pos not in ("VERB", "AUX") or token.dep in (
            "aux",
            "aux:pass",
            "cop",
            "acl",
            "acl:relcl",
            "amod",
        ):
            continue
        if not _closes(parse, token, i, last):
            if token.dep in ("acl:relcl", "acl"):
                continue
            return None
        return token
    return None


def _closes(parse: Parse, verb: Token, start: int, last: str) -> bool:
    """Whether ``verb`` with its subject follows the quotation at once and has no other content."""
    found = look_up(verb)
    is_known = found is not None and "quote" in found[0].acts
    who = subject(verb) or _inverted_subject(parse, verb)
    if (
        is_known
        and _is_name_only(parse, start, verb.i)
        and (who is None or who.left < start or who.i > verb.i)
    ):
        return True
    if who is not None and who.i > verb.i > start:
        return False
    if who is None or not (verb.i == start or start <= who.left or _leads(parse, verb, start)):
        return False
    if who.i < verb.i and not _leads(parse, verb, start):
        return False
    if last in FINAL - {"!", "?"} and last != ",":
        if any(
            c.dep in ("ccomp", "xcomp", "obj") and c.i > verb.i and c is not who
            for c in verb.children
        ):
            return False
        if parse.sentence_of(verb).end - verb.i > LONGEST_TAG:
            return False
        following = parse.tokens[verb.right] if verb.right < len(parse.tokens) else verb
        if not is_known or following.text == ":":
            return False
    if any(c.dep == "ccomp" and c.i > verb.i and c is not who for c in verb.children):
        return is_known and last == ","
    return is_known or (
        last == ","
        and parse.sentence_of(verb).end - verb.i <= 12
        and not any(c.dep in ("ccomp", "xcomp", "obj") and c is not who for c in verb.children)
    )


def _is_name_only(parse: Parse, start: int, end: int) -> bool:
    """Whether only a name with its age or role stands between a quotation and its verb."""
    between = parse.tokens[start:end]
    nominal = ("PROPN", "NOUN", "ADJ", "NUM", "DET", "PUNCT")
    return (
        0 < len(between) <= 10
        and between[0].pos in ("PROPN", "DET", "NOUN", "ADJ")
        and all(t.pos in nominal and t.text not in (":", ";", ".") for t in between)
    )


def _leads(parse: Parse, verb: Token, start: int) -> bool:
    """Whether only adverbs or a conjunction stand before the subject: "then he said"."""
    who = subject(verb)
    if who is None:
        return False
    between = parse.tokens[start : who.left]
    return all(
        t.pos in ("ADV", "CCONJ", "PUNCT", "SCONJ") and t.lower not in CONTRASTS for t in between
    )
