"""One to many: a caption written word by word from one vector."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.lexicon import Lexicon
from playground.data.pictures import Picture, patched
from playground.data.scenes import Scene
from playground.errors import InputError
from playground.inference.cells import cell_step
from playground.shapes.stack import head, read_stack, softmax
from playground.shapes.task_model import States, TaskModel

Floats = NDArray[np.float32]

END = "<end>"
_END_ID = 1


@dataclass(frozen=True, slots=True)
class Captioned:
    """A picture put into words."""

    caption: str
    tokens: tuple[str, ...]
    """The words that were written, (T,), without the spaces between them."""
    probability: float
    """Of the whole caption, its end included, among all captions."""
    chances: tuple[float, ...]
    """Probability of each word after those before it, (T + 1,); the last one is that of the end."""


class Captioner(TaskModel):
    """Says what a picture shows."""

    TASK = "caption"

    def _open(self, vocabulary: Mapping[str, Any], document: Mapping[str, Any]) -> None:
        self.lexicon: Lexicon = self._lexicon(vocabulary, self.config.outputs)
        if self.lexicon.words[_END_ID] != END:
            raise ValueError("the words do not begin with the end mark")
        self.height, self.width, self.patch, self.longest = (
            _whole(document[name]) for name in ("height", "width", "patch", "longest")
        )
        blank = Picture(("." * self.width,) * self.height)
        if patched([blank], self.patch).shape[1] != self.config.inputs:
            raise ValueError("the pictures do not fit the network")

    def caption(self, scene: Scene | Picture) -> Captioned:
        """The caption of a picture, each word being the likeliest after those before it.

        Raises InputError for a picture of another size than those the model learned from.
        """
        ids, chances = self._written(self._seen(scene))
        words = [self.lexicon.words[id] for id in ids]
        probability = float(np.prod(np.array(chances, np.float64)))
        tokens = tuple(word.strip() for word in words)
        return Captioned("".join(words).strip(), tokens, probability, tuple(chances))

    def vector(self, scene: Scene | Picture) -> Floats:
        """All that the network knows of a picture while it writes, (H,): between -1 and 1."""
        return self._seen(scene)

    def states(self, scene: Scene | Picture) -> States:
        """What every unit did while the caption was written, from ``<end>`` before the first word on.

        ``tokens`` are what was read at each step, (T + 1,).
        """
        seen = self._seen(scene)
        ids = [_END_ID, *self._written(seen)[0]]
        begin = np.broadcast_to(seen, (self.config.layers, len(seen)))
        xs = self.weights["embedding.weight"][ids]
        reading = read_stack(self.config, self.weights, "rnn", xs, h=begin, c=begin)
        return self._states(tuple(self.lexicon.words[id].strip() for id in ids), reading)

    def _seen(self, scene: Scene | Picture) -> Floats:
        picture = scene.picture if isinstance(scene, Scene) else scene
        if (picture.height, picture.width) != (self.height, self.width):
            raise InputError(
                f"{self.name} knows pictures of {self.height} rows of {self.width} letters, but this one has "
                f"{picture.height} of {picture.width}."
            )
        x: Floats = patched([picture], self.patch)[0]
        if self.config.patch:
            pieces = x.reshape(-1, self.config.patch)
            x = np.maximum(pieces @ self.weights["patches.weight"].T + self.weights["patches.bias"], 0)
        seen: Floats = np.tanh(self.weights["encoder.weight"] @ x.reshape(-1) + self.weights["encoder.bias"])
        return seen

    def _written(self, seen: Floats) -> tuple[list[int], list[float]]:
        """Ids of the words, and the probability of each and of the end."""
        h = [seen] * self.config.layers
        c = [seen] * self.config.layers
        ids: list[int] = []
        chances: list[float] = []
        word = _END_ID
        while len(ids) < self.longest:
            x = self.weights["embedding.weight"][word]
            for layer in range(self.config.layers):
                matrices = [
                    self.weights[f"rnn.{part}_l{layer}"]
                    for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
                ]
                step = cell_step(self.config, x, h[layer], c[layer], *matrices)
                x = h[layer] = step.h
                if step.c is not None:
                    c[layer] = step.c
            shares = softmax(head(self.config, self.weights, x))
            word = int(shares.argmax())
            chances.append(float(shares[word]))
            if word == _END_ID:
                break
            ids.append(word)
        return ids, chances


def _whole(value: Any) -> int:
    if type(value) is not int or not 0 < value <= 10_000:
        raise ValueError(f"{value!r} is no size")
    return value
