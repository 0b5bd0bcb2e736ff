"""A table whose cells are plain text: nothing in a name or a path is read as markup."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.coordinate import Coordinate
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
        *,
        wrap: bool = False,
    ) -> None:
        """Show rows (key, cells, style of the row or ``""``) under columns (title, ``left`` or ``right``).

        Room that is left is shared among the columns. The cursor stays on its row. With ``wrap`` titles take
        several lines where that saves the table from being wider than ``width``.
        """
        signature = (
            tuple(columns),
            tuple((key, tuple(cells), tone) for key, cells, tone in rows),
            width,
            wrap,
        )
        if signature == self._shown:
            return
        self._shown = signature
        before, at = self.key, self.cursor_row
        widest = [
            max([1, *(display.width(cells[column]) for _, cells, _ in rows)])
            for column in range(len(columns))
        ]
        sizes = [max(size, display.width(title)) for size, (title, _) in zip(widest, columns, strict=True)]
        heads = [[title] for title, _ in columns]
        if wrap and sum(sizes) + 2 * len(columns) > width:
            heads = [_wrapped(title, size) for size, (title, _) in zip(widest, columns, strict=True)]
            sizes = [max(size, *map(display.width, head)) for size, head in zip(widest, heads, strict=True)]
        room = max(0, width - sum(sizes) - 2 * len(columns))
        each = min(room // len(columns), 10)
        sizes = [size + each for size in sizes]
        sizes[0] = max(12, sizes[0] + room - each * len(columns))
        self.clear(columns=True)
        self.header_height = max((len(head) for head in heads), default=1)
        for (_, side), head, size in zip(columns, heads, sizes, strict=True):
            lines = [_cell(line, size, side) for line in head]
            self.add_column(Text("\n").join(lines), width=size)
        for key, cells, tone in rows:
            shown = [
                _cell(display.clip(cell, size), size, side, tone)
                for cell, size, (_, side) in zip(cells, sizes, columns, strict=True)
            ]
            self.add_row(*shown, key=key)
        keys = [key for key, _, _ in rows]
        if keys:
            self.move_cursor(row=keys.index(before) if before in keys else min(at, len(keys) - 1))

    def validate_cursor_coordinate(self, value: Coordinate) -> Coordinate:
        """Never above the first row: in an empty table Textual goes to row -1, and stays when rows come."""
        row, column = super().validate_cursor_coordinate(value)
        return Coordinate(max(0, row), max(0, column))

    @property
    def key(self) -> str | None:
        """Of the row under the cursor."""
        if not self.is_valid_row_index(self.cursor_row):
            return None
        return self.coordinate_to_cell_key(self.cursor_coordinate).row_key.value


def _wrapped(title: str, columns: int) -> list[str]:
    """A title on as many lines as it needs in so many columns; words stay whole."""
    return textwrap.wrap(title, max(columns, *map(len, title.split())), break_long_words=False) or [""]


def _cell(text: str, size: int, side: str, tone: str = "") -> Text:
    gap = " " * max(0, size - display.width(text))
    return Text(gap + text if side == "right" else text + gap, style=tone, no_wrap=True, end="")
