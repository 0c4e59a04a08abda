"""A few steps on a tiny treebank: same seed, same bytes; finished stages are not repeated."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest
import spacy
from spacy.lookups import Lookups
from spacy.vectors import Vectors

from tasks.extract.english.assemble import LEMMA_TABLES
from tasks.extract.english.conllu import Sentence
from tasks.extract.english.convert import Corpora, join
from tasks.extract.english.names import gum_names
from tasks.extract.english.train import Recipe, train_corpora, train_stage, training_data, unpacked
from tasks.extract.english.vectors import to_vectors

FEW = Recipe(seed=7, reports=30, steps=3)
# One worker trains once for all of them.
pytestmark = pytest.mark.xdist_group("train")
TIMES = 30  # the parser leaves out rare actions


@pytest.fixture(scope="module")
def corpora(sentences: list[Sentence]) -> Corpora:
    paragraphs = [join([s], [gum_names(s)]) for s in sentences]
    return Corpora(
        train=paragraphs * TIMES,
        news=paragraphs[:1],
        dev=paragraphs,
        ewt_test=paragraphs,
        gum_test=paragraphs,
        pud_news=paragraphs,
    )


@pytest.fixture(scope="module")
def tables() -> Lookups:
    lookups = Lookups()
    lookups.add_table("lemma_rules", {"verb": [["ed", ""], ["s", ""]], "noun": [["s", ""]]})
    lookups.add_table("lemma_exc", {"verb": {"went": ["go"]}})
    lookups.add_table("lemma_index", {"verb": ["flood", "visit"], "noun": ["river"]})
    assert all(lookups.has_table(table) for table in LEMMA_TABLES)
    return lookups


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    return to_vectors({word: [float(n), 1.0, -1.0] for n, word in enumerate(("river", "mayor"))})


def weights(model: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(model)): path.read_bytes()
        for path in sorted(model.rglob("*"))
        if path.name in ("model", "lookups.bin", "strings.json")
    }


@pytest.fixture(scope="module")
def built(
    corpora: Corpora, tables: Lookups, vectors: Vectors, tmp_path_factory: pytest.TempPathFactory
) -> list[Path]:
    """The same model, trained twice in different folders."""
    models = []
    for _ in range(2):
        work = tmp_path_factory.mktemp("english")
        nlp = train_corpora(corpora, work, FEW, tables, vectors)
        nlp.to_disk(work / "model")
        models.append(work / "model")
    return models


def test_same_seed_same_weights(built: list[Path]) -> None:
    first, second = (weights(model) for model in built)
    assert {"tok2vec/model", "parser/model", "ner/model"} <= first.keys()
    assert first == second


def test_another_seed_gives_other_data(corpora: Corpora) -> None:
    data = [training_data("parse", corpora, Recipe(seed=seed, reports=5)) for seed in (1, 1, 2)]
    assert data[0] == data[1] != data[2]


def test_a_finished_stage_is_taken_as_it_is(corpora: Corpora, built: list[Path]) -> None:
    work = built[0].parent
    before = sorted(path.name for path in work.iterdir())
    stage = train_stage("parse", corpora, work, FEW)
    assert stage.name in before
    assert sorted(path.name for path in work.iterdir()) == before


def test_the_model_parses_and_tells_nothing_of_the_machine(built: list[Path]) -> None:
    nlp = spacy.load(built[0])
    doc = nlp("The river floods the fields.")
    assert doc.has_annotation("DEP")
    assert doc[2].lemma_
    assert doc[1].has_vector
    for name in ("config.cfg", "meta.json"):
        assert str(built[0].parent) not in (built[0] / name).read_text(encoding="utf-8")


def test_the_meta_names_licence_sources_seed_and_scores(built: list[Path]) -> None:
    meta = json.loads((built[0] / "meta.json").read_text(encoding="utf-8"))
    assert meta["license"] == "CC BY-SA 4.0"
    assert {"UD_English-EWT", "CrossNER", "wikigold"} <= {s["name"] for s in meta["sources"]}
    assert all(s["license"] and s["url"].startswith("https://") for s in meta["sources"])
    assert meta["training"]["seed"] == FEW.seed
    assert meta["training"]["cpu_minutes"] >= 0
    scores = meta["performance"]["pud_news"]
    assert {"upos", "las", "sentence_f", "lemma", "names_f"} <= scores.keys()
    assert scores["lemma"] > 0


def test_an_archive_is_unpacked(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    archive = tmp_path / "treebanks.tar.xz"
    with tarfile.open(archive, "w:xz") as tar:
        tar.add(tmp_path / "a.txt", "corpus/a.txt")
    with unpacked(archive) as folder:
        assert (folder / "corpus/a.txt").read_text() == "a"
    assert not folder.exists()
