"""Keys that come in a burst are obeyed in the order in which they were pressed."""

from __future__ import annotations

import pytest
from textual import events

from playground.ui.widgets.ghost_editor import GhostEditor
from playground.ui.widgets.text_field import TextField
from tests.ui.bare import BareApp

BURSTS = [
    (["x", "backspace", "y"], "y"),
    (["a", "b", "left", "c"], "acb"),
    (["a", "b", "home", "c", "delete", "d", "end", "e"], "cdbe"),
]
ALL_MARKED = (["a", "b", "ctrl+a", "backspace", "t", "h", "e"], "the")
AT_THE_BEGINNING = (["a", "b", "ctrl+a", "backspace", "t", "h", "e"], "theab")
CASES: list[tuple[type[GhostEditor | TextField], list[str], str]] = [
    (GhostEditor, *each) for each in (*BURSTS, ALL_MARKED)
]
CASES += [(TextField, *each) for each in (*BURSTS, AT_THE_BEGINNING)]


@pytest.mark.parametrize(("kind", "keys", "left"), CASES)
async def test_a_burst(kind: type[GhostEditor | TextField], keys: list[str], left: str) -> None:
    field = kind()
    async with BareApp(field).run_test() as pilot:
        field.focus()
        await pilot.pause()
        for key in keys:
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        await pilot.pause()
        assert (field.text if isinstance(field, GhostEditor) else field.value) == left


async def test_enter_hands_in_what_was_typed_before_it() -> None:
    handed_in: list[str] = []

    class Asking(BareApp):
        def on_input_submitted(self, event: TextField.Submitted) -> None:
            handed_in.append(event.value)

    field = TextField()
    async with Asking(field).run_test() as pilot:
        field.focus()
        await pilot.pause()
        for key in ("a", "backspace", "b", "enter", "c"):
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        await pilot.pause()
        assert (handed_in, field.value) == (["b"], "bc")
