"""All the texts that were read, as one tree of tokens with the network's state at its nodes.

A reader of one text forgets what is deleted. Here nothing is forgotten as long as there is room: whoever goes
back to a token, to another branch or to what was undone finds the state that was there, and reads nothing
again. States are small (``layers x H`` numbers, twice that for an LSTM), so thousands of them cost little.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from playground.inference.network import State
from playground.inference.prompt import Position
from playground.text.normal import normalise
from playground.writing.common import common_length

if TYPE_CHECKING:
    from playground.inference.language_model import LanguageModel

ROOM = 48 << 20
"""Bytes of states that are kept, the least lately used go first."""
_LEAST_STATES = 256
_EVERY = 64
"""Every so many tokens of depth a state stays for good."""
_SLICE = 256
"""Tokens read between two chances to leave off."""
_NODES_SLICE = 8192
_BACK = 4
"""Tokens before a change that are split anew: a letter more can join two words into one."""
_MOST_NODES = 500_000


class StateTree:
    """Texts read by one model, of which one is the present one. Serves one thread at a time.

    A node is a number; 0 stands before the first token. Reading a text costs a step for each of its tokens
    that no text read before has at this place, and at most 64 more.
    """

    def __init__(self, model: LanguageModel, room: int = ROOM) -> None:
        self._model = model
        zero = model.network.zero_state()
        size = zero.h.nbytes + (0 if zero.c is None else zero.c.nbytes)
        self._most = max(_LEAST_STATES, room // size)
        self.steps = 0
        """Steps of the network that were computed so far."""
        self._clear()
        self._position = model.beginning

    def _clear(self) -> None:
        self._children: dict[int, int] = {}  # node * V + token -> node
        self._parents, self._tokens, self._depths = array("q", [-1]), array("q", [-1]), array("q", [0])
        self._recent: OrderedDict[int, State] = OrderedDict()
        self._lasting: dict[int, State] = {0: self._model.network.zero_state()}
        self._text = ""
        self._line = [0]  # the nodes of the present text
        self._ends = [0]  # where the first n tokens end in it

    # ------------------------------------------------------------------ the present text

    @property
    def position(self) -> Position:
        """The end of the text last read in full: state, logits of what comes next, what is half written."""
        return self._position

    @property
    def ends(self) -> list[int]:
        """Where the first n tokens end in the normal form of the text, n from 0; do not change it."""
        return self._ends

    def reading(self, text: str) -> Iterator[float]:
        """Make ``text`` the present one, in slices; yields the share done after each, 1 at the end.

        It may be left off at any point; what was read by then is not read again.
        """
        model = self._model
        text, written = model.tails.split(normalise(text))
        if text != self._text:
            yield from self._grow(text)
        allowed = model.tails.allowed(written) if written else None
        yield from self._fill(len(self._line) - 1)
        self._position = self.at(len(self._line) - 1)._replace(written=written, allowed=allowed)
        yield 1.0

    def at(self, count: int) -> Position:
        """The place after the first ``count`` tokens of the present text.

        Before the first token stands what the model expects of a text that begins. Raises IndexError where
        the text has fewer tokens.
        """
        if not count:
            return self._model.beginning
        for _ in self._fill(count):
            pass
        state = self._kept(self._line[count])
        assert state is not None, "it was filled just now"
        ids = tuple(self._tokens[node] for node in self._line[1 : count + 1])
        return Position(state, self._model.network.logits(state), ids)

    def token_at(self, offset: int) -> int | None:
        """Which token (from 0) of the present text covers the character ``offset``; None behind the last."""
        count = bisect_right(self._ends, offset) - 1
        return count if 0 <= count < len(self._line) - 1 else None

    def id_of(self, count: int) -> int:
        """The id of token ``count`` (from 0) of the present text."""
        return self._tokens[self._line[count + 1]]

    # ------------------------------------------------------------------ growing

    def _grow(self, text: str) -> Iterator[float]:
        """Nodes for every token of ``text``; no step is computed."""
        vocabulary = self._model.vocabulary
        if len(self._parents) > max(_MOST_NODES, 3 * len(self._line)):
            self._clear()
        kept = bisect_right(self._ends, common_length(self._text, text)) - 1
        if vocabulary.level == "word":
            kept = max(0, kept - _BACK)
        del self._line[kept + 1 :], self._ends[kept + 1 :]
        node, end = self._line[-1], self._ends[-1]
        self._text = text[:end]
        rest, size = text[end:], vocabulary.size
        ids = vocabulary.encode(rest).tolist()
        for n, (token, span) in enumerate(zip(ids, vocabulary.spans(rest), strict=True), 1):
            key = node * size + token
            child = self._children.get(key)
            if child is None:
                child = self._children[key] = len(self._parents)
                self._parents.append(node)
                self._tokens.append(token)
                self._depths.append(self._depths[node] + 1)
            node = child
            end += len(span)
            self._line.append(node)
            self._ends.append(end)
            if n % _NODES_SLICE == 0:
                self._text = text[:end]
                yield 0.0
        self._text = text

    def _fill(self, count: int) -> Iterator[float]:
        """The state after ``count`` tokens of the present text, from the nearest one before it."""
        first = count
        while (state := self._kept(self._line[first])) is None:
            first -= 1
        for n in range(first + 1, count + 1):
            node = self._line[n]
            state = self._model.network.advance(state, self._tokens[node])
            self.steps += 1
            self._keep(node, state)
            if (n - first) % _SLICE == 0:
                yield (n - first) / (count - first)

    def _kept(self, node: int) -> State | None:
        state = self._recent.get(node)
        if state is not None:
            self._recent.move_to_end(node)
            return state
        return self._lasting.get(node)

    def _keep(self, node: int, state: State) -> None:
        if self._depths[node] % _EVERY == 0:
            self._lasting[node] = state
            return
        self._recent[node] = state
        if len(self._recent) > self._most:
            self._recent.popitem(last=False)
