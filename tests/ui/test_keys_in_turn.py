"""Keys that come in a burst are obeyed in the order in which they were pressed."""

from __future__ import annotations

import pytest
from textual import events

from playground.ui.widgets.ghost_editor import GhostEditor
from tests.ui.bare import BareApp

BURSTS = [
    (["x", "backspace", "y"], "y"),
    (["a", "b", "left", "c"], "acb"),
    (["a", "b", "ctrl+a", "backspace", "t", "h", "e"], "the"),
    (["a", "b", "home", "c", "delete", "d", "end", "e"], "cdbe"),
]


@pytest.mark.parametrize(("keys", "left"), BURSTS, ids=lambda each: "".join(each))
async def test_a_burst(keys: list[str], left: str) -> None:
    editor = GhostEditor()
    async with BareApp(editor).run_test() as pilot:
        editor.focus()
        await pilot.pause()
        for key in keys:
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        await pilot.pause()
        assert editor.text == left
