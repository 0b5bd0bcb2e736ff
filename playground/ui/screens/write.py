"""The Write mode: an editor in which a network goes on from what you typed, token by token."""

from __future__ import annotations

import random
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.events import Resize
from textual.timer import Timer
from textual.widgets import Button, Static

from playground.config import SampleConfig
from playground.inference.sampling import Candidate
from playground.text import display
from playground.ui import completer as thinking
from playground.ui.alt_digits import read_alt_digits
from playground.ui.bindings import bindings
from playground.ui.completer import Ask, Stream
from playground.ui.ghost import Ghost, GhostLength
from playground.ui.panels import entitle
from playground.ui.screens.write_settings import saved_length, saved_sampling, saved_speed
from playground.ui.screens.writing_model import NO_MODEL, WritingModel
from playground.ui.widgets.candidates import CandidateList, Choice
from playground.ui.widgets.ghost_editor import GhostEditor
from playground.ui.widgets.number_field import NumberField
from playground.ui.widgets.sampling_panel import SamplingPanel
from playground.ui.widgets.write_controls import TRAINING, WriteControls

FIRST_TEXT = "Once upon a"
SETTLE = 0.03
"""Seconds without a key before the model is asked; a key that is held down does not ask at all."""
CANDIDATES = 40
HIGH = 48
"""Rows from which on the sampling settings stand under the candidates, each with its explanation."""


