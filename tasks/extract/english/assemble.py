"""Put the trained stages together into the one pipeline that ships."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt
import spacy
from spacy.language import Language
from spacy.lookups import Lookups
from spacy.pipeline import Lemmatizer, TrainablePipe

from tasks.extract.english.convert import Paragraph

MANTISSA_BITS = 7  # of float32's 23; halves the packed size, no score moves by 0.1
LEMMA_TABLES = ["lemma_rules", "lemma_exc", "lemma_index"]
CLOSED_CLASSES = frozenset({"aux", "pron", "det", "part", "adp", "sconj", "cconj", "intj", "num"})
INFLECTED = ("s", "ed", "ing", "er", "est")  # what rules would cut: "species", "need"
UNLEMMATIZED = frozenset({"PROPN", "X", "SYM", ""})


def assemble(
    parse: Path, names: Path, paragraphs: Iterable[Paragraph], tables: Lookups
) -> Language:
    """The pipeline of the parse stage with the names stage and a rule lemmatizer added.

    ``tables`` are the lemma tables of spacy-lookups-data; what the treebank ``paragraphs`` say
    otherwise goes before them. All weights are rounded. Raises OSError when a stage is missing.
    """
    nlp = spacy.load(parse)
    nlp.add_pipe("ner", source=spacy.load(names))
    nlp.add_pipe("lemmatizer", config={"mode": "rule", "overwrite": True})
    lookups = Lookups()
    for table in LEMMA_TABLES:
        lookups.add_table(table, tables.get_table(table))
    exceptions = {pos: dict(forms) for pos, forms in tables.get_table("lemma_exc").items()}
    add_lemmas(exceptions, paragraphs)
    lookups.remove_table("lemma_exc")
    lookups.add_table("lemma_exc", exceptions)
    cast(Lemmatizer, nlp.get_pipe("lemmatizer")).initialize(lookups=lookups)
    round_weights(nlp, MANTISSA_BITS)
    nlp.config["paths"] = dict.fromkeys(nlp.config["paths"])  # folders of this machine
    about = tomllib.loads(files(__package__).joinpath("sources.toml").read_text("utf-8"))
    nlp.meta.update(
        name="onrecord",
        version="0.2.0",
        author="The On Record authors",
        description="Tags, syntax (Universal Dependencies), lemmas and names of English, on a CPU.",
        **about,
    )
    return nlp


def add_lemmas(
    exceptions: dict[str, dict[str, list[str]]], paragraphs: Iterable[Paragraph]
) -> None:
    """Add to ``exceptions`` the lemmas that the treebanks give often and with one voice."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for paragraph in paragraphs:
        for sentence in paragraph.sentences:
            for word in sentence:
                if word.pos not in UNLEMMATIZED:
                    counts[word.pos.lower(), word.text.lower()][word.lemma] += 1
    for (pos, form), lemmas in sorted(counts.items()):
        lemma, count = lemmas.most_common(1)[0]
        total = lemmas.total()
        if total < 2 or count < 0.6 * total:
            continue
        known = exceptions.setdefault(pos, {}).get(form)
        if pos in CLOSED_CLASSES:
            is_new = True  # a form without an entry would keep its capital: "The"
        elif known:
            is_new = total >= 3 and known[0] != lemma
        else:
            is_new = total >= 4 and (form != lemma or form.endswith(INFLECTED))
        if is_new:
            exceptions[pos][form] = [lemma]


def round_weights(nlp: Language, bits: int) -> None:
    """Round every weight of the pipeline to ``bits`` bits of mantissa, in place."""
    trained = [part for _, part in nlp.pipeline if isinstance(part, TrainablePipe)]
    for component in trained:
        for node in component.model.walk():
            for name in node.param_names:
                if node.has_param(name):
                    node.set_param(name, rounded(node.get_param(name), bits))


def rounded(weights: npt.NDArray[np.float32], bits: int) -> npt.NDArray[np.float32]:
    """The nearest numbers whose float32 mantissa has only ``bits`` (below 23) leading bits set."""
    dropped = np.uint32(23 - bits)
    half = np.uint32(1 << (22 - bits))
    raw = np.ascontiguousarray(weights, dtype=np.float32).view(np.uint32)
    return ((((raw + half) >> dropped) << dropped).view(np.float32)).reshape(weights.shape)
