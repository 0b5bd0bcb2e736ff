"""A thread with several kinds of work on its desk, the most urgent first, a slice at a time.

Of each kind only the newest piece is done: what was asked for before it is put away half finished. A piece
of work is a generator that yields often; between two slices something more urgent may come in between.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence

from playground.errors import PlaygroundError

BREATH = 0.001
"""Sleep between two slices: it hands the interpreter to the interface."""

Work = Callable[[], Iterator[None]]


class Desk:
    """Owns one thread. Every method returns at once.

    Args:
        kinds: of work, the most urgent first.
        complain: told one sentence about work that could not be finished, on the thread.
    """

    def __init__(self, name: str, kinds: Sequence[str], complain: Callable[[str], object]) -> None:
        self._kinds = tuple(kinds)
        self._complain = complain
        self._new: dict[str, Work] = {}
        self._going: dict[str, Iterator[None]] = {}
        self._closed = False
        self._change = threading.Condition()
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def do(self, kind: str, work: Work) -> None:
        """Do this in place of whatever of its kind was asked before."""
        assert kind in self._kinds
        with self._change:
            self._new[kind] = work
            self._change.notify()

    def drop(self, *kinds: str) -> None:
        """Forget what was asked of these kinds."""
        with self._change:
            for kind in kinds:
                self._new[kind] = _nothing
            self._change.notify()

    def close(self) -> None:
        """End the thread; it stops within one slice of work."""
        with self._change:
            self._closed = True
            self._change.notify()

    def _run(self) -> None:
        while (kind := self._next()) is not None:
            try:
                next(self._going[kind])
            except StopIteration:
                del self._going[kind]
            except PlaygroundError as error:
                del self._going[kind]
                self._complain(str(error))
            except Exception as error:  # the thread must live on, and the user must hear of it
                del self._going[kind]
                self._complain(f"This could not be computed: {error!r}.")
            else:
                time.sleep(BREATH)

    def _next(self) -> str | None:
        """The most urgent kind that has work to do, begun if it is new; None when the desk is closed."""
        with self._change:
            while not self._closed and not self._new and not self._going:
                self._change.wait()
            if self._closed:
                return None
            for kind in [kind for kind in self._kinds if kind in self._new]:
                self._going[kind] = self._new.pop(kind)()
            return next(kind for kind in self._kinds if kind in self._going)


def _nothing() -> Iterator[None]:
    yield from ()
