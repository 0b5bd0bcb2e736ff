"""A voice that tells a fixed story, tiny model files, and helpers to drive the Write and Library modes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from textual.pilot import Pilot

from playground import modelfile, places
from playground.config import ModelConfig, SampleConfig, TrainConfig
from playground.events import Weights
from playground.inference.sampling import Candidate
from playground.modelfile import ModelCard
from playground.text.characters import CharVocabulary
from playground.ui.app import PlaygroundApp
from playground.ui.settings import Settings
from playground.ui.thoughts import Held
from playground.ui.voice import Place
from playground.writing.beam import Beam
from playground.writing.draws import Draw, show_draw
from playground.writing.stops import until_stop
from playground.writing.word_search import Word, Words, word_begun
from tests.inference.helpers import random_weights

STORY = (
    "Once upon a time there was a king who had three sons. The eldest was proud, the second was idle, and "
    "the youngest talked to the birds.\nOne day a bird answered him."
)
ALPHABET = "\n ,.!?'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


class StoryVoice:
    """Goes on with ``STORY`` where the text is its beginning, and with the alphabet elsewhere."""

    level = "char"
    slices = 1
    sources: tuple[str, ...] = ()
    held_out = 0.1

    def __init__(self, name: str = "fairy-tales", story: str = STORY) -> None:
        self.name = name
        self.story = story
        self.reads: list[str] = []
        self.text = ""

    @classmethod
    def load(cls, name: str) -> StoryVoice:
        return cls(name)

    @classmethod
    def in_training(cls, weights: Weights) -> StoryVoice:
        return cls("training now", f"Once upon a step {weights.step} it was.\n" * 3)

    def read(self, text: str) -> Iterator[float]:
        self.reads.append(text)
        for number in range(1, self.slices):
            yield number / self.slices
        self.text = text
        yield 1.0

    def _next(self) -> str:
        if self.story.startswith(self.text) and len(self.text) < len(self.story):
            return self.story[len(self.text)]
        return ALPHABET[7 + len(self.text) % 26]

    def candidates(self, k: int, sampling: SampleConfig, held: Held | None = None) -> list[Candidate]:
        del held
        first = self._next()
        letters = [first, *(char for char in " teaoinshrdlu" if char != first)]
        weights = [0.72 * 0.4**number + 0.004 for number in range(len(letters))]
        before = [weight / sum(weights) for weight in weights]
        kept = len(before) if sampling.top_k == 0 else sampling.top_k
        power = [p ** (1 / max(sampling.temperature, 0.05)) if n < kept else 0 for n, p in enumerate(before)]
        after = [value / sum(power) for value in power]
        return [
            Candidate(ALPHABET.index(char), char, p, q, math.log(p), char)
            for char, p, q in zip(letters, before, after, strict=True)
        ][:k]

    def generate(
        self, sampling: SampleConfig, seed: int, *, forward: bool = False, held: Held | None = None
    ) -> Iterator[str]:
        del seed, held
        return until_stop(self._characters(forward=forward), sampling.stop)

    def _characters(self, *, forward: bool) -> Iterator[str]:
        kept = self.text
        while True:
            char = self._next()
            self.text += char
            if not forward:
                now, self.text = self.text, kept
                yield char
                self.text = now
            else:
                yield char

    def ended(self, held: Held) -> bool:
        del held
        return False

    def hindrance(self, held: Held) -> str:
        del held
        return ""

    def show_draw(self, sampling: SampleConfig, seed: int, held: Held | None = None) -> Draw:
        del held
        candidates = self.candidates(20, sampling)
        weights = np.array([each.sampled for each in candidates])
        return show_draw(weights, 0.4321, seed % 1000, lambda at: candidates[at].token)

    def look(self, text: str, offset: int, k: int, sampling: SampleConfig) -> Iterator[Place | None]:
        yield None
        kept, self.text = self.text, text[:offset]
        candidates = self.candidates(k, sampling)
        self.text = kept
        letters = [each.token for each in candidates]
        actual = text[offset]
        if actual not in letters:
            candidates.append(Candidate(len(letters), actual, 0.001, 0.0, math.log(0.001), actual))
            letters.append(actual)
        rank = letters.index(actual)
        bits = -candidates[rank].logprob / math.log(2)
        yield Place(offset, offset + 1, tuple(candidates), rank, rank + 1, bits)

    def words(self, text: str, k: int) -> Iterator[Words | None]:
        yield None
        begun = word_begun(text)
        found = [("me", 0.61), (" time", 0.2), (" king", 0.1), (", and", 0.02)]
        words = [Word(word, begun + word if word[0].isalpha() else word, p) for word, p in found][:k]
        yield Words(tuple(words), True, 40)

    def beam(self, cut: Callable[[list[str]], tuple[str, ...] | None], width: int) -> Iterator[list[Beam]]:
        start = len(self.text) if self.story.startswith(self.text) else 0
        tokens: list[str] = []
        for char in self.story[start:]:
            tokens.append(char)
            done = cut(tokens)
            beam = Beam(done or tuple(tokens), -0.1 * len(tokens), len(tokens), complete=done is not None)
            yield [beam, Beam(("?",), -9.0, 1, complete=True)][:width]
            if done is not None:
                return

    def unseen(self, text: str) -> str | None:
        strange = sorted({char for char in text if not char.isascii()})
        return f"The model has never seen {', '.join(strange)}." if strange else None


def settings(**sampling: Any) -> Settings:
    return Settings(sampling=sampling)


def app(mode: str = "write", **options: Any) -> PlaygroundApp:
    return PlaygroundApp(mode=mode, settings=options.pop("settings", None) or settings(), **options)


async def until(pilot: Pilot[Any], true: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait for what another thread brings; fails if it never comes."""
    for _ in range(int(seconds / 0.02)):
        await pilot.pause(0.02)
        if true():
            return
    raise AssertionError("it never came")


