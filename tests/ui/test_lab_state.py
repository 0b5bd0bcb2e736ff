"""What is known of an experiment, and how its curves look."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground import events
from playground.ui import lab_state
from playground.ui.curve_colours import curve_colours
from playground.ui.lab_looks import TONES, Looks, cell_of
from playground.ui.lab_page import page
from playground.ui.lab_state import LabState, duration
from playground.ui.widgets.experiment_list import outcome
from tests.ui.lab_fakes import BURSTING, CELLS, FADING, bursting, fading

REQUEST = events.LabRequest(name="fading")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The first of these is the time."""
    now = [100.0]
    monkeypatch.setattr(lab_state, "clock", lambda: now[0])
    return now


def begun(events_of_it: list[events.Event]) -> LabState:
    state = LabState(FADING)
    state.begin(REQUEST)
    for event in events_of_it:
        state.apply(event)
    return state


def test_a_whole_run() -> None:
    state = LabState(FADING)
    assert (state.status, state.active, state.shown, outcome(state)) == ("idle", False, False, " ")
    state.begin(REQUEST)
    assert (state.status, state.active, outcome(state)) == ("preparing", True, "●")
    for event in fading():
        state.apply(event)
    assert (state.status, state.active, state.shown, state.share) == ("finished", False, True, 1.0)
    assert state.seconds == 58.2
    assert list(state.curves["start"]) == list(CELLS)
    assert len(state.curves["loss"]["GRU"].xs) == 41
    assert state.curves["span"]["GRU"].xs == [10, 20, 50, 100, 200, 500, 1000]
    assert state.tables["falls"].rows[0][0] == "RNN tanh"
    assert state.settings["units"] == 64
    assert outcome(state) == "✓"


def test_a_curve_replaces_what_it_was_and_a_table_too() -> None:
    state = begun(list(fading()))
    state.apply(events.Curve(panel="start", series="GRU", xs=(1.0, 2.0), ys=(3.0, 4.0)))
    state.apply(events.LabTable(id="falls", title="New", columns=("a",), rows=()))
    assert state.curves["start"]["GRU"].ys == [3.0, 4.0]
    assert [table.title for table in state.tables.values()] == ["New"]


def test_another_run_forgets_the_one_before() -> None:
    state = begun(list(fading()))
    again = events.LabRequest(name="fading")
    state.begin(again)
    assert (state.request, state.shown, state.verdict, state.share) == (again, False, None, 0.0)


@pytest.mark.parametrize(
    ("verdict", "stopped", "sign"),
    [(True, False, "✓"), (None, False, "≈"), (False, False, "✗"), (None, True, "■")],
)
def test_the_sign_of_an_outcome(verdict: bool | None, stopped: bool, sign: str) -> None:
    end = events.Finished(step=0, seconds=1.0, stopped=stopped, loss=None)
    state = begun([*fading(0.3), events.Verdict(text="So.", holds=verdict), end])
    assert outcome(state) == sign
    assert state.stopped is stopped
    assert (state.share < 1) is stopped


def test_a_failure_is_kept() -> None:
    state = begun([*fading(0.3), events.Failed(text="No room.")])
    assert (state.status, state.problem, outcome(state)) == ("failed", "No room.", "!")


def test_time_left_goes_by_the_share_and_pauses_do_not_count(clock: list[float]) -> None:
    state = begun(list(fading(0.0)))
    assert state.eta == pytest.approx(60)  # what the defaults take
    clock[0] += 10
    state.apply(events.LabProgress(share=0.25, what=""))
    assert state.eta == pytest.approx(30)
    state.apply(events.Paused(step=0))
    assert (state.status, outcome(state)) == ("paused", "‖")
    clock[0] += 1000
    assert state.eta == pytest.approx(30)
    state.apply(events.Resumed(step=0))
    clock[0] += 2
    assert state.eta == pytest.approx(36)


def test_where_a_curve_breaks() -> None:
    state = LabState(BURSTING)
    state.begin(events.LabRequest(name="bursting"))
    for event in bursting():
        state.apply(event)
    curves = state.curves["norm"]
    assert curves["RNN, not clipped"].broke_at == 41
    assert curves["RNN, clipped by norm"].broke_at is None


