"""The step in words: for every cell the numbers of the network, on lines that fit."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.ui.xray import legend, step_text
from playground.ui.xray.reports import Stepped
from playground.xray.forward_step import forward_step
from playground.xray.reading import Reading
from tests.ui import xray_fakes

HOSTILE = "ab\x1b[31m\n漢"


def told(cell: str, token: int = 2, **changes: object) -> Stepped:
    model = xray_fakes.model(cell, letters="".join(sorted(set(HOSTILE))), **changes)
    reading = Reading(model, HOSTILE).read_all()
    layer = model.network.config.layers - 1
    step = forward_step(model.network, reading.state(token), int(reading.ids[token]), layer, 3)
    likely = tuple((model.vocabulary.token(id), float(step.probabilities[id])) for id in range(4))
    return Stepped(reading, token, step, likely)


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
@pytest.mark.parametrize("width", [50, 76, 120])
def test_equations_fit_and_end_in_the_states_of_the_network(cell: str, width: int) -> None:
    step = told(cell)
    lines = step_text.equations(step.step, width).plain.splitlines()
    assert all(len(line) <= width for line in lines[:-1])
    h = float(step.reading.values("h", 0, 2, 3)[0, 3])
    assert lines[-2].endswith(f"{h:.3f}".replace("-", "−"))
    assert lines[-1].endswith("h hidden")
    for gate in step.reading.model.network.config.gates:
        value = float(step.reading.values(gate, 0, 2, 3)[0, 3])
        assert any(line.endswith(f"{value:.3f}".replace("-", "−")) for line in lines)
    marked = step_text.equations(step.step, width)
    weights = {marked.plain[span.start : span.end] for span in marked.spans if span.style == "bold $accent"}
    assert any(part.startswith("W") for part in weights)
    assert any(part.startswith("U") for part in weights)
    assert any(part.startswith("b") for part in weights)


@pytest.mark.parametrize("layers", [1, 2])
def test_what_goes_in_and_what_is_shared(layers: int) -> None:
    step = told("gru", layers=layers)
    head = step_text.head(step, 7).plain
    assert "␛ (3 of 7)" in head
    assert ("x = E[␛], 16 numbers" if layers == 1 else "x = h of layer 1, 48 numbers") in head
    config = step.reading.model.network.config
    counted, about = step_text.weights(step.step).plain.splitlines()
    assert counted.endswith(f"= {config.parameters:,} parameters.")
    assert "b is b_W + b_U (in n, b is b_W and b′ is b_U)" in about
    assert ("γ β: layer norm" in about) == config.layer_norm
    assert about.endswith("V b_V: output layer.")
    assert sum(each.count for each in step.step.weights) == config.parameters


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
def test_the_terms_of_the_state_add_up_to_it_as_a_reader_adds_them(cell: str) -> None:
    state = next(each for each in told(cell).step.equations if each.left in "ch" and each.left)
    sum_of = state.numbers.replace("−", "-").replace("·", "*").replace("tanh", "math.tanh")
    assert eval(sum_of, {"math": math}) == pytest.approx(state.result, abs=0.003)


def test_a_tied_network_without_layer_norm_names_only_what_it_has() -> None:
    about = step_text.weights(told("lstm", embedding=48, tied=True, layer_norm=False).step).plain
    assert "γ" not in about
    assert about.endswith("b is b_W + b_U · E again, b_V: output layer.")


def test_the_prediction_is_a_softmax() -> None:
    step = told("lstm")
    lines = step_text.prediction(step, 40, 3).plain.splitlines()
    assert lines[0] == "next token: softmax, 10 logits"
    assert len(lines) == 5
    best = int(np.argmax(step.step.probabilities))
    assert lines[-1].endswith(f"= {step.step.probabilities[best]:.2f}")
    assert "\x1b" not in "".join(lines)


def test_a_scale_in_colours_and_in_glyphs() -> None:
    colours = legend.scale("0", "8 bits", "sequential", "colour", dark=True)
    assert colours.plain == "0 █████████ 8 bits"
    assert legend.scale("−1", "+1", "diverging", "plain", dark=True).plain == "−1 ≣≡=-·░▒▓█ +1"
    assert [legend.signed(value) for value in (-0.5, 0.0, 2.0)] == ["−0.5", "+0", "+2"]
