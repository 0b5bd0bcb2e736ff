"""The Shapes mode: networks of every shape, unrolled over an example that you type."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Label, Static

from playground.text import display
from playground.ui.bindings import bindings
from playground.ui.examples import thinker as thinking
from playground.ui.examples.example import Example
from playground.ui.examples.offers import Offer, judged, made_of
from playground.ui.examples.unrolling import NOTHING, Unrolled
from playground.ui.panels import entitle
from playground.ui.screens.shapes_views import ShapesViews
from playground.ui.widgets.choice import Choice
from playground.ui.widgets.example_input import ExampleInput
from playground.ui.widgets.heat_panel import HeatPanel
from playground.ui.widgets.learning_pane import LearningPane
from playground.ui.widgets.result_pane import TITLES, ResultPane
from playground.ui.widgets.shapes_bar import ShapesBar
from playground.ui.widgets.shapes_list import ShapesList
from playground.ui.widgets.unrolled import UnrolledView

LONGEST = 400
"""Characters of an example."""
_PROMPTS = {
    "caption": "n draws another scene",
    "language": "the title of a tune, or nothing",
    "series": "the latest values of the series",
}


class ShapesScreen(ShapesViews):
    """Models on the left; on the right one of them at work."""

    MODE = "shapes"
    CSS_PATH = "shapes.tcss"
    AUTO_FOCUS = "#example"
    BINDINGS: ClassVar[list[BindingType]] = bindings("shapes")
    ABOUT = (
        "A recurrent network reads one thing after another and keeps a state h. What goes in and what comes "
        "out need not be of one length: that gives the shapes in the list. Choose a model, type an example, "
        "and the network is unrolled over it: a box a step, the same network again and again.\n\n"
        "Inputs stand below, outputs above. The colours in a box are its state, some of its units: blue is "
        "negative, orange positive. U, W and V are the weights from the input, from the state before and to "
        "the output. They carry the same letters everywhere because they are the same numbers at every "
        "step; a long sentence needs no larger network than a short one.\n\n"
        "Under the diagram stands what came out, and the hidden state unit by unit. A verdict is shown "
        "after every word: see where “The food is not good” turns. A translation shows where the decoder "
        "looked in the source while it wrote each word.\n\n"
        "Train (t) trains a network of the same shape, on our data or on a file of yours, and the example "
        "above is answered by the network while it learns."
    )

    def __init__(self) -> None:
        super().__init__()
        self._typing = True
        """The user types examples: the field has the focus wherever there is one."""

    def compose_body(self) -> ComposeResult:
        with Horizontal(id="shapes"):
            with VerticalScroll(id="models", classes="panel", can_focus=False):
                yield ShapesList()
            with Vertical(id="stage"):
                yield Static(id="shape-about", classes="hint", markup=False)
                yield Static(id="shape-facts", markup=False)
                with Horizontal(id="example-row"):
                    yield Label("Example")
                    yield ExampleInput(id="example", compact=True, max_length=LONGEST)
                    yield Static(id="example-prompt", markup=False)
                    yield Choice((("1", "greedy"), ("5", "beam")), "1", id="beam")
                    yield Button("Another", id="another", compact=True)
                    yield Button("Train", id="train", compact=True)
                yield Static(id="trouble", markup=False)
                with Vertical(id="diagram", classes="panel"):
                    yield UnrolledView(id="unrolled")
                yield ResultPane(id="result", classes="panel")
                with Container(id="lower"):
                    yield HeatPanel("Here its units light up as it reads.", id="states", classes="panel")
                    yield LearningPane(id="learning", classes="panel")
        yield ShapesBar()

    def on_mount(self) -> None:
        self.query_one("#models").border_title = "Shapes"
        entitle(self.query_one("#states"), "Hidden state", "a column a step, a row a unit")
        entitle(self.query_one("#learning"), "Learning", "how it was trained")
        self._legend(NOTHING)
        self.playground.course.warm()
        self.show_models()
        self.share_room()

    def on_screen_resume(self) -> None:
        self._watch(on=True)
        self.look_for_models()
        self.show_learning()

    # ------------------------------------------------------------------ the example

    def action_example(self) -> None:
        self._typing = True
        self.query_one("#example", Input).focus()

    def action_leave_field(self) -> None:
        self._typing = False
        self.set_focus(None)

    @on(Button.Pressed, "#another")
    def _another(self) -> None:
        self.action_another()

    @on(Choice.Changed, "#beam")
    def _beam(self, event: Choice.Changed) -> None:
        event.stop()
        if int(event.value) != self.example.beam:
            self.action_beam()

    # ------------------------------------------------------------------ the model and its example

    def show_models(self) -> None:
        if not self.is_mounted:
            return
        self.query_one(ShapesList).show(self.offers, self.offer)
        if self.offer is None:
            self.query_one("#shape-about", Static).update(
                Content("No model of any shape is here yet. Press t to train one; a minute is enough.")
            )
        self.refresh_bindings()

    def show_offer(self, example: Example) -> None:
        offer = self.offer
        if offer is None or not self.is_mounted:
            return
        about = offer.shape.about
        self.set_class(offer.task == "caption", "-picture")
        if offer.task == "caption" and self.has_class("-short"):  # the picture needs the line
            about = about.partition(". ")[0] + "."
        self.query_one("#shape-about", Static).update(Content(about))
        self.query_one("#shape-facts", Static).update(self._facts(offer))
        box, prompt = self.query_one("#example", Input), self.query_one("#example-prompt", Static)
        typed = offer.task != "caption"
        if box.has_focus and not typed:
            self.set_focus(None)
        box.display = typed
        prompt.display = not typed
        box.placeholder = _PROMPTS.get(offer.task, "type a sentence")
        prompt.update(Content(_PROMPTS.get(offer.task, "")))
        if box.value != example.text:
            with self.prevent(Input.Changed):
                box.value = example.text
        if typed and self._typing and self.focused is None and self.is_current:
            box.focus()
        beam = self.query_one("#beam", Choice)
        beam.display = offer.task == "translate"
        with self.prevent(Choice.Changed):
            beam.value = "1" if example.beam == 1 else "5"
        self.show_learning()
        self.refresh_bindings()

    def _facts(self, offer: Offer) -> Content:
        """How good it is, and what it is made of, in one line."""
        if offer.path is None:
            said, rest = self.state.figures or "not judged yet", "in training"
        else:
            said, rest = judged(offer, self.offers), made_of(offer)
        parts = (
            Content.styled(display.clip(offer.name, 30), "bold $accent"),
            Content.styled(display.visible(said, keep=""), "bold"),
            Content.styled(display.visible(rest, keep=""), "$quiet"),
        )
        return Content(" · ").join(part for part in parts if part)

    def show_step(self, step: int | None) -> None:
        if step is not None and self.offer is not None:
            self.query_one("#shape-facts", Static).update(self._facts(self.offer))

    def show_answer(self, answered: thinking.Answered) -> None:
        answer = answered.answer
        self._say("")
        if answer.unknown:
            words = ", ".join(f"“{word}”" for word in answer.unknown[:6])
            self._say(f"Never seen in training: {words}", quiet=True)
        if answer.text and answered.offer.key not in self.typed:
            with self.prevent(Input.Changed):
                self.query_one("#example", Input).value = answer.text
        self.query_one(UnrolledView).show(answer.unrolled)
        self._legend(answer.unrolled)
        result = self.query_one(ResultPane)
        self.set_class(result.show(answer), "-tall")
        entitle(result, TITLES[type(answer.result)], display.clip(answer.said, 200))
        model = answered.offer.card.model if answered.offer.card is not None else None
        if self.weights is not None and answered.offer.path is None:
            model = self.weights.model
        self.query_one(HeatPanel).show(answer.traced, model, answer.layers)
        self.refresh_bindings()

    def _legend(self, unrolled: Unrolled) -> None:
        """The diagram's title, and what its letters mean."""
        panel = self.query_one("#diagram")
        entitle(panel, "Unrolled", "one network, step after step")
        panel.border_subtitle = Content(unrolled.letters)

    def show_trouble(self, text: str) -> None:
        self._say(text)

    def show_waiting(self, text: str) -> None:
        if not self.is_mounted:
            return
        self._say("")
        view = self.query_one(UnrolledView)
        view.hint = text
        view.show(NOTHING)
        self.query_one(HeatPanel).show(None, None)

    def _say(self, text: str, *, quiet: bool = False) -> None:
        """What is wrong with the example, or should be known of it, right below it."""
        line = self.query_one("#trouble", Static)
        line.set_class(bool(text), "-shown")
        line.set_class(quiet, "-quiet")
        line.update(Content(display.visible(text, keep="")))

    # ------------------------------------------------------------------ training

    def show_learning(self, *, now: bool = False) -> None:
        if not self.is_mounted:
            return
        if now:
            self.view = "learning"
            self.share_room()
        offer = self.offer
        here = offer is not None and offer.name == self.state.name
        self.query_one(ShapesBar).show(self.state, here=here)
        live = offer is not None and offer.path is None
        pane = self.query_one(LearningPane)
        if live:
            pane.follow(self.state.curves)
            if offer is not None:
                self.query_one("#shape-facts", Static).update(self._facts(offer))
        else:
            pane.look_back(offer.card if offer is not None else None)
        entitle(pane, "Learning", "how it learns now" if live else "how it was trained")
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Keys that make no sense now are not shown."""
        offer, run = self.offer, self.state.run
        if action == "stop":
            return self.state.active
        if action == "pause":
            return run.status in ("running", "paused")
        if action == "train":
            return not self.state.active
        if action == "beam":
            return offer is not None and offer.task == "translate"
        if action == "example":
            return offer is not None and offer.task != "caption" and not isinstance(self.focused, Input)
        if action in ("another", "model"):
            return offer is not None
        if action == "view":
            return bool(self.views)
        if action in ("value", "layer") and self.is_mounted and self.query(HeatPanel):
            heat = self.query_one(HeatPanel).map
            return heat.traced is not None and (action == "value" or heat.layer_count > 1)
        if action == "leave_field":
            return isinstance(self.focused, Widget)
        return True
