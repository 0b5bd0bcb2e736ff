"""Where in a text a model stands: what it has read, and what is half written.

A character model reads a prompt to its last character. A word model's tokens carry the space before them, so
a prompt may end within a token: "Once upon a " or "Once upon a ti". What is half written is then not read;
instead only tokens that begin with it can come next, and what they add is the rest.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.inference.network import Network, State

if TYPE_CHECKING:
    from playground.text.vocabulary import Vocabulary

Floats = NDArray[np.float32]


class Position(NamedTuple):
    """A place in a text from which a model can go on."""

    state: State
    logits: Floats
    """Of the next token, (V,)."""
    ids: Sequence[int]
    """All that was read, the newest last."""
    written: str = ""
    """Beginning of the next token that is in the text already."""
    allowed: NDArray[np.bool_] | None = None
    """Tokens (V,) that begin with ``written`` and go on; none when nothing is half written."""


class Tails:
    """Finds what is half written at the end of a text, for one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._words = vocabulary.level == "word"

    def split(self, text: str) -> tuple[str, str]:
        """``(what to read, what is half written)``; together they are the text.

        Half written is a single space at the end, or an unknown word that known ones begin with.
        """
        if not self._words or not text:
            return text, ""
        if text[-1] == " " and not text[-2:-1].isspace():
            tail = " "
        else:
            tail = self._vocabulary.spans(text[max(text.rfind(" "), 0) :])[-1]
            if not tail.strip() or not self._vocabulary.unknown_in(tail):
                return text, ""
        if self.allowed(tail).any():
            return text[: -len(tail)], tail
        return text, ""

    def allowed(self, written: str) -> NDArray[np.bool_]:
        """Which tokens (V,) begin with ``written`` and are longer."""
        tokens, ids = self._in_order
        first = bisect_right(tokens, written)
        last = bisect_left(tokens, True, lo=first, key=lambda token: not token.startswith(written))
        mask = np.zeros(self._vocabulary.size, np.bool_)
        mask[ids[first:last]] = True
        mask[self._vocabulary.unknown] = False
        return mask

    @cached_property
    def _in_order(self) -> tuple[list[str], NDArray[np.intp]]:
        """The tokens as in a dictionary, where those that begin alike stand together, and their ids."""
        tokens = self._vocabulary.tokens
        order = sorted(range(len(tokens)), key=tokens.__getitem__)
        return [tokens[id] for id in order], np.array(order, np.intp)


def start(vocabulary: Vocabulary, network: Network) -> Position:
    """The place before any text: as after a newline, or every token alike where there is no newline."""
    ids = vocabulary.encode("\n").tolist()
    state = network.zero_state()
    if len(ids) == 1 and ids[0] != vocabulary.unknown:
        state, logits = network.step(state, ids[0])
    else:
        logits = np.zeros(vocabulary.size, np.float32)
    return Position(state, logits, ())
