"""What an experiment shows: its charts and tables, one at a time or, where there is room, all of them."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.css.query import NoMatches
from textual.events import Resize
from textual.widgets import Static

from playground.events import LabTable, Panel
from playground.text import display
from playground.ui.lab_legend import Entry, names
from playground.ui.lab_state import LabState
from playground.ui.panels import entitle, put
from playground.ui.widgets.choice import Choice
from playground.ui.widgets.lab_chart import LabChart
from playground.ui.widgets.plain_table import PlainTable

ALL = "all"
GRIDS = ((2, 56, 12), (3, 44, 11), (1, 44, 11))
"""Columns of a grid that shows all sheets, best first; the columns and rows that each sheet then needs."""
LEAST_ROWS = 10
"""Rows of room from which on there is a line of tabs."""
_NOTE_FROM = 18
"""Rows from which on a chart says how it is read."""


class ChartSheet(Vertical):
    """A chart in its frame: its title above, the x axis below, and how to read it."""

    def __init__(self, panel: Panel) -> None:
        super().__init__(classes="panel sheet")
        self.panel = panel
        self.border_subtitle = Content(f"{display.visible(panel.x, keep='')} →")

    def compose(self) -> ComposeResult:
        yield Static(Content(display.visible(self.panel.note, keep="")), classes="hint sheet-note")
        yield LabChart(self.panel)

    def on_resize(self, event: Resize) -> None:
        self.query_one(".sheet-note").display = bool(self.panel.note) and event.size.height >= _NOTE_FROM

    def on_click(self) -> None:
        """A click enlarges the chart where all are shown, and shows all again."""
        self.query_ancestor(Sheets).enlarge(self)

    def brief(self, brief: bool) -> None:
        """Leave the names of the curves out, or not: where all charts are shown they stand above them."""
        if self.is_mounted:
            chart = self.query_one(LabChart)
            chart.brief = brief
            chart.redraw()

    @property
    def title(self) -> str:
        return self.panel.title

    def show(self, state: LabState) -> None:
        """Draw what was measured."""
        if not self.is_mounted:
            self.call_after_refresh(self.show, state)
            return
        hint = {
            "idle": "Press Run, and the curves appear here.",
            "preparing": "Getting ready.",
            "finished": "Nothing was measured here.",
            "failed": "Nothing was measured here.",
        }.get(state.status, "The first points are on their way.")
        self.query_one(LabChart).show(state.curves.get(self.panel.id, {}), state.looks, hint)


class TableSheet(Vertical):
    """A table in its frame."""

    def __init__(self, table: LabTable) -> None:
        super().__init__(classes="panel sheet")
        self.table = table

    def compose(self) -> ComposeResult:
        yield PlainTable()

    @property
    def title(self) -> str:
        return self.table.title

    def on_resize(self) -> None:
        self.call_after_refresh(self._fill)

    def show(self, state: LabState) -> None:
        """Fill in the newest rows."""
        self.table = state.tables.get(self.table.id, self.table)
        if self.is_mounted:
            self._fill()

    def _fill(self) -> None:
        try:
            table = self.query_one(PlainTable)
        except NoMatches:
            return
        width = self.content_size.width
        if width < 12:
            return
        rows, count = self.table.rows, len(self.table.columns)
        columns = [
            (name, "right" if number and all(_numeric(row[number]) for row in rows) else "left")
            for number, name in enumerate(self.table.columns)
        ]
        cells = [(str(at), [*row, *[""] * count][:count], "") for at, row in enumerate(rows)]
        table.fill(columns, cells, width, wrap=True)


def _numeric(cell: str) -> bool:
    return not cell or cell[0] in "-−+<>≈~0123456789.–—∞×" or cell.lower() == "nan"


Sheet = ChartSheet | TableSheet


class Sheets(Vertical):
    """The tabs and the sheets under them."""

    DEFAULT_CSS = """
    Sheets {
        height: 1fr;
        & #tabs { width: 1fr; }
        & #legend { height: auto; padding: 0 1; color: $quiet; }
        & #grid { height: 1fr; layout: grid; grid-size: 1; }
        & .sheet { height: 100%; }
        & .sheet-note { height: auto; }
        & PlainTable { height: 1fr; overflow-x: auto; scrollbar-size-horizontal: 1; }
    }
    """

    def __init__(self, state: LabState) -> None:
        super().__init__()
        self.state = state
        self.sheets: list[Sheet] = [ChartSheet(panel) for panel in state.panels]
        self._room = (0, 0)
        self._view = ALL

    def compose(self) -> ComposeResult:
        yield Choice([], ALL, id="tabs")
        yield Static(id="legend", markup=False)
        with Container(id="grid"):
            yield from self.sheets

    def on_mount(self) -> None:
        self._arrange()

    def allow(self, columns: int, rows: int) -> None:
        """How much room there is, going by the size of the screen and not by what stands there just now."""
        if (columns, rows) != self._room:
            self._room = (columns, rows)
            self._arrange()

    def show(self) -> None:
        """Bring every sheet up to date; a table that is new gets one."""
        tables = {sheet.table.id: sheet for sheet in self.sheets if isinstance(sheet, TableSheet)}
        fresh = [TableSheet(table) for id, table in self.state.tables.items() if id not in tables]
        gone = [sheet for id, sheet in tables.items() if id not in self.state.tables]
        if fresh or gone:
            self.sheets = [sheet for sheet in self.sheets if sheet not in gone]
            self.sheets += fresh
            for old in gone:
                old.remove()
            self.query_one("#grid").mount_all(fresh)
            self._arrange()
        for sheet in self.sheets:
            sheet.show(self.state)
        put(self.query_one("#legend", Static), self._names())

    def _names(self) -> Content:
        """Every curve's letter and name, for all charts together."""
        found = dict.fromkeys(name for curves in self.state.curves.values() for name in curves)
        looks = {name: self.state.looks.of(name) for name in found}
        entries = [Entry(look.mark, look.tone, name, "") for name, look in looks.items()]
        lines = [
            Content.assemble(
                *(
                    Content.styled(text, "" if tone == "label" else f"bold $curve-{tone}")
                    for text, tone in line
                )
            )
            for line in names(entries, self._room[0] - 2)
        ]
        return Content("\n").join(lines)

    def as_texts(self, width: int, height: int) -> dict[str, str]:
        """Every chart that has a curve in characters, by the id of its panel."""
        charts = [chart for chart in self.query(LabChart) if chart.curves]
        return {chart.panel.id: chart.as_text(width, height) for chart in charts}

    # Views

    @property
    def _across(self) -> int:
        """Columns of the grid that shows all; 0 where there is no room for that."""
        columns, rows = self._room
        count = len(self.sheets)
        fitting = (
            across
            for across, wide, high in GRIDS
            if 1 < count >= across and columns // across >= wide and rows // -(-count // across) >= high
        )
        return next(fitting, 0)

    @property
    def views(self) -> list[str]:
        """What can be looked at: all sheets, if there is room, and each of them."""
        return [*([ALL] if self._across else []), *(str(number) for number in range(len(self.sheets)))]

    @property
    def view(self) -> str:
        """What is looked at."""
        views = self.views
        return self._view if self._view in views or not views else views[0]

    def turn(self, by: int) -> None:
        """Look at the next thing."""
        views = self.views or [ALL]
        self._look(views[(views.index(self.view) + by) % len(views)])

    def enlarge(self, sheet: Sheet) -> None:
        """Look at this one only; or at all again, if there is room for them."""
        self._look(str(self.sheets.index(sheet)) if self.view == ALL else ALL)

    def next_table(self) -> bool:
        """Look at the next table, with the keys on it; False if there is none."""
        tables = [str(at) for at, sheet in enumerate(self.sheets) if isinstance(sheet, TableSheet)]
        if tables:
            later = [view for view in tables if self.view != ALL and int(view) > int(self.view)]
            view = (later or tables)[0]
            self._look(view)
            self.call_after_refresh(self.sheets[int(view)].query_one(PlainTable).focus)
        return bool(tables)

    def _look(self, view: str) -> None:
        self._view = view
        self._arrange()

    @on(Choice.Changed, "#tabs")
    def _tab(self, event: Choice.Changed) -> None:
        event.stop()
        if event.value != self.view:
            self._look(event.value)

    def _arrange(self) -> None:
        if not self.is_mounted:
            return
        view, across = self.view, self._across
        whole = view == ALL
        grid = self.query_one("#grid")
        grid.styles.grid_size_columns = across if whole else 1
        for number, sheet in enumerate(self.sheets):
            sheet.display = whole or view == str(number)
            last = whole and number == len(self.sheets) - 1
            sheet.styles.column_span = across if last and len(self.sheets) % across else 1
        self.query_one("#legend").display = whole
        labels = [(each, "All" if each == ALL else self.sheets[int(each)].title) for each in self.views]
        named = sum(display.width(label) + 2 for _, label in labels) <= self._room[0]
        if not named:
            labels = [(each, label if each == ALL else str(int(each) + 1)) for each, label in labels]
        tabs = self.query_one("#tabs", Choice)
        tabs.display = len(self.sheets) > 1 and self._room[1] >= LEAST_ROWS
        with self.prevent(Choice.Changed):
            tabs.set_options(labels)
            tabs.value = view
        for number, sheet in enumerate(self.sheets):
            if isinstance(sheet, ChartSheet):
                sheet.brief(whole)
            if (tabs.display and named) or len(self.sheets) == 1:
                sheet.border_title = Content(display.visible(sheet.title, keep=""))
            else:
                self._number(sheet, number + 1)

    def _number(self, sheet: Sheet, number: int) -> None:
        """Where the tabs have no names, or there are none, the title says which of the sheets this is."""
        place, count, room = f"{number} of {len(self.sheets)}", len(self.sheets), self._room[0] - 8
        if self.view == ALL:
            entitle(sheet, display.visible(sheet.title, keep=""), str(number))
            return
        hint = f"{place}, v shows the next" if number < count else f"{place}, v shows the first"
        if display.width(sheet.title) + len(hint) + 3 <= room:
            place = hint
        entitle(sheet, display.clip(sheet.title, room - len(place) - 3), place)