def config(**changes: Any) -> ModelConfig:
    values: dict[str, Any] = {"vocabulary": len(ALPHABET) + 1, "units": 12, "embedding": 8, **changes}
    return ModelConfig(**values)


def weights(step: int = 1) -> Weights:
    """A tiny network as the training process sends it."""
    made = config()
    vocabulary = CharVocabulary(ALPHABET).to_dict()
    return Weights(step=step, model=made, vocabulary=vocabulary, weights=random_weights(made, step))


def card(name: str, bits: float = 1.9, seconds: float = 60.0, **changes: Any) -> ModelCard:
    history: list[dict[str, Any]] = []
    for number in range(1, 41):
        nats = (bits + 2.6 * math.exp(-number / 6)) * math.log(2)
        history.append({"step": number * 20, "seconds": seconds * number / 40, "train": nats - 0.02})
        if number % 8 == 0:
            history.append({"step": number * 20, "seconds": seconds * number / 40, "validation": nats})
    values: dict[str, Any] = {
        "name": name,
        "model": config(),
        "train": TrainConfig(seconds=seconds),
        "vocabulary": CharVocabulary(ALPHABET).to_dict(),
        "corpus": {"name": "fairy-tales", "chars": 385_925, "tokens": 385_925, "sources": ["fairy-tales"]},
        "history": history,
        "scores": {"bits_per_char": bits, "nats_per_token": bits * math.log(2)},
        "steps": 800,
        "seconds": seconds,
        **changes,
    }
    return ModelCard(**values)


def save_model(name: str, folder: Path | None = None, **changes: Any) -> Path:
    """A tiny model file with random weights in the user's library."""
    made = card(name, **changes)
    path = (folder or places.user_models()) / f"{name}.safetensors"
    path.parent.mkdir(parents=True, exist_ok=True)
    modelfile.save(path, made, random_weights(made.model, len(name)))
    return path
