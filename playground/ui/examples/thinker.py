"""The thread that opens models and reads examples with them, so that no key ever waits for a network.

Whatever is asked, the newest wins. Reports are handed to ``deliver`` on this thread; a widget's
``post_message`` may be called from any thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from playground.errors import PlaygroundError
from playground.events import Weights
from playground.ui.examples.answer import Answer
from playground.ui.examples.example import Example
from playground.ui.examples.offers import Offer
from playground.ui.examples.opened import Model, answer, opened, opened_in_training


@dataclass(frozen=True, slots=True)
class Opened:
    """A model is ready."""

    offer: Offer
    step: int | None
    """Of a model in training."""
    examples: tuple[str, ...]
    """Examples that suit it."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What the model makes of the example."""

    serial: int
    offer: Offer
    answer: Answer


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why there is no answer: one sentence."""

    serial: int
    offer: Offer
    text: str
    opening: bool
    """The model itself could not be opened."""


Report = Opened | Answered | Trouble


class Thinker:
    """Owns the model in use, in one thread of its own. Every method returns at once."""

    def __init__(self, deliver: Callable[[Report], object]) -> None:
        self._deliver = deliver
        self._wanted: tuple[Offer, Weights | None] | None = None
        self._question: tuple[int, Example] | None = None
        self._offer: Offer | None = None
        self._model: Model | None = None
        self._closed = False
        self._change = threading.Condition()
        threading.Thread(target=self._run, name="thinker", daemon=True).start()

    def use(self, offer: Offer, weights: Weights | None = None) -> None:
        """Answer with this model from now on; with ``weights`` it is the one in training."""
        with self._change:
            self._wanted = offer, weights
            self._change.notify()

    def ask(self, serial: int, example: Example) -> None:
        """Read this example in place of whatever was asked before."""
        with self._change:
            self._question = serial, example
            self._change.notify()

    def close(self) -> None:
        """End the thread."""
        with self._change:
            self._closed = True
            self._change.notify()

    # ------------------------------------------------------------------ on the thread

    def _run(self) -> None:
        while True:
            with self._change:
                while (
                    not self._closed
                    and self._wanted is None
                    and (self._question is None or self._model is None)
                ):
                    self._change.wait()
                if self._closed:
                    return
                wanted, self._wanted = self._wanted, None
                question = None
                if wanted is None:
                    question, self._question = self._question, None
            if wanted is not None:
                self._open(*wanted)
            elif question is not None:
                self._read(*question)

    def _open(self, offer: Offer, weights: Weights | None) -> None:
        try:
            model = opened(offer) if weights is None else opened_in_training(offer, weights)
        except PlaygroundError as error:
            self._model = None
            self._deliver(Trouble(-1, offer, str(error), opening=True))
        except Exception as error:  # the thread must live on, and the user must hear of it
            self._model = None
            self._deliver(Trouble(-1, offer, f"{offer.name} cannot be used: {error!r}.", opening=True))
        else:
            self._model, self._offer = model, offer
            step = None if weights is None else weights.step
            self._deliver(Opened(offer, step, model.examples))

    def _read(self, serial: int, example: Example) -> None:
        assert self._model is not None
        assert self._offer is not None
        try:
            found = answer(self._model, example)
        except PlaygroundError as error:
            self._deliver(Trouble(serial, self._offer, str(error), opening=False))
        except Exception as error:  # as above
            self._deliver(
                Trouble(serial, self._offer, f"This example cannot be read: {error!r}.", opening=False)
            )
        else:
            self._deliver(Answered(serial, self._offer, found))
