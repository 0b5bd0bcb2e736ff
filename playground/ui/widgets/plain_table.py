"""A table whose cells are plain text: nothing in a name or a path is read as markup."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import DataTable

from playground.text import display


class PlainTable(DataTable[Text], inherit_bindings=False):
    """Rows to move through; enter belongs to the screen, and a click only moves there."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding for binding in DataTable.BINDINGS if isinstance(binding, Binding) and binding.key != "enter"
    ]
    DEFAULT_CSS = """
    PlainTable {
        height: auto; max-height: 100%; background: $background;
        overflow-x: hidden; scrollbar-size-vertical: 1;
        &:focus { background-tint: $background 0%; }
        & > .datatable--header { background: $background; color: $quiet; text-style: none; }
        & > .datatable--header-hover { background: $background; color: $quiet; }
        & > .datatable--cursor { background: $panel; color: $foreground; text-style: none; }
        & > .datatable--hover { background: $surface; }
        &:focus > .datatable--cursor {
            background: $accent; color: $block-cursor-foreground; text-style: none;
        }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, cursor_type="row", zebra_stripes=False, cell_padding=1)
        self._shown: tuple[object, ...] | None = None

    def fill(
        self,
        columns: Sequence[tuple[str, str]],
        rows: Sequence[tuple[str, Sequence[str], str]],
        width: int,
    ) -> None:
        """Show rows (key, cells, style of the row or ``""``) under columns (title, ``left`` or ``right``).

        Room that is left is shared among the columns. The cursor stays on its row.
        """
        signature = (tuple(columns), tuple((key, tuple(cells), tone) for key, cells, tone in rows), width)
        if signature == self._shown:
            return
        self._shown = signature
        before, at = self.key, self.cursor_row
        sizes = [
            max([display.width(title), *(display.width(cells[column]) for _, cells, _ in rows)])
            for column, (title, _) in enumerate(columns)
        ]
        room = max(0, width - sum(sizes) - 2 * len(columns))
        each = min(room // len(columns), 10)
        sizes = [size + each for size in sizes]
        sizes[0] = max(12, sizes[0] + room - each * len(columns))
        self.clear(columns=True)
        for (title, side), size in zip(columns, sizes, strict=True):
            self.add_column(_cell(title, size, side), width=size)
        for key, cells, tone in rows:
            shown = [
                _cell(display.clip(cell, size), size, side, tone)
                for cell, size, (_, side) in zip(cells, sizes, columns, strict=True)
            ]
            self.add_row(*shown, key=key)
        keys = [key for key, _, _ in rows]
        if keys:
            self.move_cursor(row=keys.index(before) if before in keys else min(at, len(keys) - 1))

    @property
    def key(self) -> str | None:
        """Of the row under the cursor."""
        if not self.is_valid_row_index(self.cursor_row):
            return None
        return self.coordinate_to_cell_key(self.cursor_coordinate).row_key.value


def _cell(text: str, size: int, side: str, tone: str = "") -> Text:
    gap = " " * max(0, size - display.width(text))
    return Text(gap + text if side == "right" else text + gap, style=tone, no_wrap=True, end="")
