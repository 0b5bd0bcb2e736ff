"""Keys that come in a burst are obeyed in the order in which they were pressed."""

from __future__ import annotations

import pytest
from textual import events
from textual.widgets import TextArea

from playground.ui.widgets.ghost_editor import GhostEditor
from playground.ui.widgets.keys_in_turn import Field
from tests.ui.bare import BareApp

BURSTS = [
    (["x", "backspace", "y"], "y"),
    (["a", "b", "left", "c"], "acb"),
    (["a", "b", "ctrl+a", "backspace", "t", "h", "e"], "the"),
    (["a", "b", "home", "c", "delete", "d", "end", "e"], "cdbe"),
]


@pytest.mark.parametrize("field", ["editor", "field"])
@pytest.mark.parametrize(("keys", "left"), BURSTS, ids=lambda each: "".join(each))
async def test_a_burst(field: str, keys: list[str], left: str) -> None:
    where = GhostEditor() if field == "editor" else Field()
    app = BareApp(where)
    async with app.run_test() as pilot:
        where.focus()
        if field == "field" and "ctrl+a" in keys:
            keys = ["home" if key == "ctrl+a" else "ctrl+k" if key == "backspace" else key for key in keys]
        await pilot.pause()
        for key in keys:
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        await pilot.pause()
        assert (where.text if isinstance(where, TextArea) else where.value) == left
