"""The texts to train on: those here and those that can be fetched, and the beginning of one of them."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.widgets import DataTable, Static
from textual.worker import get_current_worker

from playground.text import display
from playground.ui import library_facts
from playground.ui.library_facts import Text
from playground.ui.recipe import show_bytes
from playground.ui.threads import tell
from playground.ui.widgets.plain_table import PlainTable

_KINDS = {"shipped": "shipped", "yours": "yours", "download": "to download"}
_WIDE = (("text", "left"), ("what it is", "left"), ("size", "right"), ("from", "left"), ("licence", "left"))
_NARROW = _WIDE[:-1]


class TextsPane(Vertical):
    """All texts; the one under the cursor with its beginning."""

    class Moved(Message):
        """Another text is under the cursor."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.texts: list[Text] = []
        self.progress: dict[str, float] = {}
        """Share of each running download, by name."""

    def compose(self) -> ComposeResult:
        with Vertical(id="texts-list", classes="panel"):
            yield PlainTable(id="texts-table")
        with VerticalScroll(id="preview", classes="panel"):
            yield Static(id="text-about", markup=False)
            yield Static(id="text-start", markup=False)

    @property
    def table(self) -> PlainTable:
        return self.query_one("#texts-table", PlainTable)

    @property
    def current(self) -> Text | None:
        """The text under the cursor."""
        return next((text for text in self.texts if text.name == self.table.key), None)

    def show(self, texts: Sequence[Text]) -> None:
        """List these texts."""
        self.texts = list(texts)
        self._fill()
        self._detail()

    def show_progress(self, name: str, share: float | None) -> None:
        """Say how much of a download is done; None when it is over."""
        if share is None:
            self.progress.pop(name, None)
        else:
            self.progress[name] = share
        self._fill()

    def on_resize(self, _event: Resize) -> None:
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        width = self.query_one("#texts-list").content_size.width - 1
        if width < 20:
            return
        columns = _WIDE if width >= 100 else _NARROW
        rows = []
        for text in self.texts:
            share = self.progress.get(text.name)
            kind = _KINDS[text.kind] if share is None else f"{share:>4.0%} fetched"
            cells = [text.name, display.clip(text.title, 30), show_bytes(text.size), f"{kind:<12}"]
            cells += [display.clip(text.licence, 40)][: len(columns) - 4]
            rows.append((text.name, cells, "italic" if text.kind == "download" else ""))
        self.table.fill(columns, rows, width)

    @on(DataTable.RowHighlighted)
    def _highlighted(self, event: DataTable.RowHighlighted) -> None:
        event.stop()
        self._detail()

    def _detail(self) -> None:
        text = self.current
        self.post_message(self.Moved())
        if text is None:
            return
        self.query_one("#preview").border_title = Content.assemble(
            display.clip(text.title, 40), Content.styled(" · how it begins", "not bold $quiet")
        )
        about = [display.visible(text.about, keep=""), f"Licence: {display.visible(text.licence, keep='')}."]
        self.query_one("#text-about", Static).update(Content(" ".join(about)))
        if text.kind == "download":
            self._say(f"It is not here yet: press d to fetch {show_bytes(text.size)}.")
        else:
            self.run_worker(lambda: self._read(text), thread=True, exclusive=True, group="preview")
        self.query_one("#preview").scroll_home(animate=False)

    def _read(self, text: Text) -> None:
        worker = get_current_worker()
        start = library_facts.preview(text.name)
        if not worker.is_cancelled:
            tell(self, self._show_start, text, start)

    def _show_start(self, text: Text, start: str) -> None:
        if self.is_mounted and self.current == text:
            self._say(start)

    def _say(self, text: str) -> None:
        self.query_one("#text-start", Static).update(Content(display.visible(text, keep="\n")))
