"""Statements without a verb: "Name: words" in headlines, transcripts and interviews."""

from __future__ import annotations

from tasks.extract.draft import Draft
from tasks.extract.tree import Block, Parse
from tasks.extract.words import words

LONGEST_LABEL = 8  # tokens before the colon, brackets left out
LONGEST_RECORD = 40  # tokens before the colon with brackets
FEWEST_TITLED = 3  # labels with a title make the record of a debate
OPENING, CLOSING, COLONS = frozenset("(["), frozenset(")]"), frozenset({":", "):", "]:"})
ADDRESSES = frozenset(
    {"mr", "mrs", "ms", "miss", "dr", "sir", "senator", "lord", "baroness", "hon"}
)
NOT_NAMES = words("not_names")
TURNS = frozenset({"q", "a", "question", "answer"})  # labels that name nobody


def find_labelled(parse: Parse, quoted: list[int]) -> list[Draft]:
    """Drafts for blocks that open with a speaker's name and a colon.

    A label counts when it opens at least two blocks of the document, when the document is the
    record of a debate, or when it is the only thing before the quotation or the words of a
    heading; ``quoted`` are the first tokens of quotations that have a cue of their own. Where
    labels open at least half of the paragraphs, those without one go on with the turn before.
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
        name = parse.words((parse.blocks[n].first, _name_end(parse, parse.blocks[n], end)))
        counts[name] = counts.get(name, 0) + 1
    titled = sum(_is_titled(parse, parse.blocks[n]) for n in labels)
    is_record = is_spoken and titled >= FEWEST_TITLED and len(counts) > 1
    drafts = []
    for n, end in labels.items():
        block = parse.blocks[n]
        name_end = _name_end(parse, block, end)
        name = parse.words((block.first, name_end))
        is_transcript = is_record or (counts[name] > 1 and len(counts) > 1)
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
                source=(block.first, name_end),
                act="ask" if is_question else "assert",
                rule="label",
                source_head=parse.tokens[name_end - 1],
                frame="label",
            )
        )
    return drafts


def _is_titled(parse: Parse, block: Block) -> bool:
    """Whether a label is as in the record of a debate: "Mr OKAFOR (Kingsley):", "The SPEAKER:"."""
    first, second = parse.tokens[block.first], parse.tokens[block.first + 1]
    is_address = first.lower.rstrip(".") in ADDRESSES
    return (is_address or first.lower == "the") and second.text[0].isupper()


def _name_end(parse: Parse, block: Block, colon: int) -> int:
    """Where the name in a label ends: at its first bracket, else at the colon."""
    inside = parse.tokens[block.first + 1 : colon]
    return next((t.i for t in inside if t.text in OPENING), colon)


def label_end(parse: Parse, block: Block) -> int:
    """The index of the colon that ends a speaker's label at the start of a block, else 0.

    What stands in brackets, a constituency or a time, is part of no name: "Ms LIANG (Barrow):".
    """
    is_inside = False
    count = 0
    for i in range(block.first, min(block.first + LONGEST_RECORD, block.end - 1)):
        token = parse.tokens[i]
        is_end = token.text in COLONS
        if i > block.first and not is_end and (is_inside or token.text in OPENING):
            is_inside = token.text not in CLOSING
            continue
        count += 1
        if count > LONGEST_LABEL:
            return 0
        if i == block.first:
            continue
        if is_end:
            words = parse.tokens[block.first : _name_end(parse, block, i)]
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
