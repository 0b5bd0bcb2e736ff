"""Let a model write tunes, and count how many of them a strict reader of ABC takes.

    python docs/shapes/tunes.py                       200 tunes by the shipped model, seeds 0 to 199
    python docs/shapes/tunes.py MODEL --temperature 0.8 --count 50

A tune is written from the prompt to the next empty line. It passes if ``playground.data.abc`` finds its
header complete, every bar as long as the metre says, every repeat ended and the end where it should be.
Prints one JSON object with the share that passed, and why the others did not.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from typing import Any

from playground import LanguageModel
from playground.data.abc import read_tune, split_tunes, why_not
from playground.places import shipped_corpora

PROMPT = "\n\nX:"
"""An empty line ends the tune before, and so the model knows that one begins."""
LONGEST = 1000
"""Characters a tune may have; the longest shipped one has less than half as many."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", nargs="?", default="tunes")
    parser.add_argument("--temperature", type=float, default=0.7)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print the first N tunes as well")
    settings = parser.parse_args()
    model = LanguageModel.load(settings.model)
    tunes = written(model, settings.count, settings.temperature)
    for tune in tunes[: settings.show]:
        print(tune, end="\n\n")
    print(json.dumps({"model": model.name, "temperature": settings.temperature} | judged(tunes)))


def written(model: LanguageModel, count: int, temperature: float) -> list[str]:
    """``count`` tunes, with the seeds 0, 1, 2, ..."""
    drawn = model.complete(PROMPT, LONGEST, samples=count, temperature=temperature, seed=0, stop="\n\n")
    return [(PROMPT + text).strip("\n") for text in ([drawn] if isinstance(drawn, str) else drawn)]


def judged(tunes: list[str]) -> dict[str, Any]:
    """How many tunes pass, how many are copies of shipped ones, and what is wrong with the others."""
    reasons = Counter(_kind(reason) for reason in map(why_not, tunes) if reason)
    known = split_tunes((shipped_corpora() / "tunes.abc").read_text("utf-8"))
    learned = {read_tune(tune).bars for tune in known}
    passed = [read_tune(tune) for tune in tunes if why_not(tune) is None]
    return {
        "tunes": len(tunes),
        "passed": len(passed),
        "share": round(len(passed) / len(tunes), 4),
        "copies": sum(tune.bars in learned for tune in passed),
        "first": next(iter(reasons.most_common(1)), ("none", 0))[0],
        "reasons": dict(reasons.most_common()),
    }


def _kind(reason: str) -> str:
    """A reason without its places and numbers, so that equal ones count together."""
    reason = re.sub(r"lasts \S+, not \S+", "is too long or too short", reason)
    return re.sub(r"(bar|line) \d+( \(line \d+\))?", r"a \1", reason)


if __name__ == "__main__":
    main()
