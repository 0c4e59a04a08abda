"""Score pipelines side by side: ``python -m tasks.extract.english.evaluate TREEBANKS MODEL...``.

Raw text goes in, so that errors of the tokenizer and of sentence boundaries count.
"""

from __future__ import annotations

import argparse
import time
import tomllib
from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import spacy
from rich.console import Console
from rich.table import Table
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from tasks.extract.english.augment import read_reporting
from tasks.extract.english.convert import Corpora, Paragraph, read_corpora, to_doc

Scores = dict[str, float]

# The scorer's names of the figures, under ours. All are percentages.
FIGURES = {
    "upos": "pos_acc",
    "xpos": "tag_acc",
    "uas": "dep_uas",
    "las": "dep_las",
    "sentence_f": "sents_f",
    "lemma": "lemma_acc",
    "names_p": "ents_p",
    "names_r": "ents_r",
    "names_f": "ents_f",
}
SUBJECTS = ("nsubj", "nsubj:pass")
Arc = tuple[str, int, int, int]


def evaluate(nlp: Language, corpora: Corpora) -> dict[str, Scores]:
    """Scores in percent by test part, and of the arcs of reporting verbs and the probes.

    "reports" are counted over the news parts: F of the arc from verb to speaker, from verb to
    content, to a content that comes first, and of the whole span of the speaker.
    """
    news = corpora.pud_news + corpora.ewt_news_test
    return {
        "pud_news": score(nlp, corpora.pud_news),
        "ewt_test": score(nlp, corpora.ewt_test),
        "gum_test": score(nlp, corpora.gum_test),
        "reports": score_reports(nlp, news),
        "probe": probe(nlp),
    }


def score(nlp: Language, paragraphs: Iterable[Paragraph]) -> Scores:
    """Scores of ``FIGURES`` and F of each label of names, in percent."""
    gold = [to_doc(paragraph, nlp.vocab) for paragraph in paragraphs]
    examples = [Example(nlp.make_doc(doc.text), doc) for doc in gold]
    found: dict[str, Any] = nlp.evaluate(examples, batch_size=64)
    scores = {ours: _percent(found.get(theirs)) for ours, theirs in FIGURES.items()}
    for label, values in sorted((found.get("ents_per_type") or {}).items()):
        scores[f"names_f_{label.lower()}"] = _percent(values["f"])
    return scores


def score_reports(nlp: Language, paragraphs: Iterable[Paragraph]) -> Scores:
    """F in percent of the arcs of reporting verbs, by kind of arc."""
    gold = [to_doc(paragraph, nlp.vocab) for paragraph in paragraphs]
    wanted: set[tuple[int, Arc]] = set()
    found: set[tuple[int, Arc]] = set()
    for n, (doc, parsed) in enumerate(
        zip(gold, nlp.pipe([doc.text for doc in gold], batch_size=64), strict=True)
    ):
        wanted |= {(n, arc) for arc in report_arcs(doc)}
        found |= {(n, arc) for arc in report_arcs(parsed)}
    kinds = sorted({arc[0] for _, arc in wanted})
    return {f"{kind}_f": _f1(*(_of_kind(arcs, kind) for arcs in (wanted, found))) for kind in kinds}


def report_arcs(doc: Doc) -> set[Arc]:
    """Arcs from reporting verbs, as kind, offset of the verb, and start and end of the other."""
    verbs = read_reporting().scored
    arcs: set[Arc] = set()
    for verb in doc:
        if verb.pos_ != "VERB" or verb.lemma_.lower() not in verbs:
            continue
        for child in verb.children:
            if child.dep_ in SUBJECTS:
                arcs.add(("speaker", verb.idx, child.idx, child.idx))
                first, last = doc[child.left_edge.i], doc[child.right_edge.i]
                arcs.add(("speaker_span", verb.idx, first.idx, last.idx + len(last)))
            elif child.dep_ == "ccomp":
                arcs.add(("content", verb.idx, child.idx, child.idx))
                if child.i < verb.i:
                    arcs.add(("content_first", verb.idx, child.idx, child.idx))
    return arcs


def probe(nlp: Language) -> Scores:
    """Shares in percent of the sentences of probe.toml whose speaker and content are found."""
    probes = tomllib.loads(files(__package__).joinpath("probe.toml").read_text("utf-8"))["probe"]
    speakers, contents, whole = [], [], []
    for case in probes:
        doc = nlp(case["text"])
        verb = next(token for token in doc if token.text == case["verb"])
        speakers.append(any(case["speaker"] in _phrase(c) for c in _children(verb, *SUBJECTS)))
        if "content" in case:
            heads = _children(verb, "ccomp", "xcomp", "parataxis")
            contents.append(any(case["content"] == child.text for child in heads))
        whole.append(sum(1 for _ in doc.sents) == 1)
    shares = {"speaker": speakers, "content": contents, "one_sentence": whole}
    return {name: _percent(sum(hits) / len(hits)) for name, hits in shares.items()}


def words_per_second(nlp: Language, paragraphs: Iterable[Paragraph]) -> float:
    """Words per CPU second of this process, warmed up."""
    texts = [to_doc(paragraph, nlp.vocab).text for paragraph in paragraphs]
    list(nlp.pipe(texts[:20]))
    started = time.process_time()
    words = sum(len(doc) for doc in nlp.pipe(texts, batch_size=64))
    return words / (time.process_time() - started)


def _children(token: Any, *labels: str) -> list[Any]:
    return [child for child in token.children if child.dep_ in labels]


def _phrase(token: Any) -> list[str]:
    """The head of a phrase and the words next to it in the tree, as parts of a name are."""
    return [token.text, *(child.text for child in token.children)]


def _of_kind(arcs: set[tuple[int, Arc]], kind: str) -> set[tuple[int, Arc]]:
    return {(n, arc) for n, arc in arcs if arc[0] == kind}


def _f1(wanted: set[tuple[int, Arc]], found: set[tuple[int, Arc]]) -> float:
    total = len(wanted) + len(found)
    return _percent(2 * len(wanted & found) / total if total else 0.0)


def _percent(share: float | None) -> float:
    return round(100 * (share or 0.0), 2)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line: a table with one column per model."""
    parser = argparse.ArgumentParser(prog="python -m tasks.extract.english.evaluate")
    parser.add_argument("treebanks", type=Path, help="folder with the unpacked treebanks")
    parser.add_argument("models", nargs="+", help="names or paths of pipelines")
    chosen = parser.parse_args(arguments)
    corpora = read_corpora(chosen.treebanks)
    pipelines = [spacy.load(model) for model in chosen.models]
    columns = [evaluate(nlp, corpora) for nlp in pipelines]
    # One text for all, in turns, so that a busy machine slows them alike.
    speed_text = corpora.pud_news + corpora.gum_test
    rounds = [[words_per_second(nlp, speed_text) for nlp in pipelines] for _ in range(3)]
    for column, speeds in zip(columns, zip(*rounds, strict=True), strict=True):
        column["speed"] = {"words_per_cpu_second": round(max(speeds))}
    table = Table("part", "figure", *(Path(model).name for model in chosen.models))
    for part, figures in columns[0].items():
        for figure in figures:
            values = (f"{column[part].get(figure, 0.0):.1f}" for column in columns)
            table.add_row(part, figure, *values)
    Console().print(table)


if __name__ == "__main__":
    main()
