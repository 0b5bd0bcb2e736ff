"""The command palette: every row of the table that can be used here, and the themes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.types import IgnoreReturnCallbackType

from playground.ui.bindings import rows, sign
from playground.ui.screens.base import ModeScreen
from playground.ui.widgets.key_bar import run_row

_TEXTUAL_THEMES = (
    "nord",
    "gruvbox",
    "tokyo-night",
    "catppuccin-mocha",
    "catppuccin-latte",
    "solarized-light",
)
"""Themes of Textual's that go well with the charts."""


class RowCommands(Provider):
    """What the current mode and the app can do, found by name."""

    def _commands(self) -> Iterator[tuple[str, str, IgnoreReturnCallbackType]]:
        """Name, explanation and what to run."""
        mode = self.screen.MODE if isinstance(self.screen, ModeScreen) else "app"
        for entry in rows(mode, "app"):
            name = entry.action.partition("(")[0]
            if entry.palette and (entry.scope == "app" or self.screen.check_action(name, ())):
                run: Callable[[], object] = partial(run_row, self.screen, entry)
                yield entry.help.rstrip("."), f"{entry.label} · {sign(entry.keys.split(',')[0])}", run
        for theme in self.app.available_themes:
            if theme.startswith("playground-") or theme in _TEXTUAL_THEMES:
                yield f"Theme: {theme}", "Change the colours", partial(setattr, self.app, "theme", theme)

    async def discover(self) -> Hits:
        for name, about, run in self._commands():
            yield DiscoveryHit(name, run, help=about)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for name, about, run in self._commands():
            score = max(matcher.match(name), 0.8 * matcher.match(about))
            if score > 0:
                yield Hit(score, matcher.highlight(name), run, help=about)
