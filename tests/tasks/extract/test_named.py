"""Subjects given to cues on trees written by hand, so that no model decides the test."""

from __future__ import annotations

import pytest

from tasks.extract.named import name_subjects
from tests.tasks.extract.test_misread import tree

CASES = [
    (
        "a name after a comma is nothing of the place before it",
        "It/PRP/nsubj/1 fell/VBD/ccomp/9 in/IN/case/3 Aarhus/NNP/obl/1 ,/,/punct/7 chief/JJ/amod/6 "
        "executive/NN/nmod:desc/7 Ann/NNP/appos/3 Lee/NNP/flat/7 said/VBD/root/9 on/IN/case/11 "
        "Monday/NNP/obl/9 ././punct/9",
        {"Ann": ("nsubj", "said"), "executive": ("nmod:desc", "Ann")},
    ),
    (
        "the name after an inverted verb demands",
        "It/PRP/nsubj/1 went/VBD/root/1 ,/,/punct/3 demanded/VBD/conj/1 Okiru/NNP/obj/3 "
        ",/,/punct/8 "
        "who/WP/nsubj/8 had/VBD/aux/8 left/VBN/acl:relcl/4 ././punct/1",
        {"Okiru": ("nsubj", "demanded"), "went": ("ccomp", "demanded")},
    ),
    (
        "who visits speaks",
        "Visiting/VBG/csubj/5 Kyiv/NNP/obj/0 ,/,/punct/0 Bo/NNP/conj/0 Lee/NNP/flat/3 "
        "said/VBD/root/5 it/PRP/nsubj/7 fell/VBD/ccomp/5 ././punct/5",
        {"Bo": ("nsubj", "said"), "Visiting": ("advcl", "said")},
    ),
    (
        "whom they asked speaks",
        "It/PRP/nsubj/1 fell/VBD/ccomp/3 ,/,/punct/1 said/VBD/root/3 Ann/NNP/nsubj/8 "
        "Lee/NNP/flat/4 ,/,/punct/8 whom/WP/obj/8 asked/VBN/nsubj/3 ././punct/3",
        {"Ann": ("nsubj", "said"), "asked": ("acl:relcl", "Ann")},
    ),
    (
        "two say something",
        "Lee/NNP/nsubj/1 said/VBD/ccomp/9 it/PRP/nsubj/3 fell/VBD/ccomp/1 ,/,/punct/6 and/CC/cc/6 "
        "Cole/NNP/conj/3 himself/PRP/nmod/6 ,/,/punct/6 claimed/VBD/root/9 it/PRP/nsubj/11 "
        "rose/VBD/ccomp/9 ././punct/9",
        {"said": ("root", "said"), "claimed": ("conj", "said"), "Cole": ("nsubj", "claimed")},
    ),
    (
        "the director had written",
        "It/PRP/nsubj/1 fell/VBD/root/1 ,/,/punct/4 the/DT/det/4 director/NN/parataxis/1 "
        ",/,/punct/6 "
        "Ann/NNP/appos/4 ,/,/punct/9 had/VBD/aux/9 claimed/VBN/parataxis/1 ././punct/1",
        {"director": ("nsubj", "claimed")},
    ),
    (
        "no union speaks",
        "said/VBD/root/0 Bo/NNP/compound/6 Lee/NNP/flat/1 of/IN/case/5 the/DT/det/5 "
        "drivers/NNS/nmod:poss/6 union/NN/nsubj/0 ././punct/0",
        {"Bo": ("nsubj", "said"), "union": ("nmod", "Bo"), "of": ("case", "union")},
    ),
    (
        "who was asked does something",
        "Asked/VBD/root/0 about/IN/case/2 it/PRP/obl/0 ,/,/punct/5 the/DT/det/5 "
        "mayor/NN/parataxis/0 dodged/VBN/acl/5 questions/NNS/obj/6 ,/,/punct/9 "
        "saying/VBG/advcl/0 no/UH/obj/9 ././punct/0",
        {"dodged": ("root", "dodged"), "mayor": ("nsubj", "dodged"), "saying": ("advcl", "dodged")},
    ),
    (
        "no city says it",
        "In/IN/case/1 Lyon/NNP/nsubj/4 ,/,/punct/3 Lee/NNP/appos/1 said/VBD/root/4 it/PRP/nsubj/6 "
        "fell/VBD/ccomp/4 ././punct/4",
        {"Lee": ("nsubj", "said"), "Lyon": ("obl", "said")},
    ),
]


@pytest.mark.parametrize(("rows", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_a_name_beside_a_cue(rows: str, expected: dict[str, tuple[str, str]]) -> None:
    tokens = tree(rows)
    name_subjects(tokens)
    found = {t.text: (t.dep, t.head.text) for t in tokens}
    assert {word: found[word] for word in expected} == expected
    assert all(t in t.head.children for t in tokens if t.head is not t)


@pytest.mark.parametrize(
    "rows",
    [
        # A closing comma: the chair is the author's, and Lee is the chair.
        "The/DT/det/1 chair/NN/nsubj/5 ,/,/punct/3 Lee/NNP/appos/1 ,/,/punct/1 said/VBD/root/5 "
        "it/PRP/nsubj/7 fell/VBD/ccomp/5 ././punct/5",
        # A place with its state.
        "The/DT/det/1 mayor/NN/nsubj/6 of/IN/case/3 Columbus/NNP/nmod/1 ,/,/punct/5 "
        "Ohio/NNP/appos/3 said/VBD/root/6 it/PRP/nsubj/8 fell/VBD/ccomp/6 ././punct/6",
        # Three things that one does.
        "He/PRP/nsubj/1 came/VBD/root/1 ,/,/punct/3 demanded/VBD/conj/1 Gaul/NNP/obj/3 ,/,/punct/7 "
        "and/CC/cc/7 left/VBD/conj/1 ././punct/1",
        # A minister who is accused by others.
        "Asked/VBD/root/0 ,/,/punct/2 ministers/NNS/parataxis/0 accused/VBN/acl/2 by/IN/case/5 "
        "Lee/NNP/obl:agent/3 left/VBD/parataxis/0 ././punct/0",
        # Whom one tells.
        "It/PRP/nsubj/1 fell/VBD/root/1 ,/,/punct/3 told/VBD/conj/1 Lee/NNP/obj/3",
        "men/NNS/nsubj/3 and/CC/cc/2 Lee/NNP/conj/0 said/VBD/root/3 he/PRP/nsubj/5 fell/VBD/dep/3",
    ],
)
def test_what_was_read_rightly_stays(rows: str) -> None:
    tokens = tree(rows)
    before = [(t.dep, t.head.i) for t in tokens]
    name_subjects(tokens)
    assert [(t.dep, t.head.i) for t in tokens] == before
