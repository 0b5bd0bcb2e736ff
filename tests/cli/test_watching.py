"""A training run as the shell shows it: bar, plain lines, JSON."""

from __future__ import annotations

import errno
import io
import json
import os
from typing import Any

import pyte
import pytest

from playground import events
from playground.cli import watching
from playground.cli.watching import Bar, JsonLines, OutputGoneError, PlainLines, choose
from playground.cli.wording import bar_line, line
from playground.config import ModelConfig, TrainConfig
from playground.text.display import width


def progress(step: int = 100, **changes: Any) -> events.Progress:
    values: dict[str, Any] = {
        "step": step, "share": 0.42, "seconds": 25.0, "eta": 35.0, "epoch": 1.5, "tokens": 204_800,
        "loss": 1.5, "bits_per_char": 2.164, "learning_rate": 0.008, "gradient_norm": 0.7,
        "clipped": 0.1, "tokens_per_second": 31_234.0,
    }  # fmt: skip
    return events.Progress(**{**values, **changes})


def validated(final: bool = False) -> events.Validated:
    return events.Validated(
        step=100,
        seconds=25.0,
        carried=1.6,
        cold=1.7,
        bits_per_char=2.308,
        perplexity=4.95,
        tokens=8192,
        final=final,
    )


STARTED = events.Started(
    name="bard",
    model=ModelConfig(vocabulary=65, units=128, embedding=128),
    train=TrainConfig(seconds=60),
    corpus="tinyshakespeare",
    tokens=1_003_854,
    chars=1_003_854,
    validation_tokens=111_540,
    chars_per_token=1.0,
    device="cpu",
    threads=2,
)
FINISHED = events.Finished(step=100, seconds=60.2, stopped=False, loss=1.6, path="bard.safetensors")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture
def _eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching.shutil, "get_terminal_size", lambda: os.terminal_size((80, 24)))


def screen_of(text: str) -> list[str]:
    """What a terminal of 80 columns shows after ``text``; lines end with CR LF there."""
    screen = pyte.Screen(80, 24)
    pyte.Stream(screen).feed(text.replace("\n", "\r\n"))
    return [row.rstrip() for row in screen.display if row.strip()]


def test_the_watcher_suits_the_stream() -> None:
    assert isinstance(choose(as_json=False, stream=Terminal()), Bar)
    assert isinstance(choose(as_json=False, stream=io.StringIO()), PlainLines)
    assert isinstance(choose(as_json=True, stream=Terminal()), JsonLines)


@pytest.mark.usefixtures("_eighty_columns")
def test_the_bar_is_redrawn_in_place_and_the_rest_scrolls_above_it() -> None:
    stream = Terminal()
    bar = Bar(stream)
    for event in (
        events.Preparing(what="reading bard.txt"),
        STARTED,
        progress(50),
        validated(),
        progress(100),
    ):
        bar.show(event)
    bar.show(events.Notice(text="The batch was made smaller."))
    rows = screen_of(stream.getvalue())
    assert rows[0].startswith("Training bard on tinyshakespeare: 1,003,854 tokens")
    assert rows[-2] == "The batch was made smaller."
    assert rows[-1].startswith(" 42% ")
    assert "loss 1.500  2.164 bits/char  held out 2.308  31k tok/s  ETA 0:35" in rows[-1]
    assert "held out 2.308" in rows[-1]
    assert sum("%" in row for row in rows) == 1


@pytest.mark.usefixtures("_eighty_columns")
def test_what_is_wide_leaves_nothing_behind() -> None:
    stream = Terminal()
    bar = Bar(stream)
    bar.show(events.Preparing(what="reading " + "紅樓夢" * 30))
    assert all(width(row) < 80 for row in stream.getvalue().split("\r"))
    bar.show(progress())
    bar.close()
    assert screen_of(stream.getvalue()) == []


