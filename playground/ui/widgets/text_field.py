"""A line to type in."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from playground.ui.widgets.keys_in_turn import obeyed_in_turn


class TextField(Input):
    """An input that obeys keys in the order in which they were pressed."""

    async def _on_key(self, event: events.Key) -> None:
        await obeyed_in_turn(self, event)  # what it obeys does not go on to the input's own handler
