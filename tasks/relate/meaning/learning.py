"""How encoders learn from the invented stories.

Texts of one claim are drawn together, those of other claims of its story, near misses first, apart.
PyTorch is needed, which On Record does not install otherwise.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from tasks.relate.meaning.stories import Story

Tensor = Any
STORIES_AT_ONCE = 3
TELLINGS = 5  # of a claim at a time
SCALE_RATE, WARM_UP = 0.01, 0.08
# How much pairs of a step count: of one claim, with a near miss, of another claim of the story, of
# another story; then all wrong pairs together twice what the right ones do.
NEAR_MISS, OTHER_CLAIM, OTHER_STORY, WRONG = 1.0, 0.35, 0.05, 2.0

Lesson = Callable[[Sequence[str], Tensor], Tensor]


@dataclass(frozen=True, slots=True)
class Course:
    """How long and how fast an encoder learns."""

    epochs: int
    rate: float
    decay: float = 0.0
    seed: int = 1


def learn(
    model: Any, stories: Sequence[Story], course: Course, lesson: Lesson | None = None
) -> None:
    """Train an encoder in place; ``lesson`` adds a loss for texts and the vectors they got."""
    torch.manual_seed(course.seed)
    rng = random.Random(course.seed)
    scale, shift = (nn.Parameter(torch.tensor(start)) for start in (12.0, -5.0))
    own = [weight for weight in model.parameters() if weight.requires_grad]
    groups = [{"params": own, "lr": course.rate}, {"params": [scale, shift], "lr": SCALE_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=course.decay)
    steps = course.epochs * (len(stories) // STORIES_AT_ONCE)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min(1.0, (step + 1) / (WARM_UP * steps)) * max(0.02, 1 - step / steps),
    )
    model.train()
    for step, batch in enumerate(_batches(stories, rng, course.epochs), start=1):
        texts, labels = _told(batch, rng)
        vectors = model(texts)
        same, weights = (torch.tensor(matrix) for matrix in _wanted(labels))
        logits = vectors @ vectors.T * scale + shift
        losses = functional.binary_cross_entropy_with_logits(logits, same, reduction="none")
        loss = (losses * weights).sum()
        if lesson is not None:
            loss = loss + lesson(texts, vectors)
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
