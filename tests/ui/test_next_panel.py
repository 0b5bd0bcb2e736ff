"""The panel of the likeliest next tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.text.display import width
from playground.ui.widgets.next_panel import NextPanel, tail
from playground.ui.widgets.time_candidates import NextTokens
from tests.ui.bare import BareApp


def title_of(panel: NextPanel) -> str:
    title = panel._border_title
    assert title is not None
    return title.plain


@pytest.mark.parametrize(
    ("columns", "title"),
    [
        (40, "Next · after “Once upon a”"),
        (32, "Next · after “Once upon a”"),
        (28, "Next · after “…upon a”"),
        (10, "Next · after “…n a”"),
    ],
)
async def test_the_title_has_as_much_of_the_prompt_as_there_is_room(columns: int, title: str) -> None:
    panel = NextPanel()
    panel.styles.border = ("round", "white")
    async with BareApp(panel).run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        assert title_of(panel) == "Next · what it expects"
        panel.show((("x", 0.5), ("y", 0.25)), "Once upon a")
        panel.styles.width = columns
        await pilot.pause()
        assert title_of(panel) == title
        assert "x" in panel.query_one(NextTokens).render_line(0).text


@given(st.text(max_size=30), st.integers(4, 14))
def test_a_tail_fits_and_is_one_line(prompt: str, room: int) -> None:
    shown = tail(prompt, room)
    assert width(shown) <= room
    assert "\n" not in shown
