"""Steps of training in the app, heatmap on, beside the command line.

    python benchmarks/bench_app.py [--quick]

The run of a minute that the app proposes, on the shipped fairy tales, alternately in the app in a
pseudo-terminal of 120 x 36 and by ``rnn-playground train``. The model's file says how many steps it took.
What the app's own process, which draws, used of a core meanwhile is told too.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import pexpect
from side_by_side import cpu_seconds, describe_machine

from playground import modelfile

COMMAND = str(Path(sys.executable).with_name("rnn-playground"))


def main() -> None:
    parser = argparse.ArgumentParser(description="Training in the app beside the command line.")
    parser.add_argument("--quick", action="store_true", help="one run each instead of three")
    rounds = 1 if parser.parse_args().quick else 3
    print(describe_machine("torch", "textual"))
    sides = {"command line": by_command, "app": in_app}
    steps: dict[str, list[int]] = {side: [] for side in sides}
    shares: list[float] = []
    for _ in range(rounds):
        for side, run in sides.items():
            with tempfile.TemporaryDirectory() as home:
                share = run({**os.environ, "RNN_PLAYGROUND_HOME": home, "COLORTERM": "truecolor"})
                shares += [share] if share is not None else []
                steps[side].append(modelfile.load(next(Path(home).rglob("*.safetensors")))[0].steps)
    base = statistics.median(steps["command line"])
    for side, values in steps.items():
        median = statistics.median(values)
        print(f"{side:<12}  {median:6.0f} steps ({min(values)} to {max(values)})  x{median / base:.2f}")
    print(f"the app itself used {statistics.median(shares):.1%} of a core")


def by_command(environment: dict[str, str]) -> None:
    command = [COMMAND, "train", "fairy-tales", "--name", "bench", "--seconds", "60", "--json"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)


def in_app(environment: dict[str, str]) -> float:
    """Train; the share of a core that drawing took in the middle of the run."""
    app = pexpect.spawn(COMMAND, dimensions=(36, 120), env=environment, timeout=90)
    app.expect("Text")
    rest(app, 6.0)  # the worker loads torch
    app.send("\x1bOQ")  # F2
    rest(app, 4.0)  # the lines of reference are measured
    app.send("\x14")  # ctrl+t
    rest(app, 15.0)
    before = cpu_seconds(app.pid)
    rest(app, 30.0)
    share = (cpu_seconds(app.pid) - before) / 30.0
    app.expect("has finished and is saved")
    app.send("\x11")  # ctrl+q
    app.expect(pexpect.EOF)
    return share


def rest(app: pexpect.spawn[bytes], seconds: float) -> None:
    """Let it go on, reading what it draws as a terminal does."""
    app.expect(pexpect.TIMEOUT, timeout=seconds)


if __name__ == "__main__":
    main()
