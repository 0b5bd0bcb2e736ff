"""The X-ray mode, by keys and by mouse: every key, every view, and a network looked into while it learns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from textual.screen import Screen
from textual.widgets import Input, OptionList, Select, Static, TextArea

from playground import events
from playground.ui.app import PlaygroundApp
from playground.ui.screens import xray_model
from playground.ui.screens.file_picker import FilePicker
from playground.ui.screens.xray import XrayScreen
from playground.ui.screens.xray_text import TextScreen
from playground.ui.widgets.choice import Choice
from playground.ui.widgets.key_bar import KeyBar
from playground.ui.widgets.notice import NoticeBar
from playground.ui.widgets.write_controls import TRAINING
from playground.ui.widgets.xray_bar import XrayBar
from playground.ui.widgets.xray_find import FindView
from playground.ui.widgets.xray_leaned import LeanedView
from playground.ui.widgets.xray_map import XrayMap
from playground.ui.widgets.xray_step import StepView
from playground.ui.widgets.xray_surprise import SurpriseView
from playground.ui.widgets.xray_unit import UnitView
from playground.ui.widgets.xray_view import GoTable
from playground.ui.widgets.xray_wheel import WheelView
from playground.ui.xray import passages
from playground.xray.connectivity import connectivity
from playground.xray.occlusion import occlusion
from tests.ui import fakes, write_fakes, xray_fakes
from tests.ui.write_fakes import until
from tests.ui.xray_fakes import opened

SIZE = (120, 36)


@pytest.fixture(autouse=True)
def models() -> None:
    xray_fakes.save("fairy-tales")
    xray_fakes.save("two-layers", "gru", layers=2, units=20)


def app(**options: object) -> PlaygroundApp:
    return write_fakes.app("xray", **options)


def text_of(screen: Screen[Any], id: str) -> str:
    return str(screen.query_one(id, Static).content)


def notice(screen: XrayScreen) -> str:
    return screen.query_one(NoticeBar).text


async def test_it_opens_on_a_passage_read_by_a_model() -> None:
    async with app().run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        assert screen.map.has_focus
        assert screen.reading is not None
        assert screen.reading.text == passages.PASSAGE
        assert "48 LSTM · 528 tokens" in text_of(screen, "#xray-said")
        assert str(screen.panel.border_title).startswith("Hidden state h")
        await until(pilot, lambda: f"unit {screen.map.units[0]} of" in text_of(screen, "#step-head"))


async def test_values_layers_and_orders_by_keys_and_by_mouse() -> None:
    async with app(model="two-layers").run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        choice = screen.query_one("#map-value", Choice)
        assert choice.options == ["h", "r", "z", "n"]
        await pilot.press("g")
        await opened(pilot)
        assert (choice.value, screen.map.blocks and screen.map.blocks.name) == ("r", "r")
        assert str(screen.panel.border_title).startswith("Reset gate r")
        await pilot.press("l")
        await opened(pilot)
        assert screen.map.blocks is not None
        assert screen.map.blocks.layer == 1
        assert screen.reading is not None
        expected = screen.reading.values("r", 1, 5, 6)[0, 7]
        assert screen.map.blocks.value(5, 7) == expected
        await pilot.press("o")
        await until(pilot, lambda: screen.map.units.tolist() == list(range(20)))
        await pilot.press("o")
        await until(pilot, lambda: screen.map.units.tolist() != list(range(20)))
        similar = screen.map.units.tolist()
        await pilot.press("o")
        await until(pilot, lambda: screen.map.units.tolist() != similar)
        strength = np.sqrt((screen.reading.values("h", 1, 0, 528) ** 2).mean(axis=0))
        assert (np.diff(strength[screen.map.units]) <= 1e-6).all()
        await pilot.click("#map-value", offset=(1, 0))
        await pilot.click("#map-layer", offset=(2, 0))
        await opened(pilot)
        assert (screen.map.blocks.name, screen.map.blocks.layer) == ("h", 0)


async def test_zoom_by_keys_and_by_mouse() -> None:
    async with app().run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await pilot.press("end", "plus")
        assert screen.map.columns.zoom == 2
        assert screen.map.sight.last == 528
        for _ in range(9):
            await pilot.press("minus")
        assert screen.map.columns.zoom == -16
        assert screen.map.sight.cell_of(screen.map.token) is not None
        await pilot.click("#map-controls > ZoomEnd:last-of-type")
        await pilot.pause()
        assert screen.map.columns.zoom == -8
        assert text_of(screen, "#zoom") == "1/8"


async def test_the_step_is_written_out_with_the_numbers_of_the_network() -> None:
    async with app().run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await pilot.press("right", "right", "down")
        view, unit = screen.query_one(StepView), int(screen.map.units[1])
        await until(pilot, lambda: view.told is not None and view.told.token == 2)
        await until(pilot, lambda: view.told is not None and view.told.step.unit == unit)
        assert screen.reading is not None
        h = float(screen.reading.values("h", 0, 2, 3)[0, unit])
        last = text_of(screen, "#step-equations").splitlines()[-2]
        assert last.startswith("h = o · tanh c")
        assert f"{h:.3f}".replace("-", "−") in last
        parameters = screen.reading.model.network.config.parameters
        assert f"= {parameters:,} parameters." in text_of(screen, "#step-weights")
        assert "%" in text_of(screen, "#step-right")


async def test_what_a_prediction_leaned_on() -> None:
    async with app().run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await pilot.press("v", *["right"] * 30)
        view = screen.query_one(LeanedView)
        reading = screen.reading
        assert reading is not None
        await until(pilot, lambda: view.leaned is not None and view.leaned.token == 30)
        assert view.leaned is not None
        network = reading.model.network
        wanted = connectivity(network, network.zero_state(), reading.ids[:30], int(reading.ids[30]))
        np.testing.assert_allclose(view.leaned.weights, wanted, atol=1e-6)
        assert "100%" in text_of(screen, "#lean-said")
        await pilot.click("#lean-method", offset=(14, 0))
        await until(pilot, lambda: view.leaned is not None and view.leaned.method == "occlusion")
        wanted = occlusion(network, network.zero_state(), reading.ids[:30], int(reading.ids[30]))
        np.testing.assert_allclose(view.leaned.weights, wanted, atol=1e-6)
        assert "nats" in str(screen.query_one("#view-panel").border_subtitle)
        await pilot.click("#lean-text", offset=(2, 2))
        assert screen.map.token != 30
        await pilot.press("home")
        await until(pilot, lambda: "not counted: nothing stands before it" in text_of(screen, "#lean-said"))
        assert str(screen.panel.border_subtitle).endswith("bits not counted")
        screen.action_show("surprise")
        await until(pilot, lambda: "is not counted" in text_of(screen, "#surprise-said"))


async def test_the_hardest_spots_are_listed_and_gone_to() -> None:
    async with app().run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await pilot.press("V", "V", "V", "V")
        assert screen.view_name == "surprise"
        view = screen.query_one(SurpriseView)
        await until(pilot, lambda: view.spotted is not None)
        reading = screen.reading
        assert reading is not None
        assert view.spotted is not None
        assert [spot.token for spot in view.spotted.spots[:3]] == np.argsort(-reading.surprise)[:3].tolist()
        whole = float(reading.surprise.sum()) / (len(reading.text) - 1)
        assert text_of(screen, "#surprise-said").startswith(f"{whole:.2f} bits/char")
        table = screen.query_one("#spots", GoTable)
        table.focus()
        await pilot.press("down")
        await pilot.pause()
        assert screen.map.token == view.spotted.spots[1].token
        await pilot.press("enter")
        await pilot.pause()
        assert screen.map.has_focus
        await pilot.click("#spots", offset=(3, 4))
        await pilot.pause()
        assert screen.map.token == view.spotted.spots[3].token
        screen.map.focus()
        await pilot.press("home", "n")
        hard = np.flatnonzero(reading.surprise >= 4)
        assert screen.map.token == hard[hard > 0][0]
        await pilot.press("n", "N")
        assert screen.map.token == hard[hard > 0][0]


async def test_the_text_in_the_colours_of_a_unit_and_its_contexts() -> None:
    async with app().run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await pilot.press("down", "u")
        view = screen.query_one(UnitView)
        await until(pilot, lambda: view.found is not None)
        unit = int(screen.map.units[1])
        assert f"unit {unit} of layer 1" in text_of(screen, "#unit-said")
        places = text_of(screen, "#unit-places")
        assert "528 tokens of this text" in places
        assert places.count("highest:") == places.count("lowest:") == 1
        assert screen.reading is not None
        h = screen.reading.values("h", 0, 0, 528)[:, unit]
        assert f"{h.max():+.2f}" in places
        assert f"{h.min():+.2f}".replace("-", "−") in places
        await pilot.press("down")
        await until(pilot, lambda: view.found is not None and view.found.unit == screen.map.units[2])


async def test_units_that_follow_a_property_are_found_and_gone_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passages, "PASSAGE", xray_fakes.TEXT * 12)
    async with app().run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await pilot.press("slash")
        assert screen.query_one("#find-regex", Input).has_focus
        await pilot.press(*"an", "enter")
        view = screen.query_one(FindView)
        await until(pilot, lambda: view.found is not None)
        assert view.found is not None
        first = view.found.finding.found[0]
        assert (
            "tokens (this text). The order is from the first half, the figures from the second."
            in text_of(screen, "#find-said")
        )
        assert view.found.finding.property.name == "an"
        screen.query_one("#found", GoTable).focus()
        await pilot.press("enter")
        await pilot.pause()
        assert screen.map.unit == first.unit
        assert screen.panel.value_name == first.value
        assert (screen.view_name, screen.map.has_focus) == ("unit", True)
        await pilot.press("f")
        screen.query_one("#find-regex", Input).value = "("
        await pilot.click("#find-go")
        await until(pilot, lambda: "(" in notice(screen))
        assert view.query_one(GoTable).row_count == 0
        screen.query_one("#find-regex", Input).value = "an"
        await pilot.click("#find-go")
        await until(pilot, lambda: view.query_one(GoTable).row_count > 0)
        assert notice(screen) == ""
        await pilot.press("escape", "f")
        screen.query_one("#find-regex", Input).value = ""
        await pilot.press("enter")  # without a pattern the list's property is meant
        await until(pilot, lambda: "quotes holds at" in text_of(screen, "#find-said"))


async def test_a_property_that_is_too_rare_is_said() -> None:
    async with app().run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await pilot.press("slash", *"zebra", "enter")
        await until(pilot, lambda: "Only 0 of" in text_of(screen, "#find-said"))


async def test_a_unit_is_held_and_both_texts_stand_side_by_side() -> None:
    async with app().run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await pilot.press("right", "right", "down", "w")
        await pilot.click("#wheel-write")
        view = screen.query_one(WheelView)
        await until(pilot, lambda: view.written is not None and view.written.done)
        assert view.written is not None
        unit = int(screen.map.units[1])
        assert view.written.hold.unit == unit
        assert view.written.free != view.written.held
        assert len(view.written.free) == 240
        assert text_of(screen, "#wheel-held-title") == f"h of unit {unit} held at +1"
        free, held = text_of(screen, "#wheel-free"), text_of(screen, "#wheel-held")
        assert free.startswith("THE")
        assert held.startswith("THE")
        first = view.written.free
        view.query_one("#wheel-how", Choice).value = "add"
        await until(pilot, lambda: "pushed by +1" in text_of(screen, "#wheel-held-title"))
        await until(pilot, lambda: view.written is not None and view.written.done)
        assert view.written.free == first  # the same seed


async def test_a_unit_is_held_by_keys_alone() -> None:
    async with app().run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        view = screen.query_one(WheelView)
        await pilot.press("w", "backspace", "-", "2", "enter")
        await until(pilot, lambda: view.written is not None)
        assert view.written is not None
        assert (view.written.hold.value, view.hold.value) == (-2.0, -2.0)
        await pilot.press("backspace", "x", "enter")
        await until(pilot, lambda: "Value must be a number" in notice(screen))
        assert view.hold.value == -2.0
        bar = screen.query_one(KeyBar).render().plain
        assert "Enter Write" in bar
        await pilot.press("escape")
        assert screen.map.has_focus


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 48), (200, 60)])
async def test_the_button_that_writes_is_in_sight_at_every_size(size: tuple[int, int], layers: int) -> None:
    xray_fakes.save("deep", "rnn", units=1024, layers=layers)
    async with app(model="deep").run_test(size=size) as pilot:
        screen = await opened(pilot)
        screen.map.go(0, 1023)
        await pilot.press("w")
        await pilot.pause()
        button, panel = screen.query_one("#wheel-write"), screen.query_one("#view-panel")
        assert panel.content_region.contains_region(button.region)
        assert screen.get_widget_at(button.region.right - 1, button.region.y)[0] is button


async def test_room_is_shared_or_given_to_one() -> None:
    async with app().run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        map_panel, view_panel = screen.query_one("#map-panel"), screen.query_one("#view-panel")
        await pilot.press("x")
        await pilot.pause()
        assert (map_panel.size.height, view_panel.size.height > 25) == (0, True)
        await pilot.press("x")
        await pilot.pause()
        assert map_panel.size.height > 25
        assert not view_panel.display
        await pilot.press("v")
        await pilot.pause()
        assert map_panel.display
        assert view_panel.display


async def test_tabs_of_the_views_by_mouse() -> None:
    async with app().run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        seen = []
        for column in range(2, 46, 4):
            await pilot.click("#views", offset=(column, 0))
            await pilot.pause()
            seen.append(screen.view_name)
        assert list(dict.fromkeys(seen)) == ["step", "leaned", "surprise", "unit", "find", "wheel"]


# ---------------------------------------------------------------------- the text


async def test_a_text_is_typed() -> None:
    async with app().run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await pilot.press("t")
        await pilot.pause()
        assert isinstance(pilot.app.screen, TextScreen)
        await pilot.press(*"so it was [b]", "ctrl+s")
        await until(pilot, lambda: screen.reading is not None and screen.reading.text == "so it was [b]")
        assert "your text" in str(screen.query_one("#xray-text").label)  # type: ignore[attr-defined]
        assert "never seen" in notice(screen)
        await pilot.press("t")
        await pilot.pause()
        assert pilot.app.screen.query_one(TextArea).text == "so it was [b]"
        await pilot.press("escape")
        await pilot.pause()
        assert screen.is_current


async def test_an_empty_text_is_asked_for_again() -> None:
    async with app().run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await pilot.press("t")
        await pilot.pause()
        dialog = pilot.app.screen
        assert isinstance(dialog, TextScreen)
        dialog.query_one(TextArea).text = ""
        await pilot.pause()
        await pilot.press("ctrl+s")
        assert dialog.is_current
        assert "Type something, or Esc" in text_of(dialog, "#texts-said")
        await pilot.press("v", "x")
        assert dialog.query_one(TextArea).text == "vx"
        assert text_of(dialog, "#texts-said") == "Type or paste any text:"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: screen.reading is not None and screen.reading.text == "vx")
        assert screen.view_name == "step"


async def test_the_hardest_spots_of_another_text_are_shown_from_the_top() -> None:
    async with app().run_test(size=(120, 24)) as pilot:
        screen = await opened(pilot)
        screen.action_show("surprise")
        view, table = screen.query_one(SurpriseView), screen.query_one("#spots", GoTable)
        await until(pilot, lambda: view.spotted is not None)
        table.focus()
        await pilot.press(*["down"] * 10)
        await until(pilot, lambda: table.scroll_y > 0)
        before = view.spotted
        screen.read(passages.Passage("another", xray_fakes.TEXT[::-1]))
        await until(pilot, lambda: view.spotted is not before)
        await pilot.pause()
        assert (table.cursor_row, table.scroll_y) == (0, 0)


async def test_a_text_of_the_library_and_back_to_the_passage() -> None:
    async with app().run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await pilot.press(*["down"] * 10)
        await pilot.click("#xray-text")
        await pilot.pause()
        options = pilot.app.screen.query_one(OptionList)
        options.focus()
        await pilot.press("down", "enter")
        await until(pilot, lambda: screen.reading is not None and len(screen.reading) > 100_000)
        assert screen.map.token == 0
        assert "300,000" in notice(screen)
        await pilot.press("t")
        await pilot.pause()
        pilot.app.screen.query_one(OptionList).focus()
        await pilot.press("home", "enter")
        await until(pilot, lambda: screen.reading is not None and screen.reading.text == passages.PASSAGE)


async def test_a_file_is_chosen_or_refused(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("The cat sat in the window.")
    (tmp_path / "picture.bin").write_bytes(bytes(range(256)) * 8)
    async with app().run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        for name in ("note.txt", "picture.bin"):
            await pilot.press("t")
            await pilot.pause()
            await pilot.press("ctrl+o")
            await until(pilot, lambda: isinstance(pilot.app.screen, FilePicker))
            field = pilot.app.screen.query_one("#path", Input)
            field.value = str(tmp_path / name)
            field.focus()
            await pilot.press("enter")
            await until(pilot, lambda: screen.passage.name == "note")
        await until(pilot, lambda: "picture.bin" in notice(screen))
        assert screen.reading is not None
        assert screen.reading.text.startswith("The cat sat")


async def test_an_empty_text_has_nothing_to_show() -> None:
    async with app().run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        screen.read(passages.Passage("nothing", ""))
        await until(pilot, lambda: screen.reading is not None and not len(screen.reading))
        assert "nothing to read" in notice(screen)
        for key in ("right", "end", "v", "v", "v", "o", "g", "plus", "n", "N", "ctrl+s"):
            await pilot.press(key)
        await pilot.pause()
        assert "nothing to save" in notice(screen)


# ---------------------------------------------------------------------- the model


async def test_another_model_reads_the_same_text() -> None:
    async with app().run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await pilot.press("m")
        bar = screen.query_one(XrayBar)
        await until(pilot, lambda: ("two-layers", "two-layers") in bar.models)
        screen.query_one("#xray-model", Select).value = "two-layers"
        await until(pilot, lambda: screen.reading is not None and screen.reading.model.name == "two-layers")
        await opened(pilot)
        assert screen.panel.has_class("-layers")
        assert "2 × 20 GRU" in text_of(screen, "#xray-said")


async def test_a_model_that_cannot_be_read_is_said() -> None:
    async with app(model="no-such-model").run_test(size=SIZE) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, XrayScreen)
        await until(pilot, lambda: "no-such-model" in notice(screen))
        for key in ("right", "v", "v", "v", "v", "v", "g", "l", "o", "plus", "n"):
            await pilot.press(key)


async def test_the_library_opens_a_model_here() -> None:
    async with write_fakes.app("library").run_test(size=SIZE) as pilot:
        library = pilot.app.screen
        await until(pilot, lambda: library.query_one("PlainTable").row_count > 1)  # type: ignore[attr-defined]
        await pilot.press("down", "i")
        await until(pilot, lambda: isinstance(pilot.app.screen, XrayScreen))
        screen = await opened(pilot)
        await until(pilot, lambda: screen.reading is not None and screen.reading.model.name == "two-layers")


async def test_a_network_is_looked_into_while_it_learns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xray_model, "PACE", 0.0)
    client = fakes.FakeClient([])
    async with app(client=client).run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        playground = pilot.app
        assert isinstance(playground, PlaygroundApp)
        playground.take([fakes.started(), fakes.progress(5, 0.1)])
        await until(pilot, lambda: screen.query_one(XrayBar).models[0][1] == TRAINING)
        screen.query_one("#xray-model", Select).value = TRAINING
        await pilot.pause()
        assert events.WatchWeights(on=True) in client.commands
        assert "as soon as the run sends its weights" in notice(screen)
        await pilot.press("right", "right", "right", "o", "o")
        playground.take([xray_fakes.weights(7)])
        await until(pilot, lambda: "step 7" in text_of(screen, "#xray-said"))
        first = await opened(pilot)
        before = first.map.levels.copy()
        playground.take([xray_fakes.weights(9)])
        await until(pilot, lambda: "● step 9" in text_of(screen, "#xray-said"))
        await opened(pilot)
        assert screen.map.token == 3
        assert (screen.map.levels != before).any()
        await pilot.press("f7")
        await pilot.pause()
        assert client.commands[-1] == events.WatchWeights(on=False)
        await pilot.press("f4")
        await pilot.pause()
        assert client.commands[-1] == events.WatchWeights(on=True)
        xray_fakes.save(fakes.NAME)
        playground.take(fakes.finished())
        await until(pilot, lambda: screen.model == fakes.NAME)


# ---------------------------------------------------------------------- saving


@pytest.mark.parametrize(
    ("choice", "ending"), [("svg", "svg"), ("png", "png"), ("seen", "npz"), ("all", "npz")]
)
async def test_what_is_seen_leaves_as_a_file(tmp_path: Path, choice: str, ending: str) -> None:
    path = tmp_path / f"out.{ending}"
    async with app().run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await pilot.press("ctrl+s")
        await pilot.pause()
        await pilot.click(f"#ask-{choice}")
        await pilot.pause()
        field = pilot.app.screen.query_one(Input)
        assert field.value.endswith(f"xray-fairy-tales.{ending}")
        field.value = str(path)
        await pilot.press("enter")
        await until(pilot, lambda: path.name in notice(screen))
        if ending == "npz":
            with np.load(path) as arrays:
                count = 528 if choice == "all" else screen.map.sight.last
                assert arrays["h"].shape == (count, 1, 48)
                assert screen.reading is not None
                np.testing.assert_allclose(arrays["f"][5], screen.reading.values("f", 0, 5, 6), atol=1e-6)
        else:
            assert path.read_bytes().startswith(b"<svg" if ending == "svg" else b"\x89PNG")
        await pilot.click("#xray-save")
        await pilot.pause()
        await pilot.click(f"#ask-{choice}")
        await pilot.pause()
        pilot.app.screen.query_one(Input).value = str(path)
        await pilot.press("enter")
        await until(pilot, lambda: "there already" in notice(screen))


async def test_help_names_every_key_of_the_map() -> None:
    async with app().run_test(size=SIZE) as pilot:
        await opened(pilot)
        await pilot.press("f1")
        await pilot.pause()
        shown = "\n".join(str(part.render()) for part in pilot.app.screen.query(Static))
        assert "Hold the unit under the cursor" in shown
        assert "Go to the next token that surprised the network." in shown


async def test_escape_goes_back_to_the_map() -> None:
    async with app().run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await pilot.press("slash", "escape")
        assert screen.query_one(XrayMap).has_focus
