"""Updates drawn sparingly look as Textual's own."""

from __future__ import annotations

import random

import pyte
from textual._compositor import ChopsUpdate, Compositor
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Button, Static

from playground.ui.sparing import SparingCompositor


class Compared(SparingCompositor):
    """Draws every update both ways."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[tuple[ChopsUpdate | None, ChopsUpdate | None]] = []

    def render_partial_update(self) -> ChopsUpdate | None:
        regions = set(self._dirty_regions)
        own = Compositor.render_partial_update(self)
        self._dirty_regions.update(regions)
        found = super().render_partial_update()
        self.pairs.append((own, found))
        return found


class Panels(Screen[None]):
    CSS = """
    Vertical { border: round white; }
    #scroll { height: 4; }
    #over { layer: top; offset: 9 2; width: 20; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._compositor = Compared()

    def compose(self) -> ComposeResult:
        yield Static("head", id="head")
        with Horizontal():
            for side in "ab":
                with Vertical():
                    yield Static("one\ntwo\nthree", id=f"{side}-text")
                    yield Button("press", id=f"{side}-press")
                    with VerticalScroll(id="scroll"):
                        yield Static("\n".join(map(str, range(20))), id=f"{side}-long")
        yield Static("over all", id="over")
        yield Static("foot", id="foot")


def on_screen(app: App[None], update: ChopsUpdate) -> list[object]:
    """What a terminal full of something else shows after ``update``, cell by cell."""
    screen = pyte.Screen(60, 24)
    screen.reset_mode(pyte.modes.DECAWM)
    stream = pyte.Stream(screen)
    stream.feed("".join(f"\x1b[{row};1H{'#' * 60}" for row in range(1, 25)))
    stream.feed(update.render_segments(app.console))
    return [screen.buffer[row][column] for row in range(24) for column in range(60)]


async def test_updates_are_those_of_textual() -> None:
    app: App[None] = App()
    chance = random.Random(0)
    async with app.run_test(size=(60, 24)) as pilot:
        screen = Panels()
        await app.push_screen(screen)
        await pilot.pause()
        compositor = screen._compositor
        assert isinstance(compositor, Compared)
        names = [
            "head",
            "foot",
            "over",
            *(f"{side}-{what}" for side in "ab" for what in ("text", "press", "long")),
        ]
        for turn in range(40):
            for name in chance.sample(names, chance.randint(1, 4)):
                widget = screen.query_one(f"#{name}")
                if isinstance(widget, Static):
                    widget.update("".join(chance.choice("xyz 漢\n") for _ in range(30)), layout=False)
                else:
                    widget.refresh()
            if turn % 5 == 0:
                screen.query("#scroll").first().scroll_to(y=chance.randint(0, 12), animate=False)
            await pilot.pause()
        assert len(compositor.pairs) >= 30
        for own, found in compositor.pairs:
            assert (own is None) == (found is None)
            if own is not None and found is not None:
                assert on_screen(app, found) == on_screen(app, own)


async def test_far_apart_changes_do_not_have_what_lies_between_drawn() -> None:
    app: App[None] = App()
    async with app.run_test(size=(60, 24)) as pilot:
        screen = Panels()
        await app.push_screen(screen)
        await pilot.pause()
        drawn: list[str | None] = []
        for widget in screen.walk_children():
            render = widget.render_lines
            widget.render_lines = lambda crop, name=widget.id, render=render: (  # type: ignore[method-assign]
                drawn.append(name),
                render(crop),
            )[1]
        screen._compositor = SparingCompositor()
        screen.refresh(layout=True)
        await pilot.pause()
        drawn.clear()
        screen.query_one("#head", Static).update("a", layout=False)
        screen.query_one("#foot", Static).update("b", layout=False)
        await pilot.pause()
        assert {"head", "foot"} <= set(drawn)
        assert not {"a-text", "b-long", "a-press"} & set(drawn)
