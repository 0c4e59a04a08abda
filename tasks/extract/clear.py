"""Turn a CLEAR dependency tree (OntoNotes models of spaCy) into the Universal one we read.

Source of both label sets: https://github.com/clir/clearnlp-guidelines and
https://universaldependencies.org/u/dep/.
"""

from __future__ import annotations

from dataclasses import dataclass

RENAMED = {
    "dobj": "obj",
    "nsubjpass": "nsubj:pass",
    "csubjpass": "csubj:pass",
    "auxpass": "aux:pass",
    "prt": "compound:prt",
    "poss": "nmod:poss",
    "relcl": "acl:relcl",
    "neg": "advmod",
    "npadvmod": "obl:npmod",
    "dative": "iobj",
    "oprd": "xcomp",
    "acomp": "xcomp",
    "intj": "discourse",
    "predet": "det:predet",
    "preconj": "cc:preconj",
    "quantmod": "advmod",
    "meta": "discourse",
}
CLEAR_ONLY = frozenset({"dobj", "pobj", "prep", "nsubjpass", "auxpass", "attr", "acomp", "relcl"})
BARE = frozenset({"amod", "acomp", "advcl"})  # predicates of "as": described as tense
VERBAL = frozenset({"VERB", "AUX"})


@dataclass(slots=True)
class Arcs:
    """Heads (indices into the same lists, a root is its own head), labels, parts of speech."""

    heads: list[int]
    labels: list[str]
    pos: list[str]
    lemmas: list[str]


def is_clear(labels: list[str]) -> bool:
    """Whether these dependency labels are CLEAR's rather than UD's."""
    return any(label in CLEAR_ONLY for label in labels)


def to_universal(arcs: Arcs) -> None:
    """Rewrite ``arcs`` in place: prepositions and copulas become dependents, labels UD's."""
    _lift_prepositional_objects(arcs)
    _lift_predicates(arcs)
    arcs.labels[:] = [RENAMED.get(label, label) for label in arcs.labels]


def _lift_prepositional_objects(arcs: Arcs) -> None:
    heads, labels, pos = arcs.heads, arcs.labels, arcs.pos
    for i, label in enumerate(labels):
        preposition = heads[i]
        if label not in ("pobj", "pcomp") and not (
            label in BARE and arcs.lemmas[preposition] == "as" and pos[i] in ("ADJ", "VERB")
        ):
            continue
        if labels[preposition] not in ("prep", "agent", "dative"):
            continue
        governor = heads[preposition]
        is_verbal = pos[governor] in VERBAL | {"ADJ", "ADV"}
        if label == "pcomp":
            labels[i] = "advcl" if is_verbal else "acl"
        elif labels[preposition] == "agent":
            labels[i] = "obl:agent"
        else:
            labels[i] = "obl" if is_verbal else "nmod"
        heads[i], heads[preposition] = governor, i
        labels[preposition] = "mark" if label == "pcomp" else "case"


def _lift_predicates(arcs: Arcs) -> None:
    heads, labels = arcs.heads, arcs.labels
    for i, label in enumerate(labels):
        copula = heads[i]
        is_clause = label == "ccomp" and _is_predicate(arcs, i)
        if (
            not (label in ("attr", "acomp") or is_clause)
            or arcs.lemmas[copula] != "be"
            or copula == i
        ):
            continue
        was_root = heads[copula] == copula
        heads[i] = i if was_root else heads[copula]
        labels[i] = labels[copula]
        for j, head in enumerate(heads):
            if head == copula and j not in (i, copula):
                heads[j] = i
        heads[copula], labels[copula] = i, "cop"
        if is_clause:
            outer = next(j for j, head in enumerate(heads) if head == i and labels[j] == "nsubj")
            labels[outer] = "nsubj:outer"


def _is_predicate(arcs: Arcs, clause: int) -> bool:
    """Whether a that-clause after "be" is its predicate: "the hope is that it works"."""
    copula = arcs.heads[clause]
    own = [arcs.labels[j] for j, head in enumerate(arcs.heads) if head == copula and j < copula]
    marks = [j for j, head in enumerate(arcs.heads) if head == clause]
    is_that = any(arcs.labels[j] == "mark" and arcs.lemmas[j] == "that" for j in marks)
    return is_that and "nsubj" in own and clause > copula
