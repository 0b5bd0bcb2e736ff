"""Page up and page down in lists that have no room on the screen."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.widgets import OptionList

from playground.ui import tiny_lists


class Lists(App[None]):
    CSS = "OptionList { border: none; height: 5; }"

    def compose(self) -> ComposeResult:
        yield OptionList(*map(str, range(50)))


@pytest.mark.parametrize("key", ["pageup", "pagedown"])
async def test_a_page_of_a_list_without_room_is_nothing(key: str) -> None:
    tiny_lists.mend()
    app = Lists()
    async with app.run_test(size=(20, 6)) as pilot:
        options = app.query_one(OptionList)
        options.styles.height = 0
        await pilot.pause()
        options.clear_options()
        options.add_options(map(str, range(50)))
        options.highlighted = 7
        options.focus()
        await pilot.press(key)
        assert options.highlighted == 7


async def test_pages_of_a_list_with_room_are_as_before() -> None:
    tiny_lists.mend()
    tiny_lists.mend()  # as a second app in the same process does
    app = Lists()
    async with app.run_test(size=(20, 6)) as pilot:
        options = app.query_one(OptionList)
        options.focus()
        await pilot.press("down", "pagedown")
        below = options.highlighted
        assert below is not None
        assert below > 1
        await pilot.press("pageup")
        assert options.highlighted == below - 5
