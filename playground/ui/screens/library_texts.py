"""What the Library does with texts: add, remove, download."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from textual import work

from playground.errors import PlaygroundError
from playground.text import catalogue, corpora
from playground.ui.library_facts import Text
from playground.ui.recipe import show_bytes
from playground.ui.screens.ask import AskChoice
from playground.ui.screens.base import ModeScreen
from playground.ui.screens.file_picker import FilePicker
from playground.ui.threads import tell
from playground.ui.widgets.texts_pane import TextsPane


class TextShelf(ModeScreen):
    """The part of the Library that deals with texts."""

    @property
    def texts(self) -> TextsPane:
        return self.query_one(TextsPane)

    def look_again(self) -> None:
        """Read what is in the folders now."""

    def attempt(self, act: Callable[[], object], done: str) -> None:
        """Do something with files and say how it went."""
        try:
            act()
        except PlaygroundError as error:
            self.say(str(error), "error")
        else:
            self.say(done)
        self.look_again()

    @work
    async def delete_text(self) -> None:
        text = self.texts.current
        if text is None:
            return
        answer = await self.app.push_screen_wait(
            AskChoice(
                f"Remove {text.name}?",
                "The copy in your texts is deleted; the file it was added from stays.",
                (("keep", "Keep it"), ("delete", "Remove")),
            )
        )
        if answer == "delete":
            self.attempt(lambda: corpora.remove(text.name), f"{text.name} is removed.")

    @work
    async def action_add(self) -> None:
        """Copy a file of the user's into the texts."""
        settings = self.playground.settings
        path = await self.app.push_screen_wait(FilePicker(settings.folder))
        if path is None:
            return
        settings.folder = str(Path(path).parent)
        settings.save()
        self.attempt(lambda: corpora.add(path), f"{Path(path).name} is one of your texts now.")

    def action_download(self) -> None:
        """Fetch the text under the cursor."""
        text = self.texts.current
        if text is None or text.kind != "download" or text.name in self.texts.progress:
            return
        self.texts.show_progress(text.name, 0.0)
        self.say(f"Fetching {text.title}, {show_bytes(text.size)}.")
        self.run_worker(lambda: self._fetch(text), thread=True, group=f"fetch-{text.name}")

    def _fetch(self, text: Text) -> None:
        told = -1

        def progress(received: int, size: int) -> None:
            nonlocal told
            if (percent := 100 * received // max(size, 1)) != told:
                told = percent
                tell(self, self.texts.show_progress, text.name, percent / 100)

        problem = None
        try:
            catalogue.download(text.name, progress=progress)
        except PlaygroundError as error:
            problem = str(error)
        tell(self, self._fetched, text, problem)

    def _fetched(self, text: Text, problem: str | None) -> None:
        self.texts.show_progress(text.name, None)
        if problem is not None:
            self.say(problem, "error")
        else:
            self.say(f"{text.title} is here; press Enter to train on it.")
        self.look_again()
