"""For long: training, writing and browsing in a real terminal, memory and logs stay as they are.

Two rounds through all modes here; ``RNN_PLAYGROUND_LONG=1`` goes on for a hundred, some ten minutes.
"""

from __future__ import annotations

import itertools
import re
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest

from playground import modelfile, places
from tests.reliability.conftest import LONG
from tests.reliability.test_killed_app import Window, process_state

pytestmark = pytest.mark.e2e

ROUNDS = 100 if LONG else 2
WARM_UP = 20 if LONG else 1
"""Rounds through all modes after which whatever is loaded or kept once is there."""
MOST_GROWTH = 1.0 if LONG else 300.0
"""Megabytes a minute. Within seconds only a leak of gigabytes an hour can be told from noise."""
LONGEST_LOG = 2 << 20

F2, F3, F4, F5, F6, F7 = "\x1bOQ", "\x1bOR", "\x1bOS", "\x1b[15~", "\x1b[17~", "\x1b[18~"
ROUND = [
    (F3, 0.4), ("\x01", 0.05), ("\x7f", 0.05), *((letter, 0.05) for letter in "and the king "), ("\t", 0.3),
    ("\x07", 0.8), ("\x1b", 0.1),
    (F2, 0.4), ("g", 0.1), ("v", 0.1),
    (F4, 0.4), ("\x1b[C", 0.1), ("\x1b[B", 0.1),
    (F5, 0.3), ("\x1b[B", 0.1),
    (F6, 0.3), ("\x1b[B", 0.1),
    (F7, 0.3), ("\x1b[B", 0.1),
    (F2, 0.4), ("t", 0.1),
]  # fmt: skip
"""Keys, and how long to look at what they do: write, look into every mode, train again if a run is over."""


def megabytes(process: int) -> float:
    """Memory that a process has in use (VmRSS)."""
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found
    return int(found[1]) / 1024


def workers(app: int) -> list[int]:
    """The worker processes of the app, the one that trains first."""
    rows = subprocess.run(
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(app)], capture_output=True, text=True, check=False
    ).stdout.splitlines()
    return [int(row.split()[0]) for row in rows if "spawn_main" in row]


def growth(times: list[float], sizes: list[float]) -> float:
    """Megabytes a minute: the median of the slopes between all pairs of points (Theil 1950, Sen 1968)."""
    slopes = [
        (sizes[b] - sizes[a]) / (times[b] - times[a]) for a, b in itertools.combinations(range(len(times)), 2)
    ]
    return 60 * float(np.median(slopes))


def test_memory_and_logs_stay_as_they_are(home: Path, tmp_path: Path) -> None:
    text = tmp_path / "cats.txt"
    text.write_text("the cat sat on the mat.\nthe dog sat on the log.\n" * 2000, encoding="utf-8")
    window = Window(str(text))
    window.wait_for("Recipe")
    time.sleep(1.0)
    window.child.send("\x14")  # ctrl+t
    window.wait_for(r"step\s+[\d,]*[1-9]")
    app = window.app_process()
    worker = workers(app)[0]
    began = time.monotonic()
    times: list[float] = []
    sizes: dict[str, list[float]] = {"app": [], "worker": []}
    for number in range(ROUNDS):
        for key, pause in ROUND:
            window.child.send(key)
            until = time.monotonic() + pause
            window.until(lambda until=until: time.monotonic() > until, "end of the pause")
        window.raw = window.raw[-10_000:]
        for who, process in (("app", app), ("worker", worker)):
            assert process_state(process) not in ("", "Z"), "\n".join([f"{who} gone", *window.screen.display])
        if number >= WARM_UP - 1:
            times.append(time.monotonic() - began)
            sizes["app"].append(megabytes(app))
            sizes["worker"].append(megabytes(worker))
    for who, values in sizes.items():
        found = growth(times, values)
        spent = times[-1] - times[0]
        told = f"{who}: {values[0]:.0f} to {values[-1]:.0f} MB in {spent:.0f} s, {found:+.2f} MB a minute"
        print(told)  # noqa: T201 - pytest -s shows it
        assert found < MOST_GROWTH, told
    window.child.send("\x11")
    window.until(lambda: "BACK" in window.raw, "the end")
    window.child.close(force=True)
    for path in home.rglob("*.log"):
        assert path.stat().st_size < LONGEST_LOG, path
    models = list(places.user_models().glob("*.safetensors"))
    assert models
    assert all(modelfile.load(path)[0].steps > 0 for path in models)
