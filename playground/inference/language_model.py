"""A trained model and its vocabulary: complete a text, ask what comes next, look inside, score.

from playground import LanguageModel

model = LanguageModel.load("fairy-tales")
print(model.complete("Once upon a", tokens=100, temperature=0.5))
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, Self, overload

import numpy as np
from numpy.typing import NDArray

from playground.config import ModelConfig, SampleConfig, check_number
from playground.errors import InputError
from playground.inference.generation import Generated, describe, draw, draw_many
from playground.inference.network import Network
from playground.inference.prompt import Position, Tails, start
from playground.inference.sampling import Candidate, Sampler
from playground.library import find
from playground.modelfile import ModelCard
from playground.modelfile import load as load_file
from playground.places import tidy
from playground.text.normal import normalise
from playground.text.vocabulary import Vocabulary, unknown_notice, vocabulary_from_dict

if TYPE_CHECKING:  # what completing a text does not need is imported by the methods that do
    from playground.inference.reader import Reader
    from playground.inference.scoring import Score
    from playground.inference.trace import Trace

Floats = NDArray[np.float32]


class LanguageModel:
    """A network that predicts the next token of a text, with the vocabulary that makes tokens of it.

    A prompt is read from a zero state; an empty one stands for a line that begins. At word level a prompt may
    end within a word or with a space: what comes next then begins with what is written, and only the rest is
    added. Characters and words the model never saw are read as ``<unk>`` (``notice`` names them); it is never
    written.
    """

    def __init__(
        self, name: str, vocabulary: Vocabulary, network: Network, card: ModelCard | None = None
    ) -> None:
        if vocabulary.size != network.config.vocabulary:
            raise ValueError(
                f"a vocabulary of {vocabulary.size} does not fit a network of {network.config.vocabulary}"
            )
        self.name = name
        self.vocabulary = vocabulary
        self.network = network
        self.card = card
        self.tails = Tails(vocabulary)
        self.beginning = start(vocabulary, network)
        """The place before any text."""

    @classmethod
    def load(cls, name_or_path: str | os.PathLike[str]) -> Self:
        """A model of the library by name, or any model file. Raises InputError if there is no sound one."""
        path = find(name_or_path)
        card, weights = load_file(path)
        if card.model.task != "language":
            raise InputError(
                f"{path.stem} is no language model (its task is {card.model.task}), so it cannot go on with "
                "a text; see rnn-playground --help for the commands of other tasks."
            )
        vocabulary = vocabulary_from_dict(card.vocabulary)
        if vocabulary.size != card.model.vocabulary:
            raise InputError(
                f"{tidy(path)} is damaged: its vocabulary has {vocabulary.size} tokens, its network "
                f"{card.model.vocabulary}."
            )
        return cls(path.stem, vocabulary, Network(card.model, weights), card)

    @classmethod
    def from_parts(
        cls, model: ModelConfig, vocabulary: dict[str, Any], weights: Mapping[str, Floats], name: str = ""
    ) -> Self:
        """A model that is not on disk, such as one in training (see ``playground.events.Weights``)."""
        return cls(name, vocabulary_from_dict(vocabulary), Network(model, weights))

    def __repr__(self) -> str:
        config = self.network.config
        return (
            f"<LanguageModel {self.name!r}: {config.layers} x {config.units} {config.cell}, "
            f"{config.vocabulary:,} {self.vocabulary.level}s>"
        )

    @overload
    def complete(
        self,
        prompt: str,
        tokens: int = 200,
        *,
        samples: Literal[1] = 1,
        config: SampleConfig | None = None,
        **settings: Any,
    ) -> str: ...
    @overload
    def complete(
        self,
        prompt: str,
        tokens: int = 200,
        *,
        samples: int,
        config: SampleConfig | None = None,
        **settings: Any,
    ) -> str | list[str]: ...
    def complete(
        self,
        prompt: str,
        tokens: int = 200,
        *,
        samples: int = 1,
        config: SampleConfig | None = None,
        **settings: Any,
    ) -> str | list[str]:
        """What may follow ``prompt`` (the prompt itself is not part of it), up to ``tokens`` tokens.

        ``settings`` are those of SampleConfig (``temperature=0.5, seed=1, stop="."``), on top of ``config``.
        With ``samples`` above 1, a list of that many texts, written side by side; the seed of text ``i`` is
        ``seed + i``. Raises InputError for a setting that is unknown or out of range.
        """
        check_number("tokens", tokens, 0, 10**9, whole=True)
        check_number("samples", samples, 1, 10_000, whole=True)
        config = _configured(config, settings)
        position = self.at(prompt)
        if samples == 1:
            drawn = draw(self.network, self.vocabulary, position, tokens, config)
            return "".join(each.text for each in drawn)
        return draw_many(self.network, self.vocabulary, position, tokens, config, samples)

    def stream(
        self,
        prompt: str | Position,
        tokens: int | None = None,
        config: SampleConfig | None = None,
        **settings: Any,
    ) -> Iterator[Generated]:
        """The same a token at a time, without end when ``tokens`` is not given.

        It ends before a stop text: tokens that could begin one are held back until that is known. Raises
        InputError for a setting that is unknown or out of range.
        """
        if tokens is not None:
            check_number("tokens", tokens, 0, 10**9, whole=True)
        config = _configured(config, settings)
        return describe(draw(self.network, self.vocabulary, self._placed(prompt), tokens, config))

    def candidates(
        self, text: str | Position, k: int = 10, config: SampleConfig | None = None, **settings: Any
    ) -> list[Candidate]:
        """The k likeliest next tokens after ``text``, before and after the sampling settings."""
        config = _configured(config, settings)
        position = self._placed(text)
        sampler = Sampler(config, (self.vocabulary.unknown,))
        return sampler.candidates(
            position.logits,
            position.ids,
            k,
            self.vocabulary.token,
            allowed=position.allowed,
            written=len(position.written),
        )

    def states(self, text: str) -> Trace:
        """Hidden state, cell state and gates after each token of ``text``, and the surprise of each."""
        from playground.inference.trace import trace

        text = normalise(text)
        return trace(self.network, self.vocabulary.encode(text), tokens=tuple(self.vocabulary.spans(text)))

    def score(self, text: str, progress: Callable[[float], None] | None = None) -> Score:
        """How well the model predicts ``text``; ``progress`` is told the share done.

        Raises InputError if there is no text.
        """
        from playground.inference.scoring import score

        return score(self.vocabulary, self.network, self.beginning, normalise(text), progress)

    def notice(self, text: str) -> str | None:
        """One sentence that names what of ``text`` the model never saw; none if it saw all of it."""
        return unknown_notice(self.vocabulary, self.tails.split(normalise(text))[0])

    def reader(self, text: str = "") -> Reader:
        """A text to edit, of which only what changes is read again."""
        from playground.inference.reader import Reader

        return Reader(self, text)

    def at(self, text: str) -> Position:
        """The place after ``text``."""
        text, written = self.tails.split(normalise(text))
        allowed = self.tails.allowed(written) if written else None
        if not text:
            return self.beginning._replace(written=written, allowed=allowed)
        ids = self.vocabulary.encode(text)
        state, logits = self.network.read(self.network.zero_state(), ids)
        return Position(state, logits, ids.tolist(), written, allowed)

    def _placed(self, place: str | Position) -> Position:
        return self.at(place) if isinstance(place, str) else place


def _configured(config: SampleConfig | None, settings: dict[str, Any]) -> SampleConfig:
    config = config or SampleConfig()
    if not settings:
        return config
    if isinstance(settings.get("stop"), str):
        settings["stop"] = (settings["stop"],)
    known = [field.name for field in dataclasses.fields(SampleConfig)]
    for name in settings:
        if name not in known:
            raise InputError(f"There is no sampling setting {name!r}; there are {', '.join(known)}.")
    return dataclasses.replace(config, **settings)
