"""Write ``series.csv``: visitors a day of an invented museum, over four years.

    python corpora/make/series.py            writes the file
    python corpora/make/series.py --check    exits with 1 if the file is not what this script writes

The number of visitors is a slow growth, times the time of the year (fuller in summer and before Christmas),
times the day of the week (Mondays are quiet, Sundays are busy), times a chance that lasts for some days, as
weather does: an autoregressive process of order 1. The same seed gives the same file.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from datetime import date, timedelta
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "series.csv"
FIRST, LAST = date(2021, 1, 1), date(2024, 12, 31)
WEEKDAYS = (0.48, 0.76, 0.84, 0.92, 1.05, 1.44, 1.51)
"""From Monday to Sunday, as a share of the average day."""
BASE = 820.0
GROWTH = 0.07
"""A year."""
LASTING, CHANCE = 0.65, 0.11
"""How much of yesterday's chance is left today, and the size of what is new."""


def season(day: date) -> float:
    """The time of the year as a factor: a wave with its crest in July, and a bump before Christmas."""
    turn = 2 * math.pi * day.timetuple().tm_yday / 365.25
    christmas = math.exp(-(((day - date(day.year, 12, 17)).days / 9) ** 2))
    return 1 - 0.27 * math.cos(turn - 0.25) + 0.25 * christmas


def table() -> str:
    """The whole file."""
    generator = random.Random(7)
    lines = ["date,visitors"]
    chance = 0.0
    for number in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(number)
        chance = LASTING * chance + generator.gauss(0, CHANCE)
        expected = BASE * (1 + GROWTH) ** (number / 365.25) * season(day) * WEEKDAYS[day.weekday()]
        lines.append(f"{day},{max(0, round(expected * math.exp(chance)))}")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description="Write series.csv anew.")
    parser.add_argument("--check", action="store_true", help="only compare; exit code 1 when it differs")
    if parser.parse_args().check:
        sys.exit(0 if TARGET.is_file() and TARGET.read_text("utf-8") == table() else 1)
    TARGET.write_text(table(), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
