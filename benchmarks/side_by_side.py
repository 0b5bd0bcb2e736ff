"""Measuring A and B alternately in one run: machines are shared and noisy, so what counts is the ratio."""

from __future__ import annotations

import os
import platform
import statistics
import sys
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path

from playground.recipes import cores

Measure = Callable[[], float]
"""One measurement, in seconds (or any unit, the same for all that are compared)."""


def describe_machine(*packages: str, threads: int | None = None) -> str:
    """Processor, cores, threads used and versions: without them a figure means nothing.

    How busy the machine was before says how far the seconds can be believed.
    """
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    used = "" if threads is None else f" ({threads} thread{'s' if threads > 1 else ''} used)"
    busy = f"; load average {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{_processor()}, {cores()} cores{used}, Python {platform.python_version()}, {versions}{busy}"


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:  # noqa: PTH123
            return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def cpu_seconds(process: int) -> float:
    """Processor time of a process so far, without that of its children (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def compare(
    measures: Mapping[str, Measure], rounds: int, unit: str = "ms", scale: float = 1e3
) -> dict[str, float]:
    """Measure each in turn, ``rounds`` times, and print medians, quartiles and ratios to the first.

    Returns the median of each. The first round warms up and is not counted.
    """
    times: dict[str, list[float]] = {name: [] for name in measures}
    for turn in range(rounds + 1):
        for name, measure in measures.items():
            taken = measure()
            if turn:
                times[name].append(taken * scale)
    medians = {name: statistics.median(values) for name, values in times.items()}
    base = next(iter(medians.values()))
    width = max(map(len, medians))
    for name, values in times.items():
        low, _, high = statistics.quantiles(values, method="inclusive") if len(values) > 1 else values * 3
        print(
            f"{name:<{width}}  median {medians[name]:9.2f} {unit}  (quartiles {low:.2f} to {high:.2f})  "
            f"x{medians[name] / base:.2f}"
        )
    sys.stdout.flush()
    return medians
