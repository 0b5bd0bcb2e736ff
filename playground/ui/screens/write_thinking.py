"""The part of the Write screen that asks the completer and shows what it answers."""

from __future__ import annotations

import dataclasses
import random
from typing import get_args

from textual import on
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from playground.config import SampleConfig
from playground.inference.sampling import Candidate
from playground.text import display
from playground.ui import thoughts
from playground.ui.ghost import GhostLength
from playground.ui.panels import entitle, hints, put
from playground.ui.screens.write_parts import WriteParts
from playground.ui.screens.writing_model import NO_MODEL, WritingModel
from playground.ui.thoughts import Ask, Held, View
from playground.ui.widgets.candidates import CandidateList, Choice
from playground.ui.widgets.choice import Choice as Tabs
from playground.ui.widgets.ghost_editor import GhostEditor
from playground.ui.widgets.write_controls import TRAINING, WriteControls
from playground.ui.widgets.write_draw import DrawBar
from playground.ui.widgets.write_rules import RuleLine
from playground.ui.widgets.write_texts import Entry, TextList
from playground.writing.pattern import States
from playground.writing.rule import Follower, Rule

SETTLE = 0.03
"""Seconds without a key before the model is asked; a key that is held down does not ask at all."""
CANDIDATES = 40
WAITING = "one moment"
COPIED_SHOWN = 400
"""Columns of a copied run that a row can need at most."""


