"""What X-ray is asked that takes longer than a look: what was leaned on, hard spots, units, a unit held."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import islice

import numpy as np

from playground.config import SampleConfig
from playground.inference.clamped import ClampedNetwork, Hold
from playground.inference.generation import Drawn, draw
from playground.inference.language_model import LanguageModel
from playground.inference.network import Network
from playground.inference.prompt import Position
from playground.inference.sampling import log_softmax
from playground.ui.xray import reports
from playground.ui.xray.desk import BREATH, Desk
from playground.ui.xray.sampled import Overtaken, Samples
from playground.xray.connectivity import connectivity
from playground.xray.contexts import contexts
from playground.xray.finder import find_units
from playground.xray.occlusion import occlusion
from playground.xray.properties import find_property
from playground.xray.reading import Reading
from playground.xray.sample import Sample

KINDS = ("lean", "spots", "write", "find", "contexts")
WINDOW = {"gradient": 200, "occlusion": 120}
"""Tokens before the one at the cursor that are looked at: leaving each out costs a reading each."""
SPOTS = 20
FOUND = 20
"""Units that are named."""
_EXPECTED = 5
_PIECE = 8
"""Tokens written between two reports."""


class Thinker:
    """Gives work to a desk of its own. Every method returns at once; the newest of its kind wins."""

    def __init__(self, deliver: Callable[[reports.Report], object], desk: Desk) -> None:
        self._deliver = deliver
        self._desk = desk
        self._samples = Samples()
        self._wanted = 0  # counts what is asked of a sample, so that one being read is left when another is

    def close(self) -> None:
        """End the thread."""
        self._wanted += 1
        self._desk.close()

    def learns_from(self, sources: tuple[str, ...]) -> None:
        """Name what a model in training learns from."""
        self._samples.sources = sources

    def drop(self) -> None:
        """Forget everything that was asked."""
        self._wanted += 1
        self._desk.drop(*KINDS)

    def lean(self, reading: Reading, token: int, method: str) -> None:
        """What the prediction of ``token`` leaned on."""
        self._desk.do("lean", lambda: self._lean(reading, token, method))

    def spots(self, reading: Reading) -> None:
        """The tokens that were hardest to predict."""
        self._desk.do("spots", lambda: self._spots(reading))

    def contexts(self, reading: Reading, value: str, layer: int, unit: int) -> None:
        """Where a unit is highest and lowest in a sample of the model's own text."""
        self._wanted += 1
        wanted = self._wanted
        self._desk.do("contexts", lambda: self._contexts(reading, value, layer, unit, wanted))

    def find(self, reading: Reading, wanted_property: str, *, ahead: bool = False) -> None:
        """The units that follow a property: its name, or a regular expression."""
        self._wanted += 1
        wanted = self._wanted
        self._desk.drop("contexts")
        self._desk.do("find", lambda: self._find(reading, wanted_property, ahead, wanted))

    def write(self, reading: Reading, token: int, hold: Hold, config: SampleConfig, tokens: int) -> None:
        """Go on from ``token`` with and without the hold, by the same draws."""
        self._desk.do("write", lambda: self._write(reading, token, hold, config, tokens))

    # ------------------------------------------------------------------ on the thread

    def _lean(self, reading: Reading, token: int, method: str) -> Iterator[None]:
        first = max(0, token - WINDOW[method])
        network, vocabulary = reading.model.network, reading.model.vocabulary
        target = int(reading.ids[token])
        probabilities = np.exp(log_softmax(reading.logits(token)))
        yield
        weights = np.zeros(0, np.float32)
        if token > first:
            measure = connectivity if method == "gradient" else occlusion
            weights = measure(network, reading.state(first), reading.ids[first:token], target)
        best = np.argsort(-probabilities, kind="stable")[:_EXPECTED]
        likely = tuple((vocabulary.token(int(id)), float(probabilities[id])) for id in best)
        self._deliver(
            reports.Leaned(reading, token, method, first, weights, float(probabilities[target]), likely)
        )
        yield

    def _spots(self, reading: Reading) -> Iterator[None]:
        bits = np.nan_to_num(reading.surprise)
        vocabulary = reading.model.vocabulary
        hardest = np.argsort(-bits, kind="stable")[:SPOTS]
        found = []
        for token in hardest[bits[hardest] > 0].tolist():
            probabilities = np.exp(log_softmax(reading.logits(token)))
            best = int(np.argmax(probabilities))
            spot = reports.Spot(token, float(bits[token]), vocabulary.token(best), float(probabilities[best]))
            found.append(spot)
            yield
        self._deliver(reports.Spotted(reading, tuple(found)))

    def _sampled(self, reading: Reading, wanted: int) -> tuple[Sample, str] | None:
        """The sample and what it is, telling how far it is read; None if something newer is wanted."""
        told = -1.0

        def progress(share: float) -> None:
            nonlocal told
            if wanted != self._wanted:
                raise Overtaken
            if share - told >= 0.05:
                told = share
                self._deliver(reports.Sampling(reading, share))
            time.sleep(BREATH)

        try:
            return self._samples.take(reading, progress)
        except Overtaken:
            return None

    def _contexts(self, reading: Reading, value: str, layer: int, unit: int, wanted: int) -> Iterator[None]:
        sampled = self._sampled(reading, wanted)
        yield
        if sampled is not None:
            sample, about = sampled
            found, about = contexts(sample, value, layer, unit), f"{len(sample):,} tokens of {about}"
            self._deliver(reports.InContext(reading, value, layer, unit, found, about))

    def _find(self, reading: Reading, wanted_property: str, ahead: bool, wanted: int) -> Iterator[None]:
        property = find_property(wanted_property)
        sampled = self._sampled(reading, wanted)
        yield
        if sampled is not None:
            sample, about = sampled
            finding = find_units(sample, property, FOUND, ahead=ahead)
            self._deliver(reports.FoundUnits(reading, finding, about))

    def _write(
        self, reading: Reading, token: int, hold: Hold, config: SampleConfig, tokens: int
    ) -> Iterator[None]:
        model = reading.model
        free = self._drawn(model, model.network, reading, token, config, tokens)
        held = self._drawn(model, ClampedNetwork(model.network, [hold]), reading, token, config, tokens)
        wrote: tuple[list[str], list[str]] = ([], [])
        for at in range(0, tokens, _PIECE):
            for text, drawn in zip(wrote, (free, held), strict=True):
                text += [each.text for each in islice(drawn, _PIECE)]
            done = at + _PIECE >= tokens
            self._deliver(reports.Written(reading, token, hold, tuple(wrote[0]), tuple(wrote[1]), done))
            yield

    @staticmethod
    def _drawn(
        model: LanguageModel,
        network: Network,
        reading: Reading,
        token: int,
        config: SampleConfig,
        tokens: int,
    ) -> Iterator[Drawn]:
        """What a network writes after reading ``token`` itself, held if it is."""
        state = network.advance(reading.state(token), int(reading.ids[token]))
        ids = reading.ids[max(0, token + 1 - config.repetition_window) : token + 1].tolist()
        return draw(network, model.vocabulary, Position(state, network.logits(state), ids), tokens, config)