class WriteScreen(WritingModel):
    """Text, ghost, candidates and sampling settings."""

    MODE = "write"
    ABOUT = (
        "A network reads your text up to the cursor and predicts the next token. The text in italics is its "
        "ghost: what it would go on with. The bars are the likeliest next tokens, before and after the "
        "sampling settings, which decide how one of them is drawn: a low temperature keeps to the likeliest, "
        "a high one wanders, and the other settings cut off what is unlikely."
    )
    CSS_PATH = "write.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("write")

    def __init__(self) -> None:
        super().__init__()
        self._length = GhostLength()
        self._seed = random.getrandbits(32)
        self._serial = 0
        self._streaming: int | None = None
        self._timer: Timer | None = None

    def compose_body(self) -> ComposeResult:
        self._length = saved_length(self.playground.settings)
        speed = saved_speed(self.playground.settings)
        self.completer.speed = float(speed)
        yield WriteControls(self._length, speed, id="controls")
        with Container(id="desk"):
            with Vertical(id="paper", classes="panel") as paper:
                entitle(paper, "Text", "no model yet")
                yield GhostEditor(FIRST_TEXT, id="editor")
                yield Static(id="unseen", markup=False)
            candidates = CandidateList(id="candidates", classes="panel")
            entitle(candidates, "Candidates", "what may come next")
            candidates.border_subtitle = "a click or 1–9 writes one"
            yield candidates
            panel = SamplingPanel(saved_sampling(self.playground.settings), id="sampling", classes="panel")
            entitle(panel, "Sampling", "how the next token is drawn")
            yield panel

    def on_mount(self) -> None:
        read_alt_digits()
        self.editor.move_cursor(self.editor.document.end)
        self.editor.focus()
        self.first_model()
        self._show_hint()

    def on_screen_suspend(self) -> None:
        self.stop_stream()

    def on_resize(self, event: Resize) -> None:
        high = event.size.height >= HIGH and event.size.width >= 100
        self.query_one(SamplingPanel).set_class(high, "-column")

    @property
    def editor(self) -> GhostEditor:
        return self.query_one("#editor", GhostEditor)

    @property
    def sampling(self) -> SampleConfig:
        """The settings in force."""
        return self.query_one(SamplingPanel).config

    # ------------------------------------------------------------------ thinking

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
        wanted = editor.ghost_possible and not editor.dismissed
        length = self._length if wanted else None
        self.completer.ask(
            Ask(self._serial, editor.before_cursor, self.sampling, self._draw_seed, CANDIDATES, length)
        )

    @property
    def _draw_seed(self) -> int:
        return self._seed if self.sampling.seed is None else self.sampling.seed

    def on_writing_model_thought(self, event: WritingModel.Thought) -> None:
        match event.report:
            case thinking.Loaded() as loaded:
                self._now_with(loaded)
            case thinking.Failure() as failure:
                self.say(failure.text, "error")
                if not self.loaded:
                    self.query_one(CandidateList).show((), NO_MODEL)
            case thinking.Reading(serial=self._serial) as reading:
                self._show_hint(f"reading your text: {reading.share:.0%}")
            case thinking.Answer(serial=self._serial) as answer:
                self._answered(answer)
            case thinking.Streamed(serial=self._streaming) as piece if self._streaming is not None:
                self.editor.stream(piece.text)
                self._show_candidates(piece.candidates)
            case thinking.StreamEnded(serial=self._streaming) if self._streaming is not None:
                self.stop_stream()

    def _now_with(self, loaded: thinking.Loaded) -> None:
        self.loaded = True
        kind = "characters" if loaded.level == "char" else "words"
        step = "" if loaded.training_step is None else f", step {loaded.training_step:,}"
        learning = self.model == TRAINING and self.run_state.active
        name = display.clip(f"● {self.run_state.name}" if learning else loaded.name, 30)
        told = f"{name}{step}" if step and self.has_class("-narrow") else f"{name}, {kind}{step}"
        entitle(self.query_one("#paper"), "Text", told)
        if self._streaming is None:
            self._soon()

    def _answered(self, answer: thinking.Answer) -> None:
        self._show_candidates(answer.candidates)
        if answer.ghost is not None:
            self.editor.offer(answer.ghost)
        unseen = self.query_one("#unseen", Static)
        unseen.set_class(answer.unseen is not None, "-shown")
        unseen.update(Content(display.visible(answer.unseen or "", keep="")))
        self._show_hint()

    def _show_candidates(self, candidates: tuple[Candidate, ...]) -> None:
        choices = [
            Choice(each.text, display.label(each.token, 24), each.probability, each.sampled)
            for each in candidates
        ]
        self.query_one(CandidateList).show(choices)

    def _show_hint(self, text: str = "") -> None:
        if self._streaming is not None:
            text = "streaming; any key stops it"
        elif not text and self.editor.ghost:
            text = "Tab takes it · Ctrl+→ one token"
            if self.editor.size.width > 52:
                text += " · Esc dismisses"
        self.query_one("#paper").border_subtitle = Content(text)

    # ------------------------------------------------------------------ writing

    @on(CandidateList.Picked)
    def _picked(self, event: CandidateList.Picked) -> None:
        self.stop_stream()
        self.editor.take(event.choice.text)

    @on(GhostEditor.PickAsked)
    def _pick_asked(self, event: GhostEditor.PickAsked) -> None:
        self.query_one(CandidateList).pick(event.number - 1)

    @on(GhostEditor.Typed)
    def _typed(self) -> None:
        self.stop_stream()

    def action_stream(self) -> None:
        """Begin to stream, or stop."""
        if self._streaming is not None:
            self.stop_stream()
        else:
            self._start_stream(None)

    def action_step(self) -> None:
        """Write one token."""
        self.stop_stream()
        if self.editor.ghost:
            self.editor.action_take_token()
        else:
            self._start_stream(1)

    def _start_stream(self, limit: int | None) -> None:
        if not self.loaded:
            self.say(NO_MODEL, "warning")
            return
        editor = self.editor
        editor.selection = type(editor.selection).cursor(editor.cursor_location)
        editor.offer(Ghost())
        editor.history.begin()
        self._serial += 1
        self._streaming = self._serial
        self.completer.ask(
            Stream(self._serial, editor.before_cursor, self.sampling, self._draw_seed, CANDIDATES, limit)
        )
        self.query_one(WriteControls).show_streaming(True)
        self._show_hint()

    def stop_stream(self) -> None:
        """End the stream, if there is one."""
        if self._streaming is None:
            return
        self._streaming = None
        self.completer.stop()
        self.editor.history.end()
        self.query_one(WriteControls).show_streaming(False)
        self._show_hint()
        self._soon()

    @on(Button.Pressed, "#stream")
    def _stream_pressed(self) -> None:
        self.editor.focus()
        self.action_stream()

    @on(Button.Pressed, "#step")
    def _step_pressed(self) -> None:
        self.editor.focus()
        self.action_step()

    def action_again(self) -> None:
        """Another draw."""
        if self.sampling.seed is not None:
            self.say("The seed is fixed, so the continuation stays the same; empty the seed for another one.")
            return
        self._seed = random.getrandbits(32)
        self.editor.revive()
        self._soon()

    def action_length(self) -> None:
        self.query_one(WriteControls).next_length()

    def action_model(self) -> None:
        self.query_one(WriteControls).open_models()

    def action_candidates(self) -> None:
        self.query_one(CandidateList).focus()

    def action_settings(self) -> None:
        self.query_one("#temperature", NumberField).input.focus()

    def action_text(self) -> None:
        """Stop the stream, or bring the focus back to the text."""
        self.stop_stream()
        self.editor.focus()

    def action_faster(self, by: int) -> None:
        self.query_one(WriteControls).change_speed(by)

    # ------------------------------------------------------------------ settings

    @on(WriteControls.LengthChosen)
    def _length_chosen(self, event: WriteControls.LengthChosen) -> None:
        self._length = event.length
        settings = self.playground.settings
        settings.ghost, settings.ghost_tokens = event.length.kind, event.length.count
        settings.save()
        self.editor.revive()
        self._soon()

    @on(WriteControls.SpeedChosen)
    def _speed_chosen(self, event: WriteControls.SpeedChosen) -> None:
        self.completer.speed = event.speed
        self.playground.settings.speed = round(event.speed)
        self.playground.settings.save()

    @on(NumberField.Refused)
    def _refused(self, event: NumberField.Refused) -> None:
        self.say(event.text, "warning")

    @on(SamplingPanel.Changed)
    def _sampling_changed(self, event: SamplingPanel.Changed) -> None:
        self.playground.settings.sampling = {
            name: value for name, value in event.config.to_dict().items() if name != "stop"
        }
        self.playground.settings.save()
        if self._streaming is None:
            self._soon()
        else:
            self.completer.change(event.config)
