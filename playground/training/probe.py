"""Looking at the network while it trains: the states of a probe text, candidates, a sample, its weights.

All of it with the NumPy network that also completes text, on a copy of the weights, so that what is shown is
what a user would get and training is not touched (no random number of its own is drawn).
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from playground import events
from playground.config import SampleConfig
from playground.inference.language_model import LanguageModel
from playground.inference.network import Network
from playground.inference.prompt import Tails
from playground.inference.trace import trace
from playground.tasks.language import LanguageTask
from playground.text.vocabulary import Vocabulary, unknown_notice
from playground.training.schedule import Cadence

SAMPLE_TOKENS = {"char": 240, "word": 60}
EXPECTED = 10
"""Candidates for the token after the prompt that come with every trace."""
_MOST_PROBE_TOKENS = 400
_WEIGHTS_EVERY = 2.0


class Probe:
    """Traces a probe text, writes samples and copies weights, each at its own pace.

    Args:
        vocabulary: of the network.
        probe: the text whose states are traced.
        prompt: what samples begin with, and after which the likeliest tokens are told with each trace.
        trace_seconds: time between two traces; none when not given.
        sample_seconds: time between two samples; only one at the end when not given.
        seed: of the samples, together with the step.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        probe: str,
        prompt: str,
        trace_seconds: float | None = None,
        sample_seconds: float | None = None,
        seed: int = 0,
    ) -> None:
        self._vocabulary = vocabulary
        self._tails = Tails(vocabulary)
        self._probe = probe
        self._prompt = prompt
        self._seed = seed
        # Looking may slow training down by a hundredth or two at most, however large the network is.
        self._trace = Cadence(trace_seconds, most=0.01) if trace_seconds is not None else None
        self._sample = Cadence(sample_seconds, most=0.005) if sample_seconds is not None else None
        self._weights: Cadence | None = None
        self._pending: list[events.Event] = []
        self.traced: events.Traced | None = None
        """The latest trace."""

    def receive(self, command: events.Command) -> None:
        """A new probe text, or weights wanted."""
        if isinstance(command, events.SetProbe) and command.text:
            self._probe = command.text
            if self._trace is not None:
                self._trace.done(-1e9)
            unseen = unknown_notice(self._vocabulary, command.text)
            if unseen:
                self._pending.append(events.Notice(text=unseen))
        elif isinstance(command, events.WatchWeights):
            self._weights = Cadence(_WEIGHTS_EVERY) if command.on else None

    def look(self, task: LanguageTask, step: int, seconds: float, last: bool) -> Iterator[events.Event]:
        """What is due now."""
        yield from self._pending
        self._pending.clear()
        tracing = self._trace is not None and (last or self._trace.due(seconds))
        sampling = last or (self._sample is not None and self._sample.due(seconds))
        copying = self._weights is not None and (last or self._weights.due(seconds))
        if not (tracing or sampling or copying):
            return
        # Time of this thread alone: what a busy machine takes away must not make looking rarer still.
        began = time.thread_time()
        model, weights = task.network.config, task.network.weights()
        network = Network(model, weights)
        if tracing and self._trace is not None:
            self.traced = self._traced(network, step)
            self._trace.done(seconds, time.thread_time() - began)
            yield self.traced
        if sampling:
            began = time.thread_time()
            sampled = self._sampled(network, step)
            if self._sample is not None:
                self._sample.done(seconds, time.thread_time() - began)
            yield sampled
        if copying and self._weights is not None:
            self._weights.done(seconds)
            yield events.Weights(
                step=step, model=model, vocabulary=self._vocabulary.to_dict(), weights=weights
            )

    def _traced(self, network: Network, step: int) -> events.Traced:
        ids = self._vocabulary.encode(self._probe)[:_MOST_PROBE_TOKENS]
        traced = trace(network, ids)
        return events.Traced(
            step=step,
            tokens=tuple(self._vocabulary.spans(self._probe)[: len(ids)]),
            values=traced.values,
            surprise=traced.surprise,
            prompt=self._prompt,
            expected=self._expected(network),
        )

    def _expected(self, network: Network) -> tuple[tuple[str, float], ...]:
        writer = self._writer(network)
        position = writer.at(self._prompt)
        if not np.isfinite(position.logits).all():  # the next step will find out, and go back
            return ()
        return tuple((each.text, each.probability) for each in writer.candidates(position, EXPECTED))

    def _writer(self, network: Network) -> LanguageModel:
        """The network as a model that writes; what sorting the vocabulary took is not spent again."""
        writer = LanguageModel("training", self._vocabulary, network)
        writer.tails = self._tails
        return writer

    def _sampled(self, network: Network, step: int) -> events.Sampled:
        seed = int(np.random.SeedSequence((self._seed, step)).generate_state(1)[0])
        writer = self._writer(network)
        length = SAMPLE_TOKENS[self._vocabulary.level]
        text = writer.complete(self._prompt, length, config=SampleConfig(temperature=0.7, seed=seed))
        return events.Sampled(step=step, prompt=self._prompt, text=str(text))