@pytest.mark.parametrize(("seconds", "text"), [(5.2, "5 s"), (90, "90 s"), (100, "1:40"), (3700, "1:01:40")])
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("series", "cell"),
    [("RNN tanh", "rnn"), ("LSTM, forget bias 1", "lstm"), ("GRU", "gru"), ("Bag of words", None), ("", None),
     ("RNNs", None)],
)  # fmt: skip
def test_the_cell_of_a_curve(series: str, cell: str | None) -> None:
    assert cell_of(series) == cell


def test_each_cell_has_its_colours_and_each_curve_its_letter() -> None:
    looks = Looks()
    found = {series: looks.of(series, "a") for series in (*CELLS, "Bag of words", "Average", "Bag, sorted")}
    assert [look.mark for look in found.values()] == ["R", "r", "G", "L", "l", "B", "A", "b"]
    assert found["RNN tanh"].tone == "rnn-0"
    assert found["RNN relu"].tone == "rnn-1"
    assert found["LSTM, forget bias 1"].tone == "lstm-1"
    assert found["Bag of words"].tone == "other-0"
    assert looks.of("RNN relu", "b") == found["RNN relu"]  # the same in every chart
    assert looks.of("RNN third", "b").tone == "rnn-2"
    assert looks.of("RNN fourth", "a").tone == "rnn-3"
    assert looks.of("RNN fifth", "b").tone == "rnn-0"  # used elsewhere, but free in this chart


def test_a_letter_tells_what_is_special_about_a_curve() -> None:
    looks = Looks()
    lstms = ("LSTM, forget bias 0", "LSTM, forget bias 1", "LSTM, forget bias 5", "LSTM c, forget bias 5")
    rnns = ("RNN", "RNN, no clipping", "RNN, clipped by value", "RNN, clipped by norm")
    marks = [looks.of(name).mark for name in (*lstms, *rnns, "1 2", "")]
    assert "".join(marks) == "Ll5cRrbnAa"
    assert Looks().of("Guess").mark == "g"  # G is for the GRU


@given(st.lists(st.text(max_size=12), unique=True, max_size=40))
def test_letters_are_never_given_twice(names: list[str]) -> None:
    looks = Looks()
    marks = [looks.of(name, "a").mark for name in names]
    assert len(set(marks)) == len(names)
    assert all(looks.of(name).tone in TONES for name in names)


def test_there_is_a_colour_for_every_tone_in_every_theme() -> None:
    for dark in (True, False):
        for few in (True, False):
            colours = curve_colours(dark=dark, few=few)
            assert set(colours) == {f"curve-{tone}" for tone in TONES}
            first = [colours[f"curve-{cell}-0"] for cell in ("rnn", "gru", "lstm")]
            assert len(set(first)) == 3


def test_the_page_of_a_result() -> None:
    state = begun(list(fading()))
    state.apply(events.LabTable(id="odd", title="Odd\x1b", columns=("a|b",), rows=(("1\n2",),)))
    text = page(state, {"start": "R⠒⠒⠒"})
    assert text.startswith("# Fading gradients\n\nThe claim: On its way back")
    assert "## Verdict: the claim holds\n\nOver 100 steps" in text
    assert "Across: distance T - t (steps). Up: norm of dL_T/dh_t, logarithmic. A straight line" in text
    assert "```\nR⠒⠒⠒\n```" in text
    assert "| RNN tanh | 7.1 | 3.2 | 30 |" in text
    assert "| Sequence lengths | 10, 100, 1000 |" in text
    assert "| a\\|b |" in text
    assert "| 1 2 |" in text
    assert "\x1b" not in text
    assert "It took 58 s." in text
    assert "## Loss while they learn" not in text  # no chart of it was given
    assert "stopped before the end" in page(
        begun([*fading(0.3), events.Verdict(text="Stopped.", holds=None),
               events.Finished(step=0, seconds=1.0, stopped=True, loss=None)]), {}
    )  # fmt: skip


def test_infinite_and_missing_values_are_kept_as_they_are() -> None:
    state = begun(list(fading(0.0)))
    state.apply(events.Point(panel="start", series="RNN tanh", x=300, y=math.inf))
    assert state.curves["start"]["RNN tanh"].broke_at == 300
    state.apply(events.Point(panel="never announced", series="GRU", x=1, y=1))
    assert state.curves["never announced"]["GRU"].ys == [1]
