"""The unrolled network: where its steps stand, and how it is drawn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.ui.anchoring import columns
from playground.ui.examples.answer import Translation, Verdicts
from playground.ui.examples.unrolling import NOTHING, Step, Unrolled, label, places
from playground.ui.themes import DARK, LIGHT
from playground.ui.widgets.attention_map import AttentionMap
from playground.ui.widgets.unrolled import GUTTER, UnrolledView
from playground.ui.widgets.verdict_bars import VerdictBars
from tests.ui.bare import BareApp

H = np.linspace(-1, 1, 24, dtype=np.float32)
WORDS = ("The", "food", "is", "not", "good")


def reader(words: tuple[str, ...] = WORDS, **more: bool) -> Unrolled:
    """Many to one."""
    last = len(words) - 1
    return Unrolled(
        tuple(Step(word, "negative 97%" if at == last else "", H) for at, word in enumerate(words)),
        **more,  # type: ignore[arg-type]
    )


def translator() -> Unrolled:
    ins, outs = ("start", "मुझे", "है"), ("मुझे", "है", "end")
    encoder = [Step(word, "", H, H) for word in ("I", "love", "pizza")]
    decoder = [Step(ins[at], outs[at], H, fed=True, decoder=True) for at in range(3)]
    return Unrolled((*encoder, *decoder))


def lines(app: BareApp) -> list[str]:
    return [line.rstrip() for line in app.lines()]


@given(
    st.lists(st.text(max_size=12), min_size=1, max_size=30),
    st.integers(8, 200),
    st.integers(0, 29),
    st.booleans(),
)
def test_steps_in_sight_have_room_and_hold_the_cursor(
    words: list[str], room: int, cursor: int, recurrent: bool
) -> None:
    unrolled = Unrolled(tuple(Step(word, word, H) for word in words), recurrent=recurrent)
    cursor = min(cursor, len(words) - 1)
    found = places(unrolled, room, cursor)
    assert found.first <= cursor < found.last
    for start, wide, after in zip(found.starts, found.widths, (*found.starts[1:], room + 1), strict=True):
        assert 0 <= start < start + wide <= min(after, room)
    for at in range(found.first, found.last):
        assert found.at(found.middle(at)) == at
    assert found.more == (found.last < len(words))


def test_a_wide_screen_is_airier_than_a_narrow_one() -> None:
    gaps = [places(reader(), room, 0).starts[1] for room in (40, 60, 80, 140)]
    assert gaps == sorted(set(gaps))


def test_nothing_has_no_places() -> None:
    assert places(NOTHING, 80, 0).starts == ()


async def test_many_to_one_is_drawn_from_inputs_to_the_answer() -> None:
    app = BareApp(view := UnrolledView())
    async with app.run_test(size=(80, 8)) as pilot:
        view.show(reader())
        await pilot.pause()
        drawn = lines(app)
        assert drawn[0].split() == ["outputs", "negative", "97%"]
        assert drawn[-1].split() == ["inputs", *WORDS]
        assert drawn[1].count("V") == 1
        assert drawn[-2].count("↑U") == 5
        state = next(line for line in drawn if line.startswith("states"))
        assert state.split()[1].startswith("0──▸")
        assert state.count("W") == 4
        for at, word in enumerate(WORDS):
            middle = GUTTER + view.places.middle(at)
            assert drawn[-2][middle] == "↑"
            assert drawn[-1][middle - (len(word) - 1) // 2 :].startswith(word)


async def test_the_mean_of_the_states_is_gathered_under_the_answer() -> None:
    app = BareApp(view := UnrolledView())
    async with app.run_test(size=(80, 9)) as pilot:
        view.show(reader(pooled=True))
        await pilot.pause()
        bar = next(line for line in lines(app) if "mean" in line)
        first, last = GUTTER + view.places.middle(0), GUTTER + view.places.middle(4)
        assert (bar[first], bar[last], bar.count("┬")) == ("╭", "┤", 3)


async def test_without_a_past_there_is_no_arrow() -> None:
    app = BareApp(view := UnrolledView())
    async with app.run_test(size=(80, 8)) as pilot:
        view.show(reader(recurrent=False))
        await pilot.pause()
        assert not any("W" in line or "▸" in line for line in lines(app))


async def test_two_networks_that_read_both_ways() -> None:
    app = BareApp(view := UnrolledView())
    async with app.run_test(size=(100, 10)) as pilot:
        view.show(translator())
        await pilot.pause()
        drawn = "\n".join(lines(app))
        assert drawn.count("W″") == 2
        assert drawn.count("W′") == 2
        assert "══" in drawn
        assert {"h₁", "h₃", "s₁", "s₃"} <= set(
            drawn.replace("─", " ").replace("╭", " ").replace("╮", " ").split()
        )
        assert drawn.count("↑U′") == 3


@pytest.mark.parametrize("height", [3, 4, 6, 8, 14])
@pytest.mark.parametrize(("width", "theme"), [(24, DARK), (120, LIGHT)])
async def test_every_size_keeps_inputs_and_outputs_in_sight(height: int, width: int, theme: str) -> None:
    app = BareApp(view := UnrolledView(), theme)
    async with app.run_test(size=(width, height)) as pilot:
        for unrolled in (reader(pooled=True), translator(), reader(("a\x1b", "[b]", "漢字"))):
            view.show(unrolled)
            await pilot.pause()
            drawn = app.lines()
            assert drawn[0].startswith("outputs")
            assert any(line.startswith("inputs") for line in drawn)
            for y in range(height):
                strip = view.render_line(y)
                assert strip.cell_length == width
                assert all(segment.style is not None for segment in strip)
                assert "\x1b" not in strip.text


async def test_keys_and_mouse_move_and_what_is_long_scrolls() -> None:
    app = BareApp(view := UnrolledView())
    async with app.run_test(size=(60, 8)) as pilot:
        view.show(reader(tuple(f"word{number}" for number in range(20))))
        await pilot.pause()
        assert view.cursor == 19
        assert view.places.last == 20
        assert "…──▸" in "\n".join(app.lines())
        view.focus()
        await pilot.press("home")
        assert view.places.first == 0
        await pilot.press("right", "right", "left")
        assert view.cursor == 1
        for _ in range(12):
            await pilot.press("right")
        assert 0 < view.places.first <= 13 < view.places.last
        await pilot.press("end")
        assert view.cursor == 19
        step = view.places.first + 1
        await pilot.click(UnrolledView, offset=(GUTTER + view.places.middle(step), 3))
        assert view.cursor == step
        view.show(reader())
        assert view.cursor == 4


async def test_a_newly_typed_word_is_in_sight() -> None:
    app = BareApp(view := UnrolledView())
    async with app.run_test(size=(60, 8)) as pilot:
        for count in range(1, 15):
            view.show(reader(tuple(f"word{number}" for number in range(count))))
            await pilot.pause()
            assert view.places.last == count


async def test_without_colour_states_are_glyphs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = BareApp(view := UnrolledView())
    async with app.run_test(size=(80, 8)) as pilot:
        view.show(reader())
        await pilot.pause()
        assert "≣" in "\n".join(app.lines())


async def test_the_hint_stands_there_until_there_is_an_example() -> None:
    app = BareApp(UnrolledView("Type a sentence."))
    async with app.run_test(size=(60, 8)) as pilot:
        await pilot.pause()
        assert "Type a sentence." in "\n".join(app.lines())


async def test_bars_stand_under_the_steps() -> None:
    shares = np.array([[0.5, 0.5], [0.4, 0.6], [0.3, 0.7], [0.9, 0.1], [0.97, 0.03]], np.float32)
    app = BareApp(bars := VerdictBars())
    async with app.run_test(size=(80, 7)) as pilot:
        found = places(reader(), 80 - GUTTER, 4)
        bars.show(Verdicts(("negative", "positive"), WORDS, shares))
        bars.align(found, 4)
        await pilot.pause()
        drawn = lines(app)
        assert drawn[1].startswith("negative")
        assert drawn[2].startswith("97%")
        assert drawn[4].startswith("positive")
        assert drawn[6].startswith("likeliest")
        heights = []
        for at in range(5):
            column = GUTTER + found.middle(at)
            heights.append(sum("▁▂▃▄▅▆▇█".find(line.ljust(80)[column]) + 1 for line in drawn[:3]))
        assert heights == [12, 10, 7, 22, 23]


async def test_the_likeliest_labels_are_shown_where_not_all_fit() -> None:
    labels = tuple(f"label{number}" for number in range(9))
    shares = np.full((5, 9), 0.01, np.float32)
    shares[-1, [2, 7]] = 0.6, 0.3
    app = BareApp(bars := VerdictBars())
    async with app.run_test(size=(80, 3)) as pilot:
        bars.show(Verdicts(labels, WORDS, shares))
        bars.align(places(reader(), 80 - GUTTER, 4), 4)
        await pilot.pause()
        assert [line.split()[0] for line in lines(app)[:2]] == ["label2", "label7"]


async def test_labels_of_a_model_are_data() -> None:
    app = BareApp(bars := VerdictBars())
    async with app.run_test(size=(80, 3)) as pilot:
        bars.show(Verdicts(("\x1b[31m[b]", "b"), WORDS, np.full((5, 2), 0.5, np.float32)))
        bars.align(places(reader(), 80 - GUTTER, 4), 4)
        await pilot.pause()
        drawn = "\n".join(app.lines())
        assert "\x1b" not in drawn
        assert "␛" in drawn


async def test_attention_is_a_row_for_each_word_written() -> None:
    looks = np.array([[0.9, 0.1], [0.1, 0.2], [0.0, 0.7]], np.float32)
    found = Translation(("I", "love", "pizza"), ("मुझे", "है"), looks, "मुझे है", -0.1)
    app = BareApp(attention := AttentionMap())
    async with app.run_test(size=(60, 4)) as pilot:
        attention.show(found)
        await pilot.pause()
        drawn = lines(app)
        assert drawn[0].split() == ["I", "love", "pizza"]
        assert drawn[1].split() == ["मुझे", "90%", "10%", "0%"]
        assert drawn[2].split() == ["है", "10%", "20%", "70%"]
        attention.show(Translation(("I",), ("मुझे",), None, "मुझे", -0.1))
        await pilot.pause()
        assert "no attention" in lines(app)[0]


async def test_a_long_translation_scrolls_with_the_cursor() -> None:
    words = tuple(f"w{number}" for number in range(12))
    looks = np.full((2, 12), 0.5, np.float32)
    app = BareApp(attention := AttentionMap())
    async with app.run_test(size=(60, 5)) as pilot:
        attention.show(Translation(("a", "b"), words, looks, "", 0.0))
        await pilot.pause()
        assert [line.split()[0] for line in lines(app)[1:]] == ["w0", "w1", "w2", "w3"]
        attention.mark(11)
        await pilot.pause()
        assert lines(app)[-1].split()[0] == "w11"


def test_labels() -> None:
    assert label(" ") == "␣"
    assert label("\x1b") == "␛"
    assert label("") == ""
    assert columns(label("x" * 40)) == 16


@pytest.mark.parametrize("width", range(18, 30))
async def test_a_window_too_narrow_for_a_state_beside_what_it_begins_with_shows_none(width: int) -> None:
    view = UnrolledView()
    app = BareApp(view)
    async with app.run_test(size=(width, 12)) as pilot:
        view.show(Unrolled(tuple(Step("a", "b", H) for _ in range(3)), begin="picture", look=0))
        await pilot.pause()
        assert all(columns(line) <= width for line in lines(app))
        fits = width - GUTTER - (len("picture") + 3) >= 2
        assert bool(view.places.starts) == fits
        assert any("╭" in line for line in lines(app)) == fits
