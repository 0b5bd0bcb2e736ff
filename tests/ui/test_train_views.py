"""The views of the Train mode: loss, norms and gates; and every value of every cell in the map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from textual.widgets import Static

from playground import events
from playground.config import ModelConfig
from playground.ui import traces
from playground.ui.bindings import rows
from playground.ui.widgets.chart import LossChart
from playground.ui.widgets.choice import Choice
from playground.ui.widgets.heat_panel import HeatPanel
from playground.ui.widgets.time_candidates import NextTokens
from playground.ui.widgets.vitals_chart import VitalsChart
from playground.ui.widgets.vitals_curves import CLIPPED, KINDS, VitalsLooks, curves
from tests.ui import fakes
from tests.ui.bare import BareApp
from tests.ui.stage import begin, train_mode

pytestmark = pytest.mark.usefixtures("references")


def measured(config: ModelConfig | None = None) -> list[events.Vitals]:
    return [event for event in fakes.story(config=config) if isinstance(event, events.Vitals)]


def title(screen: Any, id: str) -> str:
    return str(screen.query_one(f"#{id}").border_title)


# Views


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_views_take_turns_by_key_and_by_mouse(size: tuple[int, int]) -> None:
    async with train_mode(size) as (app, screen, pilot):
        await begin(app, pilot)
        seen = []
        for key in ("v", "v", "v", "v", "V"):
            await pilot.press(key)
            await pilot.pause()
            seen.append((title(screen, "loss").partition("[")[0], screen.query_one("#chart").display))
        assert seen == [
            ("Gradient norm", False),
            ("Weight norm", False),
            ("Saturated gates", False),
            ("Loss", True),
            ("Saturated gates", False),
        ]
        choice = screen.query_one("#view", Choice)
        shown = str(choice.render())
        await pilot.click("#view", offset=(shown.index("weights"), 0))
        await pilot.pause()
        assert title(screen, "loss").startswith("Weight norm")
        chart = screen.query_one("#turn", VitalsChart)
        assert list(chart.curves) == ["embedding", "layer 1", "layer 2", "head"]
        assert len(chart.curves["head"].xs) == 40
        assert chart.display


async def test_beside_each_other_where_there_is_room() -> None:
    async with train_mode((200, 60)) as (app, screen, pilot):
        await begin(app, pilot)
        assert screen.query_one("#chart").display
        assert screen.query_one("#view", Choice).value == "all"
        for kind in KINDS:
            chart = screen.query_one(f"#of-{kind.id}", VitalsChart)
            assert chart.curves
            assert kind.panel.title in title(screen, f"on-{kind.id}")
            assert chart.region.y + chart.region.height <= screen.query_one("#states").region.y
        alone = []
        for _ in range(4):
            await pilot.press("v")
            await pilot.pause()
            assert not screen.query_one("#vitals").display
            alone.append(title(screen, "loss").partition("[")[0])
        assert alone == ["Loss", "Gradient norm", "Weight norm", "Saturated gates"]
        await pilot.press("v")
        await pilot.pause()
        assert screen.query_one("#vitals").display
        assert screen.query_one("#chart").display
        await pilot.resize_terminal(120, 36)
        await pilot.pause()
        await pilot.pause()
        assert not screen.query_one("#vitals").display
        assert screen.query_one("#view", Choice).value == "loss"


async def test_the_axis_is_that_of_the_loss() -> None:
    async with train_mode() as (app, screen, pilot):
        await begin(app, pilot)
        await pilot.press("v")
        chart = screen.query_one("#turn", VitalsChart)
        assert chart._ends == screen.query_one(LossChart).box()[:2] == (0.0, 60.0)
        assert "1:00" in "".join(chart.render_line(y).text for y in range(chart.size.height))
        await pilot.press("x", "z")
        assert chart._ends == screen.query_one(LossChart).box()[:2] == (402.0, 804.0)
        assert min(chart.curves["head"].xs) >= 402
        assert chart.panel.x == "step"


async def test_the_past_is_read_in_the_curves() -> None:
    async with train_mode((80, 24), fakes.FakeClient([])) as (app, screen, pilot):
        await begin(app, pilot)
        for event in fakes.lived():
            app.take([event])
        await pilot.press("V", "home", ">")
        await pilot.pause()
        chart = screen.query_one("#turn", VitalsChart)
        (then,) = [event for event in measured() if event.step == 220]
        assert f"f forget {then.saturated['f']:.0%}" in chart.render_line(0).text
        assert f"× clipped {then.clipped:.0%}" in chart.render_line(0).text
        assert any("┃" in chart.render_line(y).text for y in range(chart.size.height))
        await pilot.press("n")
        await pilot.pause()
        assert f"× clipped {measured()[-1].clipped:.0%}" in chart.render_line(0).text
        assert not any("┃" in chart.render_line(y).text for y in range(chart.size.height))


async def test_a_value_is_read_under_the_mouse() -> None:
    async with train_mode() as (app, screen, pilot):
        await begin(app, pilot)
        await pilot.press("v")
        await pilot.pause()
        chart = screen.query_one("#turn", VitalsChart)
        assert chart._frame is not None
        column = chart._frame.margin + chart._frame.across(chart._frame.x.places([20.0]))[0]
        await pilot.hover("#turn", offset=(column, 4))
        await pilot.pause()
        assert chart.render_line(0).text.startswith("second 20")


async def test_before_there_is_anything_to_see() -> None:
    async with train_mode() as (_, screen, pilot):
        await pilot.press("v")
        await pilot.pause()
        chart = screen.query_one("#turn", VitalsChart)
        assert any("first measurement" in chart.render_line(y).text for y in range(chart.size.height))


# Curves


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_every_gate_has_its_curve_and_no_two_look_alike(cell: str) -> None:
    config = fakes.model(cell, layers=4)
    looks = VitalsLooks()
    for kind in KINDS:
        found = curves(kind, measured(config), "time")
        assert len(found) == (6 if kind.id != "gates" else 1 + len(config.gates))
        assert len({(looks.of(name).mark, looks.of(name).tone) for name in found}) == len(found)
        assert all(len(series.xs) == len(measured(config)) for series in found.values())
    assert CLIPPED in found


def test_what_is_said_of_gradients_is_true_of_them() -> None:
    gradients, _, gates = KINDS
    assert "before clipping" in gradients.about(fakes.model(), True)
    assert "after clipping" in gradients.about(fakes.model(), False)
    assert "σ < 0.1 or > 0.9" in gates.about(fakes.model(), True)
    relu = ModelConfig(vocabulary=5, cell="rnn", nonlinearity="relu")
    assert "h at 0" in gates.about(relu, True)
    assert "h beyond ±0.9" in gates.about(fakes.model("rnn"), True)


# Values of the map


@pytest.mark.parametrize(
    ("cell", "names"),
    [("rnn", ["h", "a"]), ("gru", ["h", "r", "z", "n"]), ("lstm", ["h", "c", "i", "f", "g", "o"])],
)
async def test_every_value_of_every_cell_can_be_seen(cell: str, names: Sequence[str]) -> None:
    config = fakes.model(cell)
    async with train_mode(client=fakes.FakeClient(fakes.story(config=config))) as (app, screen, pilot):
        await begin(app, pilot)
        panel = screen.query_one(HeatPanel)
        seen = []
        for _ in names:
            seen.append(panel.map.value_name)
            said = str(panel.query_one("#heat-name", Static).content)
            assert said == traces.NAMES[panel.map.value_name]
            low, high, scale = panel.map.range()
            assert (low, high, scale) == (0.0, 1.0, "sequential") or (low == -high and scale == "diverging")
            await pilot.press("g")
            await pilot.pause()
        assert seen == list(names)
        assert panel.map.value_name == "h"
        await pilot.press("G")
        await pilot.pause()
        assert panel.map.value_name == names[-1]
        for name in names:
            shown = str(panel.query_one("#heat-value", Choice).render())
            await pilot.click("#heat-value", offset=(shown.index(f" {name} ") + 1, 0))
            await pilot.pause()
            assert panel.map.value_name == name


@pytest.mark.parametrize("layers", [3, 6, 16])
async def test_many_layers_fit_beside_their_values(layers: int) -> None:
    config = fakes.model(layers=layers, units=8)
    async with train_mode((80, 24), fakes.FakeClient(fakes.story(config=config))) as (app, screen, pilot):
        await begin(app, pilot)
        await pilot.press(*["l"] * (layers - 1))
        await pilot.pause()
        panel = screen.query_one(HeatPanel)
        assert panel.map.layer_index == layers - 1
        said = str(panel.query_one("#heat-name", Static).content)
        listed = panel.query_one("#heat-layer")
        assert listed.display == (layers <= 6)
        assert (
            f", layer {layers} of {layers}" in said or listed.region.right <= panel.content_region.right - 17
        )
        assert panel.query_one("#heat-legend").region.right <= panel.content_region.right


# Candidates


@pytest.mark.parametrize("size", [(1, 1), (12, 2), (28, 4), (36, 10), (60, 3)])
async def test_candidates_fit_and_are_harmless(size: tuple[int, int]) -> None:
    app = BareApp(widget := NextTokens("What may come next."))
    async with app.run_test(size=size) as pilot:
        tokens = (
            (" the", 0.9),
            ("\x1b[31m", 0.05),
            ("王王王王王王王王", 0.03),
            ("e\u0301\u202e", 0.02),
            ("\n", 1e-9),
        )
        for shown in ((), tokens):
            widget.show(shown)
            await pilot.pause()
            for y in range(size[1]):
                strip = widget.render_line(y)
                assert strip.cell_length == size[0]
                assert "\x1b" not in strip.text
                assert "\u202e" not in strip.text
        if size == (36, 10):
            lines = [widget.render_line(y).text for y in range(5)]
            assert lines[0].startswith("␣the ")
            assert lines[0].endswith("  90.0%")
            assert lines[0].count("█") > 8 * max(line.count("█") for line in lines[1:])
            assert lines[4].split()[0] == "⏎"


def test_the_keys_of_the_past_are_in_the_table() -> None:
    keys = {row.id: row.keys for row in rows("train")}
    assert keys["train.live"] == "n,end"
    assert keys["train.play"] == "space"
