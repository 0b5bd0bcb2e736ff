"""Who reads, looks and computes for X-ray, in threads of its own, so that no key waits for a network.

One thread reads the text and looks into what is in sight, another (``thinker.py``) does what takes longer.
Reports are handed to ``deliver`` on these threads; a widget's ``post_message`` may be called from any thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from playground.events import Weights
from playground.inference.language_model import LanguageModel
from playground.ui.xray import reports
from playground.ui.xray.desk import Desk
from playground.ui.xray.passages import suited
from playground.ui.xray.thinker import KINDS, Thinker
from playground.xray.forward_step import forward_step
from playground.xray.reading import BLOCK, Reading
from playground.xray.unit_order import Order, unit_order

LIKELY = 12
"""Next tokens that are named."""
_ORDERED_BY = 8 * BLOCK
"""Tokens at the beginning of the text by which units are ordered, so that the order stays."""


class Explorer:
    """Owns the model that is looked into and its text. Every method returns at once."""

    def __init__(self, deliver: Callable[[reports.Report], object]) -> None:
        self._deliver = deliver
        self._loaded: str | Weights | None = None
        self._model: LanguageModel | None = None
        complain = lambda text: deliver(reports.Trouble(text))  # noqa: E731
        self._looking = Desk("x-ray", ("open", "step", "blocks", "unit", "order", "read"), complain)
        self._thinker = Thinker(deliver, Desk("x-ray-thinking", KINDS, complain))

    @property
    def thinker(self) -> Thinker:
        """What takes longer is asked of it."""
        return self._thinker

    def close(self) -> None:
        """End the threads."""
        self._looking.close()
        self._thinker.close()

    # ------------------------------------------------------------------ asked by the screen

    def open(self, model: str | Weights, text: str | None, ahead: int, sources: tuple[str, ...] = ()) -> None:
        """Read ``text`` with this model: a name or path, or the weights of one in training on ``sources``.

        Without a text, a short one that suits the model.

        It is handed over when its first ``ahead`` tokens are read, and read on after that.
        """
        self._looking.drop("step", "blocks", "unit", "order", "read")
        self._thinker.drop()
        self._thinker.learns_from(sources)
        self._looking.do("open", lambda: self._open(model, text, ahead, sources))

    def look(self, reading: Reading, name: str, layer: int, blocks: list[int]) -> None:
        """What ``name`` was in these blocks of the text."""
        self._looking.do("blocks", lambda: self._look(reading, name, layer, blocks))

    def order(self, reading: Reading, layer: int, order: Order) -> None:
        """The units of a layer in an order, by their h whatever is shown: so a unit keeps its row."""
        self._looking.do("order", lambda: self._order(reading, layer, order))

    def step(self, reading: Reading, token: int, layer: int, unit: int) -> None:
        """What reading ``token`` (its place in the text) does to a unit."""
        self._looking.do("step", lambda: self._step(reading, token, layer, unit))

    def unit(self, reading: Reading, name: str, layer: int, unit: int, first: int, last: int) -> None:
        """What ``name`` of a unit was at tokens ``first`` to ``last - 1``."""
        self._looking.do("unit", lambda: self._unit(reading, name, layer, unit, first, last))

    # ------------------------------------------------------------------ on the thread

    def _open(
        self, wanted: str | Weights, text: str | None, ahead: int, sources: tuple[str, ...]
    ) -> Iterator[None]:
        if self._model is None or self._loaded is not wanted:
            self._model, self._loaded = _loaded(wanted), wanted
        model = self._model
        yield
        reading = Reading(model, suited(model, sources) if text is None else text)
        yield
        reader = reading.read_on()
        for _ in reader:
            if reading.read >= min(ahead, len(reading)):
                break
            yield
        step = wanted.step if isinstance(wanted, Weights) else None
        self._deliver(reports.Opened(reading, model.name, step, model.notice(reading.text)))
        self._looking.do("read", lambda: self._read(reading, reader))

    def _read(self, reading: Reading, reader: Iterator[float]) -> Iterator[None]:
        told = 0.0
        for share in reader:
            if share - told >= 0.02 and share < 1:
                told = share
                self._deliver(reports.ReadOn(reading, share))
            yield
        self._deliver(reports.ReadOn(reading, 1.0))

    def _look(self, reading: Reading, name: str, layer: int, blocks: list[int]) -> Iterator[None]:
        for index in blocks:
            first, last = index * BLOCK, min((index + 1) * BLOCK, reading.read)
            if first < last:
                values = reading.values(name, layer, first, last)
                self._deliver(reports.BlockSeen(reading, name, layer, index, values))
                yield

    def _order(self, reading: Reading, layer: int, order: Order) -> Iterator[None]:
        wanted = min(len(reading), _ORDERED_BY)
        for _ in reading.read_on() if reading.read < wanted else ():
            yield
            if reading.read >= wanted:
                break
        parts = [np.zeros((0, reading.model.network.config.units), np.float32)]
        for first in range(0, wanted, BLOCK):
            parts.append(reading.values("h", layer, first, min(first + BLOCK, wanted)))
            yield
        units = unit_order(np.concatenate(parts), order)
        self._deliver(reports.Ordered(reading, layer, order, units))

    def _step(self, reading: Reading, token: int, layer: int, unit: int) -> Iterator[None]:
        network, vocabulary = reading.model.network, reading.model.vocabulary
        step = forward_step(network, reading.state(token), int(reading.ids[token]), layer, unit)
        best = np.argsort(-step.probabilities, kind="stable")[:LIKELY]
        likely = tuple((vocabulary.token(int(id)), float(step.probabilities[id])) for id in best)
        self._deliver(reports.Stepped(reading, token, step, likely))
        yield

    def _unit(
        self, reading: Reading, name: str, layer: int, unit: int, first: int, last: int
    ) -> Iterator[None]:
        for start in range(first, min(last, reading.read), BLOCK):
            values = reading.values(name, layer, start, min(start + BLOCK, last, reading.read))[:, unit]
            self._deliver(reports.UnitSeen(reading, name, layer, unit, start, values))
            yield


def _loaded(wanted: str | Weights) -> LanguageModel:
    if isinstance(wanted, str):
        return LanguageModel.load(wanted)
    return LanguageModel.from_parts(wanted.model, wanted.vocabulary, wanted.weights, "training now")
