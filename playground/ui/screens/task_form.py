"""The dialog in which a network of a shape is trained: on what, for how long, and how it is built."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, Select, Static

from playground import library, places
from playground.config import Task
from playground.errors import InputError, PlaygroundError
from playground.events import Request
from playground.places import tidy
from playground.text.display import visible
from playground.ui.bindings import bindings
from playground.ui.examples.training import FORMATS, SECONDS, SHIPPED, Data, Wish, request
from playground.ui.recipe import parse_duration, show_duration, suggest_name
from playground.ui.screens.ask import AskChoice
from playground.ui.screens.file_picker import FilePicker
from playground.ui.widgets.choice import Choice
from playground.ui.widgets.text_field import TextField

CELLS = (("rnn", "rnn"), ("gru", "gru"), ("lstm", "lstm"))
_ROWS: dict[str, tuple[Task, ...]] = {
    "labels": ("classify",),
    "column": ("series",),
    "reads": ("classify", "tag", "translate"),
    "attention": ("translate",),
    "past": ("classify", "tag"),
}
"""Rows that only some tasks have."""


class TaskForm(ModalScreen[Request | None]):
    """Gives back what to train, or None.

    Args:
        task: what the network is to do.
        folder: where a file is looked for first.
        alone: begin with a network that is cut off from its past.
        source: begin with this file.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings("ask")
    AUTO_FOCUS = "#task-seconds"
    DEFAULT_CSS = """
    TaskForm {
        align: center middle; background: $background 60%;
        #task-form { width: 72; max-width: 96%; height: auto; max-height: 96%; background: $surface;
            border: round $border; border-title-color: $accent; border-title-style: bold;
            border-subtitle-color: $quiet; padding: 0 1; }
        #task-fields { height: auto; max-height: 1fr; scrollbar-size-vertical: 1; }
        .row { height: 1; width: 1fr; }
        .row > Label { width: 11; color: $quiet; }
        .row Input { width: 1fr; background: $panel; padding: 0 1; }
        .row Input:focus { background: $accent 20%; }
        #task-data { width: 1fr; }
        #task-data > SelectCurrent { background: $panel; padding: 0 1; }
        #task-browse { min-width: 8; margin: 0 0 0 1; background: $control; color: $foreground; }
        #task-browse { text-style: none; }
        #task-browse:hover, #task-browse:focus { background: $accent; color: $block-cursor-foreground; }
        #task-format { color: $quiet; height: auto; margin: 0 0 0 11; }
        #task-problem { color: $text-error; height: auto; max-height: 4; display: none; }
        #task-problem.-shown { display: block; }
        #task-buttons { height: 1; margin: 1 0 0 0; }
        #task-buttons Button { margin: 0 1 0 0; min-width: 10; background: $control; color: $foreground; }
        #task-buttons Button { text-style: none; }
        #task-buttons Button:hover, #task-buttons Button:focus {
            background: $accent; color: $block-cursor-foreground;
        }
        #task-train { background: $accent; color: $block-cursor-foreground; text-style: bold; }
        #task-buttons #task-train:focus { text-style: bold underline; }
    }
    """

    def __init__(self, task: Task, title: str, *, folder: str = "", alone: bool = False) -> None:
        super().__init__()
        self.kind, self._title, self._alone = task, title, alone
        self.folder = folder
        """Where the last file was chosen."""
        self._data = list(SHIPPED[task])
        self._suggested = ""

    def compose(self) -> ComposeResult:
        with Vertical(id="task-form") as box:
            box.border_title = Content(f"Train · {self._title}")
            box.border_subtitle = "Enter trains · Esc cancels"
            with VerticalScroll(id="task-fields", can_focus=False):
                with self._row("data", "Learn from"):
                    yield Select[int](
                        self._options(), value=0, allow_blank=False, compact=True, id="task-data"
                    )
                    yield Button("Browse", id="task-browse", compact=True)
                yield Static(Content(f"or a file: {FORMATS[self.kind]}"), id="task-format")
                with self._row("labels", "Labels"):
                    yield TextField(id="task-labels", compact=True, placeholder="as they are in the file")
                with self._row("column", "Column"):
                    yield TextField(id="task-column", compact=True, placeholder="the last one")
                with self._row("cell", "Cell"):
                    yield Choice(CELLS, "lstm", id="task-cell")
                with self._row("reads", "Reads"):
                    yield Choice(
                        (("forwards", "forwards"), ("both", "both ways")), self._ways, id="task-reads"
                    )
                with self._row("past", "Its past"):
                    yield Choice(
                        (("kept", "carried along"), ("cut", "cut off")),
                        "cut" if self._alone else "kept",
                        id="task-past",
                    )
                with self._row("attention", "Attention"):
                    yield Choice((("yes", "yes"), ("no", "no")), "yes", id="task-attention")
                with self._row("seconds", "Time"):
                    yield TextField(show_duration(SECONDS), id="task-seconds", compact=True)
                with self._row("name", "Name"):
                    yield TextField(id="task-name", compact=True, max_length=60)
            yield Static("", id="task-problem", markup=False)
            with Horizontal(id="task-buttons"):
                yield Button("Train", id="task-train", compact=True)
                yield Button("Cancel", id="task-cancel", compact=True)

    @property
    def _ways(self) -> str:
        """A tagger does well to know what follows a word."""
        return "both" if self.kind == "tag" else "forwards"

    def _row(self, name: str, label: str) -> Horizontal:
        row = Horizontal(Label(label), classes="row", id=f"row-{name}")
        row.display = self.kind in _ROWS.get(name, (self.kind,))
        return row

    def _options(self) -> list[tuple[Content, int]]:
        return [(Content(visible(data.title, keep="")), at) for at, data in enumerate(self._data)]

    @property
    def data(self) -> Data:
        """What to learn from."""
        value = self.query_one("#task-data", Select).value
        return self._data[value if isinstance(value, int) else 0]

    @on(Select.Changed, "#task-data")
    def _data_chosen(self) -> None:
        self._say("")
        self.query_one("#task-labels", Input).value = self.data.labels
        name = self.query_one("#task-name", Input)
        if name.value in ("", self._suggested):
            self._suggested = suggest_name(self.data.name, "char", _taken)
            name.value = self._suggested

    def take(self, path: str) -> None:
        """Learn from this file or folder."""
        data = Data(tidy(path), (path,), Path(path).stem)
        if data not in self._data:
            self._data.append(data)
            self.query_one("#task-data", Select).set_options(self._options())
        self.query_one("#task-data", Select).value = self._data.index(data)

    @on(Button.Pressed, "#task-browse")
    @work
    async def _browse(self) -> None:
        path = await self.app.push_screen_wait(FilePicker(self.folder))
        if path is not None:
            self.folder = str(Path(path).parent)
            self.take(path)

    def _wish(self, *, overwrite: bool = False) -> Wish:
        return Wish(
            task=self.kind,
            data=self.data,
            name=library.check_name(self._text("name")),
            seconds=parse_duration(self._text("seconds")),
            cell=self.query_one("#task-cell", Choice).value,
            labels=self._text("labels"),
            column=self._text("column"),
            both_ways=self.query_one("#task-reads", Choice).value == "both",
            attention=self.query_one("#task-attention", Choice).value == "yes",
            recurrent=self.query_one("#task-past", Choice).value == "kept",
            overwrite=overwrite,
        )

    def _text(self, name: str) -> str:
        return self.query_one(f"#task-{name}", Input).value.strip()

    @on(Input.Submitted)
    @on(Button.Pressed, "#task-train")
    def _train(self) -> None:
        """Give back what to train; ask first where a model of that name exists."""
        try:
            wish = self._wish()
            if (places.user_models() / f"{wish.name}.safetensors").exists():
                self._ask_about_name(wish.name)
                return
            library.new_path(wish.name)
            self.dismiss(request(wish))
        except PlaygroundError as error:
            self._say(str(error))

    @work
    async def _ask_about_name(self, name: str) -> None:
        answer = await self.app.push_screen_wait(
            AskChoice(
                f"There is a model called {name}",
                "Replace it by the new one?",
                (("overwrite", "Replace"), ("none", "Cancel")),
            )
        )
        if answer == "overwrite":
            try:
                self.dismiss(request(self._wish(overwrite=True)))
            except InputError as error:
                self._say(str(error))

    def _say(self, problem: str) -> None:
        """Show what is wrong, where the user looks."""
        line = self.query_one("#task-problem", Static)
        line.set_class(bool(problem), "-shown")
        line.update(Content(visible(problem[:1].upper() + problem[1:], keep="")))

    @on(Button.Pressed, "#task-cancel")
    def action_close(self) -> None:
        self.dismiss(None)


def _taken(name: str) -> bool:
    try:
        library.find(name)
    except InputError:
        return False
    return True
