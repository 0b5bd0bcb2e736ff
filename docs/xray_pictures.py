"""Draw the pictures of docs/xray.md, and print its table: units that follow something, found by the command.

    python docs/xray_pictures.py ../shared/corpora/tinyshakespeare.txt      train for five minutes first
    python docs/xray_pictures.py TEXT --model bard.safetensors              with a model that is there

TEXT is tiny Shakespeare, or any other play. The model is trained on its first nine tenths, and its units are
looked for in the last, beside those of a network of the same size after a single step. Neither text nor model
is kept here: one is not ours, the other takes five minutes to make again.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "pictures"
PROPERTIES = ("line-start", "in-word", "after-space", "speaker-capital")
TOKENS = 60_000
UNITS = 3
"""In the table, for each property."""


def command(*words: str, **environment: str) -> str:
    """What ``rnn-playground`` prints."""
    done = subprocess.run(
        [sys.executable, "-m", "playground", *words],
        check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment},
    )  # fmt: skip
    return done.stdout


def train(home: str, text: str, name: str, *words: str) -> str:
    """The file of a model that is trained on ``text`` and kept under ``home`` alone."""
    command("train", text, "--name", name, *words, RNN_PLAYGROUND_HOME=home)
    return str(Path(home, "data", "models", f"{name}.safetensors"))


def rows(model: str, fresh: str, text: str, property: str, tokens: int) -> list[str]:
    """Draw the best unit of one property, dark and light; the property's rows of the table.

    The last column is how well the best unit of ``fresh``, a network that learned nothing, does.
    """
    look = ("--find", property, "--tokens", str(tokens), "--json", "--top", str(UNITS))
    path = FOLDER / f"xray-{property}.svg"
    found = json.loads(command("xray", model, text, *look, "--svg", str(path)))
    light = path.with_name(f"{path.stem}-light.svg")
    command("xray", model, text, *look, "--svg", str(light), "--light")
    untrained = json.loads(command("xray", fresh, text, *look, "--part", "held-out"))["units"][0]["auc"]
    share = f"{found['held_out_positives']:,} of {found['held_out_tokens']:,}"
    lines = []
    for number, unit in enumerate(found["units"]):
        auc, correlation = f"{unit['auc']:.3f}", f"{unit['correlation']:+.2f}".replace("-", "−")
        who = f"{unit['unit']} ({unit['value']})"
        cells = [f"`{property}`", share] if number == 0 else ["", ""]
        cells += [who, auc, correlation, f"{untrained:.3f}" if number == 0 else ""]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw the pictures of docs/xray.md and print its table.")
    parser.add_argument("text", help="the text of a play, such as tiny Shakespeare")
    parser.add_argument(
        "--model", help="the file of a model trained on it; without one, a new one is trained"
    )
    parser.add_argument("--seconds", default="300", help="how long to train it")
    words = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        model = words.model or train(home, words.text, "bard", "--seconds", words.seconds)
        fresh = train(home, words.text, "fresh", "--steps", "1", "--units", "512")
        print("| property | held-out tokens with it | unit | AUC | correlation | AUC, untrained |")
        print("|---|---|---|---|---|---|")
        for property in PROPERTIES:
            print("\n".join(rows(model, fresh, words.text, property, TOKENS)), flush=True)
        tales = train(home, "fairy-tales", "fresh-tales", "--steps", "1", "--units", "384")
        print("\n".join(rows("fairy-tales", tales, "fairy-tales", "quotes", 20_000)))


if __name__ == "__main__":
    main()
