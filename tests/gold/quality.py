"""Run the extraction on the gold of this folder and print its figures beside their floors.

``python -m tests.gold.quality`` prints figures and mistakes by class; with ``--pin`` it writes the
floors anew, a margin below what is reached, and never lowers one.
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import replace
from pathlib import Path

from spacy.language import Language

from flows.quality import say_evaluation
from tasks.evaluate import Evaluation, evaluate, read_marked
from tasks.extract import load_pipeline
from tasks.settings import Settings

HERE = Path(__file__).parent
FLOORS = HERE / "floors.json"
CORPORA = ("seed", "news_dev", "own_politics")
# Points a figure may fall before its floor breaks: what another training run of the model moves.
# The seed holds 37 statements, so that one of them is nearly three points.
MARGINS = {"seed": 8.0, "news_dev": 4.0, "own_politics": 4.0}


def corpus_path(corpus: str) -> Path:
    """The file of a gold corpus."""
    return HERE / f"{corpus}.jsonl"


def corpus_hash(corpus: str) -> str:
    """SHA-256 of a gold file."""
    return hashlib.sha256(corpus_path(corpus).read_bytes()).hexdigest()


def measure(nlp: Language, corpus: str) -> Evaluation:
    """All figures and mistakes on one gold file."""
    return evaluate(read_marked(corpus_path(corpus)), Settings(), nlp)


def _unheld(found: Evaluation, corpus: str) -> Evaluation:
    """All figures, and no mistakes of documents held out: they are not to be read."""
    rows = map(json.loads, corpus_path(corpus).read_text(encoding="utf-8").splitlines())
    held = {row["doc_id"] for row in rows if row.get("part") == "held"}
    shown = [mistake for mistake in found.mistakes if mistake.document not in held]
    return replace(found, mistakes=shown)


def main(arguments: list[str]) -> None:
    """Print the figures; ``--pin`` writes the floors."""
    nlp = load_pipeline("onrecord")
    floors = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    pinned = {}
    for corpus in CORPORA:
        found, figures = measure(nlp, corpus), {}
        figures = found.tally.figures()
        known = floors.get(corpus, {}).get("floors", {})
        print(f"\n{corpus}  ({corpus_hash(corpus)[:12]})")
        say_evaluation(_unheld(found, corpus), mistakes=5)
        for name, value in figures.items():
            print(f"  {name:20} {value:6.2f}   floor {known.get(name, 0.0):6.2f}")
        raised = {
            name: max(known.get(name, 0.0), round(value - MARGINS[corpus], 1))
            for name, value in figures.items()
            if value  # a field that nobody marked has no figure
        }
        pinned[corpus] = {"sha256": corpus_hash(corpus), "floors": raised}
    if "--pin" in arguments:
        FLOORS.write_text(json.dumps(pinned, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
