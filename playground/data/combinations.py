"""A held-out part made of words that are known, in combinations that are not.

To hold out sentences at random would ask too little of a network that translates: "Ravi eats bread" and "Ravi
often eats bread" may fall on two sides. Here combinations of three words are drawn, such as Ravi, eats and
bread, and every sentence with all three is held out: the network has read of each of them, and never of all
together. Yet each word that the held-out part needs, on either side, stays in the training part often enough
to be learned. The three are of the rarer words of a sentence, which are mostly those with a meaning of their
own; a sentence of two words is held out by both.

This is the test of compositional generalisation of Lake and Baroni (2018), for any list of sentences.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence

WORDS = 3
"""Words of a combination."""
LEAST_LEFT = 2
"""Training sentences that must be left for each word of a held-out sentence."""
_MOST_AT_ONCE, _FEW = 0.01, 10
"""Share of the sentences that one combination may hold, and how many it may hold of a small number."""
_TRIES = 6


def held_out_combinations(
    sources: Sequence[Sequence[str]], targets: Sequence[Sequence[str]], share: float = 0.1, seed: int = 0
) -> tuple[list[int], list[int]]:
    """Indices of the training part and of the held-out part, both in rising order.

    Args:
        sources, targets: words of each example; combinations are those of the sources.
        share: of the examples to hold out, nearly; at least one is, and one is left.
        seed: of the draw.

    Where hardly any combination can be spared, as in a list of single words, examples are drawn one by one.
    """
    n = len(sources)
    if n < 2:
        return list(range(n)), []
    wanted = min(max(1, round(share * n)), n - 1)
    draw = random.Random(seed)
    where: dict[str, set[int]] = {}
    for index, words in enumerate(sources):
        for word in words:
            where.setdefault(word, set()).add(index)
    words_of = [_kinds(source, target) for source, target in zip(sources, targets, strict=True)]
    left = Counter(kind for kinds in words_of for kind in kinds)
    at_once = max(round(_MOST_AT_ONCE * n), _FEW)
    out: set[int] = set()
    order = list(range(n))
    draw.shuffle(order)
    for index in order:
        if len(out) >= wanted:
            break
        kinds = sorted(set(sources[index]), key=lambda word: (len(where[word]), word))
        if index in out or len(kinds) < 2:
            continue
        kinds = kinds[: max(WORDS, (len(kinds) + 1) // 2)]
        for _ in range(_TRIES):
            drawn = draw.sample(kinds, min(WORDS, len(kinds)))
            together = set.intersection(*(where[word] for word in drawn)) - out
            room = min(at_once, wanted - len(out))
            if len(together) > room or not _can_be_spared(together, words_of, left):
                continue
            out |= together
            left.subtract(kind for i in together for kind in words_of[i])
            break
    for sparing in (True, False):
        if 2 * len(out) < wanted:
            for index in [each for each in order if each not in out]:
                if len(out) < wanted and (not sparing or _can_be_spared({index}, words_of, left)):
                    out.add(index)
                    left.subtract(words_of[index])
    return [index for index in range(n) if index not in out], sorted(out)


def _kinds(source: Iterable[str], target: Iterable[str]) -> set[tuple[int, str]]:
    """The words of an example, once each, those of the two sides kept apart."""
    return {(0, word) for word in source} | {(1, word) for word in target}


def _can_be_spared(
    indices: Iterable[int], words_of: Sequence[set[tuple[int, str]]], left: Counter[tuple[int, str]]
) -> bool:
    """Whether enough examples of every word are left without these."""
    taken = Counter(kind for index in indices for kind in words_of[index])
    return all(left[kind] - count >= LEAST_LEFT for kind, count in taken.items())
