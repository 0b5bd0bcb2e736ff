r"""Regular expressions that can say of a beginning whether a match may still come of it.

Python's ``re`` matches whole texts; to hold a generated text to a pattern one has to know after every
character whether the pattern can still be met. So the pattern is compiled to a nondeterministic finite
automaton (Thompson 1968) and followed state set by state set.

Understood are characters, ``.`` (all but a line end), classes ``[a-z]`` and ``[^...]``, ``\d \w \s`` and
their opposites, ``( )``, ``|``, and the repetitions ``* + ? {m} {m,} {m,n}``. They mean what they mean in
``re``; a whole text has to match, so ``^`` at the start and ``$`` at the end change nothing. What is not
regular (references, looking ahead or behind) or not understood is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from playground.errors import InputError

States = frozenset[int]
"""Where a match can stand; empty when no match can come any more."""

_MOST_STATES = 4000
_MOST_REPEATS = 500
_CLASSES: dict[str, Callable[[str], bool]] = {
    "d": str.isdecimal,
    "w": lambda char: char.isalnum() or char == "_",
    "s": str.isspace,
}
_SIGNS = {"n": "\n", "t": "\t", "r": "\r"}


@dataclass(frozen=True, slots=True)
class Chars:
    """A set of characters."""

    ranges: tuple[tuple[str, str], ...] = ()
    classes: tuple[str, ...] = ()
    """``d``, ``w``, ``s`` or the opposite in capitals."""
    negated: bool = False

    @property
    def shown(self) -> str:
        """As it is written in an expression."""
        parts = [low if low == high else f"{low}-{high}" for low, high in self.ranges]
        parts += [f"\\{name}" for name in self.classes]
        if len(parts) == 1 and not self.negated:
            return parts[0]
        return f"[{'^' if self.negated else ''}{''.join(parts)}]"

    def __contains__(self, char: str) -> bool:
        inside = any(low <= char <= high for low, high in self.ranges) or any(
            _CLASSES[name.lower()](char) != name.isupper() for name in self.classes
        )
        return inside != self.negated


ANY = Chars((("\n", "\n"),), negated=True)


class Pattern:
    """A compiled expression. Raises InputError for one that cannot be read.

    ``alphabet``, where it is given, are all the characters that can be written: states from which no match
    can be reached with them count as dead.
    """

    def __init__(self, source: str, alphabet: Iterable[str] | None = None) -> None:
        self.source = source
        self._empty: list[list[int]] = []  # where a state leads without a character
        self._edges: list[tuple[Chars, int] | None] = []
        parser = _Parser(source, self)
        start, self._end = parser.whole()
        letters = None if alphabet is None else sorted(set(alphabet))
        self._alive = self._living(letters)
        self.lacking = () if letters is None else self._lacking(letters)
        """What the expression has and the alphabet has not, as it is written, each once."""
        self._steps: dict[tuple[States, str], States] = {}
        self.start: States = self._closed([start])

    def step(self, states: States, char: str) -> States:
        """The states after one more character."""
        key = states, char
        found = self._steps.get(key)
        if found is None:
            edges = [edge for edge in map(self._edges.__getitem__, states) if edge is not None]
            found = self._steps[key] = self._closed([target for chars, target in edges if char in chars])
        return found

    def after(self, states: States, text: str) -> States:
        """The states after all of ``text``."""
        for char in text:
            if not states:
                break
            states = self.step(states, char)
        return states

    def met(self, states: States) -> bool:
        """What was read so far is a match."""
        return self._end in states

    def matches(self, text: str) -> bool:
        """The whole text is a match."""
        return self.met(self.after(self.start, text))

    def goes_on(self, states: States) -> bool:
        """A longer match can come of it."""
        return any(edge is not None and self._alive[edge[1]] for edge in map(self._edges.__getitem__, states))

    # ------------------------------------------------------------------ the automaton

    def new_state(self) -> int:
        if len(self._empty) >= _MOST_STATES:
            raise InputError("This pattern is too long once its repetitions are written out; shorten it.")
        self._empty.append([])
        self._edges.append(None)
        return len(self._empty) - 1

    def link(self, source: int, target: int) -> None:
        self._empty[source].append(target)

    def edge(self, source: int, chars: Chars, target: int) -> None:
        self._edges[source] = (chars, target)

    def _closed(self, states: Iterable[int]) -> States:
        seen: set[int] = set()
        waiting = [state for state in states if self._alive[state]]
        while waiting:
            state = waiting.pop()
            if state not in seen:
                seen.add(state)
                waiting += [each for each in self._empty[state] if self._alive[each]]
        return frozenset(seen)

    def _lacking(self, alphabet: list[str]) -> tuple[str, ...]:
        sets = [edge[0] for edge in self._edges if edge is not None]
        return tuple(dict.fromkeys(each.shown for each in sets if not any(char in each for char in alphabet)))

    def _living(self, alphabet: list[str] | None) -> list[bool]:
        """From which states a match can be reached."""
        before: list[list[int]] = [[] for _ in self._empty]
        for state, targets in enumerate(self._empty):
            for target in targets:
                before[target].append(state)
        for state, edge in enumerate(self._edges):
            if edge is not None and (alphabet is None or any(char in edge[0] for char in alphabet)):
                before[edge[1]].append(state)
        alive = [False] * len(self._empty)
        waiting = [self._end]
        while waiting:
            state = waiting.pop()
            if not alive[state]:
                alive[state] = True
                waiting += before[state]
        return alive


class _Parser:
    """Recursive descent over the expression; each part becomes a first and a last state."""

    def __init__(self, source: str, pattern: Pattern) -> None:
        self._source = source
        self._at = 0
        self._pattern = pattern

    def whole(self) -> tuple[int, int]:
        if self._source.startswith("^"):
            self._at = 1
        part = self._either()
        if self._source[self._at :] == "$":
            self._at += 1
        if self._at < len(self._source):
            raise self._wrong("a ) without its (" if self._next == ")" else f"{self._next} is out of place")
        return part

    @property
    def _next(self) -> str:
        return self._source[self._at : self._at + 1]

    def _take(self) -> str:
        char = self._next
        self._at += 1
        return char

    def _wrong(self, what: str) -> InputError:
        return InputError(f"This pattern cannot be used: {what} (character {self._at + 1}).")

    def _either(self) -> tuple[int, int]:
        parts = [self._row()]
        while self._next == "|":
            self._take()
            parts.append(self._row())
        if len(parts) == 1:
            return parts[0]
        first, last = self._pattern.new_state(), self._pattern.new_state()
        for start, end in parts:
            self._pattern.link(first, start)
            self._pattern.link(end, last)
        return first, last

    def _row(self) -> tuple[int, int]:
        first = last = self._pattern.new_state()
        while self._next and self._next not in "|)" and self._source[self._at :] != "$":
            start, end = self._repeated()
            self._pattern.link(last, start)
            last = end
        return first, last

    def _repeated(self) -> tuple[int, int]:
        begin = self._at
        part = self._atom()
        if self._next not in ("*", "+", "?", "{") or not self._next:
            return part
        low, high = self._times()
        if self._next and self._next in "*+?{":
            raise self._wrong(f"nothing for {self._next} to repeat")
        return self._copies(part, begin, low, high)

    def _times(self) -> tuple[int, int | None]:
        sign = self._take()
        if sign != "{":
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
        close = self._source.find("}", self._at)
        low, comma, high = self._source[self._at : close].partition(",")
        if close < 0 or not low.isdecimal() or not (high.isdecimal() or not high):
            raise self._wrong("a { begins a number of repetitions, as in {2} or {2,5}")
        self._at = close + 1
        least, most = int(low), int(high) if high else None if comma else int(low)
        if max(least, most or 0) > _MOST_REPEATS or (most is not None and most < least):
            raise self._wrong(f"repetitions go up to {_MOST_REPEATS}, the smaller number first")
        return least, most

    def _copies(self, part: tuple[int, int], begin: int, low: int, high: int | None) -> tuple[int, int]:
        """``part``, which stands in the source from ``begin`` on, so many times."""
        pattern, after = self._pattern, self._at
        first = last = pattern.new_state()
        out = pattern.new_state()
        fresh: tuple[int, int] | None = part
        for number in range(max(low, 1) if high is None else high):
            if fresh is None:
                self._at = begin
                fresh = self._atom()
            if number >= low:
                pattern.link(last, out)
            pattern.link(last, fresh[0])
            last = fresh[1]
            if high is None and number == max(low, 1) - 1:
                pattern.link(last, fresh[0])
            fresh = None
        pattern.link(last, out)
        self._at = after
        return first, out

    def _atom(self) -> tuple[int, int]:
        char = self._take()
        if char == "(":
            if self._source.startswith("?:", self._at):
                self._at += 2
            elif self._next == "?":
                raise self._wrong("( followed by ? means something that is not regular")
            part = self._either()
            if self._take() != ")":
                raise self._wrong("a ( without its )")
            return part
        if char and char in "*+?{":
            raise self._wrong(f"nothing for {char} to repeat")
        if char and char in "^$":
            raise self._wrong(f"{char} can only stand at the {'start' if char == '^' else 'end'}")
        first, last = self._pattern.new_state(), self._pattern.new_state()
        self._pattern.edge(first, self._chars(char), last)
        return first, last

    def _chars(self, char: str) -> Chars:
        if char == ".":
            return ANY
        if char == "[":
            return self._class()
        if char == "\\":
            kind, value = self._escaped()
            return Chars(classes=(value,)) if kind == "class" else Chars(((value, value),))
        return Chars(((char, char),))

    def _escaped(self) -> tuple[str, str]:
        char = self._take()
        if not char:
            raise self._wrong("nothing follows the last \\")
        if char.lower() in _CLASSES:
            return "class", char
        if char in _SIGNS:
            return "char", _SIGNS[char]
        if char.isalnum():
            raise self._wrong(f"\\{char} is not understood")
        return "char", char

    def _class(self) -> Chars:
        negated = self._next == "^"
        if negated:
            self._take()
        ranges: list[tuple[str, str]] = []
        classes: list[str] = []
        first = True
        while first or self._next != "]":
            first = False
            char = self._take()
            if not char:
                raise self._wrong("a [ without its ]")
            kind, low = self._escaped() if char == "\\" else ("char", char)
            if kind == "class":
                classes.append(low)
                continue
            high = low
            if self._next == "-" and self._source[self._at + 1 : self._at + 2] not in ("]", ""):
                self._take()
                char = self._take()
                kind, high = self._escaped() if char == "\\" else ("char", char)
                if kind == "class" or high < low:
                    raise self._wrong(f"{low}-{high} is no range")
            ranges.append((low, high))
        self._take()
        return Chars(tuple(ranges), tuple(classes), negated)
