"""The Library mode: your models with their curves, and the texts to train on."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Literal

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Click
from textual.widgets import ContentSwitcher, Static
from textual.worker import get_current_worker

from playground import events, library
from playground.errors import PlaygroundError
from playground.library import Entry
from playground.places import tidy
from playground.recipes import TrainRequest
from playground.ui import library_facts
from playground.ui.bindings import bindings
from playground.ui.library_facts import Text
from playground.ui.recipe import parse_duration
from playground.ui.screens.ask import AskChoice, AskText
from playground.ui.screens.library_texts import TextShelf
from playground.ui.screens.train_steering import SAMPLE_SECONDS, TRACE_SECONDS
from playground.ui.threads import tell
from playground.ui.widgets.models_pane import ModelsPane
from playground.ui.widgets.texts_pane import TextsPane

_MODELS_ONLY = frozenset({"rename", "export", "go_on", "mark", "unmark", "look"})
_TEXTS_ONLY = frozenset({"add", "download"})


class Shelf(Static):
    """One of the two shelves; a click shows it."""

    ALLOW_SELECT = False

    def __init__(self, shelf: str, title: str) -> None:
        super().__init__(title, id=f"shelf-{shelf}", classes="shelf", markup=False)
        self._shelf = shelf

    async def on_click(self, _event: Click) -> None:
        await self.run_action(f"screen.shelf('{self._shelf}')")


class LibraryScreen(TextShelf):
    """Models and texts."""

    MODE = "library"
    CSS_PATH = "library.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("library")
    ABOUT = (
        "Every model is one file: the network, its vocabulary and how it was trained. The loss is in bits "
        "per character on text the model never saw; the bars beside it are what simple methods reach on the "
        "same text, so a good model stands clearly under them. A model that does not write but classifies, "
        "tags, translates, captions or forecasts has a score of its task, and opens in Shapes. Mark two or "
        "more models that write to see their curves together. Texts are what you train on: those that came "
        "with the program, your own, and a few that can be downloaded."
    )

    def compose_body(self) -> ComposeResult:
        with Horizontal(id="shelves"):
            yield Shelf("models", "Models")
            yield Shelf("texts", "Texts")
            yield Static("trained networks, and the texts to train on", id="shelf-about", classes="hint")
        with ContentSwitcher(initial="models", id="shelf"):
            yield ModelsPane(id="models")
            yield TextsPane(id="texts")

    def on_mount(self) -> None:
        for panel, title, about in (
            ("#models-list", "Models", "mark several with Space to compare them"),
            ("#texts-list", "Texts", "choose one to train on it"),
        ):
            self.query_one(panel).border_title = Content.assemble(
                title, Content.styled(f" · {about}", "not bold $quiet")
            )
        self.action_shelf("models")

    def on_screen_resume(self) -> None:
        self.look_again()

    def training_event(self, event: events.Event) -> None:
        if isinstance(event, events.Saved | events.Finished) and self.is_current:
            self.look_again()

    @property
    def models(self) -> ModelsPane:
        return self.query_one(ModelsPane)

    @property
    def on_models(self) -> bool:
        return self.query_one(ContentSwitcher).current == "models"

    def look_again(self) -> None:
        """Look at the folders again, off the key path."""
        self.run_worker(self._look, thread=True, exclusive=True, group="look")

    def _look(self) -> None:
        worker = get_current_worker()
        entries, texts = library.list_models(), library_facts.texts()
        if not worker.is_cancelled:
            tell(self, self._found, entries, texts)

    def _found(self, entries: list[Entry], texts: list[Text]) -> None:
        if not self.is_mounted:
            return
        self.models.show(entries)
        self.texts.show(texts)
        self.query_one("#shelf-models", Shelf).update(f"Models {len(entries)}")
        self.query_one("#shelf-texts", Shelf).update(f"Texts {len(texts)}")
        self.refresh_bindings()

    @on(ModelsPane.Moved)
    @on(TextsPane.Moved)
    def _moved(self) -> None:
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done with the row under the cursor is offered."""
        if not self.is_mounted or not self.query(ModelsPane):
            return action not in _MODELS_ONLY | _TEXTS_ONLY
        model, text = self.models.current, self.texts.current
        if action == "shelf":
            return parameters != ("models" if self.on_models else "texts",)
        if self.on_models:
            if action in _TEXTS_ONLY:
                return False
            own = model is not None and not model.shipped
            sound = model is not None and model.problem is None
            writes = model is not None and library_facts.is_language(model.card)
            return {
                "open": sound, "mark": writes, "export": sound, "rename": own, "delete": own,
                "look": sound and writes, "go_on": own and writes, "unmark": bool(self.models.marked),
            }.get(action, True)  # fmt: skip
        if action in _MODELS_ONLY:
            return False
        kind = text.kind if text is not None else ""
        return {
            "open": kind in ("shipped", "yours"), "delete": kind == "yours", "download": kind == "download",
        }.get(action, True)  # fmt: skip

    # ------------------------------------------------------------------ both shelves

    def action_shelf(self, shelf: str) -> None:
        """Show the models or the texts."""
        self.query_one(ContentSwitcher).current = shelf
        for each in self.query(Shelf):
            each.set_class(each.id == f"shelf-{shelf}", "-active")
        (self.models if shelf == "models" else self.texts).table.focus()
        self.refresh_bindings()

    async def action_open(self) -> None:
        """Write with the model, see one of another task at work, or train on the text."""
        if self.on_models:
            if (entry := self.models.current) is not None:
                name = entry.name if not _hidden(entry) else str(entry.path)
                if library_facts.is_language(entry.card):
                    await self.playground.open_model(name)
                else:
                    await self.playground.open_shape(name)
        elif (text := self.texts.current) is not None:
            await self.playground.open_text(text.name)

    async def action_look(self) -> None:
        """Look into the model with X-ray."""
        entry = self.models.current
        if entry is None:
            return
        await self.playground.action_mode("xray")
        if (screen := self.playground.current_mode_screen()) is not None:
            screen.model_wanted(entry.name if not _hidden(entry) else str(entry.path))

    def action_delete(self) -> None:
        if self.on_models:
            self._delete_model()
        else:
            self.delete_text()

    # ------------------------------------------------------------------ models

    def action_mark(self) -> None:
        problem = self.models.toggle_mark()
        if problem is not None:
            self.say(problem, "warning")

    def action_unmark(self) -> None:
        self.models.clear_marks()

    def _busy_with(self, entry: Entry) -> bool:
        """Say that the model is in training, if it is."""
        if self.run_state.active and self.run_state.name == entry.name:
            self.say(f"{entry.name} is being trained now; stop the run first (F2, then s).", "warning")
        elif getattr(self.playground.course.request, "name", None) == entry.name:
            self.say(f"{entry.name} is being trained now; stop it first (F6, then s).", "warning")
        else:
            return False
        return True

    @work
    async def _delete_model(self) -> None:
        entry = self.models.current
        if entry is None or self._busy_with(entry):
            return
        answer = await self.app.push_screen_wait(
            AskChoice(
                f"Delete {entry.name}?",
                f"The file {tidy(entry.path)} is deleted; this cannot be undone.",
                (("keep", "Keep it"), ("delete", "Delete")),
            )
        )
        if answer == "delete":
            self.attempt(lambda: library.remove(entry.name), f"{entry.name} is deleted.")

    @work
    async def action_rename(self) -> None:
        """Give a model another name."""
        entry = self.models.current
        if entry is None or self._busy_with(entry):
            return
        name = await self.app.push_screen_wait(
            AskText(
                f"Rename {entry.name}", "Letters, digits, - and _; no other model may have it.", entry.name
            )
        )
        if name and name.strip() != entry.name:
            new = name.strip()
            self.attempt(lambda: library.rename(entry.name, new), f"{entry.name} is called {new} now.")

    @work
    async def action_export(self) -> None:
        """Write a copy to anywhere."""
        entry = self.models.current
        if entry is None:
            return
        to = await self.app.push_screen_wait(
            AskChoice(
                f"Export {entry.name}",
                "A model file without what only training needs, or the plain weights for numpy.load. "
                f"For torch: rnn-playground models export {entry.name} --to torch",
                (("safetensors", "Model file"), ("npz", "NumPy"), ("none", "Cancel")),
            )
        )
        if to not in ("safetensors", "npz"):
            return
        kind: Literal["safetensors", "npz"] = "npz" if to == "npz" else "safetensors"
        start = tidy(Path.cwd() / f"{entry.name}-export.{kind}")
        where = await self.app.push_screen_wait(
            AskText(f"Export {entry.name}", "The file or folder to write to.", start)
        )
        if where and where.strip():
            target = where.strip()
            self.attempt(
                lambda: library.export(entry.path, target, kind), f"{entry.name} is exported to {target}."
            )

    @work
    async def action_go_on(self) -> None:
        """Train a model further."""
        entry = self.models.current
        if entry is None or self._busy_with(entry):
            return
        if self.run_state.active:
            self.say(f"{self.run_state.name} is being trained; one run at a time.", "warning")
            return
        length = await self.app.push_screen_wait(
            AskText(f"Train {entry.name} further", "How much longer? 90, 2m, 1:30 or 1h.", "1m")
        )
        if length is None:
            return
        try:
            request = TrainRequest(
                sources=(),
                name=entry.name,
                resume=True,
                train={"seconds": parse_duration(length)},
                trace_seconds=TRACE_SECONDS,
                sample_seconds=SAMPLE_SECONDS,
            )
        except PlaygroundError as error:
            self.say(str(error), "error")
            return
        self.playground.train(request)
        await self.playground.action_mode("train")


def _hidden(entry: Entry) -> bool:
    """The entry's name would find another file."""
    return library.find(entry.name) != entry.path
