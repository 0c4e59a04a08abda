"""Questions and answers of an interview printed without names: paragraph by paragraph."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.extract.clauses import phrase, subject
from tasks.extract.draft import Draft
from tasks.extract.labelled import TURNS, label_end
from tasks.extract.tree import Parse, Token

FEWEST_QUESTIONS = 3
LONGEST_QUESTION = 150  # tokens
TALKING = frozenset({"interview", "speak", "talk", "sit", "chat", "discuss", "question", "ask"})
INTERVIEW_WORDS = frozenset({"interview", "interviewed", "interviews", "q&a"})


@dataclass(frozen=True, slots=True)
class Pair:
    """Who asks and who answers, as told before the first question."""

    asks: Token | None
    answers: Token | None


def find_interview(parse: Parse) -> list[Draft]:
    """Drafts for the questions and answers of a document that says it is an interview.

    A paragraph that ends in a question mark is a question; what follows up to the next question
    or heading is its answer. So are turns that open with "Q:" and "A:". Turns that open with a
    name are left to ``find_labelled``.
    """
    labels = {n: label_end(parse, block) for n, block in enumerate(parse.blocks)}
    turns = {n for n, end in labels.items() if end and _opening(parse, n) in TURNS}
    named = {n for n, end in labels.items() if end} - turns
    questions = [
        n
        for n in range(len(parse.blocks))
        if n not in named
        and (_opening(parse, n) in ("q", "question") if n in turns else _is_question(parse, n))
    ]
    if len(questions) < FEWEST_QUESTIONS or len(named) > len(questions):
        return []
    first = parse.blocks[questions[0]].first
    is_told = any(t.lower in INTERVIEW_WORDS for t in parse.tokens[:first])
    if not is_told and len(turns) < FEWEST_QUESTIONS:
        return []
    pair = _pair(parse, first)
    drafts = []
    for at, number in enumerate(questions):
        stop = questions[at + 1] if at + 1 < len(questions) else len(parse.blocks)
        last = number
        while last + 1 < stop and parse.blocks[last + 1].kind == "paragraph":
            if last + 1 in named:
                break
            last += 1
        drafts.append(_draft(parse, number, number, pair.asks, "ask"))
        if last > number:
            drafts.append(_draft(parse, number + 1, last, pair.answers, "assert"))
    return drafts


def _opening(parse: Parse, number: int) -> str:
    return parse.tokens[parse.blocks[number].first].lower


def _is_question(parse: Parse, number: int) -> bool:
    block = parse.blocks[number]
    if block.kind not in ("paragraph", "heading") or block.end - block.first > LONGEST_QUESTION:
        return False
    opening, closing = parse.tokens[block.first].text, parse.tokens[block.end - 1].text
    return closing == "?" and opening not in ('"', "“", "‘", "'")


def _draft(parse: Parse, first: int, last: int, who: Token | None, act: str) -> Draft:
    start = parse.blocks[first].first
    if _opening(parse, first) in TURNS:
        start = max(start, label_end(parse, parse.blocks[first]) + 1)
    content = (start, parse.blocks[last].end)
    return Draft(
        contents=[content],
        cue=None,
        head=None,
        source=phrase(parse, who) if who is not None else None,
        act=act,
        rule="interview",
        source_head=who,
        frame="label",
    )


def _pair(parse: Parse, limit: int) -> Pair:
    """The two sides of "Wikinews interviewed the founder" or "the author spoke with the paper"."""
    found = Pair(None, None)
    for verb in parse.tokens[:limit]:
        if verb.pos != "VERB" or verb.lemma not in TALKING:
            continue
        asks = subject(verb)
        answers = verb.child("obj") if verb.lemma != "discuss" else None  # that is the topic
        for child in verb.each("obl"):
            case = child.child("case")
            if case is not None and case.lower in ("with", "to") and answers is None:
                answers = child
        if asks is None or answers is None:
            continue
        if verb.lemma == "discuss":  # "With the Post, Lee discusses his plans"
            asks, answers = answers, asks
        if verb.lemma != "interview" and answers.pos == "PROPN" and asks.child("nmod:desc"):
            asks, answers = answers, asks
        found = Pair(asks, answers)
    return found
