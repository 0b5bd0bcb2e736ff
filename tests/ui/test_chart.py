"""The loss chart, line by line."""

from __future__ import annotations

import math

import pytest

from playground.ui.chart_data import Reference, value_label
from playground.ui.run_state import Point, RunState
from playground.ui.widgets.chart import LossChart
from tests.ui import fakes
from tests.ui.bare import BareApp

REFERENCES = (
    Reference("uniform", 5.91),
    Reference("gzip", 2.41),
    Reference("xz", 2.4),
    Reference("5-gram", 2.39),
)


def run() -> RunState:
    state = RunState()
    for event in fakes.story():
        state.apply(event)
    return state


async def drawn(size: tuple[int, int], **values: object) -> list[str]:
    app = BareApp(chart := LossChart())
    async with app.run_test(size=size) as pilot:
        chart.change(**values)
        await pilot.pause()
        lines = app.lines()
        assert all(chart.render_line(y).cell_length == size[0] for y in range(size[1]))
        assert all(segment.style is not None for y in range(size[1]) for segment in chart.render_line(y))
    return lines


def curves() -> dict[str, object]:
    state = run()
    return {"train": tuple(state.train), "validation": tuple(state.validation)}


@pytest.mark.parametrize("size", [(24, 5), (40, 8), (78, 7), (80, 20), (140, 40)])
async def test_it_fills_its_room_at_any_size(size: tuple[int, int]) -> None:
    lines = await drawn(size, references=REFERENCES, **curves())
    assert lines[0].startswith("bits/char")
    assert "0 s" in lines[-1]


async def test_too_little_room_is_left_empty() -> None:
    assert "".join(await drawn((20, 4), **curves())).strip() == ""


async def test_axes_legend_and_references() -> None:
    lines = await drawn((90, 20), references=REFERENCES, **curves())
    assert "training 1.7" in lines[0]
    assert "validation 1.9" in lines[0]
    assert any(line.lstrip().startswith("4.0 ┤") for line in lines)
    assert "1:00" in lines[-1]
    labels = [line.split()[-2:] for line in lines if line.rstrip().endswith(("5.91", "2.41", "2.40", "2.39"))]
    assert [label[0] for label in labels] == ["uniform", "gzip", "xz", "5-gram"]
    assert sum("╌" in line for line in lines) >= 2


async def test_perplexity_is_of_tokens_on_a_logarithmic_axis() -> None:
    lines = await drawn((90, 20), references=REFERENCES, unit="perplexity", chars_per_token=1.0, **curves())
    assert lines[0].startswith("perplexity")
    assert any(line.lstrip().startswith("10 ┤") for line in lines)
    assert any(line.rstrip().endswith(f"uniform {2**5.91:.1f}") for line in lines)


async def test_steps_instead_of_time() -> None:
    lines = await drawn((90, 20), axis="steps", planned_steps=1000.0, **curves())
    assert lines[-1].split() == ["0", "200", "400", "600", "800", "1k"]


async def test_zoom_shows_the_second_half_close_up() -> None:
    lines = await drawn((90, 20), references=REFERENCES, zoom=True, **curves())
    assert "0 s" not in lines[-1].split("  ")[0]
    assert not any("uniform" in line for line in lines)


async def test_a_hint_until_there_is_a_curve() -> None:
    assert any("Press Train" in line for line in await drawn((80, 12), hint="Press Train."))
    assert not any("Press" in line for line in await drawn((80, 12), hint="Press Train.", **curves()))


async def test_losses_that_are_no_numbers_are_left_out() -> None:
    points = tuple(
        Point(step, float(step), value, value) for step, value in enumerate((3.0, math.nan, math.inf, 2.0))
    )
    lines = await drawn((60, 12), train=points)
    assert any("3.0" in line for line in lines)


async def test_validations_are_marked() -> None:
    lines = await drawn((90, 20), **curves())
    assert sum(line.count("●") for line in lines[1:]) == 8


async def test_it_is_laid_out_once_for_every_change() -> None:
    app = BareApp(chart := LossChart())
    async with app.run_test(size=(60, 12)) as pilot:
        chart.change(**curves())
        await pilot.pause()
        first = chart.render_line(3)
        assert chart.render_line(3) is first
        chart.change(zoom=True)
        assert chart.render_line(3) is not first


def test_perplexities_take_few_columns() -> None:
    assert [value_label(value) for value in (1.234, 38.46, 312.4, 12_000)] == ["1.23", "38.5", "312", "12k"]


async def test_a_label_that_had_to_move_is_joined_to_its_line() -> None:
    low = await drawn((76, 7), references=REFERENCES, **curves())
    assert [line[-14:].strip() for line in low if "gzip" in line or "xz" in line or "gram" in line] == [
        "┌ gzip 2.41", "├ xz 2.40", "┴ 5-gram 2.39",
    ]  # fmt: skip
    roomy = await drawn((90, 20), references=(REFERENCES[0], REFERENCES[1]), **curves())
    assert not any(f"{sign} {name}" in "".join(roomy) for sign in "┌├└┬┴" for name in ("gzip", "uniform"))


async def test_an_old_validation_says_when_it_was() -> None:
    points = curves()["train"]
    assert isinstance(points, tuple)
    values = {"train": points, "validation": (points[3], points[5])}
    when = f"at {points[5].seconds:.0f} s"
    assert when in (await drawn((90, 20), **values))[0]
    assert f"at step {points[5].step:,}" in (await drawn((90, 20), axis="steps", **values))[0]
    assert " at " not in (await drawn((90, 20), train=points, validation=points[-1:]))[0]


async def test_at_a_moment_of_the_past_no_later_validation_is_read() -> None:
    points = curves()["train"]
    assert isinstance(points, tuple)
    values = {"train": points, "validation": points[4:5]}
    assert "validation" not in (await drawn((90, 20), moment=points[2], **values))[0]
    assert "validation" in (await drawn((90, 20), moment=points[4], **values))[0]
