"""The encoder that teaches: all-MiniLM-L6-v2, trained further on the invented stories.

It reads words in their order and is a hundred times dearer than what it teaches (``train.py``), so
it is not shipped. PyTorch and safetensors are needed, which On Record does not install otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional

from tasks.relate.meaning.encoder import LONGEST
from tasks.relate.meaning.wordpiece import WordPieces

Tensor = Any
HEADS = 12
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
    """Self-attention and a feed-forward net, each added to what came in (Vaswani et al. 2017)."""

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


class Teacher(nn.Module):  # type: ignore[misc]  # no PyTorch here
    """A small BERT with the weights of a folder; those of words and the first layer stay."""

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

    @property
    def size(self) -> int:
        """How many word pieces there are."""
        return len(self.words.weight)

    def alone(self, ids: Tensor) -> Tensor:
        """The meanings of single word pieces (pieces, width), as long as they come."""
        first, last = (torch.full_like(ids, self.pieces.id_of(end)) for end in ("[CLS]", "[SEP]"))
        read = torch.stack([first, ids, last], dim=1)
        return self._read(read, torch.ones_like(read, dtype=torch.bool))

    def forward(self, texts: Sequence[str]) -> Tensor:
        """The meanings of texts (texts, width), each of length 1."""
        ends = self.pieces.id_of("[CLS]"), self.pieces.id_of("[SEP]")
        ids = [[ends[0], *self.pieces.ids(text)[:LONGEST], ends[1]] for text in texts]
        longest = max(map(len, ids))
        padded = torch.tensor([own + [0] * (longest - len(own)) for own in ids])
        return functional.normalize(self._read(padded, padded > 0), dim=-1)

    def _read(self, padded: Tensor, mask: Tensor) -> Tensor:
        """The mean of what the last layer gives for each word piece."""
        x = self.norm(self.words(padded) + self.places[: padded.shape[1]])
        x = functional.dropout(x, 0.1, self.training)
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :])
        return (x * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)


def _filled(module: Any, weights: dict[str, Tensor], name: str) -> Any:
    state = {part: weights[f"{name}.{part}"] for part in ("weight", "bias")}
    module.load_state_dict(state)
    return module
