"""Settings: what they take, what they refuse, and that they read what they write."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.errors import InputError
from playground.lab.experiment import SEED, Experiment, Setting


def setting(kind: Any, default: Any = None, **more: Any) -> Setting:
    return Setting(name="thing", label="Thing", help="A thing.", kind=kind, default=default, **more)


COUNT = setting("int", 3, low=1, high=100)
RATE = setting("float", 0.5, low=0.0, high=1e6)
LENGTHS = setting("ints", (10, 20), low=1, high=1000)
CELL = setting("choice", "gru", choices=("rnn-tanh", "gru"))
CELLS = setting("choices", ("gru",), choices=("RNN tanh", "GRU", "LSTM"))
FOLDER = setting("text", "")


@pytest.mark.parametrize(
    ("one", "text", "value"),
    [
        (COUNT, " 7 ", 7),
        (RATE, "1e-3", 0.001),
        (RATE, "2", 2.0),
        (LENGTHS, "50, 5;5 20", (5, 20, 50)),
        (CELL, "rnn-tanh", "rnn-tanh"),
        (CELLS, "LSTM, RNN tanh", ("RNN tanh", "LSTM")),
        (FOLDER, " my reviews ", "my reviews"),
    ],
)
def test_what_is_typed_becomes_a_value(one: Setting, text: str, value: Any) -> None:
    parsed = one.parse(text)
    assert parsed == value
    assert type(parsed) is type(value)


@pytest.mark.parametrize(
    ("one", "text", "said"),
    [
        (COUNT, "101", "from 1 to 100, but 101"),
        (COUNT, "many", "a whole number"),
        (COUNT, "2.5", "a whole number"),
        (RATE, "nan", "from 0"),
        (RATE, "", "a number"),
        (LENGTHS, "10,0", "Each number of the setting thing must be"),
        (LENGTHS, "", "1 to 64"),
        (LENGTHS, "10,x", "a whole number"),
        (CELL, "gruu", "did you mean gru?"),
        (CELLS, "LSTM,GPU", "did you mean GRU?"),
        (CELLS, " , ", "at least one of RNN tanh"),
    ],
)
def test_what_is_impossible_is_refused_in_one_sentence(one: Setting, text: str, said: str) -> None:
    with pytest.raises(InputError, match=r"^[A-Z][^\n]*\.$") as caught:
        one.parse(text)
    assert said in str(caught.value)


@pytest.mark.parametrize(("one", "value"), [(COUNT, True), (CELL, 3), (LENGTHS, ("5",)), (FOLDER, 1)])
def test_values_of_another_kind_are_refused(one: Setting, value: Any) -> None:
    with pytest.raises(InputError):
        one.check(value)


@given(st.sets(st.integers(1, 1000), min_size=1, max_size=64))
def test_numbers_are_read_as_they_are_shown(values: set[int]) -> None:
    assert LENGTHS.parse(LENGTHS.show(tuple(values))) == tuple(sorted(values))


@given(st.sets(st.sampled_from(CELLS.choices), min_size=1))
def test_choices_are_read_as_they_are_shown(values: set[str]) -> None:
    assert set(CELLS.parse(CELLS.show(tuple(values)))) == values


@given(st.floats(0, 1e6))
def test_a_number_is_read_nearly_as_it_is_shown(value: float) -> None:
    assert RATE.parse(RATE.show(value)) == pytest.approx(value, rel=1e-5)


@given(st.text())
def test_any_text_gives_a_value_or_a_sentence(text: str) -> None:
    for one in (COUNT, RATE, LENGTHS, CELL, CELLS):
        try:
            value = one.parse(text)
        except InputError:
            continue
        assert one.check(value) == value


EXPERIMENT = Experiment(
    name="trial",
    title="Trial",
    claim="It works.",
    about="",
    settings=(COUNT, SEED),
    panels=(),
    module="tests.lab.trial",
    seconds=1,
)


def test_changes_are_put_over_the_defaults() -> None:
    assert EXPERIMENT.complete({}) == {"thing": 3, "seed": 0}
    assert EXPERIMENT.complete({"thing": "5", "seed": 2}) == {"thing": 5, "seed": 2}


def test_an_unknown_setting_is_named_with_the_nearest() -> None:
    nearest = r"no setting called 'sed' \(did you mean seed\?\); it has thing, seed\."
    with pytest.raises(InputError, match=nearest):
        EXPERIMENT.complete({"sed": 1})
