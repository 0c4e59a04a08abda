"""The scorer: what it must give on small cases, and that it agrees with the shared one."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from tasks.evaluate.scoring import Tally, is_right_name, is_right_source, marked, trimmed

TEXT = "Ms. Green said “the tax is unfair” on Monday. It will fall, he added."
GREEN = {"content_spans": [(15, 34)], "source_span": (0, 9), "speaker": "Anna Green"}
FALL = {"content_spans": [(46, 58)], "source_span": (60, 62), "speaker": None}


def figures(*predicted: dict[str, Any]) -> dict[str, float]:
    tally = Tally()
    tally.add([marked(TEXT, g) for g in (GREEN, FALL)], [marked(TEXT, p) for p in predicted])
    return tally.figures()


def test_perfect_and_empty() -> None:
    perfect, empty = figures(GREEN, FALL), figures()
    names = ("content_partial_f1", "content_exact_f1", "joint_f1")
    assert [perfect[n] for n in names] == [100, 100, 100]
    assert [empty[n] for n in names] == [0, 0, 0]


def test_a_wrong_source_costs_the_pair_but_not_the_content() -> None:
    swapped = figures({**GREEN, "source_span": (60, 62)}, FALL)
    assert swapped["content_exact_f1"] == 100
    assert swapped["joint_f1"] == 50


def test_duplicates_cost_precision() -> None:
    assert figures(GREEN, GREEN, FALL, FALL)["content_exact_f1"] == pytest.approx(66.67)


def test_edges_do_not_count() -> None:
    assert trimmed(TEXT, [(15, 34)]) == trimmed(TEXT, [(16, 33)])


@pytest.mark.parametrize(
    ("gold", "predicted", "right"),
    [
        ("Anna Green", "Green", True),
        ("Anna Green", "Ms. Green", True),
        ("Anna Green", "Bob Green", False),
        ("Anna Green; Acme", "Green; Acme", True),
        ("Anna Green; Acme", "Green", False),
        ("Anna Green", None, False),
    ],
)
def test_names(gold: str, predicted: str | None, right: bool) -> None:
    assert is_right_name(gold, predicted) is right


def test_a_source_inside_the_gold_one_is_right() -> None:
    assert is_right_source(((0, 9),), ((4, 9),))
    assert not is_right_source(((0, 9),), ((8, 40),))
    assert is_right_source((), ())


def test_it_agrees_with_the_shared_scorer(root: Path) -> None:
    shared = root.parent / "shared" / "gold" / "score.py"
    if not shared.exists():
        pytest.skip("the shared scorer is not beside this checkout")
    spec = importlib.util.spec_from_file_location("shared_score", shared)
    assert spec is not None and spec.loader is not None
    peer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(peer)
    lines = (root / "tests" / "gold" / "news_dev.jsonl").read_text(encoding="utf-8").splitlines()
    gold = {d["doc_id"]: d for d in map(json.loads, lines)}
    predicted = {k: {"claims": _disturbed(d["claims"])} for k, d in gold.items()}
    theirs = peer.score(gold, predicted, True)
    tally = Tally()
    for key, document in gold.items():
        text = document["text"]
        tally.add(
            [marked(text, row) for row in document["claims"]],
            [marked(text, row) for row in predicted[key]["claims"]],
        )
    ours = tally.figures()
    given = theirs["given_content_iou30"]
    assert ours["content_partial_f1"] == pytest.approx(theirs["content"]["partial"]["f1"], abs=0.02)
    assert ours["content_exact_f1"] == pytest.approx(theirs["content"]["exact"]["f1"], abs=0.02)
    assert ours["joint_f1"] == pytest.approx(given["content_and_source"]["f1"], abs=0.02)
    assert ours["source"] == pytest.approx(given["source_overlap"], abs=0.02)
    assert ours["speaker"] == pytest.approx(given["speaker_name"], abs=0.02)
    for name, value in theirs["attributes_given_content_iou30"].items():
        assert ours[name] == pytest.approx(value, abs=0.02)


def _disturbed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Gold with every third statement left out, spans shifted and sources swapped in turn."""
    kept = []
    for number, row in enumerate(rows):
        copy = dict(row)
        if number % 3 == 0:
            continue
        if number % 4 == 1:
            copy["content_spans"] = [(max(0, a - 30), b) for a, b in row["content_spans"]]
        if number % 5 == 2:
            copy["source_span"], copy["speaker"] = (0, 5), "Nobody Else"
        kept.append(copy)
    return kept
