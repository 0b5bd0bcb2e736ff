"""Many to many by encoder and decoder: a text translated or answered, and where the decoder looked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.lexicon import Lexicon
from playground.data.pairs import joined, source_words
from playground.errors import InputError
from playground.inference.cells import cell_step
from playground.shapes.beam import Decoder, Hypothesis, beam_search
from playground.shapes.stack import Reading, head, read_stack, softmax
from playground.shapes.task_model import States, TaskModel

Floats = NDArray[np.float32]

END_ID = 1
UNKNOWN_ID = 0
MOST_BEAMS = 100
_LONGEST = 10_000


@dataclass(frozen=True)
class Translated:
    """A text and what was written for it."""

    source: str
    translation: str
    score: float
    """log P(translation | source) in nats."""
    source_tokens: tuple[str, ...]
    """The words that were read, (S,)."""
    tokens: tuple[str, ...]
    """What was written, (T,), without the spaces between and the end mark."""
    attention: Floats | None
    """How much of each look went to each word, (S, T): columns add up to 1. None without attention."""
    unknown: tuple[str, ...] = ()
    """Words the model never saw."""
    ended: bool = True
    """False if the translation was cut off at the longest length."""


@dataclass(frozen=True)
class _Beams:
    """States of k sequences that are being written: each (layers, k, H)."""

    h: Floats
    c: Floats


class Translator(TaskModel):
    """Writes a text for a text."""

    TASK = "translate"

    def _open(self, vocabulary: Mapping[str, Any], document: Mapping[str, Any]) -> None:
        self.lexicon = self._lexicon(vocabulary, self.config.vocabulary)
        self.target: Lexicon = self._lexicon(document["target"], self.config.outputs)
        self.longest: int = document["longest"]
        if type(self.longest) is not int or not 0 < self.longest <= _LONGEST:
            raise ValueError("no longest length")

    def translate(self, text: str, beam: int = 1, alpha: float = 0.0) -> Translated:
        """The best translation found for ``text``; see :meth:`hypotheses`."""
        return self.hypotheses(text, beam, alpha)[0]

    def hypotheses(self, text: str, beam: int = 1, alpha: float = 0.0) -> list[Translated]:
        """At most ``beam`` translations of ``text``, the best first.

        Args:
            text: what is read.
            beam: beginnings kept at each step; 1 is greedy decoding. With ``alpha`` 0, more of them never
                give a lower score.
            alpha: how much longer ones are preferred (see :func:`~playground.shapes.beam.beam_search`).

        Raises:
            InputError: if there is no word in ``text``, or ``beam`` or ``alpha`` are out of range.
        """
        words, read = self._read(text)
        return [self._translated(text, words, read, each) for each in self._search(read, beam, alpha)]

    def states(self, text: str) -> States:
        """What every unit of the encoder did while ``text`` was read. Raises InputError without a word."""
        return self._states(*self._read(text))

    def states_writing(self, text: str, beam: int = 1) -> States:
        """What every unit of the decoder did while the translation was written; the end mark comes first."""
        _, read = self._read(text)
        ids = self._search(read, beam, 0.0)[0].tokens
        tokens = tuple(self.target.words[id].strip() for id in (END_ID, *ids))
        return self._states(tokens, self._write(read, np.array(ids, np.int64)))

    def _search(self, read: Reading, beam: int, alpha: float) -> list[Hypothesis]:
        if not 1 <= beam <= MOST_BEAMS:
            raise InputError(f"A search takes 1 to {MOST_BEAMS} beams, but {beam} were asked for.")
        if not 0 <= alpha <= 2:
            raise InputError(f"The preference for length must lie between 0 and 2, but {alpha:g} was given.")
        decoder = Decoder(
            step=lambda state, last: self._step(state, last, read.top),
            select=lambda state, rows: _Beams(state.h[:, rows], state.c[:, rows]),
            begin=self._begin(read),
            end=END_ID,
            never=UNKNOWN_ID,
            longest=self.longest,
        )
        return beam_search(decoder, beam, alpha)

    # Reading.

    def _read(self, text: str) -> tuple[tuple[str, ...], Reading]:
        words = tuple(source_words(text))
        if not words:
            raise InputError("There is no word to translate; give a text with at least one.")
        xs = self.weights["encoder.embedding.weight"][self.lexicon.ids(words)]
        return words, read_stack(
            self.config, self.weights, "encoder.rnn", xs, directions=self.config.directions
        )

    def _begin(self, read: Reading) -> _Beams:
        """The decoder's state before its first word: the encoder's last, both directions added."""
        h = self._both(read.h)
        return _Beams(h, np.zeros_like(h) if read.c is None else self._both(read.c))

    def _both(self, end: Floats) -> Floats:
        summed: Floats = end.reshape(self.config.layers, self.config.directions, -1).sum(1)
        return summed[:, None]

    # Writing.

    def _step(self, state: _Beams, last: NDArray[np.int64], memory: Floats) -> tuple[Floats, _Beams]:
        """One word further along k sequences: logits (k, V) and states."""
        x: Floats = self.weights["decoder.embedding.weight"][last]
        h, c = np.empty((len(state.h), len(last), self.config.units), np.float32), []
        for layer in range(self.config.layers):
            matrices = [
                self.weights[f"decoder.rnn.{part}_l{layer}"]
                for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
            ]
            step = cell_step(self.config, x, state.h[layer], state.c[layer], *matrices)
            h[layer] = x = step.h
            c.append(step.h if step.c is None else step.c)
        logits = head(self.config, self.weights, self._look(x, memory)[0])
        return logits, _Beams(h, np.stack(c))

    def _write(self, read: Reading, ids: NDArray[np.int64]) -> Reading:
        """The decoder's states while it writes ``ids`` (T,): T + 1 of them, the first after the end mark."""
        begin = self._begin(read)
        xs = self.weights["decoder.embedding.weight"][np.array([END_ID, *ids], np.int64)]
        return read_stack(self.config, self.weights, "decoder.rnn", xs, h=begin.h[:, 0], c=begin.c[:, 0])

    def _look(self, h: Floats, memory: Floats) -> tuple[Floats, Floats | None]:
        """h~ (k, H) for decoder states (k, H), and where they looked (k, S); see ``nets.translator``."""
        if not self.config.attention:
            return h, None
        query: Floats = h @ self.weights["attention.score.weight"].T
        scores: Floats = query @ memory.T
        looks = softmax(scores)
        context = looks @ memory
        found = np.concatenate([context, h], axis=-1) @ self.weights["attention.combine.weight"].T
        return np.tanh(found), looks

    def _translated(self, text: str, words: tuple[str, ...], read: Reading, found: Hypothesis) -> Translated:
        ids = np.array(found.tokens, np.int64)
        tokens = tuple(self.target.words[id] for id in found.tokens)
        _, looks = self._look(self._write(read, ids).top, read.top)
        return Translated(
            source=text,
            translation=joined(tokens),
            score=found.score,
            source_tokens=words,
            tokens=tuple(token.strip() for token in tokens),
            attention=None if looks is None else looks[: len(ids)].T,
            unknown=self.lexicon.unknown(words),
            ended=found.ended,
        )
