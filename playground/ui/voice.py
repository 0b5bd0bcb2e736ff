"""A language model as the Write screen uses it: it reads in slices, and draws the same text again.

What is drawn at a place depends only on the text before it, the settings and a seed. So the ghost, a step and
a stream from one place all say the same, and a ghost that agrees with what is typed stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

import numpy as np

from playground.config import SampleConfig
from playground.events import Weights
from playground.inference.language_model import LanguageModel
from playground.inference.reader import Reader
from playground.inference.sampling import Candidate, Sampler

_WORD = (1 << 64) - 1
OVERLAP = 200
"""Characters that are looked at again when a text has grown."""


def chance(seed: int, place: int) -> float:
    """A number from 0 to 1 (1 excluded) for one place of a text: SplitMix64 (Steele et al. 2014)."""
    z = (seed + (place + 1) * 0x9E3779B97F4A7C15) & _WORD
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _WORD
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _WORD
    return ((z ^ (z >> 31)) >> 11) * 2.0**-53


class Voice:
    """One model and where it stands in the text. Used by one thread."""

    def __init__(self, model: LanguageModel, name: str) -> None:
        self.name = name
        self.level = model.vocabulary.level
        self._model = model
        self._reader = Reader(model)
        self._position = self._reader.position
        self._known = ""  # a text without anything unseen

    @classmethod
    def load(cls, name: str) -> Self:
        """A model of the library, by name or path. Raises InputError if there is no sound one."""
        model = LanguageModel.load(name)
        return cls(model, model.name)

    @classmethod
    def in_training(cls, weights: Weights) -> Self:
        """The network as it was when the training process sent it."""
        model = LanguageModel.from_parts(weights.model, weights.vocabulary, weights.weights)
        return cls(model, "training now")

    def read(self, text: str) -> Iterator[float]:
        """Read ``text``, of which only what changed costs time; yields the share done after each slice."""
        for share in self._reader.reading(text):
            self._position = self._reader.position
            yield share

    def candidates(self, k: int, sampling: SampleConfig) -> list[Candidate]:
        """The likeliest next tokens where the model stands."""
        return self._model.candidates(self._position, k, sampling)

    def generate(self, sampling: SampleConfig, seed: int, *, forward: bool = False) -> Iterator[str]:
        """What follows, token by token and without end; with ``forward`` the model's place moves along."""
        vocabulary, network = self._model.vocabulary, self._model.network
        sampler = Sampler(sampling, (vocabulary.unknown,))
        position = self._position
        ids = list(position.ids[-sampling.repetition_window :])
        place = len(position.ids)
        while True:
            weights = np.cumsum(sampler.distribution(position.logits, ids, position.allowed))
            token = int(np.searchsorted(weights, chance(seed, place) * weights[-1], "right"))
            text = vocabulary.token(token)[len(position.written) :]
            state, logits = network.step(position.state, token)
            ids.append(token)
            place += 1
            position = type(position)(state, logits, ids)
            if forward:
                self._position = position
            yield text

    def unseen(self, text: str) -> str | None:
        """One sentence that names what of ``text`` the model never saw."""
        grown = len(self._known) > OVERLAP and text.startswith(self._known)
        if grown and self._model.notice(text[len(self._known) - OVERLAP :]) is None:
            self._known = text  # the beginning was known already, and so is the end
            return None
        notice = self._model.notice(text)
        self._known = "" if notice is not None else text
        return notice
