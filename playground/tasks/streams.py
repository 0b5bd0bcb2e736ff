"""A long text as parallel streams, for truncated back-propagation through time with a carried state.

The text is cut into B equal parts that are read side by side, T tokens at a time. Because a stream goes on
where it stopped, the state after one window is the state before the next: the network remembers further back
than the gradient reaches (Williams and Peng 1990; Mikolov et al. 2010).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Window:
    """One step's worth of text."""

    tokens: Ids
    """(time, batch)."""
    targets: Ids
    """(time, batch): the token that follows each."""
    fresh: bool
    """A new pass begins: the state must be zero."""


class Streams:
    """The windows of a text, pass after pass.

    Each pass starts a few tokens further into the text, at a place drawn from ``seed``, so that window
    borders do not fall on the same tokens every time.

    Args:
        ids: the text, (tokens,); may be memory-mapped, it is read window by window.
        batch: streams B.
        window: tokens T a window.
        part: the streams among the B that are read here; the others are another process's.
    """

    def __init__(
        self, ids: NDArray[Any], batch: int, window: int, seed: int = 0, part: slice = slice(None)
    ) -> None:
        if len(ids) < batch * window + 1:
            raise ValueError(f"{len(ids)} tokens do not fill {batch} streams of {window} tokens")
        self._ids = ids
        self._batch = batch
        self._window = window
        self._seed = seed
        self._part = part
        self._span = np.arange(window + 1)[:, None]
        self.epoch = 0
        self._position = 0
        self._start_pass()

    def _start_pass(self) -> None:
        """Lay out the pass: (length of a stream, first token of each stream)."""
        spare = len(self._ids) - self._batch * self._window - 1
        shift = np.random.default_rng((self._seed, self.epoch)).integers(0, min(spare, self._window) + 1)
        self._length = (len(self._ids) - 1 - int(shift)) // self._batch
        self._starts = (int(shift) + self._length * np.arange(self._batch))[None, self._part]

    @property
    def windows_per_pass(self) -> int:
        """Windows in the pass under way."""
        return self._length // self._window

    def next(self) -> Window:
        """The next window; a new pass begins by itself."""
        if self._position + self._window > self._length:
            self.epoch += 1
            self._position = 0
            self._start_pass()
        places = self._starts + self._position + self._span
        block = np.asarray(self._ids[places], dtype=np.int64)
        fresh = self._position == 0
        self._position += self._window
        return Window(block[:-1], block[1:], fresh)

    def state(self) -> dict[str, int]:
        """Where reading stands; :meth:`restore` goes on from there."""
        return {"epoch": self.epoch, "position": self._position}

    def restore(self, state: dict[str, int]) -> None:
        """Go on from what :meth:`state` returned."""
        self.epoch, self._position = int(state["epoch"]), int(state["position"])
        self._start_pass()
