"""Tables whose cells are plain text."""

from __future__ import annotations

import pytest

from playground.ui.widgets.xray_view import GoTable
from tests.ui.bare import BareApp

COLUMNS = [("place", "left")]
ROWS = [(name, [name], "") for name in ("here", "there", "everywhere")]


class Tables(BareApp):
    def on_go_table_went(self, event: GoTable.Went) -> None:
        self.messages.append(event.key)


@pytest.mark.parametrize("key", ["down", "up", "pagedown", "pageup", "home", "end", "right", "ctrl+end"])
async def test_keys_in_an_empty_table_do_not_put_the_cursor_above_the_rows_that_come(key: str) -> None:
    table = GoTable()
    app = Tables(table)
    async with app.run_test() as pilot:
        table.focus()
        table.fill(COLUMNS, ROWS, 40)
        await pilot.press("down")
        table.fill(COLUMNS, [], 40)
        await pilot.press(key, key)
        assert table.cursor_row == 0
        table.fill(COLUMNS, ROWS, 40)
        await pilot.pause()
        assert table.key == "here"
        await pilot.press("down")
        await pilot.pause()
        assert table.key == "there"
        assert app.messages[-1] == "there"
