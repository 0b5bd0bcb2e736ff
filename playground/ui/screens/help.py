"""Pages over a mode: its help, drawn from the one table of keys, and longer explanations."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from playground.ui.bindings import SCOPES, Row, bindings, rows, signs
from playground.ui.panels import hints, prose
from playground.ui.screens.base import ModeScreen
from playground.ui.widgets.key_bar import run_row

WIDGETS = {
    "train": ("choice", "heatmap", "labchart", "files"),
    "write": ("editor", "candidates", "texts", "number", "choice"),
    "xray": ("xraymap", "tinted", "places", "number", "choice", "files"),
    "lab": ("labchart", "number", "toggles", "choice"),
    "shapes": ("unrolled", "labchart", "heatmap", "choice", "files"),
    "library": (),
}
"""Scopes of the widgets of each mode."""


class Page(ModalScreen[None]):
    """A page over the mode in sight; escape closes it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("help")
    AUTO_FOCUS = "#help-page"
    DEFAULT_CSS = """
    Page {
        align: center middle; background: $background 60%;
        #help-box { width: 92; max-width: 96%; height: auto; max-height: 92%; background: $surface;
            border: round $border-blurred; border-title-color: $accent; border-title-style: bold;
            border-subtitle-color: $quiet; padding: 0 1; }
        #help-page { height: auto; max-height: 100%; padding: 0 2 0 1; scrollbar-size-vertical: 1; }
        .help-about { color: $foreground; padding: 1 0 0 0; }
        .help-row { height: auto; padding: 0 0 0 2; }
        .help-row:hover { background: $panel; }
        .help-keys { color: $footer-key-foreground; }
        .help-what { width: 1fr; padding: 0 0 0 2; }
        .help-heading { color: $accent; text-style: bold; padding: 1 0 0 0; }
    }
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def compose(self) -> ComposeResult:
        with Vertical(id="help-box") as box:
            box.border_title = Content(self._title)
            box.border_subtitle = hints(("Esc", "closes", "close"))
            with VerticalScroll(id="help-page"):
                yield from self.compose_page()

    def compose_page(self) -> ComposeResult:
        """What stands on it."""
        yield from ()

    def action_close(self) -> None:
        self.dismiss()


class HelpRow(Horizontal):
    """A key and what it does; a click does it."""

    def __init__(self, entry: Row) -> None:
        super().__init__(classes="help-row")
        self.entry = entry

    async def on_click(self) -> None:
        app = self.app
        self.screen.dismiss()
        # The mode has its focus back once the page is gone.
        app.call_later(self._run, app)

    async def _run(self, app: App[object]) -> None:
        await run_row(app.screen, self.entry)


class HelpScreen(Page):
    """What is on a mode's screen, and its keys."""

    def __init__(self, screen: ModeScreen) -> None:
        super().__init__(f"Help: {SCOPES.get(screen.MODE, screen.MODE)}")
        self._about = screen

    def compose_page(self) -> ComposeResult:
        mode = self._about.MODE
        yield Static(Content(self._about.ABOUT), classes="help-about")
        yield Static("Keys; a click on a line does the same.", classes="help-about")
        shown = {scope: list(rows(scope)) for scope in (mode, *WIDGETS.get(mode, ()), "app")}
        # In Write a digit never goes to another mode: it is typed, or takes a row of the list.
        keys = {
            entry.id: signs(
                entry.keys.split(",")[0] if (mode, entry.scope) == ("write", "app") else entry.keys
            )
            for entries in shown.values()
            for entry in entries
        }
        width = max(map(len, keys.values()))
        for scope, entries in shown.items():
            if entries:
                yield Static(Content(SCOPES[scope]), classes="help-heading")
            for entry in entries:
                with HelpRow(entry):
                    left = Static(Content(keys[entry.id]), classes="help-keys")
                    left.styles.width = width
                    yield left
                    yield Static(Content(entry.help), classes="help-what")


class AboutScreen(Page):
    """A few paragraphs with equations."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__(title)
        self._text = text

    def compose_page(self) -> ComposeResult:
        yield Static(prose(self._text), classes="help-about")
