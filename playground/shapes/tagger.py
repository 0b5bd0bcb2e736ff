"""Many to many, one for one: the names in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.iob import allowed, best_tags
from playground.data.spans import Span, spans
from playground.data.tokens import tokens_of
from playground.errors import InputError
from playground.inference.sampling import log_softmax
from playground.shapes.stack import Reading, head, read_stack
from playground.shapes.task_model import States, TaskModel, labels_of
from playground.shapes.words import word_vectors

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TaggedText:
    """A sentence of T tokens with its tags in IOB2."""

    tokens: tuple[str, ...]
    tags: tuple[str, ...]
    probabilities: Floats
    """Of every tag for every token by itself, (T, tags), in the order of ``Tagger.tags``."""
    unknown: tuple[str, ...] = ()
    """Words known by their spelling only, in lower case."""

    @property
    def spans(self) -> list[Span]:
        """The names: where each begins and ends, and its kind."""
        return spans(self.tags)


class Tagger(TaskModel):
    """Gives every word one of its ``tags``."""

    TASK = "tag"

    def _open(self, vocabulary: Mapping[str, Any], document: Mapping[str, Any]) -> None:
        self.lexicon = self._lexicon(vocabulary, self.config.vocabulary)
        self.tags = labels_of(document, self.config.outputs, "tags")
        self._follows = allowed(self.tags)
        whole = document.get("whole", [])
        if not isinstance(whole, list) or not all(isinstance(token, str) for token in whole):
            raise ValueError("whole does not list tokens")
        self._whole = frozenset(whole)

    def tokens(self, text: str) -> tuple[str, ...]:
        """``text`` cut into tokens as in the data the model was trained on."""
        return tuple(tokens_of(text, self._whole))

    def tag(self, text: str | Sequence[str]) -> TaggedText:
        """The best tags for a sentence, given as text or as tokens.

        No tags come out that IOB2 does not allow. Raises InputError if there is no word in it.
        """
        tokens, reading = self._read(text)
        scores = log_softmax(head(self.config, self.weights, reading.top))
        tags = tuple(self.tags[tag] for tag in best_tags(scores, self._follows))
        unknown = self.lexicon.unknown(token.lower() for token in tokens)
        return TaggedText(tokens, tags, np.exp(scores), unknown)

    def states(self, text: str | Sequence[str]) -> States:
        """What every unit did while a sentence was read. Raises InputError if there is no word in it."""
        return self._states(*self._read(text))

    def _read(self, text: str | Sequence[str]) -> tuple[tuple[str, ...], Reading]:
        tokens = self.tokens(text) if isinstance(text, str) else tuple(text)
        if not tokens:
            raise InputError("There is no word to tag; give a sentence with at least one.")
        ids = self.lexicon.ids(token.lower() for token in tokens)
        reading = read_stack(
            self.config,
            self.weights,
            "rnn",
            word_vectors(self.config, self.weights, ids, tokens),
            directions=self.config.directions,
            recurrent=self.config.recurrent,
        )
        return tokens, reading
