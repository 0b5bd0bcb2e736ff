"""A run as a film of text: an asciinema recording, version 2, written by ourselves.

The first line is a JSON object that says how large the terminal is; every other line is a JSON array of the
time in seconds, ``"o"``, and what was written to the terminal. A picture is drawn row by row, and of every
picture after the first only the rows that have changed. The only escape sequences are ours: a place for the
cursor, a colour, and clearing; text of the model is made visible first.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from playground.config import ModelConfig
from playground.text.display import label, visible, width
from playground.ui import palette, traces
from playground.ui.anchoring import columns
from playground.ui.plot import Dots, time_label
from playground.ui.run_state import Point
from playground.ui.themes import THEMES
from playground.ui.time_machine import Snapshot
from playground.ui.widgets.candidates import percent

COLUMNS, ROWS = 100, 32
"""Of the terminal."""
LAST_SECONDS = 3.0
"""How long the last picture stays."""

_GUTTER = 6
_LOSS_TOP, _LOSS_ROWS = 3, 7
_HEAT_TOP, _HEAT_ROWS = 12, 10
_WORDS_TOP, _WORDS_ROWS = 25, 6
_SAMPLE_COLUMNS = 64
_EIGHTHS = " ▏▎▍▌▋▊▉█"

_THEME = THEMES[0]
_INK, _GROUND = str(_THEME.foreground), str(_THEME.background)
_QUIET, _FAINT = _THEME.variables["quiet"], _THEME.variables["faint"]
_TITLE, _LINE, _BAR = str(_THEME.accent), _THEME.variables["train-line"], str(_THEME.secondary)
_SIXTEEN = (
    "#12161c:#f2777a:#7fc97f:#e8b34b:#6cb6ff:#d07fbd:#4fc0c0:#d7dde5:"
    "#55606f:#f2777a:#7fc97f:#e8b34b:#6cb6ff:#d07fbd:#4fc0c0:#ffffff"
)

Rows = dict[int, str]
"""What stands on each row, colours and places included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reel:
    """What a film shows."""

    name: str
    shots: tuple[Snapshot, ...]
    """At least one."""
    curve: tuple[Point, ...]
    """Training loss of the whole run."""
    model: ModelConfig | None
    value: str = "h"
    """Which value of the units: ``h``, ``c`` or a gate."""
    layer: int = 0
    pace: float = 0.1
    """Seconds between two pictures."""


def cast(reel: Reel) -> Iterator[str]:
    """The recording, line by line, each with its line end."""
    header = {
        "version": 2,
        "width": COLUMNS,
        "height": ROWS,
        "title": f"{visible(reel.name, keep='')}: a recurrent network learns",
        "env": {"TERM": "xterm-256color"},
        "theme": {"fg": _INK, "bg": _GROUND, "palette": _SIXTEEN},
    }
    yield json.dumps(header) + "\n"
    before: Rows = {}
    for number, shot in enumerate(reel.shots):
        rows = picture(reel, shot)
        changed = "".join(
            f"\x1b[{row};1H\x1b[0m\x1b[2K{rows.get(row, '')}"
            for row in range(1, ROWS + 1)
            if rows.get(row) != before.get(row)
        )
        start = "\x1b[?25l\x1b[2J" if number == 0 else ""
        yield _line(number * reel.pace, start + changed)
        before = rows
    yield _line((len(reel.shots) - 1) * reel.pace + LAST_SECONDS, f"\x1b[0m\x1b[?25h\x1b[{ROWS};1H")


def _line(seconds: float, written: str) -> str:
    return json.dumps([round(seconds, 3), "o", written], ensure_ascii=False) + "\n"


def picture(reel: Reel, shot: Snapshot) -> Rows:
    """One picture, row by row."""
    bits = f" · {shot.bits:.2f} bits/char" if shot.bits is not None else ""
    last = reel.shots[-1].step
    where = f"step {shot.step:,} of {last:,} · {time_label(round(shot.seconds))}{bits}"
    rows: Rows = {1: " " + _ink(_fit(reel.name, 40), _TITLE, bold=True) + "  " + _ink(where, _INK)}
    rows |= _loss(reel, shot)
    rows |= _heat(reel, shot)
    rows |= _words(shot)
    room = COLUMNS - 2
    done = max(1, round(room * shot.step / max(1, last)))
    rows[ROWS] = " " + _ink("━" * done, _LINE) + _ink("─" * (room - done), _FAINT)
    return rows


# Parts


def _loss(reel: Reel, shot: Snapshot) -> Rows:
    """The training loss up to the moment, on axes of the whole run."""
    points = [point for point in reel.curve if math.isfinite(point.bits)]
    rows: Rows = {_LOSS_TOP - 1: " " + _ink("Training loss", _TITLE) + _ink(", bits a character", _QUIET)}
    if not points:
        return rows
    low, high = min(point.bits for point in points), max(point.bits for point in points)
    high = max(high, low + 0.1)
    end = max(points[-1].step, reel.shots[-1].step, 1)
    grid = Dots(COLUMNS - _GUTTER - 1, _LOSS_ROWS)
    seen = [point for point in points if point.step <= shot.step]
    grid.curve([point.step for point in seen], [point.bits for point in seen], (0.0, end, low, high), 0)
    for row in range(_LOSS_ROWS):
        ends = {0: f"{high:.1f}", _LOSS_ROWS - 1: f"{low:.1f}"}
        drawn = grid.line(row).rstrip()
        edge = _ink(f"{ends.get(row, ''):>{_GUTTER - 1}}", _QUIET) + _ink("│", _FAINT)
        rows[_LOSS_TOP + row] = edge + (_ink(drawn, _LINE) if drawn else "")
    return rows


