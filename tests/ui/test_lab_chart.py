"""The chart of an experiment, line by line; and the alternatives of its settings."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from playground.events import Panel
from playground.text import display
from playground.ui.lab_legend import Entry, Piece, legend, names
from playground.ui.lab_looks import Looks
from playground.ui.lab_state import Series
from playground.ui.widgets.lab_chart import LabChart
from playground.ui.widgets.plain_table import PlainTable
from playground.ui.widgets.toggles import Toggles
from tests.ui.bare import BareApp

FALLING = {
    "RNN tanh": Series([float(x) for x in range(101)], [0.8**x for x in range(101)]),
    "LSTM, forget bias 1": Series([float(x) for x in range(101)], [0.999**x for x in range(101)]),
}
FEW = {
    "RNN": Series([10.0, 100.0, 1000.0], [1.0, 0.4, 0.1]),
    "GRU": Series([10.0, 100.0, 1000.0], [1.0, 1.0, 0.3]),
    "LSTM": Series([10.0, 100.0, 1000.0], [1.0, 1.0, 0.9]),
}


@asynccontextmanager
async def chart(
    curves: Mapping[str, Series], size: tuple[int, int] = (70, 20), hint: str = "", **panel: Any
) -> AsyncIterator[tuple[LabChart, Pilot[None], BareApp]]:
    settings = {"x": "distance (steps)", "y": "norm", **panel}
    widget = LabChart(Panel(id="p", title="Title", **settings))
    app = BareApp(widget)
    async with app.run_test(size=size) as pilot:
        widget.show(curves, Looks(), hint)
        await pilot.pause()
        assert all(widget.render_line(y).cell_length == size[0] for y in range(size[1]))
        assert all(segment.style is not None for y in range(size[1]) for segment in widget.render_line(y))
        yield widget, pilot, app


async def lines(curves: Mapping[str, Series], size: tuple[int, int] = (70, 20), **more: Any) -> list[str]:
    async with chart(curves, size, **more) as (_, _, app):
        return app.lines()


async def test_legend_axes_and_letters() -> None:
    drawn = await lines(FALLING, log_y=True)
    assert drawn[0].startswith("norm   R RNN tanh 2.0·10⁻¹⁰   L LSTM, forget bias 1 0.905")
    labels = [line.split("┤")[0].strip() for line in drawn if "┤" in line]
    assert labels == ["1", "0.01", "10⁻⁴", "10⁻⁶", "10⁻⁸"]
    plot = "\n".join(drawn[1:-2])
    assert plot.count("R") >= 3
    assert plot.count("L") >= 3
    assert drawn[-1].split() == ["0", "20", "40", "60", "80", "100"]


async def test_on_a_logarithmic_axis_a_steady_fall_is_a_straight_line() -> None:
    drawn = await lines({"RNN": FALLING["RNN tanh"]}, (70, 24), log_y=True)
    rows = [max((at for at, char in enumerate(line) if char > "⠀" or char == "R"), default=-1)
            for line in drawn[1:-2]]  # fmt: skip
    steps = [b - a for a, b in pairwise(rows) if a > 0]
    assert max(steps) - min(steps) <= 3


async def test_a_short_curve_has_its_letter_at_every_point_and_shared_points_take_turns() -> None:
    drawn = await lines(FEW, log_x=True)
    plot = "\n".join(drawn[1:-2])
    assert (plot.count("R"), plot.count("G"), plot.count("L")) == (2, 2, 2)  # 9 points in 6 places
    assert drawn[-1].split() == ["10", "20", "50", "100", "200", "500", "1000"]


@pytest.mark.parametrize("end", [math.nan, math.inf])
async def test_a_curve_that_breaks_ends_in_a_cross(end: float) -> None:
    series = Series([float(x) for x in range(30)], [1.5**x if x < 20 else end for x in range(30)])
    drawn = await lines({"RNN": series}, log_y=True)
    assert "R RNN × at 20" in drawn[0]
    plot = [line for line in drawn[1:-2] if "×" in line]
    assert len(plot) == 1
    column = plot[0].index("×")
    assert all(char in " │┤" or at <= column for line in drawn[1:-2] for at, char in enumerate(line))


async def test_a_curve_that_is_broken_from_the_start_is_still_seen() -> None:
    drawn = await lines({"RNN": Series([1.0, 2.0], [math.nan, math.nan])})
    assert "×" in "\n".join(drawn[1:-2])


async def test_zero_stands_at_the_foot_of_a_logarithmic_axis() -> None:
    drawn = await lines({"RNN": Series([0.0, 1.0, 2.0], [1.0, 1e-3, 0.0])}, log_y=True)
    assert "R" in drawn[-3] or "R" in drawn[-4]


async def test_a_linear_axis_begins_at_zero_where_that_is_near() -> None:
    labels = [line.split("┤")[0].strip() for line in await lines(FEW) if "┤" in line]
    assert labels[-1] == "0.0"
    far = {"RNN": Series([0.0, 1.0], [9.0, 10.0])}
    labels = [line.split("┤")[0].strip() for line in await lines(far) if "┤" in line]
    assert float(labels[-1]) >= 8.9


async def test_a_first_point_at_zero_stands_at_the_left() -> None:
    drawn = await lines({"RNN": Series([0.0], [1.0])})
    assert drawn[-1].split()[0] == "0.0"
    assert sum(line.count("R") for line in drawn[1:]) == 1


async def test_without_curves_there_is_a_hint() -> None:
    assert "Getting ready." in "\n".join(await lines({}, hint="Getting ready."))


@pytest.mark.parametrize("size", [(24, 5), (30, 7), (40, 9), (12, 5), (146, 40)])
async def test_it_fits_any_size(size: tuple[int, int]) -> None:
    many = {f"RNN number {n}": Series([0.0, 1.0], [float(n), n + 1.0]) for n in range(9)}
    drawn = await lines(many, size)
    assert len(drawn) == size[1]
    if size[0] >= 24:
        assert any("└" in line or "│" in line for line in drawn)


async def test_names_are_no_markup_and_no_control_characters() -> None:
    drawn = await lines({"[b]bold\x1b[31m": Series([0.0, 1.0], [0.0, 1.0])})
    assert "[b]bold␛[31m" in drawn[0]


async def test_the_arrow_keys_read_values() -> None:
    async with chart(FEW, log_x=True) as (widget, pilot, app):
        widget.focus()
        await pilot.press("right", "right")
        await pilot.pause()
        assert widget.cursor == pytest.approx(100, rel=0.05)
        assert app.lines()[0].startswith("distance 10")
        assert "R RNN 0.400   G GRU 1.00   L LSTM 1.00" in app.lines()[0]
        assert any("┊" in line for line in app.lines())
        await pilot.press("end")
        await pilot.pause()
        assert "R RNN 0.100   G GRU 0.300   L LSTM 0.900" in app.lines()[0]
        await pilot.press("left", "left", "left")
        await pilot.pause()
        assert widget.cursor == pytest.approx(10, rel=0.05)
        await pilot.press("home")
        assert widget.cursor == pytest.approx(10, rel=0.05)
        app.set_focus(None)
        await pilot.pause()
        assert widget.cursor is None
        assert app.lines()[0].startswith("norm")


async def test_on_a_dense_curve_the_arrow_keys_go_column_by_column() -> None:
    dense = {"RNN": Series([float(x) for x in range(500)], [1.0 + x for x in range(500)])}
    async with chart(dense) as (widget, pilot, _):
        widget.focus()
        await pilot.press("right", "right", "right")
        assert widget.cursor is not None
        assert 0 < widget.cursor < 40


async def test_the_mouse_reads_values() -> None:
    async with chart(FEW, log_x=True) as (widget, pilot, app):
        await pilot.hover(LabChart, offset=(69, 10))
        await pilot.pause()
        assert widget.cursor == pytest.approx(1000)
        assert "L LSTM 0.900" in app.lines()[0]


async def test_the_chart_as_text_does_not_move_the_cursor() -> None:
    async with chart(FEW, log_x=True) as (widget, pilot, app):
        widget.focus()
        await pilot.press("end")
        await pilot.pause()
        before = app.lines()
        text = widget.as_text(50, 12)
        assert text.startswith("norm")
        assert "1000" in text.splitlines()[-1]
        assert max(map(len, text.splitlines())) <= 50
        assert app.lines() == before
        assert widget.cursor == pytest.approx(1000)


def said(lines: list[list[Piece]]) -> list[str]:
    return ["".join(text for text, _ in line) for line in lines]


def test_of_a_legend_values_give_way_before_names() -> None:
    entries = [Entry("R", "rnn-0", "RNN tanh", "0.5"), Entry("L", "lstm-0", "LSTM, forget bias 1", "12")]
    assert said(legend("norm", entries, 60, 1)) == ["norm   R RNN tanh 0.5   L LSTM, forget bias 1 12"]
    assert said(legend("norm", entries, 46, 1)) == ["norm   R RNN tanh   L LSTM, forget bias 1"]
    assert said(legend("norm", entries, 36, 1)) == ["R RNN tanh   L LSTM, forget bias 1"]
    assert said(legend("norm", entries, 32, 1)) == ["R RNN tanh   L LSTM, … bias 1"]
    assert said(legend("norm", entries, 10, 1)) == ["R   L"]
    assert said(legend("norm", entries, 30, 3)) == ["norm   R RNN tanh 0.5", "L LSTM, forget bias 1 12"]
    assert said(legend("norm", entries, 60, 1, named=False)) == ["norm   R 0.5   L 12"]
    assert said(legend("norm", entries, 12, 1, named=False)) == ["norm"]
    assert said(names(entries, 30)) == ["R RNN tanh", "L LSTM, forget bias 1"]


@given(
    st.lists(st.tuples(st.text(max_size=30), st.text("0123456789.", max_size=8)), max_size=8),
    st.integers(24, 80),
    st.integers(1, 4),
    st.booleans(),
)
def test_a_legend_never_leaves_its_place(
    curves: list[tuple[str, str]], width: int, most: int, named: bool
) -> None:
    entries = [Entry("R", "rnn-0", name, value) for name, value in curves]
    lines = legend("norm of the gradient", entries, width, most, named=named)
    assert len(lines) <= most
    assert all(display.width(text) <= width for text in said(lines) if named or len(lines) > 1)


async def test_curves_that_share_cells_take_turns() -> None:
    same = Series([0.0, 100.0], [1.0, 1.0])
    async with chart({"RNN": same, "GRU": same, "LSTM": same}) as (widget, _, _app):
        styles = {tone: widget.part(tone) for tone in ("rnn-0", "gru-0", "lstm-0")}
        parts = [part for y in range(1, 18) for part in widget.render_line(y) if part.text.strip(" │┤")]
        dotted = [part.style for part in parts if part.text[0] > "⠀"]
        assert all(dotted.count(style) >= 5 for style in styles.values())


async def test_a_table_that_is_too_wide_gets_titles_of_several_lines() -> None:
    table = PlainTable()
    app = BareApp(table)
    columns = [
        ("Network", "left"),
        ("orders lost, at initialisation", "right"),
        ("after 400 updates", "right"),
    ]
    rows = [("0", ["LSTM", "1.5", "2.6"], "")]
    async with app.run_test(size=(80, 10)) as pilot:
        table.fill(columns, rows, 78, wrap=True)
        assert table.header_height == 1
        table.fill(columns, rows, 48, wrap=True)
        await pilot.pause()
        assert table.header_height == 3
        assert sum(column.get_render_width(table) for column in table.ordered_columns) <= 48
        table.fill(columns, rows, 48)
        assert table.header_height == 1


@asynccontextmanager
async def toggles(single: bool = False) -> AsyncIterator[tuple[Toggles, Pilot[None], list[tuple[str, ...]]]]:
    widget = Toggles(("RNN tanh", "GRU", "LSTM"), ("GRU",), single=single)
    heard: list[tuple[str, ...]] = []

    class Listening(BareApp):
        def on_toggles_changed(self, event: Toggles.Changed) -> None:
            heard.append(event.values)

    app = Listening(widget)
    async with app.run_test(size=(18, 6)) as pilot:
        widget.focus()
        await pilot.pause()
        yield widget, pilot, heard


async def test_toggles_flow_over_lines_and_are_switched_by_keys() -> None:
    async with toggles() as (widget, pilot, heard):
        assert widget.size.height == 2
        assert str(widget.render()).splitlines() == ["□ RNN tanh  ■ GRU", "□ LSTM"]
        await pilot.press("space", "right", "right", "enter")
        assert widget.values == ("RNN tanh", "GRU", "LSTM")
        await pilot.press("right", "space", "left", "left", "space")
        assert widget.values == ("LSTM",)
        assert heard[-1] == ("LSTM",)
        assert len(heard) == 4


async def test_the_last_one_stays_in() -> None:
    async with toggles() as (widget, pilot, heard):
        await pilot.press("right", "space")
        assert widget.values == ("GRU",)
        assert heard == []


async def test_of_single_toggles_one_is_in() -> None:
    async with toggles(single=True) as (widget, pilot, heard):
        assert str(widget.render()).splitlines() == ["○ RNN tanh  ● GRU", "○ LSTM"]
        await pilot.click(Toggles, offset=(3, 1))
        assert widget.values == ("LSTM",)
        await pilot.click(Toggles, offset=(3, 1))
        assert heard == [("LSTM",)]


async def test_a_click_beside_them_changes_nothing() -> None:
    async with toggles() as (widget, pilot, heard):
        await pilot.click(Toggles, offset=(17, 1))
        assert (widget.values, heard) == (("GRU",), [])
