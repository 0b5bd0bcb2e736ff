"""The models of the library: a table, and under it the curve, the scores and a sample of one of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.timer import Timer
from textual.widgets import DataTable, Static
from textual.worker import get_current_worker

from playground.config import Level
from playground.library import Entry
from playground.text import display
from playground.ui import library_facts, material
from playground.ui.chart_data import Reference
from playground.ui.recipe import show_bytes, show_duration
from playground.ui.threads import tell
from playground.ui.widgets.chart import LossChart
from playground.ui.widgets.compare_chart import CURVES, CompareChart, Curve
from playground.ui.widgets.learning_pane import LearningPane
from playground.ui.widgets.plain_table import PlainTable

MARK = "◆"
_BLANK_LINES = re.compile(r"\n\s*\n+")
SETTLE = 0.15
"""Seconds the cursor rests on a model before it is asked for a sample."""
_WIDE = (
    ("model", "left"), ("network", "left"), ("kind", "left"), ("learned", "left"), ("score", "right"),
    ("trained", "right"), ("size", "right"), ("from", "left"),
)  # fmt: skip
_NARROW = tuple(column for column in _WIDE if column[0] not in ("learned", "size", "from"))


class ModelsPane(Vertical):
    """All models; the one under the cursor in detail, or the marked ones side by side."""

    class Moved(Message):
        """Another model is under the cursor, or other ones are marked."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.entries: list[Entry] = []
        self.marked: list[str] = []
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="models-list", classes="panel"):
            yield PlainTable(id="models-table")
        with Horizontal(id="models-detail"):
            with Vertical(id="curve", classes="panel"):
                yield LossChart(id="own-curve")
                yield LearningPane(id="own-learning")
                yield CompareChart(id="curves")
            with VerticalScroll(id="about", classes="panel"):
                yield Static(id="facts", markup=False)
                yield Static(id="scores", markup=False)
                yield Static(id="sample", markup=False)

    @property
    def table(self) -> PlainTable:
        return self.query_one("#models-table", PlainTable)

    @property
    def current(self) -> Entry | None:
        """The model under the cursor."""
        return next((entry for entry in self.entries if entry.name == self.table.key), None)

    @property
    def comparing(self) -> list[Entry]:
        """The marked models, when there are at least two."""
        chosen = [entry for name in self.marked for entry in self.entries if entry.name == name]
        return chosen if len(chosen) > 1 else []

    def show(self, entries: Sequence[Entry]) -> None:
        """List these models."""
        self.entries = list(entries)
        names = {entry.name for entry in entries}
        self.marked = [name for name in self.marked if name in names]
        self._fill()
        self._detail()

    def toggle_mark(self) -> str | None:
        """Mark the model under the cursor, or take the mark away; a sentence if it cannot be marked."""
        entry = self.current
        if entry is None or entry.card is None:
            return "Only a model that can be read can be compared."
        if not library_facts.is_language(entry.card):
            return "Only the curves of language models can be compared."
        if entry.name in self.marked:
            self.marked.remove(entry.name)
        elif len(self.marked) >= CURVES:
            return f"At most {CURVES} models can be compared at once."
        else:
            self.marked.append(entry.name)
        self._fill()
        self._detail()
        return None

    def clear_marks(self) -> None:
        self.marked = []
        self._fill()
        self._detail()

    def on_resize(self, _event: Resize) -> None:
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        width = self.query_one("#models-list").content_size.width - 1
        if width < 20:
            return
        columns = _WIDE if width >= 100 else _NARROW
        titles = [title for title, _ in columns]
        rows = [
            (entry.name, [self._cells(entry)[title] for title in titles], "italic" if entry.problem else "")
            for entry in self.entries
        ]
        self.table.fill(columns, rows, width)

    def _cells(self, entry: Entry) -> dict[str, str]:
        mark = f"{MARK} " if entry.name in self.marked else "  "
        cells = dict.fromkeys((title for title, _ in _WIDE), "–")
        cells["model"] = mark + entry.name
        cells["from"] = "shipped" if entry.shipped else "yours"
        card = entry.card
        if card is None:
            cells["network"] = "unreadable"
            return cells
        cells["network"] = library_facts.network(card)
        cells["kind"] = library_facts.kind(card)
        cells["learned"] = display.clip(str(card.corpus.get("name") or "–"), 24)
        cells["score"] = library_facts.score(card) or "–"
        cells["trained"] = show_duration(card.seconds)
        cells["size"] = show_bytes(4 * card.model.parameters)
        return cells

    # ------------------------------------------------------------------ detail

    @on(DataTable.RowHighlighted)
    def _highlighted(self, event: DataTable.RowHighlighted) -> None:
        event.stop()
        self._detail()

    def _detail(self) -> None:
        """Show what is known at once; ask for the rest when the cursor has come to rest."""
        if self._timer is not None:
            self._timer.stop()
        compared, entry = self.comparing, self.current
        self.set_class(bool(compared), "-comparing")
        self.remove_class("-of-task")
        if compared:
            self._compare(compared)
        elif entry is not None:
            self._describe(entry)
            self._timer = self.set_timer(SETTLE, lambda: self._ask(entry))
        self.post_message(self.Moved())

    def _describe(self, entry: Entry) -> None:
        card = entry.card
        language = library_facts.is_language(card)
        self._title("#curve", "Training curve", "bits per character" if language else "loss and measures")
        self.set_class(card is not None and not language, "-of-task")
        self._title("#about", entry.name, "shipped with the program" if entry.shipped else "yours")
        chart = self.query_one(LossChart)
        if card is None:
            chart.change(train=(), validation=(), references=(), hint="No curve can be read.")
            self._write(Content(display.visible(entry.problem or "", keep="")), Content(), Content())
            return
        if not language:
            self.query_one(LearningPane).look_back(card)
        train, validation = library_facts.curves(card)
        chart.change(
            train=train,
            validation=validation,
            references=(),
            chars_per_token=library_facts.chars_per_token(card),
            planned_seconds=max(card.seconds, 1.0),
            hint="The file holds no curve.",
        )
        facts = [
            Content.assemble(Content.styled(f"{name:<9}", "$quiet"), display.visible(value, keep=""))
            for name, value in library_facts.facts(entry)
        ]
        if card.description:
            facts.insert(0, Content(display.visible(card.description, keep="") + "\n"))
        self._write(Content("\n").join(facts), self._scores(entry, ()), Content())

    def _scores(self, entry: Entry, references: Sequence[Reference]) -> Content:
        """The model's loss beside that of simple methods, as bars; of a task's model its measures."""
        if entry.card is not None and not library_facts.is_language(entry.card):
            lines = [Content.styled("On examples it never saw", "$quiet")]
            lines += [
                Content("  " + display.visible(line, keep="")) for line in library_facts.scores(entry.card)
            ]
            return Content("\n").join(lines)
        own = library_facts.bits(entry.card) if entry.card is not None else None
        if own is None:
            return Content()
        values = [(reference.label, reference.bits) for reference in references] + [("this model", own)]
        values.sort(key=lambda found: -found[1])
        most = values[0][1] or 1.0
        lines = [Content.styled("Bits per character on unseen text; less is better", "$quiet")]
        room = max(4, min(28, self.query_one("#about").content_size.width - 19))
        for label, bits in values:
            ours = label == "this model"
            bar = "▇" * max(1, round(room * bits / most))
            lines.append(
                Content.assemble(
                    Content.styled(f"{label:<12}", "bold" if ours else "$quiet"),
                    f"{bits:5.2f} ",
                    Content.styled(bar, "$accent" if ours else "$line"),
                )
            )
        return Content("\n").join(lines)

    def _ask(self, entry: Entry) -> None:
        if entry.card is not None and self.is_mounted:
            self.run_worker(lambda: self._learn(entry), thread=True, exclusive=True, group="detail")

    def _learn(self, entry: Entry) -> None:
        """On a thread: a sample, then the baselines, each shown when it is there."""
        worker = get_current_worker()
        text = library_facts.sample(entry.path, entry.modified)
        if not worker.is_cancelled:
            tell(self, self._learned, entry, text, ())
        language = entry.card is not None and library_facts.is_language(entry.card)
        sources = library_facts.sources(entry.card) if entry.card is not None and language else []
        if entry.card is not None and len(sources) == 1 and not worker.is_cancelled:
            level: Level = "word" if library_facts.level(entry.card) == "words" else "char"
            references = material.references(sources[0], material.stamp(sources[0]), level)
            if references and not worker.is_cancelled:
                tell(self, self._learned, entry, text, references)

    def _learned(self, entry: Entry, text: str, references: Sequence[Reference]) -> None:
        if not self.is_mounted or self.comparing or self.current != entry:
            return
        said = Content.assemble(
            Content.styled(
                "What it writes by itself\n" if library_facts.is_language(entry.card) else "An example\n",
                "$quiet",
            ),
            Content.styled(_BLANK_LINES.sub("\n", display.visible(text)), "italic"),
        )
        self.query_one("#sample", Static).update(said)
        self.query_one("#scores", Static).update(self._scores(entry, references))
        self.query_one(LossChart).change(references=tuple(references))

    def _compare(self, entries: Sequence[Entry]) -> None:
        curves = [
            Curve(entry.name, library_facts.curves(entry.card)[1])
            for entry in entries
            if entry.card is not None
        ]
        self._title("#curve", "Validation curves", "bits per character")
        self._title("#about", "Compared", f"{len(entries)} models")
        self.query_one(CompareChart).show(curves)
        lines = []
        for entry in sorted(
            entries, key=lambda entry: library_facts.bits(entry.card) or 99 if entry.card else 99
        ):
            if (card := entry.card) is None:
                continue
            bits = library_facts.bits(card)
            lines.append(
                Content.assemble(
                    Content.styled(display.clip(entry.name, 30), "bold"),
                    "\n  ",
                    "no score" if bits is None else f"{bits:.2f} bits/char",
                    Content.styled(
                        f"\n  {library_facts.network(card)}, {card.model.parameters:,} weights"
                        f"\n  {card.steps:,} steps in {show_duration(card.seconds)}",
                        "$quiet",
                    ),
                )
            )
        self._write(Content("\n").join(lines), Content(), Content())

    def _write(self, facts: Content, scores: Content, sample: Content) -> None:
        for name, content in (("facts", facts), ("scores", scores), ("sample", sample)):
            self.query_one(f"#{name}", Static).update(content)
        self.query_one("#about").scroll_home(animate=False)

    def _title(self, panel: str, title: str, about: str) -> None:
        self.query_one(panel).border_title = Content.assemble(
            display.clip(title, 40), Content.styled(f" · {about}", "not bold $quiet")
        )
