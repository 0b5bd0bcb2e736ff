"""What it costs to spell out a word that the vocabulary lacks, so that ``<unk>`` is never a discount.

A character model of order 5 with Witten-Bell smoothing (Bell, Witten and Cleary 1990), learned from the words
of the vocabulary, each counted once: an unknown word looks like a rare word, not like a common one. With N(s)
the count of a context s, T(s) the kinds of characters seen after it, and s' the context without its first
character::

    p(c | s) = (N(s c) + T(s) p(c | s')) / (N(s) + T(s))
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping

ORDER = 5
_END = "\n"
"""Ends a word; no token but the line end itself holds one, and that is always known."""
_START = "\x02"


class Speller:
    """Spells words by the letters of ``words``; ``alphabet`` counts the characters of the training text.

    A character never met costs an escape and the ``code_point_bits`` that name it.
    """

    def __init__(self, words: Iterable[str], alphabet: Mapping[str, int], code_point_bits: float) -> None:
        self._code_point_bits = code_point_bits
        self._alphabet = {char: count for char, count in alphabet.items() if char != _END}
        # One more place for the end of a word, one for the escape.
        self._ends = max(alphabet.get(" ", 0) + alphabet.get(_END, 0), 1)
        self._total = sum(self._alphabet.values()) + self._ends + 1
        self._seen: dict[str, Counter[str]] = {}
        for word in words:
            padded = _START + word + _END
            for place in range(1, len(padded)):
                for start in range(max(0, place - ORDER + 1), place):
                    self._seen.setdefault(padded[start:place], Counter())[padded[place]] += 1

    def bits(self, word: str) -> float:
        """Length of the code of ``word``, its end included."""
        padded = _START + word + _END
        bits = 0.0
        for place in range(1, len(padded)):
            char = padded[place]
            bits -= math.log2(self._probability(padded[max(0, place - ORDER + 1) : place], char))
            if char != _END and char not in self._alphabet:
                bits += self._code_point_bits
        return bits

    def _probability(self, context: str, char: str) -> float:
        known = char == _END or char in self._alphabet
        if char == _END:
            probability = self._ends / self._total
        else:
            probability = (self._alphabet[char] if known else 1) / self._total
        for start in range(len(context) - 1, -1, -1):
            after = self._seen.get(context[start:])
            if after is None:
                break
            kinds, total = len(after), after.total()
            probability = ((after[char] if known else 0) + kinds * probability) / (total + kinds)
        return probability