@pytest.mark.usefixtures("_eighty_columns")
def test_after_the_end_no_bar_is_left() -> None:
    stream = Terminal()
    bar = Bar(stream)
    for event in (STARTED, progress(), validated(final=True), FINISHED):
        bar.show(event)
    bar.close()
    rows = screen_of(stream.getvalue())
    assert not any("%" in row for row in rows)
    assert rows[-1] == "Finished after 100 steps in 1:00."
    assert "tokens: 2.308 bits/char" in rows[-2]


@pytest.mark.parametrize("columns", range(10, 200, 7))
def test_the_bar_never_outgrows_the_terminal(columns: int) -> None:
    shown = bar_line(progress(step=123_456_789), 2.3, columns, "utf-8")
    assert width(shown) <= columns


def test_in_a_narrow_terminal_the_bits_stay_longest() -> None:
    assert "2.164 bits/char" in bar_line(progress(), 2.3, 32, "utf-8")
    assert "step" not in bar_line(progress(), 2.3, 60, "utf-8")


def test_the_bar_is_drawn_in_characters_the_terminal_has() -> None:
    assert bar_line(progress(), None, 100, "ascii").isascii()
    assert "█" in bar_line(progress(), None, 100, "utf-8")


def test_plain_lines_come_every_few_seconds_and_for_each_validation() -> None:
    stream, now = io.StringIO(), [0.0]
    lines = PlainLines(stream, clock=lambda: now[0])
    for second in range(12):
        now[0] = float(second)
        lines.show(progress(step=second))
    lines.show(validated())
    shown = stream.getvalue().splitlines()
    assert [row.split("step ")[1].split()[0] for row in shown] == ["0", "5", "10", "100"]
    assert "\r" not in stream.getvalue()
    assert "held out: 2.308 bits/char" in shown[-1]


def test_json_lines_hold_every_event() -> None:
    stream = io.StringIO()
    watcher = JsonLines(stream)
    for event in (STARTED, progress(loss=float("nan")), validated(), FINISHED):
        watcher.show(event)
    rows = [json.loads(row) for row in stream.getvalue().splitlines()]
    assert [row["event"] for row in rows] == ["started", "progress", "validated", "finished"]
    assert rows[0]["model"]["units"] == 128
    assert rows[1]["loss"] is None


@pytest.mark.parametrize("number", [errno.EPIPE, errno.EIO])
def test_a_stream_closed_at_its_other_end_is_told_once(number: int) -> None:
    class Gone(io.StringIO):
        def write(self, _text: str) -> int:
            raise OSError(number, "gone")

    lines = PlainLines(Gone())
    with pytest.raises(OutputGoneError):
        lines.show(validated())
    lines.show(validated())
    lines.close()


@pytest.mark.usefixtures("_eighty_columns")
def test_text_of_a_model_cannot_control_the_terminal() -> None:
    stream = Terminal()
    Bar(stream).show(events.Sampled(step=5, prompt="Once", text=" \x1b[2J\x9b31m\r\nupon " + "中" * 100))
    shown = stream.getvalue()
    assert "\x1b" not in shown
    assert "\x9b" not in shown
    assert all(width(row) < 80 for row in shown.splitlines())


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (events.Preparing(what="reading a\x1b"), "Reading a␛ ..."),
        (events.Saved(step=7, path="bard.safetensors", reason="autosave"), ""),
        (
            events.Saved(step=1007, path="bard.safetensors", reason="stopped"),
            "Saved bard.safetensors at step 1,007.",
        ),
        (
            events.RolledBack(step=90, to_step=60, learning_rate=0.004, reason="the loss leapt"),
            "The loss leapt: went back from step 90 to step 60, learning rate now 0.004.",
        ),
        (events.Finished(step=1, seconds=3, stopped=True, loss=None), "Stopped after 1 step in 0:03."),
        (
            events.Finished(
                step=900, seconds=60, stopped=False, loss=1.5, tokens_per_second=31_400, utilisation=0.414
            ),
            "Finished after 900 steps in 1:00, 31k tokens a second, "
            "41% of the speed of bare matrix products.",
        ),
    ],
)
def test_wording(event: events.Event, said: str) -> None:
    assert line(event) == said
