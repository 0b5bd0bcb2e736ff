"""How long the search for whole words takes, with the shipped model of characters.

    python benchmarks/bench_words.py

The ten likeliest words after each of some texts, in their exact order, as Write lists them; the median of 20
searches each, with how many beginnings of words were lengthened for it.
"""

from __future__ import annotations

import os
import statistics
import time

TEXTS = (
    "Once upon a",
    "Once upon a ti",
    "The king",
    "The king said to the ",
    "He went",
    "She saw a wh",
    " ",
    "",
)
ROUNDS = 20


def main() -> None:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command does for all its processes
    from side_by_side import describe_machine

    from playground.inference.language_model import LanguageModel
    from playground.writing.word_search import Words, likely_words, word_begun

    print(describe_machine("numpy"))
    model = LanguageModel.load("fairy-tales")
    slowest = 0.0
    for text in TEXTS:
        position = model.at(text)
        times = []
        found: Words | None = None
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            found = likely_words(model.network, model.vocabulary.tokens, position, word_begun(text))
            times.append((time.perf_counter() - begun) * 1e3)
        assert found is not None
        words = ", ".join(f"{word.label.strip()} {word.probability:.0%}" for word in found.words[:4])
        median = statistics.median(times)
        slowest = max(slowest, median)
        print(f"{text!r:<24} {median:5.1f} ms  {found.steps:4d} steps  {words}")
    print(f"slowest: {slowest:.1f} ms")


if __name__ == "__main__":
    main()
