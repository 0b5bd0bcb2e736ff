"""Holding a continuation to a word or a pattern: which tokens may come next.

A plain text has to be what the continuation begins with (one space before it is allowed, so that ``king``
can follow ``the``); then it goes on freely. A regular expression, written between slashes, has to match the
whole continuation, which ends where the model would leave the match, or where nothing can follow in it.

Tokens that no match can come of get probability 0, and the others keep their proportions: the text is drawn
token by token from what the model predicts, given that the next token is allowed. That is not the model's
distribution over all texts that match (which would have to look ahead), but every text that matches can be
drawn, and no other. With a model of characters a match is always reached; with one of words it may be that
no word of the vocabulary goes on with it, and then the continuation ends early.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from playground.errors import InputError
from playground.writing.pattern import Pattern, States

if TYPE_CHECKING:
    from playground.text.vocabulary import Vocabulary

FREE: States = frozenset({-1})
"""The rule is met, and what follows is not bound any more."""
_MASKS = 400


@dataclass(frozen=True, slots=True)
class Rule:
    """What a continuation is held to, as a person typed it."""

    source: str
    """The expression."""
    prefix: bool
    """It is a plain text for the continuation to begin with."""

    @classmethod
    def read(cls, text: str) -> Rule | None:
        """``/expression/`` or a plain text; None for an empty one.

        Raises InputError for a bad expression, and for one that has no end yet.
        """
        if len(text) > 2 and text.startswith("/") and text.endswith("/"):
            Pattern(text[1:-1])
            return cls(text[1:-1], prefix=False)
        if not text.strip():
            return None
        if text.startswith("/"):
            raise InputError("A pattern stands between two slashes, as in /[a-z]+ing/.")
        plain = "".join(char if char.isalnum() or char.isspace() else "\\" + char for char in text.strip())
        return cls(f" ?{plain}", prefix=True)


class Follower:
    """A rule, followed token by token with one vocabulary."""

    def __init__(self, rule: Rule, vocabulary: Vocabulary | None = None) -> None:
        alphabet = None if vocabulary is None else "".join(vocabulary.tokens[1:])
        self._pattern = Pattern(rule.source, alphabet)
        self._prefix = rule.prefix
        self._vocabulary = vocabulary
        self._masks: dict[tuple[States, str], NDArray[np.bool_]] = {}

    @property
    def start(self) -> States:
        """Before the first character of the continuation."""
        return self._pattern.start

    def after(self, states: States, text: str) -> States:
        """After ``text`` was written; empty when the rule is broken by it."""
        for char in text:
            if states == FREE or not states:
                break
            states = self._pattern.step(states, char)
            if self._prefix and self._pattern.met(states):
                return FREE
        return states

    def met(self, states: States) -> bool:
        """The continuation may end here."""
        return states == FREE or self._pattern.met(states)

    @property
    def lacking(self) -> tuple[str, ...]:
        """What no match can come without and the vocabulary has not; empty where a match can be reached."""
        return () if self.start else self._pattern.lacking

    def over(self, states: States) -> bool:
        """The continuation has to end here."""
        return states != FREE and not self._pattern.goes_on(states)

    def mask(self, states: States, written: str = "") -> NDArray[np.bool_] | None:
        """Tokens (V,) that may come next, of which ``written`` stands there already; None for all of them.

        Where a match may end, every token may come: one that breaks the rule then ends it.
        """
        if self.met(states):
            return None
        key = states, written
        found = self._masks.get(key)
        if found is None:
            if len(self._masks) >= _MASKS:
                self._masks.clear()
            found = self._masks[key] = self._made(states, written)
        return found

    def _made(self, states: States, written: str) -> NDArray[np.bool_]:
        assert self._vocabulary is not None, "a mask is for a vocabulary"
        mask = np.zeros(self._vocabulary.size, np.bool_)
        seen = {"": states}  # after each beginning of a token: many begin alike
        for id, token in enumerate(self._vocabulary.tokens):
            if id == self._vocabulary.unknown or not token.startswith(written) or token == written:
                continue
            mask[id] = bool(self._after_all(seen, token[len(written) :]))
        return mask

    def _after_all(self, seen: dict[str, States], text: str) -> States:
        now = seen[""]
        for end in range(1, len(text) + 1):
            part = text[:end]
            found = seen.get(part)
            if found is None:
                found = seen[part] = self.after(now, part[-1])
            now = found
            if not now:
                break
        return now
