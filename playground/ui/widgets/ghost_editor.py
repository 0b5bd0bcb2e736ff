"""The editor of the Write screen: keys and messages around the text and its ghost."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.document._document import EditResult, Location, Selection
from textual.document._edit import Edit
from textual.message import Message
from textual.widgets import TextArea

from playground.ui.bindings import bindings
from playground.ui.widgets.ghost_text import GhostText
from playground.ui.widgets.joined_history import JoinedHistory
from playground.ui.widgets.keys_in_turn import obeyed_in_turn

PICKS = {f"alt+{digit}": digit for digit in range(1, 10)}
"""Keys that write a candidate, and its number."""


def _editor_bindings() -> list[BindingType]:
    """The table's keys, then the editing keys of any text area that are still free."""
    ours = bindings("editor")
    ours += [Binding(key, f"pick({digit})", show=False) for key, digit in PICKS.items() if digit > 1]
    taken = {key for each in ours if isinstance(each, Binding) for key in each.key.split(",")}
    taken |= {"f6", "f7", "ctrl+e"}  # the app's and the screen's
    theirs = [each for each in TextArea.BINDINGS if isinstance(each, Binding)]
    free = [(each, [key for key in each.key.split(",") if key not in taken]) for each in theirs]
    return [*ours, *(replace(each, key=",".join(keys)) for each, keys in free if keys)]


class GhostEditor(GhostText, inherit_bindings=False):
    """A text area with a ghost.

    Posts :class:`Asked` whenever the text before the cursor changed, so that somebody can think of a ghost
    and :meth:`offer` it. Nothing that takes time happens here.
    """

    BINDINGS: ClassVar[list[BindingType]] = _editor_bindings()

    class Asked(Message):
        """The text before the cursor is another one; a ghost may be offered."""

        def __init__(self, editor: GhostEditor) -> None:
            super().__init__()
            self.editor = editor

        @property
        def control(self) -> GhostEditor:
            return self.editor

    class Typed(Message):
        """A person pressed a key in the editor."""

    class Overwritten(Message):
        """What was undone is lost to redo, for something else is being written; ``text`` was the whole."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class PickAsked(Message):
        """A person asked for the candidate of this number."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, text: str = "", *, id: str | None = None) -> None:
        super().__init__(text, id=id)
        self.history: JoinedHistory = JoinedHistory(
            max_checkpoints=200, checkpoint_timer=2.0, checkpoint_max_characters=100
        )
        self._ahead: str | None = None  # the text before anything was undone

    # ------------------------------------------------------------------ the ghost

    def take(self, text: str) -> None:
        """Write ``text`` at the cursor; one step of undo."""
        if text:
            self.history.checkpoint()
            self.insert(text, maintain_selection_offset=False)
            self.history.checkpoint()

    def stream(self, text: str) -> None:
        """Write ``text`` at the cursor; part of the one step between the history's ``begin`` and ``end``."""
        self.insert(text, maintain_selection_offset=False)

    def put(self, start: Location, text: str) -> None:
        """Write ``text`` in place of everything from ``start`` on; one step of undo."""
        self.history.checkpoint()
        self.replace(text, start, self.document.end, maintain_selection_offset=False)
        self.history.checkpoint()

    # ------------------------------------------------------------------ undo

    def edit(self, edit: Edit) -> EditResult:
        if self._ahead is not None and self.history.undone:
            self.post_message(self.Overwritten(self._ahead))
        self._ahead = None
        return super().edit(edit)

    def undo(self) -> None:
        if not self.history.undone:
            self._ahead = self.text
        super().undo()

    # ------------------------------------------------------------------ keys

    def action_take_all(self) -> None:
        """Tab: the whole ghost becomes text."""
        if not self.ghost:
            raise SkipAction
        self.take(self.ghost.text)

    def action_take_token(self) -> None:
        """The first token of the ghost becomes text; without one the cursor goes a word to the right."""
        if self.ghost:
            self.take(self.ghost.first)
        else:
            self.action_cursor_word_right()

    def action_pick(self, number: int) -> None:
        self.post_message(self.PickAsked(number))

    def action_dismiss(self) -> None:
        if not self.ghost:
            raise SkipAction
        self.dismiss()

    def action_cursor_right(self, select: bool = False) -> None:
        if self.ghost and not select:
            self.action_take_all()
        else:
            super().action_cursor_right(select)

    def _watch_selection(self, previous_selection: Selection, selection: Selection) -> None:
        super()._watch_selection(previous_selection, selection)
        if self.is_mounted:
            self.post_message(self.Asked(self))

    async def _on_key(self, event: events.Key) -> None:
        if event.key.startswith("alt+") and event.is_printable:
            # A chord is no text, though many terminals report its character.
            event.prevent_default()
            if event.key in PICKS:
                event.stop()
                self.action_pick(PICKS[event.key])
            return
        if not await obeyed_in_turn(self, event):
            await super()._on_key(event)
        self.post_message(self.Typed())
