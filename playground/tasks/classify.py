"""Many to one: what a text is, from its words (sentiment, stars, the kind of a question)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from playground.config import TrainConfig
from playground.data.examples import Examples, Labelled
from playground.data.labelled import open_labelled
from playground.data.split import held_out
from playground.data.words import LONGEST, words_of
from playground.errors import InputError
from playground.nets.classifier import Classifier
from playground.task_config import TaskConfig
from playground.task_recipes import TaskRequest, plan
from playground.tasks.batches import Batches
from playground.tasks.sentences import (
    WORD_DROPOUT,
    Sentences,
    lexicon_of,
    rows_for,
    training_of,
    within,
)
from playground.tasks.task import Arrays, Prepared, Validation

MODEL = {"cell": "lstm", "units": 64, "embedding": 64, "dropout": 0.5, "pool": "mean"}
TRAIN = {"batch": 16, "validation_share": 0.2, "reset": 0.0}
PASSES = 100
"""Of a small collection. On a fifth of the shipped reviews, 100 passes found 3% more than 30 did."""
SMOOTHING = 0.15
"""Share of every training label that is spread over all labels (Szegedy et al. 2016), against certainty."""
_SIDE_BY_SIDE = 256


@dataclass(frozen=True, slots=True)
class Material:
    """All texts, and which of them are for what."""

    sentences: Sentences
    labels: Sequence[int]
    """The class of each text."""
    train: Sequence[int]
    held_out: Sequence[int]


class ClassifyTask:
    """A classifier and the texts it learns from.

    Args:
        model, train: configurations.
        material: the texts.
        device: where to compute.
    """

    def __init__(
        self, model: TaskConfig, train: TrainConfig, material: Material, device: torch.device
    ) -> None:
        self.network = Classifier(model).to(device)
        self.device = device
        self._material = material
        lengths = [material.sentences.lengths[index] for index in material.train]
        self._batches = Batches(lengths, train.batch, train.seed)
        batch = min(train.batch, len(lengths))
        self.tokens_per_step = max(1, round(sum(lengths) / len(lengths) * batch))
        self.steps_per_epoch = self._batches.per_epoch
        self.held_out_tokens = sum(material.sentences.lengths[index] for index in material.held_out)

    def loss(self) -> Tensor:
        """Mean cross-entropy of the next batch, nats a text, with smoothed labels."""
        logits, labels = self._read([self._material.train[place] for place in self._batches.next()])
        return F.cross_entropy(logits, labels, label_smoothing=SMOOTHING)

    def _read(self, which: Sequence[int]) -> tuple[Tensor, Tensor]:
        forget = WORD_DROPOUT if self.network.training else 0.0
        words, lengths, spelled = self._material.sentences.batch(which, self.device, forget)
        labels = torch.tensor([self._material.labels[index] for index in which], device=self.device)
        return self.network(words, lengths, spelled), labels

    def validate(self, limit: int | None = None) -> Validation:
        """Loss, nats a text, and accuracy on the held-out texts, up to ``limit`` words of them."""
        which = within(self._material.sentences.lengths, self._material.held_out, limit)
        training = self.network.training
        self.network.eval()
        total, right = 0.0, 0
        try:
            with torch.no_grad():
                for start in range(0, len(which), _SIDE_BY_SIDE):
                    logits, labels = self._read(which[start : start + _SIDE_BY_SIDE])
                    total += float(F.cross_entropy(logits, labels, reduction="sum"))
                    right += int((logits.argmax(1) == labels).sum())
        finally:
            self.network.train(training)
        loss = total / len(which)
        words = sum(self._material.sentences.lengths[index] for index in which)
        return Validation(loss, loss, words, {"accuracy": right / len(which)})

    def state(self) -> tuple[Arrays, dict[str, int]]:
        """Nothing is carried; the place among the batches."""
        return {}, self._batches.state()

    def restore(self, arrays: Arrays, place: dict[str, int]) -> None:
        """Go on from what :meth:`state` returned."""
        del arrays
        self._batches.restore(place)


def prepare(request: TaskRequest) -> Prepared:
    """Read the texts and decide the rest.

    Options of the request: ``labels``, a mapping from the labels of the file to those to be learned; texts
    whose label is not in it are left out.

    A fifth of the texts is held out, near-twins on one side (see :mod:`playground.data.split`), unless they
    come with a test part of their own.

    Raises:
        InputError: for data that cannot be read, has fewer than two classes, or is too little.
    """
    source = _chosen(open_labelled(request.sources, encoding=request.encoding), request.options.get("labels"))
    found = [(item, words) for item in source.items if (words := words_of(item.text))]
    items = [item for item, _ in found]
    notices = list(source.notices)
    if any(len(words) > LONGEST for _, words in found):
        notices.append(f"Of texts with more than {LONGEST:,} words only the first {LONGEST:,} are read.")
    texts = [words[:LONGEST] for _, words in found]
    labels = sorted({item.label for item in items})
    if len(labels) < 2:
        raise InputError(
            f"{source.name} has texts of one class only; at least two are needed to tell them apart."
        )
    train_rows, held_rows = _split(items, texts, request)
    if not train_rows or not held_rows:
        raise InputError(
            f"{source.name} has too few texts to hold some of them out; give at least a few dozen."
        )
    learned = [texts[index] for index in train_rows]
    lexicon = lexicon_of(learned)
    rows = int(request.model.get("features", rows_for(learned)))
    tokens = sum(map(len, learned))
    model, train = plan(
        request,
        model=MODEL,
        train={**TRAIN, **training_of({**MODEL, **request.model}, tokens, PASSES)},
        fixed={"vocabulary": lexicon.size, "outputs": len(labels), "features": rows},
    )
    numbers = {label: number for number, label in enumerate(labels)}
    material = Material(
        Sentences(texts, lexicon, rows), [numbers[item.label] for item in items], train_rows, held_rows
    )
    return Prepared(
        corpus=source.name,
        sha256=source.sha256,
        model=model,
        train=train,
        vocabulary=lexicon.to_dict(),
        document={"labels": labels},
        examples=len(train_rows),
        held_out=len(held_rows),
        tokens=tokens,
        build=lambda device: ClassifyTask(model, train, material, device),
        notices=tuple(notices),
    )


def _chosen(source: Examples[Labelled], mapping: Mapping[str, str] | None) -> Examples[Labelled]:
    """Texts with the labels that are to be learned; all, as they are, without a mapping."""
    if not mapping:
        return source
    there = {item.label for item in source.items}
    missing = [label for label in mapping if label not in there]
    if missing:
        known = sorted(there)
        listed = ", ".join(known[:12]) + (", ..." if len(known) > 12 else "")
        raise InputError(f"No text of {source.name} is labelled {missing[0]!r}; the labels are {listed}.")
    items = [
        Labelled(item.text, mapping[item.label], item.line, item.file, item.part)
        for item in source.items
        if item.label in mapping
    ]
    return Examples(source.name, items, source.notices)


def _split(
    items: Sequence[Labelled], texts: Sequence[Sequence[str]], request: TaskRequest
) -> tuple[list[int], list[int]]:
    """Places of the texts to learn from and of those held out."""
    test = [place for place, item in enumerate(items) if item.part == "test"]
    if test and len(test) < len(items):
        return [place for place, item in enumerate(items) if item.part != "test"], test
    share = float(request.train.get("validation_share", TRAIN["validation_share"]))
    return held_out([" ".join(words) for words in texts], share, int(request.train.get("seed", 0)))
