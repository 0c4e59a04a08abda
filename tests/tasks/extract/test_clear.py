"""CLEAR trees become Universal ones, so that any spaCy English pipeline may be named."""

from __future__ import annotations

from tasks.extract.clear import Arcs, is_clear, to_universal

Row = tuple[str, str, str, int]  # lemma, part of speech, label, head


def converted(*rows: Row) -> list[tuple[str, int]]:
    arcs = Arcs(
        [r[3] for r in rows], [r[2] for r in rows], [r[1] for r in rows], [r[0] for r in rows]
    )
    to_universal(arcs)
    return list(zip(arcs.labels, arcs.heads, strict=True))


def test_prepositions_become_case_markers() -> None:
    # They called for calm.
    assert converted(
        ("they", "PRON", "nsubj", 1),
        ("call", "VERB", "ROOT", 1),
        ("for", "ADP", "prep", 1),
        ("calm", "NOUN", "pobj", 2),
    ) == [("nsubj", 1), ("ROOT", 1), ("case", 3), ("obl", 1)]


def test_an_agent_keeps_its_name() -> None:
    # urged by critics
    assert converted(
        ("urge", "VERB", "ROOT", 0), ("by", "ADP", "agent", 0), ("critic", "NOUN", "pobj", 1)
    ) == [("ROOT", 0), ("case", 2), ("obl:agent", 0)]


def test_a_predicate_takes_the_place_of_its_copula() -> None:
    # He said it is vital.
    assert converted(
        ("he", "PRON", "nsubj", 1),
        ("say", "VERB", "ROOT", 1),
        ("it", "PRON", "nsubj", 3),
        ("be", "AUX", "ccomp", 1),
        ("vital", "ADJ", "acomp", 3),
    ) == [("nsubj", 1), ("ROOT", 1), ("nsubj", 4), ("cop", 4), ("ccomp", 1)]


def test_labels_are_renamed() -> None:
    assert converted(("see", "VERB", "ROOT", 0), ("dog", "NOUN", "dobj", 0)) == [
        ("ROOT", 0),
        ("obj", 0),
    ]


def test_which_labels_are_clear() -> None:
    assert is_clear(["nsubj", "ROOT", "dobj"])
    assert not is_clear(["nsubj", "root", "obj", "obl"])


def test_an_adjective_after_as_hangs_on_the_verb() -> None:
    # He described it as tense.
    assert converted(
        ("he", "PRON", "nsubj", 1),
        ("describe", "VERB", "ROOT", 1),
        ("it", "PRON", "dobj", 1),
        ("as", "ADP", "prep", 1),
        ("tense", "ADJ", "amod", 3),
    )[3:] == [("case", 4), ("obl", 1)]


def test_a_clause_after_be_is_its_predicate() -> None:
    # The hope is that it works.
    assert converted(
        ("hope", "NOUN", "nsubj", 1),
        ("be", "AUX", "ROOT", 1),
        ("that", "SCONJ", "mark", 4),
        ("it", "PRON", "nsubj", 4),
        ("work", "VERB", "ccomp", 1),
    ) == [("nsubj:outer", 4), ("cop", 4), ("mark", 4), ("nsubj", 4), ("ROOT", 4)]


def test_an_adjective_after_another_verb_is_an_open_complement() -> None:
    # They remain skeptical.
    assert converted(
        ("they", "PRON", "nsubj", 1),
        ("remain", "VERB", "ROOT", 1),
        ("skeptical", "ADJ", "acomp", 1),
    )[2] == ("xcomp", 1)
