"""Choosing a file or a folder to train on: by typing a path, with the arrow keys, or with the mouse."""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from playground.places import tidy
from playground.text.display import visible
from playground.ui.bindings import bindings
from playground.ui.recipe import show_bytes
from playground.ui.widgets.text_field import TextField

MOST = 2000
"""Entries listed of one folder."""


class FilePicker(ModalScreen[str | None]):
    """Gives back the path of a file or folder, or None."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("files")
    AUTO_FOCUS = "#files"
    DEFAULT_CSS = """
    FilePicker {
        align: center middle; background: $background 60%;
        #picker { width: 84; max-width: 96%; height: 28; max-height: 92%; background: $surface;
            border: round $border; border-title-color: $accent; border-title-style: bold;
            border-subtitle-color: $quiet; padding: 0 1; }
        #path { margin: 0 0 1 0; background: $panel; }
        #files { height: 1fr; background: $surface; border: none; padding: 0; }
        #files:focus { background-tint: $foreground 0%; }
        #picker-note { height: 1; color: $quiet; text-wrap: nowrap; text-overflow: ellipsis; }
        #picker-buttons { height: 1; margin: 1 0 0 0; }
        #picker-buttons Button { margin: 0 1 0 0; background: $control; color: $foreground; }
        #picker-buttons Button { text-style: none; }
        #picker-buttons Button:hover { background: $accent; color: $block-cursor-foreground; }
    }
    """

    def __init__(self, folder: str = "") -> None:
        super().__init__()
        start = Path(folder).expanduser() if folder else Path.cwd()
        self.folder = (start if start.is_dir() else Path.cwd()).resolve()
        self._hidden = False

    def compose(self) -> ComposeResult:
        with Vertical(id="picker") as box:
            box.border_title = "Choose a text"
            box.border_subtitle = "Enter opens · ⌫ up · ^S whole folder · . hidden files · Esc cancels"
            yield TextField(id="path", compact=True, placeholder="Type a path, or choose below")
            yield OptionList(id="files", markup=False)
            yield Static("", id="picker-note", markup=False)
            with Horizontal(id="picker-buttons"):
                yield Button("Folder above", id="picker-up", compact=True)
                yield Button("Use this folder", id="picker-folder", compact=True)
                yield Button("Cancel", id="picker-cancel", compact=True)

    def on_mount(self) -> None:
        self._list()

    def _list(self, came_from: str = "") -> None:
        """Show the folder: folders first, then files with their sizes."""
        files = self.query_one("#files", OptionList)
        files.clear_options()
        note = ""
        try:
            entries = sorted(
                os.scandir(self.folder), key=lambda entry: (not _is_dir(entry), entry.name.lower())
            )
        except OSError as error:
            entries, note = [], f"This folder cannot be read: {(error.strerror or str(error)).lower()}."
        shown = [entry for entry in entries if self._hidden or not entry.name.startswith(".")]
        if len(shown) > MOST:
            note = f"The first {MOST:,} of {len(shown):,} entries; type the path of another."
        room = max(20, min(84, self.app.size.width) - 20)  # borders, a scroll bar, and the size
        for entry in shown[:MOST]:
            files.add_option(Option(_line(entry, room), id=entry.name))
        if not shown and not note:
            note = "Nothing is in this folder."
        self.query_one("#picker-note", Static).update(Content(visible(note, keep="")))
        path = self.query_one("#path", Input)
        path.value = str(self.folder) + ("" if str(self.folder).endswith(os.sep) else os.sep)
        path.cursor_position = len(path.value)
        names = [entry.name for entry in shown[:MOST]]
        if names:
            files.highlighted = names.index(came_from) if came_from in names else 0

    def _take(self, path: Path) -> None:
        """A folder is opened, a file chosen, anything else said to be missing."""
        if path.is_dir():
            self.folder = path.resolve()
            self._list()
            self.query_one("#files").focus()
        elif path.exists():
            self.dismiss(str(path))
        else:
            self.query_one("#picker-note", Static).update(
                Content(visible(f"There is no file {tidy(path)}.", keep=""))
            )

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(self.folder / (event.option.id or ""))

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self._take(self.folder / Path(event.value.strip()).expanduser())

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        match event.button.id:
            case "picker-up":
                self.action_up()
            case "picker-folder":
                self.action_use_folder()
            case _:
                self.action_close()

    def action_up(self) -> None:
        """Go to the folder above, with the cursor on the one we come from."""
        came_from, self.folder = self.folder.name, self.folder.parent
        self._list(came_from)

    def action_use_folder(self) -> None:
        self.dismiss(str(self.folder))

    def action_hidden(self) -> None:
        self._hidden = not self._hidden
        self._list()

    def action_close(self) -> None:
        self.dismiss(None)


def _is_dir(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _line(entry: os.DirEntry[str], room: int) -> Content:
    """One entry: its name, and what it is at the right."""
    name = visible(entry.name, keep="")
    if _is_dir(entry):
        return Content.styled(f"{name}/", "bold")  # no colour: it would vanish in the cursor's
    try:
        size = show_bytes(entry.stat().st_size)
    except OSError:
        size = "?"
    shown = Content(name).truncate(room, ellipsis=True)
    gap = " " * max(1, room - shown.cell_length)
    return Content.assemble(shown, gap, f"{size:>8}")
