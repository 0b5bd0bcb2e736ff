"""The living half of Shapes: which model is looked at, the example, and what the model makes of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from textual import on
from textual.message import Message
from textual.widgets import Input

from playground import events, library
from playground.errors import InputError
from playground.ui.examples import thinker as thinking
from playground.ui.examples.example import Example
from playground.ui.examples.offers import SHAPES, Offer, offers
from playground.ui.examples.thinker import Thinker
from playground.ui.screens.base import ModeScreen
from playground.ui.threads import tell
from playground.ui.widgets.shapes_list import ShapesList

FIRST = "sentiment"
"""Shown at first, if it is there."""
BEAM = 5
"""Translations considered side by side by the beam."""
_DRAWN = ("caption", "language", "series")
"""Tasks whose examples are numbered and not listed: another one is the next number."""


class LiveShapes(ModeScreen):
    """The part of the screen that owns the thinker and its model."""

    class Thought(Message):
        """Something the thinker's thread has to say."""

        def __init__(self, report: thinking.Report) -> None:
            super().__init__()
            self.report = report

    def __init__(self) -> None:
        super().__init__()
        self.thinker = Thinker(lambda report: self.post_message(self.Thought(report)))
        self.offers: list[Offer] = []
        self.offer: Offer | None = None
        """The model in sight."""
        self.weights: events.Weights | None = None
        """Of the network in training."""
        self.examples: dict[str, Example] = {}
        """What each model was given last, by the offers' keys."""
        self.typed: set[str] = set()
        """Keys of the offers whose example the user has typed or changed."""
        self.suggested: tuple[str, ...] = ()
        """Examples that suit the model in sight."""
        self.asked = 0
        """Number of the latest question."""
        self.answered: tuple[str, int] = ("", 0)
        """Key of the offer and number of the question that was answered last."""
        self._wanted: tuple[str, ...] = (FIRST,)
        """Models to be chosen as soon as they are found: the first of these names that is there."""
        self._given: Path | None = None
        """A model that was asked for, perhaps from outside the library."""

    def on_unmount(self) -> None:
        self.thinker.close()

    # ------------------------------------------------------------------ the models

    def look_for_models(self) -> None:
        """Look through the library, off the key path."""
        self.run_worker(self._look, thread=True, exclusive=True, group="models")

    def _look(self) -> None:
        wanted = self._wanted
        entries = library.list_models()
        if self._given is not None and self._given not in [entry.path for entry in entries]:
            entries.append(library.entry(self._given))
        tell(self, self._found, offers(entries), wanted)

    def training_offer(self) -> Offer | None:
        """The network in training, where there is one."""
        return None

    def _found(self, found: list[Offer], wanted: tuple[str, ...]) -> None:
        if not self.is_mounted or wanted is not self._wanted:
            return  # something else has been asked for meanwhile, and is being looked for
        training = self.training_offer()
        self.offers = found if training is None else _with(found, training)
        self._wanted = ()
        named = next((same for name in wanted if (same := _named(found, name))), [])
        here = [offer for offer in self.offers if self.offer is not None and offer.key == self.offer.key]
        if named:
            self.choose(_preferred(named, self.offer))
        elif here:
            self.offer = here[0]
        else:
            self.choose(_preferred(self.offers, self.offer))
        self.show_models()

    def want(self, *names: str) -> None:
        """Show the model of the first of these names that is in the library."""
        self._wanted = names
        if self.is_mounted:
            self.look_for_models()

    def model_wanted(self, name: str) -> None:
        try:
            self._given = library.find(name)
        except InputError as error:
            self.say(str(error), "error")
            return
        self.want(self._given.stem)

    def choose(self, offer: Offer | None) -> None:
        """Show this model with its example."""
        if offer is None:
            self.offer = None
            return
        self.offer = offer
        self.suggested = ()
        self.thinker.use(offer, self.weights if offer.path is None else None)
        if offer.path is None and self.weights is None:
            self.show_waiting("The first answer comes as soon as the network has taken its first steps.")
        self.show_offer(self.examples.get(offer.key, Example()))
        self.show_models()

    def action_model(self, by: int) -> None:
        """The next model of the list."""
        if self.offers:
            self.another_chosen()
            keys = [offer.key for offer in self.offers]
            at = keys.index(self.offer.key) if self.offer is not None and self.offer.key in keys else -by
            self.choose(self.offers[(at + by) % len(keys)])

    @on(ShapesList.Chosen)
    def _chosen(self, event: ShapesList.Chosen) -> None:
        self.another_chosen()
        self.choose(event.offer)

    def another_chosen(self) -> None:
        """The user wants to see another model."""

    # ------------------------------------------------------------------ the example

    @property
    def example(self) -> Example:
        """What the model in sight is given."""
        return self.examples.get(self.offer.key, Example()) if self.offer is not None else Example()

    def give(self, example: Example) -> None:
        """Give the model another example."""
        if self.offer is None:
            return
        self.examples[self.offer.key] = example
        self.asked += 1
        if example.text.strip() or self.offer.task in _DRAWN:
            self.thinker.ask(self.asked, example)
        else:
            self.show_waiting("Type a sentence above, and the network unrolls over it.")

    @on(Input.Changed, "#example")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self.example.text and self.offer is not None:
            self.typed.add(self.offer.key)
            self.give(replace(self.example, text=event.value))

    def action_another(self) -> None:
        """Another example: the next of the list, or another scene, tune or place in the series."""
        if self.offer is None:
            return
        example = self.example
        if self.offer.task != "language":
            self.typed.discard(self.offer.key)
        if self.offer.task in _DRAWN:
            kept = example.text if self.offer.task == "language" else ""
            self.give(replace(example, text=kept, seed=example.seed + 1))
            return
        if self.suggested:
            at = self.suggested.index(example.text) if example.text in self.suggested else -1
            self.give(replace(example, text=self.suggested[(at + 1) % len(self.suggested)]))
            self.show_offer(self.example)

    def action_beam(self) -> None:
        """Greedy, or a beam."""
        if self.offer is not None and self.offer.task == "translate":
            self.give(replace(self.example, beam=1 if self.example.beam > 1 else BEAM))
            self.show_offer(self.example)

    @on(Thought)
    def _thought(self, event: Thought) -> None:
        match event.report:
            case thinking.Opened(offer=offer) as opened if self._is(offer):
                self.suggested = opened.examples
                example = self.example
                if not example.text and offer.task not in _DRAWN and offer.key not in self.examples:
                    example = replace(example, text=opened.examples[0] if opened.examples else "")
                self.show_step(opened.step)
                self.give(example)
                self.show_offer(example)
            case thinking.Answered(serial=self.asked, offer=offer) as answered if self._is(offer):
                self.answered = offer.key, self.asked
                self.show_answer(answered)
            case thinking.Trouble(opening=True, offer=offer) as trouble if self._is(offer):
                self.show_waiting("")
                self.show_trouble(trouble.text)
            case thinking.Trouble(serial=self.asked) as trouble:
                self.show_trouble(trouble.text)

    def _is(self, offer: Offer) -> bool:
        return self.offer is not None and self.offer.key == offer.key

    # ------------------------------------------------------------------ what the screen shows

    def action_leave_field(self) -> None:
        """Leave the line of the example, so that letters are keys."""

    def show_models(self) -> None:
        """The list is another one, or another model is chosen."""

    def show_offer(self, example: Example) -> None:
        """Another model is in sight, or another example was given in another way than by typing."""

    def show_step(self, step: int | None) -> None:
        """The network in training is that of this step; None for a model of the library."""

    def show_answer(self, answered: thinking.Answered) -> None:
        """The model's answer."""

    def show_trouble(self, text: str) -> None:
        """Why there is none."""

    def show_waiting(self, text: str) -> None:
        """What there is to wait for, or to do, before there is one."""


def _with(found: list[Offer], training: Offer) -> list[Offer]:
    """The network in training at the end of its shape."""
    before = [offer for offer in found if offer.shape is training.shape and offer.name != training.name]
    others = [offer for offer in found if offer.shape is not training.shape]
    return sorted([*others, *before, training], key=lambda offer: SHAPES.index(offer.shape))


def _named(found: list[Offer], name: str) -> list[Offer]:
    return [offer for offer in found if offer.name == name]


def _preferred(named: list[Offer], now: Offer | None) -> Offer | None:
    """Of several the one of the shape in sight, else one that is not cut off from its past."""
    if now is not None and (same := [offer for offer in named if offer.shape is now.shape]):
        return same[0]
    whole = [offer for offer in named if not offer.alone]
    return next(iter(whole or named), None)
