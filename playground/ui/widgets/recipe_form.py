"""The left side of Train: the text, the recipe, what it will cost, and the button."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Input, Label, Select, Static

from playground.places import tidy
from playground.recipes import Forecast
from playground.text.corpora import CorpusCard, list_corpora
from playground.text.display import visible
from playground.ui.material import Facts
from playground.ui.plot import count_label
from playground.ui.recipe import FIELDS, Field, Recipe, show_bytes, show_duration, suggest_name
from playground.ui.widgets.choice import Choice
from playground.ui.widgets.text_field import TextField

LEVELS = (("char", "characters"), ("word", "words"))
CELLS = (("rnn", "rnn"), ("gru", "gru"), ("lstm", "lstm"))
CLIPS = (("norm", "norm"), ("value", "value"), ("none", "none"))
HINTS: dict[str, str] = {
    "corpus": "what the network learns to write",
    "level": "what it reads and writes one at a time",
    "cell": "lstm remembers longest, rnn is the plainest",
    "name": "the model's name in your library",
    "clip": "shorten a gradient by its norm or by value",
    "": "Empty fields are chosen for you.",
}


class Disclosure(Static, can_focus=True):
    """A line that opens and shuts what is below it."""

    ALLOW_SELECT = False

    async def on_click(self) -> None:
        await self.run_action("screen.advanced")

    async def on_key(self, event: events.Key) -> None:
        if event.key in ("enter", "space"):
            event.stop()
            await self.run_action("screen.advanced")


class RecipeForm(Horizontal):
    """The fields. It says when something changed and gives its :class:`Recipe`; it cannot train."""

    class Changed(Message):
        """A field has another value."""

    class Browse(Message):
        """The user wants to choose a file."""

    class Wanted(Message):
        """The button was pressed."""

    def __init__(self, source: str | None, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._cards: dict[str, CorpusCard] = {card.name: card for card in list_corpora()}
        self._files: list[str] = []
        self._first = source
        self._suggested = ""

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="form", can_focus=False):
            with Horizontal(classes="row"):
                yield Label("Text")
                yield Select[str](
                    self._options(),
                    prompt="Choose a text",
                    allow_blank=not self._cards,
                    compact=True,
                    id="corpus",
                )
                yield Button("Browse", id="browse", compact=True)
            yield Static("", id="about-text", classes="hint", markup=False)
            with Horizontal(classes="row"):
                yield Label("Tokens")
                yield Choice(LEVELS, "char", id="level")
            with Horizontal(classes="row"):
                yield Label("Cell")
                yield Choice(CELLS, "lstm", id="cell")
            for field in FIELDS:
                if not field.advanced:
                    yield self._row(field)
            with Horizontal(classes="row"):
                yield Label("Name")
                yield TextField(id="name", compact=True, max_length=60)
            yield Disclosure("▸ Advanced", id="more", markup=False)
            with Vertical(id="advanced"):
                for field in FIELDS:
                    if field.advanced:
                        yield self._row(field)
                with Horizontal(classes="row"):
                    yield Label("Clip by")
                    yield Choice(CLIPS, "norm", id="clip")
            yield Static(HINTS[""], id="field-hint", classes="hint", markup=False)
        with Vertical(id="plan") as plan:
            plan.border_title = Content(" Forecast ")
            yield Static("", id="forecast", markup=False)
            yield Button("Train", id="train-button", variant="primary")

    def _row(self, field: Field) -> Horizontal:
        return Horizontal(Label(field.label), TextField(id=field.name, compact=True), classes="row")

    def on_mount(self) -> None:
        for field in FIELDS:
            self.query_one(f"#{field.name}", Input).tooltip = field.about.capitalize() + "."
        self.query_one("#seconds", Input).value = "60 s"
        self.choose(self._first or next(iter(self._cards), ""))

    # The text

    def _options(self) -> list[tuple[Content, str]]:
        cards = [(Content(visible(card.title, keep="")), card.name) for card in self._cards.values()]
        return [*cards, *((Content(visible(tidy(path), keep="")), path) for path in self._files)]

    def choose(self, source: str) -> None:
        """Take this text: the name of a corpus, or a path, which joins the list."""
        if not source:
            return
        select = self.query_one("#corpus", Select)
        if source not in self._cards and source not in self._files:
            self._files.append(source)
            select.set_options(self._options())
        select.value = source

    def refresh_corpora(self) -> None:
        """Look again which corpora there are (one may have been added elsewhere)."""
        cards = {card.name: card for card in list_corpora()}
        if cards.keys() != self._cards.keys():
            select = self.query_one("#corpus", Select)
            value, self._cards = select.value, cards
            select.set_options(self._options())
            select.value = value

    # Reading and writing the fields

    def recipe(self) -> Recipe:
        """Everything as it stands."""
        source = self.query_one("#corpus", Select).value
        return Recipe(
            source=source if isinstance(source, str) else "",
            level=self.query_one("#level", Choice).value,
            cell=self.query_one("#cell", Choice).value,
            name=self.query_one("#name", Input).value.strip(),
            texts=tuple((field.name, self.query_one(f"#{field.name}", Input).value) for field in FIELDS),
            clip=self.query_one("#clip", Choice).value,
        )

    def suggest(self, taken: set[str]) -> None:
        """Fill in a free name, unless the user wrote one."""
        name = self.query_one("#name", Input)
        if name.value in ("", self._suggested):
            recipe = self.recipe()
            self._suggested = suggest_name(recipe.source, recipe.level, taken.__contains__)
            with name.prevent(Input.Changed):
                name.value = self._suggested

    def show_advanced(self, shown: bool) -> None:
        """Open or shut the advanced fields."""
        self.set_class(shown, "-advanced")
        self.query_one("#more", Disclosure).update("▾ Advanced" if shown else "▸ Advanced")

    def show_chosen(self, chosen: dict[str, object]) -> None:
        """What stands behind each empty field, in the field, faint."""
        for field in FIELDS:
            value = chosen.get(field.name)
            text = (
                "by time" if field.name == "steps" else f"{value:g}" if isinstance(value, int | float) else ""
            )
            self.query_one(f"#{field.name}", Input).placeholder = (
                f"{text} auto" if value is not None else text
            )

    def show_forecast(self, forecast: Forecast, facts: Facts) -> None:
        """What the run will cost."""
        about = "" if facts.exact else "about "
        rows = (
            ("Text", f"{about}{count_label(facts.chars)} characters"),
            ("Tokens", f"{about}{count_label(facts.tokens)} of {count_label(facts.vocabulary - 1)} kinds"),
            ("Network", f"{forecast.parameters:,} parameters"),
            ("Memory", f"{show_bytes(forecast.memory_bytes)}; {show_bytes(forecast.weight_bytes)} on disk"),
            ("Speed", f"about {count_label(forecast.tokens_per_second)} tokens/s"),
            ("Epoch", f"about {show_duration(forecast.seconds_per_epoch)}"),
            ("Run", f"{show_duration(forecast.seconds)}, about {forecast.epochs:.1f} epochs"),
        )
        lines = [Content.assemble(Content.styled(f"{label:<9}", "$quiet"), text) for label, text in rows]
        self.query_one("#forecast", Static).update(Content("\n").join(lines))
        self.query_one("#train-button", Button).disabled = False

    def show_problem(self, text: str) -> None:
        """Why it cannot be trained like this, in place of the forecast."""
        text = text[:1].upper() + text[1:]
        self.query_one("#forecast", Static).update(Content.styled(visible(text), "$text-error"))
        self.query_one("#train-button", Button).disabled = True

    def show_training(self, active: bool) -> None:
        """The button while a run goes on."""
        button = self.query_one("#train-button", Button)
        button.label = Content("Training …" if active else "Train")
        self.set_class(active, "-training")

    # What the user does

    @on(Select.Changed, "#corpus")
    def _text_chosen(self, event: Select.Changed) -> None:
        card = self._cards.get(str(event.value))
        about = (
            f"{card.description} {show_bytes(card.size_bytes)}."
            if card is not None
            else tidy(str(event.value))
        )
        self.query_one("#about-text", Static).update(Content(visible(about, keep="")))
        self.post_message(self.Changed())

    @on(Choice.Changed)
    @on(Input.Changed)
    def _changed(self, event: Message) -> None:
        event.stop()
        self.post_message(self.Changed())

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.Browse() if event.button.id == "browse" else self.Wanted())

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        abouts = HINTS | {field.name: field.about for field in FIELDS}
        self.query_one("#field-hint", Static).update(abouts.get(event.widget.id or "", HINTS[""]))

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        self.query_one("#field-hint", Static).update(HINTS[""])