class WriteThinking(WriteParts):
    """Questions to the completer and its answers."""

    def __init__(self) -> None:
        super().__init__()
        self._length = GhostLength()
        self._seed = random.getrandbits(32)
        self._serial = 0
        self._streaming: int | None = None
        self._timer: Timer | None = None
        self._level = "char"
        self._other = 0  # which of the other models is the second of two
        self._stepped_from: str | None = None
        self._rule: Rule | None = None
        self._follower: Follower | None = None
        self._bound_from = ""  # the text before what the rule binds
        self._texts: tuple[thoughts.Text, ...] = ()

    # ------------------------------------------------------------------ asking

    @on(GhostEditor.Asked)
    def _asked(self) -> None:
        if self._streaming is None:
            self._soon()

    def _soon(self) -> None:
        """Ask the model once the keys have settled."""
        self._serial += 1  # whatever is still on its way is for another text
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(SETTLE, self._think)

    def _think(self) -> None:
        editor = self.editor
        text = editor.before_cursor
        wanted = editor.ghost_possible and not editor.dismissed
        stepped_from, self._stepped_from = self._stepped_from, None
        if stepped_from is not None and not text.startswith(stepped_from):
            stepped_from = None
        self.completer.ask(
            Ask(
                self._serial,
                text,
                self.sampling,
                self._draw_seed,
                CANDIDATES,
                self._length if wanted else None,
                self._held(text),
                stepped_from,
                self.side.view,
                self._second_model(),
            )
        )
        self._show_seed(self._draw_seed)

    def _second_model(self) -> str | None:
        """The other one of two models side by side."""
        names = self._other_models()
        return names[self._other % len(names)] if names else None

    def _other_models(self) -> list[str]:
        models = self.query_one(WriteControls).models
        return [name for _, name in models if name not in (self.model, TRAINING)]

    @on(TextList.Turned)
    def _other_model(self, event: TextList.Turned) -> None:
        if self.side.view == "duo":
            self._other += event.by
            self._soon()

    @property
    def _draw_seed(self) -> int:
        return self._seed if self.sampling.seed is None else self.sampling.seed

    @property
    def sampling(self) -> SampleConfig:
        """The settings in force, with the stop texts."""
        return dataclasses.replace(super().sampling, stop=self.rules.stops)

    def _held(self, text: str) -> Held | None:
        """The rule, and what of it is written before the cursor; it begins anew where that broke it."""
        if self._rule is None or self._follower is None:
            return None
        if text.startswith(self._bound_from):
            begun = text[len(self._bound_from) :]
            states: States = self._follower.after(self._follower.start, begun)
            if states:
                return Held(self._rule, begun)
        self._bound_from = text
        return Held(self._rule)

    @on(RuleLine.Changed)
    def _rule_changed(self, event: RuleLine.Changed) -> None:
        if event.rule != self._rule:
            self._rule = event.rule
            self._follower = None if event.rule is None else Follower(event.rule)
            self._bound_from = self.editor.before_cursor
        self._show_rule_problem(self.rules.problem)
        self.editor.revive()
        if self._streaming is None:
            self._soon()

    @on(RuleLine.Left)
    def _rule_left(self) -> None:
        self.editor.focus()

    # ------------------------------------------------------------------ answers

    def on_writing_model_thought(self, event: WritingModel.Thought) -> None:
        match event.report:
            case thoughts.Loaded() as loaded:
                self._now_with(loaded)
            case thoughts.Failure() as failure:
                self.say(failure.text, "error")
                if not self.loaded:
                    self.query_one(CandidateList).show((), NO_MODEL)
            case thoughts.Reading(serial=self._serial) as reading:
                self._show_hint(f"reading your text: {reading.share:.0%}")
            case thoughts.Answer(serial=self._serial) as answer:
                self._answered(answer)
            case thoughts.FoundWords(serial=self._serial) as found:
                self._show_words(found)
            case thoughts.Texts(serial=self._serial) as texts if texts.view == self.side.view:
                self._show_texts(texts.texts)
            case thoughts.Copied(serial=self._serial) as copied:
                self._show_copied(copied)
            case thoughts.Alternatives(serial=self._serial) as places:
                self._looked(places)
            case thoughts.Streamed(serial=self._streaming) as piece if self._streaming is not None:
                self.editor.stream(piece.text)
                if self.side.view == "next":
                    self._show_candidates(piece.candidates)
            case thoughts.StreamEnded(serial=self._streaming) as end if self._streaming is not None:
                self.stop_stream()
                if end.why:
                    self.say(f"The stream ended: {end.why}.")

    def _looked(self, places: thoughts.Alternatives) -> None:
        """What could stand in place of a token is known."""
        raise NotImplementedError

    def _now_with(self, loaded: thoughts.Loaded) -> None:
        self.loaded, self._level = True, loaded.level
        kind = "characters" if loaded.level == "char" else "words"
        step = "" if loaded.training_step is None else f", step {loaded.training_step:,}"
        learning = self.model == TRAINING and self.run_state.active
        name = display.clip(f"● {self.run_state.name}" if learning else loaded.name, 30)
        told = f"{name}{step}" if step and self.has_class("-narrow") else f"{name}, {kind}{step}"
        entitle(self.query_one("#paper"), "Text", told)
        if self._streaming is None:
            self._soon()

    def _answered(self, answer: thoughts.Answer) -> None:
        if self.side.view == "next" or (self.side.view == "words" and self._level == "word"):
            self._show_candidates(answer.candidates)
        if answer.ghost is not None:
            self.editor.offer(answer.ghost)
        unseen = self.query_one("#unseen", Static)
        unseen.set_class(answer.unseen is not None, "-shown")
        put(unseen, Content(display.visible(answer.unseen or "", keep="")))
        self.query_one(DrawBar).show(answer.draw)
        hindrance = f"{answer.hindrance[0].upper()}{answer.hindrance[1:]}." if answer.hindrance else ""
        self._show_rule_problem(self.rules.problem or hindrance)
        told = "the rule is met; type on to begin it anew" if answer.ended else ""
        self._show_hint("the rule cannot be met here" if hindrance else told)

    def _show_candidates(self, candidates: tuple[Candidate, ...]) -> None:
        self.query_one(CandidateList).show([choice_of(each) for each in candidates])

    def _show_words(self, found: thoughts.FoundWords) -> None:
        choices = [
            Choice(word.text, display.label(word.label, 24), word.probability, word.probability)
            for word in found.words.words
        ]
        empty = "No single word is likely enough here to be worth a row."
        self.query_one(CandidateList).show(choices, empty, heading="next word", plain=True)
        self.side.explain(about=VIEW_ALL if found.words.whole else VIEW_SOME)

    def _show_texts(self, texts: tuple[thoughts.Text, ...]) -> None:
        self._texts = texts
        expected = {"many": 5, "beam": 5, "duo": 2}.get(self.side.view, 1)
        rows = max(2, self.text_list.size.height // expected - 1)
        more = self.side.view == "duo" and len(self._other_models()) > 1
        entries = [
            Entry(
                text.text,
                text.head if text.bits is None else f"{text.head}, {text.bits:.2f} bits a token",
                turns=more and at == 1,
            )
            for at, text in enumerate(texts)
        ]
        self.text_list.show(entries, rows=rows)

    def _show_copied(self, copied: thoughts.Copied) -> None:
        line = self.query_one("#copied", Static)
        line.set_class(bool(copied.text), "-shown")
        if copied.text:
            corpus = display.clip(copied.corpus or "", 40)
            run = display.clip(copied.text.replace("\n", "⏎"), COPIED_SHOWN)
            put(line, Content(f"{len(copied.text)} characters copied from {corpus}: “{run}”"))

    def _show_hint(self, text: str = "") -> None:
        told: str | Content = text
        if self._streaming is not None:
            told = hints(("Any key", "stops it", "text"))
        elif not text and not self.editor.has_focus:
            told = hints(("Esc", "back to the text", "text"))
        elif not text and self.editor.ghost:
            takes = ("Tab", "takes it", "ghost('all')"), ("Ctrl+→", "one token", "ghost('token')")
            more = (("Esc", "dismisses", "ghost('none')"),) if self.editor.size.width > 52 else ()
            told = hints(*takes, *more)
        self._show_hint_text(told)

    def on_descendant_focus(self) -> None:
        self._show_hint()

    def on_descendant_blur(self) -> None:
        self._show_hint()

    # ------------------------------------------------------------------ views

    @on(Tabs.Changed, "#view")
    def _view_chosen(self, event: Tabs.Changed) -> None:
        event.stop()
        view = next(view for view in get_args(View) if view == event.value)
        self.show_view(view)

    def show_view(self, view: View) -> None:
        """Show something else beside the text."""
        if view == self.side.view:
            return
        within = self.side.shown.has_focus
        self.side.show_view(view)
        self.query_one(TextList).show((), WAITING)
        if within:
            self.side.shown.focus()
        if self._streaming is None:
            self._soon()

    def stop_stream(self) -> None:
        """End the stream, if there is one."""
        raise NotImplementedError


VIEW_ALL = "whole words"
VIEW_SOME = "the likeliest so far"


def choice_of(candidate: Candidate, *, actual: bool = False) -> Choice:
    """A candidate as it is shown."""
    label = display.label(candidate.token, 24)
    return Choice(candidate.text, label, candidate.probability, candidate.sampled, actual)