def _heat(reel: Reel, shot: Snapshot) -> Rows:
    """The states of the probe text: a column a token, two units a row."""
    traced = shot.traced
    name = reel.value if reel.value in traced.values else "h"
    values = traced.values[name]
    layer = min(reel.layer, values.shape[1] - 1)
    shown = values[:, layer, : 2 * _HEAT_ROWS]
    low, high, scale = traces.span(name, values[:, layer], reel.model)
    shades = palette.colours(scale, True)
    levels = palette.levels(shown, low, high)
    laid = traces.columns(traced.tokens, COLUMNS - _GUTTER - 1)
    which = traces.NAMES.get(name, name) + (f", layer {layer + 1}" if values.shape[1] > 1 else "")
    what = f", {values.shape[2]} units, the first {shown.shape[1]} of them; it reads:"
    rows: Rows = {_HEAT_TOP - 1: " " + _ink(which.capitalize(), _TITLE) + _ink(what, _QUIET)}
    for row in range(math.ceil(shown.shape[1] / 2)):
        cells, ahead, behind = "", "", ""
        for index, wide in enumerate(laid.widths):
            token, unit = laid.first + index, 2 * row
            upper = shades[levels[token, unit]]
            lower = shades[levels[token, unit + 1]] if unit + 1 < levels.shape[1] else _GROUND
            if upper != ahead:  # a colour that stays is not said again
                cells, ahead = cells + _sgr(upper), upper
            if lower != behind:
                cells, behind = cells + _sgr(lower, behind=True), lower
            cells += "▀" * wide
        number = _ink(f"{2 * row:>{_GUTTER - 1}} ", _FAINT)
        rows[_HEAT_TOP + row] = number + cells + "\x1b[0m"
    row = _HEAT_TOP + math.ceil(shown.shape[1] / 2)
    tokens = [
        _at(row, _GUTTER + 1 + start + ((wide - columns(text)) // 2 if laid.single else 0)) + text
        for text, start, wide in zip(laid.labels, laid.starts, laid.widths, strict=True)
    ]
    rows[row] = _sgr(_INK) + "".join(tokens)
    return rows


def _words(shot: Snapshot) -> Rows:
    """What it writes, and beside it what it expects after the same beginning."""
    prompt = _one_line(shot.prompt)
    right = _SAMPLE_COLUMNS + 4
    after = f"after “{prompt}”" if prompt else "at the beginning"
    head = " " + _ink("It writes", _TITLE) + _at(_WORDS_TOP - 1, right) + _ink("It expects ", _TITLE)
    rows: Rows = {_WORDS_TOP - 1: head + _ink(_fit(after, COLUMNS - right - 11), _QUIET)}
    sample = shot.sampled
    lines = wrapped(sample.prompt + sample.text, _SAMPLE_COLUMNS, _WORDS_ROWS) if sample is not None else []
    for number in range(_WORDS_ROWS):
        row = _WORDS_TOP + number
        rows[row] = " " + _ink(lines[number] if number < len(lines) else "", _INK)
        if number < len(shot.expected):
            rows[row] += _at(row, right) + _candidate(row, right, *shot.expected[number])
    return rows


def _candidate(row: int, column: int, token: str, share: float) -> str:
    room = COLUMNS - column - 20
    eighths = max(1, round(share * room * 8))
    drawn = "█" * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")
    return (
        _ink(label(token, 11), _INK)
        + _at(row, column + 12)
        + _ink(drawn, _BAR)
        + _at(row, column + 13 + room)
        + _ink(f"{percent(share):>6}", _QUIET)
    )


# Text


def wrapped(text: str, room: int, most: int) -> list[str]:
    """``text`` made visible, on at most ``most`` lines of ``room`` columns; its own empty lines go."""
    lines: list[str] = []
    for line in visible(text).split("\n"):
        if not line.strip():
            continue
        now = ""
        for piece in re.findall(r"\s*\S+|\s+$", line):
            if now and width(now + piece) > room:
                lines.append(now)
                now, piece = "", piece.lstrip()
            now += piece
            while width(now) > room:  # a word longer than the line
                cut = len(now) - 1
                while cut > 1 and width(now[:cut]) > room:
                    cut -= 1
                lines.append(now[:cut])
                now = now[cut:]
        lines.append(now)
    return lines[:most]


def _one_line(text: str) -> str:
    return visible(text, keep="").replace("\n", "⏎")


def _fit(text: str, room: int) -> str:
    shown = visible(text, keep="")
    while width(shown) > room:
        shown = shown[:-1]
    return shown


# Escape sequences, made from numbers only


def _sgr(colour: str, *, behind: bool = False) -> str:
    """Select a colour given as ``#rrggbb``, for what is written or for what is behind it."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"\x1b[{48 if behind else 38};2;{red};{green};{blue}m"


def _ink(text: str, colour: str, *, bold: bool = False) -> str:
    return f"{_sgr(colour)}{chr(27) + '[1m' if bold else ''}{text}\x1b[0m" if text else ""


def _at(row: int, column: int) -> str:
    """Go to a place, both counted from 1: nothing that stands before it can move what comes."""
    return f"\x1b[{row};{column}H"
