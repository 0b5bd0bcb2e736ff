"""What stands beside the text: one of several views, and how the last token was drawn."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from playground.ui.panels import entitle
from playground.ui.thoughts import View
from playground.ui.widgets.candidates import CandidateList
from playground.ui.widgets.choice import Choice
from playground.ui.widgets.write_draw import DrawBar
from playground.ui.widgets.write_texts import TextList

VIEWS: dict[View, tuple[str, str, str]] = {
    "next": ("Next token", "what may come next", "{alt}1–9 or a click writes one"),
    "words": ("Next word", "whole words", "{alt}1–9 or a click writes one"),
    "many": ("Several", "one place, other draws", "{alt}1–9 or a click takes one"),
    "beam": ("Beam search", "the likeliest texts", "{alt}1–9 or a click takes one"),
    "tree": ("Branches", "what you wrote and left", "a click or Alt+↑ ↓ goes there"),
    "duo": ("Two models", "the same text and seed", "{alt}1–2 takes · ‹ › another"),
}
"""Title, explanation, and what one can do; digits are picked with alt while one types."""
LABELS: tuple[tuple[View, str], ...] = (
    ("next", "next"),
    ("words", "words"),
    ("many", "many"),
    ("beam", "beam"),
    ("tree", "tree"),
    ("duo", "duo"),
)


class SidePanel(Vertical):
    """The views, one of them shown."""

    DEFAULT_CSS = """
    SidePanel {
        & #view { margin: 0 0 0 0; }
        & CandidateList, & TextList { height: 1fr; width: 100%; }
        & .-away { display: none; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, classes="panel")
        self.view: View = "next"
        self._given: tuple[str, str, str | Content] = ("", "", "")
        """What is said instead of the view's own title, explanation and keys."""
        self._told: tuple[str, str, str | Content] = ("", "", "")

    def compose(self) -> ComposeResult:
        yield Choice(LABELS, "next", id="view")
        yield CandidateList(id="candidates")
        yield TextList(id="texts")
        yield DrawBar(id="draw")

    def on_mount(self) -> None:
        self.show_view("next")

    def show_view(self, view: View) -> None:
        """Show this view."""
        self.view = view
        self.query_one(CandidateList).set_class(view not in ("next", "words"), "-away")
        self.query_one(TextList).set_class(view in ("next", "words"), "-away")
        choice = self.query_one(Choice)
        with choice.prevent(Choice.Changed):
            choice.value = view
        self.explain()

    def explain(self, title: str = "", about: str = "", keys: str | Content = "") -> None:
        """Another title, explanation or line of keys than the view's own."""
        self._given = title, about, keys
        self._entitle()

    def on_descendant_focus(self) -> None:
        self._entitle()

    def on_descendant_blur(self) -> None:
        self._entitle()

    def _entitle(self) -> None:
        title, about, keys = self._given
        own = VIEWS[self.view]
        alt = "" if self.shown.has_focus else "Alt+"
        told = (title or own[0], about or own[1], keys or own[2].format(alt=alt))
        if told != self._told:
            self._told = told
            entitle(self, *told[:2])
            self.border_subtitle = told[2]

    @property
    def shown(self) -> Widget:
        """The list in sight."""
        listed: Widget = self.query_one("#candidates" if self.view in ("next", "words") else "#texts")
        return listed
