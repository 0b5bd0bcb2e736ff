"""Many to one: what a text is, and what the network thought after every word of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.words import LONGEST, Word, words_with_surfaces
from playground.errors import InputError
from playground.shapes.stack import Reading, head, read_stack, softmax
from playground.shapes.task_model import States, TaskModel, labels_of
from playground.shapes.words import word_vectors

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Classified:
    """What a text was taken for."""

    text: str
    label: str
    """The likeliest."""
    probabilities: dict[str, float]
    """Of every label, in the order of the model; they add up to 1."""
    unknown: tuple[str, ...] = ()
    """Words the model never saw."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What a text was taken for after each of its T words."""

    words: tuple[str, ...]
    """As they stand in the text; ``isn't`` is two, ``is`` and ``n't``."""
    probabilities: Floats
    """(T, labels)."""


class Classifier(TaskModel):
    """Says which of its ``labels`` a text has."""

    TASK = "classify"

    def _open(self, vocabulary: Mapping[str, Any], document: Mapping[str, Any]) -> None:
        self.lexicon = self._lexicon(vocabulary, self.config.vocabulary)
        self.labels = labels_of(document, self.config.outputs)

    def classify(self, text: str) -> Classified:
        """The class of ``text``. Raises InputError if there is no word in it."""
        words, reading = self._read(text)
        shares = softmax(self._logits(self._final(reading)))
        probabilities = {label: float(share) for label, share in zip(self.labels, shares, strict=True)}
        label = self.labels[int(shares.argmax())]
        return Classified(text, label, probabilities, self.lexicon.unknown(_norms(words)))

    def verdicts(self, text: str) -> Verdicts:
        """The verdict after every word, as if the text ended there; its last row is that of ``classify``.

        Raises InputError if there is no word in ``text``.
        """
        words, reading = self._read(text)
        if self.config.bidirectional:  # what is read backwards begins anew with every word that is added
            beginnings = [self._read_words(words[:end]) for end in range(1, len(words) + 1)]
            finals = np.stack([self._final(beginning) for beginning in beginnings])
        elif self.config.pool == "mean":
            counts = np.arange(1, len(words) + 1, dtype=np.float32)
            finals = np.cumsum(reading.top, axis=0) / counts[:, None]
        else:
            finals = reading.top
        return Verdicts(_surfaces(words), softmax(self._logits(finals)))

    def states(self, text: str) -> States:
        """What every unit did while ``text`` was read. Raises InputError if there is no word in it."""
        words, reading = self._read(text)
        return self._states(_surfaces(words), reading)

    def _read(self, text: str) -> tuple[list[Word], Reading]:
        words = words_with_surfaces(text)[:LONGEST]
        if not words:
            raise InputError("There is no word to classify; give a text with at least one.")
        return words, self._read_words(words)

    def _read_words(self, words: Sequence[Word]) -> Reading:
        norms = _norms(words)
        return read_stack(
            self.config,
            self.weights,
            "rnn",
            word_vectors(self.config, self.weights, self.lexicon.ids(norms), norms),
            directions=self.config.directions,
            recurrent=self.config.recurrent,
        )

    def _final(self, reading: Reading) -> Floats:
        """What the class is read from, (directions * H,)."""
        if self.config.pool == "mean":
            mean: Floats = reading.top.mean(0)
            return mean
        if not self.config.bidirectional:
            last: Floats = reading.top[-1]
            return last
        H = self.config.units
        return np.concatenate([reading.top[-1, :H], reading.top[0, H:]])

    def _logits(self, final: Floats) -> Floats:
        return head(self.config, self.weights, final)


def _norms(words: Sequence[Word]) -> tuple[str, ...]:
    return tuple(word.norm for word in words)


def _surfaces(words: Sequence[Word]) -> tuple[str, ...]:
    return tuple(word.surface for word in words)
