"""Logistic regression on a bag of words: what can be told from the words alone, whatever their order.

    p(label | text) = softmax(W x + b),    x = how often each word of the training part occurs in the text

fitted by minimising the cross-entropy plus ``|W|^2 / (2 C)`` with L-BFGS (Nocedal 1980). The strength C is
the one that does best in a cross-validation on the training part.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.data.lexicon import Lexicon

Doubles = NDArray[np.float64]
Texts = Sequence[Sequence[str]]

STRENGTHS = (0.1, 0.3, 1.0, 3.0, 10.0)
_FOLDS = 5
_MOST_ITERATIONS = 200
_MEMORY = 10
_TOLERANCE = 1e-4
"""Relative to the number of texts: the largest entry of a gradient that counts as zero."""


@dataclass(frozen=True)
class BagOfWords:
    """A fitted regression."""

    labels: tuple[str, ...]
    lexicon: Lexicon
    weights: Doubles
    """(words, labels); row 0, of unknown words, is never used."""
    bias: Doubles
    """(labels,)"""
    strength: float
    """C."""

    def probabilities(self, texts: Texts) -> Doubles:
        """(texts, labels), rows adding up to 1."""
        return _softmax(_Bags.of(texts, self.lexicon).times(self.weights) + self.bias)

    def classify(self, texts: Texts) -> list[str]:
        """The likeliest label of each text."""
        return [self.labels[best] for best in self.probabilities(texts).argmax(1)]

    def accuracy(self, texts: Texts, labels: Sequence[str]) -> float:
        """Share of the texts whose label is found."""
        found = self.classify(texts)
        return sum(a == b for a, b in zip(found, labels, strict=True)) / len(found)


def fit_bag_of_words(
    texts: Texts, labels: Sequence[str], strengths: Sequence[float] = STRENGTHS, seed: int = 0
) -> BagOfWords:
    """The regression on ``texts``, each a list of words, with the best of ``strengths``."""
    names = tuple(sorted(set(labels)))
    lexicon = Lexicon.of(texts)
    y = np.array([names.index(label) for label in labels])
    strength = strengths[0]
    if len(strengths) > 1:
        strength = _best_strength(texts, y, len(names), lexicon, strengths, seed)
    W, b = _fit(_Bags.of(texts, lexicon), y, len(names), strength)
    return BagOfWords(names, lexicon, W, b, strength)


@dataclass(frozen=True, slots=True)
class _Bags:
    """The matrix X, of which almost every entry is 0: (texts, words)."""

    words: NDArray[np.int64]
    """The words of all texts, one text after another. Each begins with word 0, so that none is empty."""
    starts: NDArray[np.int64]
    """Where each text begins."""
    texts: NDArray[np.int64]
    """The text of each word."""
    kinds: int

    @classmethod
    def of(cls, texts: Texts, lexicon: Lexicon) -> _Bags:
        ids = [np.concatenate([[0], lexicon.ids(text)]) for text in texts]
        lengths = np.array([len(each) for each in ids], np.int64)
        starts = np.cumsum(lengths) - lengths
        return cls(np.concatenate(ids), starts, np.repeat(np.arange(len(ids)), lengths), lexicon.size)

    def times(self, W: Doubles) -> Doubles:
        """X W, (texts, labels); row 0 of W is zero."""
        product: Doubles = np.add.reduceat(W[self.words], self.starts)
        return product

    def transposed_times(self, Y: Doubles) -> Doubles:
        """X^T Y, (words, labels), with nothing in row 0."""
        spread = Y[self.texts]
        columns = [np.bincount(self.words, column, self.kinds) for column in spread.T]
        product: Doubles = np.stack(columns, axis=1).astype(np.float64, copy=False)
        product[0] = 0.0
        return product


def _best_strength(
    texts: Texts, y: NDArray[np.int64], K: int, lexicon: Lexicon, strengths: Sequence[float], seed: int
) -> float:
    folds = np.random.default_rng(seed).permutation(len(y)) % _FOLDS
    right = dict.fromkeys(strengths, 0)
    for fold in range(_FOLDS):
        out = folds == fold
        learned = _Bags.of([text for text, away in zip(texts, out, strict=True) if not away], lexicon)
        judged = _Bags.of([text for text, away in zip(texts, out, strict=True) if away], lexicon)
        for strength in strengths:
            W, b = _fit(learned, y[~out], K, strength)
            right[strength] += int(((judged.times(W) + b).argmax(1) == y[out]).sum())
    return max(strengths, key=lambda strength: right[strength])


def _fit(X: _Bags, y: NDArray[np.int64], K: int, strength: float) -> tuple[Doubles, Doubles]:
    wanted = np.eye(K)[y]
    D = X.kinds

    def loss(parameters: Doubles) -> tuple[float, Doubles]:
        W, b = parameters[:-K].reshape(D, K), parameters[-K:]
        shares = _softmax(X.times(W) + b)
        off = shares - wanted
        value = -np.log(np.maximum(shares[wanted > 0], 1e-300)).sum() + np.square(W).sum() / (2 * strength)
        gradient = X.transposed_times(off) + W / strength
        return float(value), np.concatenate([gradient.reshape(-1), off.sum(0)])

    best = _minimised(loss, np.zeros(D * K + K), _TOLERANCE * len(y))
    return best[:-K].reshape(D, K), best[-K:]


def _softmax(logits: Doubles) -> Doubles:
    powers = np.exp(logits - logits.max(1, keepdims=True))
    shares: Doubles = powers / powers.sum(1, keepdims=True)
    return shares


def _minimised(function: Callable[[Doubles], tuple[float, Doubles]], x: Doubles, tolerance: float) -> Doubles:
    """L-BFGS with a backtracking line search; ``function`` gives value and gradient and is convex."""
    value, gradient = function(x)
    pairs: deque[tuple[Doubles, Doubles]] = deque(maxlen=_MEMORY)
    for _ in range(_MOST_ITERATIONS):
        if np.abs(gradient).max() < tolerance:
            break
        direction = -_inverse_hessian_times(gradient, pairs)
        slope = float(gradient @ direction)
        step = 1.0 if pairs else 1.0 / max(1.0, float(np.abs(gradient).sum()))
        while True:
            new = x + step * direction
            new_value, new_gradient = function(new)
            if new_value <= value + 1e-4 * step * slope or step < 1e-12:
                break
            step /= 2
        s, d = new - x, new_gradient - gradient
        if float(s @ d) > 0:
            pairs.append((s, d))
        x, value, gradient = new, new_value, new_gradient
    return x


def _inverse_hessian_times(gradient: Doubles, pairs: Sequence[tuple[Doubles, Doubles]]) -> Doubles:
    """The two-loop recursion over the last steps ``s`` and changes of the gradient ``d``."""
    q = gradient.copy()
    shares = []
    for s, d in reversed(pairs):
        share = float(s @ q) / float(s @ d)
        q -= share * d
        shares.append(share)
    if pairs:
        s, d = pairs[-1]
        q *= float(s @ d) / float(d @ d)
    for (s, d), share in zip(pairs, reversed(shares), strict=True):
        q += (share - float(d @ q) / float(s @ d)) * s
    return q
