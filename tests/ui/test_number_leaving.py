"""Leaving the app with nonsense in a field of numbers is leaving the app."""

from __future__ import annotations

from playground.ui.app import PlaygroundApp
from playground.ui.settings import Settings
from playground.ui.widgets.number_field import NumberField


async def test_nonsense_in_a_field_does_not_keep_the_app_from_leaving() -> None:
    app = PlaygroundApp(mode="write", settings=Settings())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        field = app.screen.query(NumberField).first()
        field.input.focus()
        await pilot.press("j", "4", "z", "p")
        # The field loses the focus when the app has no screen any more, which happens when it ends.
        screens = app._screen_stack[:]
        app._screen_stack.clear()
        field.on_descendant_blur()
        app._screen_stack[:] = screens
