"""Many to many, one for one: a tag for every word (names of people, places, firms)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from playground.config import TrainConfig
from playground.data.conll import open_tagged
from playground.data.iob import allowed, best_tags
from playground.data.spans import score_spans
from playground.data.split import held_out
from playground.data.tokens import whole_tokens
from playground.errors import InputError
from playground.nets.tagger import Tagger
from playground.task_config import TaskConfig
from playground.task_recipes import TaskRequest, plan
from playground.tasks.batches import Batches, padded
from playground.tasks.sentences import (
    WORD_DROPOUT,
    Sentences,
    lexicon_of,
    rows_for,
    training_of,
    within,
)
from playground.tasks.task import Arrays, Prepared, Validation

MODEL = {"cell": "lstm", "units": 64, "embedding": 64, "dropout": 0.5, "bidirectional": True}
TRAIN = {"batch": 16, "validation_share": 0.2, "reset": 0.0}
PASSES = 40
"""Of a small collection. On the shipped sentences 100 passes found no more names than 30 did."""
_SIDE_BY_SIDE = 256
_PADDING = -100
"""What ``cross_entropy`` passes over."""


@dataclass(frozen=True, slots=True)
class Material:
    """All sentences, and which of them are for what."""

    sentences: Sentences
    tags: Sequence[tuple[str, ...]]
    """Of each sentence."""
    names: tuple[str, ...]
    """Of the tags that are learned, by number."""
    train: Sequence[int]
    held_out: Sequence[int]


class TagTask:
    """A tagger and the sentences it learns from.

    Args:
        model, train: configurations.
        material: the sentences.
        device: where to compute.
    """

    def __init__(
        self, model: TaskConfig, train: TrainConfig, material: Material, device: torch.device
    ) -> None:
        self.network = Tagger(model).to(device)
        self.device = device
        self._material = material
        numbers = {name: number for number, name in enumerate(material.names)}
        self._numbers = [
            np.array([numbers.get(tag, _PADDING) for tag in tags], np.int64) for tags in material.tags
        ]
        self._follows = allowed(material.names)
        lengths = [material.sentences.lengths[index] for index in material.train]
        self._batches = Batches(lengths, train.batch, train.seed)
        batch = min(train.batch, len(lengths))
        self.tokens_per_step = max(1, round(sum(lengths) / len(lengths) * batch))
        self.steps_per_epoch = self._batches.per_epoch
        self.held_out_tokens = sum(material.sentences.lengths[index] for index in material.held_out)

    def loss(self) -> Tensor:
        """Mean cross-entropy of the next batch, nats a word."""
        logits, wanted = self._read([self._material.train[place] for place in self._batches.next()])
        return F.cross_entropy(logits.flatten(0, 1), wanted.flatten(), ignore_index=_PADDING)

    def _read(self, which: Sequence[int]) -> tuple[Tensor, Tensor]:
        """Logits (time, batch, tags), and the numbers of the right tags (time, batch)."""
        forget = WORD_DROPOUT if self.network.training else 0.0
        words, lengths, spelled = self._material.sentences.batch(which, self.device, forget)
        wanted, _ = padded([self._numbers[index] for index in which], _PADDING)
        return self.network(words, lengths, spelled), wanted.to(self.device)

    def validate(self, limit: int | None = None) -> Validation:
        """Judge the network on the held-out sentences, up to ``limit`` words of them.

        Loss in nats a word; ``f1``, ``precision`` and ``recall`` of whole names as conlleval counts them, and
        ``accuracy`` of single tags.
        """
        which = within(self._material.sentences.lengths, self._material.held_out, limit)
        training = self.network.training
        self.network.eval()
        total, counted = 0.0, 0
        guessed: list[list[str]] = []
        try:
            with torch.no_grad():
                for start in range(0, len(which), _SIDE_BY_SIDE):
                    part = which[start : start + _SIDE_BY_SIDE]
                    logits, wanted = self._read(part)
                    known = wanted != _PADDING
                    total += float(F.cross_entropy(logits[known], wanted[known], reduction="sum"))
                    counted += int(known.sum())
                    guessed += self._tags(logits, part)
        finally:
            self.network.train(training)
        score = score_spans([self._material.tags[index] for index in which], guessed)
        loss = total / max(1, counted)
        return Validation(loss, loss, score.tokens, score.metrics())

    def _tags(self, logits: Tensor, which: Sequence[int]) -> list[list[str]]:
        """The best tags of each sentence."""
        scores = logits.log_softmax(-1).cpu().numpy()
        names = self._material.names
        return [
            [names[tag] for tag in best_tags(scores[: len(self._numbers[index]), place], self._follows)]
            for place, index in enumerate(which)
        ]

    def state(self) -> tuple[Arrays, dict[str, int]]:
        """Nothing is carried; the place among the batches."""
        return {}, self._batches.state()

    def restore(self, arrays: Arrays, place: dict[str, int]) -> None:
        """Go on from what :meth:`state` returned."""
        del arrays
        self._batches.restore(place)


def prepare(request: TaskRequest) -> Prepared:
    """Read the sentences and decide the rest.

    A fifth of the sentences is held out, near-twins on one side (see :mod:`playground.data.split`).

    Raises:
        InputError: for data that cannot be read, or is too little.
    """
    source = open_tagged(request.sources, encoding=request.encoding)
    texts = [item.tokens for item in source.items]
    share = float(request.train.get("validation_share", TRAIN["validation_share"]))
    seed = int(request.train.get("seed", 0))
    train_rows, held_rows = held_out([" ".join(tokens) for tokens in texts], share, seed)
    if not train_rows or not held_rows:
        raise InputError(
            f"{source.name} has too few sentences to hold some of them out; give at least a few dozen."
        )
    known = [[token.lower() for token in tokens] for tokens in texts]
    learned = [known[index] for index in train_rows]
    names = tuple(sorted({tag for index in train_rows for tag in source.items[index].tags}))
    if len(names) < 2:
        raise InputError(f"{source.name} has no tag but {names[0]}; at least one name must be tagged.")
    lexicon = lexicon_of(learned)
    rows = int(request.model.get("features", rows_for(learned)))
    tokens = sum(map(len, learned))
    model, train = plan(
        request,
        model=MODEL,
        train={**TRAIN, **training_of({**MODEL, **request.model}, tokens, PASSES)},
        fixed={"vocabulary": lexicon.size, "outputs": len(names), "features": rows},
    )
    material = Material(
        Sentences(texts, lexicon, rows, known),
        [item.tags for item in source.items],
        names,
        train_rows,
        held_rows,
    )
    return Prepared(
        corpus=source.name,
        sha256=source.sha256,
        model=model,
        train=train,
        vocabulary=lexicon.to_dict(),
        document={"tags": list(names), "whole": whole_tokens(texts[index] for index in train_rows)},
        examples=len(train_rows),
        held_out=len(held_rows),
        tokens=tokens,
        build=lambda device: TagTask(model, train, material, device),
        notices=source.notices,
    )
