"""The recipe's choices beside a small grid around them, at equal work: is a default near the best?

    python benchmarks/grid.py TEXT [--steps 600] [--level word] [--threads 1]

Runs are planned in steps, so a busy machine changes nothing but how long it takes. A network of another width
gets steps in proportion to what a step of it costs. The held-out tenth of TEXT is scored; give a part of a
text where another part is to be kept for the last judgement.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from typing import Any


def main() -> None:
    parser = argparse.ArgumentParser(description="The default recipe beside a small grid around it.")
    parser.add_argument("text", nargs="?", default="fairy-tales")
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--level", default="char", choices=("char", "word"))
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["RNN_PLAYGROUND_HOME"] = home
        grid(options)


def grid(options: argparse.Namespace) -> None:
    default, started = train(options, options.steps)
    model, recipe = started["model"], started["train"]
    show("the default", default, default, model, recipe)
    rate, dropout, units = recipe["learning_rate"], model["dropout"], model["units"]
    other = "adamw" if recipe["optimizer"] == "muon" else "muon"
    variations: list[tuple[str, int, dict[str, Any]]] = [
        ("half the rate", options.steps, {"learning-rate": rate / 2}),
        ("twice the rate", options.steps, {"learning-rate": rate * 2}),
        ("dropout 0.2 less", options.steps, {"dropout": round(max(0.0, dropout - 0.2), 2)}),
        ("dropout 0.2 more", options.steps, {"dropout": round(dropout + 0.2, 2)}),
        ("the other optimizer", options.steps, {"optimizer": other}),
        ("half as wide", options.steps * 2, {"units": units // 2}),
        ("half as wide again", round(options.steps * 0.55), {"units": units * 3 // 2}),
    ]  # fmt: skip
    for name, steps, changed in variations:
        if all(started["model"].get(key, recipe.get(key)) == value for key, value in changed.items()):
            continue
        loss, begun = train(options, steps, **changed)
        show(name, loss, default, begun["model"], begun["train"])


def train(options: argparse.Namespace, steps: int, **changed: Any) -> tuple[float, dict[str, Any]]:
    """The final loss (cold, nats a token), and what the run said at its start."""
    words = [f"--{key}={value}" for key, value in changed.items()]
    command = [
        sys.executable, "-m", "playground", "train", options.text, "--name", "grid", "--overwrite", "--json",
        "--level", options.level, "--threads", str(options.threads), "--steps", str(steps), *words,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    said = [json.loads(line) for line in done.stdout.splitlines()]
    started = next(event for event in said if event["event"] == "started")
    return [event["cold"] for event in said if event["event"] == "validated"][-1], started


def show(name: str, loss: float, default: float, model: dict[str, Any], recipe: dict[str, Any]) -> None:
    network = f"{model['units']} units, dropout {model['dropout']:g}"
    print(
        f"{name:<20} {loss:.4f}  {loss / default - 1:+.1%}   {network}, {recipe['optimizer']} "
        f"{recipe['learning_rate']:g}, {recipe['steps']} steps",
        flush=True,
    )


if __name__ == "__main__":
    main()
