"""What the views of X-ray have in common."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import DataTable

from playground.ui.bindings import rows
from playground.ui.palette import Mode, mode_for
from playground.ui.widgets.plain_table import PlainTable


class XrayView(Vertical):
    """One view of the place under the cursor."""

    TITLE: ClassVar[str] = ""
    """Its tab."""
    ABOUT: ClassVar[str] = ""
    """What it shows, in a few words that a newcomer understands."""

    @property
    def mode(self) -> Mode:
        return mode_for(self.app.no_color, self.app.console.color_system)

    @property
    def dark(self) -> bool:
        return self.app.current_theme.dark

    def legend(self) -> Content:
        """What its colours mean; empty where there are none."""
        return Content("")


class GoTable(PlainTable):
    """A table of places: the arrow keys and a click go there at once, enter as well."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(row.keys, row.action, row.label, show=row.bar, id=row.id) for row in rows("places")
    ]

    class Went(Message):
        """The user chose the row with this key; ``done`` when that was by enter."""

        def __init__(self, table: GoTable, key: str, *, done: bool) -> None:
            super().__init__()
            self.table = table
            self.key = key
            self.done = done

        @property
        def control(self) -> GoTable:
            return self.table

    def to_top(self) -> None:
        """Show the first row, and put the cursor there."""
        self.move_cursor(row=0)
        self.scroll_to(y=0, animate=False)

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        event.stop()
        if self.has_focus and event.row_key.value is not None:
            self.post_message(self.Went(self, event.row_key.value, done=False))

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        event.stop()
        if event.row_key.value is not None:
            self.post_message(self.Went(self, event.row_key.value, done=False))

    def action_go(self) -> None:
        """Go to the row's place."""
        if self.key is not None:
            self.post_message(self.Went(self, self.key, done=True))
