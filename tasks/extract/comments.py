"""What the author says of a content right after it: "…, a charge the ministry denied"."""

from __future__ import annotations

from tasks.extract.cues import look_up
from tasks.extract.tree import Parse, Range
from tasks.extract.words import words

COMMENTS = words("comments")
LONGEST_NAME = 4  # tokens from the article to the noun
LONGEST_COMMENT = 16  # tokens from the noun to the verb
BREAKS = frozenset({",", "-", "–", "—", "--"})
MARKS = frozenset({"“", "”", '"'})


def without_comment(parse: Parse, content: Range) -> Range:
    """A content without a comment that takes it up: a comma, "a", such a noun, who did what to it.

    Of "he lied, a charge the ministry denied" that is "he lied".
    """
    first, end = content
    is_quoted = False
    for token in parse.tokens[first : end - 2]:
        is_quoted = is_quoted != (token.text in MARKS)
        if token.text in BREAKS and not is_quoted and token.i >= first + 2:
            noun = _commenting(parse, token.i, end)
            if noun and _is_taken_up(parse, noun, end):
                return first, token.i
    return content


def opens_comment(parse: Parse, first: int, end: int) -> bool:
    """Whether a content is nothing but such a comment: its verb has none."""
    noun = _commenting(parse, first - 1, end) if first else 0
    return bool(noun) and parse.tokens[first - 1].text in BREAKS and noun + 1 < end


def _commenting(parse: Parse, mark: int, end: int) -> int:
    """The index of the noun that takes up what stands before a mark; 0 when there is none."""
    if parse.tokens[mark + 1].lower not in ("a", "an"):
        return 0
    for token in parse.tokens[mark + 2 : min(mark + 2 + LONGEST_NAME, end)]:
        if token.pos == "NOUN" and token.lemma in COMMENTS:
            return token.i
        if token.pos not in ("ADJ", "NOUN", "ADV"):
            break
    return 0


def _is_taken_up(parse: Parse, noun: int, end: int) -> bool:
    """Whether somebody says or does something to what the noun means."""
    following = parse.tokens[noun + 1 : min(noun + 1 + LONGEST_COMMENT, end)]
    if not following or following[0].pos not in ("SCONJ", "PRON", "DET", "PROPN", "NOUN", "ADJ"):
        return False
    return any(t.pos == "VERB" and look_up(t) is not None for t in following)
