"""Load the language pipeline that parses English: our own, or any installed spaCy pipeline."""

from __future__ import annotations

from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex

# The stop before the number of a note, set small and high in print: "development.31 A study".
NOTE_AFTER_STOP = r"(?:(?<=[a-z]{3})|(?<=[\)\]”]))\.(?=\d{1,3}(?:[,–-]\d{1,3})*$)"
SHIPPED = Path(__file__).parent / "english" / "model"
NEEDED = frozenset(
    [
        *("tok2vec", "transformer", "curated_transformer", "tagger", "morphologizer"),
        *("attribute_ruler", "parser", "ner", "senter", "lemmatizer", "trainable_lemmatizer"),
    ]
)


def load_pipeline(name: str = "onrecord") -> Language:
    """The pipeline called ``name``, with only the components that extraction reads.

    "onrecord" is the model shipped with the project; any other name is a package or a path that
    ``spacy.load`` knows. Raises OSError when there is no such pipeline and ValueError when it
    does not parse.
    """
    nlp = spacy.load(SHIPPED if name == "onrecord" else name)
    for component in list(nlp.pipe_names):
        if component not in NEEDED:
            nlp.remove_pipe(component)
    infixes = [*(nlp.Defaults.infixes or ()), NOTE_AFTER_STOP]
    if isinstance(nlp.tokenizer, Tokenizer):
        nlp.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    if "parser" not in nlp.pipe_names:
        raise ValueError(f"pipeline {name!r} has no parser; name one that has")
    return nlp
