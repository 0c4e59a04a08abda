"""Find what stands between quotation marks, also when marks are missing."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.extract.tree import Parse, Range

OPENING = {"“": "”", "«": "»", "„": "“", "‟": "”"}
PLAIN = frozenset({'"', "``", "''"})
SINGLE_OPEN = frozenset({"‘", "'", "`"})
SINGLE_CLOSE = frozenset({"’", "'"})
LONGEST = 1_500  # tokens between two marks of one paragraph


@dataclass(frozen=True, slots=True)
class Quote:
    """Tokens between two marks, marks included; ``is_open`` when the paragraph ends first.

    ``continues`` is the index of the quote of an earlier paragraph that this one goes on with.
    """

    tokens: Range
    block: int
    is_open: bool = False
    is_single: bool = False
    continues: int | None = None

    @property
    def inner(self) -> Range:
        """The tokens inside the marks."""
        first, end = self.tokens
        return first + 1, max(first + 1, end if self.is_open else end - 1)


def find_quotes(parse: Parse) -> list[Quote]:
    """All quotations of a document in order, those in single marks inside others left out."""
    quotes: list[Quote] = []
    for number, block in enumerate(parse.blocks):
        waits = bool(quotes) and quotes[-1].is_open and quotes[-1].block == number - 1
        found = _double(parse, number, block.first, block.end, waits=waits)
        found += _single(parse, number, block.first, block.end, found)
        found.sort(key=lambda q: q.tokens)
        for quote in found:
            before = quotes[-1] if quotes else None
            goes_on = (
                before is not None
                and before.is_open
                and before.block == number - 1
                and quote.tokens[0] == block.first
            )
            quotes.append(
                Quote(
                    quote.tokens,
                    number,
                    quote.is_open,
                    quote.is_single,
                    len(quotes) - 1 if goes_on else None,
                )
            )
    return quotes


def _gap(parse: Parse, i: int) -> tuple[bool, bool]:
    """Whether white space (or the text's edge) stands before and after token ``i``."""
    token, text = parse.tokens[i], parse.text
    before = token.start == 0 or text[token.start - 1].isspace()
    after = token.end >= len(text) or text[token.end].isspace()
    return before, after


def _double(parse: Parse, number: int, first: int, end: int, *, waits: bool = False) -> list[Quote]:
    """Quotations in double marks; ``waits`` when the paragraph before ended inside one."""
    found: list[Quote] = []
    start: int | None = None
    if waits and (last := _closing_first(parse, first, end)) is not None:
        found.append(Quote((first, last + 1), number))
        first = last + 1
    for i in range(first, end):
        word = parse.tokens[i].text
        is_plain = word in PLAIN
        if not is_plain and word not in OPENING and word not in ("”", "»"):
            continue
        before, after = _gap(parse, i)
        if start is None:
            opens = word in OPENING or (
                is_plain and not after and (before or _follows_opener(parse, i))
            )
            if opens and i + 1 < end:
                start = i
            continue
        if word in ("”", "»") or is_plain or i - start > LONGEST:
            if i > start + 1:
                found.append(Quote((start, i + 1), number))
            start = None
        elif word in OPENING:  # a second opening mark: the first was never closed
            start = i
    if start is not None and end - start > 2 and _may_stay_open(parse, start, first):
        found.append(Quote((start, end), number, is_open=True))
    return found


def _follows_opener(parse: Parse, i: int) -> bool:
    """Whether a bracket or dash stands right before a plain mark, so that it opens."""
    start = parse.tokens[i].start
    return start > 0 and parse.text[start - 1] in "([{—–/"


def _may_stay_open(parse: Parse, start: int, first: int) -> bool:
    """Whether an unclosed mark opens speech: at the start of a sentence or after "said:"."""
    return start == first or parse.tokens[start - 1].text in (",", ":", ".", "!", "?")


def _closing_first(parse: Parse, first: int, end: int) -> int | None:
    """The token of the first double mark of a block if it closes what was opened before."""
    for i in range(first, end):
        word = parse.tokens[i].text
        if word in OPENING or (i == first and word in PLAIN):
            return None
        if word in ("”", "»"):
            return i
        if word in PLAIN:
            before, after = _gap(parse, i)
            return i if after and not before else None
    return None


def _single(parse: Parse, number: int, first: int, end: int, taken: list[Quote]) -> list[Quote]:
    found: list[Quote] = []
    start: int | None = None
    for i in range(first, end):
        if any(q.tokens[0] <= i < q.tokens[1] for q in taken):
            start = None
            continue
        word = parse.tokens[i].text
        before, after = _gap(parse, i)
        glued = i > first and parse.tokens[i - 1].text in ("(", "[", "—", "–")
        if start is None:
            if word in SINGLE_OPEN and (before or glued) and not after and i + 1 < end:
                start = i
        elif word in SINGLE_CLOSE and not before and i > start + 1:
            next_is_word = i + 1 < end and parse.tokens[i + 1].text[0].isalnum() and not after
            possessive = (
                parse.tokens[i - 1].lower.endswith("s")
                and after
                and _single_later(parse, i + 1, end)
            )
            if not next_is_word and not possessive:
                found.append(Quote((start, i + 1), number, is_single=True))
                start = None
    return found


def _single_later(parse: Parse, i: int, end: int) -> bool:
    for j in range(i, min(end, i + 60)):
        before, after = _gap(parse, j)
        word = parse.tokens[j].text
        if word in SINGLE_OPEN and before and not after:
            return False
        if word in SINGLE_CLOSE and not before and after:
            return True
    return False
