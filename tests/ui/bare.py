"""An app with nothing in it but the widget under test, in our theme."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widget import Widget

from playground.ui.themes import DARK, THEMES, extra_variables


class BareApp(App[None]):
    CSS = "Screen { layout: vertical; }"

    def __init__(self, widget: Widget, theme: str = DARK) -> None:
        super().__init__()
        self.widget = widget
        self.messages: list[object] = []
        for known in THEMES:
            self.register_theme(known)
        self.theme = theme

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return extra_variables(self.current_theme.to_color_system().generate())

    def compose(self) -> ComposeResult:
        yield self.widget

    def lines(self) -> list[str]:
        """The widget's lines as plain text."""
        return [self.widget.render_line(y).text for y in range(self.widget.size.height)]
