"""Statements without a verb: "Name: words" in headlines, transcripts and interviews."""

from __future__ import annotations

from tasks.extract.draft import Draft
from tasks.extract.holders import holders
from tasks.extract.reach import FINITE
from tasks.extract.tree import Block, Parse, Range
from tasks.extract.words import words

LONGEST_LABEL = 8  # tokens before the colon, brackets left out
LONGEST_RECORD = 40  # tokens before the colon with brackets
FEWEST_TITLED = 3  # labels with a title make the record of a debate
OPENING, CLOSING, COLONS = frozenset("(["), frozenset(")]"), frozenset({":", "):", "]:"})
ADDRESSES = frozenset(
    {"mr", "mrs", "ms", "miss", "dr", "sir", "senator", "lord", "baroness", "hon"}
)
NOT_NAMES = words("not_names")
TAGS = frozenset({"says", "say", "warns", "warn", "claims", "claim", "insists", "insist"})
SPEAKING_BODIES = frozenset({"police", "government", "court", "union", "unions", "ministry"})
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
        name = _surname(parse, _named_in(parse, parse.blocks[n], end))
        counts[name] = counts.get(name, 0) + 1
    titled = sum(_is_titled(parse, parse.blocks[n]) for n in labels)
    is_record = is_spoken and titled >= FEWEST_TITLED and len(counts) > 1
    drafts = []
    for n, end in labels.items():
        block = parse.blocks[n]
        named = _named_in(parse, block, end)
        name = _surname(parse, named)
        is_transcript = is_record or (counts[name] > 1 and len(counts) > 1)
        follows = parse.tokens[end + 1].text if end + 1 < block.end else ""
        if any(block.first < i < block.end for i in quoted) and not is_transcript:
            continue
        is_headline = block.kind == "heading" and _is_of_speaker(parse, block, end)
        is_quoted = is_transcript or follows in ("“", '"', "‘")
        if not is_quoted and not is_headline:
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
                source=named,
                act="ask" if is_question else "assert",
                rule="headline" if is_headline and not is_quoted else "label",
                source_head=parse.tokens[named[1] - 1],
                frame="label",
            )
        )
    return drafts + [d for d in (_tagged(parse, b) for b in parse.blocks) if d is not None]


def _named_in(parse: Parse, block: Block, colon: int) -> Range:
    """The name in a label; in brackets where an office stands before it: "The Clerk (Ms Lee):"."""
    end = _name_end(parse, block, colon)
    is_office = parse.tokens[block.first].lower == "the" and end + 2 < colon
    if is_office and parse.tokens[end + 1].lower.rstrip(".") in ADDRESSES:
        close = next((t.i for t in parse.tokens[end:colon] if t.text in CLOSING), colon)
        return end + 1, close
    return block.first, end


def _surname(parse: Parse, named: Range) -> str:
    """By what the labels of one speaker are alike: "Mr. BO LEE:", then "Mr. LEE:"."""
    return parse.tokens[named[1] - 1].text.upper()


def _is_of_speaker(parse: Parse, block: Block, colon: int) -> bool:
    """Whether a headline tells what somebody says: "Minister: we will build the bridge"."""
    label, rest = parse.tokens[block.first : colon], parse.tokens[colon + 1 : block.end]
    known = holders()["people"] | SPEAKING_BODIES
    is_short = len(label) == 1 or (len(label) == 2 and label[0].pos in ("ADJ", "NOUN", "PROPN"))
    is_speaker = is_short and label[-1].lower in known | {"pm", "mp", "mps"}
    return is_speaker and any(t.tag in FINITE for t in rest)


def _tagged(parse: Parse, block: Block) -> Draft | None:
    """A headline without a finite verb and who says it: "Bridge to open in May, says Lee"."""
    if block.kind != "heading":
        return None
    comma = next((t.i for t in parse.tokens[block.first : block.end] if t.text == ","), 0)
    inside, tag = parse.tokens[block.first : comma], parse.tokens[comma + 1 : block.end]
    if len(inside) < 3 or not 2 <= len(tag) <= LONGEST_LABEL or tag[0].lower not in TAGS:
        return None
    is_name = all(t.pos in ("PROPN", "NOUN", "ADJ", "DET", "ADP") for t in tag[1:])
    if not is_name or any(t.tag in FINITE for t in inside):
        return None
    return Draft(
        contents=[(block.first, comma)],
        cue=(tag[0].i, tag[0].i + 1),
        head=tag[0],
        source=(tag[1].i, block.end),
        act="warn" if tag[0].lower.startswith("warn") else "assert",
        rule="headline",
        source_head=tag[1] if tag[1].head is tag[0] else tag[-1],
        frame="label",
        lemma=tag[0].lower.removesuffix("s"),
    )


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
