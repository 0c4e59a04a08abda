"""Parse the prose segments of a document into one sequence of tokens."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from sys import intern  # a long document says the same words again and again
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from tasks.extract.clear import Arcs, is_clear, to_universal
from tasks.extract.cues import table
from tasks.extract.holders import holders
from tasks.extract.mend import mend
from tasks.extract.misread import reread
from tasks.extract.named import name_subjects
from tasks.extract.openers import read_openers
from tasks.extract.rehang import rehang
from tasks.extract.tree import Block, NameHint, Parse, Sentence, Token, set_edges
from tasks.extract.untangle import untangle
from tasks.extract.words import words as words_of
from tasks.values import Segment, Span

PROSE = frozenset({"heading", "paragraph", "list_item", "caption", "footnote"})
LARGEST_PIECE = 20_000  # characters; a longer segment is parsed in pieces, cut between sentences
CHILDLESS: list[Token] = []  # of all leaves: a list of each's own would take a sixth of the parse
LARGEST_BATCH = 64
CHARACTERS_AT_ONCE = 10_000  # twice as many are hardly faster
# "WASHINGTON — ", "LONDON (Reuters) - ", "NEW YORK, Jan. 5 — ", "OSTRAVA, Czech Republic (Moravia
# Wire) – ": no part of the sentence after it.
DATELINE = re.compile(
    r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.’'\- ]{2,30}"
    r"(?:, [A-Z][\w.]{1,14}(?: (?:[A-Z][\w.]{1,14}|\d{1,2}))?){0,2}\s?"
    r"(?:\([A-Z][^()]{1,30}\)\s?)?(?:—|–|--|-)\s(?=\S)"
)
SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9])")


def parse(nlp: Language, text: str, segments: Sequence[Segment]) -> Parse:
    """Parse every prose segment of ``text``; no sentence crosses from one segment to another.

    Spans of the segments are code-point offsets into ``text``. Tables, running heads, page
    numbers and image references are left out.
    """
    parsed = Parse(text, [], [], [], [])
    prose = [s for s in segments if s.kind in PROSE]
    pieces = [(segment, piece) for segment in prose for piece in _pieces(text, segment)]
    contents = [" ".join(text[a:b] for a, b in piece) for _, piece in pieces]
    has_clear_labels = is_clear(list(nlp.pipe_labels.get("parser", [])))
    previous: Segment | None = None
    docs = nlp.pipe(contents, batch_size=_batch_size(contents))
    for (segment, piece), doc in zip(pieces, docs, strict=True):
        first = len(parsed.tokens)
        if segment is previous:
            first = parsed.blocks.pop().first
        _append(parsed, doc, piece, has_clear_labels=has_clear_labels)
        if len(parsed.tokens) > first:
            parsed.blocks.append(Block(segment.kind, first, len(parsed.tokens), segment.spans))
            previous = segment
    read_openers(parsed)
    return parsed


def _batch_size(contents: Sequence[str]) -> int:
    """How many texts the model takes at once: its memory grows with their words, 25 kB each."""
    longest = sorted(map(len, contents))[len(contents) * 9 // 10 :]
    usual = sum(longest) // max(1, len(longest))
    return max(1, min(LARGEST_BATCH, CHARACTERS_AT_ONCE // max(1, usual)))


def _pieces(text: str, segment: Segment) -> Iterable[tuple[Span, ...]]:
    spans = tuple((a, b) for a, b in segment.spans if text[a:b].strip())
    if not spans:
        return
    dateline = DATELINE.match(text, spans[0][0], spans[0][1])
    if dateline is not None and segment.kind == "paragraph":
        spans = ((dateline.end(), spans[0][1]), *spans[1:])
    if sum(b - a for a, b in spans) <= LARGEST_PIECE:
        yield spans
        return
    for start, end in spans:
        while end - start > LARGEST_PIECE:
            window = text[start : start + LARGEST_PIECE]
            cuts = [m.end() for m in SENTENCE_END.finditer(window)]
            cut = start + (cuts[-1] if cuts else LARGEST_PIECE)
            yield ((start, cut),)
            start = cut
        if text[start:end].strip():
            yield ((start, end),)


def _append(
    parsed: Parse, doc: Doc, piece: tuple[Span, ...], *, has_clear_labels: bool = False
) -> None:
    words = [t for t in doc if not t.is_space and not _is_note(t)]
    if not words:
        return
    base, block = len(parsed.tokens), len(parsed.blocks)
    index = {t.i: n for n, t in enumerate(words)}
    arcs = Arcs(
        heads=[_head_index(t, index) for t in words],
        labels=[t.dep_ or "dep" for t in words],
        pos=[t.pos_ for t in words],
        lemmas=[(t.lemma_ or t.lower_).lower() for t in words],
    )
    if has_clear_labels:
        to_universal(arcs)
    joined = _join_false_sentences(words, arcs)
    locate = _Locator(piece)
    sentence = len(parsed.sentences) - 1
    starts: list[int] = []
    for n, t in enumerate(words):
        pos, tag = _word_class(t)
        if n not in joined and (n == 0 or t.is_sent_start or words[n - 1].sent.end <= t.i):
            sentence += 1
            starts.append(base + n)
        parsed.tokens.append(
            Token(
                i=base + n,
                start=locate(t.idx),
                end=locate(t.idx + len(t.text) - 1) + 1,
                text=intern(t.text),
                lower=intern(t.lower_),
                lemma=intern(_lemma(arcs.lemmas[n], t.lower_, pos)),
                pos=intern(pos),
                tag=intern(tag),
                dep=intern(arcs.labels[n]),
                sentence=sentence,
            )
        )
    fresh = parsed.tokens[base:]
    for n, token in enumerate(fresh):
        token.head = fresh[arcs.heads[n]]
        if token.head is token:
            token.dep = "root"
        else:
            token.head.children.append(token)
    name_subjects(fresh)
    untangle(fresh)
    rehang(fresh)
    reread(fresh)
    mend(fresh)
    set_edges(fresh)
    for token in fresh:
        token.children = token.children or CHILDLESS
    ends = [*starts[1:], len(parsed.tokens)]
    parsed.sentences += [Sentence(a, b, block) for a, b in zip(starts, ends, strict=True)]
    for name in doc.ents:
        inside = [index[t.i] for t in name if t.i in index]
        if inside:
            parsed.hints.append(NameHint(base + inside[0], base + inside[-1] + 1, name.label_))


def _is_note(token: Any) -> bool:
    """Whether a token is the number of a note after a stop: "… development.31 A study …"."""
    if token.i < 2 or NOTE.fullmatch(token.text) is None:
        return False
    stop, word = token.nbor(-1), token.nbor(-2)
    is_tight = not stop.whitespace_ and not word.whitespace_
    if stop.text != "." or not is_tight or word.lower_ in NUMBERED:
        return False
    after = token.nbor(1).text[0] if token.i + 1 < len(token.doc) else "A"
    return bool(after.isupper() or after in OPENING)


NOTE = re.compile(r"\d{1,3}(?:[,–-]\d{1,3})*")
NUMBERED = frozenset({"vol", "fig", "art", "sec", "para", "chap", "nos", "col", "app", "ref"})
OPENING = frozenset("“‘\"'([")


def _word_class(token: Any) -> tuple[str, str]:
    """Universal and Penn tag; a word in small letters is no name: "the German chancellor"."""
    tag: str = token.tag_
    if token.text == "WHO" and not (token.i and token.nbor(-1).text.isupper()):
        return "PROPN", "NNP"  # the organisation, not the pronoun
    common = {"NNP": "NN", "NNPS": "NNS"}.get(tag, tag if token.pos_ == "PROPN" else "")
    if common and len(token.text) > 3 and token.text.islower() and token.text.isalpha():
        return "NOUN", common
    return token.pos_, tag


def _join_false_sentences(words: list[Any], arcs: Arcs) -> set[int]:
    """Undo sentence breaks before a small letter where no closing mark stands before it.

    "Ryan said Monday | he will no longer …": the second part becomes a complement of the first,
    or stands beside it. Returns the indices of the words that start no sentence after all.
    """
    joined = set()
    roots = [n for n, head in enumerate(arcs.heads) if head == n]
    for n, word in enumerate(words):
        if n > 1 and word.is_sent_start and _ends_in_title(words, n):
            title = n - 1 if words[n - 1].text != "." else n - 2
            after = next((r for r in roots if r >= n), None)
            if after is not None:
                above = arcs.heads[title]
                arcs.heads[after] = after if above == title else above
                arcs.labels[after] = arcs.labels[title]
                arcs.heads[title], arcs.labels[title] = after, "nmod:desc"
                roots.remove(title if above == title else after)
                joined.add(n)
            continue
        if n > 1 and word.is_sent_start and _ends_in_name(words, arcs, roots, n):
            name = max(r for r in roots if r < n)
            is_role = arcs.lemmas[n - 1] in holders()["people"]
            arcs.heads[name], arcs.labels[name] = n, "nmod:desc" if is_role else "compound"
            roots.remove(name)
            joined.add(n)
            continue
        if n > 1 and word.is_sent_start and word.text == ",":
            _join_at_comma(words, arcs, roots, n)
            joined.add(n)
            continue
        if n == 0 or not word.is_sent_start or not _goes_on(words, arcs, roots, n):
            continue
        if not words[n - 1].text[-1].isalnum():
            continue
        before = next((r for r in reversed(roots) if r < n), None)
        after = next((r for r in roots if r >= n), None)
        if before is None or after is None:
            continue
        cue = table().get(("verb", _lemma(arcs.lemmas[before], words[before].lower_, "VERB")))
        is_open = (
            cue is not None
            and "that" in cue.acts
            and not any(
                head == before and label == "ccomp"
                for head, label in zip(arcs.heads, arcs.labels, strict=True)
            )
        )
        arcs.heads[after], arcs.labels[after] = before, "ccomp" if is_open else "parataxis"
        roots.remove(after)
        joined.add(n)
    return joined


def _join_at_comma(words: list[Any], arcs: Arcs, roots: list[int], n: int) -> None:
    """Join a sentence that cannot begin with a comma: "Bo Lee Sr. | , who leads it, said …"."""
    before = next((r for r in reversed(roots) if r < n), None)
    after = next((r for r in roots if r >= n), None)
    if before is None or after is None:
        return
    below = [i for i, head in enumerate(arcs.heads) if head == after and i != after]
    is_taken = any(arcs.labels[i].startswith("nsubj") for i in below)
    is_name = arcs.pos[before] in ("PROPN", "NOUN") and not is_taken
    arcs.heads[before], arcs.labels[before] = after, "nsubj" if is_name else "parataxis"
    for i in below:  # the clause about the name that was read as what is said
        is_relative = n + 1 < i < after and words[n + 1].tag_ in ("WP", "WDT")
        if is_name and is_relative and arcs.labels[i] == "ccomp":
            arcs.heads[i], arcs.labels[i] = before, "acl:relcl"
    roots.remove(before)


def _ends_in_name(words: list[Any], arcs: Arcs, roots: list[int], n: int) -> bool:
    """Whether a false sentence of names and titles goes on: "House Speaker | Nan Lee insists"."""
    first = n - 1
    while first > 0 and not words[first].is_sent_start:
        first -= 1
    fragment = range(first, n)
    is_name = len(fragment) <= LONGEST_NAME and arcs.pos[n] == arcs.pos[n - 1] == "PROPN"
    if not is_name or not any(first <= r < n for r in roots):
        return False
    return all(arcs.pos[i] in NAMING and words[i].text != "." for i in fragment)


LONGEST_NAME = 8  # tokens
NAMING = frozenset({"PROPN", "NOUN", "ADJ", "CCONJ", "DET"})


def _goes_on(words: list[Any], arcs: Arcs, roots: list[int], n: int) -> bool:
    """Whether the sentence before word ``n`` goes on: with a small letter, or from role to name.

    "Lind said midfielder | Kim Park would …": what was said begins with the role.
    """
    if words[n].text[0].islower():
        return True
    before = next((r for r in reversed(roots) if r < n), n)
    is_role = arcs.heads[n - 1] == before < n - 1 and words[n - 1].text.islower()
    is_after_verb = arcs.pos[before] == "VERB"
    return is_role and is_after_verb and arcs.pos[n - 1] == "NOUN" and arcs.pos[n] == "PROPN"


TITLES = words_of("abbreviated_titles")


def _ends_in_title(words: list[Any], n: int) -> bool:
    """Whether a false sentence break stands after a title: "said Sgt. | Lena Ortiz"."""
    before = words[n - 1].text
    title = words[n - 2].text if before == "." else before.removesuffix(".")
    is_dotted = before == "." or before.endswith(".")
    opening = words[n].text[0]
    is_next = opening.isdigit() if title in ("No", "Nos") else opening.isupper()
    return is_dotted and title in TITLES and is_next


def _head_index(token: Any, index: dict[int, int]) -> int:
    head = token.head
    while head.i not in index and head.head.i != head.i:
        head = head.head
    return index.get(head.i, index[token.i])


# Forms of which rule lemmatizers are unsure, or that they leave alone as auxiliaries.
IRREGULAR = {
    "said": "say",
    "told": "tell",
    "thought": "think",
    "felt": "feel",
    "hopes": "hope",
    "hoping": "hope",
    "hoped": "hope",
    "citing": "cite",
    "cited": "cite",
    "tweeted": "tweet",
    "found": "find",
    "swore": "swear",
    "'s": "be",
    "’s": "be",
    "'re": "be",
    "’re": "be",
    "'m": "be",
    "’m": "be",
    "'ve": "have",
    "’ve": "have",
    "'ll": "will",
    "’ll": "will",
    "'d": "would",
    "’d": "would",
    "n't": "not",
    "n’t": "not",
    "wo": "will",
    "ca": "can",
    "is": "be",
    "are": "be",
    "was": "be",
    "were": "be",
    "been": "be",
    "am": "be",
    "has": "have",
    "had": "have",
    "does": "do",
    "did": "do",
}


def _lemma(lemma: str, lower: str, pos: str) -> str:
    if pos in ("VERB", "AUX", "PART") and lower in IRREGULAR:
        return IRREGULAR[lower]
    return lemma


class _Locator:
    """Maps offsets in the joined pieces of a segment to offsets in the document."""

    def __init__(self, piece: tuple[Span, ...]) -> None:
        self._starts: list[int] = []
        self._shifts: list[int] = []
        at = 0
        for a, b in piece:
            self._starts.append(at)
            self._shifts.append(a - at)
            at += b - a + 1

    def __call__(self, offset: int) -> int:
        return offset + self._shifts[bisect_right(self._starts, offset) - 1]
