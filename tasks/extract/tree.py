"""Tokens and sentences of a document as plain values, whatever pipeline parsed them."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date

from tasks.values import Span

Range = tuple[int, int]  # half-open token indices into Parse.tokens


@dataclass(slots=True, eq=False)
class Token:
    """One token: offsets into the document's text, UD labels, its head and dependents.

    ``left`` and ``right`` are the indices of the first and last token of its subtree.
    """

    i: int
    start: int
    end: int
    text: str
    lower: str
    lemma: str
    pos: str
    tag: str
    dep: str
    sentence: int
    head: Token = field(init=False, repr=False)
    children: list[Token] = field(default_factory=list, repr=False)
    left: int = -1
    right: int = -1

    @property
    def is_root(self) -> bool:
        """Whether the token heads its sentence."""
        return self.head is self

    def child(self, *labels: str) -> Token | None:
        """The first dependent with one of these labels."""
        return next((c for c in self.children if c.dep in labels), None)

    def each(self, *labels: str) -> list[Token]:
        """All dependents with one of these labels, left to right."""
        return [c for c in self.children if c.dep in labels]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: half-open token range and the block it stands in."""

    first: int
    end: int
    block: int


@dataclass(frozen=True, slots=True)
class Block:
    """A parsed segment: its kind, its half-open token range and its spans in the text."""

    kind: str
    first: int
    end: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class NameHint:
    """What the entity recognizer took for a name; a hint, never a fact (F about 67)."""

    first: int
    end: int
    label: str


@dataclass(slots=True)
class Parse:
    """A parsed document: the text, tokens, sentences, blocks and the recognizer's name hints.

    ``document_date`` is the day it was published, from which relative dates are counted.
    """

    text: str
    tokens: list[Token]
    sentences: list[Sentence]
    blocks: list[Block]
    hints: list[NameHint]
    document_date: date | None = None

    def block_of(self, token: Token) -> int:
        """The index of the block a token stands in."""
        return self.sentences[token.sentence].block

    def sentence_of(self, token: Token) -> Sentence:
        """The sentence a token stands in."""
        return self.sentences[token.sentence]

    def label_of(self, token: Token) -> str | None:
        """What kind of name the recognizer takes a token to be part of; None outside names."""
        number = bisect_right(self.hints, token.i, key=lambda hint: hint.first) - 1
        is_inside = number >= 0 and token.i < self.hints[number].end
        return self.hints[number].label if is_inside else None

    def span(self, tokens: Range) -> Span:
        """Character span of a token range."""
        return self.tokens[tokens[0]].start, self.tokens[tokens[1] - 1].end

    def spans(self, tokens: Range) -> tuple[Span, ...]:
        """Character spans of a token range, cut where a segment goes on elsewhere."""
        block = self.blocks[self.block_of(self.tokens[tokens[0]])]
        start, end = self.span(tokens)
        if len(block.spans) == 1 or end <= start:
            return ((start, end),)
        pieces = [(max(a, start), min(b, end)) for a, b in block.spans]
        return tuple((a, b) for a, b in pieces if a < b) or ((start, end),)

    def words(self, tokens: Range) -> str:
        """The text of a token range."""
        start, end = self.span(tokens)
        return self.text[start:end]


def set_edges(tokens: list[Token]) -> None:
    """Fill ``left`` and ``right`` from the heads."""
    for token in tokens:
        token.left = min(token.i, token.left) if token.left >= 0 else token.i
        token.right = max(token.i, token.right)
        node = token
        while node.head is not node:
            node = node.head
            if node.left < 0 or token.i < node.left:
                node.left = token.i
            if token.i > node.right:
                node.right = token.i


def descendants(token: Token) -> list[Token]:
    """The token and everything below it, unordered."""
    found, at = [token], 0
    while at < len(found):
        found.extend(found[at].children)
        at += 1
    return found
