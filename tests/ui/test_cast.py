"""The film of text: it parses, it plays in a terminal, and nothing in it but ours controls that terminal."""

from __future__ import annotations

import json
import re

import numpy as np
import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import events
from playground.text.display import width
from playground.ui.cast import COLUMNS, LAST_SECONDS, ROWS, Reel, cast, wrapped
from playground.ui.run_state import Point, RunState
from playground.ui.time_machine import Snapshot
from tests.ui import fakes

OURS = re.compile(r"\x1b\[(?:\d{1,3};\d{1,3}H|0m|1m|2K|2J|\?25[lh]|[34]8;2;\d{1,3};\d{1,3};\d{1,3}m)")
"""Every escape sequence there may be."""
COLOUR = re.compile(r"\x1b\[[34]8;2;(\d+);(\d+);(\d+)m")


def reel(**changes: object) -> Reel:
    run = RunState()
    for event in fakes.lived():
        run.apply(event)
    values: dict[str, object] = {
        "name": "tales",
        "shots": tuple(run.film.shots),
        "curve": tuple(run.train),
        "model": fakes.model(),
        "pace": 0.25,
        **changes,
    }
    return Reel(**values)  # type: ignore[arg-type]


def written(lines: list[str]) -> list[tuple[float, str]]:
    """Times, and what is written at each."""
    told = [json.loads(line) for line in lines[1:]]
    assert all(kind == "o" for _, kind, _ in told)
    return [(seconds, text) for seconds, _, text in told]


def harmless(text: str) -> bool:
    rest = OURS.sub("", text)
    return rest.isprintable() and all(
        0 <= int(part) < 256 for found in COLOUR.findall(text) for part in found
    )


def played(lines: list[str], until: int | None = None) -> pyte.Screen:
    header = json.loads(lines[0])
    screen = pyte.Screen(header["width"], header["height"])
    stream = pyte.Stream(screen)
    for _, text in written(lines)[:until]:
        stream.feed(text)
    return screen


def test_it_is_a_recording_of_the_second_version() -> None:
    lines = list(cast(reel()))
    assert all(line.endswith("\n") and line.count("\n") == 1 for line in lines)
    header = json.loads(lines[0])
    assert (header["version"], header["width"], header["height"]) == (2, COLUMNS, ROWS)
    times = [seconds for seconds, _ in written(lines)]
    assert len(times) == 42
    assert times[:3] == [0.0, 0.25, 0.5]
    assert times == sorted(times)
    assert times[-1] == 10.0 + LAST_SECONDS
    assert all(harmless(text) for _, text in written(lines))


def test_it_plays_the_run_from_its_first_to_its_last_moment() -> None:
    lines = list(cast(reel()))
    first, middle, last = (played(lines, until) for until in (1, 21, None))
    assert "tales  step 20 of 806" in first.display[0]
    assert "step 420 of 806 · 19 s · 1.95 bits/char" in middle.display[0]
    assert "step 806 of 806" in last.display[0]
    assert any("there was a king who wand the forest" in line for line in middle.display)
    assert any("young shepherd" in line for line in last.display)
    assert not any("wand the forest" in line for line in last.display)
    assert any("Hidden state h, layer 1, 96 units, the first 20" in line for line in last.display)
    assert any("O  n  c  e  ␣  u  p  o  n" in line for line in last.display)
    assert any("␣" in line and "89.2%" in line for line in last.display)
    braille = [sum("⠀" < char <= "⣿" for line in screen.display for char in line) for screen in (first, last)]
    assert braille[0] < 5 < 40 < braille[1]  # the curve grows
    knob = [screen.display[ROWS - 1].count("━") for screen in (first, middle, last)]
    assert knob == [2, 51, 98]


def test_half_blocks_have_the_colours_of_their_two_units() -> None:
    values = np.array([[[-1.0, 1.0, 0.0]]], np.float32)
    traced = events.Traced(step=1, tokens=("a",), values={"h": values}, surprise=np.zeros(1, np.float32))
    shot = Snapshot.take(traced, 0.0, None, None)
    screen = played(list(cast(reel(shots=(shot,), curve=()))))
    block = screen.buffer[11][7]
    assert (block.data, block.fg, block.bg) == ("▀", "7cc4ff", "ffc672")
    below = screen.buffer[12][7]
    assert (below.data, below.fg, below.bg) == ("▀", "1b222c", "12161c")  # a unit alone, on the ground


def test_a_gate_and_a_layer_of_ones_own() -> None:
    screen = played(list(cast(reel(value="f", layer=1))))
    assert any("Forget gate f, layer 2" in line for line in screen.display)
    screen = played(list(cast(reel(value="nothing", layer=9))))
    assert any("Hidden state h, layer 2" in line for line in screen.display)


def test_only_what_changes_is_drawn_again() -> None:
    run = reel()
    still = Reel(name="tales", shots=(run.shots[0],) * 3, curve=run.curve, model=run.model)
    texts = [text for _, text in written(list(cast(still)))]
    assert len(texts[0]) > 1000
    assert texts[1] == texts[2] == ""


HOSTILE = st.text(
    st.one_of(st.sampled_from("\x1b\x07\x9b\n\r\t\x08[]m;\u202e\u200b\ud800王é́🧑‍🌾 "), st.characters()),
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE, st.lists(HOSTILE, min_size=1, max_size=5))
def test_nothing_that_a_model_writes_controls_the_terminal(
    name: str, prompt: str, text: str, tokens: list[str]
) -> None:
    values = {"h": np.zeros((len(tokens), 1, 3), np.float32)}
    traced = events.Traced(
        step=1,
        tokens=tuple(tokens),
        values=values,
        surprise=np.zeros(len(tokens), np.float32),
        prompt=prompt,
        expected=tuple((token, 0.1) for token in tokens),
    )
    sampled = events.Sampled(step=1, prompt=prompt, text=text)
    shot = Snapshot.take(traced, 1.0, 2.0, sampled)
    curve = (Point(1, 1.0, 1.0, 2.0),)
    lines = list(cast(Reel(name=name, shots=(shot,), curve=curve, model=None)))
    "".join(lines).encode()  # lone surrogates could not be written at all
    for _, shown in written(lines):
        rest = OURS.sub("", shown)
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", rest)
    assert played(lines).display[0].startswith(" ")


@given(HOSTILE, st.integers(8, 40))
def test_lines_fit(text: str, room: int) -> None:
    assert all(width(line) <= room for line in wrapped(text, room, 10))


def test_lines_break_between_words() -> None:
    assert wrapped("one two three four\n\n  five", 9, 5) == ["one two", "three", "four", "  five"]
    assert wrapped("abcdefghijkl mn", 5, 5) == ["abcde", "fghij", "kl mn"]
    assert wrapped("a\nb\nc", 5, 2) == ["a", "b"]


@pytest.mark.parametrize("bits", [[], [float("nan")], [3.0], [3.0, 3.0]])
def test_a_curve_of_little(bits: list[float]) -> None:
    curve = tuple(Point(step, float(step), value, value) for step, value in enumerate(bits, 1))
    screen = played(list(cast(reel(curve=curve))))
    assert "Training loss" in screen.display[1]
