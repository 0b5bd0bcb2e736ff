"""Many to many by encoder and decoder: a translation of a text, or an answer to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from playground.config import TrainConfig
from playground.data.combinations import held_out_combinations
from playground.data.lexicon import Lexicon
from playground.data.pairs import joined, open_pairs, source_words, target_tokens
from playground.errors import InputError
from playground.nets.translator import Translator
from playground.task_config import TaskConfig
from playground.task_recipes import TaskRequest, plan
from playground.tasks.batches import Batches, forget_some, padded
from playground.tasks.task import Arrays, Prepared, Validation

MODEL = {
    "cell": "lstm", "units": 96, "embedding": 64, "dropout": 0.3, "attention": True, "bidirectional": True,
}  # fmt: skip
TRAIN = {"epochs": 30, "batch": 32, "learning_rate": 4e-3, "validation_share": 0.1, "reset": 0.0}
WORD_DROPOUT = 0.03
"""Share of the words of a source that are read as ``<unk>`` in training."""
END = "<end>"
"""Ends a target and, for want of a word before it, begins one."""
END_ID = 1
UNKNOWN_ID = 0
LONGEST = 100
"""Words of a source, or tokens of a target; longer pairs are left out."""
_MANY = 2000
"""From so many pairs on, words that occur once are left out of the lists."""
_MOST_KINDS = 20_000
_SIDE_BY_SIDE = 128
_SLACK = 10
"""Tokens that may be written beyond the longest target of the training part."""


@dataclass(frozen=True, slots=True)
class Example:
    """A source and its target, as ids."""

    words: NDArray[np.int64]
    """(words,), at least one."""
    target: NDArray[np.int64]
    """(tokens + 1,), the end mark last."""
    allowed: frozenset[str]
    """Every target that the data has for this source."""


class TranslateTask:
    """A translator and the pairs it learns from.

    Args:
        model, train: configurations.
        examples: to train on.
        held_out: to judge it on.
        target: the tokens it writes.
        longest: tokens it may write at most.
        device: where to compute.
        word_dropout: share of the words read as ``<unk>`` in training.
    """

    def __init__(
        self,
        model: TaskConfig,
        train: TrainConfig,
        examples: Sequence[Example],
        held_out: Sequence[Example],
        target: Lexicon,
        longest: int,
        device: torch.device,
        word_dropout: float = WORD_DROPOUT,
    ) -> None:
        self.network = Translator(model).to(device)
        self.device = device
        self._examples, self.held_out = examples, held_out
        self._target, self._longest = target, longest
        self._word_dropout = word_dropout
        self._batches = Batches(
            [len(each.words) + len(each.target) for each in examples], train.batch, train.seed
        )
        tokens = sum(len(each.target) for each in examples)
        self.tokens_per_step = max(1, round(tokens / len(examples) * min(train.batch, len(examples))))
        self.steps_per_epoch = self._batches.per_epoch
        self.held_out_tokens = sum(len(each.target) for each in held_out)

    def loss(self) -> Tensor:
        """Mean cross-entropy of the next batch, nats a target token, the end mark included.

        Tokens that are not in the list of targets are left out of it, as padding is.
        """
        logits, wanted = self._read([self._examples[index] for index in self._batches.next()])
        return F.cross_entropy(logits.flatten(0, 1), wanted.flatten(), ignore_index=UNKNOWN_ID)

    def _sources(self, examples: Sequence[Example]) -> tuple[Tensor, Tensor]:
        words, lengths = padded([each.words for each in examples])
        if self.network.training:
            words = forget_some(words, self._word_dropout)
        return words.to(self.device), lengths

    def _read(self, examples: Sequence[Example]) -> tuple[Tensor, Tensor]:
        """Logits (T, batch, outputs) by teacher forcing, and the targets (T, batch)."""
        words, lengths = self._sources(examples)
        wanted, _ = padded([each.target for each in examples])
        wanted = wanted.to(self.device)
        before = torch.full_like(wanted, END_ID)
        before[1:] = wanted[:-1]
        logits: Tensor = self.network(words, lengths, before)
        return logits, wanted

    def validate(self, limit: int | None = None) -> Validation:
        """Judge the network on the held-out pairs, up to ``limit`` target tokens of them.

        Loss in nats a target token; ``token_accuracy`` of the likeliest next token when those before it are
        given; ``exact_match``, the share of sources whose translation, written freely and greedily, is one of
        those that the data has.
        """
        examples = _within(self.held_out, limit)
        training = self.network.training
        self.network.eval()
        total, right, counted, exact = 0.0, 0, 0, 0
        try:
            with torch.no_grad():
                for start in range(0, len(examples), _SIDE_BY_SIDE):
                    part = examples[start : start + _SIDE_BY_SIDE]
                    logits, wanted = self._read(part)
                    known = wanted != UNKNOWN_ID
                    total += float(F.cross_entropy(logits[known], wanted[known], reduction="sum"))
                    right += int((logits.argmax(-1) == wanted)[known].sum())
                    counted += int(known.sum())
                    exact += sum(
                        text in each.allowed for text, each in zip(self.written(part), part, strict=True)
                    )
        finally:
            self.network.train(training)
        loss = total / max(1, counted)
        tokens = sum(len(each.target) for each in examples)
        metrics = {"exact_match": exact / len(examples), "token_accuracy": right / max(1, counted)}
        return Validation(loss, loss, tokens, metrics)

    def written(self, examples: Sequence[Example]) -> list[str]:
        """What the network writes for each, the likeliest token at every step."""
        words, lengths = self._sources(examples)
        ids = self.network.write(words, lengths, self._longest, END_ID, UNKNOWN_ID).T.tolist()
        return [joined([self._target.words[id] for id in _until_end(row)]) for row in ids]

    def state(self) -> tuple[Arrays, dict[str, int]]:
        """Nothing is carried; the place among the batches."""
        return {}, self._batches.state()

    def restore(self, arrays: Arrays, place: dict[str, int]) -> None:
        """Go on from what :meth:`state` returned."""
        del arrays
        self._batches.restore(place)


def _until_end(ids: list[int]) -> list[int]:
    return ids[: ids.index(END_ID)] if END_ID in ids else ids


def _within(examples: Sequence[Example], limit: int | None) -> Sequence[Example]:
    """The first examples that have ``limit`` target tokens together, at least one."""
    if limit is None:
        return examples
    ends = np.cumsum([len(each.target) for each in examples])
    return examples[: max(1, int(np.searchsorted(ends, limit, side="right")))]


def prepare(request: TaskRequest) -> Prepared:
    """Read the pairs and decide the rest.

    Options of the request: ``word_dropout``, the share of source words read as ``<unk>`` in training.

    Raises:
        InputError: for data that cannot be read, or is too little.
    """
    data = open_pairs(request.sources, encoding=request.encoding)
    notices = list(data.notices)
    rows = [(source_words(pair.source), target_tokens(pair.target)) for pair in data.items]
    short = [(words, tokens) for words, tokens in rows if max(len(words), len(tokens)) <= LONGEST]
    if len(short) < len(rows):
        left_out = len(rows) - len(short)
        notices.append(
            f"Left out: {left_out:,} of {len(rows):,} pairs, for they have more than {LONGEST} words."
        )
        rows = short
    share = float(request.train.get("validation_share", TRAIN["validation_share"]))
    seed = int(request.train.get("seed", 0))
    train_rows, held_rows = held_out_combinations(
        [words for words, _ in rows], [tokens for _, tokens in rows], share, seed
    )
    if not train_rows or not held_rows:
        raise InputError(
            f"{data.name} has too few pairs to hold some of them out; give at least a few dozen."
        )
    least = 2 if len(train_rows) >= _MANY else 1
    source = _limited(Lexicon.of((rows[index][0] for index in train_rows), least=least))
    target = _limited(Lexicon.of((rows[index][1] for index in train_rows), least=least, first=(END,)))
    allowed: dict[str, set[str]] = {}
    for words, tokens in rows:
        allowed.setdefault(" ".join(words), set()).add(joined(tokens))
    examples = [
        Example(source.ids(words), target.ids([*tokens, END]), frozenset(allowed[" ".join(words)]))
        for words, tokens in rows
    ]
    part, held = [examples[index] for index in train_rows], [examples[index] for index in held_rows]
    longest = max(len(each.target) for each in part) + _SLACK
    model, train = plan(
        request, model=MODEL, train=TRAIN, fixed={"vocabulary": source.size, "outputs": target.size}
    )
    word_dropout = float(request.options.get("word_dropout", WORD_DROPOUT))
    return Prepared(
        corpus=data.name,
        sha256=data.sha256,
        model=model,
        train=train,
        vocabulary=source.to_dict(),
        document={"target": target.to_dict(), "longest": longest},
        examples=len(part),
        held_out=len(held),
        tokens=sum(len(each.target) for each in part),
        build=lambda device: TranslateTask(model, train, part, held, target, longest, device, word_dropout),
        notices=tuple(notices),
    )


def _limited(lexicon: Lexicon) -> Lexicon:
    """The commonest words of a list that is too long to be learned."""
    return lexicon if lexicon.size <= _MOST_KINDS else Lexicon(lexicon.words[1:_MOST_KINDS])
