"""Mends of misread words on trees written by hand, so that no model decides the test."""

from __future__ import annotations

import pytest

from tasks.extract.misread import reread
from tasks.extract.tree import Token

# One word a field: text/tag/label/head, the head counted from 0; its part of speech by its tag.
PARTS = {"N": "NOUN", "V": "VERB", "J": "ADJ", "R": "ADV", "I": "ADP", "D": "DET", "M": "AUX"}
LEMMAS = {"said": "say", "found": "find", "denied": "deny", "told": "tell", "plans": "plan"}


def tree(rows: str) -> list[Token]:
    tokens: list[Token] = []
    heads: list[int] = []
    for i, row in enumerate(rows.split()):
        text, tag, label, head = row.rsplit("/", 3)
        pos = "PROPN" if tag.startswith("NNP") else PARTS.get(tag[0], "PUNCT")
        pos = "AUX" if label.startswith("aux") else "PRON" if tag in ("PRP", "WP") else pos
        lemma = LEMMAS.get(text.lower(), text.lower())
        at = 10 * i
        tokens.append(Token(i, at, at + len(text), text, text.lower(), lemma, pos, tag, label, 0))
        heads.append(int(head))
    for token, head in zip(tokens, heads, strict=True):
        token.head = tokens[head]
        if head != token.i:
            tokens[head].children.append(token)
    return tokens


CASES = [
    (
        "a plural noun that heads the sentence is the verb",
        "Hooper/NNP/compound/1 plans/NNS/root/1 to/TO/mark/3 run/VB/acl/1 ././punct/1",
        {"Hooper": ("nsubj", "plans"), "run": ("xcomp", "plans")},
    ),
    (
        "a cue is no auxiliary",
        "”/''/punct/2 said/VBD/aux/2 retired/VBD/root/2 Pike/NNP/obj/2 ././punct/2",
        {"said": ("root", "said"), "Pike": ("nsubj", "said"), "retired": ("amod", "Pike")},
    ),
    (
        "what opens the clause before the cue is its subject",
        "A/DT/det/1 poll/NN/nsubj/2 released/VBD/ccomp/3 found/VBD/root/3 that/IN/mark/6 "
        "he/PRP/nsubj/6 won/VBD/ccomp/3 ././punct/3",
        {"poll": ("nsubj", "found"), "released": ("acl", "poll")},
    ),
    (
        "it that denies is a source",
        "It/PRP/expl/1 denied/VBD/root/1 that/IN/mark/4 he/PRP/nsubj/4 won/VBD/ccomp/1",
        {"It": ("nsubj", "denied")},
    ),
    (
        "a participle with subject and no auxiliary is a past tense",
        "He/PRP/nsubj/1 won/VBD/root/1 ,/,/punct/4 officials/NNS/nsubj:pass/4 "
        "confirmed/VBN/parataxis/1",
        {"officials": ("nsubj", "confirmed")},
    ),
    (
        "the object of a preposition after as is the subject",
        "as/IN/case/1 diplomats/NNS/obl/2 said/VBD/root/2 he/PRP/nsubj/4 won/VBD/ccomp/2",
        {"diplomats": ("nsubj", "said"), "as": ("mark", "said")},
    ),
    (
        "the second verb shares the past perfect of what was told",
        "She/PRP/nsubj/1 told/VBD/root/1 him/PRP/iobj/1 he/PRP/nsubj/5 had/VBD/aux/5 "
        "won/VBN/ccomp/1 but/CC/cc/8 had/VBD/aux/8 left/VBN/conj/1",
        {"left": ("conj", "won")},
    ),
    (
        "the object is the subject of the quoted verb after it",
        "court/NN/nsubj/1 found/VBD/root/1 agency/NN/obj/1 “/``/punct/4 rewrote/VBD/ccomp/1 "
        "law/NN/obj/4 ”/''/punct/4",
        {"agency": ("nsubj", "rewrote"), "rewrote": ("ccomp", "found")},
    ),
    (
        "an infinitive after to is no noun",
        "groups/NNS/nsubj/1 promised/VBD/root/1 to/IN/case/3 sue/NN/obl/1 ././punct/1",
        {"sue": ("xcomp", "promised"), "to": ("mark", "sue")},
    ),
    (
        "that before a noun without verb points at it",
        "experts/NNS/nsubj/1 disputed/VBD/root/1 that/IN/mark/3 figure/NN/ccomp/1",
        {"figure": ("obj", "disputed"), "that": ("det", "figure")},
    ),
    (
        "a clause with that after an aside is what is said",
        "report/NN/nsubj/1 said/VBD/root/1 ,/,/punct/5 that/IN/mark/5 he/PRP/nsubj/5 "
        "won/VBD/conj/1",
        {"won": ("ccomp", "said")},
    ),
]


@pytest.mark.parametrize(("rows", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_a_misread_word(rows: str, expected: dict[str, tuple[str, str]]) -> None:
    tokens = tree(rows)
    reread(tokens)
    found = {t.text: (t.dep, t.head.text) for t in tokens}
    assert {word: found[word] for word in expected} == expected
    assert all(t in t.head.children for t in tokens if t.head is not t)


@pytest.mark.parametrize(
    "rows",
    [
        "It/PRP/expl/1 seems/VBZ/root/1 that/IN/mark/4 he/PRP/nsubj/4 won/VBD/ccomp/1",
        "The/DT/det/1 plans/NNS/nsubj/2 failed/VBD/root/2 ././punct/2",
        "He/PRP/nsubj/2 was/VBD/aux:pass/2 found/VBN/root/2 there/RB/advmod/2",
    ],
)
def test_what_was_read_rightly_stays(rows: str) -> None:
    tokens = tree(rows)
    before = [(t.tag, t.dep, t.head.i) for t in tokens]
    reread(tokens)
    assert [(t.tag, t.dep, t.head.i) for t in tokens] == before
