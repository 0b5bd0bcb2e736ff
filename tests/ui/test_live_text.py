from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.widgets import Label

from playground.ui.widgets.live_text import LiveText


class Line(App[None]):
    """A text as wide as it has to be, one as wide as there is room, and what stands between them."""

    CSS = "#auto { width: auto; } #rest { width: 1fr; }"

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield LiveText(id="auto")
            yield Label("|")
            yield LiveText(id="rest")


async def test_it_is_as_wide_as_its_text_and_what_follows_makes_room() -> None:
    async with Line().run_test(size=(40, 3)) as pilot:
        text, bar = pilot.app.query_one("#auto", LiveText), pilot.app.query_one(Label)
        for said in ("a rate", "a much longer rate", "[b]no markup[/b]", ""):
            text.put(said)
            await pilot.pause()
            assert str(text.render()) == said
            assert bar.region.x == len(said)


async def test_only_another_width_lays_the_screen_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Line().run_test(size=(40, 3)) as pilot:
        auto, rest = pilot.app.query_one("#auto", LiveText), pilot.app.query_one("#rest", LiveText)
        auto.put("0.01")
        rest.put("first")
        await pilot.pause()
        updates: list[bool] = []
        monkeypatch.setattr(LiveText, "update", lambda _self, _text, layout: updates.append(layout))
        auto.put("0.01")
        rest.put("first")
        assert updates == []
        auto.put("0.02")
        rest.put("a longer one")
        assert updates == [False, False]
        auto.put("0.015")
        rest.put("")
        assert updates == [False, False, True, True]


async def test_a_text_with_room_to_spare_stays_as_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    class Spare(Line):
        def compose(self) -> ComposeResult:
            with Horizontal():
                yield LiveText(id="auto", spare=3)
                yield Label("|")

    async with Spare().run_test(size=(40, 3)) as pilot:
        text, bar = pilot.app.query_one("#auto", LiveText), pilot.app.query_one(Label)
        text.put("0.0125")
        await pilot.pause()
        layouts: list[bool] = []
        update = LiveText.update
        monkeypatch.setattr(
            LiveText,
            "update",
            lambda self, content, layout: (layouts.append(layout), update(self, content, layout=layout)),
        )
        for said, room in [("0.012", 6), ("0.01", 6), ("0.0125", 6), ("0.01234", 7), ("0.1", 3), ("", 0)]:
            text.put(said)
            await pilot.pause()
            assert str(text.render()).rstrip() == said
            assert bar.region.x == room
        assert layouts == [False, False, False, True, True, True]
