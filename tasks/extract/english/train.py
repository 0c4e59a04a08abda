"""Train the English model from the treebanks: ``python -m tasks.extract.english.train DIR``.

The same treebanks, seed and kind of machine give the same weights, byte for byte.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

import spacy
from spacy.language import Language
from spacy.lookups import Lookups, load_lookups
from spacy.pipeline import TrainablePipe
from spacy.tokens import DocBin
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from spacy.util import load_config
from spacy.vectors import Vectors
from thinc.api import Model

from tasks.extract.english.assemble import LEMMA_TABLES, assemble
from tasks.extract.english.augment import Reports, coin_names, collect_parts, read_reporting
from tasks.extract.english.convert import Corpora, Paragraph, read_corpora, to_doc
from tasks.extract.english.evaluate import evaluate
from tasks.extract.english.vectors import PACKAGE, fetch, read_vectors, save_vectors

HERE = Path(__file__).parent
SHIPPED = HERE / "model"
REPORTS = 3200  # paragraphs made; treebanks hold about 95 quotations before their verb


@dataclass(frozen=True, slots=True)
class Recipe:
    """What may be chosen about a training: the seed, how many reports, and fewer steps."""

    seed: int = 0
    reports: int = REPORTS
    steps: int | None = None  # of each stage; None as the configurations say


def train_model(
    treebanks: Path, out: Path, work: Path, recipe: Recipe, tables: Lookups, vectors: Vectors
) -> Language:
    """Train from a folder of treebanks, write the model to ``out`` and return it.

    ``tables`` are spaCy's lemma tables, ``vectors`` its table of word vectors. ``work`` keeps each
    finished stage: asked again with the same data, configuration and seed, a stage is taken from
    there. Raises OSError when a file of the treebanks is missing; then ``out`` is as it was.
    """
    nlp = train_corpora(read_corpora(treebanks), work, recipe, tables, vectors)
    fresh = work / "assembled"
    shutil.rmtree(fresh, ignore_errors=True)
    nlp.to_disk(fresh)
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(fresh, out)
    return nlp


def train_corpora(
    corpora: Corpora, work: Path, recipe: Recipe, tables: Lookups, vectors: Vectors
) -> Language:
    """The trained pipeline, its meta with sources, licence, seed, training time and scores."""
    save_vectors(vectors, work / "vectors")
    parse = train_stage("parse", corpora, work, recipe)
    names = train_stage("names", corpora, work, recipe, encoder_from=parse)
    nlp = assemble(parse / "model-last", names / "model-last", corpora.train, tables)
    minutes = sum(float((stage / "cpu_minutes").read_text()) for stage in (parse, names))
    nlp.meta["training"] = {"seed": recipe.seed, "cpu_minutes": round(minutes, 1)}
    nlp.meta["performance"] = evaluate(nlp, corpora)
    return nlp


def training_data(stage: str, corpora: Corpora, recipe: Recipe) -> list[Paragraph]:
    """The paragraphs a stage trains on, shuffled by the seed.

    Both stages see news twice. Parsing sees made reports besides; the names stage all corpora of
    names, and copies with coined names.
    """
    draw = random.Random(recipe.seed)
    if stage == "parse":
        gold = corpora.train + corpora.pud_wiki
        verbs = read_reporting()
        parts = collect_parts(gold, verbs.speaking)
        made = Reports(parts, verbs, draw).paragraphs(recipe.reports)
        paragraphs = gold + corpora.news + made
    else:
        gold = corpora.train + corpora.news + 2 * corpora.pud_wiki + corpora.names_train
        gold = [paragraph for paragraph in gold if paragraph.names is not None]
        paragraphs = gold + coin_names(gold, draw)
    draw.shuffle(paragraphs)
    return paragraphs


def _save(path: Path, stage: str, paragraphs: Iterable[Paragraph]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    vocab = spacy.blank("en").vocab
    syntax = stage == "parse"
    docs = [to_doc(p, vocab, syntax=syntax) for p in paragraphs if syntax or p.names is not None]
    DocBin(docs=docs).to_disk(path)


def train_stage(
    stage: str, corpora: Corpora, work: Path, recipe: Recipe, encoder_from: Path | None = None
) -> Path:
    """The folder of a trained stage, "parse" or "names", in ``work``.

    Its name is a digest of everything the stage depends on; when it is there, it is not trained
    again. ``work`` holds the vectors already. ``encoder_from`` is a finished parse stage, from
    whose encoder the names stage starts: it knows words of many sentences without marked names.
    """
    data = work / "data" / stage
    _save(data / "train.spacy", stage, training_data(stage, corpora, recipe))
    _save(data / "dev.spacy", stage, corpora.dev)
    config = HERE / f"{stage}.cfg"
    digest = hashlib.sha256(
        f"{version('spacy')} {recipe} {encoder_from and encoder_from.name}".encode()
    )
    vectors = work / "vectors"
    for path in (config, data / "train.spacy", data / "dev.spacy", vectors / "vocab" / "vectors"):
        digest.update(path.read_bytes())
    done = work / f"{stage}-{digest.hexdigest()[:12]}"
    if done.exists():
        return done
    started = time.process_time()
    overrides: dict[str, object] = {
        "paths.train": str(data / "train.spacy"),
        "paths.dev": str(data / "dev.spacy"),
        "paths.vectors": str(vectors),
        "system.seed": recipe.seed,
    }
    if recipe.steps is not None:
        overrides |= {"training.max_steps": recipe.steps, "training.eval_frequency": recipe.steps}
    nlp = init_nlp(load_config(config, overrides=overrides))
    if encoder_from is not None:
        parse = spacy.load(encoder_from / "model-last")
        _encoder(nlp, "ner").from_bytes(_encoder(parse, "tok2vec").to_bytes())
    unfinished = done.with_suffix(".part")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    train(nlp, unfinished, stdout=sys.stdout, stderr=sys.stderr)
    minutes = (time.process_time() - started) / 60
    (unfinished / "cpu_minutes").write_text(f"{minutes:.2f}")
    unfinished.rename(done)
    return done


def _encoder(nlp: Language, component: str) -> Model[Any, Any]:
    """The encoder of words: a component of its own, or the first layer of a recognizer."""
    model = cast(TrainablePipe, nlp.get_pipe(component)).model
    encoder: Model[Any, Any] = model
    if component != "tok2vec":
        encoder = model.get_ref("tok2vec").layers[0]
    return encoder


@contextmanager
def unpacked(treebanks: Path) -> Iterator[Path]:
    """The folder of the treebanks, unpacked for a while when an archive is given."""
    if treebanks.is_dir():
        yield treebanks
        return
    with tempfile.TemporaryDirectory() as folder, tarfile.open(treebanks) as archive:
        archive.extractall(folder, filter="data")
        yield Path(folder)


def main(arguments: list[str] | None = None) -> None:
    """Command line of the recipe."""
    parser = argparse.ArgumentParser(prog="python -m tasks.extract.english.train")
    parser.add_argument("treebanks", type=Path, help="folder, or the archive treebanks.tar.xz")
    parser.add_argument("--out", type=Path, default=SHIPPED, help="where the model goes")
    parser.add_argument("--work", type=Path, help="keeps finished stages, to go on after a stop")
    parser.add_argument("--vectors", type=Path, help="the archive of vectors, when it is here")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    try:
        tables = load_lookups("en", LEMMA_TABLES)
    except ValueError:
        parser.error("the lemma tables are missing; install spacy-lookups-data")
    if not chosen.treebanks.exists():
        parser.error(f"{chosen.treebanks} does not exist")
    recipe = Recipe(chosen.seed)
    with unpacked(chosen.treebanks) as folder, tempfile.TemporaryDirectory() as scratch:
        work = chosen.work or Path(scratch)
        try:
            vectors = read_vectors(chosen.vectors or fetch(work))
        except (OSError, ValueError) as problem:
            parser.error(f"no word vectors: {problem}\nLoad {PACKAGE} and name it with --vectors")
        train_model(folder, chosen.out, work, recipe, tables, vectors)


if __name__ == "__main__":
    main()
