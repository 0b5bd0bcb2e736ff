"""Many to one: what a text is, from its words (sentiment, stars, the kind of a question)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from playground.config import TrainConfig
from playground.data.examples import Labelled
from playground.data.labelled import open_labelled
from playground.data.lexicon import Lexicon
from playground.data.split import held_out
from playground.data.words import words_of
from playground.errors import InputError
from playground.nets.classifier import Classifier
from playground.task_config import TaskConfig
from playground.task_recipes import TaskRequest, plan
from playground.tasks.batches import Batches, forget_some, padded
from playground.tasks.task import Arrays, Prepared, Validation

MODEL = {"cell": "lstm", "units": 64, "embedding": 64, "dropout": 0.5, "pool": "mean"}
TRAIN = {"epochs": 30, "batch": 16, "learning_rate": 4e-3, "validation_share": 0.2, "reset": 0.0}
WORD_DROPOUT = 0.1
"""Share of the words of a training text that are read as ``<unk>``."""
_SIDE_BY_SIDE = 256


@dataclass(frozen=True, slots=True)
class Example:
    """A text as ids and its class."""

    words: NDArray[np.int64]
    """(words,), at least one."""
    label: int


class ClassifyTask:
    """A classifier and the texts it learns from.

    Args:
        model, train: configurations.
        examples: to train on.
        held_out: to judge it on.
        device: where to compute.
    """

    def __init__(
        self,
        model: TaskConfig,
        train: TrainConfig,
        examples: Sequence[Example],
        held_out: Sequence[Example],
        device: torch.device,
    ) -> None:
        self.network = Classifier(model).to(device)
        self.device = device
        self._examples, self._held_out = examples, held_out
        lengths = [len(example.words) for example in examples]
        self._batches = Batches(lengths, train.batch, train.seed)
        self.tokens_per_step = max(1, round(float(np.mean(lengths)) * min(train.batch, len(examples))))
        self.steps_per_epoch = self._batches.per_epoch
        self.held_out_tokens = sum(len(example.words) for example in held_out)

    def loss(self) -> Tensor:
        """Mean cross-entropy of the next batch, nats a text."""
        logits, labels = self._read([self._examples[index] for index in self._batches.next()])
        return F.cross_entropy(logits, labels)

    def _read(self, examples: Sequence[Example]) -> tuple[Tensor, Tensor]:
        words, lengths = padded([example.words for example in examples])
        if self.network.training:
            words = forget_some(words, WORD_DROPOUT)
        labels = torch.tensor([example.label for example in examples], device=self.device)
        return self.network(words.to(self.device), lengths), labels

    def validate(self, limit: int | None = None) -> Validation:
        """Loss, nats a text, and accuracy on the held-out texts, up to ``limit`` words of them."""
        examples = _within(self._held_out, limit)
        training = self.network.training
        self.network.eval()
        total, right = 0.0, 0
        try:
            with torch.no_grad():
                for start in range(0, len(examples), _SIDE_BY_SIDE):
                    logits, labels = self._read(examples[start : start + _SIDE_BY_SIDE])
                    total += float(F.cross_entropy(logits, labels, reduction="sum"))
                    right += int((logits.argmax(1) == labels).sum())
        finally:
            self.network.train(training)
        loss = total / len(examples)
        words = sum(len(example.words) for example in examples)
        return Validation(loss, loss, words, {"accuracy": right / len(examples)})

    def state(self) -> tuple[Arrays, dict[str, int]]:
        """Nothing is carried; the place among the batches."""
        return {}, self._batches.state()

    def restore(self, arrays: Arrays, place: dict[str, int]) -> None:
        """Go on from what :meth:`state` returned."""
        del arrays
        self._batches.restore(place)


def _within(examples: Sequence[Example], limit: int | None) -> Sequence[Example]:
    """The first examples that have ``limit`` words together, at least one."""
    if limit is None:
        return examples
    ends = np.cumsum([len(example.words) for example in examples])
    return examples[: max(1, int(np.searchsorted(ends, limit, side="right")))]


def prepare(request: TaskRequest) -> Prepared:
    """Read the texts and decide the rest.

    Options of the request: ``labels``, a mapping from the labels of the file to those to be learned; texts
    whose label is not in it are left out.

    Raises:
        InputError: for data that cannot be read, has fewer than two classes, or is too little.
    """
    source = open_labelled(request.sources, encoding=request.encoding)
    rows = list(source.items)
    mapping: dict[str, str] = dict(request.options.get("labels") or {})
    if mapping:
        missing = sorted(set(mapping) - {row.label for row in rows})
        if missing:
            raise InputError(f"No text is labelled {missing[0]!r}; the labels are {_listed(rows)}.")
        rows = [row for row in rows if row.label in mapping]
    pairs = [(words, mapping.get(row.label, row.label)) for row in rows if (words := words_of(row.text))]
    labels = sorted({label for _, label in pairs})
    if len(labels) < 2:
        raise InputError(
            f"{source.name} has texts of one class only; at least two are needed to tell them apart."
        )
    share = float(request.train.get("validation_share", TRAIN["validation_share"]))
    seed = int(request.train.get("seed", 0))
    train_rows, held_rows = held_out([" ".join(words) for words, _ in pairs], share, seed)
    if not train_rows or not held_rows:
        raise InputError(
            f"{source.name} has too few texts to hold some of them out; give at least a few dozen."
        )
    lexicon = Lexicon.of((pairs[index][0] for index in train_rows), least=2)
    examples = [Example(lexicon.ids(words), labels.index(label)) for words, label in pairs]
    model, train = plan(
        request, model=MODEL, train=TRAIN, fixed={"vocabulary": lexicon.size, "outputs": len(labels)}
    )
    part = [examples[index] for index in train_rows]
    held = [examples[index] for index in held_rows]
    digest = hashlib.sha256("\n".join(f"{' '.join(words)}\t{label}" for words, label in pairs).encode())
    return Prepared(
        corpus=source.name,
        sha256=digest.hexdigest(),
        model=model,
        train=train,
        vocabulary=lexicon.to_dict(),
        document={"labels": labels},
        examples=len(part),
        held_out=len(held),
        tokens=sum(len(example.words) for example in part),
        build=lambda device: ClassifyTask(model, train, part, held, device),
        notices=source.notices,
    )


def _listed(rows: Sequence[Labelled]) -> str:
    labels = sorted({row.label for row in rows})
    return ", ".join(labels[:12]) + (", ..." if len(labels) > 12 else "")
