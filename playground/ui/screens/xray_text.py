"""Choosing what X-ray reads: typed or pasted, a text of the library, or a file."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, OptionList, Static, TextArea
from textual.widgets.option_list import Option

from playground.text import corpora, display
from playground.ui.bindings import bindings
from playground.ui.recipe import show_bytes
from playground.ui.xray.passages import FIRST, MOST, Passage

_ASKED = "Type or paste any text:"
_TYPED = 20_000
"""Characters of a text up to which it is there to be changed."""


class TextScreen(ModalScreen["Passage | str | None"]):
    """Gives back a passage, the name of a text, :attr:`FILE`, or None."""

    FILE = "\0file"
    """The user wants to choose a file."""
    BINDINGS: ClassVar[list[BindingType]] = bindings("xraytext")
    AUTO_FOCUS = "#xray-typed"
    DEFAULT_CSS = """
    TextScreen {
        align: center middle; background: $background 60%;
        #texts-box { width: 84; max-width: 96%; height: 26; max-height: 92%; background: $surface;
            border: round $border; border-title-color: $accent; border-title-style: bold;
            border-subtitle-color: $quiet; padding: 0 1; }
        .texts-about { color: $quiet; height: auto; }
        .texts-about.-wrong { color: $text-error; }
        #xray-typed { height: 1fr; min-height: 3; background: $panel; border: none; padding: 0 1; }
        #xray-texts { height: auto; max-height: 10; background: $surface; border: none; padding: 0; }
        #xray-texts:focus { background-tint: $foreground 0%; }
        #texts-buttons { height: 1; margin: 1 0 0 0; }
        #texts-buttons Button { margin: 0 1 0 0; background: $control; color: $foreground; text-style: none;
            width: auto; min-width: 8; }
        #texts-buttons Button:hover, #texts-buttons Button:focus {
            background: $accent; color: $block-cursor-foreground;
        }
    }
    """

    def __init__(self, passage: Passage) -> None:
        super().__init__()
        text = passage.text or ""
        self._start = text if len(text) <= _TYPED else ""

    def compose(self) -> ComposeResult:
        with Vertical(id="texts-box") as box:
            box.border_title = "What the network reads"
            box.border_subtitle = "^S reads what is typed · Tab goes to the list · Esc cancels"
            yield Static(_ASKED, id="texts-said", classes="texts-about", markup=False)
            yield TextArea(self._start, id="xray-typed", compact=True, tab_behavior="focus")
            yield Static("or take one of these:", classes="texts-about", markup=False)
            yield OptionList(*self._options(), id="xray-texts", markup=False)
            with Horizontal(id="texts-buttons"):
                yield Button("Read what is typed", id="texts-take", compact=True)
                yield Button("A file…", id="texts-file", compact=True)
                yield Button("Cancel", id="texts-cancel", compact=True)

    def _options(self) -> list[Option]:
        found = [Option(Content(FIRST.name[0].upper() + FIRST.name[1:]), id="-")]
        for card in corpora.list_corpora():
            title = display.clip(card.title, 40)
            gap = " " * max(1, 42 - display.width(title))
            found.append(Option(Content(f"{title}{gap}{show_bytes(card.size_bytes):>10}"), id=card.name))
        return found

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(FIRST if event.option.id == "-" else event.option.id)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        match event.button.id:
            case "texts-take":
                self.action_take()
            case "texts-file":
                self.action_file()
            case _:
                self.action_close()

    def action_take(self) -> None:
        text = self.query_one(TextArea).text[:MOST]
        if text:
            self.dismiss(Passage("your text", text))
            return
        said = self.query_one("#texts-said", Static)
        said.update("Type something, or Esc:")
        said.add_class("-wrong")
        self.query_one(TextArea).focus()

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        said = self.query_one("#texts-said", Static)
        said.update(_ASKED)
        said.remove_class("-wrong")

    def action_file(self) -> None:
        self.dismiss(self.FILE)

    def action_close(self) -> None:
        self.dismiss(None)
