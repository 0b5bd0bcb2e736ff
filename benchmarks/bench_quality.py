"""What a run with default settings reaches in a given time, beside the baselines on the same text.

    python benchmarks/bench_quality.py TEXT [--seconds 60] [--seeds 3] [--level word] [--cell gru]

Every run goes through the command line as a user's does; the held-out last tenth of TEXT is scored.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from side_by_side import describe_machine

COMMAND = str(Path(sys.executable).with_name("rnn-playground"))
SHIPPED = "fairy-tales"


def main() -> None:
    parser = argparse.ArgumentParser(description="What a run with default settings reaches in a given time.")
    parser.add_argument("text", nargs="?", default=SHIPPED)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="a run of ten seconds")
    options, more = parser.parse_known_args()
    if options.quick:
        options.seconds = 10.0
    print(describe_machine("torch", "numpy"))
    with tempfile.TemporaryDirectory() as home:
        os.environ["RNN_PLAYGROUND_HOME"] = home
        results = [train(options.text, options.seconds, seed, more) for seed in range(options.seeds)]
        scored = score(options.text, f"seed-{options.seeds - 1}")
    for name in ("carried", "cold", "wall"):
        values = [result[name] for result in results]
        unit = "seconds" if name == "wall" else "nats a token"
        spread = f" ({min(values):.3f} to {max(values):.3f})" if len(values) > 1 else ""
        print(f"{name:<8} {statistics.mean(values):.4f} {unit}{spread}")
    print(f"score of the last seed: {scored['bits_per_char']:.3f} bits a character")
    for name, bits in scored["baselines"].items():
        if isinstance(bits, float):
            print(f"  {name:<8} {bits:.3f}  (x{bits / scored['bits_per_char']:.2f})")


def train(text: str, seconds: float, seed: int, more: list[str]) -> dict[str, float]:
    began = time.perf_counter()
    command = [
        COMMAND,
        "train",
        text,
        "--name",
        f"seed-{seed}",
        "--seconds",
        str(seconds),
        "--seed",
        str(seed),
    ]
    lines = subprocess.run([*command, "--json", *more], check=True, capture_output=True, text=True).stdout
    wall = time.perf_counter() - began
    said = [json.loads(line) for line in lines.splitlines()]
    last = next(event for event in reversed(said) if event["event"] == "validated")
    return {"carried": last["carried"], "cold": last["cold"], "wall": wall}


def score(text: str, model: str) -> dict[str, Any]:
    command = [COMMAND, "score", model, text, "--json"]
    result: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return result


if __name__ == "__main__":
    main()
