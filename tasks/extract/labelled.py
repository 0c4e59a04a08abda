"""Statements without a verb: "Name: words" in headlines, transcripts and interviews."""

from __future__ import annotations

from tasks.extract.draft import Draft
from tasks.extract.tree import Block, Parse
from tasks.extract.words import words

LONGEST_LABEL = 8  # tokens before the colon
NOT_NAMES = words("not_names")
TURNS = frozenset({"q", "a", "question", "answer"})  # labels that name nobody


def find_labelled(parse: Parse, quoted: list[int]) -> list[Draft]:
    """Drafts for blocks that open with a speaker's name and a colon.

    A label counts when it opens at least two blocks of the document, or when it is the only
    thing before the quotation or the words of a heading; ``quoted`` are the first tokens of
    quotations that have a cue of their own. Where labels open at least half of the paragraphs,
    those without one go on with the turn before.
    """
    labels = {
        n: end
        for n, block in enumerate(parse.blocks)
        if (end := label_end(parse, block)) and parse.tokens[block.first].lower not in TURNS
    }
    paragraphs = [n for n, block in enumerate(parse.blocks) if block.kind == "paragraph"]
    is_spoken = 2 * len(labels) >= len(paragraphs)
    counts: dict[str, int] = {}
    for n, end in labels.items():
        name = parse.words((parse.blocks[n].first, end))
        counts[name] = counts.get(name, 0) + 1
    drafts = []
    for n, end in labels.items():
        block = parse.blocks[n]
        name = parse.words((block.first, end))
        is_transcript = counts[name] > 1 and len(counts) > 1
        follows = parse.tokens[end + 1].text if end + 1 < block.end else ""
        if any(block.first < i < block.end for i in quoted) and not is_transcript:
            continue
        if not is_transcript and follows not in ("“", '"', "‘"):
            continue
        first = end + 1
        last = n
        while is_transcript and is_spoken and last + 1 in paragraphs and last + 1 not in labels:
            last += 1
        is_question = parse.tokens[block.end - 1].text == "?"
        drafts.append(
            Draft(
                contents=[(first, parse.blocks[last].end)],
                cue=None,
                head=None,
                source=(block.first, end),
                act="ask" if is_question else "assert",
                rule="label",
                source_head=parse.tokens[end - 1],
                frame="label",
            )
        )
    return drafts


def label_end(parse: Parse, block: Block) -> int:
    """The index of the colon that ends a speaker's label at the start of a block, else 0."""
    for i in range(block.first + 1, min(block.first + LONGEST_LABEL, block.end - 1)):
        token = parse.tokens[i]
        if token.text == ":":
            words = parse.tokens[block.first : i]
            is_name = all(
                t.text[0].isupper() or t.text in (".", ",", "-") or t.pos in ("ADP", "DET", "PUNCT")
                for t in words
            )
            if is_name and words[0].text[0].isalpha() and words[0].lower not in NOT_NAMES:
                return i
            return 0
        if token.text in (".", "!", "?", ",", ";") and not parse.tokens[i - 1].text[0].isupper():
            return 0
    return 0
