"""Where a continuation stops, and what it has to begin with or to match: two lines to type into."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from playground.errors import InputError
from playground.ui.widgets.text_field import TextField
from playground.writing.rule import Rule
from playground.writing.stops import read_stops

STOP_ABOUT = r"Texts before which a continuation ends, parted by |; \n is a line end."
RULE_ABOUT = "A word to begin with, or /a regular expression/ that the continuation has to match."


class RuleLine(Horizontal):
    """Stop texts, and a word or pattern."""

    DEFAULT_CSS = """
    RuleLine {
        height: 1;
        & .caption { width: auto; color: $quiet; padding: 0 1 0 0; }
        & Input { width: 1fr; background: $surface; padding: 0 1; }
        & Input:focus { background: $panel; }
        & Input.-wrong { color: $text-error; background: $error 20%; }
        & #rule-caption { padding: 0 1 0 2; }
        & #rule { width: 2fr; }
    }
    """

    class Changed(Message):
        """Other stop texts or another rule are in force, or what is typed is no rule: see ``problem``."""

        def __init__(self, stops: tuple[str, ...], rule: Rule | None) -> None:
            super().__init__()
            self.stops = stops
            self.rule = rule

    class Left(Message):
        """Enter was pressed: the line is done with."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.stops: tuple[str, ...] = ()
        self.rule: Rule | None = None
        self.problem = ""
        """Why what is typed is no rule, in a sentence; then none is in force."""

    def compose(self) -> ComposeResult:
        yield Static("stop before", classes="caption", markup=False)
        stop = TextField(placeholder="nothing", compact=True, id="stop", max_length=500)
        stop.tooltip = STOP_ABOUT
        yield stop
        yield Static("hold to", id="rule-caption", classes="caption", markup=False)
        rule = TextField(placeholder="a word, or /pattern/", compact=True, id="rule", max_length=500)
        rule.tooltip = RULE_ABOUT
        yield rule

    @property
    def used(self) -> bool:
        """Something is typed here."""
        return any(entry.value for entry in self.query(Input))

    @on(Input.Changed, "#stop")
    def _stops_typed(self, event: Input.Changed) -> None:
        event.stop()
        stops = read_stops(event.value)
        if stops != self.stops:
            self.stops = stops
            self.post_message(self.Changed(self.stops, self.rule))

    @on(Input.Changed, "#rule")
    def _rule_typed(self, event: Input.Changed) -> None:
        event.stop()
        rule, problem = None, ""
        try:
            rule = Rule.read(event.value)
        except InputError as error:
            problem = str(error)
        event.input.set_class(bool(problem), "-wrong")
        if (rule, problem) != (self.rule, self.problem):
            self.rule, self.problem = rule, problem
            self.post_message(self.Changed(self.stops, self.rule))

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input.id != "rule" or not self.problem:
            self.post_message(self.Left())
