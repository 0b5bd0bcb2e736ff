"""The Lab: what is said of recurrent networks, put to the test before your eyes."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from playground import places
from playground.errors import PlaygroundError
from playground.files import write_whole
from playground.places import tidy
from playground.text.display import visible
from playground.ui.bindings import bindings
from playground.ui.lab_page import page
from playground.ui.panels import entitle, put
from playground.ui.screens.ask import AskText
from playground.ui.screens.help import AboutScreen
from playground.ui.screens.lab_running import RunningScreen
from playground.ui.widgets.experiment_list import ExperimentList
from playground.ui.widgets.lab_bar import LabBar
from playground.ui.widgets.lab_form import LabForm
from playground.ui.widgets.lab_page import LabPage
from playground.ui.widgets.number_field import NumberField

PAGE_SIZE = (100, 24)
"""Columns and lines of a chart on a saved page."""
HIGH = 48
"""Rows from which on the list of experiments has room for their claims."""
_MARGIN_COLUMNS, _MARGIN_ROWS = 0, 21
"""What is around the sheets on a large screen, beside the form: frames, claim, verdict, bars."""


class LabScreen(RunningScreen):
    """Experiments on the left, with their settings; on the right the one that is chosen."""

    MODE = "lab"
    CSS_PATH = "lab.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("lab")
    ABOUT = (
        "Whatever is said of recurrent networks can be tried. Choose an experiment, read the claim, press "
        "Run, and small networks are trained while you watch: a plain RNN, a GRU and an LSTM side by side. "
        "At the end a verdict says what the numbers show, which need not be what the textbooks say.\n\n"
        "Each curve has a letter, which stands on it and in the line above. Move the mouse over a chart, or "
        "Tab to it and use the arrow keys, to read its values. A cross marks where a curve is no longer a "
        "number. On a logarithmic axis every step is the same factor, so that a straight line down means "
        "that something shrinks by the same share at every step.\n\n"
        "What came out stays until you leave the app. In the list, ✓ means that the claim held, ≈ that it "
        "held in part, ✗ that it did not. About (a) explains the experiment at hand."
    )

    def compose_body(self) -> ComposeResult:
        with Horizontal(id="lab"):
            with Vertical(id="bench"):
                with Vertical(id="experiments", classes="panel"):
                    yield ExperimentList()
                    yield Static(id="claim-in-short", markup=False)
                with Container(id="forms", classes="panel"):
                    yield LabForm(self.state.experiment, id=f"on-{self.chosen}")
            with Container(id="pages"):
                yield LabPage(self.state, id=f"on-{self.chosen}")
        yield LabBar()

    def on_mount(self) -> None:
        entitle(self.query_one("#experiments"), "Experiments", "claims, tested")
        entitle(self.query_one("#forms"), "Settings", "what you can change")
        self.playground.course.warm()
        self.show_lab()

    async def _open(self, name: str) -> None:
        """Show an experiment; what it needs is made when it is first opened."""
        self.chosen, state = name, self.states[name]
        if name not in self._made:
            await self.query_one("#forms").mount(LabForm(state.experiment, id=f"on-{name}"))
            await self.query_one("#pages").mount(LabPage(state, id=f"on-{name}"))
        for each in (*self.query(LabForm), *self.query(LabPage)):
            each.display = each.id == f"on-{self.chosen}"  # another may have been chosen meanwhile
        self.set_focus(None)
        self._allow()
        self.show_lab()

    @property
    def _made(self) -> set[str]:
        """Experiments that were opened before."""
        return {(form.id or "").removeprefix("on-") for form in self.query(LabForm)}

    @property
    def _there(self) -> bool:
        """Whether the chosen experiment's settings and page are there, with all that is in them."""
        parts = [*self.query(LabForm), *self.query(LabPage)]
        return len([part for part in parts if part.id == f"on-{self.chosen}" and part.is_mounted]) == 2

    @property
    def page(self) -> LabPage:
        return self.query_one(f"#pages > #on-{self.chosen}", LabPage)

    def on_resize(self) -> None:
        self.query_one(ExperimentList).set_class(self.app.size.height >= HIGH, "-tall")
        self.call_after_refresh(self._allow)
        self.call_after_refresh(self.show_lab)

    def _allow(self) -> None:
        """Tell the charts how much room there is on a screen of this size."""
        if self._there:
            bench = self.query_one("#bench")
            beside = bench.outer_size.width if bench.display and not self.has_class("-narrow") else 0
            columns = self.app.size.width - beside - _MARGIN_COLUMNS
            self.page.sheets.allow(columns, self.app.size.height - _MARGIN_ROWS)

    def show_lab(self) -> None:
        """Bring everything that is in sight up to date."""
        if not (self.is_mounted and self._there):
            return
        self.query_one(ExperimentList).show(list(self.states.values()), self.chosen)
        claim = Content(visible(self.state.experiment.claim, keep=""))
        put(self.query_one("#claim-in-short", Static), claim)
        if self.playground.current_mode_screen() is not self:
            return
        self.form.show_running(self.state.active)
        self.page.show()
        other = self.running
        note = ""
        if other is not None and other is not self.state:
            note = f"{other.experiment.title}: {other.share:.0%}"
        self.query_one(LabBar).show(self.state, len(self.page.sheets.views), note)
        self.refresh_bindings()

    def on_screen_resume(self) -> None:
        self.show_lab()

    # Looking

    @on(ExperimentList.Chosen)
    async def _chosen(self, event: ExperimentList.Chosen) -> None:
        await self._open(event.name)

    async def action_experiment(self, by: int) -> None:
        names = list(self.states)
        await self._open(names[(names.index(self.chosen) + by) % len(names)])

    @on(Button.Pressed, "#lab-view")
    def _next_view(self) -> None:
        self.action_view(1)

    def action_view(self, by: int) -> None:
        if self.state.status != "idle":
            self.add_class("-watching")
            self.page.sheets.turn(by)

    def action_table(self) -> None:
        if self.page.sheets.next_table():
            self.add_class("-watching")

    @on(Button.Pressed, "#lab-about")
    def action_about(self) -> None:
        experiment = self.state.experiment
        text = f"{experiment.claim}\n\n{experiment.about}"
        self.app.push_screen(AboutScreen(experiment.title, text))

    def action_settings(self) -> None:
        self.toggle_class("-watching" if self.has_class("-narrow") else "-alone")
        self.call_after_refresh(self._allow)

    def action_reset(self) -> None:
        self.form.reset()

    @on(Button.Pressed, "#lab-save")
    @work
    async def action_save(self) -> None:
        """Write the result to a file, after asking where."""
        state = self.state
        text = page(state, self.page.sheets.as_texts(*PAGE_SIZE))
        start = tidy(Path.cwd() / f"lab-{state.experiment.name}.md")
        where = await self.app.push_screen_wait(
            AskText(
                "Save this page", "The file to write: claim, verdict, charts, tables and settings.", start
            )
        )
        if not where or not where.strip():
            return
        path = places.expand(where.strip())
        if path.exists():
            self.say(f"{tidy(path)} is there already; choose another name.", "error")
            return
        try:
            write_whole(path, [text.encode()])
        except PlaygroundError as error:
            self.say(str(error), "error")
        else:
            self.say(f"The page is in {tidy(path)}.")

    def action_leave_field(self) -> None:
        self.set_focus(None)

    @on(NumberField.Refused)
    def _refused(self, event: NumberField.Refused) -> None:
        self.say(event.text, "warning")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Keys that make no sense now are not shown."""
        running = self.running
        if action == "pause":
            return running is not None and running.status in ("running", "paused")
        if action == "stop":
            return running is not None
        if action == "run":
            return not self.state.active
        if action == "view":
            return self.state.status != "idle" and self._there and len(self.page.sheets.views) > 1
        if action == "table":
            return bool(self.state.tables)
        if action == "save":
            return self.state.shown and not self.state.active
        if action == "leave_field":
            return isinstance(self.focused, Widget)
        return True
